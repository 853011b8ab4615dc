#!/usr/bin/env python3
"""tocsin, doing its whole job, and a minimal app on Bolt for JavaScript, in turns against
the same Slack of our own, with the same commands. Measures and prints; judges nothing.

usage: bench.py BINARY [--rounds N] [--text update|note] [--scale F]

Both store in a Redis with an append-only file, fsync always, over a unix socket; its
processor time counts for neither. tocsin posts within Slack's limits, so that its notices
come after the load; Bolt posts as fast as it can, which a real Slack would not allow.
"""

import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[:0] = [str(ROOT / "tests" / "slack" / "fault"), str(ROOT / "tests" / "support"),
                str(ROOT / "tests" / "slack" / "fault" / "vouch")]

import vouch  # noqa: E402
from drive import Bot  # noqa: E402
from redis_server import Server  # noqa: E402
from slack_server import Slack  # noqa: E402

LOADS = ((1, 2000), (16, 8000), (64, 16000))  # in flight, commands
PER_PERSON = 10  # of 20 that tocsin lets a person give in a minute
CHANNELS = 8
TEXTS = {"update": "update bench {n} next: we look further", "note": "note bench {n}"}
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_s(pid):
    words = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / TICKS


def rss_mb(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


class Tocsin:
    """With the limits that people have: nothing is switched off for the bench."""

    def __init__(self, binary, folder, slack):
        self.slack = slack
        self.bot = Bot(binary, folder, slack)
        text = self.bot.config.read_text().partition("limits:")[0]
        self.bot.config.write_text(text.replace("log_level: info", "log_level: warn"))

    def start(self):
        self.bot.start()
        return self.bot.child.pid

    def prepare(self):
        """Incidents to write to."""
        for n in range(CHANNELS):
            key = self.slack.command(f"declare sev1 service=s{n} it is down", user=f"ULOAD9{n:05d}")
            self.slack.acked(key)

        def ready():
            found = [c["id"] for c in self.slack.state()["channels"]
                     if c["name"].startswith("inc-") and c["messages"]]
            return found if len(found) == CHANNELS else None
        return self.slack.wait(ready, 120, "the incidents' channels")

    def end(self):
        self.bot.end()


class Bolt:
    def __init__(self, binary, folder, slack):
        self.argv, self.environment = vouch.bolt()
        self.argv = [self.argv[0], str(HERE / "app.js"), slack.api_url]
        self.redis = Server(folder / "redis", "--appendonly", "yes", "--appendfsync", "always")
        self.child = None

    def start(self):
        self.child = subprocess.Popen([*self.argv, str(self.redis.path)],
                                      env={**os.environ, **self.environment})
        return self.child.pid

    def prepare(self):
        return ["CGENERAL"] * CHANNELS

    def end(self):
        if self.child:
            self.child.kill()
            self.child.wait()
        self.redis.stop()


def measure(kind, args, people):
    """{name of the figure: value} of one program in one round."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="slackbench-"))
    figures = {}
    with Slack() as slack:
        slack.settings(echo=False, retry_ms=0)
        program = kind(args.binary.resolve(), folder, slack)
        try:
            begin = time.monotonic()
            pid = program.start()
            slack.until(lambda e: e["kind"] == "socket" and e["outcome"] == "hello")
            figures["start to connected, ms"] = (time.monotonic() - begin) * 1000
            channels = program.prepare()
            time.sleep(1)  # what follows from the preparation is no part of the load
            figures["memory at rest, MB"] = rss_mb(pid)
            slack.control("journal", off=True)
            for in_flight, count in LOADS:
                count = int(count * args.scale)
                before = cpu_s(pid)
                load = slack.control("load", command="/inc", text=TEXTS[args.text],
                                     channels=channels, in_flight=in_flight, count=count,
                                     users=max(1, count // PER_PERSON), **{"from": people})
                people += count
                name = f"{in_flight} in flight: "
                figures[name + "commands/s"] = load["per_second"]
                figures[name + "p50, ms"] = load["p50_ms"]
                figures[name + "p99, ms"] = load["p99_ms"]
                figures[name + "CPU per command, µs"] = (cpu_s(pid) - before) / count * 1e6
                figures[name + "lost"] = load["lost"]
            figures["memory after the load, MB"] = rss_mb(pid)
        finally:
            program.end()
            shutil.rmtree(folder, ignore_errors=True)
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--text", choices=TEXTS, default="update")
    parser.add_argument("--scale", type=float, default=1, help="so many times the commands")
    parser.add_argument("--one", choices=("tocsin", "bolt"), help="only this one")
    args = parser.parse_args()
    kinds = {"tocsin": Tocsin, "bolt": Bolt}
    found = {name: [] for name in kinds if args.one in (None, name)}
    for number in range(args.rounds):
        for name, rounds in found.items():
            rounds.append(measure(kinds[name], args, 0))
            print(f"round {number + 1}: {name} done", file=sys.stderr, flush=True)
    print(f"`/inc {args.text}`, median of {args.rounds} rounds in turns\n")
    print("| | " + " | ".join(found) + (" | bolt ÷ tocsin |" if len(found) == 2 else " |"))
    print("|---" * (len(found) + 1 + (len(found) == 2)) + "|")
    for figure in next(iter(found.values()))[0]:
        values = [statistics.median(r[figure] for r in rounds) for rounds in found.values()]
        cells = [f"{value:,.0f}" if value >= 100 else f"{value:.2f}" for value in values]
        if len(values) == 2:
            cells.append(f"{values[1] / values[0]:.2f}" if values[0] else "")
        print(f"| {figure} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
