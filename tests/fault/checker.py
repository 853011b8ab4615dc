"""What was promised against what is there.

A command is a dict: id, kind ("note", "update", ...), token (a word that occurs in its text
and nowhere else), incident, place (the incident's channel), answers (reply objects in the
order in which they came, over all restarts), era (how often the store had been emptied or
set back when it was sent first). Each check yields one line for each violation;
no line: the promise was kept.
"""

import collections
import json
import re

TOKEN = re.compile(r"tok\d+x")
LOST = re.compile(r"(INC-\S+) is lost")


def saved(command):
    return any(a["status"] == "done" and a["saved"] for a in command["answers"])


def refused(command):
    """Somebody was told that nothing was saved."""
    return any(
        a["status"] == "refused" or (a["status"] == "done" and not a["saved"])
        for a in command["answers"]
    )


def partly(command):
    """Somebody was told that only a part is written, and that the rest will be."""
    return any("Only a part of this was saved" in a["text"] for a in command["answers"])


def told(run, loss, incident, place):
    """After that loss people read, in its channel and in the announce channel, that it is
    lost, or a part of it."""
    # Asked for every command: looked up once for each loss and incident.
    known = loss.setdefault("told", {})
    if (incident, place) not in known:
        posts = run["posts"][loss["posts"]:]
        here = any(p["place"] == place and (f"{incident} is lost" in p["text"]
                                            or f"Part of {incident} is gone" in p["text"])
                   for p in posts)
        there = any(p["place"] == run["announce"] and incident in p["text"]
                    and ("lost" in p["text"] or "gone" in p["text"]) for p in posts)
        known[incident, place] = here and there
    return known[incident, place]


def lost_and_told(run, command):
    """It was sent before the store was emptied or set back, and its incident was said to be
    lost, or a part of it."""
    return any(told(run, loss, command["incident"], command["place"])
               for loss in run["losses"][command["era"]:])


def answers_of(command):
    """What was said, in its order: who reads a failure wants that first."""
    return "; ".join(f"{a['status']}{', saved' if a['saved'] else ''}: {a['text'][:80]}"
                     for a in command["answers"])


def tokens_of(records):
    """token -> [(incident, entry number, kind)] of everything on the timelines."""
    found = collections.defaultdict(list)
    for identity, record in records.items():
        for entry in record["entries"]:
            for token in TOKEN.findall(json.dumps(entry.get("text"))):
                found[token].append((identity, entry["n"], entry["kind"]))
    return found


def check_saved(run):
    found = tokens_of(run["records"])
    for command in run["commands"]:
        places = found[command["token"]]
        if saved(command) and not places and lost_and_told(run, command):
            continue
        if saved(command) and len(places) != 1:
            yield f"{command['id']} was answered as saved and is there {len(places)} times"
        elif saved(command) and places[0][0] != command["incident"]:
            yield f"{command['id']} is on the timeline of {places[0][0]}"


def check_refused(run):
    found = tokens_of(run["records"])
    for command in run["commands"]:
        if lost_and_told(run, command):
            continue  # its answers may be of two stores
        if refused(command) and found[command["token"]]:
            yield (f"{command['id']} was answered as not saved and is there "
                   f"({answers_of(command)})")
        if refused(command) and saved(command):
            yield (f"{command['id']} was answered as saved and as not saved "
                   f"({answers_of(command)})")


def check_partly(run):
    """What was partly written was completed, and is called saved from then on."""
    found = tokens_of(run["records"])
    for command in run["commands"]:
        if partly(command) and not found[command["token"]] and lost_and_told(run, command):
            continue
        if partly(command) and len(found[command["token"]]) != 1:
            yield (f"{command['id']} was partly written and is there "
                   f"{len(found[command['token']])} times")
        if partly(command) and (refused(command) or not saved(command)):
            yield f"{command['id']} was partly written and was never called saved"


def check_once(run):
    """Also what was never answered, or answered as unknown, is there at most once."""
    known = {command["token"] for command in run["commands"]}
    for token, places in tokens_of(run["records"]).items():
        if len(places) > 1:
            yield f"{token} is there {len(places)} times"
        if token not in known:
            yield f"{token} is there and nobody sent it"


def check_alike(run):
    for command in run["commands"]:
        if lost_and_told(run, command):
            continue  # what was applied first is gone
        answers = [a for a in command["answers"] if a["status"] == "done" and a["saved"]]
        if len({(a["text"], a["incident"]) for a in answers}) > 1:
            yield f"{command['id']} was answered differently when it came again"
        if any(not a["duplicate"] for a in answers[1:]):
            yield f"{command['id']} was applied again: its second answer is no duplicate's"


def check_answered(run):
    for command in run["commands"]:
        if not saved(command) and not refused(command):
            yield f"{command['id']} never got a definite answer"


def check_sequence(run):
    """Entry numbers are 1, 2, 3, ..."""
    for identity, record in run["records"].items():
        numbers = [entry["n"] for entry in record["entries"]]
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"{identity}: entries are not numbered 1 to {len(numbers)}"


def check_posted(run):
    """Every update on a timeline was shown in its channel and in the announce channel."""
    shown = collections.defaultdict(set)
    for post in run["posts"]:
        for token in TOKEN.findall(post["text"]):
            shown[token].add(post["place"])
    found = tokens_of(run["records"])
    for command in run["commands"]:
        if command["kind"] != "update" or not found[command["token"]]:
            continue
        for place in (command["place"], run["announce"]):
            if place not in shown[command["token"]]:
                yield f"{command['id']} is on the timeline and was not posted in {place}"


def check_lanes(run):
    """In one lane only the head can be repeated, and an incident's posts keep its order."""
    lanes = collections.defaultdict(list)
    for post in run["posts"]:
        lanes[post["place"], post["level"]].append(post)
    order = {token: places[0] for token, places in tokens_of(run["records"]).items() if places}
    for (place, level), posts in lanes.items():
        last, settled = None, set()
        newest = collections.defaultdict(int)
        for post in posts:
            if post["turmoil"]:
                # Two outboxes, one after the other: what comes is not in one order.
                last, settled = None, set()
                newest.clear()
                continue
            if post["delivery"] != last and post["delivery"] in settled:
                yield f"{place} ({level}): {post['delivery']} came again after a later one"
            if post["delivery"] == last or post["delivery"] in settled:
                continue
            settled.add(post["delivery"])
            last = post["delivery"]
            for token in TOKEN.findall(post["text"]):
                identity, number, _ = order.get(token, (None, 0, None))
                if identity and number < newest[identity]:
                    yield f"{place} ({level}): {token} came after a later one"
                newest[identity] = max(newest[identity], number)


def check_texts(run):
    """A delivery that is repeated says the same."""
    texts = {}
    for post in run["posts"]:
        said = (post["text"], post["place"])
        if texts.setdefault(post["delivery"], said) != said:
            yield f"delivery {post['delivery']} said two things"


def check_lost(run):
    """Of an emptied store each incident that was open is said to be lost."""
    for loss in run["losses"]:
        for incident, place in loss["open"]:
            if loss["kind"] == "emptied" and not told(run, loss, incident, place):
                yield f"{incident} was lost and nobody was told"


def check_lost_truly(run):
    """What is said to be lost is lost, once, and audit goes on naming it."""
    said = collections.Counter()
    for post in run["posts"]:
        match = LOST.search(post["text"])
        if match and post["place"] != run["announce"]:
            said[match.group(1)] += 1
    for incident, times in said.items():
        if incident in run["records"]:
            yield f"{incident} was said to be lost and is there"
        if times > 1:
            yield f"{incident} was said to be lost {times} times"
        if incident not in run["audit_lost"]["text"]:
            yield f"audit does not name {incident}, which is lost"
    if said and run["audit_lost"]["status"] != 3:
        yield f"audit ended with {run['audit_lost']['status']} while incidents are lost"


def check_ids(run):
    for incident, times in collections.Counter(run["declared"]).items():
        if times > 1:
            yield f"{incident} was given {times} times"


def check_audit(run):
    if run["audit"] != 0:
        yield f"tocsin audit --all ended with status {run['audit']}"


def check_exits(run):
    for status in run["exits"]:
        if status != 0:
            yield f"tocsin ended by itself with status {status}"


CHECKS = [
    ("what was saved is there exactly once", check_saved),
    ("what was refused is not there", check_refused),
    ("what was partly written was completed", check_partly),
    ("nothing is there twice or uninvited", check_once),
    ("duplicates are answered alike", check_alike),
    ("every command gets a definite answer", check_answered),
    ("entries are numbered without a gap", check_sequence),
    ("every update was posted", check_posted),
    ("lanes keep their order", check_lanes),
    ("a repeated delivery says the same", check_texts),
    ("what was lost was told", check_lost),
    ("what is said to be lost is lost", check_lost_truly),
    ("no id is given twice", check_ids),
    ("all chains verify", check_audit),
    ("tocsin never ended by itself", check_exits),
]


def report(run, shown=10):
    """Prints each check; (passed, failed)."""
    passed = failed = 0
    for name, check in CHECKS:
        lines = list(check(run))
        passed, failed = passed + (not lines), failed + bool(lines)
        print(f"{'FAILED' if lines else 'ok    '} {name}")
        for line in lines[:shown]:
            print(f"       {line}")
        if len(lines) > shown:
            print(f"       and {len(lines) - shown} more")
    return passed, failed
