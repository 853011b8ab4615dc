#!/usr/bin/env python3
"""Damages each kind of key with each kind of damage, and looks whether everything else goes on.

    tests/fault/matrix.py --binary build/dev/tocsin [--only due] [--list]

One database with three incidents is made once and put back before each case. Then one value
is damaged and the bot is started over it: it must start, save what is typed into the healthy
incident, remind of it, answer about the damaged one, say what is damaged, post nothing twice
and end by itself with 0; list, audit, export, show and doctor must end in time, without a
crash, and show the healthy ones.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "support")]

from console import Session  # noqa: E402
from redis_server import Redis, Refused, Server  # noqa: E402

PREFIX = "t:{default}:"
VICTIM, HEALTHY, CLOSED = (f"INC-2025-09-29-00{n}" for n in (1, 2, 3))
LANE = "elsewhere:C9"  # no such network: what waits there is settled as undeliverable
BYTES = b"\xff\xfe\x00\x80"
HUGE = str(2**63 - 1)
CONFIG = """announce: ["console:#incidents"]
log_level: warn
redis: {{ url: "unix:{path}" }}
limits: {{ commands_per_minute: 100000 }}
"""
COMMAND_S = 60
POSTS_MOST = 80


def channel(incident):
    return "#" + incident.lower()


class World:
    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder
        self.server = Server(folder / "redis", "--appendonly", "no", "--maxmemory-policy",
                             "noeviction")
        self.redis = Redis(self.server.path)
        self.redis("CONFIG", "SET", "appendonly", "yes")
        self.config = folder / "tocsin.yaml"
        self.config.write_text(CONFIG.format(path=self.server.path))
        self.kept = {}

    def console(self, log, clock="2025-09-29T10:00:00Z"):
        return Session(self.binary, self.folder / "data", self.config, self.folder / log,
                       clock=f"virtual={clock}", timeout=COMMAND_S)

    def prepare(self):
        bot = self.console("prepare.log")
        for text in ("declare sev1 service=pay the victim", "declare sev1 service=web healthy",
                     "declare sev3 service=old gone by"):
            assert bot.say(text)["saved"], text
        for incident in (VICTIM, HEALTHY):
            for text in ("role take commander", "update all is being looked at",
                         "action add owner=@ben look at the pool", "note something"):
                assert bot.say(text, channel=channel(incident))["saved"], text
        for text in ("resolve cause=fixed ok", "restore", "verify", "close"):
            bot.say(text, channel=channel(CLOSED))
        assert bot.close() == 0
        record = {"id": "d1", "kind": "post", "place": LANE, "level": "ordinary", "at": 1,
                  "message": "x", "body": [{"k": "p", "c": [{"k": "t", "s": "wait"}]}]}
        for number in ("d1", "d2"):
            self.do("RPUSH", f"lane:{LANE}", number)
            self.do("HSET", f"out:{LANE}", number, json.dumps({**record, "id": number}))
        self.do("ZADD", "lanes", 1, LANE)
        self.do("ZADD", "dirty", 1, f"{VICTIM}@console#topic")
        self.do("HSET", f"ref:{VICTIM}", "root@console:#incidents", "1")
        self.do("HSET", "names", "console:ana", "Ana")
        for name in self.redis("KEYS", "*"):
            self.kept[name] = self.redis("DUMP", name)

    def do(self, command, name, *words):
        return self.redis(command, PREFIX + name, *words)

    def restore(self):
        self.redis("FLUSHALL")
        for name, bytes_ in self.kept.items():
            self.redis("RESTORE", name, 0, bytes_)

    def run(self, *words):
        return subprocess.run(
            [str(self.binary), *words, "--data", str(self.folder / "data"), "--config",
             str(self.config)], capture_output=True, timeout=COMMAND_S, check=False)


# ---- what is done to the database ----

TYPES = {  # each key as another type than it has
    "inc": f"inc:{VICTIM}", "tl": f"tl:{VICTIM}", "tx": f"tx:{VICTIM}", "ref": f"ref:{VICTIM}",
    "due": "due", "open": "open", "closed": "closed", "lanes": "lanes", "dirty": "dirty",
    "lane": f"lane:{LANE}", "out": f"out:{LANE}", "place": f"place:console:{channel(VICTIM)}",
    "seq": "seq:2025-09-29", "roll": "roll:2025-09", "names": "names", "epoch": "epoch",
    "lease": "lease", "alive": "alive", "todo": "todo:console:ben", "audit": "audit",
    "torn": "torn", "quarantine": "quarantine", "lost": "lost",
}


def other_type(world, name):
    kind = world.do("TYPE", name)
    world.do("DEL", name)
    if kind == b"string":
        world.do("RPUSH", name, "x")
    else:
        world.do("SET", name, "x")


def head(field, value):
    return lambda w: w.do("HSET", f"inc:{VICTIM}", field, value)


def member(name, value, score=1):
    return lambda w: w.do("ZADD", name, score, value)


def string(name, value):
    return lambda w: w.do("SET", name, value)


def entry_bytes(value):
    """The last entry of the victim anew, with other bytes."""
    def damage(world):
        name = f"tl:{VICTIM}"
        (last, fields), = world.do("XREVRANGE", name, "+", "-", "COUNT", 1)
        world.do("XDEL", name, last)
        number = int(last.split(b"-")[0])
        world.do("XSETID", name, f"{number - 1}-0")
        world.do("XADD", name, last, "b", value, "h", fields[3])
    return damage


def cases():
    """(kind of key, kind of damage, what does it)"""
    for kind, name in TYPES.items():
        yield kind, "type", lambda w, n=name: other_type(w, n)
    for kind, name in TYPES.items():
        yield kind, "missing", lambda w, n=name: w.do("DEL", n)
    for index in ("due", "open", "closed", "lanes", "dirty"):
        yield index, "bytes", member(index, BYTES)
        yield index, "foreign", member(index, "INC-2025-09-29-777" if index in
                                       ("due", "open", "closed") else "what is this")
        yield index, "empty", member(index, "")
    for index in ("due", "open", "lanes"):
        yield index, "range", member(index, VICTIM if index != "lanes" else LANE, "-inf")
        yield index, "end", member(index, VICTIM if index != "lanes" else LANE, "inf")
    for value in ("4000000000", "100000000", HUGE, "-1", "0", "007", "1e3", "many", "", BYTES):
        yield "inc n", f"{value!r}", head("n", value)
    for value in ("{}", "[]", '{"fold":1}', "[" * 5000, BYTES, ""):
        yield "inc s", f"{value[:9]!r}", head("s", value)
    yield "inc h", "bytes", head("h", BYTES)
    yield "inc h", "foreign", head("h", "abc")
    for value in ("x", "{}", "[1]", BYTES, "", '{"a":1,"at":-1,"k":"x","n":1,"v":1}',
                  '{"a":"x:y","at":1759140000000,"k":"new.kind","n":99,"v":1}'):
        yield "tl", f"entry {value[:9]!r}", entry_bytes(value)
    yield "tl", "ahead", lambda w: w.do("XADD", f"tl:{VICTIM}", "500-0", "b", "x", "h", "y")
    yield "tl", "hole", lambda w: w.do("XDEL", f"tl:{VICTIM}", "2-0")
    for value in (BYTES, "foreign", "", "0" * 32 + "{}"):
        yield "tx", f"text {value[:9]!r}", lambda w, v=value: w.do("HSET", f"tx:{VICTIM}", "1", v)
    yield "tx", "no title", lambda w: w.do("HDEL", f"tx:{VICTIM}", "1")
    yield "tx", "field", lambda w: w.do("HSET", f"tx:{VICTIM}", BYTES, "x")
    yield "lane", "no record", lambda w: w.do("LPUSH", f"lane:{LANE}", "ghost")
    yield "lane", "twice", lambda w: w.do("RPUSH", f"lane:{LANE}", "d1")
    yield "lane", "bytes", lambda w: w.do("LPUSH", f"lane:{LANE}", BYTES)
    yield "lane", "behind", lambda w: w.do("RPUSH", f"lane:{LANE}", "ghost")
    yield "out", "no list", lambda w: w.do("HSET", f"out:{LANE}", "ghost", "{}")
    for value in (BYTES, "x", "{}", "[]", '{"kind":"open"}', '{"inc":"x","guard":{}}',
                  '{"kind":"post","place":"console:#x","body":[{"k":1}]}',
                  '{"kind":"post","place":"console:#x","body":{}}',
                  '{"kind":"post","inc":"INC-2025-09-29-777","place":"console:#incidents","guard":'
                  '{"deadline":"update","due":1},"body":[]}'):
        yield "out", f"record {value[:60]!r}", lambda w, v=value: w.do(
            "HSET", f"out:{LANE}", "d1", v)
    for value in (HUGE, "-5", "many", BYTES, "1e9", ""):
        yield "epoch", f"{value!r}", string("epoch", value)
        yield "alive", f"{value!r}", string("alive", value)
        yield "seq", f"{value!r}", string("seq:2025-09-29", value)
        yield "lease", f"{value!r}", string("lease", value)
    for value in (BYTES, "INC-1", HEALTHY, ""):
        yield "place", f"{value!r}", string(f"place:console:{channel(VICTIM)}", value)
    yield "ref", "bytes", lambda w: w.do("HSET", f"ref:{VICTIM}", BYTES, BYTES)
    yield "roll", "range", lambda w: w.do("HSET", "roll:2025-09", "opened", HUGE)
    yield "roll", "bytes", lambda w: w.do("HSET", "roll:2025-09", "updates", BYTES)
    yield "names", "bytes", lambda w: w.do("HSET", "names", BYTES, BYTES)
    for value in (BYTES, "x", "{}", '{"seen":-1,"open":7,"severity":99,"spoke":"\\n\\n"}'):
        yield "lost", f"{value!r}", lambda w, v=value: w.do("HSET", "lost", VICTIM, v)
        yield "lost", f"nobody's {value!r}", lambda w, v=value: w.do(
            "HSET", "lost", "INC-2025-09-29-777", v)
    yield "lost", "bytes", lambda w: w.do("HSET", "lost", BYTES, BYTES)
    for value in ("[]", "[[1]]", "x", BYTES, '[["k"]]', "=INC-2025-09-29-777"):
        yield "torn", f"{value!r}", lambda w, v=value: w.do("HSET", "torn", VICTIM, v)


# ---- what must hold ----

# Without these the victim has no good state, or it is somebody else's.
NOT_REMINDED = {("tl", "type"), ("tl", "missing"), ("tl", "hole"), ("due", "missing"),
                ("due", "type"), ("due", "end"), ("open", "type"), ("open", "missing")}


def crashed(status, errors):
    return status < 0 or status > 4 or b"Sanitizer" in errors or b"runtime error" in errors


def with_bot(world, kind, damage):
    """Lines of what did not hold."""
    log = f"bot-{len(list(world.folder.glob('bot-*')))}.log"
    bot = world.console(log, "2025-09-29T10:01:00Z")
    try:
        healthy = bot.say("note while it is damaged", channel=channel(HEALTHY))
        if not healthy["saved"] and (kind, damage[:4]) != ("place", "type"):
            yield f"the healthy incident took no note: {healthy['text']}"
        listed = bot.say("list")
        if HEALTHY not in listed["text"] and kind != "open":
            yield f"list does not show the healthy incident: {listed['text']}"
        for text in ("show", "status", "timeline", "note about the victim"):
            answer = bot.say(f"{VICTIM} {text}")
            if not answer["text"]:
                yield f"{text} about the victim got no answer"
            if "[removed]" in answer["text"]:
                yield f"{text}: what is missing counts as removed by somebody"
        declared = bot.say("declare sev2 service=new another one")
        if not declared["saved"]:
            yield f"nothing can be declared: {declared['text']}"
        posts = bot.pass_time(31)
        for incident in (HEALTHY, VICTIM):
            reminded = any(p["place"] == channel(incident) and p["level"] == "urgent"
                           for p in posts)
            spared = (kind, damage) in NOT_REMINDED or kind == "due"
            if not reminded and not (incident == VICTIM and spared):
                yield f"{incident} was not reminded of"
        everything = [line for line in bot.lines if line["type"] == "post"]
        ids = [post["delivery"] for post in everything]
        if len(ids) != len(set(ids)):
            yield "a message was posted twice"
        if len(everything) > POSTS_MOST:
            yield f"{len(everything)} messages were posted"
    except AssertionError as error:
        yield f"{str(error)[:1500]}"
        bot.kill()
        return
    status = bot.close()
    errors = (world.folder / log).read_bytes()
    if crashed(status, errors) or status != 0:
        yield f"the bot ended with {status}: {errors[-1500:].decode(errors='replace')}"


def with_programs(world, kind):
    for words in (("list",), ("audit", "--all"), ("export", "--all", "--json"), ("show", HEALTHY),
                  ("show", VICTIM), ("audit", VICTIM), ("doctor",)):
        try:
            ran = world.run(*words)
        except subprocess.TimeoutExpired:
            yield f"tocsin {' '.join(words)} does not end"
            continue
        if crashed(ran.returncode, ran.stderr):
            yield f"tocsin {' '.join(words)}: {ran.returncode} {ran.stderr[-800:].decode()}"
        if b"[removed]" in ran.stdout or b"text_removed" in ran.stdout:
            yield f"tocsin {' '.join(words)}: what is missing counts as removed by somebody"
        if words[0] in ("list", "export") and HEALTHY.encode() not in ran.stdout:
            yield f"tocsin {words[0]} does not show the healthy one: {ran.stderr[-300:].decode()}"


# What no damage is: the key is made when it is needed.
HARMLESS = {"place", "lease", "alive", "torn", "quarantine", "lost", "audit", "names", "ref", "dirty", "roll", "seq"}


def named(world, kind, damage, audited):
    """People learn of it: in the log, and by audit or the list of what was set aside."""
    foreign = kind == "out" and "INC-2025-09-29-777" in damage  # it looks like one of ours
    if damage in ("missing", "empty", "range", "end") or kind in HARMLESS or foreign:
        return
    logs = b"".join(p.read_bytes() for p in world.folder.glob("bot-*.log"))
    words = (b"store.damaged", b"timeline.corrupt", b"incident.unreadable", b"index.mended")
    said = any(word in logs for word in words)
    if not said and audited == 0:
        yield "nobody is told: nothing in the log, and audit --all ends with 0"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path)
    parser.add_argument("--only", help="kinds of key, or 'kind/damage', separated by commas")
    parser.add_argument("--every", type=int, default=1, help="only each n-th case")
    parser.add_argument("--list", action="store_true")
    args = parser.parse_args()
    chosen = [c for i, c in enumerate(cases()) if i % args.every == 0 and (
        not args.only or c[0] in args.only.split(",") or f"{c[0]}/{c[1]}" in args.only.split(","))]
    if args.list:
        print("\n".join(f"{kind}: {damage}" for kind, damage, _ in chosen))
        return 0
    folder = pathlib.Path(tempfile.mkdtemp(prefix="dmg-"))
    world = World(args.binary, folder)
    passed = failed = 0
    try:
        world.prepare()
        for kind, damage, do in chosen:
            world.restore()
            for old in folder.glob("bot-*"):
                old.unlink()
            try:
                do(world)
            except Refused as refused:
                print(f"FAILED {kind}: {damage}: the damage itself: {refused}")
                failed += 1
                continue
            faults = list(with_bot(world, kind, damage))
            faults += list(with_programs(world, kind))
            audited = world.run("audit", "--all").returncode
            faults += list(named(world, kind, damage, audited))
            passed, failed = passed + (not faults), failed + bool(faults)
            print(f"{'FAILED' if faults else 'ok    '} {kind}: {damage}", flush=True)
            for fault in faults:
                print(f"       {fault}", flush=True)
    finally:
        world.server.stop()
    if failed:
        print(f"folder: {folder}")
    else:
        shutil.rmtree(folder)
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 and passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
