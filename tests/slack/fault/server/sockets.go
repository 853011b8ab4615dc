package main

// The websockets of Socket Mode: tickets, hello, reading and writing, pings, and the ways
// in which a connection can go wrong.

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

type Socket struct {
	id       int
	conn     *websocket.Conn
	frames   *frames
	out      chan outgoing
	gone     chan struct{}
	mutex    sync.Mutex
	frozen   bool
	greeted  bool
	closed   bool
	why      string
	pings    map[string]ping
	unacked  map[string]*copied
	openedAt float64
}

type ping struct{ at, wait float64 }

// Sockets: every field is under mutex.
type Sockets struct {
	mutex   sync.Mutex
	tickets map[string]bool
	open    []*Socket
	next    int
	pongs   pongs
	pid     int // watched: how long it waited for a processor is not its fault
}

// pongs: how quickly the client answered the server's pings.
type pongs struct {
	Count   int     `json:"count"`
	Max     float64 `json:"max"`     // ms, as measured
	Blocked float64 `json:"blocked"` // ms, without what the machine took
	Over100 int     `json:"over_100"`
}

var upgrader = websocket.Upgrader{
	CheckOrigin:     func(r *http.Request) bool { return true },
	ReadBufferSize:  16 << 10,
	WriteBufferSize: 16 << 10,
}

func (k *Sockets) ticket() string {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.next++
	t := fmt.Sprintf("ticket-%d-%d", k.next, time.Now().UnixNano())
	k.tickets[t] = true
	return t
}

// spend: a ticket is good for one connection.
func (k *Sockets) spend(t string) bool {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	good := k.tickets[t]
	delete(k.tickets, t)
	return good
}

func (k *Sockets) list() []*Socket {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	return append([]*Socket{}, k.open...)
}

// ready: those that got their hello; Slack knows nothing of a frozen one.
func (k *Sockets) ready() []*Socket {
	out := []*Socket{}
	for _, s := range k.list() {
		s.mutex.Lock()
		if s.greeted && !s.closed {
			out = append(out, s)
		}
		s.mutex.Unlock()
	}
	return out
}

func (s *Server) serveLink(w http.ResponseWriter, r *http.Request) {
	if !s.sockets.spend(r.URL.Query().Get("ticket")) {
		s.journal.add(Event{Kind: "socket", Outcome: "refused", Reason: "ticket"})
		http.Error(w, "this ticket is not good", http.StatusForbidden)
		return
	}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	k := s.sockets
	k.mutex.Lock()
	k.next++
	socket := &Socket{id: k.next, conn: conn, out: make(chan outgoing, 1<<14),
		gone: make(chan struct{}), pings: map[string]ping{}, unacked: map[string]*copied{},
		openedAt: now()}
	k.open = append(k.open, socket)
	count := len(k.open)
	k.mutex.Unlock()
	if sniffed, ok := conn.UnderlyingConn().(*sniffer); ok {
		socket.frames = sniffed.arm()
	}
	s.journal.add(Event{Kind: "socket", Socket: socket.id, Outcome: "opened"})
	conn.SetPingHandler(func(data string) error {
		if socket.isFrozen() {
			return nil
		}
		return conn.WriteControl(websocket.PongMessage, []byte(data), soon())
	})
	conn.SetPongHandler(func(data string) error {
		if !socket.isFrozen() {
			s.pong(socket, data)
		}
		return nil
	})
	go s.writeFrames(socket)
	go s.greet(socket, count)
	s.readFrames(socket)
}

func soon() time.Time { return time.Now().Add(time.Second) }

func (s *Socket) isFrozen() bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.frozen
}

func (s *Server) greet(socket *Socket, count int) {
	settings := s.faults.get()
	time.Sleep(time.Duration(settings.HelloMS) * time.Millisecond)
	if count > settings.MaxSockets {
		s.disconnect(socket, "too_many_websockets")
		return
	}
	hello, _ := json.Marshal(obj{"type": "hello", "num_connections": count,
		"connection_info": obj{"app_id": appID},
		"debug_info":      obj{"host": "fault", "approximate_connection_time": 18060}})
	socket.send(hello)
	socket.mutex.Lock()
	socket.greeted = true
	socket.mutex.Unlock()
	s.journal.add(Event{Kind: "socket", Socket: socket.id, Outcome: "hello"})
	s.hub.flush()
	for {
		every := s.faults.get().PingMS
		wait := every
		if every <= 0 {
			wait = 100
		}
		select {
		case <-socket.gone:
			return
		case <-time.After(time.Duration(wait) * time.Millisecond):
			if every > 0 {
				s.ping(socket)
			}
		}
	}
}

// outgoing: a message for the one goroutine that writes.
type outgoing struct {
	kind int
	body []byte
}

func (s *Socket) send(frame []byte) { s.sendAs(websocket.TextMessage, frame) }

func (s *Socket) sendAs(kind int, frame []byte) {
	select {
	case s.out <- outgoing{kind, frame}:
	case <-s.gone:
	}
}

func (s *Server) writeFrames(socket *Socket) {
	for {
		select {
		case <-socket.gone:
			return
		case frame := <-socket.out:
			if socket.isFrozen() {
				continue
			}
			if socket.conn.WriteMessage(frame.kind, frame.body) != nil {
				s.end(socket, "write")
				return
			}
		}
	}
}

func (s *Server) readFrames(socket *Socket) {
	for {
		_, frame, err := socket.conn.ReadMessage()
		at := now()
		if err != nil {
			s.end(socket, "client")
			return
		}
		if socket.isFrozen() {
			continue
		}
		pieces := 1
		if socket.frames != nil {
			pieces = socket.frames.take()
		}
		s.hub.ack(socket, frame, at, pieces)
	}
}

// end: the socket is gone, for whatever reason came first.
func (s *Server) end(socket *Socket, why string) {
	socket.mutex.Lock()
	if socket.closed {
		socket.mutex.Unlock()
		return
	}
	socket.closed = true
	if socket.why == "" {
		socket.why = why
	}
	why = socket.why
	socket.mutex.Unlock()
	close(socket.gone)
	socket.conn.Close()
	k := s.sockets
	k.mutex.Lock()
	for i, other := range k.open {
		if other == socket {
			k.open = append(k.open[:i], k.open[i+1:]...)
			break
		}
	}
	k.mutex.Unlock()
	s.journal.add(Event{Kind: "socket", Socket: socket.id, Outcome: "closed", Reason: why,
		Latency: now() - socket.openedAt})
	s.hub.abandoned(socket)
}

// ---- what can go wrong ----

func (s *Server) freeze(socket *Socket) {
	socket.mutex.Lock()
	socket.frozen = true
	socket.mutex.Unlock()
	s.journal.add(Event{Kind: "socket", Socket: socket.id, Outcome: "frozen"})
}

// cutSocket: "reset", "close" (TCP) or "bye" (a websocket close frame).
func (s *Server) cutSocket(socket *Socket, mode string) {
	s.journal.add(Event{Kind: "socket", Socket: socket.id, Outcome: "cut", Reason: mode})
	switch mode {
	case "bye":
		_ = socket.conn.WriteControl(websocket.CloseMessage,
			websocket.FormatCloseMessage(websocket.CloseGoingAway, ""), soon())
	case "reset":
		if tcp := tcpOf(socket.conn.UnderlyingConn()); tcp != nil {
			_ = tcp.SetLinger(0)
		}
	}
	s.end(socket, "cut")
}

// disconnect says why and closes, at once or, for a refresh, a while later.
func (s *Server) disconnect(socket *Socket, reason string) {
	s.journal.add(Event{Kind: "socket", Socket: socket.id, Outcome: "disconnect", Reason: reason})
	frame, _ := json.Marshal(obj{"type": "disconnect", "reason": reason,
		"debug_info": obj{"host": "fault"}})
	socket.send(frame)
	wait := 50 * time.Millisecond // so that it is written before the end
	if reason == "warning" || reason == "refresh_requested" {
		wait = time.Duration(s.faults.get().WarningMS) * time.Millisecond
	}
	time.AfterFunc(wait, func() { s.end(socket, reason) })
}

// cutting cuts sockets as long as the settings say so.
func (s *Server) cutting() {
	modes := []string{"reset", "close", "bye"}
	last := now()
	for {
		time.Sleep(20 * time.Millisecond)
		settings := s.faults.get()
		if settings.CutEveryMS <= 0 || now()-last < float64(settings.CutEveryMS) {
			continue
		}
		last = now()
		open := s.sockets.ready()
		if len(open) == 0 {
			continue
		}
		if !settings.CutAll {
			i := s.faults.pick(len(open))
			open = open[i : i+1]
		}
		for _, socket := range open {
			s.cutSocket(socket, modes[s.faults.pick(len(modes))])
		}
	}
}
