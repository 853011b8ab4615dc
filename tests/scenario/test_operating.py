"""Signals, a second bot, a crash: what an operator does and what it must come to."""

import os
import pathlib
import signal
import subprocess
import time

import pytest

from redis_server import serving
from test_life import CHANNEL, INC, declare

POLICY = pathlib.Path(__file__).resolve().parents[2] / "deploy/policies/default.yaml"


def until(found, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found():
            return True
        time.sleep(0.02)
    return False


def reload(console, event):
    before = console.logged().count(event)
    os.kill(console.pid, signal.SIGHUP)
    assert until(lambda: console.logged().count(event) > before), console.logged()[-2000:]


@pytest.fixture
def own_policy(world):
    """The default policy as a file that can be changed."""
    path = world.folder / "mine.yaml"
    path.write_text(POLICY.read_text())
    world.configure(f"policy: {path}\n")
    return world, path


def test_a_new_policy_counts_at_once(own_policy):
    world, path = own_policy
    console = world.console()
    declare(console)
    for text in ("ack", "role take"):
        assert console.say(text, channel=CHANNEL)["saved"]
    assert "Next update due 10:15 UTC" in console.say("show", channel=CHANNEL)["text"]
    path.write_text(path.read_text().replace("update: 15m            # MOK-20", "update: 5m"))
    reload(console, "event=reload.done")
    assert "Next update due 10:05 UTC" in console.say("show", channel=CHANNEL)["text"]
    posts = console.pass_time(6)
    assert any(p["place"] == CHANNEL and p["level"] == "urgent" for p in posts), posts


@pytest.mark.parametrize("old, new, words", [
    ("update: 15m            # MOK-20", "update: soon", "update"),
    ("name: default", "nmae: default", "nmae"),
    ("  - {command: contain, phase: containment}", "  - {command: contian, phase: containment}",
     "contian"),
    ("severities:", "severities: [", ""),
])
def test_a_policy_that_is_wrong_is_refused_and_the_old_one_stays(own_policy, old, new, words):
    world, path = own_policy
    console = world.console()
    declare(console)
    text = path.read_text()
    line = text[:text.index(old)].count("\n") + 1
    path.write_text(text.replace(old, new))
    reload(console, "event=reload.refused")
    refused = [l for l in console.logged().splitlines() if "reload.refused" in l][-1]
    assert "mine.yaml" in refused and words in refused, refused
    if "[" not in new:
        assert f"mine.yaml:{line}:" in refused, (line, refused)
    assert "Next update due 10:15 UTC" in console.say("show", channel=CHANNEL)["text"]
    assert console.say("update still on it", channel=CHANNEL)["saved"]
    # tocsin check says the same before it is tried.
    checked = world.run("check", check=False)
    assert checked.returncode != 0 and "mine.yaml" in checked.stderr + checked.stdout


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_drains(world, signum):
    console = world.console(clock=None)
    incident = declare(console)["incident"]
    for i in range(30):
        console.send(id=f"n{i}", user="ana", channel="#" + incident.lower(), text=f"note {i}")
    os.kill(console.pid, signum)
    assert console.child.wait(20) == 0
    replies = [l for l in console.lines + console.drain() if l["type"] == "reply"]
    saved = sum(line["saved"] for line in replies if str(line.get("id")).startswith("n"))
    assert serving(world.data / "redis.sock") is None, "its Redis goes with it"
    kinds = [e["kind"] for e in world.export(incident)["entries"]]
    assert kinds.count("note.added") == saved
    assert "ERROR" not in console.logged()


def test_a_second_bot_refuses_and_says_who(world):
    console = world.console(clock=None)
    declare(console)
    second = world.run("console", "--json", check=False)
    assert second.returncode == 1
    assert "another bot" in second.stderr and str(console.pid) in second.stderr
    assert "choose another data folder" in second.stderr
    assert console.say("list")["status"] == "done"


def test_killed_and_at_work_again_at_once(world):
    console = world.console(clock=None)
    incident = declare(console)["incident"]
    redis = serving(world.data / "redis.sock")
    console.kill()
    assert serving(world.data / "redis.sock") == redis, "it survives, to be adopted"
    start = time.monotonic()
    again = world.console(clock=None)
    assert time.monotonic() - start < 5
    assert again.say("ack", channel="#" + incident.lower())["saved"]
    assert again.close() == 0
    assert serving(world.data / "redis.sock") is None
    assert world.run("audit", "--all").returncode == 0


def test_looking_needs_no_bot_and_disturbs_none(world):
    console = world.console()
    declare(console)
    listed = world.run("list").stdout
    assert INC in listed
    console.close()
    assert world.run("list").stdout == listed
    assert serving(world.data / "redis.sock") is None


def test_check_names_file_line_and_key(world):
    assert world.run("check").returncode == 0
    for text, words in [
        ("languge: en\n", ("tocsin.yaml:2", "languge")),
        ("language: de\n", ("language", "en or fr")),
        ("policy: strict\n", ("policy", "strict", "slash")),
        ("zone: Europe/Atlantis\n", ("zone", "Atlantis")),
        ("redis: {url: 'http://x'}\n", ("redis.url",)),
    ]:
        world.configure(text)
        done = world.run("check", check=False)
        said = done.stdout + done.stderr
        assert done.returncode != 0 and all(word in said for word in words), (text, said)


def test_help_and_version(world):
    for args in (("--help",), ("--version",), ("console", "--help"), ("audit", "--help")):
        done = subprocess.run([world.binary, *args], capture_output=True, text=True, timeout=20)
        assert done.returncode == 0 and done.stdout and not done.stderr, (args, done)
