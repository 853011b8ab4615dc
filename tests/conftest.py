"""The program under test, driven over its JSON console, as scripts drive it."""

import json
import os
import pathlib
import subprocess
import threading

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent


def pytest_addoption(parser):
    parser.addoption("--binary", default=str(ROOT / "build" / "dev" / "tocsin"))


@pytest.fixture
def binary(request):
    return request.config.getoption("--binary")


class Console:
    """One running `tocsin console --json`. Every call waits for its answer."""

    def __init__(self, binary, data, config, clock="virtual=2025-09-29T10:00:00Z", args=()):
        command = [binary, "console", "--json", "--data", str(data), "--config", str(config)]
        if clock:
            command += ["--clock", clock]
        self.process = subprocess.Popen(
            command + list(args), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, bufsize=1)
        self.lines = []
        self.changed = threading.Condition()
        self.errors = []
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._read_errors, daemon=True).start()
        self.number = 0
        self.wait(lambda line: line["type"] == "ready")

    def _read(self):
        for line in self.process.stdout:
            with self.changed:
                self.lines.append(json.loads(line))
                self.changed.notify_all()
        with self.changed:
            self.lines.append({"type": "end"})
            self.changed.notify_all()

    def _read_errors(self):
        for line in self.process.stderr:
            self.errors.append(line)

    def wait(self, wanted, start=0, seconds=20):
        """The first line from `start` on that is wanted."""
        def found():
            for line in self.lines[start:]:
                if wanted(line):
                    return line
            return None

        with self.changed:
            self.changed.wait_for(
                lambda: found() or any(line["type"] == "end" for line in self.lines), seconds)
            line = found()
        assert line, f"not seen; stderr: {''.join(self.errors)[-2000:]}; {self.lines[start:]}"
        return line

    def send(self, **line):
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()

    def next_id(self):
        self.number += 1
        return f"k{self.number}"

    def say(self, text, user="ana", channel="#general", key=None):
        """Types a command; its reply, after everything it caused was delivered."""
        key = key or self.next_id()
        start = len(self.lines)
        self.send(id=key, user=user, channel=channel, text=text)
        reply = self.wait(lambda l: l["type"] == "reply" and l.get("id") == key, start)
        self.quiet()
        return reply

    def quiet(self):
        key = self.next_id()
        self.send(id=key, quiet=True)
        self.wait(lambda l: l["type"] == "quiet" and l.get("id") == key)

    def pass_time(self, minutes):
        """Moves the virtual clock; the posts that came meanwhile."""
        key = self.next_id()
        start = len(self.lines)
        self.send(id=key, clock=int(minutes * 60000))
        self.wait(lambda l: l["type"] == "clock" and l.get("id") == key, start)
        return [l for l in self.lines[start:] if l["type"] == "post"]

    def posts(self, place=None):
        return [l for l in self.lines
                if l["type"] == "post" and (place is None or l["place"] == place)]

    def close(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            self.process.wait(20)
        return self.process.returncode

    def kill(self):
        self.process.kill()
        self.process.wait()


CONFIG = """
limits: {commands_per_minute: 100000}
"""


class World:
    """A data folder and a configuration that consoles and subcommands share."""

    def __init__(self, binary, folder):
        self.binary = binary
        self.folder = folder
        self.data = folder / "data"
        self.config = folder / "tocsin.yaml"
        self.config.write_text(CONFIG)
        self.open = []

    def console(self, **kwargs):
        console = Console(self.binary, self.data, self.config, **kwargs)
        self.open.append(console)
        return console

    def run(self, *args, check=True, data=None):
        done = subprocess.run(
            [self.binary, args[0], *args[1:], "--data", str(data or self.data), "--config",
             str(self.config)],
            capture_output=True, text=True, timeout=60)
        if check:
            assert done.returncode == 0, (args, done.returncode, done.stdout, done.stderr)
        return done

    def export(self, incident):
        return json.loads(self.run("export", incident, "--json").stdout)

    def end(self):
        for console in self.open:
            if console.process.poll() is None:
                console.kill()
        pid_file = self.data / "redis.pid"
        if pid_file.exists():
            try:
                os.kill(int(pid_file.read_text()), 15)
            except (OSError, ValueError):
                pass


@pytest.fixture
def world(binary, tmp_path):
    world = World(binary, tmp_path)
    yield world
    world.end()
