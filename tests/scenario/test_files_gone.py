"""The ground of the embedded Redis: somebody removes its files under a bot at work (Redis notices
nothing, and would begin with nothing at its next start), or its disk is full (it ends with each
write)."""

import os
import shutil
import signal
import subprocess
import time

import pytest

from redis_server import serving
from test_life import declare


def until(console, words):
    end = time.monotonic() + 40
    while words not in console.logged():
        assert time.monotonic() < end, console.logged()
        time.sleep(0.1)


@pytest.mark.parametrize("what", ["all", "manifest", "incr"])
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
    world.run("doctor", check=False)  # begins a folder of the same name, which is not the bot's
    until(console, "event=aof.gone")
    until(console, "event=aof.rewrite.failed")
    console.answer(lambda line: line.get("type") == "post"
                   and "when tocsin stops, every incident is lost" in line.get("text", ""))
    assert "event=aof.again" not in console.logged()


@pytest.fixture
def small(world):
    """A world whose data lies on a disk of 6 MB."""
    disk = world.folder / "disk"
    disk.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m,mode=0700", "tmpfs", disk],
                          capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
    world.data = disk / "data"
    yield world, disk
    world.end()
    world.sessions.clear()
    world.folders.clear()
    subprocess.run(["umount", "-l", disk], check=True)


def test_a_full_disk_is_said(small):
    world, disk = small
    console = world.console(clock=None)
    channel = "#" + declare(console)["incident"].lower()
    filler = disk / "filler"
    with open(filler, "wb", buffering=0) as out:
        with pytest.raises(OSError):
            while True:
                out.write(b"x" * 4096)
    refused = console.say("update " + "we look " * 500, channel=channel)
    assert not refused["saved"] and refused["text"].startswith("Nothing was saved: "), refused
    assert "the disk of the database is full" in refused["text"], refused
    assert "make room" in refused["text"] and "Then send it again" in refused["text"], refused
    found = world.run("doctor", check=False)
    assert found.returncode == 3 and "its disk has 0 KB left" in found.stdout, found
    assert "make room there" in found.stdout
    assert "the disk of the database is full" in console.logged()
    filler.unlink()
    end = time.monotonic() + 20
    while not console.say("update we go on", channel=channel)["saved"]:
        assert time.monotonic() < end, console.logged()
        time.sleep(0.5)
    assert world.run("audit", "--all").returncode == 0
