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


PLACE = f"place:console:{CHANNEL}"
UNUSABLE = [(i, "bytes") for i in ("open", "due", "closed", "lanes", "dirty")]
UNUSABLE += [(i, "type") for i in ("open", "due", "closed", "lanes", "dirty", PLACE,
                                   "todo:console:ben", f"seq:{DAY}")]


@pytest.mark.parametrize("index, how", UNUSABLE, ids=[f"{i.split(':')[0]} {h}" for i, h in UNUSABLE])
def test_what_cannot_be_used_keeps_nothing_back(stored, index, how, tmp_path):
    """Audit, backup and doctor name it and go on; rebuild sets it aside and makes it anew."""
    world, redis = stored
    if how == "bytes":
        redis("ZADD", key(index), 5, b"\xff\xfe")
        said = f"index {index}: holds 0xfffe, which is no text"
    else:
        redis("DEL", key(index))
        redis("HSET", key(index), "poison", "x")
        said = f"index {index} is of the wrong type"
    every = world.run("audit", "--all", check=False)
    assert every.returncode == 3 and every.stdout.count(said) == 1, every
    assert f"{INC}: " in every.stdout and f"{OTHER}: " in every.stdout, every
    assert world.run("audit", INC, check=False).returncode in (0, 3)
    kept = world.run("backup", str(tmp_path / "b"), check=False)
    assert kept.returncode == 3 and "2 incidents backed up" in kept.stdout, kept
    assert said in kept.stderr, kept
    listed = world.run("list", "--all")
    assert INC in listed.stdout and OTHER in listed.stdout, listed
    doctor = world.run("doctor", check=False).stdout
    if not index.startswith("seq:"):  # only what keeps open incidents from being seen
        assert said in doctor and "tocsin rebuild" in doctor, doctor
    mended = world.run("rebuild")
    assert f"{said}: set aside" in mended.stdout, mended
    assert "tocsin rebuild --forget" in world.run("doctor", check=False).stdout
    world.run("rebuild", "--forget")
    assert world.run("audit", "--all").returncode == 0
    assert world.run("doctor").returncode == 0
    if index == "lanes" and how == "type":
        redis("ZADD", key("lanes"), 4102444800000, WAITING)


@pytest.mark.parametrize("name, words", [
    ("names", "the key names"), (f"lane:{WAITING}", f"the key lane:{WAITING}"),
    (f"out:{WAITING}", f"the key out:{WAITING}"), (f"tl:{INC}", f"{INC} cannot be read"),
    (f"tx:{INC}", f"{INC} cannot be read")])
def test_a_backup_leaves_out_what_cannot_be_read_and_says_so(stored, tmp_path, name, words):
    world, redis = stored
    file = tmp_path / "b"
    world.run("backup", file)
    whole = file.read_bytes()
    kept = redis("DUMP", key(name))
    redis("DEL", key(name))
    redis("SET", key(name), "poison")
    try:
        done = world.run("backup", tmp_path / "other", check=False)
        n = "1 incident" if "cannot" in words else "2 incidents"
        assert done.returncode == 3 and words in done.stderr and "left out" in done.stderr, done
        assert f"{n} backed up" in done.stdout and OTHER in (tmp_path / "other").read_text()
        done = world.run("backup", file, check=False)
        if "cannot" in words:  # the older one has it whole
            assert done.returncode == 1 and "name another file" in done.stderr, done
            assert file.read_bytes() == whole
    finally:
        redis("DEL", key(name))
        if kept:
            redis("RESTORE", key(name), 0, kept)


@pytest.mark.parametrize("member", ["INC-2025-09-29-077", "what is \x1b[31mthis"])
def test_list_goes_on_over_a_stranger(stored, member):
    """The advice is one that helps."""
    world, redis = stored
    redis("ZADD", key("open"), 1, member)
    for words in (["list"], ["list", "--all"], ["export", "--all"]):
        done = world.run(*words, check=False)
        assert done.returncode == 3 and INC in done.stdout, done
        assert "which is not there: tocsin rebuild mends it" in done.stderr, done
        assert "\x1b" not in done.stderr
    world.run("rebuild")
    assert world.run("list").returncode == 0


def test_a_timeline_without_its_head_is_named(stored):
    world, redis = stored
    head = redis("DUMP", key(f"inc:{INC}"))
    redis("DEL", key(f"inc:{INC}"))
    every = world.run("audit", "--all", check=False)
    assert every.returncode == 3 and f"{INC}: " in every.stdout, every
    redis("RESTORE", key(f"inc:{INC}"), 0, head)
    assert world.run("audit", "--all").returncode == 0


@pytest.mark.parametrize("damage, left", [(("DEL",), "0"), (("XTRIM", "MAXLEN", "1"), "1")],
                         ids=["gone", "most of it"])
def test_a_head_without_its_timeline_is_no_incident_of_1970(stored, damage, left):
    """Nothing is made up from what is left: it is named, in the shell, by the doctor, in the chat."""
    world, redis = stored
    redis("COPY", key(f"tl:{INC}"), "kept")
    redis(damage[0], key(f"tl:{INC}"), *damage[1:])
    redis("HDEL", key(f"inc:{INC}"), "s", "sn")
    counted = redis("HGET", key(f"inc:{INC}"), "n").decode()
    for words in (["show", INC], ["export", INC], ["list"], ["export", "--all"]):
        done = world.run(*words, check=False)
        assert done.returncode == 1 and "1970" not in done.stdout and "SEV0" not in done.stdout, done
        if left == "0":
            assert (f"{INC} is damaged: its head counts {counted} entries, and 0 are there: "
                    f"run tocsin audit {INC}") in done.stderr, done
    assert world.run("rebuild", check=False).returncode == 3
    doctor = world.run("doctor", check=False)
    assert doctor.returncode == 3, doctor
    assert f"1 incident that may be open cannot be read, {INC} first" in doctor.stdout, doctor
    if left == "0":
        console = world.console()
        refused = console.say(f"{INC} note hello", key="damaged")
        assert not refused["saved"] and "again in a moment" not in refused["text"], refused
        assert f"{INC} is damaged in the database" in refused["text"], refused
        assert f"run `tocsin audit {INC}` and restore a backup" in refused["text"], refused
        assert console.close() == 0
    redis("DEL", key(f"tl:{INC}"))
    redis("RENAME", "kept", key(f"tl:{INC}"))
    world.run("rebuild")
    assert world.run("audit", "--all").returncode == 0
