package main

// The workspace: users, channels and their messages, in memory, behind one lock.

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"sync"
	"time"
)

type obj = map[string]interface{}

const (
	teamID  = "T0FAULT"
	appID   = "A0FAULT"
	botUser = "U0TOCSIN"
	botID   = "B0TOCSIN"
)

type Message struct {
	TS, User, BotID, Text, ThreadTS string
	Blocks, Metadata                json.RawMessage
	Edited, Broadcast               bool
	At                              float64 // when it was applied
	Edits                           []float64
	Reactions                       map[string][]string
}

type Channel struct {
	ID, Name, Topic, Purpose, Creator, Peer string // Peer: of a direct message
	Private, IM, Archived                   bool
	Created                                 int64
	born                                    time.Time
	Members                                 []string
	Messages                                []*Message // by time
	Pins                                    []string
	Bookmarks                               []obj
}

type User struct{ ID, Name, Email, Zone string }

type Ephemeral struct {
	At                  float64
	Channel, User, Text string
	Key                 string // the trigger whose response_url it came by, or ""
}

type World struct {
	sync.Mutex
	users      map[string]*User
	groups     map[string][]string // usergroup id -> users
	channels   map[string]*Channel
	names      map[string]*Channel
	order      []*Channel
	views      map[string]obj // view id -> view
	homes      map[string]obj // user -> home view
	triggers   map[string]float64
	spent      map[string]bool // trigger ids that opened a view
	urls       map[string]*replyURL
	ephemerals []Ephemeral
	next       int
	lastTS     int64
}

type replyURL struct {
	key, channel, user, ts string
	uses                   int
	at                     float64
}

func newWorld() *World {
	w := &World{
		users: map[string]*User{}, groups: map[string][]string{},
		channels: map[string]*Channel{}, names: map[string]*Channel{},
		views: map[string]obj{}, homes: map[string]obj{}, triggers: map[string]float64{},
		spent: map[string]bool{}, urls: map[string]*replyURL{},
	}
	w.users[botUser] = &User{botUser, "tocsin", "", "Etc/UTC"}
	for i, name := range []string{"ana", "ben", "cleo", "dev", "eve"} {
		id := fmt.Sprintf("U%d%s", i+1, strings.ToUpper(name))
		w.users[id] = &User{id, name, name + "@example.test", "Etc/UTC"}
	}
	w.groups["S1ONCALL"] = []string{"U1ANA", "U2BEN"}
	for _, name := range []string{"general", "incidents", "leadership"} {
		w.add(&Channel{ID: "C" + strings.ToUpper(name), Name: name, Creator: "U1ANA",
			Members: []string{"U1ANA", "U2BEN", "U3CLEO", "U4DEV", "U5EVE"}})
	}
	return w
}

func (w *World) id(prefix string) string {
	w.next++
	return fmt.Sprintf("%s%09d", prefix, w.next)
}

// ts: unique, growing, in Slack's form.
func (w *World) ts() string {
	us := time.Now().UnixMicro()
	if us <= w.lastTS {
		us = w.lastTS + 1
	}
	w.lastTS = us
	return fmt.Sprintf("%d.%06d", us/1e6, us%1e6)
}

func (w *World) add(c *Channel) *Channel {
	c.born = time.Now()
	c.Created = c.born.Unix()
	w.channels[c.ID] = c
	if c.Name != "" {
		w.names[c.Name] = c
	}
	w.order = append(w.order, c)
	return c
}

// user: load generators use any number of people, who need no seed.
func (w *World) user(id string) *User {
	if u := w.users[id]; u != nil {
		return u
	}
	if strings.HasPrefix(id, "ULOAD") {
		return &User{id, strings.ToLower(id), strings.ToLower(id) + "@example.test", "Etc/UTC"}
	}
	return nil
}

func (c *Channel) has(user string) bool {
	for _, m := range c.Members {
		if m == user {
			return true
		}
	}
	return false
}

// find: by id, "#name" or name; a user's id is the direct message with them.
func (w *World) find(channel string) *Channel {
	if c := w.channels[channel]; c != nil {
		return c
	}
	if c := w.names[strings.TrimPrefix(channel, "#")]; c != nil {
		return c
	}
	if w.user(channel) != nil {
		return w.direct(channel)
	}
	return nil
}

func (w *World) direct(user string) *Channel {
	for _, c := range w.order {
		if c.IM && c.Peer == user {
			return c
		}
	}
	return w.add(&Channel{ID: w.id("D"), IM: true, Peer: user,
		Members: []string{user, botUser}})
}

func (c *Channel) message(ts string) *Message {
	i := sort.Search(len(c.Messages), func(i int) bool { return c.Messages[i].TS >= ts })
	if i < len(c.Messages) && c.Messages[i].TS == ts {
		return c.Messages[i]
	}
	return nil
}

func (c *Channel) json() obj {
	return obj{
		"id": c.ID, "name": c.Name, "name_normalized": c.Name, "created": c.Created,
		"creator": c.Creator, "is_channel": !c.IM && !c.Private, "is_group": c.Private,
		"is_im": c.IM, "is_private": c.Private, "is_archived": c.Archived,
		"is_member": c.has(botUser), "is_general": c.Name == "general", "user": c.Peer,
		"topic": obj{"value": c.Topic}, "purpose": obj{"value": c.Purpose},
		"num_members": len(c.Members),
	}
}

func (m *Message) json(metadata bool) obj {
	out := obj{"type": "message", "ts": m.TS, "user": m.User, "text": m.Text, "team": teamID}
	if m.BotID != "" {
		out["bot_id"], out["app_id"] = m.BotID, appID
	}
	if m.ThreadTS != "" {
		out["thread_ts"] = m.ThreadTS
	}
	if m.Broadcast {
		out["subtype"] = "thread_broadcast"
	}
	if m.Blocks != nil {
		out["blocks"] = m.Blocks
	}
	if metadata && m.Metadata != nil {
		out["metadata"] = m.Metadata
	}
	if m.Edited {
		out["edited"] = obj{"user": m.User}
	}
	return out
}

// dump: everything a checker wants to see of the workspace.
func (w *World) dump() obj {
	channels := []obj{}
	for _, c := range w.order {
		messages := []obj{}
		for _, m := range c.Messages {
			o := m.json(true)
			o["at"], o["edits"] = m.At, m.Edits
			messages = append(messages, o)
		}
		o := c.json()
		o["messages"], o["members"], o["pins"], o["bookmarks"] =
			messages, c.Members, c.Pins, c.Bookmarks
		channels = append(channels, o)
	}
	return obj{"channels": channels, "views": w.views, "homes": w.homes,
		"ephemerals": w.ephemerals}
}
