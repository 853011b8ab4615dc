package main

// The journal: everything that happened, with times of one monotonic clock in
// milliseconds since the server's start. Tests judge; the server only remembers.

import (
	"encoding/json"
	"sync"
	"time"
)

var started = time.Now()

// now: milliseconds since the start, monotonic.
func now() float64 { return float64(time.Since(started).Nanoseconds()) / 1e6 }

// Event is one line of the journal. Which members are set depends on Kind:
//
//	request       Method, Args, Encoding, Outcome, Fault, Status, Applied, Early, Done
//	limit         Method, Until: a 429 has gone out, the method is closed until then
//	delivery      Envelope, Key, Type, Socket, Attempt, Outcome "sent" or "copy"
//	ack           Envelope, Key, Socket, Latency, Size, Payload, Outcome
//	socket        Socket, Outcome (opened, closed, cut, frozen, disconnect), Reason
//	pong          Socket, Latency, Wait: an answer to a ping that came late
//	respond       Key, Args, Outcome: a use of a response_url
//	view          Key, Outcome: a submitted view was closed, updated or got errors
type Event struct {
	N        int             `json:"n"`
	At       float64         `json:"at"`
	Kind     string          `json:"kind"`
	Method   string          `json:"method,omitempty"`
	Args     obj             `json:"args,omitempty"`
	Encoding string          `json:"encoding,omitempty"`
	Outcome  string          `json:"outcome,omitempty"`
	Fault    string          `json:"fault,omitempty"` // the rule that hit
	Status   int             `json:"status,omitempty"`
	Applied  bool            `json:"applied,omitempty"`
	Early    bool            `json:"early,omitempty"`
	Done     float64         `json:"done,omitempty"`
	Until    float64         `json:"until,omitempty"`
	Envelope string          `json:"envelope,omitempty"`
	Key      string          `json:"key,omitempty"`
	Type     string          `json:"type,omitempty"`
	Socket   int             `json:"socket,omitempty"`
	Attempt  int             `json:"attempt,omitempty"`
	Latency  float64         `json:"latency,omitempty"`
	Wait     float64         `json:"wait,omitempty"`
	Size     int             `json:"size,omitempty"`
	Reason   string          `json:"reason,omitempty"`
	TS       string          `json:"ts,omitempty"`
	Payload  json.RawMessage `json:"payload,omitempty"`
}

type Journal struct {
	mutex  sync.Mutex
	events []*Event
	off    bool // a bench counts by itself
}

// add appends the event and gives it back for change().
func (j *Journal) add(e Event) *Event {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	e.N = len(j.events) + 1
	if e.At == 0 {
		e.At = now()
	}
	if !j.off {
		j.events = append(j.events, &e)
	}
	return &e
}

func (j *Journal) change(do func()) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	do()
}

// since gives the events after number n as JSON, so that nobody changes them meanwhile.
func (j *Journal) since(n int) []byte {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	if n < 0 || n >= len(j.events) {
		return []byte("[]")
	}
	out, err := json.Marshal(j.events[n:])
	if err != nil {
		return []byte("[]")
	}
	return out
}

func (j *Journal) isOff() bool {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return j.off
}

func (j *Journal) clear(off bool) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	j.events, j.off = nil, off
}
