"""Somebody removes the files of the database under a bot at work. Redis notices nothing, and
would begin with nothing at its next start."""

import os
import shutil
import signal
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
    until(console, "event=aof.gone")
    until(console, "event=aof.rewrite.failed")
    console.answer(lambda line: line.get("type") == "post"
                   and "when it stops, every incident is lost" in line.get("text", ""))
