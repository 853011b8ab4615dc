package main

// A load of slash commands with a number of them in flight, measured here: what a
// responder would wait for, from the envelope's leaving to its ack.

import (
	"fmt"
	"sort"
	"sync"
	"time"
)

type Load struct {
	Command  string   `json:"command"`
	Text     string   `json:"text"` // {n} becomes the number of the command
	Channels []string `json:"channels"`
	InFlight int      `json:"in_flight"`
	Count    int      `json:"count"`
	Users    int      `json:"users"`
	From     int      `json:"from"`     // number of the first user
	LimitMS  int      `json:"limit_ms"` // for each; then it counts as lost
	PaceMS   int      `json:"pace_ms"`  // pause of each worker between commands
}

func (s *Server) load(l Load) (obj, string) {
	if l.InFlight < 1 || l.Count < 1 || l.Users < 1 || len(l.Channels) == 0 {
		return nil, "in_flight, count, users and channels are needed"
	}
	if l.LimitMS == 0 {
		l.LimitMS = 10000
	}
	var mutex sync.Mutex
	latencies, lost, next := []float64{}, 0, 0
	begin := time.Now()
	var workers sync.WaitGroup
	for i := 0; i < l.InFlight; i++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for {
				mutex.Lock()
				n := next
				next++
				mutex.Unlock()
				if n >= l.Count {
					return
				}
				latency := s.measured(l, n)
				mutex.Lock()
				if latency < 0 {
					lost++
				} else {
					latencies = append(latencies, latency)
				}
				mutex.Unlock()
				time.Sleep(time.Duration(l.PaceMS) * time.Millisecond)
			}
		}()
	}
	workers.Wait()
	seconds := time.Since(begin).Seconds()
	sort.Float64s(latencies)
	at := func(p float64) float64 {
		if len(latencies) == 0 {
			return 0
		}
		return latencies[int(p*float64(len(latencies)-1))]
	}
	return obj{"count": len(latencies), "lost": lost, "seconds": seconds,
		"per_second": float64(len(latencies)) / seconds,
		"p50_ms":     at(0.5), "p99_ms": at(0.99), "max_ms": at(1)}, ""
}

// measured: ms to the ack of command n, or -1.
func (s *Server) measured(l Load, n int) float64 {
	user := fmt.Sprintf("ULOAD%06d", l.From+n%l.Users)
	text := expand(l.Text, n)
	it, problem := s.command(user, l.Channels[n%len(l.Channels)], l.Command, text, true)
	if problem != "" {
		return -1
	}
	timer := time.NewTimer(time.Duration(l.LimitMS) * time.Millisecond)
	defer timer.Stop()
	select {
	case <-it.done:
		return it.latency
	case <-timer.C:
		return -1
	}
}
