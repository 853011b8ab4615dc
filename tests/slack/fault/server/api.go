package main

// The Web API over HTTP: reading the arguments, the faults, the answer. What a method
// does is in methods_*.go.

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const bodyMost = 4 << 20

// Methods that do not read JSON bodies.
var formOnly = map[string]bool{
	"users.info": true, "users.lookupByEmail": true, "usergroups.users.list": true,
	"files.getUploadURLExternal": true, "conversations.info": true,
	"conversations.list": true, "conversations.members": true, "chat.getPermalink": true,
}

type method func(s *Server, a args) (obj, string)

// args: the arguments of one call. From a form everything is a string.
type args struct{ obj }

func (a args) str(name string) string {
	switch v := a.obj[name].(type) {
	case string:
		return v
	case float64:
		return fmt.Sprint(v)
	}
	return ""
}

func (a args) yes(name string) bool {
	switch v := a.obj[name].(type) {
	case bool:
		return v
	case string:
		return v == "true" || v == "1"
	}
	return false
}

func (a args) number(name string, otherwise int) int {
	n := otherwise
	switch v := a.obj[name].(type) {
	case float64:
		n = int(v)
	case string:
		fmt.Sscan(v, &n)
	}
	return n
}

// list: "a,b" or ["a","b"].
func (a args) list(name string) []string {
	switch v := a.obj[name].(type) {
	case string:
		if v == "" {
			return nil
		}
		return strings.Split(v, ",")
	case []interface{}:
		out := []string{}
		for _, x := range v {
			out = append(out, fmt.Sprint(x))
		}
		return out
	}
	return nil
}

// raw: an array or object, in a JSON body or as JSON text in a form. False: neither.
func (a args) raw(name string) (json.RawMessage, bool) {
	v, there := a.obj[name]
	if !there || v == nil || v == "" {
		return nil, true
	}
	text, isText := v.(string)
	if !isText {
		out, err := json.Marshal(v)
		return out, err == nil
	}
	var parsed interface{}
	if json.Unmarshal([]byte(text), &parsed) != nil {
		return nil, false
	}
	return json.RawMessage(text), true
}

// read gives the arguments and how they were encoded: "json", "form" or "query".
func read(r *http.Request) (obj, string, error) {
	out := obj{}
	body, err := io.ReadAll(io.LimitReader(r.Body, bodyMost))
	if err != nil {
		return out, "", err
	}
	encoding := "query"
	values := r.URL.Query()
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		encoding = "json"
		if len(body) > 0 {
			if err := json.Unmarshal(body, &out); err != nil {
				return obj{}, encoding, err
			}
		}
	} else if len(body) > 0 {
		encoding = "form"
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return out, encoding, err
		}
		for k, v := range form {
			values[k] = v
		}
	}
	for k, v := range values {
		if k != "token" {
			out[k] = v[0]
		}
	}
	return out, encoding, nil
}

func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/api/")
	at := now()
	left, early := s.faults.limited(name, at)
	given, encoding, err := read(r)
	if err != nil {
		s.journal.add(Event{At: at, Kind: "request", Method: name, Outcome: "unreadable"})
		http.Error(w, "unreadable", http.StatusBadRequest)
		return
	}
	event := s.journal.add(Event{At: at, Kind: "request", Method: name, Args: given,
		Encoding: encoding, Outcome: "pending", Early: early})
	a := args{given}
	if left > 0 {
		s.limit(w, event, name, left, 0)
		return
	}
	if name == "chat.postMessage" && s.faults.overBudget(a.str("channel"), at) {
		s.limit(w, event, name, 0, 1)
		return
	}
	rule := s.faults.hit(name, a.str("channel"))
	settings := s.faults.get()
	if settings.AnswerMS > 0 {
		time.Sleep(time.Duration(settings.AnswerMS) * time.Millisecond)
	}
	s.answer(w, r, event, rule, func() obj {
		reply := s.perform(name, r.Header.Get("Authorization"), a, encoding)
		return reply
	})
}

// limit answers 429: for `seconds` from now on, or for what is left of an earlier one.
func (s *Server) limit(w http.ResponseWriter, event *Event, name string, left, seconds float64) {
	if seconds > 0 {
		left = seconds * 1000
	}
	w.Header().Set("Retry-After", fmt.Sprint(int(math.Ceil(left/1000))))
	w.WriteHeader(http.StatusTooManyRequests)
	if seconds > 0 && event.Kind == "request" {
		from := now()
		s.faults.close(name, from, from+left)
		s.journal.add(Event{Kind: "limit", Method: name, Until: from + left})
	}
	s.finish(event, "limited", http.StatusTooManyRequests, false, nil)
}

func (s *Server) finish(e *Event, outcome string, status int, applied bool, reply obj) {
	s.journal.change(func() {
		e.Outcome, e.Status, e.Applied, e.Done = outcome, status, applied, now()
		if reply != nil {
			if ts, ok := reply["ts"].(string); ok {
				e.TS = ts
			}
			if reply["ok"] != true {
				e.Applied = false
				e.Reason, _ = reply["error"].(string)
			}
		}
	})
}

// answer performs the request unless the rule says otherwise, and answers as it says.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, event *Event, rule *Rule,
	perform func() obj) {
	kind := ""
	if rule != nil {
		kind = rule.Kind
		s.journal.change(func() { event.Fault = kind })
	}
	switch kind {
	case "limit":
		s.limit(w, event, event.Method, 0, rule.Seconds)
		return
	case "error":
		s.finish(event, "error", 200, false, obj{"ok": false, "error": rule.Error})
		refusal := obj{"ok": false, "error": rule.Error}
		if rule.Needed != "" {
			refusal["needed"] = rule.Needed
		}
		s.write(w, refusal)
		return
	case "fail_before":
		s.finish(event, kind, 500, false, nil)
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	case "cut_before":
		s.finish(event, kind, 0, false, nil)
		cut(w, "")
		return
	case "hang_before":
		s.finish(event, kind, 0, false, nil)
		hang(r)
		cut(w, "")
		return
	case "slow":
		time.Sleep(time.Duration(rule.DelayMS) * time.Millisecond)
	}
	reply := perform()
	outcome := kind
	if outcome == "" || outcome == "slow" {
		outcome = "ok"
	}
	if reply["ok"] != true {
		outcome = "error"
	}
	switch kind {
	case "fail_after":
		s.finish(event, kind, 500, true, reply)
		http.Error(w, "internal error", http.StatusInternalServerError)
	case "cut_after":
		s.finish(event, kind, 0, true, reply)
		cut(w, "")
	case "cut_middle":
		s.finish(event, kind, 0, true, reply)
		body, _ := json.Marshal(reply)
		cut(w, fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"+
			"Content-Length: %d\r\n\r\n%s", len(body), body[:len(body)/2]))
	case "hang_after":
		s.finish(event, kind, 0, true, reply)
		hang(r)
		cut(w, "")
	case "garbage":
		s.finish(event, kind, 200, true, reply)
		fmt.Fprint(w, "<html>{\"ok\": tru")
	case "huge":
		reply["padding"] = strings.Repeat("x", rule.Size)
		s.finish(event, outcome, 200, true, reply)
		s.write(w, reply)
	default:
		// First what is written down, then what can be known from it.
		s.finish(event, outcome, 200, true, reply)
		s.write(w, reply)
	}
}

func (s *Server) write(w http.ResponseWriter, reply obj) {
	settings := s.faults.get()
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("x-oauth-scopes", settings.Scopes)
	if settings.SkewMS != 0 {
		skewed := time.Now().Add(time.Duration(settings.SkewMS) * time.Millisecond)
		h.Set("Date", skewed.UTC().Format(http.TimeFormat))
	}
	body, err := json.Marshal(reply)
	if err != nil {
		body = []byte(`{"ok":false,"error":"internal_error"}`)
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	_, _ = w.Write(body)
}

// hang waits until the client has gone, two minutes at most.
func hang(r *http.Request) {
	select {
	case <-r.Context().Done():
	case <-time.After(2 * time.Minute):
	}
}

// cut ends the connection without ceremony, after `bytes`.
func cut(w http.ResponseWriter, bytes string) {
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		return
	}
	conn, _, err := hijacker.Hijack()
	if err != nil {
		return
	}
	if bytes != "" {
		_, _ = io.WriteString(conn, bytes)
	} else if tcp := tcpOf(conn); tcp != nil {
		_ = tcp.SetLinger(0) // a reset
	}
	conn.Close()
}

// perform checks who calls and calls the method.
func (s *Server) perform(name, authorization string, a args, encoding string) obj {
	token := strings.TrimPrefix(authorization, "Bearer ")
	app := name == "apps.connections.open"
	switch {
	case token == "":
		return obj{"ok": false, "error": "not_authed"}
	case !strings.HasPrefix(token, "xapp-") && !strings.HasPrefix(token, "xoxb-"):
		return obj{"ok": false, "error": "invalid_auth"}
	case app != strings.HasPrefix(token, "xapp-"):
		return obj{"ok": false, "error": "not_allowed_token_type"}
	}
	do := methods[name]
	if do == nil {
		return obj{"ok": false, "error": "unknown_method"}
	}
	if encoding == "json" && formOnly[name] {
		return obj{"ok": false, "error": "invalid_arguments"}
	}
	reply, problem := do(s, a)
	if problem != "" {
		return obj{"ok": false, "error": problem}
	}
	if reply == nil {
		reply = obj{}
	}
	reply["ok"] = true
	return reply
}
