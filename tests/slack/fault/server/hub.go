package main

// Deliveries: each payload goes to any one socket, is due again when nobody acknowledges
// it, and may come twice.

import (
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

// Slack drops acks of this size, in silence.
const ackMost = 20480

type item struct {
	key, kind string // trigger_id or event_id
	payload   json.RawMessage
	accepts   bool
	attempt   int
	acked     bool
	latency   float64
	envelopes []string
	view      string        // of a view_submission
	done      chan struct{} // closed when acknowledged; nil: nobody waits
}

// copied: one sending of an item.
type copied struct {
	item     *item
	envelope string
	socket   *Socket
	at       float64
}

type Hub struct {
	mutex   sync.Mutex
	server  *Server
	copies  map[string]*copied
	backlog []*item
	next    uint64
	unacked int
	acks    int
	dropped int // acks that Slack would not take
}

func (h *Hub) envelopeID() string {
	h.next++
	return fmt.Sprintf("%08x-fa01-4000-8000-%012x", time.Now().Unix(), h.next)
}

// add takes an item on its way.
func (h *Hub) add(it *item) {
	h.mutex.Lock()
	h.unacked++
	h.mutex.Unlock()
	h.send(it, "")
}

// flush: there is a socket again.
func (h *Hub) flush() {
	h.mutex.Lock()
	waiting := h.backlog
	h.backlog = nil
	h.mutex.Unlock()
	for _, it := range waiting {
		h.send(it, "")
	}
}

func (h *Hub) send(it *item, reason string) {
	ready := h.server.sockets.ready()
	settings := h.server.faults.get()
	h.mutex.Lock()
	if it.acked {
		h.mutex.Unlock()
		return
	}
	if len(ready) == 0 {
		h.backlog = append(h.backlog, it)
		h.mutex.Unlock()
		return
	}
	h.mutex.Unlock()
	first := ready[h.server.faults.pick(len(ready))]
	envelope := h.one(it, first, "", reason, "sent")
	if h.server.faults.chance(settings.TwiceChance) {
		second := first
		mode := settings.TwiceMode
		if mode == "mixed" && h.server.faults.chance(0.5) || mode == "other" {
			for _, s := range ready {
				if s != first {
					second = s
				}
			}
		}
		if settings.TwiceFresh {
			envelope = ""
		}
		h.one(it, second, envelope, reason, "copy")
	}
	if settings.RetryMS > 0 {
		time.AfterFunc(time.Duration(settings.RetryMS)*time.Millisecond, func() {
			h.again(it, settings.Retries, "timeout")
		})
	}
}

// one sends one copy; `envelope`: the id of the first copy, or "" for a new one.
func (h *Hub) one(it *item, socket *Socket, envelope, reason, outcome string) string {
	h.mutex.Lock()
	if envelope == "" {
		envelope = h.envelopeID()
	}
	c := &copied{it, envelope, socket, now()}
	attempt := it.attempt
	h.copies[envelope] = c
	it.envelopes = append(it.envelopes, envelope)
	h.mutex.Unlock()
	socket.mutex.Lock()
	socket.unacked[envelope] = c
	socket.mutex.Unlock()
	frame := obj{"envelope_id": envelope, "type": it.kind, "payload": it.payload,
		"accepts_response_payload": it.accepts}
	if it.kind == "events_api" {
		frame["retry_attempt"], frame["retry_reason"] = attempt, reason
	}
	body, _ := json.Marshal(frame)
	h.server.journal.add(Event{At: c.at, Kind: "delivery", Envelope: envelope, Key: it.key,
		Type: it.kind, Socket: socket.id, Attempt: attempt, Outcome: outcome, Reason: reason})
	socket.send(body)
	return envelope
}

// again delivers once more what nobody has acknowledged.
func (h *Hub) again(it *item, most int, reason string) {
	h.mutex.Lock()
	acked := it.acked
	it.attempt++
	tooMany := reason == "timeout" && it.attempt > most
	h.mutex.Unlock()
	if acked || tooMany {
		return
	}
	h.send(it, reason)
}

// abandoned: what a socket took with it is delivered elsewhere.
func (h *Hub) abandoned(socket *Socket) {
	socket.mutex.Lock()
	left := socket.unacked
	socket.unacked = map[string]*copied{}
	socket.mutex.Unlock()
	if h.server.faults.get().NoRedelivery {
		return
	}
	for _, c := range left {
		h.again(c.item, 0, "socket_closed")
	}
}

// ack takes one message of the client.
func (h *Hub) ack(socket *Socket, frame []byte, at float64, pieces int) {
	var given struct {
		ID      string          `json:"envelope_id"`
		Payload json.RawMessage `json:"payload"`
	}
	e := Event{At: at, Kind: "ack", Socket: socket.id, Size: len(frame), Attempt: pieces}
	if json.Unmarshal(frame, &given) != nil || given.ID == "" {
		e.Outcome = "unreadable"
		h.server.journal.add(e)
		return
	}
	e.Envelope, e.Payload = given.ID, given.Payload
	var it *item
	h.mutex.Lock()
	c := h.copies[given.ID]
	switch {
	case c == nil:
		e.Outcome = "unknown"
	case len(frame) >= ackMost:
		e.Outcome = "too_large"
		h.dropped++
	case pieces > 1:
		e.Outcome = "fragmented"
		h.dropped++
	case c.item.acked:
		e.Outcome = "again"
	default:
		e.Outcome = "ok"
		it = c.item
		it.acked, it.latency = true, at-c.at
		h.unacked--
		h.acks++
	}
	if c != nil {
		e.Key, e.Latency = c.item.key, at-c.at
		e.Type = c.item.kind
		if c.socket != socket {
			e.Reason = "other socket"
		}
	}
	h.mutex.Unlock()
	h.server.journal.add(e)
	if c != nil {
		c.socket.mutex.Lock()
		delete(c.socket.unacked, given.ID)
		c.socket.mutex.Unlock()
		socket.mutex.Lock()
		delete(socket.unacked, given.ID)
		socket.mutex.Unlock()
	}
	if it != nil {
		h.server.acknowledged(it, given.Payload)
		if it.done != nil {
			h.forget(it)
			close(it.done)
		}
	}
}

// forget: a bench sends more than is worth remembering.
func (h *Hub) forget(it *item) {
	if !h.server.journal.isOff() {
		return
	}
	h.mutex.Lock()
	defer h.mutex.Unlock()
	for _, envelope := range it.envelopes {
		delete(h.copies, envelope)
	}
}

func (h *Hub) reset() {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	for _, c := range h.copies {
		c.item.acked = true // nobody waits for it any more
	}
	for _, it := range h.backlog {
		it.acked = true
	}
	h.copies, h.backlog, h.unacked, h.acks, h.dropped = map[string]*copied{}, nil, 0, 0, 0
}

// counts for the state.
func (h *Hub) counts() obj {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	return obj{"unacked": h.unacked, "acks": h.acks, "dropped_acks": h.dropped,
		"backlog": len(h.backlog)}
}
