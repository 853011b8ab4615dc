package main

// chat.*, conversations.history and conversations.replies: messages.

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sort"
	"strings"
	"unicode/utf8"
)

var methods map[string]method

func init() {
	methods = map[string]method{
		"chat.postMessage": postMessage, "chat.update": updateMessage,
		"chat.delete": deleteMessage, "chat.postEphemeral": postEphemeral,
		"chat.getPermalink": permalink, "conversations.history": history,
		"conversations.replies": replies,
	}
	for _, table := range []map[string]method{conversationMethods, otherMethods} {
		for name, do := range table {
			methods[name] = do
		}
	}
}

// content reads text, blocks and metadata, and refuses what Slack refuses.
func content(a args, m *Message) string {
	var ok bool
	m.Text = a.str("text")
	if m.Blocks, ok = a.raw("blocks"); !ok {
		return "invalid_blocks_format"
	}
	if m.Metadata, ok = a.raw("metadata"); !ok {
		return "invalid_metadata_format"
	}
	if utf8.RuneCountInString(m.Text) > 40000 {
		return "msg_too_long"
	}
	if m.Text == "" && m.Blocks == nil {
		return "no_text"
	}
	return checkBlocks(m.Blocks)
}

// checkBlocks: counts and lengths only; shapes are another test's business.
func checkBlocks(raw json.RawMessage) string {
	if raw == nil {
		return ""
	}
	var blocks []obj
	if json.Unmarshal(raw, &blocks) != nil {
		return "invalid_blocks"
	}
	most := map[string]int{"section": 3000, "header": 150}
	total := 0
	for _, b := range blocks {
		text, _ := b["text"].(obj)
		words, _ := text["text"].(string)
		length := utf8.RuneCountInString(words)
		total += length
		kind, _ := b["type"].(string)
		if kind == "" || (most[kind] > 0 && length > most[kind]) {
			return "invalid_blocks"
		}
	}
	if len(blocks) > 50 {
		return "invalid_blocks"
	}
	if total > 13200 {
		return "msg_blocks_too_long"
	}
	return ""
}

func postMessage(s *Server, a args) (obj, string) {
	w := s.world
	w.Lock()
	c := w.find(a.str("channel"))
	problem := ""
	switch {
	case c == nil, c != nil && c.Private && !c.has(botUser):
		problem = "channel_not_found"
	case c.Archived:
		problem = "is_archived"
	}
	m := &Message{User: botUser, BotID: botID, ThreadTS: a.str("thread_ts"),
		Broadcast: a.yes("reply_broadcast"), At: now()}
	if problem == "" {
		problem = content(a, m)
	}
	if problem == "" && m.ThreadTS != "" && c.message(m.ThreadTS) == nil {
		problem = "thread_not_found"
	}
	if problem != "" {
		w.Unlock()
		return nil, problem
	}
	m.TS = w.ts()
	c.Messages = append(c.Messages, m)
	said := m.json(false)
	w.Unlock()
	s.echo(c, said)
	return obj{"channel": c.ID, "ts": m.TS, "message": said}, ""
}

// echo: Slack tells an app of every message in its channels, its own ones too.
func (s *Server) echo(c *Channel, said obj) {
	if !s.faults.get().Echo || c.IM || !c.has(botUser) {
		return
	}
	event := obj{"channel": c.ID, "channel_type": kindOf(c), "event_ts": said["ts"]}
	for k, v := range said {
		event[k] = v
	}
	s.event(event)
}

func kindOf(c *Channel) string {
	switch {
	case c.IM:
		return "im"
	case c.Private:
		return "group"
	}
	return "channel"
}

func updateMessage(s *Server, a args) (obj, string) {
	w := s.world
	w.Lock()
	defer w.Unlock()
	c := w.channels[a.str("channel")]
	if c == nil {
		return nil, "channel_not_found"
	}
	if c.Archived {
		return nil, "is_archived"
	}
	m := c.message(a.str("ts"))
	if m == nil {
		return nil, "message_not_found"
	}
	if m.BotID != botID {
		return nil, "cant_update_message"
	}
	var fresh Message
	if problem := content(a, &fresh); problem != "" {
		return nil, problem
	}
	m.Text, m.Edited = fresh.Text, true
	if fresh.Blocks != nil {
		m.Blocks = fresh.Blocks
	}
	if fresh.Metadata != nil {
		m.Metadata = fresh.Metadata
	}
	m.Edits = append(m.Edits, now())
	return obj{"channel": c.ID, "ts": m.TS, "text": m.Text, "message": m.json(false)}, ""
}

func deleteMessage(s *Server, a args) (obj, string) {
	w := s.world
	w.Lock()
	defer w.Unlock()
	c := w.channels[a.str("channel")]
	if c == nil {
		return nil, "channel_not_found"
	}
	for i, m := range c.Messages {
		if m.TS == a.str("ts") {
			c.Messages = append(c.Messages[:i], c.Messages[i+1:]...)
			return obj{"channel": c.ID, "ts": m.TS}, ""
		}
	}
	return nil, "message_not_found"
}

func postEphemeral(s *Server, a args) (obj, string) {
	w := s.world
	w.Lock()
	defer w.Unlock()
	c := w.find(a.str("channel"))
	if c == nil {
		return nil, "channel_not_found"
	}
	if !c.has(a.str("user")) {
		return nil, "user_not_in_channel"
	}
	var m Message
	if problem := content(a, &m); problem != "" {
		return nil, problem
	}
	w.ephemerals = append(w.ephemerals, Ephemeral{now(), c.ID, a.str("user"), m.Text, ""})
	return obj{"message_ts": w.ts()}, ""
}

func permalink(s *Server, a args) (obj, string) {
	w := s.world
	w.Lock()
	defer w.Unlock()
	c := w.channels[a.str("channel")]
	if c == nil {
		return nil, "channel_not_found"
	}
	if c.message(a.str("message_ts")) == nil {
		return nil, "message_not_found"
	}
	return obj{"channel": c.ID, "permalink": fmt.Sprintf("https://fault.example.test/archives/%s/p%s",
		c.ID, strings.ReplaceAll(a.str("message_ts"), ".", ""))}, ""
}

// readable: a channel whose messages the bot may read.
func (w *World) readable(id string) (*Channel, string) {
	c := w.channels[id]
	if c == nil {
		return nil, "channel_not_found"
	}
	if !c.has(botUser) {
		return nil, "not_in_channel"
	}
	return c, ""
}

// window: messages between oldest and latest, in the given order, a page at a time. The
// cursor is the ts of the first message of the next page.
func window(found []*Message, a args, otherwise int) obj {
	oldest, latest := a.str("oldest"), a.str("latest")
	inclusive := a.yes("inclusive")
	limit, cursor := a.number("limit", otherwise), a.str("cursor")
	kept, next, begun := []obj{}, "", cursor == ""
	for _, m := range found {
		if (oldest != "" && (m.TS < oldest || (m.TS == oldest && !inclusive))) ||
			(latest != "" && (m.TS > latest || (m.TS == latest && !inclusive))) {
			continue
		}
		begun = begun || m.TS == cursor
		if !begun {
			continue
		}
		if len(kept) == limit {
			next = m.TS
			break
		}
		kept = append(kept, m.json(a.yes("include_all_metadata")))
	}
	return obj{"messages": kept, "has_more": next != "",
		"response_metadata": obj{"next_cursor": next}}
}

func history(s *Server, a args) (obj, string) {
	w := s.world
	w.Lock()
	defer w.Unlock()
	c, problem := w.readable(a.str("channel"))
	if problem != "" {
		return nil, problem
	}
	found := []*Message{}
	for i := len(c.Messages) - 1; i >= 0; i-- {
		m := c.Messages[i]
		if m.ThreadTS == "" || m.ThreadTS == m.TS || m.Broadcast {
			found = append(found, m)
		}
	}
	return window(found, a, 100), ""
}

func replies(s *Server, a args) (obj, string) {
	w := s.world
	w.Lock()
	defer w.Unlock()
	c, problem := w.readable(a.str("channel"))
	if problem != "" {
		return nil, problem
	}
	root := a.str("ts")
	if c.message(root) == nil {
		return nil, "thread_not_found"
	}
	found := []*Message{}
	for _, m := range c.Messages {
		if m.TS == root || m.ThreadTS == root {
			found = append(found, m)
		}
	}
	sort.Slice(found, func(i, j int) bool { return found[i].TS < found[j].TS })
	return window(found, a, 1000), ""
}

// serveRespond: a response_url, good for five uses in 30 minutes.
func (s *Server) serveRespond(rw http.ResponseWriter, r *http.Request) {
	given, encoding, err := read(r)
	w := s.world
	w.Lock()
	u := w.urls[strings.TrimPrefix(r.URL.Path, "/respond/")]
	key := ""
	if u != nil {
		key = u.key
	}
	w.Unlock()
	event := s.journal.add(Event{Kind: "respond", Method: "respond", Key: key, Args: given,
		Encoding: encoding, Outcome: "pending"})
	if err != nil || u == nil {
		s.finish(event, "error", 404, false, nil)
		http.Error(rw, "no such response_url", http.StatusNotFound)
		return
	}
	a := args{given}
	s.answer(rw, r, event, s.faults.hit("respond", ""), func() obj { return s.respond(u, a) })
}

func (s *Server) respond(u *replyURL, a args) obj {
	w := s.world
	w.Lock()
	defer w.Unlock()
	if u.uses >= 5 {
		return obj{"ok": false, "error": "used_url"}
	}
	if now()-u.at > 30*60*1000 {
		return obj{"ok": false, "error": "expired_url"}
	}
	u.uses++
	c := w.channels[u.channel]
	if a.yes("delete_original") {
		return obj{"ok": true}
	}
	m := &Message{User: botUser, BotID: botID, At: now()}
	if problem := content(a, m); problem != "" {
		return obj{"ok": false, "error": problem}
	}
	if original := c.original(u.ts, a); original != nil {
		original.Text, original.Blocks, original.Edited = m.Text, m.Blocks, true
		original.Edits = append(original.Edits, m.At)
		return obj{"ok": true}
	}
	if a.str("response_type") == "in_channel" && c != nil {
		m.TS = w.ts()
		c.Messages = append(c.Messages, m)
		return obj{"ok": true}
	}
	w.ephemerals = append(w.ephemerals, Ephemeral{m.At, u.channel, u.user, m.Text, u.key})
	return obj{"ok": true}
}

func (c *Channel) original(ts string, a args) *Message {
	if c == nil || ts == "" || !a.yes("replace_original") {
		return nil
	}
	return c.message(ts)
}
