"""A backup taken while the bot works, restored elsewhere: the same timelines, nothing sent
twice; and anything but a whole backup into an empty place is refused before a write."""

import json
import re

import pytest

from test_life import CHANNEL, INC, declare

HEAD = re.compile(r"^(INC-\S+): \d+ entries verified, head ([0-9a-f]{64})$", re.M)


def heads(world, data=None):
    return dict(HEAD.findall(world.run("audit", "--all", data=data).stdout))


@pytest.fixture
def busy(world):
    """Three incidents, one closed, and messages that wait: their terminal is away."""
    console = world.console()
    declare(console)
    second = declare(console, "declare sev1 search is down")["incident"]
    declare(console, "declare sev2 a third one")
    for text in ("ack", "role take", "update nothing new", "resolve fixed", "verify yes",
                 "close"):
        assert console.say(text, channel=CHANNEL)["saved"], text
    assert console.say(f"{second} role take")["saved"]
    return world, console


def keep_one_waiting(world, record="kept back"):
    """A message in a lane that nobody serves: of a network that is not here."""
    redis = world.redis()
    prefix = "t:{default}:"
    redis("HSET", prefix + "out:slack:C1", "d1", json.dumps(
        {"inc": INC, "n": 1, "body": [{"k": "p", "c": [{"k": "t", "s": record}]}]}))
    redis("RPUSH", prefix + "lane:slack:C1", "d1")
    redis("ZADD", prefix + "lanes", 4102444800000, "slack:C1")
    redis.close()


def test_restored_elsewhere(busy):
    world, console = busy
    keep_one_waiting(world)
    file, elsewhere = world.folder / "backup", world.folder / "elsewhere"
    assert f"3 incidents backed up to {file}" in world.run("backup", file).stdout
    assert file.stat().st_mode & 0o077 == 0
    wanted, listed = heads(world), world.run("list", "--all").stdout
    console.close()

    said = world.run("restore", file, data=elsewhere).stdout
    assert said == "3 incidents restored and verified; 1 waiting message set aside, not to be sent.\n"
    assert heads(world, elsewhere) == wanted
    assert world.run("list", "--all", data=elsewhere).stdout == listed

    again = world.console(data=elsewhere, clock="virtual=2025-09-29T10:01:00Z")
    assert not again.posts(), "a restored outbox was sent"
    assert INC in again.say("list closed")["text"]
    # Deadlines go on, channels are known, numbers are not given twice.
    posts = again.pass_time(15)
    assert any(p["place"] == "#inc-2025-09-29-002" and p["level"] == "urgent" for p in posts)
    assert again.say("update still slow", channel="#inc-2025-09-29-002")["saved"]
    assert again.say("show", channel=CHANNEL)["status"] == "done"
    assert declare(again, "declare sev3 a fourth")["incident"] == "INC-2025-09-29-004"
    redis = world.redis(elsewhere)
    [kept] = redis("LRANGE", "t:{default}:unsent", 0, -1)
    assert b"kept back" in kept
    assert redis("EXISTS", "t:{default}:lane:slack:C1") == 0
    redis.close()
    again.close()
    assert not any("kept back" in post["text"] for post in again.posts())
    assert heads(world, elsewhere)[INC] == wanted[INC]


def test_taken_while_commands_stream_in(world):
    console = world.console()
    declare(console)
    for i in range(300):
        console.send(id=f"n{i}", user="ana", channel=CHANNEL, text=f"note number {i}")
    file, elsewhere = world.folder / "backup", world.folder / "elsewhere"
    world.run("backup", file)
    console.quiet()
    console.close()
    world.run("restore", file, data=elsewhere)
    [head] = heads(world, elsewhere).values()
    assert world.run("audit", INC, "--head", head).returncode == 0, "not a part of the original"


def test_only_into_an_empty_workspace(busy):
    world, console = busy
    file = world.folder / "backup"
    world.run("backup", file)
    at_work = world.run("restore", file, check=False)
    assert at_work.returncode == 1 and "tocsin is at work" in at_work.stderr
    console.close()
    wanted = heads(world)
    there = world.run("restore", file, check=False)
    assert there.returncode == 1 and "there are incidents already" in there.stderr
    assert "an empty Redis or a new --data folder" in there.stderr
    assert heads(world) == wanted


def cut_off(text):
    return text[: len(text) * 2 // 3]


def without_end(text):
    return "".join(text.splitlines(keepends=True)[:-1])


def first(lines, kind):
    return next(i for i, line in enumerate(lines) if line.startswith(f'{{"{kind}"'))


def without(text, kind):
    lines = text.splitlines(keepends=True)
    del lines[first(lines, kind)]
    return "".join(lines)


def without_an_incident(text):
    return without(text, "inc")


def without_a_reply(text):
    return without(text, "idem")


def without_names(text):
    return without(text, "names")


def other_text(text):
    assert "nothing new" in text
    return text.replace("nothing new", "all is well", 1)


def other_entry(text):
    return text.replace("console:ana", "console:eve", 1)


def not_a_backup(text):
    return "incident_id: INC-2025-09-29-001\n"


def with_more(text):
    return text + text.splitlines(keepends=True)[1]


def twice(text):
    lines = text.splitlines(keepends=True)
    at = first(lines, "inc")
    return "".join([*lines[:at], lines[at], *lines[at:]])


def of_another_workspace(text):
    return text


@pytest.mark.parametrize("alter, words", [
    (cut_off, "whole tocsin backup"),
    (without_end, "cut off"),
    (without_an_incident, "it had 3 incidents and has 2"),
    (without_a_reply, "the backup was altered: it had"),
    (without_names, "the backup was altered: it had"),
    (twice, "it had 3 incidents and has 4"),
    (other_text, f"{INC} in the backup does not verify"),
    (other_entry, f"{INC} in the backup does not verify"),
    (not_a_backup, "line 1 is not one of a whole tocsin backup"),
    (with_more, "whole tocsin backup"),
    (lambda text: "", "cut off"),
    (of_another_workspace, "workspace"),
])
def test_anything_but_a_whole_backup_is_refused(busy_file, alter, words):
    world, text = busy_file
    file, elsewhere = world.folder / "altered", world.folder / alter.__name__
    file.write_text(alter(text))
    world.configure("workspace: other\n" if alter is of_another_workspace else "")
    refused = world.run("restore", file, data=elsewhere, check=False)
    assert refused.returncode == 1 and words in refused.stderr, refused
    assert f"tocsin: {file}: " in refused.stderr and "Nothing was restored" in refused.stderr
    assert not elsewhere.exists(), "something was written"


@pytest.fixture(scope="module")
def busy_file(shared_world):
    console = shared_world.console()
    declare(console)
    assert console.say("update nothing new", channel=CHANNEL)["saved"]
    declare(console, "declare sev1 search is down")
    declare(console, "declare sev2 a third one")
    file = shared_world.folder / "backup"
    shared_world.run("backup", file)
    console.close()
    return shared_world, file.read_text()


def test_a_backup_that_cannot_be_written_leaves_nothing(busy):
    world, _ = busy
    refused = world.run("backup", world.folder / "no" / "such" / "folder", check=False)
    assert refused.returncode == 1 and "cannot be written" in refused.stderr
    assert "Name a file in a folder that is there" in refused.stderr, refused
    file = world.folder / "kept"
    file.write_text("the last good one")
    file.with_suffix(".part").mkdir()
    assert world.run("backup", file, check=False).returncode == 1
    assert file.read_text() == "the last good one"
    missing = world.run("restore", world.folder / "nowhere", check=False)
    assert missing.returncode == 1 and "cannot be read: there is no such file" in missing.stderr
