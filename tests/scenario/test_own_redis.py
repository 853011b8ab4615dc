"""A Redis of one's own: what is refused and why, and what happens when it dies."""

import os
import re
import signal
import socket
import subprocess
import time

import pytest

from redis_server import Redis, serving
from test_life import INC, declare

AOF = ("--appendonly", "yes", "--appendfsync", "always")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def use(world, server, extra="", url=None):
    world.configure(f"redis:\n  url: {url or 'unix:' + str(server.path)}\n{extra}")


def test_over_a_unix_socket(world):
    server = world.server(*AOF)
    use(world, server)
    console = world.console()
    declare(console)
    assert console.close() == 0
    assert server.child.poll() is None, "a Redis that is not ours is not stopped"
    assert "1" in world.run("list").stdout and world.run("audit", "--all").returncode == 0
    assert not (world.data / "redis.sock").exists()


def test_over_tcp_with_a_password(world):
    port = free_port()
    server = world.server(*AOF, "--port", str(port), "--requirepass", "pw-8d1e7f")
    secret = world.folder / "password"
    secret.write_text("pw-8d1e7f\n")
    use(world, server, f"  password_file: {secret}\n", f"redis://127.0.0.1:{port}")
    console = world.console()
    declare(console)
    assert console.close() == 0 and "pw-8d1e7f" not in console.logged()
    assert INC in world.run("list").stdout and world.run("audit", INC).returncode == 0

    for wrong, words in [("pw-not-it\n", "password"), ("", "password_file")]:
        secret.write_text(wrong)
        refused = world.run("console", "--json", check=False, stdin="")
        assert refused.returncode == 1 and words in refused.stderr, refused
        assert "pw-not-it" not in refused.stderr
    secret.unlink()
    refused = world.run("list", check=False)
    assert refused.returncode == 1 and "cannot be read" in refused.stderr


@pytest.mark.parametrize("options, words", [
    ((), ("append-only", "appendonly yes", "allow_volatile")),
    ((*AOF, "--maxmemory-policy", "allkeys-lru"), ("noeviction", "allow_volatile")),
])
def test_one_that_can_forget_is_refused_unless_allowed(world, options, words):
    server = world.server(*options)
    use(world, server)
    refused = world.run("console", "--json", check=False, stdin="")
    assert refused.returncode == 1, refused
    assert all(word in refused.stderr for word in words), refused.stderr
    redis = Redis(server.path)
    assert redis("DBSIZE") == 0
    redis.close()
    use(world, server, "  allow_volatile: true\n")
    console = world.console()
    declare(console)
    assert console.close() == 0


def test_nobody_there(world):
    world.configure(f"redis:\n  url: unix:{world.folder}/nowhere.sock\n")
    for command in (["list"], ["audit", "--all"], ["export", "--all"], ["rebuild"],
                    ["backup", world.folder / "b"], ["restore", "--undo"], ["redact", "001", "1"]):
        done = world.run(*command, check=False)
        assert done.returncode == 1 and "nowhere.sock does not answer" in done.stderr, done
        assert "Start it, or correct redis.url" in done.stderr, done
    child = subprocess.Popen(world.argv("console", "--plain"), stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        said = child.stderr.readline() + child.stderr.readline()
        assert "tocsin: " in said and "is waited for. Start it" in said, said
    finally:
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=30)


def test_killed_and_started_again_under_the_console(world):
    server = world.server(*AOF)
    use(world, server)
    console = world.console(clock=None)
    incident = declare(console)["incident"]
    channel = "#" + incident.lower()
    assert console.say("note before", channel=channel)["saved"]

    server.kill()
    away = {}
    for i in range(3):
        text, key = f"note away {i}", f"away{i}"
        reply = console.request(key, user="ana", channel=channel, text=text)
        assert reply["status"] in ("refused", "unknown") and not reply["saved"], reply
        assert "Nothing was saved" in reply["text"] or "I cannot tell yet" in reply["text"], reply
        away[key] = (text, reply["status"])
    server.start()
    end = time.monotonic() + 20
    tries = 0
    while True:
        tries += 1
        reply = console.request(user="ana", channel=channel, text=f"note after {tries}")
        if reply["saved"]:
            break
        assert time.monotonic() < end, reply
        time.sleep(0.1)
    # Whoever was told that nothing was saved is told so again, and it stays true.
    for key, (text, status) in away.items():
        again = console.request(key, user="ana", channel=channel, text=text)
        assert again["status"] == "refused" or status == "unknown" or again["saved"], again
        away[key] = (text, again["status"])
    console.quiet()
    assert console.close() == 0
    notes = [e["text"]["note"] for e in world.export(incident)["entries"]
             if e["kind"] == "note.added"]
    said = [text.removeprefix("note ") for text, status in away.values() if status == "done"]
    assert sorted(notes) == sorted(["before", f"after {tries}", *said])
    assert world.run("audit", "--all").returncode == 0
    assert "redis.down" in console.logged()


def test_the_embedded_one_is_started_again(world):
    console = world.console(clock=None)
    incident = declare(console)["incident"]
    os.kill(serving(world.data / "redis.sock"), signal.SIGKILL)
    end = time.monotonic() + 20
    while not console.request(user="ana", channel="#" + incident.lower(),
                              text="note after")["saved"]:
        assert time.monotonic() < end
        time.sleep(0.1)
    assert console.close() == 0
    assert world.run("audit", "--all").returncode == 0


def test_one_bot_a_workspace(world):
    server = world.server(*AOF)
    use(world, server)
    console = world.console(clock=None)
    declare(console)
    second = world.run("console", "--json", check=False, stdin="")
    assert second.returncode == 1
    assert "another tocsin is at work on this workspace" in second.stderr
    assert f"/{console.pid}/" in second.stderr and "`workspace:`" in second.stderr
    assert "level=warn" not in second.stderr, second.stderr
    # The dead one's lease has not run out, but it is known to be dead.
    console.kill()
    start = time.monotonic()
    again = world.console(clock=None)
    assert time.monotonic() - start < 5
    assert "payments" in again.say("list")["text"]


def test_workspaces_share_a_redis_and_nothing_else(world):
    server = world.server(*AOF)
    use(world, server)
    console = world.console()
    declare(console)
    use(world, server, "workspace: other\n")
    other = world.console()
    assert "No open incidents" in other.say("list")["text"]
    assert declare(other, "declare sev3 elsewhere")["incident"] == INC
    assert other.close() == 0
    assert "payments" in console.say("001 show")["text"]


def test_a_redis_that_stands_still_delays_nobody_for_long(world):
    """The first answer comes within 3 s, says that nobody knows, and is true."""
    console = world.console(clock=None)
    incident = declare(console)["incident"]
    declare(console, "declare sev2 another one")
    channel = "#" + incident.lower()
    assert console.say("note before", channel=channel)["saved"]
    redis = serving(world.data / "redis.sock")
    os.kill(redis, signal.SIGSTOP)
    asked = {}
    try:
        for i, (text, where) in enumerate([("note one", channel), ("note two", channel),
                                           ("timeline", channel), ("declare sev3 a third", "#general"),
                                           ("note three", "#inc-2025-09-29-099"), ("list", "#ops")]):
            asked[f"still{i}"] = (text, where)
        for key, (text, where) in asked.items():
            console.send(id=key, user="ana", channel=where, text=text)
        start, answers = time.monotonic(), {}
        while len(answers) < len(asked):
            line = console.answer(lambda l: l.get("id") in asked)
            answers[line["id"]] = (time.monotonic() - start, line)
        late = {key: (asked[key], took) for key, (took, _) in answers.items() if took > 3.2}
        assert not late, late
        # Those that come when it is known to hang are not slower.
        time.sleep(2)
        start = time.monotonic()
        later = console.request("later", user="ana", channel=channel, text="note later")
        assert time.monotonic() - start < 3.2 and not later["saved"], later
    finally:
        os.kill(redis, signal.SIGCONT)
    assert not any(line["saved"] for _, line in answers.values())
    for key in ("still0", "still1"):
        assert "cannot tell" in answers[key][1]["text"] or "Nothing was saved" in answers[key][1]["text"]
    end = time.monotonic() + 20
    while not console.request(user="ana", channel=channel, text="note after")["saved"]:
        assert time.monotonic() < end
        time.sleep(0.1)
    said = {}
    for key in ("still0", "still1"):
        text, where = asked[key]
        said[text] = console.request(key, user="ana", channel=where, text=text)
    console.quiet()
    assert console.close() == 0
    notes = [e["text"]["note"] for e in world.export(incident)["entries"] if e["kind"] == "note.added"]
    for text, answer in said.items():
        assert notes.count(text.removeprefix("note ")) == (1 if answer["saved"] else 0), (notes, said)


@pytest.mark.parametrize("right", ["zadd", "set"])
def test_a_right_that_is_taken_away(world, right):
    """Plain words for people, at once and later; the doctor's advice, followed as it stands."""
    server = world.server(*AOF)
    use(world, server)
    console = world.console(clock=None)
    channel = "#" + declare(console)["incident"].lower()
    redis = Redis(server.path)
    assert console.say("note kept", channel=channel, key="twice")["saved"]
    redis("ACL", "SETUSER", "default", f"-{right}")
    answers = [console.say("note one", channel=channel), console.say("list"),
               console.say("note two", channel=channel), console.say("declare sev2 more")]
    for answer in answers:
        assert not answer["saved"], answer
        assert "`tocsin doctor`" in answer["text"] or (  # it was just noticed
            answer["text"].endswith("the database does not answer. Send it again in a moment.")), answer
        assert not any(word in answer["text"] for word in ("t:{", "its user may", "..")), answer
    # It was saved before: whoever cannot ask does not say that it was not.
    again = console.say("note kept", channel=channel, key="twice")
    assert not again["text"].startswith("Nothing was saved"), again
    doctor = world.run("doctor", check=False)
    # Whoever only looks needs no right to write.
    for command in (["list"], ["show", "001"], ["export", "--all"], ["audit", "--all"],
                    ["backup", world.folder / f"backup-{right}"]):
        looked = world.run(*command, check=False)
        assert looked.returncode == 0, (command, looked)
    for command in (["rebuild"], ["restore", world.folder / f"backup-{right}"]):
        refused = world.run(*command, check=False)
        assert refused.returncode == 1 and "ACL SETUSER" in refused.stderr, refused
    advice = re.search(r"ACL SETUSER <user> (\S+) (\S+) ", doctor.stdout)
    assert doctor.returncode == 3 and right.upper() in doctor.stdout, doctor
    redis("ACL", "SETUSER", "default", *advice.groups())
    end = time.monotonic() + 20
    while not console.say("note three", channel=channel)["saved"]:
        assert time.monotonic() < end, console.logged()
        time.sleep(0.2)
    assert world.run("doctor").returncode == 0
    redis.close()
