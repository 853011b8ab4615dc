"""A workspace full of people, and a bot to which things happen.

Nothing is judged in this file; checker.py does that.
"""

import json
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "support"))

import aof  # noqa: E402
from console import export_all  # noqa: E402
from redis_server import Redis, Refused, serving, stop  # noqa: E402

# Short spans, so that updates come due and are missed within seconds.
IMPATIENT = {"update: 15m": "update: {cadence}s", "warn: 2m": "warn: 1s",
             "climb: 5m ": "climb: 2s ", "again: 30m ": "again: 3s "}
CONFIG = """slack:
  app_token_file: {folder}/app-token
  bot_token_file: {folder}/bot-token
  api_url: {url}
  sockets: {sockets}
announce: ["slack:CINCIDENTS"]
leadership: ["slack:CLEADERSHIP"]
log_level: info
links: {{runbook: "https://wiki.example.org/runbook"}}
limits:
  commands_per_minute: 100000
"""
INCIDENT = re.compile(r"INC-\d{4}-\d\d-\d\d-\d{3,}")
READY_S = 30
SETTLE_S = 90
PEOPLE = 50


class Bot:
    """The program under test, with a data folder of its own."""

    def __init__(self, binary, folder, slack, sockets=2, cadence=None, policies=None):
        self.binary, self.folder, self.slack = binary, folder, slack
        self.data, self.config = folder / "data", folder / "tocsin.yaml"
        self.sockets, self.child, self.exits, self.kills = sockets, None, [], 0
        folder.mkdir(parents=True, exist_ok=True)
        for name, token in (("app-token", "xapp-fault"), ("bot-token", "xoxb-fault")):
            path = folder / name
            path.write_text(token + "\n")
            path.chmod(0o600)
        text = CONFIG.format(folder=folder, url=slack.api_url, sockets=sockets)
        if cadence:
            policy = (policies / "default.yaml").read_text()
            for span, short in IMPATIENT.items():
                policy = policy.replace(span, short.format(cadence=cadence), 1)
            (folder / "policy.yaml").write_text(policy)
            text += "policy: ./policy.yaml\n"
        self.config.write_text(text)

    def argv(self, *words):
        return [str(self.binary), *words, "--data", str(self.data), "--config", str(self.config)]

    def start(self):
        if self.child is not None and self.child.poll() is not None:
            self.exits.append(self.child.returncode)
        with open(self.folder / "log", "ab") as log:
            self.child = subprocess.Popen(self.argv("run"), stdin=subprocess.DEVNULL,
                                          stdout=log, stderr=log)

    def ready(self, sockets=None):
        wanted = sockets or self.sockets

        def open_enough():
            if self.child.poll() is not None:
                raise AssertionError(f"tocsin ended with {self.child.returncode}: {self.logged()}")
            return len(self.slack.sockets()["ready"]) >= wanted
        self.slack.wait(open_enough, READY_S, f"{wanted} sockets")

    def logged(self):
        return (self.folder / "log").read_text(errors="replace")[-1500:]

    def kill(self):
        if self.child.poll() is not None:
            self.exits.append(self.child.returncode)
        else:
            self.child.kill()
            self.child.wait()
            self.kills += 1
        self.child = None

    def stop(self):
        if self.child is None:
            return
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
        try:
            self.exits.append(self.child.wait(30))
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.exits.append(f"killed after SIGTERM: {self.logged()}")
            self.child.wait()
        self.child = None

    def lanes(self):
        """Lanes that still hold deliveries."""
        redis = Redis(self.data / "redis.sock")
        try:
            return [lane.decode() for lane in redis("ZRANGE", "t:{default}:lanes", "0", "-1")]
        finally:
            redis.close()

    def end(self):
        """Whatever happened, nothing of it is left running."""
        if self.child is not None and self.child.poll() is None:
            self.child.kill()
            self.child.wait()
        pid = serving(self.data / "redis.sock")
        if pid:
            stop(pid)


class Driver:
    def __init__(self, bot, slack, seed):
        self.bot, self.slack = bot, slack
        self.random = random.Random(seed)
        self.commands, self.incidents = [], []  # incidents: (id, channel id)
        self.kinds = (("note", 70), ("update", 15), ("pushpin", 15))
        self.watch = True
        self.left = []  # lanes that were not empty when last looked at

    def prepare(self, count):
        """The bot runs, and incidents are open. No faults yet."""
        self.bot.start()
        self.bot.ready()
        if self.watch:
            self.slack.control("watch", pid=self.bot.child.pid)
        self.slack.settings(ping_ms=20)
        for number in range(count):
            key = self.slack.command(f"declare sev1 service=s{number} it is down",
                                     user="U1ANA", channel="CGENERAL")
            self.slack.acked(key)
        channels = self.slack.wait(lambda: self.opened(count), 60, f"{count} channels")
        self.incidents = [(c["name"].upper(), c["id"]) for c in channels]
        self.settle()

    def opened(self, count):
        found = [c for c in self.slack.state()["channels"] if c["name"].startswith("inc-")]
        return found if len(found) >= count else None

    def give(self):
        """Somebody does something in the channel of some incident."""
        number = len(self.commands) + 1
        incident, channel = self.random.choice(self.incidents)
        kinds, weights = zip(*self.kinds)
        kind = self.random.choices(kinds, weights)[0]
        token = f"tok{number}x"
        user = f"ULOAD{self.random.randrange(PEOPLE):06d}"
        if kind == "pushpin":
            said = self.slack.control("message", user=user, channel=channel,
                                      text=f"look at {token}")
            key = self.slack.control("reaction", user=user, channel=channel, ts=said["ts"],
                                     name="pushpin")["key"]
        else:
            text = {"note": f"note {token} was seen",
                    "update": f"update {token} next: we look further"}[kind]
            key = self.slack.command(text, user=user, channel=channel)
        self.commands.append({"id": key, "kind": kind, "token": token, "incident": incident})

    def stream(self, seconds, rate):
        """So many commands a second, evenly, whatever becomes of them."""
        begin = time.monotonic()
        given = 0
        while (passed := time.monotonic() - begin) < seconds:
            if given < passed * rate:
                self.give()
                given += 1
            else:
                time.sleep(0.002)

    def settle(self, seconds=SETTLE_S):
        """Until everything is acknowledged and delivered, or the time is over: what is left
        then is for the checker."""
        end = time.monotonic() + seconds
        quiet, self.left = 0, ["(never looked)"]
        while quiet < 3 and time.monotonic() < end:
            if self.bot.child.poll() is not None:
                return
            try:
                self.left = self.bot.lanes()
                busy = self.slack.sockets()["hub"]["unacked"] > 0 or bool(self.left)
            except (OSError, Refused):
                busy = True
            quiet = 0 if busy else quiet + 1
            time.sleep(0.1)

    def result(self):
        """Everything the checker wants."""
        pongs = self.slack.sockets()["pongs"] if self.bot.kills == 0 and self.watch else None
        at = self.slack.state()
        epoch = time.time() * 1000 - at["at"]
        self.bot.stop()
        # After the end, so that the answer to the last command is in it as well.
        state, journal = self.slack.state(), self.slack.journal()
        return {
            "commands": self.commands, "journal": journal, "state": state, "epoch": epoch,
            "promised": aof.promised(self.bot.data), "pongs": pongs, "lanes": self.left,
            "exits": self.bot.exits,
            "records": export_all(self.bot.binary, self.bot.data, self.bot.config),
        }


def keep(folder, run):
    """What a failed run was judged by, for somebody to look at."""
    for name, part in run.items():
        (folder / f"{name}.json").write_text(json.dumps(part, indent=1))


def forget(folder):
    shutil.rmtree(folder, ignore_errors=True)

