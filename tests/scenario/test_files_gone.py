"""The ground of the embedded Redis: somebody removes its files under a bot at work (Redis notices
nothing, and would begin with nothing at its next start), or while none is."""

import os
import re
import shutil
import signal
import subprocess
import time

import pytest

from redis_server import Redis, serving
from test_life import declare


def until(console, words):
    end = time.monotonic() + 40
    while words not in console.logged():
        assert time.monotonic() < end, console.logged()
        time.sleep(0.1)


MISSING = {
    "all": lambda folder: folder,
    "manifest": lambda folder: folder / "appendonly.aof.manifest",
    "incr": lambda folder: folder / "appendonly.aof.1.incr.aof",
}


@pytest.mark.parametrize("what", MISSING)
def test_written_anew(world, what):
    console = world.console(clock=None)
    incident = declare(console)["incident"]
    channel = "#" + incident.lower()
    folder = world.data / "appendonlydir"
    if what == "all":
        shutil.rmtree(folder)
    else:
        for path in folder.glob(f"*{what}*"):
            path.unlink()
    found = world.run("doctor", check=False)
    assert found.returncode == 3 and "somebody removed its files" in found.stdout, found
    assert f"missing: {MISSING[what](folder)})" in found.stdout, found
    assert console.say("update we look", channel=channel)["saved"]
    until(console, "event=aof.gone")
    until(console, "event=aof.again")
    assert "somebody removed its files" not in world.run("doctor", check=False).stdout
    assert console.say("update we know", channel=channel)["saved"]
    # As bad as it can come now.
    redis = serving(world.data / "redis.sock")
    console.child.send_signal(signal.SIGKILL)
    console.child.wait()
    os.kill(redis, signal.SIGKILL)
    texts = world.run("show", incident).stdout
    assert "we look" in texts and "we know" in texts, texts
    assert world.run("audit", "--all").returncode == 0


def test_what_cannot_be_helped_is_said(world):
    """With its folder gone Redis has no place to write to."""
    console = world.console(clock=None)
    declare(console)
    shutil.rmtree(world.data)
    removed = time.monotonic()
    world.data.mkdir(mode=0o700)  # one of the same name, which is not the bot's
    until(console, "event=aof.gone")
    until(console, "event=aof.rewrite.failed")
    console.answer(lambda line: line.get("type") == "post"
                   and "when tocsin stops, every incident is lost" in line.get("text", ""))
    # Two looks, 5 s apart: no new file can come, which six looks are waited for.
    assert time.monotonic() - removed < 20
    assert "in memory only: do not stop Redis" in console.logged()
    assert "event=aof.again" not in console.logged()
    assert console.close() == 0
    assert "what it held is lost" in console.logged() and "tocsin restore FILE" in console.logged()


def no_second(world, holder):
    """Nobody begins where a bot at work has lost its folder, or says that there was none."""
    for command in (["console", "--json"], ["restore", world.backup], ["list"], ["doctor"],
                    ["audit", "--all"], ["backup", world.folder / "other"]):
        done = world.run(*command, check=False, stdin="")
        said = done.stdout + done.stderr
        assert done.returncode == (3 if command == ["doctor"] else 1), (command, done)
        assert f"process {holder}" in said and "removed or renamed" in said, (command, done)
    assert not (world.data / "appendonlydir").exists() and not (world.folder / "other").exists()


@pytest.mark.parametrize("anew", [True, False])
def test_no_second_bot_beside_one_without_a_folder(world, anew):
    console = world.console(clock=None)
    incident = declare(console)["incident"]
    world.backup = world.folder / "backup"
    world.run("backup", world.backup)
    shutil.rmtree(world.data)
    if anew:
        world.data.mkdir(mode=0o700)
    no_second(world, console.child.pid)
    assert console.say("note still at work", channel="#" + incident.lower())["saved"]
    until(console, "event=aof.gone")
    assert console.close() == 0
    # Now it is free, and the way back leads on.
    assert "1 incident restored" in world.run("restore", world.backup).stdout
    second = world.console(clock=None)
    second.requests = 1000
    assert declare(second)["incident"] != incident


def test_what_was_in_a_removed_folder_is_known(world):
    """However the bot ends: the next one says what is lost, and gives no number again."""
    console = world.console(clock=None)
    incident = declare(console)["incident"]
    redis = serving(world.data / "redis.sock")
    shutil.rmtree(world.data)
    until(console, "event=aof.gone")
    end = time.monotonic() + 20
    while not (world.data / "known.json").exists():
        assert time.monotonic() < end, console.logged()
        time.sleep(0.1)
    assert world.data.stat().st_mode & 0o777 == 0o700
    console.child.kill()
    console.child.wait()
    os.kill(redis, signal.SIGKILL)
    console = world.console(clock=None)
    console.requests = 1000
    console.answer(lambda line: line.get("type") == "post" and f"{incident} is lost" in line["text"])
    assert declare(console, "declare sev3 another one")["incident"].endswith("-002")


def test_two_containers_have_a_folder_of_one_name_each(world):
    """They may share the network, and with it the names that the kernel holds."""
    box, other = world.folder / "box", world.folder / "other"
    for folder in (box, other):
        folder.mkdir(mode=0o700)
    declare(world.console(data=box / "data", clock=None))
    inside = ["unshare", "-m", "sh", "-c", f'mount --bind {other} {box} && exec "$@"', "sh"]
    if subprocess.run([*inside, "true"], capture_output=True).returncode != 0:
        pytest.skip("no mount of its own can be had here")
    done = subprocess.run([*inside, *world.argv("console", "--json", data=box / "data")], input="",
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done
    assert (other / "data" / "appendonlydir").exists()


def test_a_renamed_folder_is_found_under_its_new_name(world):
    console = world.console(clock=None)
    incident = declare(console)["incident"]
    world.backup = world.folder / "backup"
    world.run("backup", world.backup)
    renamed = world.data.with_name("renamed")
    world.data.rename(renamed)
    world.folders.add(renamed)
    no_second(world, console.child.pid)
    # Nobody made another one meanwhile, into which the old one would be moved.
    assert not world.data.exists()
    until(console, "event=aof.renamed")
    assert f"now={renamed}" in console.logged() and "in memory only" not in console.logged()
    console.answer(lambda line: line.get("type") == "post" and "was renamed. Nothing is lost" in line.get("text", ""))
    assert incident in world.run("list", data=renamed).stdout
    refused = world.run("console", "--json", data=renamed, check=False, stdin="")
    assert refused.returncode == 1 and f"process {console.child.pid}" in refused.stderr, refused
    subprocess.run(["mv", "-T", renamed, world.data], check=True)
    assert incident in world.run("list").stdout
    until(console, "event=aof.again")
    # Renamed once more, and stopped before anybody looked.
    world.data.rename(renamed)
    assert console.close() == 0
    assert console.logged().count("event=aof.renamed") == 2, console.logged()
    assert "what it held is lost" not in console.logged()
    subprocess.run(["mv", "-T", renamed, world.data], check=True)
    assert incident in world.run("list").stdout


# ---- stopped, or killed, before anybody looked ----

def remove_files(world, what):
    folder = world.data / "appendonlydir"
    if what == "all":
        shutil.rmtree(folder)
    for path in folder.glob(f"*{what}*"):
        path.unlink()


@pytest.mark.parametrize("what", ["all", "manifest", "incr", "base"])
def test_stopped_at_once(world, what):
    """The bot writes everything anew before it stops its Redis."""
    console = world.console(clock=None)
    incident = declare(console)["incident"]
    assert console.say("update we look", channel="#" + incident.lower())["saved"]
    remove_files(world, what)
    assert console.close() == 0, console.logged()
    assert "event=aof.gone" in console.logged() and "event=aof.again" in console.logged()
    assert serving(world.data / "redis.sock") is None
    assert "we look" in world.run("show", incident).stdout
    assert world.run("audit", "--all").returncode == 0


def test_nobody_else_stops_it_either(world):
    """The bot was killed; whoever looks adopts its Redis, which has everything in memory alone."""
    console = world.console(clock=None)
    incident = declare(console)["incident"]
    console.child.kill()
    console.child.wait()
    remove_files(world, "all")
    assert incident in world.run("list").stdout
    assert serving(world.data / "redis.sock") is None
    assert incident in world.run("list").stdout


def test_what_cannot_be_written_is_not_stopped(world):
    """A file stands where the folder was: Redis cannot write, and is left to whoever comes."""
    console = world.console(clock=None)
    incident = declare(console)["incident"]
    remove_files(world, "all")
    (world.data / "appendonlydir").write_text("in the way")
    assert console.close() == 1, console.logged()
    assert "event=aof.not_kept" in console.logged() and "tocsin backup" in console.logged()
    assert "systemd ends it with the unit" in console.logged()
    left = serving(world.data / "redis.sock")
    assert left
    (world.data / "appendonlydir").unlink()
    backup = world.folder / "backup"  # as the log says
    world.run("backup", backup)
    assert serving(world.data / "redis.sock") is None
    assert incident in world.run("list").stdout


def test_gone_while_nobody_was_at_work(world):
    """What is left beside the database says what was in it: to whoever looks, and at the next
    start to people."""
    console = world.console(clock=None)
    incident = declare(console)["incident"]
    channel = "#" + incident.lower()
    secret = declare(console, "declare sev2 restricted the keys are out")["incident"]
    assert console.close() == 0
    backup = world.folder / "backup"
    world.run("backup", backup)
    remove_files(world, "all")
    for command in (["list"], ["show", incident], ["audit", "--all"], ["backup", backup],
                    ["export", "--all"], ["rebuild"], ["doctor"]):
        done = world.run(*command, check=False)
        said = done.stdout + done.stderr
        assert done.returncode == (3 if command == ["doctor"] else 1), (command, done)
        assert "is gone" in said and "with 2 incidents (open: 2)" in said, (command, said)
        assert "tocsin restore FILE" in said, said
    assert not (world.data / "appendonlydir").exists()
    console = world.console(clock=None)
    for place, name in ((channel, incident), ("#incidents", incident), ("#incidents", secret)):
        end = time.monotonic() + 30
        while not any(f"{name} is lost" in post["text"] for post in console.posts(place)):
            assert time.monotonic() < end, (place, name, console.logged())
            console.quiet()
    there = "".join(post["text"] for post in console.posts("#" + secret.lower()))
    assert "/inc declare sev2 restricted what is broken" in there, there
    assert "event=history.gone incidents=2 open=2" in console.logged(), console.logged()
    assert not any("keys are out" in post["text"] for post in console.posts())
    assert "keys" not in (world.data / "known.json").read_text()
    found = world.run("doctor", check=False)
    assert found.returncode == 3 and f"{incident}" in found.stdout and secret in found.stdout
    third = declare(console, "declare sev3 another one")["incident"]
    assert third.endswith("-003"), third
    # Said once: the next start has nothing new to say.
    assert console.close() == 0
    console = world.console(clock=None)
    console.requests = 1000
    console.quiet()
    assert not any("is lost" in post["text"] for post in console.posts())
    assert "history.gone" not in console.logged()


STARTING = (["list"], ["show", "001"], ["audit", "--all"], ["doctor"], ["console", "--json"])


def named(world, commands, *words):
    """What each of them says, which has these words."""
    for command in commands:
        done = world.run(*command, check=False, stdin="")
        said = done.stdout + done.stderr
        assert done.returncode == (3 if command == ["doctor"] else 1), (command, done)
        assert all(word in said for word in words), (command, said)
    return said


def test_the_manifest_alone_is_missing(world):
    """A Redis would begin with nothing, over the files that are there: nobody starts one. What
    is said to be typed brings everything back."""
    console = world.console(clock=None)
    incident = declare(console)["incident"]
    assert console.close() == 0
    backup = world.folder / "backup"
    world.run("backup", backup)
    remove_files(world, "manifest")
    said = named(world, (*STARTING, ["restore", backup]),
                 f"{world.data}/appendonlydir/appendonly.aof.manifest is missing", "as the user of the folder: (echo ")
    left = sorted(path.name for path in (world.data / "appendonlydir").iterdir())
    assert left == ["appendonly.aof.1.base.rdb", "appendonly.aof.1.incr.aof"], left
    subprocess.run(["sh", "-c", said[said.index("(echo "):]], check=True)
    assert incident in world.run("list").stdout
    assert world.run("audit", "--all").returncode == 0
    # One that is damaged leads the same way.
    manifest = world.data / "appendonlydir" / "appendonly.aof.manifest"
    manifest.write_text("nonsense\n")
    named(world, STARTING, f"{manifest} is damaged", "Move it away")
    # After a rewrite that was not cleaned up nobody can tell which are the right ones.
    remove_files(world, "manifest")
    (world.data / "appendonlydir" / "appendonly.aof.2.base.rdb").write_bytes(b"")
    named(world, STARTING, "manifest is missing", "3 are there", "from a copy of the folder",
          "tocsin restore FILE")


@pytest.mark.parametrize("what", ["base", "incr"])
def test_one_file_is_missing(world, what):
    console = world.console(clock=None)
    incident = declare(console)["incident"]
    assert console.close() == 0
    backup = world.folder / "backup"
    world.run("backup", backup)
    [file] = (world.data / "appendonlydir").glob(f"*{what}*")
    file.unlink()
    named(world, STARTING, f"{file} is missing", f"move {world.data}/appendonlydir away")
    (world.data / "appendonlydir").rename(world.folder / "away")
    assert "1 incident restored" in world.run("restore", backup).stdout
    assert incident in world.run("list").stdout


def test_the_way_back_from_a_folder_without_files(world):
    """As the doctor says it; what came after the backup is said to be gone."""
    console = world.console(clock=None)
    incident = declare(console)["incident"]
    channel = "#" + incident.lower()
    other = declare(console, "declare sev3 another one")["incident"]
    backup = world.folder / "backup"
    world.run("backup", backup)
    assert console.say("update after the backup", channel=channel)["saved"]
    assert console.close() == 0
    remove_files(world, "all")
    assert "tocsin restore FILE" in world.run("doctor", check=False).stdout
    assert "2 incidents restored" in world.run("restore", backup).stdout
    console = world.console(clock=None)
    console.requests = 1000
    console.answer(lambda line: line["type"] == "post" and line["place"] == channel
                   and f"Part of {incident} is gone" in line["text"])
    console.quiet()
    assert not any(other in post["text"] for post in console.posts())
    found = world.run("doctor", check=False)
    assert found.returncode == 3 and f"a part is gone of {incident}" in found.stdout, found
    world.run("rebuild", "--forget")
    assert world.run("doctor").returncode == 0
    assert console.say("note it goes on", channel=channel)["saved"]


def test_an_older_copy_while_nobody_was_at_work(world):
    console = world.console(clock=None)
    incident = declare(console)["incident"]
    channel = "#" + incident.lower()
    assert console.close() == 0
    copy = world.folder / "copy"
    shutil.copytree(world.data / "appendonlydir", copy)
    console = world.console(clock=None)
    console.requests = 1000
    assert console.say("update we look", channel=channel)["saved"]
    assert console.close() == 0
    shutil.rmtree(world.data / "appendonlydir")
    shutil.copytree(copy, world.data / "appendonlydir")
    console = world.console(clock=None)
    console.requests = 2000
    console.answer(lambda line: line["type"] == "post" and line["place"] == channel
                   and f"Part of {incident} is gone" in line["text"])


def uptime(world):
    redis = Redis(world.data / "redis.sock")
    try:
        return int(re.search(rb"uptime_in_seconds:(\d+)", redis("INFO", "server"))[1])
    finally:
        redis.close()


def test_a_redis_that_dies_over_missing_files(world):
    """No new one begins over what is left, and the bot lives: it goes on when the log's advice,
    typed as it stands in the log, was followed."""
    console = world.console(clock=None)
    incident = declare(console)["incident"]
    redis = serving(world.data / "redis.sock")
    end = time.monotonic() + 40
    while uptime(world) <= 11:  # a steady one is started again sooner
        assert time.monotonic() < end
        time.sleep(0.5)
    os.kill(redis, signal.SIGSTOP)  # nothing is written anew meanwhile
    remove_files(world, "manifest")
    os.kill(redis, signal.SIGKILL)
    until(console, "event=redis.child.files")
    tried = []
    while len(tried) < 5:
        assert console.child.poll() is None and time.monotonic() < end, console.logged()
        tried = re.findall(r"ts=\S+:(\S+)Z .*event=redis.child.restart", console.logged())
        time.sleep(0.1)
    # Ever more slowly: 50, 100, 200 and 400 ms.
    assert (float(tried[4]) - float(tried[0])) % 60 > 0.7, tried
    found = world.run("doctor", check=False)
    assert found.returncode == 3 and "appendonly.aof.manifest is missing" in found.stdout, found
    [advice] = re.findall(r"event=redis.child.files.*?(\(echo [^\"]*)", console.logged())[:1]
    subprocess.run(["sh", "-c", advice], check=True)
    end = time.monotonic() + 20
    while console.logged().count("event=redis.up") < 2:
        assert time.monotonic() < end, console.logged()
        time.sleep(0.1)
    assert console.say("note it goes on", channel="#" + incident.lower())["saved"]


# ---- who only looks ----

LOOKING = [["list"], ["list", "--all"], ["show", "001"], ["audit", "--all"], ["audit", "001"],
           ["export", "--all"], ["backup", "b"], ["rebuild"], ["rebuild", "--forget"],
           ["redact", "001", "1"], ["doctor"]]


@pytest.mark.parametrize("words", LOOKING, ids=[" ".join(w) for w in LOOKING])
def test_who_looks_makes_no_database(world, words):
    words = [str(world.folder / "b") if w == "b" else w for w in words]
    for there in (False, True):
        done = world.run(*words, check=False)
        said = done.stdout + done.stderr
        if there and words == ["doctor"]:  # before the very first start
            assert done.returncode == 0 and "no database yet" in said, done
        else:
            assert done.returncode == (3 if words == ["doctor"] else 1), done
            assert ("there is no database in" if there else "there is no data folder") in said
        assert not (world.folder / "b").exists()
        if there:
            assert list(world.data.iterdir()) == []
        else:
            assert not world.data.exists()
            world.data.mkdir(mode=0o700)


@pytest.mark.parametrize("command", ["doctor", "list", "audit"])
def test_a_killed_look_leaves_no_redis(world, command):
    console = world.console(clock=None)
    incident = declare(console)["incident"]
    assert console.close() == 0
    looking = subprocess.Popen(world.argv(command, *(["--all"] if command == "audit" else [])),
                               stdout=subprocess.DEVNULL)
    pid = None
    while pid is None and looking.poll() is None:
        pid = serving(world.data / "redis.sock")
    looking.kill()
    looking.wait()
    if pid is None:
        pytest.fail("it was over before its Redis was seen")
    end = time.monotonic() + 10
    while os.path.exists(f"/proc/{pid}") and serving(world.data / "redis.sock"):
        assert time.monotonic() < end, "its Redis lives on"
        time.sleep(0.02)
    assert incident in world.run("list").stdout
