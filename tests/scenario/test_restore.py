"""A restore is there whole or not at all: killed at any commit it leaves a marker that keeps
everybody out, and restoring again, or undoing, mends it. What a backup carries besides."""

import json
import re
import subprocess
import time

import pytest

from gate import Gate
from redis_server import Redis
from test_backup import HEAD, heads
from test_life import CHANNEL, INC, declare
from test_own_redis import AOF

PREFIX = "t:{default}:"
HALF = "holds a part of a backup"


@pytest.fixture(scope="module")
def source(shared_world):
    """A backup of two incidents, one closed, with names and a message that waits."""
    world = shared_world
    console = world.console()
    declare(console)
    declare(console, "declare sev1 search is down")
    for text in ("ack", "role take", "update nothing new", "resolve fixed", "verify yes",
                 "close"):
        assert console.say(text, channel=CHANNEL)["saved"], text
    assert console.say("note once only", channel="#inc-2025-09-29-002", key="once")["saved"]
    redis = world.redis()
    redis("HSET", PREFIX + "names", "slack:U1", "Ana Lopes")
    redis.close()
    file = world.folder / "backup"
    world.run("backup", file)
    wanted, listed = heads(world), world.run("list", "--all").stdout
    console.close()
    return {"file": file, "heads": wanted, "list": listed}


def contents(redis):
    """Every key with what is in it, but for what is random or of the moment."""
    found = {}
    for key in sorted(redis("KEYS", PREFIX + "*")):
        name = key.decode().removeprefix(PREFIX)
        kind = redis("TYPE", key)
        if name in ("epoch", "lease", "alive"):
            continue
        if kind == b"string":
            found[name] = redis("GET", key)
        elif kind == b"hash":
            flat = redis("HGETALL", key)
            found[name] = dict(zip(flat[::2], flat[1::2]))
        elif kind == b"zset":
            found[name] = redis("ZRANGE", key, 0, -1, "WITHSCORES")
        elif kind == b"list":
            found[name] = redis("LRANGE", key, 0, -1)
        elif kind == b"set":
            found[name] = sorted(redis("SMEMBERS", key))
        else:
            found[name] = redis("XRANGE", key, "-", "+")
    found.get("meta", {}).pop(b"store", None)
    return found


class Target:
    """An empty Redis, with a gate in front of it."""

    def __init__(self, world, name):
        self.world = world
        self.server = world.server(*AOF, name=name)
        self.gate_path = world.folder / f"{name}.gate"
        self.redis = Redis(self.server.path)

    def straight(self):
        self.world.configure(f"redis: {{url: \"unix:{self.server.path}\"}}\n")

    def clear(self):
        self.redis("FLUSHALL")

    def killed_at(self, file, commit):
        """Kills a restore at a commit. False: it had ended before."""
        self.gate_path.unlink(missing_ok=True)
        self.world.configure(f"redis: {{url: \"unix:{self.gate_path}\"}}\n")
        started = []
        gate = Gate(self.gate_path, self.server.path, commit, lambda: started[0].kill())
        started.append(subprocess.Popen(self.world.argv("restore", file), stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE))
        status = started[0].wait(60)
        started[0].communicate()
        gate.close()
        self.straight()
        return status != 0


@pytest.fixture
def target(world):
    target = Target(world, "target")
    yield target
    target.redis.close()


@pytest.fixture
def clean(target, source):
    """What a restore that nobody disturbs leaves, and how many commits it takes."""
    gate = Gate(target.gate_path, target.server.path)
    target.world.configure(f"redis: {{url: \"unix:{target.gate_path}\"}}\n")
    target.world.run("restore", source["file"])
    gate.close()
    target.straight()
    found = contents(target.redis)
    assert heads(target.world) == source["heads"]
    target.clear()
    assert gate.commits > 8
    return found, gate.commits


def refused_everywhere(world, commands):
    for command in commands:
        done = world.run(*command, check=False, stdin="")
        words = done.stdout + done.stderr
        assert done.returncode in (1, 3), (command, done)
        assert HALF in words and "tocsin restore FILE" in words, (command, done)


def test_killed_at_many_points(target, source, clean):
    world, (wanted, commits) = target.world, clean
    points = sorted({1, 2, 3, commits - 1, commits, *range(4, commits, max(1, commits // 8))})
    half = 0
    for point in points:
        target.clear()
        assert target.killed_at(source["file"], point)
        end = time.monotonic() + 10  # the commit that was handed on is done
        while point < commits and not target.redis("HEXISTS", PREFIX + "meta", "restoring"):
            assert time.monotonic() < end
        if target.redis("HEXISTS", PREFIX + "meta", "restoring"):
            half += 1
            refused_everywhere(world, [("list",)])
            if half in (1, 3):
                refused_everywhere(world, [("show", "001"), ("export", "--all"), ("doctor",),
                                           ("audit", "--all"), ("backup", world.folder / "b"),
                                           ("console", "--json")])
                assert "BROKEN" in world.run("doctor", check=False).stdout
            said = world.run("restore", source["file"]).stdout
            assert "2 incidents restored" in said, said
        assert contents(target.redis) == wanted, f"killed at commit {point} of {commits}"
        assert heads(world) == source["heads"]
    assert half >= len(points) - 1, (half, points)


def test_undone(target, source, clean):
    world = target.world
    nothing = world.run("restore", "--undo", check=False)
    assert nothing.returncode == 1 and "nothing to undo" in nothing.stderr, nothing
    assert target.killed_at(source["file"], clean[1] // 2)
    said = world.run("restore", "--undo").stdout
    assert "removed" in said and "empty" in said, said
    assert set(contents(target.redis)) == {"meta"}
    assert world.run("list", "--all").stdout == ""
    world.run("restore", source["file"])
    assert contents(target.redis) == clean[0]


def test_a_bot_that_waits_begins_when_it_is_whole(target, source, clean):
    """Who is connected already when the marker appears does not take the lease."""
    world = target.world
    target.redis("HSET", PREFIX + "meta", "schema", "1", "store", "x", "restoring", "now")
    refused_everywhere(world, [("console", "--json")])
    refused = world.run("console", "--json", check=False, stdin="")
    assert "stop.late" not in refused.stderr + refused.stdout, refused  # it never began
    target.redis("HDEL", PREFIX + "meta", "restoring")
    console = world.console(clock=None)
    assert console.close() == 0


def test_a_second_restore_takes_over_and_the_first_stops(target, source, clean):
    """The first one's next commit finds another marker: nothing is mixed."""
    world = target.world
    target.gate_path.unlink(missing_ok=True)
    world.configure(f"redis: {{url: \"unix:{target.gate_path}\"}}\n")
    mark = lambda: target.redis("HSET", PREFIX + "meta", "restoring", "another")  # noqa: E731
    gate = Gate(target.gate_path, target.server.path)
    hook = {"done": False}

    def count(data=None):
        return gate.commits
    first = subprocess.Popen(world.argv("restore", source["file"]), stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True)
    while first.poll() is None and not hook["done"]:
        if count() >= 2:
            mark()
            hook["done"] = True
    out, err = first.communicate(timeout=60)
    gate.close()
    assert first.returncode == 1 and "another restore" in err, (out, err)
    target.straight()
    world.run("restore", source["file"])
    assert contents(target.redis) == clean[0]


# ---- what a backup carries ------------------------------------------------------------


def test_replies_and_names(target, source, clean):
    world = target.world
    world.run("restore", source["file"])
    assert target.redis("HGET", PREFIX + "names", "slack:U1") == b"Ana Lopes"
    kept = target.redis("KEYS", PREFIX + "idem:*")
    assert kept and all(0 < target.redis("TTL", key) <= 48 * 3600 for key in kept)
    # A command that comes again is answered from its reply, and changes nothing.
    console = world.console()
    again = console.say("note once only", channel="#inc-2025-09-29-002", key="once")
    assert again["saved"], again
    console.close()
    assert heads(world) == source["heads"]


def test_replies_that_are_over_are_not_brought_back(target, source, clean):
    lines = source["file"].read_text().splitlines(keepends=True)
    changed = []
    for line in lines:
        row = json.loads(line)
        if "idem" in row:
            row["until"] = 1000
            line = json.dumps(row) + "\n"
        changed.append(line)
    old = target.world.folder / "old"
    old.write_text("".join(changed))
    target.world.run("restore", old)
    assert target.redis("KEYS", PREFIX + "idem:*") == []


@pytest.mark.parametrize("row", [
    {"idem": "lease", "value": "x", "until": 9e15}, {"idem": "idem:../x", "value": "x", "until": 9e15},
    {"idem": "idem:ab", "value": 7, "until": 9e15}, {"names": ["a"]}, {"names": {"a": 1}},
])
def test_rows_that_are_none_are_refused(target, source, row):
    lines = source["file"].read_text().splitlines(keepends=True)
    bad = target.world.folder / "bad"
    bad.write_text("".join([lines[0], json.dumps(row) + "\n", *lines[1:]]))
    target.straight()
    done = target.world.run("restore", bad, check=False)
    assert done.returncode == 1 and "not one of a whole tocsin backup" in done.stderr, done
    assert set(contents(target.redis)) <= {"meta"}


def test_a_workspace_whose_indexes_are_gone_is_not_empty(target, source, clean):
    world = target.world
    world.run("restore", source["file"])
    target.redis("DEL", PREFIX + "open", PREFIX + "closed")
    done = world.run("restore", source["file"], check=False)
    assert done.returncode == 1 and "there are incidents already" in done.stderr, done
