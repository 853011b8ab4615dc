package main

// Pings of the server, to see whether the client's loop turns: how late is the pong, and
// how much of that did the client's process wait for a processor?

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// waited: ms that the process has been runnable without running, by the kernel's count.
func waited(pid int) float64 {
	if pid == 0 {
		return 0
	}
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/schedstat", pid))
	if err != nil {
		return 0
	}
	var ran, wait float64
	_, _ = fmt.Sscan(string(data), &ran, &wait)
	return wait / 1e6
}

func (s *Server) excused() float64 { return waited(s.sockets.watched()) + s.machine.lost() }

func (k *Sockets) watch(pid int) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.pid, k.pongs = pid, pongs{}
}

func (k *Sockets) watched() int {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	return k.pid
}

func (s *Server) ping(socket *Socket) {
	if socket.isFrozen() {
		return
	}
	wait := s.excused()
	at := now()
	name := fmt.Sprintf("%f", at)
	socket.mutex.Lock()
	socket.pings[name] = ping{at, wait}
	socket.mutex.Unlock()
	_ = socket.conn.WriteControl(websocket.PingMessage, []byte(name),
		time.Now().Add(100*time.Millisecond))
}

func (s *Server) pong(socket *Socket, name string) {
	at := now()
	socket.mutex.Lock()
	sent, known := socket.pings[name]
	delete(socket.pings, name)
	socket.mutex.Unlock()
	if !known || strings.TrimSpace(name) == "" {
		return
	}
	latency := at - sent.at
	wait := s.excused() - sent.wait
	if wait < 0 {
		wait = 0
	}
	k := s.sockets
	k.mutex.Lock()
	k.pongs.Count++
	if latency > k.pongs.Max {
		k.pongs.Max = latency
	}
	if latency-wait > k.pongs.Blocked {
		k.pongs.Blocked = latency - wait
	}
	if latency-wait > 100 {
		k.pongs.Over100++
	}
	k.mutex.Unlock()
	if latency > s.faults.get().LateFrom {
		s.journal.add(Event{Kind: "pong", Socket: socket.id, Latency: latency, Wait: wait})
	}
}
