package main

// The other methods: who we are, people, views, pins, bookmarks, reactions.

import (
	"encoding/json"
	"fmt"
	"sort"
)

var otherMethods = map[string]method{
	"apps.connections.open": openConnection,
	"auth.test":             authTest,
	"api.test":              func(s *Server, a args) (obj, string) { return obj{}, "" },
	"team.info":             teamInfo,
	"users.info":            userInfo,
	"users.list":            userList,
	"users.lookupByEmail":   userByEmail,
	"usergroups.list":       groupList,
	"usergroups.users.list": groupUsers,
	"views.open":            viewOpen,
	"views.update":          viewUpdate,
	"views.publish":         viewPublish,
	"pins.add":              withMember(pinAdd),
	"pins.remove":           withMember(pinRemove),
	"pins.list":             withMember(pinList),
	"bookmarks.add":         withBookmarks(bookmarkAdd),
	"bookmarks.edit":        withBookmarks(bookmarkEdit),
	"bookmarks.remove":      withBookmarks(bookmarkRemove),
	"bookmarks.list":        withBookmarks(bookmarkList),
	"reactions.get":         withChannel(reactionsGet),
}

func openConnection(s *Server, a args) (obj, string) {
	return obj{"url": s.url("ws", fmt.Sprintf("/link/?ticket=%s&app_id=%s",
		s.sockets.ticket(), appID))}, ""
}

func authTest(s *Server, a args) (obj, string) {
	return obj{"url": "https://fault.slack.com/", "team": "Fault", "team_id": teamID,
		"user": "tocsin", "user_id": botUser, "bot_id": botID,
		"is_enterprise_install": false}, ""
}

func teamInfo(s *Server, a args) (obj, string) {
	return obj{"team": obj{"id": teamID, "name": "Fault", "domain": "fault"}}, ""
}

func (u *User) json() obj {
	return obj{"id": u.ID, "team_id": teamID, "name": u.Name, "real_name": u.Name,
		"tz": u.Zone, "deleted": false, "is_bot": u.ID == botUser,
		"profile": obj{"email": u.Email, "real_name": u.Name, "display_name": u.Name}}
}

func userInfo(s *Server, a args) (obj, string) {
	s.world.Lock()
	defer s.world.Unlock()
	u := s.world.user(a.str("user"))
	if u == nil {
		return nil, "user_not_found"
	}
	return obj{"user": u.json()}, ""
}

func userList(s *Server, a args) (obj, string) {
	s.world.Lock()
	defer s.world.Unlock()
	out := []obj{}
	for _, u := range s.world.users {
		out = append(out, u.json())
	}
	sort.Slice(out, func(i, j int) bool { return fmt.Sprint(out[i]["id"]) < fmt.Sprint(out[j]["id"]) })
	return obj{"members": out, "response_metadata": obj{"next_cursor": ""}}, ""
}

func userByEmail(s *Server, a args) (obj, string) {
	s.world.Lock()
	defer s.world.Unlock()
	for _, u := range s.world.users {
		if u.Email != "" && u.Email == a.str("email") {
			return obj{"user": u.json()}, ""
		}
	}
	return nil, "users_not_found"
}

func groupList(s *Server, a args) (obj, string) {
	s.world.Lock()
	defer s.world.Unlock()
	out := []obj{}
	for id := range s.world.groups {
		out = append(out, obj{"id": id, "team_id": teamID, "handle": "oncall", "name": "On call"})
	}
	return obj{"usergroups": out}, ""
}

func groupUsers(s *Server, a args) (obj, string) {
	s.world.Lock()
	defer s.world.Unlock()
	users, there := s.world.groups[a.str("usergroup")]
	if !there {
		return nil, "no_such_subteam"
	}
	return obj{"users": users}, ""
}

// ---- views ----

// copyOf: what leaves the lock must not change under whoever writes it out.
func copyOf(o obj) obj {
	out := obj{}
	for k, v := range o {
		out[k] = v
	}
	return out
}

func view(a args) (obj, string) {
	raw, ok := a.raw("view")
	out := obj{}
	if !ok || raw == nil || json.Unmarshal(raw, &out) != nil {
		return nil, "invalid_arguments"
	}
	blocks, err := json.Marshal(out["blocks"])
	if err != nil || out["blocks"] == nil {
		return nil, "invalid_arguments"
	}
	if out["private_metadata"] == nil {
		out["private_metadata"] = ""
	}
	out["state"] = obj{"values": obj{}}
	return out, checkBlocks(blocks)
}

func (s *Server) keep(v obj, id string) {
	s.hashes++
	v["id"], v["team_id"], v["app_id"], v["bot_id"] = id, teamID, appID, botID
	v["hash"], v["root_view_id"] = fmt.Sprintf("%d.h", s.hashes), id
	s.world.views[id] = v
}

func viewOpen(s *Server, a args) (obj, string) {
	v, problem := view(a)
	w := s.world
	w.Lock()
	defer w.Unlock()
	trigger := a.str("trigger_id")
	born, known := w.triggers[trigger]
	switch {
	case problem != "":
		return nil, problem
	case !known:
		return nil, "invalid_trigger_id"
	case now()-born > float64(s.faults.get().TriggerMS):
		return nil, "expired_trigger_id"
	case w.spent[trigger]:
		return nil, "exchanged_trigger_id"
	}
	w.spent[trigger] = true
	v["trigger"] = trigger
	s.keep(v, w.id("V"))
	return obj{"view": copyOf(v)}, ""
}

func viewUpdate(s *Server, a args) (obj, string) {
	v, problem := view(a)
	if problem != "" {
		return nil, problem
	}
	w := s.world
	w.Lock()
	defer w.Unlock()
	old := w.views[a.str("view_id")]
	if old == nil {
		return nil, "not_found"
	}
	if hash := a.str("hash"); hash != "" && hash != old["hash"] {
		return nil, "hash_conflict"
	}
	v["trigger"] = old["trigger"]
	s.keep(v, a.str("view_id"))
	return obj{"view": copyOf(v)}, ""
}

func viewPublish(s *Server, a args) (obj, string) {
	v, problem := view(a)
	if problem != "" {
		return nil, problem
	}
	w := s.world
	w.Lock()
	defer w.Unlock()
	if w.user(a.str("user_id")) == nil {
		return nil, "user_not_found"
	}
	s.keep(v, w.id("V"))
	w.homes[a.str("user_id")] = v
	return obj{"view": copyOf(v)}, ""
}

// ---- pins, bookmarks, reactions ----

func pinAdd(s *Server, c *Channel, a args) (obj, string) {
	ts := a.str("timestamp")
	if c.message(ts) == nil {
		return nil, "message_not_found"
	}
	for _, pin := range c.Pins {
		if pin == ts {
			return nil, "already_pinned"
		}
	}
	c.Pins = append(c.Pins, ts)
	return nil, ""
}

func pinRemove(s *Server, c *Channel, a args) (obj, string) {
	for i, pin := range c.Pins {
		if pin == a.str("timestamp") {
			c.Pins = append(c.Pins[:i], c.Pins[i+1:]...)
			return nil, ""
		}
	}
	return nil, "no_pin"
}

func pinList(s *Server, c *Channel, a args) (obj, string) {
	items := []obj{}
	for _, ts := range c.Pins {
		if m := c.message(ts); m != nil {
			items = append(items, obj{"type": "message", "channel": c.ID, "message": m.json(false)})
		}
	}
	return obj{"items": items}, ""
}

// withBookmarks: these call their channel channel_id.
func withBookmarks(do channelMethod) method {
	return func(s *Server, a args) (obj, string) {
		given := obj{"channel": a.obj["channel_id"]}
		for k, v := range a.obj {
			given[k] = v
		}
		return withMember(do)(s, args{given})
	}
}

func (c *Channel) bookmark(id string) obj {
	for _, b := range c.Bookmarks {
		if b["id"] == id {
			return b
		}
	}
	return nil
}

func bookmarkAdd(s *Server, c *Channel, a args) (obj, string) {
	if a.str("title") == "" || a.str("type") != "link" || a.str("link") == "" {
		return nil, "invalid_arguments"
	}
	if len(c.Bookmarks) >= 100 {
		return nil, "too_many_bookmarks"
	}
	b := obj{"id": s.world.id("Bk"), "channel_id": c.ID, "title": a.str("title"),
		"link": a.str("link"), "emoji": a.str("emoji"), "type": "link", "app_id": appID}
	c.Bookmarks = append(c.Bookmarks, b)
	return obj{"bookmark": copyOf(b)}, ""
}

func bookmarkEdit(s *Server, c *Channel, a args) (obj, string) {
	b := c.bookmark(a.str("bookmark_id"))
	if b == nil {
		return nil, "not_found"
	}
	for _, name := range []string{"title", "link", "emoji"} {
		if _, there := a.obj[name]; there {
			b[name] = a.str(name)
		}
	}
	return obj{"bookmark": copyOf(b)}, ""
}

func bookmarkRemove(s *Server, c *Channel, a args) (obj, string) {
	for i, b := range c.Bookmarks {
		if b["id"] == a.str("bookmark_id") {
			c.Bookmarks = append(c.Bookmarks[:i], c.Bookmarks[i+1:]...)
			return nil, ""
		}
	}
	return nil, "not_found"
}

func bookmarkList(s *Server, c *Channel, a args) (obj, string) {
	out := []obj{}
	for _, b := range c.Bookmarks {
		out = append(out, copyOf(b))
	}
	return obj{"bookmarks": out}, ""
}

func reactionsGet(s *Server, c *Channel, a args) (obj, string) {
	m := c.message(a.str("timestamp"))
	if m == nil {
		return nil, "message_not_found"
	}
	out := m.json(false)
	reactions := []obj{}
	for name, users := range m.Reactions {
		reactions = append(reactions, obj{"name": name, "users": users, "count": len(users)})
	}
	out["reactions"] = reactions
	return obj{"type": "message", "channel": c.ID, "message": out}, ""
}
