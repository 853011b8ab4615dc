"""tocsin under a service manager: what it says on NOTIFY_SOCKET, when it feeds the watchdog,
the unit file, and the dead-man switch."""

import http.server
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

import pytest

from redis_server import serving
from test_doctor import slack
from test_run import PLACES, Run, deaf, runs  # noqa: F401  (fixtures)

UNIT = pathlib.Path(__file__).resolve().parents[2] / "deploy" / "systemd" / "tocsin.service"
WATCHDOG_S = 3
NOBODY = 65534


class Manager:
    """The other end of NOTIFY_SOCKET."""

    def __init__(self, address):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(address)
        self.heard = []

    def listen(self, seconds, until=None):
        """Datagrams of the next seconds, or up to the wanted one."""
        heard, end = [], time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                heard.append(self.socket.recv(4096).decode())
            except (TimeoutError, socket.timeout):
                break
            if until and until in heard[-1].split("\n"):
                return heard
        assert not until, (until, heard)
        return heard


@pytest.fixture(params=["path", "abstract"])
def manager(request, tmp_path):
    path = str(tmp_path / "notify")
    name = path if request.param == "path" else "@" + path
    manager = Manager(path if request.param == "path" else "\0" + path)
    manager.env = {"NOTIFY_SOCKET": name, "WATCHDOG_USEC": str(WATCHDOG_S * 1_000_000)}
    yield manager
    manager.socket.close()


def test_ready_fed_and_starved(world, runs, deaf, manager):  # noqa: F811
    slack(world, deaf.url, extra=PLACES)
    bot = runs(env=manager.env)
    said = manager.listen(20, until="READY=1")
    assert any(line.startswith("STATUS=at work") for line in said), said
    assert "event=lease.taken" in bot.logged()
    for _ in range(3):
        manager.listen(WATCHDOG_S, until="WATCHDOG=1")

    # Redis stands still: the loop turns, and that alone is no life.
    redis = serving(world.data / "redis.sock")
    os.kill(redis, signal.SIGSTOP)
    try:
        manager.listen(1)  # an answer that was under way
        assert "WATCHDOG=1" not in manager.listen(2 * WATCHDOG_S)
    finally:
        os.kill(redis, signal.SIGCONT)
    manager.listen(20, until="WATCHDOG=1")

    # So does the bot: nothing feeds.
    bot.child.send_signal(signal.SIGSTOP)
    manager.listen(0.2)
    assert manager.listen(WATCHDOG_S) == []
    bot.child.send_signal(signal.SIGCONT)
    manager.listen(20, until="WATCHDOG=1")
    bot.child.send_signal(signal.SIGTERM)
    manager.listen(20, until="STOPPING=1")
    assert bot.child.wait(20) == 0


def test_redis_does_not_speak_for_us(world, runs, deaf, manager):  # noqa: F811
    inherited, server = world.folder / "inherited", world.folder / "server"
    server.write_text(f'#!/bin/sh\nenv > {inherited}\nexec redis-server "$@"\n')
    server.chmod(0o755)
    slack(world, deaf.url, extra=PLACES + f"redis: {{server: {server}}}\n")
    bot = runs(env=manager.env)
    manager.listen(20, until="READY=1")
    assert "NOTIFY_SOCKET" not in inherited.read_text()
    assert "WATCHDOG" not in inherited.read_text()
    assert bot.end() == 0


def test_one_that_waits_is_ready(world, runs, deaf, tmp_path):  # noqa: F811
    """Else a manager would end it for being late."""
    server = world.server("--appendonly", "yes", "--appendfsync", "always")
    slack(world, deaf.url, extra=PLACES + f"redis: {{url: \"unix:{server.path}\"}}\n")
    first = runs(name="first")
    first.wait_for("event=lease.taken")
    manager = Manager(str(tmp_path / "second"))
    second = runs(name="second", env={"NOTIFY_SOCKET": str(tmp_path / "second")})
    said = manager.listen(20, until="READY=1")
    assert any(line.startswith("STATUS=waiting") for line in said), said
    assert first.end() == 0
    manager.listen(20, until="STATUS=at work")
    assert second.end() == 0
    manager.socket.close()


def test_a_watchdog_of_another_process(world, runs, deaf, tmp_path):  # noqa: F811
    manager = Manager(str(tmp_path / "notify"))
    slack(world, deaf.url, extra=PLACES)
    bot = runs(env={"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "300000",
                    "WATCHDOG_PID": "1"})
    manager.listen(20, until="READY=1")
    assert "WATCHDOG=1" not in manager.listen(1)
    assert bot.end() == 0
    manager.socket.close()


# ---- the unit -------------------------------------------------------------------------


def settings():
    return [line.strip() for line in UNIT.read_text().splitlines() if "=" in line]


def test_the_unit_says_it():
    lines = settings()
    for wanted in ("Type=notify", "LimitCORE=0", "ProtectProc=invisible",
                   "SystemCallFilter=~@privileged @resources"):
        assert wanted in lines, wanted
    assert any(line.startswith("WatchdogSec=") for line in lines)
    assert any(line.startswith("MemoryMax=") for line in lines)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_understands_the_unit(binary, tmp_path):
    unit = tmp_path / "tocsin.service"
    text = UNIT.read_text().replace("/usr/local/bin/tocsin", binary)
    unit.write_text("".join(line for line in text.splitlines(keepends=True)
                            if not line.startswith("Documentation=")))
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True,
                          timeout=60)
    assert done.returncode == 0 and done.stderr == "", done


@pytest.mark.skipif(not (shutil.which("strace") and shutil.which("systemd-analyze")),
                    reason="strace or systemd-analyze is not here")
def test_the_filter_lets_it_work(world, deaf):  # noqa: F811
    """What the bot and its Redis call, held against what the unit lets them call."""
    def calls(of):
        out = subprocess.run(["systemd-analyze", "syscall-filter", of], capture_output=True,
                             text=True, timeout=60).stdout
        names = [line.strip() for line in out.splitlines()[1:]]
        plain = {n for n in names if n and n[0] not in "#@"}
        for group in (n for n in names if n.startswith("@")):
            plain |= calls(group)
        return plain

    allowed = calls("@system-service") - calls("@privileged") - calls("@resources")
    slack(world, deaf.url, extra=PLACES)
    trace, log = world.folder / "trace", world.folder / "traced.log"
    with open(log, "wb") as out:
        child = subprocess.Popen(["strace", "-f", "-qq", "-o", trace, *world.argv("run")],
                                 stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                 env={**os.environ, "ASAN_OPTIONS": "detect_leaks=0"})
    end = time.monotonic() + 60
    while "event=lease.taken" not in log.read_text() and child.poll() is None:
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.1)
    time.sleep(1)
    [bot] = subprocess.run(["pgrep", "-P", str(child.pid)], capture_output=True,
                           text=True).stdout.split()
    os.kill(int(bot), signal.SIGTERM)
    assert child.wait(60) == 0, log.read_text()
    used = {line.split()[1].split("(")[0] for line in trace.read_text().splitlines()
            if "(" in line and not line.split()[1].startswith(("<", "+", "-", "?"))}
    assert {"execve", "epoll_ctl", "fdatasync"} <= used, used
    assert not used - allowed, used - allowed


# ---- tokens are not dumped ------------------------------------------------------------


def test_no_core_of_it(world, runs, deaf):  # noqa: F811
    slack(world, deaf.url, extra=PLACES)
    bot = runs()
    bot.wait_for("event=lease.taken")
    limits = pathlib.Path(f"/proc/{bot.child.pid}/limits").read_text()
    assert [line.split()[4:6] for line in limits.splitlines()
            if line.startswith("Max core file size")] == [["0", "0"]], limits
    assert bot.end() == 0


@pytest.fixture
def nobody(world):
    """A world of somebody who is not root, who may look into everything anyway."""
    if os.geteuid() != 0:
        yield world, {}
        return
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        shutil.copy(world.binary, folder / "tocsin")
        mine = type(world)(str(folder / "tocsin"), folder)
        yield mine, {"user": NOBODY, "group": NOBODY}
        mine.end()


def owner(pid, name="environ"):
    return os.stat(f"/proc/{pid}/{name}").st_uid


def test_its_memory_is_its_own(nobody, deaf):  # noqa: F811
    """The kernel gives the files of a process that may be neither dumped nor traced to root:
    memory, environment, descriptors. A token of the environment is not to be read there."""
    world, as_user = nobody
    slack(world, deaf.url, extra=PLACES)
    for path in (world.folder, *world.folder.iterdir()):
        os.chown(path, as_user.get("user", -1), as_user.get("group", -1))
    plain = subprocess.Popen(["sleep", "60"], **as_user)
    bot = Run(world, **as_user)
    try:
        bot.wait_for("event=lease.taken")
        assert owner(plain.pid) != 0, "this kernel shows no difference"
        assert {owner(bot.child.pid, name) for name in ("environ", "mem", "maps", "fd")} == {0}
        looked = subprocess.run(["cat", f"/proc/{bot.child.pid}/environ"], capture_output=True,
                                text=True, **as_user)
        assert looked.returncode != 0 and "Permission denied" in looked.stderr, looked
        assert bot.end() == 0, bot.logged()
    finally:
        for child in (plain, bot.child):
            if child.poll() is None:
                child.kill()
            child.wait()


# ---- the dead-man switch --------------------------------------------------------------


class Monitor:
    """Somebody else's monitoring."""

    def __init__(self):
        monitor = self
        self.beats, self.status = [], 200

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                monitor.beats.append(self.path)
                self.send_response(monitor.status)
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/ping/s3cret-4711"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def monitor():
    monitor = Monitor()
    yield monitor
    monitor.close()


def test_it_beats_when_at_work(world, runs, deaf, monitor):  # noqa: F811
    slack(world, deaf.url, extra=PLACES + f"heartbeat: {monitor.url}\n")
    bot = runs()
    bot.wait_for("event=lease.taken")
    end = time.monotonic() + 10
    while not monitor.beats:
        assert time.monotonic() < end, bot.logged()
        time.sleep(0.05)
    assert monitor.beats == ["/ping/s3cret-4711"]
    assert bot.end() == 0 and "s3cret" not in bot.logged()


def test_a_monitoring_that_is_away_is_said_once_and_changes_nothing(world, runs, deaf,  # noqa: F811
                                                                    monitor):
    monitor.close()
    slack(world, deaf.url, extra=PLACES + f"heartbeat: {monitor.url}\n")
    bot = runs()
    bot.wait_for("event=heartbeat.failed")
    assert bot.end() == 0
    assert bot.logged().count("heartbeat.failed") == 1 and "s3cret" not in bot.logged()


@pytest.mark.parametrize("url", ["ftp://x.example/", "nonsense", "https://u:p@x.example/"])
def test_an_address_that_is_none(world, url):
    world.configure(f"heartbeat: {url}\n")
    done = world.run("check", check=False)
    assert done.returncode == 3 and "heartbeat" in done.stderr, done
