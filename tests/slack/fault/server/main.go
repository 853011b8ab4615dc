// A Slack for tests, with faults: Socket Mode and the Web API in memory, a control API to
// make them go wrong, and a journal of everything that happened. Knows nothing of the
// program under test. See ../README.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
)

type Server struct {
	address string // where clients are sent to: host:port
	secure  bool   // by TLS
	journal *Journal
	faults  *Faults
	world   *World
	sockets *Sockets
	machine Machine
	hub     *Hub
	hashes  int // under the world's lock
}

func expand(text string, n int) string {
	return strings.ReplaceAll(text, "{n}", strconv.Itoa(n))
}

func newServer(address string) *Server {
	s := &Server{address: address, journal: &Journal{}, faults: newFaults(),
		world: newWorld(), sockets: &Sockets{tickets: map[string]bool{}}}
	s.hub = &Hub{server: s, copies: map[string]*copied{}}
	return s
}

// url: where clients find something here, "http" or "ws".
func (s *Server) url(scheme, path string) string {
	if s.secure {
		scheme += "s"
	}
	return scheme + "://" + s.address + path
}

func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/", s.serveAPI)
	mux.HandleFunc("/respond/", s.serveRespond)
	mux.HandleFunc("/link/", s.serveLink)
	mux.HandleFunc("/_control/", s.serveControl)
	return mux
}

func main() {
	port := flag.Int("port", 0, "port on 127.0.0.1; 0: a free one, printed")
	host := flag.String("tls", "", "serve by TLS as well, under this name")
	ca := flag.String("ca", "", "file for the certificate that --tls is verified by")
	flag.Parse()
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", *port))
	if err != nil {
		log.Fatal(err)
	}
	address := listener.Addr().String()
	s := newServer(address)
	go s.cutting()
	go s.machine.run()
	// Whoever started it goes away: end as well.
	go func() {
		_, _ = os.Stdin.Read(make([]byte, 1))
		os.Exit(0)
	}()
	server := &http.Server{Handler: s.handler(), ErrorLog: log.New(os.Stderr, "", 0)}
	if *host != "" {
		secured, err := listenTLS(*host, *ca)
		if err != nil {
			log.Fatal(err)
		}
		_, given, _ := net.SplitHostPort(secured.Addr().String())
		s.address, s.secure = net.JoinHostPort(*host, given), true
		go func() { log.Fatal(server.Serve(sniffing{secured})) }()
	}
	fmt.Printf("{\"address\":%q,\"pid\":%d,\"api_url\":%q}\n", address, os.Getpid(),
		s.url("http", "/api/"))
	log.Fatal(server.Serve(sniffing{listener}))
}
