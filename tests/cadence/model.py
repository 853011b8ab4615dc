"""An independent model of the cadence.

Written from the words at the top of bot/core/deadlines.h and the figures of a policy file,
in another language, without a look at the code that implements them. It is given what
happened (facts of the timelines, moves of the clock) and says which warnings, nudges and
climbs must follow, and when, to the millisecond.
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


class Severity:
    def __init__(self, data):
        for name in ("acknowledge", "command", "update", "resolve", "verify", "snooze"):
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
        self.ladder = data["ladder"]
        roles = [role["key"] for role in data["roles"]]
        self.commander = next(rung for rung in self.ladder if rung in roles)


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

    def __init__(self, policy, civil):
        self.policy, self.civil = policy, civil
        self.open = False
        self.reached = set()
        self.commander = None
        self.actions = {}
        self.taken = {}  # (kind, ref) -> (due, step): the last record
        self.emitted = []  # (at, kind, ref, due, step, missed)
        self.snoozed = self.snoozed_at = None
        self.severity = None
        self.base = self.changed = self.opened = self.detected = self.resolved = 0

    # ---- facts ----

    def fact(self, entry):
        handler = getattr(self, "on_" + entry["kind"].replace(".", "_"), None)
        if handler:
            handler(entry["at"], entry.get("data") or {})

    def on_incident_opened(self, at, data):
        self.open = True
        self.severity = data["severity"]
        self.opened = self.base = self.changed = at
        self.detected = data.get("detected", at)

    def on_incident_acknowledged(self, at, data):
        self.reached.add("acknowledged")

    def on_severity_changed(self, at, data):
        self.severity, self.changed = data["to"], at

    def on_role_assigned(self, at, data):
        if data["role"] == self.policy.commander:
            self.commander = data["to"]

    def on_role_released(self, at, data):
        if data["role"] == self.policy.commander:
            self.commander = None

    def on_update_posted(self, at, data):
        self.base, self.snoozed = at, None

    def on_cadence_snoozed(self, at, data):
        self.snoozed, self.snoozed_at = data["until"], at

    def on_phase_changed(self, at, data):
        if data.get("milestone"):
            self.reached.add(data["milestone"])

    def on_incident_contained(self, at, data):
        self.reached.add("contained")

    def on_incident_mitigated(self, at, data):
        self.reached.add("mitigated")

    def on_incident_resolved(self, at, data):
        self.reached.add("resolved")
        self.resolved = at

    def on_service_restored(self, at, data):
        self.reached.add("recovered")

    def on_incident_verified(self, at, data):
        self.reached.add("verified")

    def on_incident_closed(self, at, data):
        self.open = False

    def on_incident_reopened(self, at, data):
        self.open = True
        self.reached -= {"resolved", "recovered", "verified", "closed"}
        self.base = self.changed = self.detected = at
        self.snoozed = None

    def on_action_added(self, at, data):
        if data.get("due"):
            self.actions[data["number"]] = data["due"]

    def on_action_done(self, at, data):
        self.actions.pop(data["number"], None)

    def on_clock_stepped(self, at, data):
        """What would lie in the future after a step becomes the moment of the step."""
        for name in ("base", "changed", "opened", "detected", "resolved"):
            setattr(self, name, min(getattr(self, name), at))
        if self.snoozed is not None:
            self.snoozed_at = min(self.snoozed_at, at)

    # ---- deadlines ----

    def update_due(self):
        severity = self.policy.severity[self.severity]
        if self.policy.updates_until in self.reached or not severity.update:
            return None
        due = regular = severity.update.after(self.civil, self.base)
        if self.snoozed is not None:
            latest = regular
            if severity.snooze:
                latest = max(regular, severity.snooze.after(self.civil, self.snoozed_at))
            due = min(self.snoozed, latest)
        return max(due, self.changed)

    def deadlines(self):
        """(kind, ref, due) of everything that is due some time."""
        found = [("action", number, due) for number, due in self.actions.items()]
        if not self.open:
            return found
        severity = self.policy.severity[self.severity]

        def add(kind, span, start, floor):
            if span:
                found.append((kind, 0, max(span.after(self.civil, start), floor)))

        if "acknowledged" not in self.reached:
            add("acknowledge", severity.acknowledge, self.opened, self.changed)
        if self.commander is None:
            add("command", severity.command, self.opened, self.changed)
        if "resolved" not in self.reached:
            add("resolve", severity.resolve, self.detected, self.changed)
        elif "verified" not in self.reached:
            add("verify", severity.verify, self.resolved, 0)
        due = self.update_due()
        if due is not None:
            found.append(("update", 0, due))
        return found

    def steps(self, kind, due, until):
        """(step, at) in order, up to and including the first repeat after `until`."""
        severity = self.policy.severity[self.severity]
        if kind == "update" and severity.warn and due - severity.warn > self.base:
            yield WARN, due - severity.warn
        yield NUDGE, due
        if kind == "action":
            return
        last = due
        rungs = len(self.policy.ladder)
        if severity.climbs:
            for rung in range(1, rungs + 1):
                last = due + rung * severity.climb
                yield rung, last
        if kind != "update":
            return
        slot, number = due, rungs
        while slot <= until:
            slot = severity.update.after(self.civil, slot)
            if slot > last:
                number += 1
                yield number, slot

    def missed(self, kind, due, now):
        if kind != "update":
            return 1
        severity, slot, count = self.policy.severity[self.severity], due, 0
        while slot <= now:
            count += 1
            slot = severity.update.after(self.civil, slot)
        return count

    def done(self, kind, ref, due):
        record_due, step = self.taken.get((kind, ref), (None, NONE))
        return step if record_due == due else NONE

    def next_at(self, now, until):
        """The first moment in (now, until] at which a step is to be taken, or None."""
        first = None
        for kind, ref, due in self.deadlines():
            done = self.done(kind, ref, due)
            for step, at in self.steps(kind, due, until):
                if step > done and now < at <= until:
                    first = at if first is None else min(first, at)
                    break
        return first

    def take(self, now):
        """Takes what is due at `now`."""
        for kind, ref, due in self.deadlines():
            done = self.done(kind, ref, due)
            passed = [step for step, at in self.steps(kind, due, now) if at <= now]
            if not passed or passed[-1] <= done:
                continue
            step = passed[-1]
            self.taken[kind, ref] = (due, step)
            missed = None if step == WARN else self.missed(kind, due, now)
            self.emitted.append((now, kind, ref, due, step, missed))

    def advance(self, start, end):
        """Time passes; each step is taken at its own time."""
        now = start
        self.take(now)
        while (at := self.next_at(now, end)) is not None:
            now = at
            self.take(now)
