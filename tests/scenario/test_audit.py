"""Whatever is changed in a stored timeline is found and named; nothing else is."""

import re

import pytest

from console import Session
from test_life import CHANNEL, INC, declare

HEAD = re.compile(r"\b[0-9a-f]{64}\b")
KEYS = ("inc", "tl", "tx")


@pytest.fixture(scope="module")
def told(shared_world):
    """A closed incident, its bot still at work."""
    console = shared_world.console()
    declare(console)
    for text in ("ack", "note the first", "note the second", "role take", "resolve fixed",
                 "verify yes", "close"):
        assert console.say(text, channel=CHANNEL)["saved"], text
    return shared_world, console


class Timeline:
    """The stored keys of the incident, put back as they were at the end."""

    def __init__(self, world):
        self.redis = world.redis()
        self.key = {name: f"t:{{default}}:{name}:{INC}" for name in KEYS}
        self.kept = {key: self.redis("DUMP", key) for key in self.key.values()}
        self.entries = self.redis("XRANGE", self.key["tl"], "-", "+")

    def write(self, entries):
        self.redis("DEL", self.key["tl"])
        for id, fields in entries:
            self.redis("XADD", self.key["tl"], id, *fields)

    def restore(self):
        for key, value in self.kept.items():
            self.redis("RESTORE", key, 0, value, "REPLACE")
        self.redis.close()


def flip(timeline):
    entries = timeline.entries
    fields = entries[3][1]
    assert b'"n":4' in fields[1]
    entries[3][1] = [fields[0], fields[1].replace(b'"v":1', b'"v":2'), *fields[2:]]
    timeline.write(entries)


def backdate(timeline):
    entries = timeline.entries
    fields = entries[4][1]
    at = re.search(rb'"at":(\d+)', fields[1])[1]
    entries[4][1] = [fields[0], fields[1].replace(at, b"%d" % (int(at) - 60_000)), *fields[2:]]
    timeline.write(entries)


def delete(timeline):
    timeline.redis("XDEL", timeline.key["tl"], "3-0")


def delete_last(timeline):
    timeline.redis("XDEL", timeline.key["tl"], timeline.entries[-1][0])


def swap(timeline):
    entries = timeline.entries
    entries[3][1], entries[4][1] = entries[4][1], entries[3][1]
    timeline.write(entries)


def texts(timeline):
    first, second = (timeline.redis("HGET", timeline.key["tx"], n) for n in (4, 5))
    assert b"the first" in first and b"the second" in second
    timeline.redis("HSET", timeline.key["tx"], 4, second, 5, first)


def remove_text(timeline):
    timeline.redis("HDEL", timeline.key["tx"], 4)


def foreign_text(timeline):
    timeline.redis("HSET", timeline.key["tx"], 3, "00" * 16 + '{"note":"never said"}')


def head(timeline):
    timeline.redis("HSET", timeline.key["inc"], "h", "0" * 64)


def append(timeline):
    n = len(timeline.entries) + 1
    timeline.redis("XADD", timeline.key["tl"], f"{n}-0", "b",
                   '{"a":"console:eve","at":1759140000000,"k":"note.added","n":%d,"v":1}' % n,
                   "h", "0" * 64)


TAMPERINGS = [(flip, 4), (backdate, 5), (delete, 3), (delete_last, None), (swap, 4), (texts, 4),
              (remove_text, 4), (foreign_text, 3), (head, None), (append, None)]


@pytest.mark.parametrize("tamper, entry", TAMPERINGS, ids=[t.__name__ for t, _ in TAMPERINGS])
def test_what_was_changed_is_named(told, tamper, entry):
    world, _ = told
    timeline = Timeline(world)
    try:
        tamper(timeline)
        found = world.run("audit", INC, check=False)
    finally:
        timeline.restore()
    assert found.returncode == 3, found
    assert found.stdout.startswith(f"{INC}: "), found.stdout
    if entry:
        assert f"{INC}: entry {entry}: " in found.stdout, found.stdout
    assert "verified" not in found.stdout
    assert world.run("audit", "--all").returncode == 0


def test_a_head_kept_outside_verifies(told):
    world, console = told
    # It is not read to everybody: whoever wants a copy takes it from show or the record.
    assert not any(HEAD.search(post["text"]) for post in console.posts("#incidents"))
    [kept] = HEAD.findall(world.run("show", INC).stdout)
    assert HEAD.findall(world.run("export", INC).stdout) == [kept]
    console.say("note one more", channel=CHANNEL)
    audited = world.run("audit", INC, "--head", kept).stdout
    assert "the given head is that of entry" in audited
    now = HEAD.search(world.run("audit", INC).stdout)[0]
    assert now != kept
    assert world.run("audit", INC, "--head", now).returncode == 0


def test_a_wrong_head_is_said(told):
    world, _ = told
    wrong = world.run("audit", INC, "--head", "ab" * 32, check=False)
    assert wrong.returncode == 3
    assert "the timeline is not the one it was taken from" in wrong.stdout
    # A copy that lost a character accuses nobody.
    for head in ("ab" * 31, "ab" * 31 + "xy", "AB" * 32):
        typo = world.run("audit", INC, "--head", head, check=False)
        assert typo.returncode == 2 and "64 hex digits" in typo.stderr, head


def test_audit_says_what_it_needs(told):
    world, _ = told
    for args, status, words in [
        ((), 2, "name one incident, or give --all"),
        (("--all", "--head", "ab" * 32), 2, "--head belongs to one incident"),
        (("777",), 1, "there is no incident 777; tocsin list shows them"),
    ]:
        done = world.run("audit", *args, check=False)
        assert (done.returncode, words in done.stderr) == (status, True), (args, done)


def test_a_bot_at_work_looks_like_no_forgery(world):
    console = world.console()
    declare(console)
    for round in range(8):
        for i in range(40):
            console.send(id=f"n{round}-{i}", user="ana", channel=CHANNEL, text=f"note {i}")
        assert world.run("audit", INC).returncode == 0
    console.quiet()
    assert isinstance(console, Session) and "320" in world.run("show", INC).stdout
