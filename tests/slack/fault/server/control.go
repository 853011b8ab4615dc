package main

// The control API: POST /_control/NAME with a JSON object, answered with one.

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

type control func(s *Server, a args, body []byte) (obj, string)

var controls = map[string]control{
	"settings": func(s *Server, a args, body []byte) (obj, string) {
		if err := s.faults.change(func(x *Settings) error { return json.Unmarshal(body, x) }); err != nil {
			return nil, err.Error()
		}
		return obj{"settings": s.faults.get()}, ""
	},
	"rules": func(s *Server, a args, body []byte) (obj, string) {
		var given struct{ Rules []*Rule }
		if err := json.Unmarshal(body, &given); err != nil {
			return nil, err.Error()
		}
		s.faults.setRules(given.Rules)
		return obj{}, ""
	},
	"journal": func(s *Server, a args, body []byte) (obj, string) {
		s.journal.clear(a.yes("off"))
		return obj{}, ""
	},
	"command": func(s *Server, a args, body []byte) (obj, string) {
		name := a.str("command")
		if name == "" {
			name = "/inc"
		}
		it, problem := s.command(a.str("user"), a.str("channel"), name, a.str("text"), false)
		if problem != "" {
			return nil, problem
		}
		return obj{"key": it.key}, ""
	},
	"message":  func(s *Server, a args, body []byte) (obj, string) { return s.message(a) },
	"reaction": func(s *Server, a args, body []byte) (obj, string) { return s.reaction(a) },
	"interact": func(s *Server, a args, body []byte) (obj, string) { return s.interact(a) },
	"event": func(s *Server, a args, body []byte) (obj, string) {
		event, ok := a.obj["event"].(obj)
		if !ok {
			return nil, "event is needed"
		}
		return obj{"key": s.event(event)}, ""
	},
	"disconnect": overSockets(func(s *Server, socket *Socket, a args) { s.disconnect(socket, a.str("reason")) }),
	"cut":        overSockets(func(s *Server, socket *Socket, a args) { s.cutSocket(socket, a.str("mode")) }),
	"freeze":     overSockets(func(s *Server, socket *Socket, a args) { s.freeze(socket) }),
	"frame":      overSockets(sendFrame),
	"watch": func(s *Server, a args, body []byte) (obj, string) {
		s.sockets.watch(a.number("pid", 0))
		return obj{}, ""
	},
	"crowd":  func(s *Server, a args, body []byte) (obj, string) { return s.crowd(a) },
	"invite": func(s *Server, a args, body []byte) (obj, string) { return s.enter(a) },
	"load": func(s *Server, a args, body []byte) (obj, string) {
		var l Load
		if err := json.Unmarshal(body, &l); err != nil {
			return nil, err.Error()
		}
		return s.load(l)
	},
	"reset": func(s *Server, a args, body []byte) (obj, string) { s.reset(); return obj{}, "" },
}

// overSockets: "sockets" says to which: "all" (default), "one" (by chance) or a number.
func overSockets(do func(s *Server, socket *Socket, a args)) control {
	return func(s *Server, a args, body []byte) (obj, string) {
		open := s.sockets.ready()
		which := a.str("sockets")
		if which == "one" && len(open) > 0 {
			i := s.faults.pick(len(open))
			open = open[i : i+1]
		}
		hit := []int{}
		for _, socket := range open {
			if which == "" || which == "all" || which == "one" || which == fmt.Sprint(socket.id) {
				do(s, socket, a)
				hit = append(hit, socket.id)
			}
		}
		return obj{"sockets": hit}, ""
	}
}

// sendFrame: "text" as it is, or one of "size" bytes; "binary" sends it as such.
func sendFrame(s *Server, socket *Socket, a args) {
	text := a.str("text")
	if size := a.number("size", 0); size > 0 {
		text = `{"type":"events_api","payload":"` + strings.Repeat("x", size) + `"}`
	}
	if a.yes("binary") {
		socket.sendAs(websocket.BinaryMessage, []byte(text))
		return
	}
	socket.send([]byte(text))
}

// crowd makes "count" channels of somebody's, PREFIX0 and on; without a count the one that
// "prefix" names.
func (s *Server) crowd(a args) (obj, string) {
	s.world.Lock()
	defer s.world.Unlock()
	count := a.number("count", 0)
	for n := 0; n < count || n == 0; n++ {
		name := a.str("prefix")
		if count > 0 {
			name = fmt.Sprintf("%s%d", name, n)
		}
		if problem := badName(name); problem != "" || s.world.names[name] != nil {
			return nil, "no new channel can be called " + name
		}
		s.world.add(&Channel{ID: s.world.id("C"), Name: name, Creator: a.str("user"),
			Members: []string{a.str("user")}})
	}
	return obj{}, ""
}

// enter puts a person or the bot into a channel, as other people can.
func (s *Server) enter(a args) (obj, string) {
	s.world.Lock()
	defer s.world.Unlock()
	c := s.world.find(a.str("channel"))
	if c == nil {
		return nil, "no such channel"
	}
	if !c.has(a.str("user")) {
		c.Members = append(c.Members, a.str("user"))
	}
	return obj{}, ""
}

func (s *Server) reset() {
	for _, socket := range s.sockets.list() {
		s.end(socket, "reset")
	}
	s.hub.reset()
	s.faults.reset()
	s.journal.clear(false)
	fresh := newWorld()
	w := s.world
	w.Lock()
	defer w.Unlock()
	w.users, w.groups, w.channels, w.names, w.order = fresh.users, fresh.groups, fresh.channels, fresh.names, fresh.order
	w.views, w.homes, w.triggers, w.spent, w.urls = fresh.views, fresh.homes, fresh.triggers, fresh.spent, fresh.urls
	w.ephemerals = nil
}

func (s *Server) serveControl(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/_control/")
	w.Header().Set("Content-Type", "application/json")
	if r.Method == http.MethodGet {
		s.look(w, r, name)
		return
	}
	do := controls[name]
	body, err := io.ReadAll(io.LimitReader(r.Body, bodyMost))
	given := obj{}
	if len(body) == 0 {
		body = []byte("{}")
	}
	if err == nil {
		err = json.Unmarshal(body, &given)
	}
	if do == nil || err != nil {
		http.Error(w, `{"ok":false,"error":"no such control, or no JSON"}`, http.StatusBadRequest)
		return
	}
	reply, problem := do(s, args{given}, body)
	if reply == nil {
		reply = obj{}
	}
	reply["ok"], reply["at"] = problem == "", now()
	if problem != "" {
		reply["error"] = problem
	}
	_ = json.NewEncoder(w).Encode(reply)
}

// look: GET journal?since=N&wait=MS, GET state, GET pongs.
func (s *Server) look(w http.ResponseWriter, r *http.Request, name string) {
	switch name {
	case "journal":
		since, _ := strconv.Atoi(r.URL.Query().Get("since"))
		wait, _ := strconv.Atoi(r.URL.Query().Get("wait"))
		for end := now() + float64(wait); ; time.Sleep(3 * time.Millisecond) {
			if out := s.journal.since(since); len(out) > 2 || now() >= end {
				_, _ = w.Write(out)
				return
			}
		}
	case "state":
		s.world.Lock()
		out := s.world.dump()
		out["hub"], out["at"] = s.hub.counts(), now()
		body, _ := json.Marshal(out)
		s.world.Unlock()
		_, _ = w.Write(body)
	case "sockets":
		// Without the channels: cheap enough to be asked all the time.
		s.sockets.mutex.Lock()
		pongs := s.sockets.pongs
		s.sockets.mutex.Unlock()
		ids := []int{}
		for _, socket := range s.sockets.ready() {
			ids = append(ids, socket.id)
		}
		_ = json.NewEncoder(w).Encode(obj{"ready": ids, "pongs": pongs,
			"hub": s.hub.counts(), "at": now()})
	default:
		http.NotFound(w, r)
	}
}
