"""The checker on a run that kept every promise, and on runs that broke one each."""

import copy

from checker import CHECKS

INCIDENT = "INC-2025-09-29-001"


def delivery(at, key, kind="slash_commands"):
    return {"kind": "delivery", "at": at, "key": key, "type": kind, "outcome": "sent"}


def ack(at, key, text=None, latency=10.0, outcome="ok"):
    payload = {"text": text} if text else None
    return {"kind": "ack", "at": at, "key": key, "outcome": outcome, "latency": latency,
            "payload": payload, "size": 100}


def request(at, method, delivery_id=None, **more):
    args = {}
    if delivery_id:
        args["metadata"] = {"event_payload": {"id": delivery_id}}
    return {"kind": "request", "at": at, "method": method, "args": args, "outcome": "ok",
            "applied": True, **more}


def promise(identity, lane, place, at, **more):
    record = {"id": identity, "kind": "post", "place": place, "inc": INCIDENT, "at": at,
              "message": "updated", **more}
    return {"lane": lane, "record": record}


def message(ts, identity, text):
    return {"ts": ts, "text": text, "metadata": {"event_payload": {"id": identity}}}


def channel(identity, name, *said):
    return {"id": identity, "name": name, "user": "", "messages": list(said)}


def entry(n, kind, token, at):
    return {"n": n, "kind": kind, "at": at, "text": {"text": f"about tok{token}x"}}


def kept():
    own, announced = f"inc:{INCIDENT}@slack", "slack:CINC"
    guard = {"deadline": "update", "due": 1500, "step": 0, "ref": 0}
    return {
        "epoch": 0,
        "commands": [
            {"id": "1", "kind": "note", "token": "tok1x", "incident": INCIDENT},
            {"id": "2", "kind": "update", "token": "tok2x", "incident": INCIDENT},
            {"id": "3", "kind": "note", "token": "tok3x", "incident": INCIDENT},
            {"id": "4", "kind": "update", "token": "tok4x", "incident": INCIDENT},
            {"id": "E", "kind": "pushpin", "token": "tok5x", "incident": INCIDENT},
        ],
        "journal": [
            delivery(100, "1"), ack(110, "1", "noted"),
            delivery(200, "2"), ack(210, "2"),
            {"kind": "respond", "at": 250, "key": "2", "args": {"text": "posted"}},
            delivery(300, "3"), ack(310, "3", "Nothing was saved: try again"),
            delivery(400, "4"), ack(410, "4", "posted"), ack(420, "4", "posted", outcome="again"),
            delivery(500, "E", "events_api"), ack(510, "E"),
            request(600, "chat.postMessage", "a"), request(700, "chat.postMessage", "b"),
            request(1600, "chat.postMessage", "g"),
        ],
        "promised": [
            promise("a", own, "#inc", 205), promise("a2", announced, "slack:CINC", 205),
            promise("b", own, "#inc", 405), promise("b2", announced, "slack:CINC", 405),
            promise("g", own + "!", "#inc", 1550, guard=guard),
            promise("h", own + "!", "#inc", 1570, guard=guard),  # moot: never sent
        ],
        "state": {"channels": [
            channel("CINC", "incidents", message("1.1", "a2", "tok2x"),
                    message("1.2", "b2", "tok4x")),
            channel("C1", "inc-2025-09-29-001", message("1.1", "a", "tok2x"),
                    message("1.2", "b", "tok4x"), message("1.3", "g", "Update due")),
        ]},
        "records": {INCIDENT: {"entries": [
            entry(1, "note.added", 1, 105), entry(2, "update.posted", 2, 205),
            entry(3, "update.posted", 4, 405), entry(4, "message.pinned", 5, 505),
        ]}},
        "pongs": {"count": 10, "max": 120.0, "blocked": 20.0, "over_100": 0},
        "lanes": [],
        "exits": [0],
    }


def broken():
    """(name of the check that must find it, what is changed)"""

    def entries(run):
        return run["records"][INCIDENT]["entries"]

    def said(run, n=1):
        return run["state"]["channels"][n]["messages"]

    def moved(run):
        run["records"]["INC-2"] = {"entries": [entries(run).pop(0)]}

    def other_channel(run):
        said(run, 1).append(said(run, 0).pop())

    def swapped(run):
        first, second = said(run)[:2]
        first["ts"], second["ts"] = second["ts"], first["ts"]

    def late_nudge(run):
        entries(run).append(entry(5, "update.posted", 4, 1560))
        run["journal"][-1]["at"] = 2500

    applied = "every command is applied exactly once"
    yield applied, lambda run: entries(run).pop(0)
    yield applied, lambda run: entries(run).append(entry(5, "note.added", 1, 900))
    yield applied, lambda run: entries(run).append(entry(5, "note.added", 3, 900))
    yield applied, moved
    yield "nothing is there uninvited", lambda run: entries(run).append(
        entry(5, "note.added", 99, 900))
    acked = "every envelope is acknowledged in time"
    yield acked, lambda run: run["journal"].pop(1)
    yield acked, lambda run: run["journal"][1].update(latency=3100.0)
    yield acked, lambda run: run["journal"][1].update(outcome="too_large", size=30000)
    yield acked, lambda run: run["journal"].append(ack(900, "1", outcome="fragmented"))
    answered = "every command is answered in time"
    yield answered, lambda run: run["journal"][1].update(payload=None)
    yield answered, lambda run: run["journal"][4].update(at=9000)
    yield answered, lambda run: run["journal"].append(
        {"kind": "respond", "at": 900, "key": "2", "args": {}, "reason": "used_url"})
    once = "every notice is there exactly once"
    yield once, lambda run: said(run).pop(0)
    yield once, lambda run: said(run).append(message("1.9", "a", "tok2x"))
    yield once, lambda run: said(run, 0).append(message("1.9", "g", "Update due"))
    yield once, other_channel
    yield "every update is shown once in its channel", lambda run: said(run).pop(1)
    yield "every update is shown once in its channel", lambda run: said(run).append(
        message("1.9", "b", "tok4x"))
    yield "lanes keep their order", swapped
    yield "no nudge is sent after it was moot", late_nudge
    yield "no call before a Retry-After has ended", lambda run: run["journal"].append(
        request(900, "pins.add", early=True))
    yield "Slack understands every request", lambda run: run["journal"].append(
        request(900, "users.info", reason="invalid_arguments"))
    yield "the loop is never blocked", lambda run: run["pongs"].update(over_100=1, blocked=840.0)
    yield "nothing is left undelivered", lambda run: run["lanes"].append("slack:CINC")
    yield "tocsin never ended by itself", lambda run: run["exits"].append(-11)


def main():
    passed = failed = 0

    def note(name, good):
        nonlocal passed, failed
        passed, failed = passed + good, failed + (not good)
        if not good:
            print(f"FAILED {name}")

    for name, check in CHECKS:
        lines = list(check(kept()))
        note(f"a kept promise, found broken: {name}: {lines}", not lines)
    checks = dict(CHECKS)
    tried = set()
    for name, change in broken():
        run = copy.deepcopy(kept())
        change(run)
        note(f"a broken promise, not found: {name}", bool(list(checks[name](run))))
        tried.add(name)
    note("every check can fail", tried == set(checks))
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 else 1
