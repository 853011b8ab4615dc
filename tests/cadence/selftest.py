"""The model against cases worked out by hand, and the comparison against timelines that
are wrong: each kind of error must be found."""

import datetime
import os
import tempfile

from model import Civil, People, Policy

POLICY = """
updates_until: recovered
severities:
  sev1: {acknowledge: 15m, command: 10m, update: 15m, warn: 2m, climb: 5m, again: 30m,
         restore: 3h, conclude: 2h, verify: 2h, close: 4h, remind: 1d}
  sev2: {update: 30m, climb: never, again: 1h}
  sev3: {update: 4h, snooze: 1d, climb: never}
  sev4: {update: 1bd, climb: never}
roles: [{key: commander}, {key: deputy}]
ladder: [commander, deputy, leadership]
nudge: [commander]
steps: [{command: verify, requires: [resolved, recovered]},
        {command: close, requires: [verified]}]
"""
M = 60_000
H = 60 * M
ID = "INC-1"


def utc(text):
    return int(datetime.datetime.fromisoformat(text + "+00:00").timestamp() * 1000)


T0 = utc("2025-09-29T10:00:00")


class Story:
    """A timeline and the log of the run that made it."""

    def __init__(self, start=T0, severity=1):
        self.now = start
        self.log, self.entries, self.rows = [], [], []
        self.did("incident.opened", severity=severity, detected=start)

    def entry(self, at, kind, **data):
        self.entries.append({"n": len(self.entries) + 1, "at": at, "kind": kind, "data": data})

    def did(self, kind, **data):
        # Facts of one moment are one command's: a run never gives two at once.
        if self.log[-1:] != [("command", ID, self.now)]:
            self.log.append(("command", ID, self.now))
        self.entry(self.now, kind, **data)
        return self

    def wait(self, ms, *steps):
        """Time passes; each step is (ms from now, kind or "action 1", due, step, missed)."""
        for after, kind, due, step, missed in steps:
            at = self.now + after
            kind, _, ref = kind.partition(" ")
            data = {"deadline": kind, "ref": int(ref or 0), "due": due}
            if step == -1:
                self.entry(at, "deadline.warned", **data)
            else:
                self.entry(at, "deadline.missed", step=step, late=0, missed=missed, **data)
        self.log.append(("advance", self.now, self.now + ms))
        self.now += ms
        return self

    def set(self, by, *steps):
        self.log.append(("step", self.now, self.now + by))
        self.now += by
        self.entry(self.now, "clock.stepped", by=by)
        for row in steps:
            self.wait(0, (0,) + row)
        return self

    def away(self, ms, *steps):
        self.log.append(("away", self.now, self.now + ms))
        self.now += ms
        for row in steps:
            self.wait(0, (0,) + row)
        return self

    def record(self):
        return {"record": {"incident_id": ID}, "entries": self.entries}


def led(start=T0):
    """Acknowledged and commanded: the update alone is due."""
    return (
        Story(start)
        .did("incident.acknowledged")
        .did("role.assigned", role="commander", to="console:ana")
    )


def silence():
    due = T0 + 15 * M
    return led().wait(
        85 * M,
        (13 * M, "update", due, -1, None),
        (15 * M, "update", due, 0, 1),
        (20 * M, "update", due, 3, 1),
        (50 * M, "update", due, 4, 3),
        (80 * M, "update", due, 5, 5),
    )


def good():
    due = T0 + 15 * M
    yield "silence: the commander, leadership, and leadership again", silence()
    yield (
        "untouched: nobody is warned, two deadlines go together",
        Story().wait(
            25 * M,
            (15 * M, "acknowledge", due, 0, 1),
            (15 * M, "update", due, 0, 1),
            (20 * M, "acknowledge", due, 3, 1),
            (20 * M, "update", due, 3, 1),
        ),
    )
    yield (
        "a deputy is a rung of its own",
        led()
        .did("role.assigned", role="deputy", to="console:ben")
        .wait(
            26 * M,
            (13 * M, "update", due, -1, None),
            (15 * M, "update", due, 0, 1),
            (20 * M, "update", due, 2, 1),
            (25 * M, "update", due, 3, 1),
        ),
    )
    yield (
        "a person on two rungs counts once, by whichever identity",
        led()
        .did("role.assigned", role="deputy", to="slack:U1")
        .wait(
            21 * M,
            (13 * M, "update", due, -1, None),
            (15 * M, "update", due, 0, 1),
            (20 * M, "update", due, 3, 1),
        ),
    )
    yield (
        "an update moves the next one",
        led()
        .wait(14 * M, (13 * M, "update", due, -1, None))
        .did("update.posted")
        .wait(14 * M, (13 * M, "update", T0 + 29 * M, -1, None)),
    )
    yield (
        "a commander is asked for after the acknowledgement, and what is near comes along",
        Story()
        .wait(6 * M)
        .did("incident.acknowledged")
        .wait(
            10 * M,
            (9 * M, "update", due, 0, 1),
            (9 * M, "command", T0 + 16 * M, 0, 0),
        ),
    )
    yield (
        "a commander who goes leaves time to name another",
        led()
        .wait(10 * M)
        .did("role.released", role="commander")
        .did("update.posted")
        .wait(
            11 * M,
            (10 * M, "command", T0 + 20 * M, 0, 1),
        ),
    )
    over = T0 + 12 * M
    yield (
        "restored: nothing but the resolution is waited for, and it climbs calmly",
        led()
        .wait(12 * M)
        .did("service.restored")
        .wait(
            75 * H,
            (2 * H, "conclude", over + 2 * H, 0, 1),
            (26 * H, "conclude", over + 2 * H, 3, 1),  # leadership, at the calm pace
            (50 * H, "conclude", over + 2 * H, 4, 1),
            (74 * H, "conclude", over + 2 * H, 5, 1),
        ),
    )
    yield (
        "resolved before anybody acknowledged or led: no nag about either",
        Story().wait(M).did("incident.resolved").wait(10 * M),
    )
    yield (
        "resolved and restored, verified, closed: each has its time",
        led()
        .wait(M)
        .did("incident.resolved")
        .did("service.restored")
        .wait(3 * H, (2 * H, "verify", T0 + M + 2 * H, 0, 1))
        .did("incident.verified")
        .wait(5 * H, (4 * H, "close", T0 + M + 7 * H, 0, 1))
        .did("incident.closed")
        .wait(100 * H),
    )
    yield (
        "a clock set forward: one nudge, and time to answer",
        led()
        .wait(10 * M)
        .set(H, ("update", due, 0, 4))
        .wait(6 * M, (5 * M, "update", due, 3, 5)),
    )
    yield (
        "cancelled: nothing is due, its action neither; reopened it goes on anew",
        led()
        .did("action.added", number=1, due=T0 + 20 * M)
        .wait(10 * M)
        .did("incident.cancelled")
        .wait(50 * M)
        .did("incident.reopened", phase="detection")
        .wait(0, (0, "action 1", T0 + 20 * M, 0, 1))
        .wait(16 * M, (13 * M, "update", T0 + 75 * M, -1, None),
              (15 * M, "update", T0 + 75 * M, 0, 1)),
    )
    yield (
        "cancelled and reopened: the acknowledgement is asked for from the reopening",
        Story()
        .did("incident.cancelled")
        .wait(H)
        .did("incident.reopened")
        .wait(16 * M, (15 * M, "acknowledge", T0 + 75 * M, 0, 1),
              (15 * M, "update", T0 + 75 * M, 0, 1)),
    )
    yield (
        "a duplicate: what it took along does not come back",
        led()
        .did("action.added", number=1, due=T0 + 20 * M)
        .did("action.added", number=2, due=T0 + 30 * M)
        .wait(M)
        .did("incident.duplicate", other="INC-2", moved=[1])
        .wait(H)
        .did("incident.reopened")
        .wait(M, (0, "action 2", T0 + 30 * M, 0, 1)),
    )
    yield (
        "an update that is taken back: due at once, and not before",
        led()
        .wait(14 * M, (13 * M, "update", due, -1, None))
        .did("update.posted")
        .wait(4 * M)
        .did("command.undone", **{"from": 5, "to": 5}, kinds=["update.posted"])
        .wait(6 * M, (0, "update", T0 + 18 * M, 0, 1), (5 * M, "update", T0 + 18 * M, 3, 1)),
    )
    yield (
        "a note that is taken back forgives nothing",
        led()
        .wait(16 * M, (13 * M, "update", due, -1, None), (15 * M, "update", due, 0, 1))
        .did("note.added")
        .did("command.undone", **{"from": 6, "to": 6}, kinds=["note.added"])
        .wait(6 * M, (4 * M, "update", due, 3, 1)),
    )
    yield (
        "resolved and not restored: one nudge, and then calmly",
        led()
        .wait(M)
        .did("incident.resolved")
        .wait(25 * H, (13 * M, "update", T0 + 16 * M, -1, None),
              (15 * M, "update", T0 + 16 * M, 0, 1),
              (24 * H + 15 * M, "update", T0 + 16 * M, 3, 97)),
    )
    yield (
        "verified and not restored: no update is asked for, the restoration is",
        led()
        .wait(M)
        .did("incident.resolved")
        .wait(20 * M, (13 * M, "update", T0 + 16 * M, -1, None),
              (15 * M, "update", T0 + 16 * M, 0, 1))
        .did("incident.verified")
        .wait(3 * H + 30 * M, (3 * H, "restore", T0 + 21 * M + 3 * H, 0, 1)),
    )
    yield (
        "lowered when it was late by either: late for nothing in that moment",
        led()
        .wait(40 * M, (13 * M, "update", due, -1, None), (15 * M, "update", due, 0, 1),
              (20 * M, "update", due, 3, 1))
        .did("severity.changed", to=2, **{"from": 1})
        .wait(31 * M, (30 * M, "update", T0 + 70 * M, 0, 1)),
    )
    yield (
        "two deadlines: leadership is asked at one pace",
        Story()
        .wait(10 * M)
        .did("update.posted")
        .wait(45 * M, (5 * M, "acknowledge", due, 0, 1), (10 * M, "acknowledge", due, 3, 1),
              (15 * M, "update", T0 + 25 * M, 0, 1), (40 * M, "acknowledge", due, 4, 1),
              (40 * M, "update", T0 + 25 * M, 3, 2)),
    )
    yield (
        "leadership was asked, and a deadline began anew: not sooner for that",
        led()
        .wait(22 * M, (13 * M, "update", due, -1, None), (15 * M, "update", due, 0, 1),
              (20 * M, "update", due, 3, 1))
        .did("update.posted")
        .wait(29 * M, (13 * M, "update", T0 + 37 * M, -1, None),
              (15 * M, "update", T0 + 37 * M, 0, 1), (28 * M, "update", T0 + 37 * M, 3, 1)),
    )
    yield (
        "not closed: no rungs, daily three times, then each week",
        led()
        .wait(M)
        .did("incident.resolved")
        .did("service.restored")
        .did("incident.verified")
        .wait(19 * 24 * H, *((4 * H + days * 24 * H, "close", T0 + M + 4 * H, step, 1)
                             for days, step in ((0, 0), (1, 4), (2, 5), (3, 6), (10, 7), (17, 8)))),
    )
    early = T0 - 5 * M
    yield (
        "a clock set back: never later than one cadence",
        led()
        .wait(10 * M)
        .set(-30 * M)
        .wait(16 * M, (13 * M, "update", early, -1, None), (15 * M, "update", early, 0, 1)),
    )
    yield (
        "away before the nudge: it comes late, and the climb goes on from there",
        led()
        .wait(10 * M)
        .away(H, ("update", due, 0, 4))
        .wait(6 * M, (5 * M, "update", due, 3, 5)),
    )
    yield (
        "away between nudge and rung: nobody could answer, so it is the nudge again",
        led()
        .wait(16 * M, (13 * M, "update", due, -1, None), (15 * M, "update", due, 0, 1))
        .away(14 * M, ("update", due, 0, 2))
        .wait(6 * M, (5 * M, "update", due, 3, 2)),
    )
    yield (
        "away for less than a minute is no absence",
        led()
        .wait(
            20 * M - 30_000, (13 * M, "update", due, -1, None), (15 * M, "update", due, 0, 1)
        )
        .away(59_000, ("update", due, 3, 1)),
    )
    yield (
        "Sev1 is not snoozed beyond its cadence",
        led()
        .wait(5 * M)
        .did("cadence.snoozed", until=T0 + H)
        .wait(11 * M, (8 * M, "update", due, -1, None), (10 * M, "update", due, 0, 1)),
    )
    yield (
        "a sooner promise holds",
        led()
        .wait(M)
        .did("cadence.snoozed", until=T0 + 5 * M)
        .wait(5 * M, (2 * M, "update", T0 + 5 * M, -1, None), (4 * M, "update", T0 + 5 * M, 0, 1)),
    )
    yield (
        "Sev3 is snoozed, up to a day",
        Story(severity=3)
        .wait(H)
        .did("cadence.snoozed", until=T0 + 30 * H)
        .wait(25 * H, (24 * H, "update", T0 + 25 * H, 0, 1)),
    )
    late = T0 + 2 * H + 15 * M
    yield (
        "a higher severity has its span from the change",
        Story(severity=3)
        .did("incident.acknowledged")
        .did("role.assigned", role="commander", to="console:ana")
        .wait(2 * H)
        .did("severity.changed", to=1)
        .wait(16 * M, (13 * M, "update", late, -1, None), (15 * M, "update", late, 0, 1)),
    )
    yield (
        "but not later than it was due before",
        Story(severity=2)
        .did("incident.acknowledged")
        .did("role.assigned", role="commander", to="console:ana")
        .wait(25 * M)
        .did("severity.changed", to=1)
        .wait(
            6 * M,
            (3 * M, "update", T0 + 30 * M, -1, None),
            (5 * M, "update", T0 + 30 * M, 0, 1),
        ),
    )
    yield (
        "no climb: asked again at the pace, numbered after the ladder",
        Story(severity=2).wait(
            91 * M, (30 * M, "update", T0 + 30 * M, 0, 1), (90 * M, "update", T0 + 30 * M, 4, 3)
        ),
    )
    friday, monday = utc("2025-10-24T08:00:00"), utc("2025-10-27T09:00:00")
    yield (
        "a business day over the end of summer time keeps the wall clock",
        Story(friday, 4).wait(monday - friday, (monday - friday, "update", monday, 0, 1)),
    )
    saturday, tuesday = utc("2025-11-01T15:00:00"), utc("2025-11-03T23:00:00")
    yield (
        "a weekend counts from the next business day's midnight",
        Story(saturday, 4).wait(tuesday - saturday, (tuesday - saturday, "update", tuesday, 0, 1)),
    )


def bad():
    def broken(change):
        story = silence()
        change(story)
        return story

    def shift(story):
        story.entries[4]["at"] += 1

    def extra(story):
        story.entries.append(dict(story.entries[-1], at=story.now))

    def step(story):
        story.entries[-1]["data"]["step"] += 1

    def missed(story):
        story.entries[-1]["data"]["missed"] = 1

    def invented(story):
        story.entry(story.now, "update.posted")

    def unsaved(story):
        story.log.append(("command", ID, story.now))

    def nag(story):
        story.did("service.restored")
        story.entry(story.now, "nudge.sent", deadline="update", due=0, step=0)

    def nag_of_none(story):
        story.did("incident.cancelled")
        story.entry(story.now, "nudge.sent", deadline="update", due=0, step=0)

    def silent_step(story):
        story.set(-H)
        story.entries.pop()

    yield "one nudge missing", broken(lambda story: story.entries.pop())
    yield "one millisecond late", broken(shift)
    yield "one too many", broken(extra)
    yield "the same twice", broken(lambda story: story.entries.append(story.entries[-1]))
    yield "the wrong rung", broken(step)
    yield "the wrong count", broken(missed)
    yield "a fact that nobody did", broken(invented)
    yield "a saved command that is not there", broken(unsaved)
    yield "a nag after restoration", broken(nag)
    yield "a nag after a cancellation", broken(nag_of_none)

    def absence(story):
        story.log[-1] = ("away",) + story.log[-1][1:]

    yield "a clock step that is not told", broken(silent_step)
    yield "rungs that were climbed while it was away", broken(absence)


def civil_cases(civil):
    day = datetime.date.fromisoformat
    clock = datetime.time.fromisoformat
    yield "an hour that is skipped", civil.moment(day("2026-03-29"), clock("02:30")), utc(
        "2026-03-29T01:00:00"
    )
    yield "an hour that comes twice", civil.moment(day("2025-10-26"), clock("02:30")), utc(
        "2025-10-26T00:30:00"
    )
    yield "a holiday", civil.business_days(utc("2025-12-24T11:00:00"), 1), utc(
        "2025-12-26T11:00:00"
    )


def main(compare):
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", delete=False) as file:
        file.write(POLICY)
    policy = Policy(file.name)
    os.unlink(file.name)
    civil = Civil("Europe/Paris", ["2025-12-25"])
    people = People([(["console:ana", "slack:U1"], [])])
    passed = failed = 0

    def note(name, ok, detail=""):
        nonlocal passed, failed
        passed, failed = passed + ok, failed + (not ok)
        if not ok:
            print(f"FAILED {name}: {detail}")

    for name, story in good():
        lines = compare(story.record(), story.log, policy, civil, people)
        note(name, not lines, "; ".join(lines))
    for name, story in bad():
        lines = compare(story.record(), story.log, policy, civil, people)
        note(name, bool(lines), "was not found")
    for name, have, want in civil_cases(civil):
        note(name, have == want, f"{have} is not {want}")
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 else 1
