package main

// How late this machine makes everybody: what is measured here says nothing of the bot
// while the server itself does not run, or while the host has taken a processor away.

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

const beat = 5 * time.Millisecond

// Machine: how long the server's own goroutines came late, in ms, since its start.
type Machine struct {
	mutex sync.Mutex
	late  float64
}

func (m *Machine) run() {
	before := now()
	for {
		time.Sleep(beat)
		at := now()
		late := at - before - beat.Seconds()*1000
		before = at
		if late < 2 {
			continue
		}
		m.mutex.Lock()
		m.late += late
		m.mutex.Unlock()
	}
}

// lost: ms since the start in which the server came late or the host took a processor (the
// kernel counts that in hundredths of a second).
func (m *Machine) lost() float64 {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return m.late + stolen()
}

func stolen() float64 {
	file, err := os.Open("/proc/stat")
	if err != nil {
		return 0
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	if !lines.Scan() {
		return 0
	}
	// cpu user nice system idle iowait irq softirq steal
	fields := strings.Fields(lines.Text())
	if len(fields) < 9 {
		return 0
	}
	ticks, _ := strconv.ParseFloat(fields[8], 64)
	return ticks * 10
}
