"""An independent model of the cadence.

Written from the words at the top of bot/core/deadlines.h and the figures of a policy file,
in another language, without a look at the code that implements them. It is given what
happened (facts of the timelines, moves of the clock) and says which warnings, nudges and
climbs must follow, and when, to the millisecond. Who is asked is written from the words of
bot/core/asked.h.
"""

import datetime
import re
import zoneinfo

import yaml

MS = {"s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
WARN, NUDGE = -1, 0
NONE = -2


class Span:
    """The soonest of an elapsed time and a number of business days."""

    def __init__(self, value):
        self.ms = None
        self.days = None
        parts = value if isinstance(value, list) else [] if value is None else [value]
        for part in parts:
            number, unit = re.fullmatch(r"(\d+)(s|m|h|d|bd)", str(part)).groups()
            if unit == "bd":
                self.days = min(int(number), self.days or int(number))
            else:
                ms = int(number) * MS[unit]
                self.ms = min(ms, self.ms or ms)

    def __bool__(self):
        return self.ms is not None or self.days is not None

    def after(self, civil, at):
        ends = []
        if self.ms is not None:
            ends.append(at + self.ms)
        if self.days is not None:
            ends.append(civil.business_days(at, self.days))
        return min(ends)


KINDS = ("acknowledge", "command", "update", "resolve", "restore", "conclude", "verify",
         "close")
CLIMB = ("acknowledge", "command", "update", "resolve")
AGAIN = ("acknowledge", "command", "update")
REMEMBERED = 8  # severities
JOINED = 5 * 60_000
WEEK = 7 * 86_400_000
# What is taken back, and which deadlines count from it.
UNDONE = {
    ("phase.changed", "incident.contained", "incident.mitigated", "incident.resolved",
     "service.restored", "incident.verified"): KINDS,
    ("incident.acknowledged", "role.assigned", "role.released"): ("acknowledge", "command"),
    ("update.posted", "cadence.snoozed"): ("update",),
}


class Severity:
    def __init__(self, data):
        for name in KINDS + ("snooze", "again", "remind"):
            setattr(self, name, Span(data.get(name)))
        self.warn = Span(data.get("warn")).ms or 0
        self.climbs = data.get("climb", "never") != "never"
        self.climb = Span(data["climb"]).ms if self.climbs else 0


class Policy:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            data = yaml.safe_load(file)
        self.severity = {n: Severity(data["severities"][f"sev{n}"]) for n in range(1, 5)}
        self.updates_until = data["updates_until"]
        self.ladder, self.nudge = data["ladder"], data["nudge"]
        roles = [role["key"] for role in data["roles"]]
        self.commander = next(rung for rung in self.ladder if rung in roles)
        steps = {step["command"]: step for step in data.get("steps", [])}
        self.requires = {
            command: steps.get(command, {}).get("requires") or ["resolved"]
            for command in ("verify", "close")
        }


class People:
    """The directory: who has which identities and groups, and whether leadership has a place.

    people: a list of (identities, groups)."""

    def __init__(self, people=(), leadership=True):
        self.people, self.leadership = people, leadership

    def one(self, actor):
        """The same value for every identity of a person."""
        for number, (identities, _) in enumerate(self.people):
            if actor in identities:
                return number
        return actor

    def group(self, name):
        return {number for number, (_, groups) in enumerate(self.people) if name in groups}


class Civil:
    """Business days on a wall clock: docs in include/tocsin/civil.h."""

    def __init__(self, zone, holidays=()):
        self.zone = zoneinfo.ZoneInfo(zone)
        self.holidays = {datetime.date.fromisoformat(day) for day in holidays}

    def business(self, day):
        return day.weekday() < 5 and day not in self.holidays

    def business_days(self, at, n):
        utc = datetime.datetime.fromtimestamp(at // 1000, datetime.timezone.utc)
        local = utc.astimezone(self.zone)
        day, clock, ms = local.date(), local.time(), at % 1000
        one = datetime.timedelta(days=1)
        if not self.business(day):
            clock, ms = datetime.time(0, 0), 0
            while not self.business(day):
                day += one
        for _ in range(n):
            day += one
            while not self.business(day):
                day += one
        return self.moment(day, clock) + ms

    def moment(self, day, clock):
        """UTC ms of a local time: the first of two, and after a gap its end."""
        wall = datetime.datetime.combine(day, clock)
        aware = wall.replace(tzinfo=self.zone, fold=0)
        back = aware.astimezone(datetime.timezone.utc).astimezone(self.zone)
        if back.replace(tzinfo=None) != wall:
            # Skipped by the zone: with the offset before it, the time lands behind the
            # gap by as much as it lay inside; the gap's end is where the offsets meet.
            before = aware.utcoffset()
            after = wall.replace(tzinfo=self.zone, fold=1).utcoffset()
            start = aware.astimezone(datetime.timezone.utc)
            low, high = start - abs(after - before), start
            while high - low > datetime.timedelta(seconds=1):
                middle = low + (high - low) / 2
                middle = middle.replace(microsecond=0)
                if middle.astimezone(self.zone).utcoffset() == before:
                    low = middle
                else:
                    high = middle
            return int(high.timestamp()) * 1000
        return int(aware.timestamp()) * 1000


class Incident:
    """The state that deadlines are derived from, and the steps that were taken."""

    def __init__(self, policy, civil, people):
        self.policy, self.civil, self.people = policy, civil, people
        self.emitted = []  # (at, kind, ref, due, step, missed)
        self.absence = None  # (from, to)
        self.past = []  # facts and records, so that it can be told anew without one of them
        self.begin()

    def begin(self):
        self.open = False
        self.end = None  # "cancelled" or "duplicate"
        self.at = {}  # milestone -> when it was written down
        self.roles = {}  # role -> actor
        self.vacant = {}  # role -> when it was given back
        self.actions = {}
        self.taken = {}  # (kind, ref) -> [due, step, at]: the last record
        self.snoozed = self.snoozed_at = None
        self.severities = []  # [level, since]
        self.declarer = self.acknowledger = None
        self.base = self.changed = self.opened = self.detected = 0
        self.undone = {}  # kind -> when something was taken back from which it counts
        self.top = None  # (rung, at) of the last step of the top
        self.parts = {}  # part -> its state

    # ---- facts ----

    @property
    def severity(self):
        return self.severities[-1][0] if self.severities else None

    def fact(self, entry):
        self.past.append(entry)
        if entry["kind"] == "command.undone":
            self.tell_anew(entry["data"]["from"], entry["data"]["to"])
        self.happen(entry)

    def happen(self, entry):
        handler = getattr(self, "on_" + entry["kind"].replace(".", "_"), None)
        if handler:
            handler(entry["at"], entry.get("data") or {}, entry)

    def tell_anew(self, first, last):
        """All of it again, without the entries first..last."""
        self.past = [was for was in self.past
                     if isinstance(was, tuple) or not first <= was["n"] <= last]
        self.begin()
        for was in self.past[:-1]:
            if isinstance(was, tuple):
                self.record(*was)
            else:
                self.happen(was)

    def record(self, deadline, step, top):
        """A step that was taken: [due, step, at], and which rung it asked as the top."""
        self.taken[deadline] = list(step)
        if top is not None:
            self.top = (top, step[2])

    def reach(self, milestone, at):
        if milestone in self.at:
            return
        self.at[milestone] = at
        if milestone in ("resolved", "recovered"):
            self.base = at

    def on_incident_opened(self, at, data, entry):
        self.open = True
        self.declarer = entry.get("actor")
        self.opened = self.base = self.changed = at
        self.severities = [[data["severity"], at]]
        self.detected = data.get("detected", at)

    def on_incident_acknowledged(self, at, data, entry):
        self.reach("acknowledged", at)
        self.acknowledger = entry.get("actor")

    def on_severity_changed(self, at, data, entry):
        self.severities = (self.severities + [[data["to"], at]])[-REMEMBERED:]
        self.changed = at

    def on_role_assigned(self, at, data, entry):
        self.roles[data["role"]] = data["to"]
        self.vacant.pop(data["role"], None)

    def on_role_released(self, at, data, entry):
        self.roles.pop(data["role"], None)
        self.vacant[data["role"]] = at

    def on_update_posted(self, at, data, entry):
        self.base, self.snoozed = at, None

    def on_cadence_snoozed(self, at, data, entry):
        self.snoozed, self.snoozed_at = data["until"], at

    def on_phase_changed(self, at, data, entry):
        if data.get("milestone"):
            self.reach(data["milestone"], at)

    def on_incident_contained(self, at, data, entry):
        self.reach("contained", at)

    def on_incident_mitigated(self, at, data, entry):
        if data.get("part"):
            self.parts[data["part"].lower()] = "mitigated"
        self.reach("mitigated", at)

    def on_incident_resolved(self, at, data, entry):
        self.reach("resolved", at)

    def on_service_restored(self, at, data, entry):
        if not data.get("part"):
            self.parts = {part: "restored" for part in self.parts}
            self.reach("recovered", at)

    def on_part_changed(self, at, data, entry):
        self.parts[data["part"].lower()] = data["state"]

    def on_incident_verified(self, at, data, entry):
        self.reach("verified", at)

    def on_incident_closed(self, at, data, entry):
        self.open = False

    def on_incident_cancelled(self, at, data, entry):
        self.open, self.end = False, "cancelled"

    def on_incident_duplicate(self, at, data, entry):
        self.open, self.end = False, "duplicate"
        for number in data.get("moved", []):
            self.actions.pop(number, None)

    def on_incident_reopened(self, at, data, entry):
        fixed = "resolved" in self.at or "recovered" in self.at
        if self.end is None or fixed:
            for milestone in ("resolved", "recovered", "verified", "contained", "mitigated"):
                self.at.pop(milestone, None)
        self.open, self.end = True, None
        self.parts = {}
        self.base = self.changed = self.detected = self.opened = at
        self.severities = [[self.severity, at]]
        self.snoozed = None
        self.top = None
        self.taken = {key: row for key, row in self.taken.items() if key[0] == "action"}

    def on_action_added(self, at, data, entry):
        if data.get("due"):
            self.actions[data["number"]] = data["due"]

    def on_action_done(self, at, data, entry):
        self.actions.pop(data["number"], None)

    def on_command_undone(self, at, data, entry):
        for taken_back, moved in UNDONE.items():
            if any(kind in taken_back for kind in data["kinds"]):
                self.undone.update({kind: at for kind in moved})

    def on_clock_stepped(self, at, data, entry):
        """What would lie in the future after a step becomes the moment of the step."""
        for name in ("base", "changed", "opened", "detected"):
            setattr(self, name, min(getattr(self, name), at))
        if self.snoozed is not None:
            self.snoozed_at = min(self.snoozed_at, at)
        for moments in (self.at, self.vacant, self.undone):
            for name in moments:
                moments[name] = min(moments[name], at)
        for row in self.severities:
            row[1] = min(row[1], at)
        for row in self.taken.values():
            row[2] = min(row[2], at)
        if self.top is not None:
            self.top = (self.top[0], min(self.top[1], at))

    # ---- who is asked ----

    def nudged(self):
        """Whom the nudge asks, each person once."""
        for role in self.policy.nudge + self.policy.ladder:
            if role in self.roles:
                return {self.people.one(self.roles[role])}
        keeper = self.acknowledger or self.declarer
        return {self.people.one(keeper)} | self.people.group("oncall")

    def filled(self):
        """The numbers of the rungs that somebody fills."""
        asked = self.nudged()
        for number, rung in enumerate(self.policy.ladder, 1):
            if rung == "leadership":
                there = self.people.group("leadership")
                new = self.people.leadership or there - asked
            else:
                there = {self.people.one(self.roles[rung])} if rung in self.roles else set()
                new = there - asked
            asked = asked | there
            if new:
                yield number

    # ---- deadlines ----

    def due(self, kind, start):
        """start + span, through the changes of severity after it."""
        due, before = None, True
        for number, (level, since) in enumerate(self.severities):
            span = getattr(self.policy.severity[level], kind)
            later = self.severities[number + 1:]
            if before and later and later[0][1] <= start:
                continue  # another one was in force at `start`
            if before:
                due, before = span.after(self.civil, start) if span else None, False
                if due is not None and due <= self.opened:
                    start = self.opened
                    due = span.after(self.civil, start)
                continue
            if not span:
                due = None
                continue
            new = span.after(self.civil, since)
            due = max(span.after(self.civil, start), new if due is None else min(new, due))
            if due <= since:
                due = new
        return due

    def update_due(self, start):
        due = self.due("update", start)
        if due is None or self.snoozed is None:
            return due
        if self.snoozed_at < self.base or self.snoozed_at < self.changed:
            return due
        latest, snooze = due, self.policy.severity[self.severity].snooze
        if snooze:
            latest = max(due, snooze.after(self.civil, self.snoozed_at))
        return min(self.snoozed, latest)

    def ready(self, command):
        moments = [self.at.get(name) for name in self.policy.requires[command]]
        return None if None in moments else max(moments)

    def starts(self):
        """kind -> the moment that it counts from, of those that there are."""
        acknowledged, resolved = self.at.get("acknowledged"), self.at.get("resolved")
        recovered, verified = self.at.get("recovered"), self.at.get("verified")
        commander = self.policy.commander
        fixed = resolved is not None or recovered is not None
        if not fixed:
            yield "resolve", self.detected
            if acknowledged is None:
                yield "acknowledge", self.opened
            asked = self.policy.severity[self.severity].acknowledge
            if commander not in self.roles and (acknowledged is not None or not asked):
                yield "command", max(self.opened, acknowledged or 0,
                                     self.vacant.get(commander, 0))
        if self.policy.updates_until not in self.at and verified is None:
            yield "update", self.base
        if resolved is not None and recovered is None:
            if verified is not None:
                yield "restore", max(resolved, verified)
            elif not self.policy.severity[self.severity].update:
                yield "restore", resolved
        if recovered is not None and resolved is None:
            yield "conclude", recovered
        if verified is None and self.ready("verify") is not None:
            yield "verify", self.ready("verify")
        if self.ready("close") is not None:
            yield "close", self.ready("close")

    def deadlines(self):
        """(kind, ref, due) of everything that is due some time."""
        found = [("action", number, due) for number, due in self.actions.items()
                 if self.end is None]
        for kind, start in self.starts() if self.open else ():
            due = self.update_due(start) if kind == "update" else self.due(kind, start)
            if due is not None:
                found.append((kind, 0, max(due, self.undone.get(kind, 0))))
        return found

    def next_step(self, kind, ref, due, now):
        """(step, at) of the first step that is not recorded, or None."""
        severity, ladder = self.policy.severity[self.severity], len(self.policy.ladder)
        record = self.taken.get((kind, ref))
        done, at = (record[1], record[2]) if record and record[0] == due else (NONE, due)
        if kind == "update" and done == NONE and severity.warn and now < due:
            if due - severity.warn > self.base and any(r in self.roles for r in self.policy.nudge):
                return WARN, due - severity.warn
        if done < NUDGE:
            return NUDGE, due
        if kind == "action":
            return None
        last = max(due, at)
        calmly = self.calm(kind)
        if self.has_rungs(kind):
            rung = next((number for number in self.filled() if number > done), None)
            if rung is not None:
                return rung, self.paced(kind, rung, severity.remind.after(self.civil, last)
                                        if calmly else last + severity.climb)
        pace = severity.again if kind in AGAIN and not calmly else severity.remind
        if not pace:
            return None
        step, at = max(ladder, done) + 1, pace.after(self.civil, last)
        if calmly and step >= ladder + 4:
            at = max(at, last + WEEK)
        return step, self.paced(kind, step, at)

    def calm(self, kind):
        over = "resolved" in self.at and "broken" not in self.parts.values()
        return kind not in CLIMB or (kind == "update" and over)

    def has_rungs(self, kind):
        severity = self.policy.severity[self.severity]
        return (severity.climbs and kind not in ("action", "close")
                and (bool(severity.remind) or not self.calm(kind)))

    def top_of(self, kind, step):
        """The rung that a step asks as the top of the ladder, or None."""
        if step <= NUDGE or not self.has_rungs(kind):
            return None
        top = max(self.filled(), default=len(self.policy.ladder))
        return top if step >= top else None

    def paced(self, kind, step, at):
        """The time of a step that would come at `at`: the top is asked at one pace."""
        again = self.policy.severity[self.severity].again
        top = self.top_of(kind, step)
        if not again or top is None or self.top is None or self.top[0] != top:
            return at
        return max(at, again.after(self.civil, self.top[1]))

    def missed(self, kind, due, now):
        if now < due:
            return 0
        if kind != "update":
            return 1
        severity, slot, count = self.policy.severity[self.severity], due, 0
        while slot <= now:
            count += 1
            slot = severity.update.after(self.civil, slot)
        return count

    def next_at(self, now, until):
        """The first moment in (now, until] at which a step is to be taken, or None."""
        moments = []
        for kind, ref, due in self.deadlines():
            # A warning that was not possible before may be by then: its time is a moment.
            step = self.next_step(kind, ref, due, now)
            if step and now < step[1] <= until:
                moments.append(step[1])
        return min(moments, default=None)

    def clock_set(self, now):
        """What lies ahead of a clock that was set is no absence."""
        if self.absence is not None:
            self.absence = tuple(min(moment, now) for moment in self.absence)

    def away(self, at):
        return self.absence is not None and self.absence[0] <= at < self.absence[1]

    def take(self, now):
        """Takes what is due at `now`, and what comes with it."""
        severity = self.policy.severity.get(self.severity)
        if severity is None:
            return
        steps = []
        for kind, ref, due in self.deadlines():
            step = self.next_step(kind, ref, due, now)
            if step:
                steps.append((kind, ref, due) + step)
        speaks = any(at <= now and step != WARN for _, _, _, step, at in steps)
        ahead = min(severity.climb // 2, JOINED) if severity.climbs else JOINED
        tops = [self.top_of(kind, step) for kind, _, _, step, _ in steps]
        for (kind, ref, due, step, at), top in zip(steps, tops):
            joins = (speaks and at <= now + ahead and step != WARN and kind != "action"
                     and not (kind == "update" and step == NUDGE))
            if at > now and not joins:
                continue
            if step > NUDGE and self.away(at):
                step, top = NUDGE, None
            self.record((kind, ref), (due, step, now), top)
            self.past.append(((kind, ref), (due, step, now), top))
            missed = None if step == WARN else self.missed(kind, due, now)
            self.emitted.append((now, kind, ref, due, step, missed))

    def advance(self, start, end):
        """Time passes; each step is taken at its own time."""
        now = start
        self.take(now)
        while (at := self.next_at(now, end)) is not None:
            now = at
            self.take(now)
