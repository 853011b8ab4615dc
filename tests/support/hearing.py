"""Six incidents as a whole workspace hears them: played over the real program, counted.

An incident is a list of steps, (minutes that pass before it, who, where, what is typed);
"{1}" is the channel of the first incident declared. Nothing here knows what tocsin
promises: it only says what arrived where, when, and for whom a telephone rings."""

import collections
import re

from console import Session
from redis_server import serving, stop

CONFIG = "limits: {commands_per_minute: 100000}\n"
PEOPLE = """
people:
  - {name: Ana, identities: ["console:ana"]}
  - {name: Ben, identities: ["console:ben"], groups: [oncall]}
  - {name: Cho, identities: ["console:cho"]}
  - {name: Lea, identities: ["console:lea"], groups: [leadership]}
  - {name: Sam, identities: ["console:sam"], groups: [security]}
"""
LEADERS = ("lea",)
GENERAL = "#general"
PLACES = ("#incidents", "#leadership")

HEARD = {
    "untouched Sev1, first 30 minutes": [
        (0, "ana", GENERAL, "declare sev1 checkout fails service=payments"),
        (30, None, None, None),
    ],
    "well-run Sev1, 40 minutes": [
        (0, "ana", GENERAL, "declare sev1 checkout fails service=payments"),
        (1, "ben", "{1}", "ack"),
        (1, "ben", "{1}", "role take commander"),
        (5, "ben", "{1}", "update the release is being rolled back impact: no orders "
                          "next: watch the error rate"),
        (7, "ben", "{1}", "contain traffic goes to the second site"),
        (3, "ben", "{1}", "update errors fall impact: 5 % of orders fail next: finish the rollback"),
        (8, "ben", "{1}", "mitigate the old build runs everywhere"),
        (5, "ben", "{1}", "resolve build 411 is back, the pool size is fixed"),
        (8, "cho", "{1}", "verify 500 orders went through"),
        (2, "ben", "{1}", "close"),
    ],
    "Sev2 over three days": [
        (0, "ana", GENERAL, "declare sev2 search is slow service=search"),
        (5, "ben", "{1}", "role take commander"),
        (20, "ben", "{1}", "update one shard is hot impact: slow searches next: split it"),
        (25, "ben", "{1}", "update the split runs next: wait for it"),
        (20, "ben", "{1}", "severity sev3 only the old catalogue is slow"),
        (230, "ben", "{1}", "update split is half done next: look again in the morning"),
        (16 * 60, "cho", "{1}", "update split is done, a second shard is hot next: split it"),
        (220, "ben", "{1}", "update the second split runs next: wait for it"),
        (20 * 60, "cho", "{1}", "update both are split next: watch for a day"),
        (200, "cho", "{1}", "restore searches are fast"),
        (20 * 60, "ben", "{1}", "resolve the hot shards are split"),
        (60, "cho", "{1}", "verify latency is normal"),
        (10, "ben", "{1}", "close"),
    ],
    "duplicate": [
        (0, "ana", GENERAL, "declare sev1 checkout fails service=payments"),
        (1, "ben", "{1}", "ack"),
        (1, "ben", "{1}", "role take commander"),
        (1, "cho", GENERAL, "declare sev1 no orders come in service=orders"),
        (4, "ben", "{2}", "duplicate 001"),
        (5, "ben", "{1}", "update a release is being rolled back next: watch the error rate"),
        (9, "ben", "{1}", "resolve build 411 is back"),
        (5, "cho", "{1}", "verify orders come in"),
        (1, "ben", "{1}", "close"),
        (60, None, None, None),
    ],
    "false alarm": [
        (0, "ana", GENERAL, "declare sev1 the site is down service=site"),
        (2, "ben", "{1}", "ack"),
        (4, "ben", "{1}", "cancel the probe itself was broken, the site is fine"),
        (8 * 60, None, None, None),
    ],
    "restricted Sev1": [
        (0, "ana", GENERAL, "declare sev1 tokens of customers leaked service=login type=security"),
        (25, "sam", "{1}", "role take commander"),
        (3, "sam", "{1}", "update the leaked tokens are revoked next: find out who used them"),
        (10, "sam", "{1}", "resolve the leak is closed"),
        (5, "sam", "{1}", "verify no token of the list works"),
        (1, "sam", "{1}", "close"),
        (60, None, None, None),
    ],
}


class Heard:
    """What one played incident made people hear."""

    def __init__(self, console, steps):
        self.posts, self.answers, self.start = [], [], None
        self.channels = []
        self.typed = {step[1] for step in steps}
        self.private = set()  # channels of restricted incidents: who works there is let in
        read = len(console.lines)
        for minutes, user, channel, text in steps:
            if minutes:
                console.request(clock=minutes * 60_000)
                read = self._take(console, read, by_clock=True)
            if text is not None:
                for n, known in enumerate(self.channels):
                    channel = channel.replace("{%d}" % (n + 1), known)
                reply = console.say(text, user=user, channel=channel)
                assert reply["status"] == "done", (text, reply["text"])
                self.answers.append((text, reply["text"]))
                read = self._take(console, read, by_clock=False)

    def _take(self, console, read, by_clock):
        for line in console.lines[read:]:
            if line["type"] == "open":
                self.channels.append(line["place"])
            if line["type"] == "post":
                self.start = self.start if self.start is not None else line["now"]
                if "is a restricted incident" in line["text"]:
                    self.private.add("#" + line["incident"].lower())
                self.posts.append({**line, "by_clock": by_clock,
                                   "minute": (line["now"] - self.start) / 60_000})
        return len(console.lines)

    def to(self, place):
        return [post for post in self.posts if post["place"] == place]

    def in_channels(self):
        return [post for post in self.posts if post["place"] in self.channels]

    def in_person(self):
        return [post for post in self.posts if post["place"].startswith("@")]

    def reads(self, name, place):
        """Is that person in that place? Somebody named elsewhere is not rung."""
        if place.startswith("@"):
            return place == f"@{name}"
        if place in self.private:
            return name in self.typed
        return place != PLACES[1] or name in LEADERS

    def mentioned(self, posts):
        """Everybody whose telephone rings: written to in person, or named by "@" where
        they read it."""
        rung = collections.Counter()
        for post in posts:
            named = set(re.findall(r"(?<![\w@])@([a-z]+)\b", post["text"]))
            if post["place"].startswith("@"):
                named.add(post["place"][1:])
            for name in named:
                rung[name] += self.reads(name, post["place"])
        return +rung

    def per_hour(self, posts):
        return collections.Counter(int(post["minute"] // 60) for post in posts)

    def updates(self, place):
        return [post for post in self.to(place) if "INCIDENT UPDATE" in post["text"]]


def play(binary, folder, steps, config=CONFIG):
    """One incident, in a data folder of its own below `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tocsin.yaml").write_text(config + PEOPLE)
    console = Session(binary, folder / "data", folder / "tocsin.yaml", folder / "log")
    try:
        return Heard(console, steps)
    finally:
        console.close(20)
        pid = serving(folder / "data" / "redis.sock")
        if pid:
            stop(pid)


def played(binary, folder):
    """{name: Heard} of all six."""
    return {name: play(binary, folder / str(n), steps)
            for n, (name, steps) in enumerate(HEARD.items())}


def rows(heard):
    """Lines of the table in the documents: one row per incident."""
    table = ["| incident | its channel | announce | leadership | in person | most in an hour | "
             "a telephone rings for |", "|---|---|---|---|---|---|---|"]
    for name, one in heard.items():
        hours = one.per_hour(one.posts)
        rung = ", ".join(f"{who} {n}×" for who, n in sorted(one.mentioned(one.posts).items()))
        table.append(
            f"| {name} | {len(one.in_channels())} | {len(one.to(PLACES[0]))} | "
            f"{len(one.to(PLACES[1]))} | {len(one.in_person())} | {max(hours.values())} | "
            f"{rung or 'nobody'} |")
    return table
