"""What Slack saw, what the people were told, and what is stored: do they agree?

A run is a dict:
    commands   what people did: id (trigger_id or event_id), kind ("note", "update",
               "pushpin"), token (a word that occurs in its text and nowhere else), incident
    journal    the fault server's journal, state: its workspace at the end
    promised   deliveries in the order in which Redis took them, each with lane and record:
               read from the append-only file, which no fault of the bot can have changed
    records    what `tocsin export` says of each incident
    epoch      UTC ms of the server's time 0
    pongs      how late the bot answered pings; None: it was killed, nothing to say
    lanes      lanes that are not empty at the end
    exits      exit statuses of the bots that were not killed
Each check yields one line for each violation; no line: what was promised was kept.
"""

import collections
import json
import re

TOKEN = re.compile(r"tok\d+x")
ACK_MS = 3000         # Slack gives up on an ack
ANSWER_MS = 3500      # the responder reads an answer, by the ack or by response_url
# The loop turns at least so often. A call that blocks (a name, a disk, a connection) takes a
# second or more; what is below that a sanitized bot may lose to the suites beside it.
BLOCKED_MS = 800
MOOT_MS = 300         # from the entry's time to its commit and a request on its way
UNSAVED = re.compile(r"nothing was saved", re.IGNORECASE)
COMMANDS = ("note", "update")


def tokens_of(records):
    """token -> {(incident, entry number)} of everything on the timelines."""
    found = collections.defaultdict(set)
    for identity, record in records.items():
        for entry in record["entries"]:
            for token in set(TOKEN.findall(json.dumps(entry))):
                found[token].add((identity, entry["n"]))
    return found


def answers(run):
    """key -> [(ms after its latest delivery, text)] of what people were told."""
    delivered, told = {}, collections.defaultdict(list)
    for event in sorted(run["journal"], key=lambda e: e["at"]):
        key = event.get("key")
        if event["kind"] == "delivery":
            delivered[key] = event["at"]
        elif event["kind"] == "ack" and event.get("payload"):
            told[key].append((event["at"] - delivered.get(key, 0), json.dumps(event["payload"])))
        elif event["kind"] == "respond":
            told[key].append((event["at"] - delivered.get(key, 0), json.dumps(event.get("args"))))
    return told


def messages(run):
    """(channel, message) of everything in the workspace, in the order of posting."""
    for channel in run["state"]["channels"]:
        for message in channel["messages"]:
            yield channel, message


def delivery_of(message):
    return ((message.get("metadata") or {}).get("event_payload") or {}).get("id")


def shown(run):
    """delivery id -> [(channel, message)]"""
    found = collections.defaultdict(list)
    for channel, message in messages(run):
        if delivery_of(message):
            found[delivery_of(message)].append((channel, message))
    return found


def posts(run):
    """Promised notices. Those with a guard may have become moot and stay unsent."""
    return [p for p in run["promised"] if p["record"]["kind"] == "post"]


def check_applied(run):
    found, told = tokens_of(run["records"]), answers(run)
    for command in run["commands"]:
        places = found[command["token"]]
        unsaved = any(UNSAVED.search(text) for _, text in told[command["id"]])
        if unsaved and places:
            yield f"{command['id']} was answered as not saved and is there"
        elif not unsaved and len(places) != 1:
            yield f"{command['id']} ({command['kind']}) is there {len(places)} times"
        elif places and {incident for incident, _ in places} != {command["incident"]}:
            yield f"{command['id']} is on the timeline of {sorted(places)}"


def check_uninvited(run):
    known = {command["token"] for command in run["commands"]}
    for token in tokens_of(run["records"]):
        if token not in known:
            yield f"{token} is there and nobody sent it"


def check_acked(run):
    acked = {e.get("key") for e in run["journal"] if e["kind"] == "ack" and e["outcome"] == "ok"}
    for event in run["journal"]:
        if event["kind"] != "ack" or event.get("envelope") == "made-up":
            continue
        if event["outcome"] not in ("ok", "again"):
            yield f"an ack that Slack does not take: {event['outcome']}, {event.get('size')} bytes"
        elif event["outcome"] == "ok" and event["latency"] > ACK_MS:
            yield f"{event['key']} was acknowledged after {event['latency']:.0f} ms"
    for command in run["commands"]:
        if command["id"] not in acked:
            yield f"{command['id']} was never acknowledged"


def check_answered(run):
    told = answers(run)
    for command in run["commands"]:
        if command["kind"] not in COMMANDS:
            continue
        waits = [wait for wait, _ in told[command["id"]]]
        if not waits:
            yield f"{command['id']}: nobody was told anything"
        elif min(waits) > ANSWER_MS:
            yield f"{command['id']} was answered after {min(waits):.0f} ms"
    for event in run["journal"]:
        if event["kind"] == "respond" and event.get("reason") == "used_url":
            yield f"{event.get('key')}: a response_url was used more than five times"


def check_once(run):
    """Every notice without a guard is there once, where it belongs; no other is twice. What
    was for a channel that could not be opened has no place (a restricted incident's)."""
    there = shown(run)
    channels = {channel["name"] for channel in run["state"]["channels"]}

    def has_channel(lane):
        incident = lane.removeprefix("inc:").partition("@")[0].lower()
        return not lane.startswith("inc:") or any(
            name == incident or name.startswith(f"{incident}-") for name in channels)
    for delivery, places in there.items():
        if len(places) > 1:
            names = [channel["name"] or channel["id"] for channel, _ in places]
            yield f"delivery {delivery} is there {len(places)} times: {names}"
    for promise in posts(run):
        record = promise["record"]
        places = there.get(record["id"], [])
        if not places and "guard" not in record and has_channel(promise["lane"]):
            yield f"delivery {record['id']} ({record.get('message')}) of lane {promise['lane']} is lost"
        for channel, _ in places:
            if not belongs(promise, channel):
                yield f"delivery {record['id']} of lane {promise['lane']} is in {channel['name']}"


def belongs(promise, channel):
    lane, place = promise["lane"], promise["record"].get("place", "")
    if lane.startswith("inc:") or not place.startswith("slack:"):
        # Urgent notices go to the announce channel while the incident has none of its own.
        return channel["name"].startswith("inc-") or lane.endswith("!")
    wanted = place[len("slack:"):]
    return wanted in (channel["id"], "#" + channel["name"], "@" + channel["user"])


def check_order(run):
    """In each channel the notices of one lane have the order of their commits."""
    rank = {p["record"]["id"]: (p["lane"], n) for n, p in enumerate(posts(run))}
    for channel in run["state"]["channels"]:
        last = {}
        for message in sorted(channel["messages"], key=lambda m: m["ts"]):
            lane, n = rank.get(delivery_of(message), (None, 0))
            if lane is None:
                continue
            if n < last.get(lane, -1):
                yield f"{channel['name']}: {delivery_of(message)} comes after a later one of {lane}"
            last[lane] = max(n, last.get(lane, -1))


def check_tokens(run):
    """What people wrote as an update is shown once in the incident's channel."""
    seen = collections.Counter()
    promised = {p["record"]["id"] for p in posts(run)}
    for channel, message in messages(run):
        if channel["name"].startswith("inc-") and delivery_of(message) in promised:
            for token in set(TOKEN.findall(json.dumps(message))):
                seen[token] += 1
    found = tokens_of(run["records"])
    for command in run["commands"]:
        if command["kind"] == "update" and found[command["token"]] and seen[command["token"]] != 1:
            yield f"{command['id']} is shown {seen[command['token']]} times in its channel"


def check_moot(run):
    """No nudge for an update set out after that update had been given."""
    guarded = {p["record"]["id"]: p["record"] for p in posts(run) if "guard" in p["record"]}
    sent = {}
    for event in run["journal"]:
        if event["kind"] == "request" and event["method"] == "chat.postMessage":
            delivery = delivery_of({"metadata": unpacked(event["args"].get("metadata"))})
            if delivery in guarded and event.get("applied"):
                sent[delivery] = run["epoch"] + event["at"]
    for delivery, at in sent.items():
        record = guarded[delivery]
        if record["guard"]["deadline"] != "update":
            continue
        for entry in run["records"].get(record["inc"], {"entries": []})["entries"]:
            if entry["kind"] == "update.posted" and record["at"] < entry["at"] < at - MOOT_MS:
                yield (f"nudge {delivery} was sent {at - entry['at']:.0f} ms after the update "
                       f"that it asks for")
                break


def unpacked(value):
    """Metadata is an object, or JSON text where the request was a form."""
    return json.loads(value) if isinstance(value, str) and value else value


def check_limits(run):
    for event in run["journal"]:
        if event["kind"] == "request" and event.get("early"):
            yield f"{event['method']} was called before its Retry-After had ended"


def check_encoding(run):
    for event in run["journal"]:
        if event["kind"] != "request":
            continue
        if event["outcome"] == "unreadable" or event.get("reason") in (
                "unknown_method", "invalid_arguments", "invalid_blocks", "invalid_blocks_format",
                "not_authed", "invalid_auth", "not_allowed_token_type", "no_text"):
            yield f"{event['method']}: {event.get('reason') or event['outcome']}"


def check_loop(run):
    if run["pongs"] and run["pongs"]["blocked"] > BLOCKED_MS:
        yield (f"a pong came {run['pongs']['blocked']:.0f} ms late, more than {BLOCKED_MS} "
               f"({run['pongs']['over_100']} of {run['pongs']['count']} more than 100)")


def check_lanes(run):
    for lane in run["lanes"]:
        yield f"lane {lane} never became empty"


def check_exits(run):
    for status in run["exits"]:
        if status != 0:
            yield f"tocsin ended by itself with status {status}"


CHECKS = [
    ("every command is applied exactly once", check_applied),
    ("nothing is there uninvited", check_uninvited),
    ("every envelope is acknowledged in time", check_acked),
    ("every command is answered in time", check_answered),
    ("every notice is there exactly once", check_once),
    ("every update is shown once in its channel", check_tokens),
    ("lanes keep their order", check_order),
    ("no nudge is sent after it was moot", check_moot),
    ("no call before a Retry-After has ended", check_limits),
    ("Slack understands every request", check_encoding),
    ("the loop is never blocked", check_loop),
    ("nothing is left undelivered", check_lanes),
    ("tocsin never ended by itself", check_exits),
]


def faults(run):
    """What went wrong, by name: rules that hit, sockets, envelopes that came again, and
    nudges that became moot."""
    seen = collections.Counter()
    for event in run["journal"]:
        if event.get("fault"):
            seen[event["fault"]] += 1
        if event["kind"] == "socket" and event["outcome"] in ("cut", "frozen", "disconnect"):
            seen[event["outcome"]] += 1
        if event["kind"] == "delivery" and (event["outcome"] == "copy" or event.get("reason")):
            seen["retry" if event.get("reason") else "copy"] += 1
    there = shown(run)
    for promise in posts(run):
        if "guard" in promise["record"] and promise["record"]["id"] not in there:
            seen["moot"] += 1
    return seen


def report(name, run, wanted=(), shown_most=6):
    """Prints what failed; (passed, failed). `wanted`: faults without which the run has
    proved nothing."""
    passed = failed = 0
    missing = [fault for fault in wanted if not faults(run)[fault]]
    if missing:
        print(f"FAILED {name}: nothing of this went wrong: {missing}")
        failed += 1
    for title, check in CHECKS:
        lines = list(check(run))
        passed, failed = passed + (not lines), failed + bool(lines)
        if lines:
            print(f"FAILED {name}: {title}")
        for line in lines[:shown_most]:
            print(f"       {line}")
        if len(lines) > shown_most:
            print(f"       and {len(lines) - shown_most} more")
    return passed, failed
