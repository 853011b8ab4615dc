#!/usr/bin/env python3
"""Runs tocsin on a virtual clock and holds every nudge against the model. See README."""

import argparse
import collections
import datetime
import heapq
import json
import pathlib
import random
import shutil
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

import selftest  # noqa: E402
from console import Console, export_all  # noqa: E402
from model import Civil, Incident, People, Policy  # noqa: E402

ROOT = HERE.parent.parent
ZONE = "Europe/Paris"
HOLIDAYS = ["2025-11-11", "2025-12-25", "2026-01-01"]
START = datetime.datetime(2025, 10, 25, 12, 0, tzinfo=datetime.timezone.utc)
CONFIG = """zone: {zone}
holidays: [{holidays}]
policy: {policy}
log_level: warn
people:
{people}
limits:
  commands_per_minute: 100000
"""
HOUR = 3_600_000
DAY = 24 * HOUR
TYPING = ["ana", "ben", "cleo", "dev"]
# Ben has two identities; Eve is on call, Lea leads, and Cleo does both.
PEOPLE = [
    (["console:ana"], []),
    (["console:ben", "console:benny"], []),
    (["console:cleo"], ["oncall", "leadership"]),
    (["console:eve"], ["oncall"]),
    (["console:lea"], ["leadership"]),
]
# A run of 100 incidents that has none of these says nothing about them.
EVERY = ("cancel", "duplicate", "undo", "reopen", "reopen after cancel",
         "reopen after duplicate", "restore part", "broken", "restore", "resolve", "snooze")
ABSENCE_LEAST = 60_000
# How long an incident of a severity lives at most, so that a year does not fill Redis.
LIFE = {1: 6 * HOUR, 2: 12 * HOUR, 3: 6 * DAY, 4: 20 * DAY}


def iso(ms):
    moment = datetime.datetime.fromtimestamp(ms // 1000, datetime.timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def people_yaml():
    rows = (
        f"  - {{name: P{number}, identities: {json.dumps(ids)}, groups: {json.dumps(groups)}}}"
        for number, (ids, groups) in enumerate(PEOPLE)
    )
    return "\n".join(rows)


class Run:
    """One run: what is done when, and what came of it."""

    def __init__(self, args, folder):
        self.args = args
        self.random = random.Random(args.seed)
        self.folder = folder
        self.config = folder / "tocsin.yaml"
        self.config.write_text(
            CONFIG.format(
                zone=ZONE, holidays=", ".join(HOLIDAYS), policy=args.policy, people=people_yaml()
            )
        )
        self.now = int(START.timestamp() * 1000)
        self.elapsed = 0
        self.plan = []  # heap of (elapsed, number, incident number, what)
        self.planned = 0
        self.requests = 0
        self.places = {}  # incident number -> channel
        self.ids = {}  # incident number -> id
        self.typed = {}  # incident number -> who typed the last command there
        self.ended_in = {}  # incident number -> that of which it is a duplicate
        self.saved = collections.Counter()
        self.log = []  # ("advance"|"step"|"away", from, to) and ("command", id, at)

    # ---- the plan ----

    def at(self, elapsed, incident, what):
        self.planned += 1
        heapq.heappush(self.plan, (elapsed, self.planned, incident, what))

    def plan_all(self):
        total = int(self.args.hours * HOUR)
        for number in range(self.args.incidents):
            severity = self.random.choice([1, 1, 2, 2, 3, 4])
            start = self.random.randrange(1, max(2, total * 7 // 10))
            self.at(start, number, ("declare", severity))
            self.plan_life(number, start, min(LIFE[severity], total - start))
        for _ in range(max(4, self.args.incidents // 20)):
            by = self.random.choice([-1, 1]) * self.random.randrange(5_001, 90 * 60_000)
            self.at(self.random.randrange(total), None, ("step", by))
        for _ in range(max(4, self.args.incidents // 20)):
            away = self.random.choice([20_000, 59_000, 61_000, 7 * 60_000, HOUR, 9 * HOUR])
            self.at(self.random.randrange(total), None, ("away", away))

    def plan_life(self, number, start, life):
        if life < 10_000:
            return
        moments = sorted(
            start + self.random.randrange(1000, life) for _ in range(self.random.randrange(2, 14))
        )
        ops = ["update"] * 5 + ["snooze"] * 3 + ["severity"] * 2 + ["ack", "role", "role"]
        ops += ["release", "action", "done", "mitigate", "note", "restore", "resolve", "reopen", "verify"]
        ops += ["restore part", "broken", "cancel", "duplicate"]
        for moment in moments:
            self.at(moment, number, (self.random.choice(ops),))
            if self.random.random() < 0.25:
                soon = self.random.choice([1000, 20_000, 90_000, 4 * 60_000])
                self.at(moment + soon, number, ("undo",))
        # Some stay open, but not for a year: a Sev1 would be nudged 35,000 times.
        if self.args.hours > 100 or self.random.random() < 0.9:
            for offset, what in enumerate(["resolve", "restore", "verify", "close"]):
                self.at(start + life + 1000 * (offset + 1), number, (what,))
        if self.random.random() < 0.25:
            end = start + self.random.randrange(1000, life)
            self.at(end, number, (self.random.choice(["cancel", "duplicate"]),))
            if self.random.random() < 0.7:
                again = end + self.random.choice([2000, 10 * 60_000, 3 * HOUR])
                self.at(again, number, ("reopen",))
        if self.random.random() < 0.2:
            again = start + life + self.random.randrange(10_000, 2 * HOUR)
            self.at(again, number, ("reopen",))
            for offset, what in enumerate(["update", "resolve", "restore", "verify", "close"]):
                self.at(again + (offset + 1) * 20 * 60_000, number, (what,))

    def text(self, what):
        pick = self.random
        if what[0] == "declare":
            before = pick.choice([0, 0, 0, pick.randrange(1, 40)]) * 60_000
            noticed = iso(self.now - before - 1000)
            return f"declare sev{what[1]} detected={noticed} service=payments \"checkout fails\""
        return {
            "update": "update we know a little more",
            "snooze": f"snooze {pick.choice([1, 3, 5, 10, 14, 20, 29, 60, 239, 600, 1400])}m",
            "severity": f"severity sev{pick.randrange(1, 5)} it looks different now",
            "ack": "ack",
            "role": pick.choice(
                ["role take", "role assign @ben", "role take deputy", "role assign deputy @benny",
                 "role assign comms @cleo"]
            ),
            "release": pick.choice(["role release", "role release deputy"]),
            "action": f"action add due={pick.choice(['10m', '3h', '2d'])} write it down",
            "done": "action done 1",
            "mitigate": "mitigate traffic moved away",
            "note": "note looked at the graphs",
            "restore": "restore all traffic is back",
            "restore part": f"restore part={pick.choice(['eu', 'us'])} its traffic is back",
            "broken": f"broken {pick.choice(['eu', 'us'])} it times out",
            "undo": "undo",
            "cancel": "cancel the alert was a test",
            "duplicate": "duplicate {other} it is the same database",
            "resolve": "resolve cause=fixed rolled back",
            "reopen": "reopen it came back",
            "verify": "verify checked by hand",
            "close": "close",
        }[what[0]]

    # ---- doing it ----

    def ask(self, console, **request):
        self.requests += 1
        return console.ask(timeout=300, id=f"r{self.requests}", **request)

    def move(self, console, elapsed):
        if elapsed <= self.elapsed:
            elapsed = self.elapsed + 1
        ms = elapsed - self.elapsed
        answer = self.ask(console, clock=ms)
        self.log.append(("advance", self.now, self.now + ms))
        self.elapsed, self.now = elapsed, self.now + ms
        if answer["now"] != self.now:
            raise AssertionError(f"clock is {answer['now']}, not {self.now}")

    def step(self, console, by):
        self.ask(console, step=by)
        self.log.append(("step", self.now, self.now + by))
        self.now += by

    def command(self, console, number, what):
        if what[0] != "declare" and number not in self.places:
            return
        others = [n for n in self.ids if n != number]
        if what[0] == "duplicate" and not others:
            return
        other = self.random.choice(others) if what[0] == "duplicate" else None
        user = self.random.choice(TYPING)
        if what[0] == "undo":
            user = self.typed.get(number, user)
        answer = self.ask(
            console,
            user=user,
            channel=self.places.get(number, "#general"),
            text=self.text(what).replace("{other}", self.ids.get(other, "")),
        )
        if answer["status"] == "unknown":
            raise AssertionError(f"unknown outcome: {answer['text']}")
        if what[0] == "declare":
            if not answer["saved"]:
                raise AssertionError(f"declare was refused: {answer['text']}")
            self.ids[number] = answer["incident"]
            self.places[number] = answer.get("place") or "#" + answer["incident"].lower()
        if answer["saved"]:
            self.log.append(("command", self.ids[number], self.now))
            self.saved[what[0]] += 1
            self.typed[number] = user
            self.tell_other(number, what[0], other)
        self.ask(console, quiet=True)

    def tell_other(self, number, what, other):
        """A duplicate, and one that is none any more, are written on the other as well."""
        if what in ("duplicate", "cancel"):
            self.ended_in[number] = other
        elif what == "reopen" and number in self.ended_in:
            other = self.ended_in.pop(number)
            self.saved["reopen after " + ("cancel" if other is None else "duplicate")] += 1
        if other is not None:
            self.log.append(("command", self.ids[other], self.now))

    def start(self):
        clock = "virtual=" + iso(self.now)
        console = Console(
            self.args.binary, self.folder / "data", self.config, clock, self.folder / "log"
        )
        console.until(lambda line: line["type"] == "ready", 60)
        return console

    def stop(self, console):
        self.ask(console, quiet=True)
        status = console.close()
        if status != 0:
            raise AssertionError(f"tocsin ended with status {status}")

    def away(self, console, ms):
        """Stops it and starts it again when the time has passed, on a whole second."""
        self.stop(console)
        back = -(-(self.now + ms) // 1000) * 1000
        self.log.append(("away", self.now, back))
        self.elapsed, self.now = self.elapsed + back - self.now, back
        console = self.start()
        self.ask(console, quiet=True)
        return console

    def play(self):
        console = self.start()
        try:
            self.plan_all()
            while self.plan:
                elapsed, _, number, what = heapq.heappop(self.plan)
                self.move(console, elapsed)
                if what[0] == "step":
                    self.step(console, what[1])
                elif what[0] == "away":
                    console = self.away(console, what[1])
                else:
                    self.command(console, number, what)
            self.move(console, max(self.elapsed + 1, int(self.args.hours * HOUR)))
            self.stop(console)
        finally:
            if console.child.poll() is None:
                console.kill()


# ---- comparing ----

DERIVED = ("deadline.warned", "deadline.missed")
NEUTRAL = ("place.", "nudge.", "delivery.", "deadline.")


class Mismatch(Exception):
    pass


def take_turn(facts, at, incident):
    """Feeds the facts of one accepted command to the model."""
    taken = 0
    while facts and facts[0]["at"] == at and facts[0]["kind"] != "clock.stepped":
        incident.fact(facts.pop(0))
        taken += 1
    if taken == 0:
        found = f"{facts[0]['kind']} at {facts[0]['at']}" if facts else "nothing"
        raise Mismatch(f"a command was saved at {at}, but the timeline has {found}")


def take_step(facts, at, by, incident):
    if not incident.open:
        return
    if not facts or facts[0]["kind"] != "clock.stepped" or facts[0]["at"] != at:
        raise Mismatch(f"the clock was set at {at}, and the timeline does not say so")
    if facts[0]["data"]["by"] != by:
        raise Mismatch(f"clock.stepped by {facts[0]['data']['by']}, not {by}")
    incident.fact(facts.pop(0))


def concerning(log, identity):
    """The log without commands to other incidents; time between two of ours is one move."""
    mine = []
    for what, first, second in log:
        if what == "command" and first != identity:
            continue
        if what == "advance" and mine and mine[-1][0] == "advance":
            mine[-1] = (what, mine[-1][1], second)
        else:
            mine.append((what, first, second))
    return mine


def expected(record, log, policy, civil, people):
    """What the model says must be on this timeline."""
    facts = [e for e in record["entries"] if not e["kind"].startswith(NEUTRAL)]
    incident = Incident(policy, civil, people)
    for what, first, second in concerning(log, record["record"]["incident_id"]):
        if what == "command":
            take_turn(facts, second, incident)
            incident.take(second)
        elif incident.severity is None:
            continue
        elif what == "advance":
            incident.advance(first, second)
        elif what == "away":
            away = second - first >= ABSENCE_LEAST
            incident.absence = (first, second) if away else None
            incident.take(second)
        else:
            incident.clock_set(second)
            take_step(facts, second, second - first, incident)
            incident.take(second)
    if facts:
        raise Mismatch(f"nobody did {facts[0]['kind']} at {facts[0]['at']}")
    return incident.emitted


def recorded(record):
    rows = []
    for entry in record["entries"]:
        data = entry.get("data") or {}
        # A late declaration is told at once by the command; no deadline derives it.
        if entry["kind"] not in DERIVED or data["deadline"] == "logging":
            continue
        warned = entry["kind"] == "deadline.warned"
        rows.append(
            (
                entry["at"],
                data["deadline"],
                data.get("ref", 0),
                data["due"],
                -1 if warned else data["step"],
                None if warned else data["missed"],
            )
        )
    return rows


def nags(record, until):
    """Update nudges that were sent although the service was restored before, or although
    the incident had ended as none."""
    over = []  # numbers of the entries by which it is over
    for entry in record["entries"]:
        kind, data = entry["kind"], entry.get("data") or {}
        reached = {"service.restored": "recovered", "incident.resolved": "resolved"}
        if kind in ("incident.cancelled", "incident.duplicate"):
            over.append(entry["n"])
        elif kind in ("service.restored", "phase.changed", "incident.resolved"):
            if (reached.get(kind) or data.get("milestone")) == until:
                over.append(entry["n"])
        elif kind == "incident.reopened":
            over = []
        elif kind == "command.undone":
            over = [n for n in over if not data["from"] <= n <= data["to"]]
        elif kind in ("nudge.sent", "deadline.missed", "deadline.warned"):
            if over and data["deadline"] == "update":
                yield entry


def show(row):
    at, kind, ref, due, step, missed = row
    when = datetime.datetime.fromtimestamp(at / 1000, datetime.timezone.utc).isoformat()
    return f"{when} {kind} ref={ref} due={due} step={step} missed={missed}"


def compare(record, log, policy, civil, people):
    """Differences as lines; empty: all is as the model says."""
    try:
        want = expected(record, log, policy, civil, people)
    except Mismatch as error:
        return [str(error)]
    have = recorded(record)
    lines = [f"- {show(row)}" for row in want if row not in have]
    lines += [f"+ {show(row)}" for row in have if row not in want]
    if not lines and sorted(map(str, want)) != sorted(map(str, have)):
        lines = ["the same step was recorded more than once"]
    until = policy.updates_until
    lines += [f"nag after restoration: {json.dumps(entry)}" for entry in nags(record, until)]
    return lines


def check(run, policy, civil, people):
    records = export_all(run.args.binary, run.folder / "data", run.config)
    passed = failed = steps = 0
    for identity in run.ids.values():
        record = records.get(identity)
        lines = ["not in the export"] if record is None else compare(record, run.log, policy, civil, people)
        steps += len(recorded(record)) if record else 0
        passed, failed = passed + (not lines), failed + bool(lines)
        if lines:
            print(f"FAILED {identity}")
            print("\n".join(f"  {line}" for line in lines[:8]))
    print(f"{steps} warnings, nudges and climbs compared; saved: "
          + ", ".join(f"{n} {what}" for what, n in sorted(run.saved.items())))
    never = [] if run.args.incidents < 100 else [what for what in EVERY if not run.saved[what]]
    if never:
        print(f"FAILED never accepted in the whole run: {', '.join(never)}")
        failed += 1
    if steps == 0:
        print("FAILED nothing was ever due: there was nothing to compare")
        failed += 1
    return passed, failed


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--hours", type=float, default=24)
    parser.add_argument("--incidents", type=int, default=300)
    parser.add_argument("--policy", default="default", help="default or moko")
    parser.add_argument("--keep", action="store_true", help="leave the data folder behind")
    parser.add_argument("--self-test", action="store_true")
    args = parser.parse_args()
    if not args.self_test and not args.binary:
        parser.error("--binary is needed")
    return args


def main():
    args = parse()
    if args.self_test:
        return selftest.main(compare)
    print(f"seed {args.seed}", flush=True)
    policy = Policy(ROOT / "deploy" / "policies" / f"{args.policy}.yaml")
    civil = Civil(ZONE, HOLIDAYS)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="cadence-"))
    run = Run(args, folder)
    passed, failed = 0, 1
    try:
        run.play()
        passed, failed = check(run, policy, civil, People(PEOPLE))
    except Exception as error:  # whatever ended the run is the one failed test
        print(f"FAILED {type(error).__name__}: {error}")
    if args.keep or failed:
        print(f"data folder: {folder}")
    else:
        shutil.rmtree(folder)
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
