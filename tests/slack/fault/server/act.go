package main

// What people do: type a command, press a button, submit a form, write, react. Builds
// the payloads that Slack would send.

import (
	"encoding/json"
	"fmt"
)

// trigger: a fresh trigger_id, which is also the key by which a client knows duplicates.
func (w *World) trigger() string {
	w.next++
	t := fmt.Sprintf("%d.%d.fault", w.next, w.next*7)
	w.triggers[t] = now()
	return t
}

func (s *Server) respondURL(key, channel, user, ts string) string {
	token := fmt.Sprintf("%s-%d", teamID, s.world.next)
	s.world.urls[token] = &replyURL{key: key, channel: channel, user: user, ts: ts, at: now()}
	return s.url("http", "/respond/"+token)
}

func (s *Server) give(key, kind, view string, payload obj, accepts bool, wait bool) *item {
	body, _ := json.Marshal(payload)
	it := &item{key: key, kind: kind, payload: body, accepts: accepts, view: view}
	if wait {
		it.done = make(chan struct{})
	}
	s.hub.add(it)
	return it
}

// command: somebody types "/inc text".
func (s *Server) command(user, channel, command, text string, wait bool) (*item, string) {
	w := s.world
	w.Lock()
	c, u := w.find(channel), w.user(user)
	if c == nil || u == nil {
		w.Unlock()
		return nil, "no such channel or user"
	}
	key := w.trigger()
	payload := obj{"token": "fault", "team_id": teamID, "team_domain": "fault",
		"channel_id": c.ID, "channel_name": c.Name, "user_id": u.ID, "user_name": u.Name,
		"command": command, "text": text, "api_app_id": appID,
		"is_enterprise_install": "false", "trigger_id": key,
		"response_url": s.respondURL(key, c.ID, u.ID, "")}
	w.Unlock()
	return s.give(key, "slash_commands", "", payload, true, wait), ""
}

// event: something of the Events API; gives its event_id.
func (s *Server) event(event obj) string {
	s.world.Lock()
	key := s.world.id("Ev")
	if event["event_ts"] == nil {
		event["event_ts"] = s.world.ts()
	}
	s.world.Unlock()
	s.give(key, "events_api", "", obj{"token": "fault", "team_id": teamID, "api_app_id": appID,
		"type": "event_callback", "event_id": key, "event_time": 0, "event": event,
		"authorizations": []obj{{"team_id": teamID, "user_id": botUser, "is_bot": true}}},
		false, false)
	return key
}

// message: somebody writes; a mention of the bot is an event of its own.
func (s *Server) message(a args) (obj, string) {
	w := s.world
	w.Lock()
	c, u := w.find(a.str("channel")), w.user(a.str("user"))
	if c == nil || u == nil {
		w.Unlock()
		return nil, "no such channel or user"
	}
	m := &Message{TS: w.ts(), User: u.ID, Text: a.str("text"), ThreadTS: a.str("thread_ts"),
		At: now()}
	c.Messages = append(c.Messages, m)
	event := m.json(false)
	w.Unlock()
	event["channel"], event["channel_type"], event["event_ts"] = c.ID, kindOf(c), m.TS
	if files, there := a.obj["files"]; there {
		event["files"], event["subtype"] = files, "file_share"
	}
	out := obj{"ts": m.TS, "key": s.event(event)}
	if a.yes("mention") {
		event = m.json(false)
		event["type"], event["channel"], event["event_ts"] = "app_mention", c.ID, m.TS
		out["mention"] = s.event(event)
	}
	return out, ""
}

func (s *Server) reaction(a args) (obj, string) {
	w := s.world
	w.Lock()
	c := w.find(a.str("channel"))
	var m *Message
	if c != nil {
		m = c.message(a.str("ts"))
	}
	if m == nil {
		w.Unlock()
		return nil, "no such message"
	}
	user, name, kind := a.str("user"), a.str("name"), "reaction_added"
	if m.Reactions == nil {
		m.Reactions = map[string][]string{}
	}
	kept := []string{}
	for _, other := range m.Reactions[name] {
		if other != user {
			kept = append(kept, other)
		}
	}
	if a.yes("removed") {
		kind = "reaction_removed"
	} else {
		kept = append(kept, user)
	}
	m.Reactions[name] = kept
	w.Unlock()
	return obj{"key": s.event(obj{"type": kind, "user": user, "reaction": name,
		"item_user": m.User, "item": obj{"type": "message", "channel": c.ID, "ts": m.TS}})}, ""
}

// interact: kind is "button", "submit", "shortcut" or "message_action".
func (s *Server) interact(a args) (obj, string) {
	w := s.world
	w.Lock()
	u := w.user(a.str("user"))
	if u == nil {
		w.Unlock()
		return nil, "no such user"
	}
	key := w.trigger()
	payload := obj{"team": obj{"id": teamID, "domain": "fault"}, "token": "fault",
		"user":       obj{"id": u.ID, "username": u.Name, "name": u.Name, "team_id": teamID},
		"api_app_id": appID, "trigger_id": key}
	problem, view := "", ""
	switch a.str("kind") {
	case "submit":
		view = a.str("view_id")
		problem = s.submit(payload, a)
	case "shortcut":
		payload["type"], payload["callback_id"] = "shortcut", a.str("callback_id")
		payload["action_ts"] = w.ts()
	case "button", "message_action":
		problem = s.press(payload, a, u, key)
	default:
		problem = "no such kind"
	}
	w.Unlock()
	if problem != "" {
		return nil, problem
	}
	s.give(key, "interactive", view, payload, view != "", false)
	return obj{"key": key}, ""
}

func (s *Server) submit(payload obj, a args) string {
	v := s.world.views[a.str("view_id")]
	if v == nil {
		return "no such view"
	}
	sent := copyOf(v)
	sent["state"] = obj{"values": a.obj["values"]}
	payload["type"], payload["view"] = "view_submission", sent
	payload["response_urls"] = []obj{}
	return ""
}

func (s *Server) press(payload obj, a args, u *User, key string) string {
	w := s.world
	if id := a.str("view_id"); id != "" { // a button within a view
		v := w.views[id]
		if v == nil {
			return "no such view"
		}
		payload["type"], payload["view"] = "block_actions", copyOf(v)
		payload["container"] = obj{"type": "view", "view_id": id}
		blocks, _ := json.Marshal(v["blocks"])
		return actions(payload, blocks, a)
	}
	c := w.find(a.str("channel"))
	var m *Message
	if c != nil {
		m = c.message(a.str("ts"))
	}
	if m == nil {
		return "no such message"
	}
	payload["channel"] = obj{"id": c.ID, "name": c.Name}
	payload["response_url"] = s.respondURL(key, c.ID, u.ID, m.TS)
	payload["message"] = m.json(true)
	if a.str("kind") == "message_action" {
		payload["type"], payload["callback_id"] = "message_action", a.str("callback_id")
		payload["message_ts"], payload["action_ts"] = m.TS, w.ts()
		return ""
	}
	payload["type"] = "block_actions"
	payload["container"] = obj{"type": "message", "message_ts": m.TS, "channel_id": c.ID,
		"is_ephemeral": false}
	return actions(payload, m.Blocks, a)
}

// actions: the element with that action_id (or button number) as Slack sends it back.
func actions(payload obj, raw json.RawMessage, a args) string {
	var blocks []obj
	_ = json.Unmarshal(raw, &blocks)
	seen := 0
	for _, b := range blocks {
		elements, _ := b["elements"].([]interface{})
		if accessory, ok := b["accessory"].(obj); ok {
			elements = append(elements, accessory)
		}
		for _, e := range elements {
			element, _ := e.(obj)
			if element["action_id"] == nil {
				continue
			}
			seen++
			if element["action_id"] != a.str("action_id") && a.number("number", 0) != seen {
				continue
			}
			action := copyOf(element)
			action["block_id"], action["action_ts"] = b["block_id"], "1.000001"
			if value, there := a.obj["selected"]; there {
				action["selected_option"] = value
			}
			payload["actions"] = []obj{action}
			return ""
		}
	}
	return "no such button"
}

// acknowledged: what an ack's payload does.
func (s *Server) acknowledged(it *item, payload json.RawMessage) {
	var given struct {
		Action       string `json:"response_action"`
		View         obj    `json:"view"`
		Errors       obj    `json:"errors"`
		Text         string `json:"text"`
		ResponseType string `json:"response_type"`
	}
	if it.view == "" {
		return
	}
	_ = json.Unmarshal(payload, &given)
	w := s.world
	w.Lock()
	defer w.Unlock()
	outcome := "closed"
	switch given.Action {
	case "errors":
		outcome = "errors"
	case "update":
		outcome = "updated"
		if given.View != nil {
			s.keep(given.View, it.view)
		}
	default:
		delete(w.views, it.view)
	}
	s.journal.add(Event{Kind: "view", Key: it.key, Outcome: outcome, Payload: payload,
		Reason: it.view})
}
