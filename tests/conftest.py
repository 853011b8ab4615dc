"""The program under test, driven over its JSON console, as scripts drive it."""

import json
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

from console import Session  # noqa: E402
from redis_server import Redis, Server, serving, stop  # noqa: E402


def pytest_addoption(parser):
    parser.addoption("--binary", default=str(ROOT / "build" / "dev" / "tocsin"))


@pytest.fixture(scope="session")
def binary(request):
    return str(pathlib.Path(request.config.getoption("--binary")).resolve())


CONFIG = "limits: {commands_per_minute: 100000}\n"


class World:
    """A data folder and a configuration that consoles and subcommands share."""

    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder
        self.data = folder / "data"
        self.config = folder / "tocsin.yaml"
        self.sessions, self.servers, self.folders = [], [], {self.data}
        self.configure()

    def configure(self, text="", limits=CONFIG):
        self.config.write_text(limits + text)

    def console(self, data=None, **kwargs):
        data = data or self.data
        self.folders.add(data)
        log = self.folder / f"log-{len(self.sessions)}"
        session = Session(self.binary, data, self.config, log, **kwargs)
        self.sessions.append(session)
        return session

    def argv(self, *args, data=None):
        data = data or self.data
        self.folders.add(data)
        return [self.binary, args[0], *map(str, args[1:]), "--data", str(data), "--config",
                str(self.config)]

    def run(self, *args, check=True, data=None, stdin=None):
        done = subprocess.run(self.argv(*args, data=data), input=stdin, capture_output=True,
                              text=True, timeout=60)
        if check:
            assert done.returncode == 0, (args, done.returncode, done.stdout, done.stderr)
        return done

    def export(self, incident, **kwargs):
        return json.loads(self.run("export", incident, "--json", **kwargs).stdout)

    def redis(self, data=None):
        """A connection to the embedded Redis, which a console keeps running."""
        return Redis((data or self.data) / "redis.sock")

    def server(self, *options, name="own"):
        server = Server(self.folder / name, *options)
        self.servers.append(server)
        return server

    def end(self):
        # Each one that still runs ends in good order, or the test has failed.
        statuses = [session.close(20) for session in self.sessions
                    if session.child.poll() is None]
        # A killed bot leaves its Redis running, to be adopted by the next one.
        for folder in self.folders:
            pid = serving(folder / "redis.sock")
            if pid:
                stop(pid)
        for server in self.servers:
            if server.child.poll() is None:
                server.stop()
        assert not any(statuses), (statuses, [s.logged()[-2000:] for s in self.sessions])


@pytest.fixture
def world(binary, tmp_path):
    world = World(binary, tmp_path)
    yield world
    world.end()


@pytest.fixture(scope="module")
def shared_world(binary, tmp_path_factory):
    """One world for tests that only look at it."""
    world = World(binary, tmp_path_factory.mktemp("world"))
    yield world
    world.end()
