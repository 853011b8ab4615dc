"""Redis is emptied under a bot at work: what people and programs are told, and the way back,
followed as it is written, from the doctor's words to the working bot."""

import re
import subprocess

import pytest

from conftest import ROOT
from redis_server import Redis
from test_life import declare
from test_own_redis import AOF, use


def again(world):
    """The bot started anew; its requests have ids that no earlier one had."""
    console = world.console(clock=None)
    console.requests = 1000
    return console


def words(text):
    return re.sub(r"\s+", " ", text)


WAY = words("".join(re.findall(r'"([^"]*)"', (ROOT / "include/tocsin/way_back.h").read_text())))


@pytest.fixture
def emptied(world):
    """(console, the incident's id, backup, server): one incident, lost since the backup."""
    server = world.server(*AOF)
    use(world, server)
    console = world.console(clock=None)
    first = declare(console)["incident"]
    channel = "#" + first.lower()
    backup = world.folder / "backup"
    world.run("backup", backup)
    assert console.say("note after the backup", channel=channel)["saved"]
    redis = Redis(server.path)
    redis("FLUSHALL")
    console.answer(lambda line: line["type"] == "post" and line["place"] == "#incidents"
                   and f"{first} is lost" in line["text"])
    console.quiet()
    yield console, first, backup, redis
    redis.close()


def broken(world):
    said = world.run("doctor", check=False)
    return said.returncode, words(said.stdout)


def test_who_is_told(world, emptied):
    console, first, backup, _ = emptied
    channel = "#" + first.lower()
    there = [p["text"] for p in console.posts(channel) if "is lost" in p["text"]]
    assert len(there) == 1 and "Nobody is reminded of it" in there[0], there
    again = re.search(r"declare it again: /?(?:inc )?(declare sev\d .*)", there[0]).group(1)
    note = console.say("note anybody?", channel=channel)
    assert note["status"] == "refused" and f"{first} is lost" in note["text"], note
    shown = console.say("show", channel=channel)["text"]
    assert shown.startswith(f"{first} is lost") and "saved" not in shown, shown
    assert first in console.say("list")["text"]
    # The line can be typed as it stands.
    second = console.say(again, channel=channel)
    assert second["saved"] and second["incident"] == first[:-3] + "002", second

    status, doctor = broken(world)
    assert status == 3 and f"{first} is lost" in doctor and WAY in doctor, doctor
    for command in (("list",), ("audit", "--all"), ("export", "--all"), ("audit", first)):
        done = world.run(*command, check=False)
        said = done.stdout + done.stderr
        assert done.returncode == 3 and first in said and WAY in words(said), (command, done)
    shown = world.run("show", first, check=False)
    assert shown.returncode == 1 and f"{first} is lost" in shown.stderr, shown

    # A backup of what is left does not replace the one that has it.
    before = backup.read_bytes()
    kept = world.run("backup", backup, check=False)
    assert kept.returncode == 1 and first in kept.stderr and backup.read_bytes() == before
    other = world.run("backup", world.folder / "other", check=False)
    assert other.returncode == 3 and first in other.stderr, other

    said = world.run("rebuild", "--forget").stdout
    assert first in said and "1 that was lost: forgotten" in said, said
    assert broken(world)[0] == 0 and world.run("list").returncode == 0
    assert world.run("audit", "--all").returncode == 0


def test_the_way_back(world, emptied):
    """Stop tocsin; tocsin restore FILE, with the last backup; start tocsin."""
    console, first, backup, _ = emptied
    channel = "#" + first.lower()
    early = world.run("restore", backup, check=False)
    assert early.returncode == 1 and "at work" in early.stderr and WAY in words(early.stderr)
    assert console.close() == 0
    said = world.run("restore", backup).stdout
    assert "1 incident restored" in said and "more entries than the backup" in said, said
    console = again(world)
    assert console.say("note it is back", channel=channel)["saved"]
    assert first in console.say("list")["text"]
    assert "Lost with" not in console.say("list")["text"]
    # What came after the backup is still named; nothing else is.
    status, doctor = broken(world)
    assert status == 3 and f"a part is gone of {first}" in doctor, doctor
    assert f"{first} is lost" not in doctor
    world.run("rebuild", "--forget")
    assert broken(world)[0] == 0
    assert world.run("audit", "--all").returncode == 0 and world.run("list").returncode == 0
    second = declare(console, "declare sev2 another one")["incident"]
    assert second == first[:-3] + "002"
    assert console.close() == 0


def test_a_restore_that_was_killed_forgets_nothing(world, emptied):
    """It is begun anew; what it does not bring back stays lost, and no id is given twice."""
    console, first, backup, redis = emptied
    second = declare(console, "declare sev2 another one")["incident"]
    redis("FLUSHALL")
    console.answer(lambda line: line["type"] == "post" and line["place"] == "#incidents"
                   and f"{second} is lost" in line["text"])
    assert console.close() == 0
    redis("HSET", "t:{default}:meta", "restoring", "now")  # as one leaves it that was killed
    redis("SET", "t:{default}:tl:half", "x")
    assert "1 incident restored" in world.run("restore", backup).stdout
    status, doctor = broken(world)
    assert status == 3 and f"{second} is lost" in doctor and f"{first} is lost" not in doctor
    console = again(world)
    assert declare(console, "declare sev2 a third one")["incident"] == first[:-3] + "003"
    assert console.close() == 0


def test_the_way_back_when_something_was_declared_since(world, emptied):
    """Into an empty Redis, with the same workspace:."""
    console, first, backup, _ = emptied
    declare(console, "declare sev2 another one")
    assert console.close() == 0
    refused = world.run("restore", backup, check=False)
    assert refused.returncode == 1 and "there are incidents already" in refused.stderr
    assert WAY in words(refused.stderr), refused
    use(world, world.server(*AOF, name="empty"))
    assert "1 incident restored" in world.run("restore", backup).stdout
    console = again(world)
    assert console.say("note it is back", channel="#" + first.lower())["saved"]
    assert broken(world)[0] == 0
    assert console.close() == 0


def test_the_way_back_into_a_new_folder(world):
    """With the line that is said typed as it stands: what the backup does not have is named, and
    no number is given twice."""
    console = world.console(clock=None)
    first = declare(console)["incident"]
    backup = world.folder / "backup"
    world.run("backup", backup)
    second = declare(console, "declare sev2 another one")["incident"]
    assert console.close() == 0
    refused = world.run("restore", backup, check=False)
    assert "there are incidents already" in refused.stderr and WAY in words(refused.stderr)
    line = re.search(r"A new folder first: (.*?), so that", words(refused.stderr)).group(1)
    old, world.data = world.data, world.folder / "new"
    subprocess.run(line.replace("OLD", str(old)).replace("NEW", str(world.data)), shell=True,
                   check=True)
    assert "1 incident restored" in world.run("restore", backup).stdout
    console = again(world)
    console.answer(lambda line: line["type"] == "post" and line["place"] == "#incidents"
                   and f"{second} is lost" in line["text"])
    assert console.say("note it is back", channel="#" + first.lower())["saved"]
    assert declare(console, "declare sev2 a third one")["incident"] == first[:-3] + "003"
    assert console.close() == 0


def test_the_same_words_in_the_documents():
    assert WAY in words((ROOT / "deploy/README.md").read_text())


def test_a_half_restore_has_one_to_do(world):
    server = world.server(*AOF)
    use(world, server)
    redis = Redis(server.path)
    redis("HSET", "t:{default}:meta", "schema", "1", "store", "x", "restoring", "now")
    status, doctor = broken(world)
    assert status == 3 and "tocsin restore FILE again" in doctor, doctor
    assert "start it" not in doctor and "correct redis:" not in doctor, doctor
    redis.close()


def test_what_was_set_aside_is_thrown_away_as_the_doctor_says(world):
    server = world.server(*AOF)
    use(world, server)
    console = world.console(clock=None)
    first = declare(console)["incident"]
    redis = Redis(server.path)
    redis("SET", "t:{default}:open", "poison")
    redis("ZADD", "t:{default}:due", 1, b"\xff\xfe")
    unread = console.say("list")["text"]
    assert "I cannot look now: the key open" in unread and "saved" not in unread, unread
    console.answer(lambda line: line["type"] == "post" and "Set aside" in line["text"])
    console.quiet()
    assert first in console.say("list")["text"]
    status, doctor = broken(world)
    assert "open" in doctor and "tocsin rebuild --forget throws away" in doctor, doctor
    assert redis("KEYS", "*quarantine:*")
    for command in (("audit", "--all"), ("rebuild",), ("rebuild", "--forget")):
        world.run(*command, check=False)
    assert redis("KEYS", "*quarantine*") == []
    assert broken(world)[0] == 0
    assert console.close() == 0
    redis.close()


@pytest.mark.parametrize("index", ["due", "open"])
def test_the_doctor_compares_the_indexes(world, index):
    server = world.server(*AOF)
    use(world, server)
    console = world.console(clock=None)
    first = declare(console)["incident"]
    assert console.close() == 0
    status, doctor = broken(world)
    assert status == 0 and "1 open incident compared with the indexes" in doctor, doctor
    redis = Redis(server.path)
    redis("DEL", f"t:{{default}}:{index}")
    status, doctor = broken(world)
    assert status == 3 and first in doctor and f"index {index}" in doctor, doctor
    assert "tocsin rebuild makes them anew" in doctor
    world.run("rebuild")
    assert broken(world)[0] == 0
    redis.close()
