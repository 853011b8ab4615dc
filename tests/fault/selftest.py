"""The checker on a run that kept every promise, and on runs that broke one each."""

import copy

from checker import CHECKS

INCIDENT, PLACE = "INC-1", "#inc-1"


def answer(status="done", saved=True, duplicate=False, text="ok"):
    return {
        "status": status,
        "saved": saved,
        "duplicate": duplicate,
        "text": text,
        "incident": INCIDENT if saved else None,
    }


LOST, LOST_PLACE = "INC-0", "#inc-0"


def command(number, kind, *answers, incident=INCIDENT, place=PLACE, era=2):
    return {
        "id": f"c{number}",
        "kind": kind,
        "token": f"tok{number}x",
        "incident": incident,
        "place": place,
        "era": era,
        "answers": list(answers),
    }


def entry(number, kind, token):
    return {"n": number, "kind": kind, "text": {"t": f"about tok{token}x"}}


def post(delivery, place, token, level="ordinary"):
    text = token if isinstance(token, str) else f"tok{token}x"
    return {"delivery": delivery, "place": place, "level": level, "text": text, "turmoil": False}


def kept():
    gone = answer("refused", False, text="nothing was saved")
    unsure = answer("unknown", False)
    part = answer("unknown", False, text="Only a part of this was saved: wait")
    return {
        "announce": "#incidents",
        "audit": 0,
        "exits": [0],
        "losses": [{"kind": "emptied", "open": [(LOST, LOST_PLACE)], "posts": 0},
                   {"kind": "older", "open": [(INCIDENT, PLACE)], "posts": 2}],
        "declared": [LOST, INCIDENT],
        "audit_lost": {"status": 3, "text": f"{LOST} is lost"},
        "commands": [
            command(1, "note", answer()),
            command(2, "update", answer(), answer(duplicate=True)),
            command(3, "note", gone),
            command(4, "update", unsure, answer(duplicate=True)),
            command(5, "note", unsure, gone),
            command(6, "note", part, answer(duplicate=True)),
            command(20, "note", answer(), incident=LOST, place=LOST_PLACE, era=0),
            command(21, "note", part, answer(duplicate=True), incident=LOST, place=LOST_PLACE,
                    era=0),
            command(22, "note", answer(), era=1),
        ],
        "records": {
            INCIDENT: {
                "entries": [
                    entry(1, "note.added", 1),
                    entry(2, "update.posted", 2),
                    entry(3, "update.posted", 4),
                    entry(4, "note.added", 6),
                ]
            }
        },
        "posts": [
            post("a", PLACE, 2),
            post("a", PLACE, 2),
            post("b", "#incidents", 2),
            post("c", PLACE, 4),
            post("d", "#incidents", 4),
            post("d", "#incidents", 4),
            post("l", LOST_PLACE, f"{LOST} is lost"),
            post("m", "#incidents", f"{LOST} is lost"),
            post("n", PLACE, f"Part of {INCIDENT} is gone"),
            post("o", "#incidents", f"A part is gone of {INCIDENT}"),
        ],
    }


def broken():
    """(name of the check that must find it, what is changed)"""

    def entries(run):
        return run["records"][INCIDENT]["entries"]

    def other_incident(run):
        run["records"]["INC-2"] = {"entries": [dict(entries(run).pop(0))]}

    yield "what was saved is there exactly once", lambda run: entries(run).pop(0)
    yield "what was saved is there exactly once", lambda run: entries(run).append(
        entry(4, "note.added", 1)
    )
    yield "what was saved is there exactly once", other_incident
    yield "what was refused is not there", lambda run: entries(run).append(
        entry(4, "note.added", 3)
    )
    yield "what was refused is not there", lambda run: entries(run).append(
        entry(4, "note.added", 5)
    )
    yield "what was refused is not there", lambda run: run["commands"][0]["answers"].append(
        answer("refused", False)
    )
    yield "what was partly written was completed", lambda run: entries(run).pop(3)
    yield "what was partly written was completed", lambda run: run["commands"][5]["answers"].pop()
    yield "what was partly written was completed", lambda run: run["commands"][5][
        "answers"
    ].append(answer("refused", False))
    yield "nothing is there twice or uninvited", lambda run: entries(run).append(
        entry(4, "update.posted", 4)
    )
    yield "nothing is there twice or uninvited", lambda run: entries(run).append(
        entry(4, "note.added", 99)
    )
    yield "duplicates are answered alike", lambda run: run["commands"][1]["answers"][1].update(
        text="else"
    )
    yield "duplicates are answered alike", lambda run: run["commands"][1]["answers"][1].update(
        duplicate=False
    )
    yield "every command gets a definite answer", lambda run: run["commands"][4]["answers"].pop()
    yield "every command gets a definite answer", lambda run: run["commands"][0].update(answers=[])
    yield "entries are numbered without a gap", lambda run: entries(run)[2].update(n=4)
    yield "entries are numbered without a gap", lambda run: entries(run).reverse()
    yield "every update was posted", lambda run: run["posts"].pop(3)
    yield "every update was posted", lambda run: run["posts"].pop(2)
    yield "lanes keep their order", lambda run: run["posts"].append(post("b", "#incidents", 2))
    yield "lanes keep their order", lambda run: run["posts"].reverse()
    yield "a repeated delivery says the same", lambda run: run["posts"][1].update(text="else")
    yield "what was saved is there exactly once", lambda run: run["posts"].pop(6)
    yield "what was saved is there exactly once", lambda run: run["posts"].pop(7)
    yield "what was saved is there exactly once", lambda run: run["posts"].pop(8)
    yield "what was saved is there exactly once", lambda run: run["commands"][6].update(era=2)
    yield "what was partly written was completed", lambda run: run["posts"].pop(6)
    yield "what was lost was told", lambda run: run["posts"].pop(6)
    yield "what was lost was told", lambda run: run["posts"].pop(7)
    yield "what is said to be lost is lost", lambda run: run["records"].update(
        {LOST: {"entries": []}})
    yield "what is said to be lost is lost", lambda run: run["posts"].append(
        post("p", LOST_PLACE, f"{LOST} is lost"))
    yield "what is said to be lost is lost", lambda run: run["audit_lost"].update(text="")
    yield "what is said to be lost is lost", lambda run: run["audit_lost"].update(status=0)
    yield "no id is given twice", lambda run: run["declared"].append(INCIDENT)
    yield "all chains verify", lambda run: run.update(audit=1)
    yield "tocsin never ended by itself", lambda run: run["exits"].append(-11)


def main():
    passed = failed = 0

    def note(name, good):
        nonlocal passed, failed
        passed, failed = passed + good, failed + (not good)
        if not good:
            print(f"FAILED {name}")

    for name, check in CHECKS:
        note(f"a kept promise, found broken: {name}", not list(check(kept())))
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
