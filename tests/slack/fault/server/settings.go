package main

// What the server does wrong: settings hold until they are changed, rules hit requests
// of the Web API one by one.

import (
	"math/rand"
	"strings"
	"sync"
)

// Settings: times in milliseconds. Zero values are a Slack without faults.
type Settings struct {
	PingMS       int     `json:"ping_ms"`       // server's own pings; 0: none
	HelloMS      int     `json:"hello_ms"`      // hello comes so late
	WarningMS    int     `json:"warning_ms"`    // from a disconnect to the close
	RetryMS      int     `json:"retry_ms"`      // unacknowledged: delivered again after
	Retries      int     `json:"retries"`       // at most so often
	TwiceChance  float64 `json:"twice_chance"`  // an envelope is delivered twice
	TwiceMode    string  `json:"twice_mode"`    // "same" socket, "other", or "mixed"
	TwiceFresh   bool    `json:"twice_fresh"`   // the copy has an envelope_id of its own
	CutEveryMS   int     `json:"cut_every_ms"`  // a socket is cut; 0: never
	CutAll       bool    `json:"cut_all"`       // all of them
	Echo         bool    `json:"echo"`          // the bot's own posts come back as events
	PostsPerSec  float64 `json:"posts_per_sec"` // chat.postMessage per channel; 0: any
	PostBurst    float64 `json:"post_burst"`
	SkewMS       int     `json:"skew_ms"` // the Date header is wrong by
	Scopes       string  `json:"scopes"`  // x-oauth-scopes
	MaxSockets   int     `json:"max_sockets"`
	TriggerMS    int     `json:"trigger_ms"`   // how long a trigger_id lives
	AnswerMS     int     `json:"answer_ms"`    // every answer of the Web API takes so long
	Seed         int64   `json:"seed"`         // of all chances; 0 leaves it as it is
	LateFrom     float64 `json:"late_from_ms"` // pongs later than this are written down
	NoRedelivery bool    `json:"no_redelivery"`
	ListLateMS   int     `json:"list_late_ms"` // conversations.list shows a new channel after
}

func defaults() Settings {
	return Settings{
		WarningMS: 10000, RetryMS: 3000, Retries: 3, TwiceMode: "mixed", Echo: true,
		MaxSockets: 10, TriggerMS: 3000, LateFrom: 50,
		Scopes: "commands,chat:write,chat:write.public,channels:manage,channels:join," +
			"channels:read,channels:history,groups:write,groups:read,groups:history," +
			"users:read,users:read.email,usergroups:read,pins:write,bookmarks:read,bookmarks:write," +
			"files:write,reactions:read,canvases:write,app_mentions:read,im:write,im:history",
	}
}

// Rule: what happens to a request. Kinds:
//
//	limit        429 with Retry-After: seconds; the method is closed for so long
//	error        {"ok":false,"error":error}
//	slow         applied after delay_ms, whether or not the client still waits
//	fail_before  500, not applied         fail_after  applied, 500
//	cut_before   cut, not applied         cut_after   applied, cut without a byte
//	cut_middle   applied, cut in the middle of the answer
//	hang_before  never answered, not applied   hang_after  applied, never answered
//	garbage      applied, an answer that is no JSON
//	huge         applied, an answer padded to size bytes
type Rule struct {
	Method  string  `json:"method"` // name, "chat.*", "*", or "respond"
	Kind    string  `json:"kind"`
	Times   int     `json:"times"`  // hits left; 0: any number
	After   int     `json:"after"`  // so many requests are spared first
	Chance  float64 `json:"chance"` // 0: always
	Seconds float64 `json:"seconds"`
	DelayMS int     `json:"delay_ms"`
	Error   string  `json:"error"`
	Needed  string  `json:"needed"`  // with the error missing_scope
	Channel string  `json:"channel"` // only requests about this one
	Size    int     `json:"size"`
	spent   bool
}

type Faults struct {
	mutex    sync.Mutex
	settings Settings
	rules    []*Rule
	random   *rand.Rand
	closed   map[string]*closing // method -> its 429
	budgets  map[string]*budget  // channel -> chat.postMessage
}

// closing: a 429 that went out at `from` and holds until `until`.
type closing struct{ from, until float64 }

type budget struct{ level, at float64 }

func newFaults() *Faults {
	return &Faults{
		settings: defaults(), random: rand.New(rand.NewSource(1)),
		closed: map[string]*closing{}, budgets: map[string]*budget{},
	}
}

func (f *Faults) get() Settings {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.settings
}

func (f *Faults) change(do func(s *Settings) error) error {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	s := f.settings
	if err := do(&s); err != nil {
		return err
	}
	if s.Seed != 0 {
		f.random = rand.New(rand.NewSource(s.Seed))
		s.Seed = 0
	}
	f.settings = s
	return nil
}

func (f *Faults) setRules(rules []*Rule) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.rules = rules
}

func (f *Faults) chance(p float64) bool {
	if p <= 0 {
		return false
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.random.Float64() < p
}

func (f *Faults) pick(n int) int {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.random.Intn(n)
}

func (r *Rule) covers(method, channel string) bool {
	if r.Channel != "" && r.Channel != channel {
		return false
	}
	if strings.HasSuffix(r.Method, "*") {
		return strings.HasPrefix(method, strings.TrimSuffix(r.Method, "*"))
	}
	return r.Method == method
}

// hit gives a copy of the first rule that hits this request, or nil.
func (f *Faults) hit(method, channel string) *Rule {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	for _, r := range f.rules {
		if r.spent || !r.covers(method, channel) {
			continue
		}
		if r.After > 0 {
			r.After--
			continue
		}
		if r.Chance > 0 && f.random.Float64() >= r.Chance {
			continue
		}
		if r.Times > 0 {
			r.Times--
			r.spent = r.Times == 0
		}
		hit := *r
		return &hit
	}
	return nil
}

// limited: is the method closed at `at`? How long still, and whether the client could
// know (its request arrived after the 429 had gone out).
func (f *Faults) limited(method string, at float64) (left float64, early bool) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	c := f.closed[method]
	if c == nil || at >= c.until {
		return 0, false
	}
	// What crossed the 429 on its way is nobody's fault.
	return c.until - at, at > c.from+grace
}

// grace: ms between a 429 leaving here and a client having read it.
const grace = 50

func (f *Faults) close(method string, from, until float64) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.closed[method] = &closing{from, until}
}

// overBudget: does one more post now go beyond what Slack takes for this channel?
func (f *Faults) overBudget(channel string, at float64) bool {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	rate := f.settings.PostsPerSec
	if rate <= 0 {
		return false
	}
	b := f.budgets[channel]
	if b == nil {
		b = &budget{level: f.settings.PostBurst, at: at}
		f.budgets[channel] = b
	}
	b.level += (at - b.at) / 1000 * rate
	b.at = at
	if b.level > f.settings.PostBurst {
		b.level = f.settings.PostBurst
	}
	if b.level < 1 {
		return true
	}
	b.level--
	return false
}

func (f *Faults) reset() {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.rules, f.settings = nil, defaults()
	f.closed, f.budgets = map[string]*closing{}, map[string]*budget{}
}
