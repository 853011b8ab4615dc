#!/usr/bin/env python3
"""Kills a restore at random commits, and looks whether it is there whole or not at all.

    tests/fault/restores.py --binary build/dev/tocsin [--kills 40] [--seed N]

One backup of several incidents is made once. Then, each time into an empty Redis: the restore is
killed at one of its commits. Either it had ended, or everybody is kept out, in words that say
what to do. Restoring again, or undoing and restoring, leaves what one leaves that nobody disturbs.
"""

import argparse
import pathlib
import random
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "support")]

from console import Session  # noqa: E402
from gate import Gate  # noqa: E402
from redis_server import Redis, Server  # noqa: E402

PREFIX = "t:{default}:"
HALF, TODO = "holds a part of a backup", "tocsin restore FILE again"
INCIDENTS, NOTES = 6, 12
COMMAND_S = 60


class World:
    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder
        self.server = Server(folder / "redis", "--appendonly", "yes")
        self.redis = Redis(self.server.path)
        self.config, self.file, self.gate = (folder / n for n in ("tocsin.yaml", "backup", "gate"))
        self.point_to(self.server.path)

    def point_to(self, path):
        self.config.write_text(f'redis: {{ url: "unix:{path}", allow_volatile: true }}\n'
                               "log_level: warn\nlimits: { commands_per_minute: 100000 }\n")

    def argv(self, *words):
        return [str(self.binary), *map(str, words), "--data", str(self.folder / "data"), "--config",
                str(self.config)]

    def run(self, *words):
        return subprocess.run(self.argv(*words), capture_output=True, text=True,
                              timeout=COMMAND_S, check=False)

    def prepare(self):
        bot = Session(self.binary, self.folder / "data", self.config, self.folder / "log",
                      clock="virtual=2025-09-29T10:00:00Z", timeout=COMMAND_S)
        for i in range(INCIDENTS):
            said = bot.say(f"declare sev2 service=s{i} incident number {i}")
            assert said["saved"], said
            for n in range(NOTES):
                assert bot.say(f"note we looked at part {n}", channel="#" + said["incident"].lower())["saved"]
        assert bot.close() == 0
        assert self.run("backup", self.file).returncode == 0
        self.redis("FLUSHALL")

    def restored(self):
        """What there is of the incidents: their head hashes, and what is listed."""
        audit, listed = self.run("audit", "--all"), self.run("list", "--all")
        return audit.returncode, audit.stdout, listed.stdout

    def through_gate(self, at=None):
        """Restores through a gate, killed at that commit. (status, commits)"""
        self.gate.unlink(missing_ok=True)
        self.point_to(self.gate)
        started = []
        gate = Gate(self.gate, self.server.path, at, lambda: started[0].kill())
        started.append(subprocess.Popen(self.argv("restore", self.file), stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL))
        status = started[0].wait(COMMAND_S)
        gate.close()
        self.point_to(self.server.path)
        return status, gate.commits

    def half(self):
        return self.redis("HEXISTS", PREFIX + "meta", "restoring") == 1


def faults(world, point, commits, undo, wanted):
    """Lines of what did not hold after a kill at that commit."""
    world.redis("FLUSHALL")
    status, _ = world.through_gate(point)
    if status == 0 and point < commits:
        yield f"it ended with 0 though it was killed at commit {point} of {commits}"
    end = time.monotonic() + 10  # the commit that was handed on is done
    while point < commits and not world.half():
        if time.monotonic() > end:
            yield "no marker says that it is half done"
            return
    if world.half():
        for words in (("list",), ("show", "001"), ("backup", world.folder / "b"), ("doctor",),
                      ("console", "--json")):
            done = world.run(*words)
            if done.returncode == 0 or HALF not in done.stdout + done.stderr or \
                    TODO not in done.stdout + done.stderr:
                yield f"tocsin {words[0]} over a half restore: {done.returncode} {done.stderr[-300:]}"
        if undo:
            undone = world.run("restore", "--undo")
            left = [k for k in world.redis("KEYS", PREFIX + "*") if not k.endswith(b":meta")]
            if undone.returncode != 0 or left:
                yield f"undone: {undone.returncode} {undone.stderr[-300:]}, left: {left[:3]}"
        again = world.run("restore", world.file)
        if again.returncode != 0 or f"{INCIDENTS} incidents restored" not in again.stdout:
            yield f"restored again: {again.returncode} {again.stderr[-300:]}"
    if world.restored() != wanted:
        yield "it is not as a restore leaves it that nobody disturbs"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, required=True)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    args = parser.parse_args()
    rng = random.Random(args.seed)
    print(f"seed {args.seed}")
    with tempfile.TemporaryDirectory(prefix="rst-") as folder:
        world = World(args.binary.resolve(), pathlib.Path(folder))
        passed = failed = half = 0
        try:
            world.prepare()
            status, commits = world.through_gate()
            wanted = world.restored()
            assert status == 0 and wanted[0] == 0 and commits > INCIDENTS, (status, commits, wanted)
            for kill in range(args.kills):
                point = rng.randint(1, commits)
                found = list(faults(world, point, commits, kill % 2, wanted))
                half += point < commits
                passed, failed = passed + (not found), failed + bool(found)
                for line in found:
                    print(f"FAILED at commit {point} of {commits}: {line}", flush=True)
        finally:
            world.redis.close()
            world.server.stop()
    print(f"{args.kills} restores killed, {half} of them half done: "
          f"{passed} passed, {failed} failed")
    return 0 if failed == 0 and passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
