package main

// A connection that counts the websocket frames passing by, because the websocket library
// joins fragments in silence, and Slack does not take every ack that comes in pieces.

import (
	"crypto/tls"
	"encoding/binary"
	"net"
	"sync"
)

type sniffer struct {
	net.Conn
	frames *frames
}

// frames follows the headers of the client's frames: how many pieces each message had.
type frames struct {
	mutex  sync.Mutex
	head   []byte
	skip   uint64
	pieces int
	done   []int
}

type sniffing struct{ net.Listener }

func (l sniffing) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &sniffer{Conn: conn}, nil
}

// tcpOf: the connection below; nil if there is none.
func tcpOf(conn net.Conn) *net.TCPConn {
	if s, ok := conn.(*sniffer); ok {
		conn = s.Conn
	}
	if t, ok := conn.(*tls.Conn); ok {
		conn = t.NetConn()
	}
	tcp, _ := conn.(*net.TCPConn)
	return tcp
}

// arm: from here on the bytes are websocket frames.
func (s *sniffer) arm() *frames {
	s.frames = &frames{}
	return s.frames
}

func (s *sniffer) Read(p []byte) (int, error) {
	n, err := s.Conn.Read(p)
	if s.frames != nil {
		s.frames.see(p[:n])
	}
	return n, err
}

// take gives the pieces of the oldest whole message not yet asked for.
func (f *frames) take() int {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if len(f.done) == 0 {
		return 1
	}
	n := f.done[0]
	f.done = f.done[1:]
	return n
}

func (f *frames) see(p []byte) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	for len(p) > 0 {
		if f.skip > 0 {
			n := f.skip
			if n > uint64(len(p)) {
				n = uint64(len(p))
			}
			f.skip -= n
			p = p[n:]
			continue
		}
		f.head = append(f.head, p[0])
		p = p[1:]
		f.header()
	}
}

// header acts once the head of a frame is whole.
func (f *frames) header() {
	h := f.head
	if len(h) < 2 {
		return
	}
	size, need := uint64(h[1]&0x7f), 2
	switch size {
	case 126:
		need += 2
	case 127:
		need += 8
	}
	if h[1]&0x80 != 0 {
		need += 4
	}
	if len(h) < need {
		return
	}
	switch h[1] & 0x7f {
	case 126:
		size = uint64(binary.BigEndian.Uint16(h[2:]))
	case 127:
		size = binary.BigEndian.Uint64(h[2:])
	}
	opcode, final := h[0]&0x0f, h[0]&0x80 != 0
	if opcode < 8 {
		f.pieces++
		if final {
			f.done = append(f.done, f.pieces)
			f.pieces = 0
		}
	}
	f.skip, f.head = size, f.head[:0]
}
