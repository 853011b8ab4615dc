"""Builds and runs the fault server, and talks to its control API."""

import fcntl
import http.client
import json
import os
import pathlib
import shutil
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
BUILT = ROOT / "build" / "slack" / "slackfault"
WAIT_S = 20


class NoServer(Exception):
    """It cannot be built here; says why."""


def build():
    """Go is quick to say that nothing has changed. SLACKFAULT_GO: further flags ("-race")."""
    go = shutil.which("go")
    if go is None:
        raise NoServer("there is no go: install golang-go")
    BUILT.parent.mkdir(parents=True, exist_ok=True)
    with open(BUILT.parent / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # parts of the suite run side by side
        done = subprocess.run([go, "build", "-mod=readonly", *os.environ.get("SLACKFAULT_GO", "").split(),
                               "-o", str(BUILT), "."],
                              cwd=HERE / "server", capture_output=True, text=True, timeout=600,
                              env={**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": ""})
    if done.returncode:
        raise NoServer(f"the fault server does not build: {done.stderr.strip()[-500:]}")
    return BUILT


class Refused(Exception):
    """The control API says no."""


class Slack:
    """A running server. Use as a context. `tls`: a name under which it is reached by TLS,
    and a file for the certificate."""

    def __init__(self, tls=None):
        argv = [str(build())] + (["--tls", tls[0], "--ca", str(tls[1])] if tls else [])
        self.child = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        said = json.loads(self.child.stdout.readline())
        self.address, self.api_url = said["address"], said["api_url"]
        self.connection = None
        self.read = 0
        self.events = []  # everything of the journal so far

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.close()

    def close(self):
        self.child.stdin.close()
        self.child.wait(WAIT_S)

    def ask(self, method, path, body=None, timeout=600):
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.address, timeout=timeout)
        try:
            self.connection.request(method, path, body)
            return json.loads(self.connection.getresponse().read())
        except (OSError, http.client.HTTPException):
            self.connection = None
            raise

    def control(self, name, /, **given):
        reply = self.ask("POST", f"/_control/{name}", json.dumps(given))
        if not reply["ok"]:
            raise Refused(f"{name}: {reply['error']}")
        return reply

    def settings(self, /, **given):
        return self.control("settings", **given)

    def rules(self, *rules):
        return self.control("rules", rules=list(rules))

    def command(self, text, user="U1ANA", channel="CGENERAL", command="/inc"):
        return self.control("command", user=user, channel=channel, command=command,
                            text=text)["key"]

    def state(self):
        return self.ask("GET", "/_control/state")

    def sockets(self):
        return self.ask("GET", "/_control/sockets")

    def channel(self, name, state=None):
        """The channel of that id or name."""
        for channel in (state or self.state())["channels"]:
            if name in (channel["id"], channel["name"]):
                return channel
        return None

    def pump(self, wait_ms=0):
        """Takes what is new of the journal, waiting for it a while."""
        fresh = self.ask("GET", f"/_control/journal?since={self.read}&wait={wait_ms}")
        # Lines that were pending are looked at again by whoever needs their end: journal().
        self.read += len(fresh)
        self.events += fresh
        return fresh

    def journal(self):
        """The whole journal as it is now."""
        return self.ask("GET", "/_control/journal?since=0")

    def until(self, wanted, seconds=WAIT_S, what="an event"):
        """The first event, of those already read and those to come, that is wanted."""
        end = time.monotonic() + seconds
        at = 0
        while True:
            for event in self.events[at:]:
                if wanted(event):
                    return event
            at = len(self.events)
            if time.monotonic() > end:
                raise AssertionError(f"{what} did not come within {seconds} s")
            self.pump(200)

    def acked(self, key, seconds=WAIT_S):
        return self.until(lambda e: e["kind"] == "ack" and e.get("key") == key
                          and e["outcome"] == "ok", seconds, f"the ack of {key}")

    def wait(self, true, seconds=WAIT_S, what="it"):
        """Until true() is; for what the journal does not tell."""
        end = time.monotonic() + seconds
        while not (found := true()):
            if time.monotonic() > end:
                raise AssertionError(f"{what} did not come within {seconds} s")
            time.sleep(0.02)
        return found
