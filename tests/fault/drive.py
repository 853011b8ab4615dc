"""Streams commands into a bot that is killed, and remembers what it promised.

The far side of every promise is here: the replies, and the posts that reached the pipe
before a kill. Nothing is judged in this file; checker.py does that.
"""

import os
import pathlib
import queue
import random
import signal
import socket
import struct
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from console import Console, Gone  # noqa: E402
from redis_server import Redis, Refused  # noqa: E402

ANNOUNCE = "#incidents"
CONFIG = """announce: ["console:#incidents"]
log_level: warn
limits:
  commands_per_minute: 100000
"""
INCIDENTS = 6
WINDOW = 24
PEOPLE = ["ana", "ben", "cleo", "dev", "eve"]
READY_S = 60
SETTLE_S = 120
REDIS_S = 20
TOLD_S = 30
COPY = """local all = {}
for _, key in ipairs(redis.call('KEYS', '*')) do
  all[#all + 1] = key
  all[#all + 1] = math.max(0, redis.call('PTTL', key))
  all[#all + 1] = redis.call('DUMP', key)
end
return all"""
PUT = """redis.call('FLUSHALL')
for i = 1, #ARGV, 3 do redis.call('RESTORE', ARGV[i], ARGV[i + 1], ARGV[i + 2]) end"""


class Driver:
    def __init__(self, binary, folder, seed):
        self.binary, self.folder = binary, folder
        self.data = folder / "data"
        self.config = folder / "tocsin.yaml"
        self.config.write_text(CONFIG)
        self.random = random.Random(seed)
        self.console = None
        self.commands = []  # in the order in which they were sent first
        self.by_id = {}
        self.open = {}  # id -> command without a definite answer
        self.posts, self.exits = [], []
        self.redis_killed = self.stalled = self.denied = 0
        self.losses = []  # {"kind", "open": [(incident, channel)], "posts": how many before}
        self.turmoil = False  # a store was just exchanged, and not all of it is told
        self.declared = []  # every id that was given, in order
        self.places = []  # (incident, channel) of open incidents
        self.closed = []  # the same of closed ones
        self.again = 0.0  # when unknown ones are asked again

    # ---- lines that come back ----

    def heard(self, line):
        if line["type"] == "post":
            self.posts.append({**line, "turmoil": self.turmoil})
        elif line["type"] == "reply" and line["id"] in self.by_id:
            command = self.by_id[line["id"]]
            command["answers"].append(line)
            if line["status"] != "unknown":
                self.open.pop(line["id"], None)
        elif line["type"] == "error":
            raise AssertionError(f"refused line: {line['text']}")

    def pump(self, seconds):
        """Takes what comes for so long. False: the bot is gone."""
        end = time.monotonic() + seconds
        while True:
            try:
                line = self.console.next(max(0, end - time.monotonic()))
            except Gone:
                return False
            if line is not None:
                self.heard(line)
            elif time.monotonic() >= end:
                return True
            if line is not None and time.monotonic() >= end + 5:
                return True

    # ---- the bot ----

    def start(self):
        self.console = Console(self.binary, self.data, self.config, log=self.folder / "log")

    def ready(self):
        self.console.until(lambda line: line["type"] == "ready", READY_S, self.heard)
        for command in list(self.open.values()):
            self.send(command)

    def kill(self):
        if self.console.child.poll() is not None:
            self.exits.append(self.console.child.returncode)
        self.console.kill()
        try:
            rest = self.console.drain()
        except queue.Empty:
            rest = []
        for line in rest:
            self.heard(line)

    def restart(self):
        self.kill()
        self.start()
        self.ready()

    def redis(self):
        """The pid of the embedded server, told by the kernel: who listens on its socket.
        Waits for one; a fault that has nobody to hit would be none."""
        end = time.monotonic() + REDIS_S
        while time.monotonic() < end:
            with socket.socket(socket.AF_UNIX) as probe:
                try:
                    probe.connect(str(self.data / "redis.sock"))
                    peer = probe.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
                except OSError:
                    time.sleep(0.01)
                    continue
            pid = struct.unpack("3i", peer)[0]
            name = pathlib.Path(f"/proc/{pid}/comm").read_text()
            assert name.startswith("redis-server"), name
            return pid
        raise AssertionError("there is no Redis to hit")

    def connection(self):
        """To a Redis that has read its files; one that was killed just now has not."""
        end = time.monotonic() + REDIS_S
        while True:
            self.redis()
            redis = Redis(self.data / "redis.sock")
            try:
                redis("EXISTS", "x")
                return redis
            except Refused:
                redis.close()
                assert time.monotonic() < end, "Redis is loading for ever"
                time.sleep(0.01)

    # ---- commands ----

    def send(self, command):
        self.console.send(
            id=command["id"],
            user=command["user"],
            channel=command["place"],
            text=command["text"],
        )

    def give(self, kind, incident, place, text):
        number = len(self.commands) + 1
        command = {
            "id": f"c{number}",
            "kind": kind,
            "token": f"tok{number}x",
            "user": self.random.choice(PEOPLE),
            "incident": incident,
            "place": place,
            "era": len(self.losses),
            "answers": [],
        }
        command["text"] = text.format(token=command["token"])
        self.commands.append(command)
        self.by_id[command["id"]] = self.open[command["id"]] = command
        self.send(command)

    def stream(self):
        """Keeps WINDOW commands in flight."""
        pick = self.random.random()
        if len(self.open) >= WINDOW:
            return
        if pick < 0.05 and self.commands:
            # A network that delivers twice. What the store was before knows nobody any more.
            command = self.random.choice(self.commands)
            if command["era"] == len(self.losses) and not self.turmoil and any(a["status"] == "done" and a["saved"] for a in command["answers"]):
                self.send(command)
        elif pick < 0.10:
            self.give("update", *self.random.choice(self.closed), "update {token} too late")
        elif pick < 0.40:
            text = "update {token} next: we look further"
            self.give("update", *self.random.choice(self.places), text)
        else:
            self.give("note", *self.random.choice(self.places), "note {token} was seen")

    def ask_again(self):
        """What was answered as unknown is asked once more, with the same id."""
        if time.monotonic() < self.again:
            return
        self.again = time.monotonic() + 1
        for command in list(self.open.values()):
            if command["answers"] and command["answers"][-1]["status"] == "unknown":
                self.send(command)

    def work(self, seconds):
        """Streams for so long. False: the bot is gone."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for _ in range(4):
                self.stream()
            self.ask_again()
            if not self.pump(0.002):
                return False
        return True

    def prepare(self):
        """Incidents to write to, one of them closed. No faults yet."""
        self.start()
        self.ready()
        self.open_incidents()

    def open_incidents(self):
        era = len(self.losses)
        self.places = []
        for number in range(INCIDENTS):
            severity = 1 + number % 2
            reply = self.console.ask(
                id=f"declare{era}-{number}", user="ana", channel="#general", seen=self.heard,
                text=f"declare sev{severity} service=s{number} it is down",
            )
            if not reply["saved"]:
                raise AssertionError(f"declare was refused: {reply['text']}")
            place = reply.get("place") or "#" + reply["incident"].lower()
            self.declared.append(reply["incident"])
            self.places.append((reply["incident"], place))
            self.console.ask(id=f"quiet{era}-{number}", quiet=True, seen=self.heard)
        self.closed = [self.places.pop()]
        for text in ("resolve cause=fixed done", "restore", "verify", "close"):
            self.console.ask(
                id=f"end{era}-{text.split()[0]}", user="ana", channel=self.closed[0][1],
                seen=self.heard, text=text,
            )

    # ---- faults ----

    def fault_bot(self):
        self.work(self.random.uniform(0, 0.2))
        self.kill()
        self.start()
        # Some die again before they are ready.
        if self.random.random() < 0.1:
            time.sleep(self.random.uniform(0, 0.3))
            self.kill()
            self.start()
        self.ready()

    def fault_redis(self):
        self.work(self.random.uniform(0.05, 0.4))
        os.kill(self.redis(), signal.SIGKILL)
        self.redis_killed += 1
        if self.random.random() < 0.3:
            self.kill()
            self.start()
            self.ready()
        elif not self.work(1.0):
            self.restart()

    def fault_stall(self):
        self.work(self.random.uniform(0.05, 0.3))
        pid = self.redis()
        os.kill(pid, signal.SIGSTOP)
        self.stalled += 1
        try:
            alive = self.work(self.random.uniform(3, 6))
        finally:
            os.kill(pid, signal.SIGCONT)
        if not alive or not self.work(1.0):
            self.restart()

    def fault_rights(self):
        """A right is taken away while commands stream in, and given back."""
        right = self.random.choice(["hset", "xadd", "zadd", "rpush", "set", "lpop"])
        self.work(self.random.uniform(0.05, 0.3))
        redis = self.connection()
        redis("ACL", "SETUSER", "default", "-" + right)
        self.denied += 1
        try:
            alive = self.work(self.random.uniform(0.2, 1))
        finally:
            redis("ACL", "SETUSER", "default", "+" + right)
            redis.close()
        if not alive or not self.work(3):
            self.restart()

    # ---- another store under the same connection ----

    def told(self, since, words, place):
        return any(post["place"] == place and words(post["text"]) for post in self.posts[since:])

    def exchanged(self, kind, done):
        """Streams on until `done` says that people were told, or in vain."""
        loss = {"kind": kind, "open": list(self.places), "posts": len(self.posts)}
        self.losses.append(loss)
        end = time.monotonic() + TOLD_S
        alive = True
        while alive and time.monotonic() < end and not done(loss["posts"]):
            alive = self.work(0.1)
        if not alive or not self.work(0.5):
            self.restart()
        # Whatever lay in the outbox of either store has been said.
        self.console.ask(id=f"quiet-loss{len(self.losses)}", quiet=True, seen=self.heard,
                         timeout=SETTLE_S)
        self.turmoil = False

    def fault_emptied(self):
        """FLUSHALL while commands stream in."""
        self.work(self.random.uniform(0.2, 0.6))
        redis = self.connection()
        self.turmoil = True
        redis("FLUSHALL")
        redis.close()
        places = list(self.places)
        self.exchanged("emptied", lambda since: all(
            self.told(since, lambda text, i=incident: f"{i} is lost" in text, place)
            for incident, place in places))
        self.open_incidents()

    def fault_older(self):
        """The store becomes what it was a moment ago."""
        self.work(self.random.uniform(0.1, 0.3))
        redis = self.connection()
        copy = redis("EVAL", COPY, 0)
        self.work(self.random.uniform(0.5, 1.5))
        self.turmoil = True
        redis("EVAL", PUT, 0, *copy)
        redis.close()
        self.exchanged("older", lambda since: self.told(
            since, lambda text: "lost" in text or "is gone" in text, ANNOUNCE))

    def faults(self, kills, redis_kills, stalls, rights=0, emptied=0, older=0):
        plan = [self.fault_bot] * kills + [self.fault_redis] * redis_kills
        plan += [self.fault_stall] * stalls + [self.fault_rights] * rights
        plan += [self.fault_older] * older
        self.random.shuffle(plan)
        # What is lost whole proves nothing else afterwards: first.
        plan = [self.fault_emptied] * emptied + plan
        for number, fault in enumerate(plan, 1):
            fault()
            if number % 50 == 0:
                print(f"{number} faults, {len(self.commands)} commands", flush=True)

    def settle(self):
        """Everything is asked until it is answered, and everything is delivered."""
        end = time.monotonic() + SETTLE_S
        while self.open and time.monotonic() < end:
            self.ask_again()
            if not self.pump(0.2):
                self.restart()
        self.console.ask(id="last-quiet", quiet=True, seen=self.heard, timeout=SETTLE_S)
        # A lane whose settlement was refused has patience: until nothing waits any more.
        redis = self.connection()
        waiting = "t:{default}:lanes"
        while redis("ZCARD", waiting) and time.monotonic() < end + SETTLE_S:
            self.pump(0.5)
        redis.close()
        self.pump(1)
        self.exits.append(self.console.close())
