"""Indexes are derived: each one that does not say what the incidents say is named by audit and
backup, and mended by rebuild. An index that is empty never means that there is nothing."""

import json

import pytest

from redis_server import Redis
from test_life import CHANNEL, INC, declare
from test_own_redis import AOF, use

OTHER, DAY = "INC-2025-09-29-002", "2025-09-29"
WAITING = "slack:C9"


@pytest.fixture(scope="module")
def stored(shared_world):
    """One open incident with an action item, one closed; a message that waits; no bot."""
    world = shared_world
    server = world.server(*AOF)
    use(world, server)
    console = world.console()
    declare(console)
    assert console.say("action add owner=@ben look at the pool", channel=CHANNEL)["saved"]
    declare(console, "declare sev3 a second one")
    for text in ("ack", "role take", "resolve fixed", "verify yes", "close"):
        assert console.say(f"{OTHER} {text}")["saved"], text
    assert console.close() == 0
    redis = Redis(server.path)
    redis("HSET", key(f"out:{WAITING}"), "d1", json.dumps({"inc": INC, "n": 1, "body": []}))
    redis("RPUSH", key(f"lane:{WAITING}"), "d1")
    redis("ZADD", key("lanes"), 4102444800000, WAITING)
    assert world.run("audit", "--all").returncode == 0
    yield world, redis
    redis.close()


def key(name):
    return "t:{default}:" + name


# What is done to an index, what audit says, and of which incident (None: of none alone).
DAMAGES = [
    ("due is lost", ("DEL", "due"), "does not name it (index due)", INC),
    ("one of due is lost", ("ZREM", "due", INC), "does not name it (index due)", INC),
    ("open is lost", ("DEL", "open"), "does not name it (index open)", INC),
    ("closed is lost", ("DEL", "closed"), "does not name it (index closed)", OTHER),
    ("it is closed, and in open", ("ZADD", "open", 1, OTHER), "names it, and must not", OTHER),
    ("it is open, and in closed", ("ZADD", "closed", 1, INC), "names it, and must not", INC),
    ("a place is lost", ("DEL", f"place:console:{CHANNEL}"), "does not name it (index place:", INC),
    ("a place is somebody's", ("SET", f"place:console:{CHANNEL}", "INC-2020-01-01-001"),
     "names another incident", INC),
    ("action items are lost", ("DEL", "todo:console:ben"), "an action item", INC),
    ("no number of the day", ("DEL", f"seq:{DAY}"), "is missing, and number 2 was given", None),
    ("a number below zero", ("SET", f"seq:{DAY}", "-7"), "is -7, and number 2", None),
    ("a number beyond all", ("SET", f"seq:{DAY}", 2**63 - 1), f"is {2**63 - 1}, and number 2", None),
    ("a number of before", ("SET", f"seq:{DAY}", 1), "is 1, and number 2 was given", None),
    ("a number that is none", ("SET", f"seq:{DAY}", "two"), "is two, and number 2", None),
    ("lanes is lost", ("DEL", "lanes"), f"does not name {WAITING}, where messages wait", None),
    ("open names nothing", ("ZADD", "open", 1, "INC-2025-09-29-077"),
     "names INC-2025-09-29-077, which is not there", None),
    ("due names nothing", ("ZADD", "due", 1, "INC-2025-09-29-078"),
     "names INC-2025-09-29-078, which is not there", None),
]


@pytest.mark.parametrize("damage, words, incident", [d[1:] for d in DAMAGES],
                         ids=[d[0] for d in DAMAGES])
def test_named_and_mended(stored, damage, words, incident):
    world, redis = stored
    redis(damage[0], key(damage[1]), *damage[2:])
    every = world.run("audit", "--all", check=False)
    assert (every.returncode, words in every.stdout) == (3, True), every
    if incident:
        one = world.run("audit", incident, check=False)
        assert one.returncode == 3 and words in one.stdout, one
        assert incident in every.stdout
    file = world.folder / "backup"
    kept = world.run("backup", file, check=False)
    assert kept.returncode == 3 and words in kept.stderr and "tocsin rebuild" in kept.stderr
    assert "2 incidents backed up" in kept.stdout

    mended = world.run("rebuild")
    assert words in mended.stdout and ": mended" in mended.stdout, mended
    assert world.run("audit", "--all").returncode == 0
    assert world.run("rebuild").stdout == "Every index says what the incidents say.\n"


def test_nothing_is_covered_in_silence(stored):
    """Without any index every incident is listed, audited and kept."""
    world, redis = stored
    redis("DEL", key("open"), key("closed"), key("due"))
    assert INC in world.run("list").stdout and OTHER not in world.run("list").stdout
    closed = world.run("list", "--closed").stdout
    assert OTHER in closed and INC not in closed
    every = world.run("audit", "--all", check=False).stdout
    assert f"{INC}: " in every and f"{OTHER}: " in every and "verified" in every
    assert world.run("show", "002").returncode == 0
    world.run("rebuild")
    assert world.run("audit", "--all").returncode == 0


@pytest.mark.parametrize("index", ["open", "due", "lanes", "dirty"])
def test_bytes_that_are_no_text_are_named_and_keep_nothing_back(stored, index, tmp_path):
    """Only a bot at work sets them aside: nobody else says that all is mended."""
    world, redis = stored
    redis("ZADD", key(index), 5, b"\xff\xfe")
    try:
        said = f"index {index}: holds 0xfffe, which is no text"
        found = world.run("rebuild", check=False)
        assert found.returncode == 3 and said in found.stdout, found
        assert "tocsin sets them aside" in found.stdout and "Every index" not in found.stdout
        found = world.run("backup", str(tmp_path / "b"), check=False)
        assert found.returncode == 3 and said in found.stderr, found
        assert "2 incidents backed up" in found.stdout and (tmp_path / "b").exists()
    finally:
        redis("ZREM", key(index), b"\xff\xfe")
    assert world.run("audit", "--all").returncode == 0


def test_a_timeline_without_its_head_is_named(stored):
    world, redis = stored
    head = redis("DUMP", key(f"inc:{INC}"))
    redis("DEL", key(f"inc:{INC}"))
    every = world.run("audit", "--all", check=False)
    assert every.returncode == 3 and f"{INC}: " in every.stdout, every
    redis("RESTORE", key(f"inc:{INC}"), 0, head)
    assert world.run("audit", "--all").returncode == 0
