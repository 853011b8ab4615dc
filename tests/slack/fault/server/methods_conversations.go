package main

// conversations.*: channels and who is in them.

import (
	"strings"
	"time"
)

var conversationMethods = map[string]method{
	"conversations.create":     createChannel,
	"conversations.info":       withChannel(infoChannel),
	"conversations.list":       listChannels,
	"users.conversations":      listChannels,
	"conversations.members":    withChannel(members),
	"conversations.open":       openDirect,
	"conversations.join":       withChannel(join),
	"conversations.invite":     withMember(invite),
	"conversations.setTopic":   withMember(setTopic),
	"conversations.setPurpose": withMember(setPurpose),
	"conversations.rename":     withMember(rename),
	"conversations.archive":    withChannel(archive),
	"conversations.unarchive":  withChannel(unarchive),
}

type channelMethod func(s *Server, c *Channel, a args) (obj, string)

// withChannel: the channel must be there and visible; the world is locked meanwhile.
func withChannel(do channelMethod) method {
	return func(s *Server, a args) (obj, string) {
		s.world.Lock()
		defer s.world.Unlock()
		c := s.world.channels[a.str("channel")]
		if c == nil || (c.Private && !c.has(botUser)) {
			return nil, "channel_not_found"
		}
		return do(s, c, a)
	}
}

// withMember: the bot must be in it too, and it must not be archived.
func withMember(do channelMethod) method {
	return withChannel(func(s *Server, c *Channel, a args) (obj, string) {
		if c.Archived {
			return nil, "is_archived"
		}
		if !c.has(botUser) {
			return nil, "not_in_channel"
		}
		return do(s, c, a)
	})
}

func badName(name string) string {
	if name == "" {
		return "invalid_name_required"
	}
	if len(name) > 80 {
		return "invalid_name_maxlength"
	}
	for _, r := range name {
		if !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789-_", r) {
			return "invalid_name_specials"
		}
	}
	return ""
}

func createChannel(s *Server, a args) (obj, string) {
	w := s.world
	w.Lock()
	defer w.Unlock()
	name := a.str("name")
	if problem := badName(name); problem != "" {
		return nil, problem
	}
	if w.names[name] != nil {
		return nil, "name_taken"
	}
	c := w.add(&Channel{ID: w.id("C"), Name: name, Private: a.yes("is_private"),
		Creator: botUser, Members: []string{botUser}})
	return obj{"channel": c.json()}, ""
}

func infoChannel(s *Server, c *Channel, a args) (obj, string) {
	return obj{"channel": c.json()}, ""
}

func listChannels(s *Server, a args) (obj, string) {
	w := s.world
	w.Lock()
	defer w.Unlock()
	types := a.list("types")
	if types == nil {
		types = []string{"public_channel"}
	}
	wanted := map[string]bool{}
	for _, t := range types {
		wanted[strings.TrimSpace(t)] = true
	}
	limit, cursor := a.number("limit", 100), a.str("cursor")
	found, next, begun := []obj{}, "", cursor == ""
	late := time.Duration(s.faults.get().ListLateMS) * time.Millisecond
	for _, c := range w.order {
		kind := "public_channel"
		if c.IM {
			kind = "im"
		} else if c.Private {
			kind = "private_channel"
		}
		if !wanted[kind] || (c.Private && !c.has(botUser)) ||
			(c.Archived && a.yes("exclude_archived")) || time.Since(c.born) < late {
			continue
		}
		begun = begun || c.ID == cursor
		if !begun {
			continue
		}
		if len(found) == limit {
			next = c.ID
			break
		}
		found = append(found, c.json())
	}
	return obj{"channels": found, "response_metadata": obj{"next_cursor": next}}, ""
}

func members(s *Server, c *Channel, a args) (obj, string) {
	return obj{"members": append([]string{}, c.Members...),
		"response_metadata": obj{"next_cursor": ""}}, ""
}

func openDirect(s *Server, a args) (obj, string) {
	w := s.world
	w.Lock()
	defer w.Unlock()
	users := a.list("users")
	if len(users) != 1 || w.user(users[0]) == nil {
		return nil, "user_not_found"
	}
	c := w.direct(users[0])
	return obj{"channel": obj{"id": c.ID}}, ""
}

func join(s *Server, c *Channel, a args) (obj, string) {
	if c.Archived {
		return nil, "is_archived"
	}
	if c.IM || c.Private {
		return nil, "method_not_supported_for_channel_type"
	}
	out := obj{"channel": c.json()}
	if c.has(botUser) {
		out["warning"] = "already_in_channel"
		return out, ""
	}
	c.Members = append(c.Members, botUser)
	return out, ""
}

func invite(s *Server, c *Channel, a args) (obj, string) {
	users := a.list("users")
	if len(users) == 0 {
		return nil, "no_user"
	}
	fresh := []string{}
	for _, u := range users {
		switch {
		case u == botUser:
			return nil, "cant_invite_self"
		case s.world.user(u) == nil:
			return nil, "user_not_found"
		case !c.has(u):
			fresh = append(fresh, u)
		}
	}
	if len(fresh) == 0 {
		return nil, "already_in_channel"
	}
	c.Members = append(c.Members, fresh...)
	if s.faults.get().Echo {
		for _, u := range fresh {
			go s.event(obj{"type": "member_joined_channel", "user": u, "channel": c.ID,
				"channel_type": "C", "team": teamID, "inviter": botUser})
		}
	}
	return obj{"channel": c.json()}, ""
}

func setTopic(s *Server, c *Channel, a args) (obj, string) {
	if len([]rune(a.str("topic"))) > 250 {
		return nil, "too_long"
	}
	c.Topic = a.str("topic")
	return obj{"topic": c.Topic, "channel": c.json()}, ""
}

func setPurpose(s *Server, c *Channel, a args) (obj, string) {
	if len([]rune(a.str("purpose"))) > 250 {
		return nil, "too_long"
	}
	c.Purpose = a.str("purpose")
	return obj{"purpose": c.Purpose}, ""
}

func rename(s *Server, c *Channel, a args) (obj, string) {
	name := a.str("name")
	if problem := badName(name); problem != "" {
		return nil, problem
	}
	if s.world.names[name] != nil {
		return nil, "name_taken"
	}
	delete(s.world.names, c.Name)
	c.Name = name
	s.world.names[name] = c
	return obj{"channel": c.json()}, ""
}

func archive(s *Server, c *Channel, a args) (obj, string) {
	if c.Name == "general" {
		return nil, "cant_archive_general"
	}
	if c.Archived {
		return nil, "already_archived"
	}
	if !c.has(botUser) {
		return nil, "not_in_channel"
	}
	c.Archived = true
	return nil, ""
}

func unarchive(s *Server, c *Channel, a args) (obj, string) {
	if !c.Archived {
		return nil, "not_archived"
	}
	c.Archived = false
	return nil, ""
}
