#!/usr/bin/env python3
"""Is the fault server a Slack? Its makers' own clients say so: Bolt for JavaScript and the
Python SDK run against it, without a fault and with some, and find all that they expect.

usage: vouch.py [bolt] [sdk]        the last line counts the checks
"""

import json
import os
import pathlib
import queue
import shutil
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from slack_server import ROOT, NoServer, Slack, build  # noqa: E402

WORK = ROOT / "build" / "slack" / "vouch"
SDK = "slack_sdk==3.33.0"
INSTALL_S = 300


class Missing(Exception):
    """A client cannot be had here."""


def npm(source, folder):
    """Installs what the lock file of `source` names, once."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        raise Missing("there is no node with npm")
    folder.mkdir(parents=True, exist_ok=True)
    lock = (source / "package-lock.json").read_bytes()
    kept = folder / "package-lock.json"
    if not (folder / "done").exists() or not kept.exists() or kept.read_bytes() != lock:
        (folder / "done").unlink(missing_ok=True)
        kept.write_bytes(lock)
        shutil.copy(source / "package.json", folder / "package.json")
        done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
                              cwd=folder, capture_output=True, text=True, timeout=INSTALL_S)
        if done.returncode:
            raise Missing(f"npm ci failed: {done.stderr.strip()[-300:]}")
        (folder / "done").touch()
    return folder / "node_modules"


def bolt():
    modules = npm(HERE / "bolt", WORK / "bolt")
    return ["node", str(HERE / "bolt" / "app.js")], {"NODE_PATH": str(modules)}


def sdk():
    """Into a folder of its own; by whichever Python here has pip."""
    folder = WORK / SDK
    if not (folder / "slack_sdk").exists():
        for python in (sys.executable, "python3"):
            done = subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps",
                                   "--target", str(folder), SDK],
                                  capture_output=True, text=True, timeout=INSTALL_S)
            if done.returncode == 0:
                break
        else:
            raise Missing(f"pip install {SDK} failed: {done.stderr.strip()[-300:]}")
    return [sys.executable, str(HERE / "sdk_client.py")], {"PYTHONPATH": str(folder)}


class Client:
    """A client's process; what it saw comes as lines."""

    def __init__(self, argv, environment, url, log):
        self.log = open(log, "wb")
        self.child = subprocess.Popen(argv + [url], stdout=subprocess.PIPE, stderr=self.log,
                                      env={**os.environ, **environment})
        self.lines, self.seen = queue.Queue(), []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.child.stdout:
            self.lines.put(json.loads(line))

    def saw(self, what, seconds=20, **members):
        """The first line, old or new, that says this."""
        end = time.monotonic() + seconds
        at = 0
        while True:
            for line in self.seen[at:]:
                if line["saw"] == what and all(line.get(k) == v for k, v in members.items()):
                    return line
            at = len(self.seen)
            try:
                self.seen.append(self.lines.get(timeout=max(0.001, end - time.monotonic())))
            except queue.Empty:
                raise AssertionError(f"the client did not see {what} {members}") from None

    def close(self):
        self.child.kill()
        self.child.wait()
        self.log.close()


def command(slack, client, text):
    """A command and all that follows from it."""
    key = slack.command(text)
    ack = slack.acked(key)
    assert ack["payload"]["text"] == f"heard {text}", ack
    posted = client.saw("command", text=text)["ts"]
    for message in slack.channel("general")["messages"]:
        if message["ts"] == posted:
            assert message["text"] == f"did {text}"
            assert message["metadata"]["event_payload"]["id"] == key
            return key, posted
    raise AssertionError("the post is not in its channel")


def connects(slack, client):
    assert client.saw("started")["user"] == "U0TOCSIN"
    slack.until(lambda e: e["kind"] == "socket" and e["outcome"] == "hello")


def channels(slack, client):
    line = client.saw("channels")
    assert line["taken"] == "name_taken" and line["archived"] and line["topic"] == "T", line
    texts = ["m4", "m3", "m2", "m1 edited", "m0"]
    assert line["pages"] == [[t, n] for t, n in zip(texts, (4, 3, 2, 1, 0))], line
    assert line["thread"] == ["m0", "r"] and "/archives/" in line["link"], line
    channel = slack.channel("vouch-1")
    assert len(channel["pins"]) == len(channel["bookmarks"]) == 1
    assert set(channel["members"]) == {"U0TOCSIN", "U1ANA", "U2BEN"}


def commands(slack, client):
    for n in range(5):
        command(slack, client, f"plain {n}")


def events(slack, client):
    slack.control("invite", channel="general", user="U0TOCSIN")
    said = slack.control("message", user="U1ANA", channel="general", text="hello", mention=True)
    client.saw("message", text="hello", id=said["key"])
    client.saw("app_mention", id=said["mention"])
    slack.acked(said["key"])
    slack.acked(said["mention"])
    key = slack.control("reaction", user="U1ANA", channel="general", ts=said["ts"],
                        name="pushpin")["key"]
    client.saw("reaction_added", reaction="pushpin", id=key)


def views(slack, client):
    slack.command("form")
    view = client.saw("form")["view"]
    for value, outcome in ((None, "errors"), ("text", "closed")):
        key = slack.control("interact", kind="submit", user="U1ANA", view_id=view,
                            values={"b": {"a": {"type": "plain_text_input", "value": value}}})["key"]
        client.saw("submit", value=value)
        end = slack.until(lambda e: e["kind"] == "view" and e.get("key") == key)
        assert end["outcome"] == outcome, end
    key = slack.control("interact", kind="shortcut", user="U1ANA", callback_id="declare")["key"]
    client.saw("shortcut")
    slack.acked(key)


def buttons(slack, client):
    _, ts = command(slack, client, "button")
    key = slack.control("interact", kind="button", user="U1ANA", channel="general", ts=ts,
                        action_id="press")["key"]
    client.saw("press", value="v")
    slack.until(lambda e: e["kind"] == "respond" and e.get("key") == key)
    assert any(e["Key"] == key and e["Text"] == "pressed" for e in slack.state()["ephemerals"])


def posts(slack, text):
    return [e for e in slack.journal() if e["kind"] == "request"
            and e["method"] == "chat.postMessage" and e["args"].get("text") == text]


def twice(slack, client):
    slack.settings(twice_chance=1.0, twice_mode="same")
    key = slack.command("twice")
    slack.acked(key)
    slack.until(lambda e: e["kind"] == "ack" and e.get("key") == key and e["outcome"] == "again")
    slack.settings(twice_chance=0)
    # Neither client knows a copy by its trigger: each posts, and is done when both are there.
    slack.wait(lambda: len(posts(slack, "did twice")) == 2, what="the second post")


def replaced(reason):
    def check(slack, client):
        slack.settings(warning_ms=1500)
        hit = slack.control("disconnect", reason=reason)["sockets"]
        assert hit, "there was no socket"
        slack.until(lambda e: e["kind"] == "socket" and e["outcome"] == "hello"
                    and e["socket"] not in range(hit[0] + 1), 30, "a new socket")
        slack.until(lambda e: e["kind"] == "socket" and e["outcome"] == "closed"
                    and e["socket"] == hit[0], 30, "the old one's end")
        command(slack, client, f"after {reason}")
    return check


def cut(mode):
    def check(slack, client):
        hit = slack.control("cut", mode=mode)["sockets"]
        assert hit, "there was no socket"
        slack.until(lambda e: e["kind"] == "socket" and e["outcome"] == "hello"
                    and e["socket"] > hit[0], 30, "a new socket")
        command(slack, client, f"after {mode}")
    return check


def half_open(slack, client):
    """The command goes to a socket on which nobody answers any more, and comes again."""
    slack.settings(retry_ms=2000, retries=30)
    hit = slack.control("freeze")["sockets"]
    key = slack.command("half open")
    slack.until(lambda e: e["kind"] == "socket" and e["outcome"] == "closed"
                and e["socket"] == hit[0], 60, "the client's notice of the dead socket")
    slack.acked(key, 60)


def rate_limited(slack, client):
    slack.rules({"method": "chat.postMessage", "kind": "limit", "seconds": 2, "times": 1})
    command(slack, client, "limited")
    calls = posts(slack, "did limited")
    assert [c["outcome"] for c in calls] == ["limited", "ok"], calls
    assert not any(c.get("early") for c in calls), calls


CHECKS = [
    ("connects", connects), ("channels", channels), ("commands", commands),
    ("events", events), ("views", views), ("buttons", buttons),
    ("an envelope twice", twice), ("429", rate_limited),
    ("disconnect: warning", replaced("warning")),
    ("disconnect: refresh_requested", replaced("refresh_requested")),
    ("a reset", cut("reset")), ("a close", cut("bye")), ("half open", half_open),
]


def vouch(name, prepare):
    """(passed, failed, skipped)"""
    try:
        argv, environment = prepare()
    except (Missing, subprocess.TimeoutExpired) as missing:
        print(f"SKIP {name} does not vouch for the fault server: {missing}")
        return 0, 0, len(CHECKS)
    passed = failed = 0
    with Slack() as slack:
        client = Client(argv, environment, slack.api_url, WORK / f"{name}.log")
        try:
            for what, check in CHECKS:
                try:
                    check(slack, client)
                    passed += 1
                    print(f"ok     {name}: {what}", flush=True)
                except Exception as error:
                    failed += 1
                    print(f"FAILED {name}: {what}: {type(error).__name__}: {error}", flush=True)
        finally:
            client.close()
    return passed, failed, 0


def main():
    clients = {"bolt": bolt, "sdk": sdk}
    WORK.mkdir(parents=True, exist_ok=True)
    try:
        build()
    except NoServer as error:
        print(f"SKIP nobody vouches for the fault server: {error}")
        print(f"0 passed, 0 failed, {2 * len(CHECKS)} skipped")
        return 0
    counts = [vouch(name, clients[name]) for name in sys.argv[1:] or clients]
    passed, failed, skipped = (sum(column) for column in zip(*counts))
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 0 if failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
