"""A removed text is nowhere: in no key of Redis, in no file of its append-only log, in no
message that waits; its entry and the chain stay."""

import time

import pytest

from redis_server import Refused
from test_life import CHANNEL, INC, declare

SECRET = "hunter2-4f1c0a"
PEOPLE = """people:
  - {name: Ada, identities: ["console:ada"], groups: [admin]}
"""


def values(redis, key):
    kind = redis("TYPE", key)
    read = {b"string": ("GET", key), b"hash": ("HGETALL", key), b"set": ("SMEMBERS", key),
            b"list": ("LRANGE", key, 0, -1), b"zset": ("ZRANGE", key, 0, -1, "WITHSCORES"),
            b"stream": ("XRANGE", key, "-", "+")}
    return redis(*read[kind])


def keys_with(world, word):
    redis = world.redis()
    found = [key for key in redis("KEYS", "*") if word in repr((key, values(redis, key)))]
    redis.close()
    return found


def files_with(folder, word):
    return [path.name for path in folder.rglob("*")
            if path.is_file() and word.encode() in path.read_bytes()]


def rewritten(world):
    redis = world.redis()
    for _ in range(200):
        info = redis("INFO", "persistence").decode()
        if "aof_rewrite_in_progress:0" in info and redis("EXISTS", "t:{default}:rewrite") == 0:
            break
        time.sleep(0.05)
    redis.close()
    # Redis unlinks the old files in the background.
    for _ in range(100):
        if not files_with(world.data, SECRET):
            break
        time.sleep(0.02)


def number_of(world, kind):
    [entry] = [e for e in world.export(INC)["entries"] if e["kind"] == kind]
    return entry["n"]


def test_by_command(world):
    world.configure(PEOPLE)
    console = world.console()
    declare(console)
    say = f"update we know that {SECRET} leaked impact: {SECRET} next: change {SECRET}"
    assert console.say(say, channel=CHANNEL, key="typed")["saved"]
    number = number_of(world, "update.posted")
    assert keys_with(world, SECRET) and files_with(world.data, SECRET)

    refused = console.say(f"redact {number}", channel=CHANNEL)
    assert refused["status"] == "refused" and "Ask one of them to do it: Ada" in refused["text"]
    done = console.say(f"redact {number} it is a password", user="ada", channel=CHANNEL)
    assert done["saved"] and "backups" in done["text"] and "channels" in done["text"]
    for again, words in [(number, "gone already"), (2, "has no text"), (99, "has no entry 99")]:
        reply = console.say(f"redact {again}", user="ada", channel=CHANNEL)
        assert reply["status"] == "refused" and words in reply["text"], reply
    assert console.say(say, channel=CHANNEL, key="typed")["duplicate"]

    rewritten(world)
    assert keys_with(world, SECRET) == []
    assert files_with(world.data, SECRET) == []
    for text in ("show", "timeline all", "catchup"):
        shown = console.say(text, channel=CHANNEL)["text"]
        assert SECRET not in shown, text
    timeline = console.say("timeline", channel=CHANNEL)["text"]
    assert f"{number}. 10:00 UTC ana posted an update: [removed]" in timeline
    assert f"Ada removed the text of entry {number}: it is a password" in timeline
    # Later messages show the state, which had the text.
    assert all(SECRET not in post["text"] for post in console.pass_time(20))
    console.close()
    assert files_with(world.data, SECRET) == []
    assert world.run("audit", INC).returncode == 0
    assert [e for e in world.export(INC)["entries"] if e["kind"] == "text.redacted"]


@pytest.mark.parametrize("end", ["close", "kill"])
def test_a_bot_that_ends_at_once_rewrites_after_all(world, end):
    world.configure(PEOPLE)
    console = world.console()
    declare(console, f"declare sev2 {SECRET}")
    console.send(id="last", user="ada", channel=CHANNEL, text="redact 1")
    console.answer(lambda line: line.get("id") == "last")
    getattr(console, end)()
    again = world.console()
    rewritten(world)
    assert files_with(world.data, SECRET) == []
    again.close()


def test_by_subcommand(world):
    console = world.console()
    declare(console)
    assert console.say(f"note {SECRET}", channel=CHANNEL)["saved"]
    number = number_of(world, "note.added")
    busy = world.run("redact", "001", number, check=False)
    assert busy.returncode == 1 and "a bot is at work here" in busy.stderr
    assert f"redact {number}" in busy.stderr
    console.close()
    assert files_with(world.data, SECRET)

    said = world.run("redact", "001", number).stdout
    assert f"The text of entry {number} of {INC} is removed" in said and "backups" in said
    assert files_with(world.data, SECRET) == []
    for word, status, why in [(number, 1, "gone already"), (99, 1, "has no entry 99"),
                              ("two", 2, "number"), (0, 2, "number")]:
        done = world.run("redact", "001", word, check=False)
        assert done.returncode == status and why in done.stderr, (word, done)
    assert world.run("audit", INC).returncode == 0
    shown = world.run("show", INC).stdout
    assert "ana noted: [removed]" in shown and "removed the text of entry" in shown
    again = world.console()
    assert keys_with(world, SECRET) == []
    again.close()


def test_a_hand_in_redis_is_no_redaction(world):
    console = world.console()
    declare(console)
    redis = world.redis()
    redis("HDEL", f"t:{{default}}:tx:{INC}", 1)
    with pytest.raises(Refused):
        redis("NONSENSE")
    redis.close()
    found = world.run("audit", INC, check=False)
    assert found.returncode == 3 and f"{INC}: entry 1: " in found.stdout


WORDS = {
    "service": (f"declare sev1 service={SECRET} it is down", "incident.opened"),
    "environment": (f"declare sev1 service=web env={SECRET} it is down", "incident.opened"),
    "owner": (f"action add owner=console:{SECRET} tell them", "action.added"),
    "service, later": (f"set service={SECRET},web", "incident.changed"),
    "environment, later": (f"set env={SECRET}", "incident.changed"),
    "part that is back": (f"restore part={SECRET} it is back", "part.changed"),
    "part that fails": (f"broken {SECRET} it fails", "part.changed"),
}


@pytest.mark.parametrize("what", WORDS)
def test_names_that_people_chose_go_with_the_text(world, what):
    """They are data: they are looked up by. They are theirs all the same."""
    typed, kind = WORDS[what]
    world.configure(PEOPLE)
    console = world.console()
    if not typed.startswith("declare"):
        declare(console)
    place = "#general" if typed.startswith("declare") else CHANNEL
    assert console.say(typed, channel=place)["saved"], typed
    assert keys_with(world, SECRET)
    number = number_of(world, kind)
    assert console.say(f"redact {number} it is a password", user="ada", channel=CHANNEL)["saved"]
    rewritten(world)
    assert keys_with(world, SECRET) == []
    assert files_with(world.data, SECRET) == []
    for text in ("show", "timeline all", "catchup", "action list"):
        shown = console.say(text, channel=CHANNEL)["text"]
        assert SECRET not in shown, text
    [entry] = [e for e in world.export(INC)["entries"] if e["n"] == number]
    assert entry["text_removed"] and SECRET not in str(entry)
    assert world.run("audit", "--all").returncode == 0
