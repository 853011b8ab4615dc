"""`tocsin doctor`: what it finds on a Redis with bad settings and on a Slack that refuses,
what it says to do, and how it ends for scripts."""

import json
import os
import re
import socket
import subprocess
import threading
import time

import pytest

from slack_front import Front
from test_own_redis import AOF, free_port, use

APP, BOT = "xapp-1-A0000-111-c0ffee", "xoxb-111-222-DecafBad"


def doctor(world, *options, env=None):
    """Exit status, and the findings as (level, what, todo)."""
    world.data.mkdir(mode=0o700, exist_ok=True)
    done = subprocess.run(world.argv("doctor", "--json", *options), capture_output=True, text=True,
                          timeout=90, env={**os.environ, **(env or {})})
    assert done.stderr == "", done.stderr
    told = json.loads(done.stdout)
    levels = [f["level"] for f in told["findings"]]
    assert [told[k] for k in ("ok", "warn", "broken")] == [
        levels.count(k) for k in ("ok", "warn", "broken")]
    return done.returncode, [(f["level"], f["what"], f["todo"]) for f in told["findings"]]


def found(findings, level, *words):
    return [f for f in findings if f[0] == level and all(w in f"{f[1]} {f[2]}" for w in words)]


def test_embedded_and_healthy(world):
    status, findings = doctor(world)
    assert status == 0 and not found(findings, "broken"), findings
    assert found(findings, "ok", "Redis: version", "embedded")
    assert found(findings, "ok", "fsync always") and found(findings, "ok", "clock")
    assert [f for f in findings if f[0] == "warn"] == found(findings, "warn", "no chat network")
    assert all(todo is None for level, _, todo in findings if level == "ok")
    assert all(todo for level, _, todo in findings if level != "ok")


def test_while_a_bot_is_at_work(world):
    world.console()
    status, findings = doctor(world)
    assert status == 0 and found(findings, "ok", "Redis: version"), findings


def test_a_missing_folder_may_be_that_of_a_bot(world):
    done = world.run("doctor", check=False)
    assert done.returncode == 3, done
    [todo] = re.findall(r"^BROKEN  there is no data folder .*\n        -> (.*)", done.stdout, re.M)
    assert todo.index("do not stop it") < todo.index("mkdir -m 700"), todo


def test_lines_for_people(world):
    world.data.mkdir(mode=0o700)
    done = world.run("doctor")
    assert re.search(r"^ok      Redis: version 7", done.stdout, re.M), done.stdout
    assert re.search(r"^warn    no chat network .*\n        -> write a section slack", done.stdout,
                     re.M)
    assert done.stdout.endswith("8 ok, 1 warn, 0 BROKEN\n")


@pytest.mark.parametrize("options, extra, status, level, words", [
    ((), "", 3, "broken", ("no append-only file", "CONFIG SET appendonly yes")),
    ((), "  allow_volatile: true\n", 0, "warn", ("no append-only file", "appendonly yes")),
    (("--appendonly", "yes", "--appendfsync", "everysec"), "", 0, "warn",
     ("everysec", "1 to 2", "appendfsync always")),
    (("--appendonly", "yes", "--appendfsync", "no"), "", 0, "warn",
     ("fsync no", "appendfsync everysec")),
    ((*AOF, "--aof-load-truncated", "yes"), "", 0, "warn",
     ("half a transaction", "aof-load-truncated no", "redis-check-aof --fix")),
    ((*AOF, "--rename-command", "CONFIG", ""), "", 0, "warn", ("cannot be asked", "appendfsync")),
    ((*AOF, "--maxmemory-policy", "allkeys-lru"), "", 3, "broken",
     ("allkeys-lru", "maxmemory-policy noeviction")),
    ((*AOF, "--maxmemory", "1200000"), "", 0, "warn", ("of memory are used", "raise maxmemory")),
])
def test_settings_that_cost_incidents(world, options, extra, status, level, words):
    use(world, world.server(*options), extra)
    ended, findings = doctor(world)
    assert ended == status and found(findings, level, "Redis:", *words), findings
    if level == "warn":
        assert doctor(world, "--strict")[0] == 3


def test_settings_without_fault_are_fine(world):
    use(world, world.server(*AOF, "--aof-load-truncated", "no"))
    status, findings = doctor(world)
    assert status == 0 and len(found(findings, "ok", "Redis:")) == 6, findings
    assert not found(findings, "warn", "Redis:"), findings


def test_a_disk_that_takes_nothing(world):
    server = world.server(*AOF)
    use(world, server)
    (server.folder / "dump.rdb").mkdir()  # a snapshot cannot take its place
    from redis_server import Redis
    redis = Redis(server.path)
    redis("BGSAVE")
    while b"rdb_bgsave_in_progress:1" in redis("INFO", "persistence"):
        pass
    status, findings = doctor(world)
    assert status == 3 and found(findings, "broken", "last snapshot failed", "disk"), findings


def test_no_redis_at_all(world):
    world.configure(f"redis: {{url: \"redis://127.0.0.1:{free_port()}\"}}\n")
    status, findings = doctor(world)
    assert status == 3 and found(findings, "broken", "does not answer", "refused", "redis.url"), findings


def test_a_wrong_password(world):
    secret = world.folder / "password"
    secret.write_text("pw-wrong\n")
    use(world, world.server(*AOF, "--requirepass", "pw-8d1e7f"), f"  password_file: {secret}\n")
    status, findings = doctor(world)
    assert status == 3 and found(findings, "broken", "password", "password_file"), findings
    assert "pw-wrong" not in str(findings)
    for missing in (True, False):  # the file of it is missing, or empty: no folder is
        secret.unlink() if missing else secret.write_text("")
        status, findings = doctor(world)
        said = found(findings, "broken", "redis.password_file")
        assert status == 3 and said and "--data" not in str(said), findings


class Shifted(threading.Thread):
    """A way to Redis on which its clock looks `by` seconds off."""

    TIME = re.compile(rb"\*2\r\n\$10\r\n(\d{10})\r\n(\$\d\r\n\d+\r\n)")

    def __init__(self, path, by):
        super().__init__(daemon=True)
        self.path, self.by = path, by
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.start()

    def run(self):
        client = self.listener.accept()[0]
        redis = socket.socket(socket.AF_UNIX)
        redis.connect(str(self.path))

        def forward(data):
            return self.TIME.sub(lambda m: b"*2\r\n$10\r\n%d\r\n" % (int(m[1]) + self.by) + m[2],
                                 data)

        def pump(source, sink, change):
            while data := source.recv(1 << 16):
                sink.sendall(change(data))
            sink.close()

        threading.Thread(target=pump, args=(client, redis, lambda d: d), daemon=True).start()
        try:
            pump(redis, client, forward)
        except OSError:
            pass


@pytest.mark.parametrize("by, words", [(3600, "ahead of"), (-90, "behind")])
def test_a_clock_that_is_off(world, by, words):
    """A slow answer may move the figure: the doctor compares with the middle of its way."""
    shifted = Shifted(world.server(*AOF).path, by)
    world.configure(f"redis: {{url: \"redis://127.0.0.1:{shifted.port}\"}}\n")
    began = time.monotonic()
    status, findings = doctor(world)
    most = time.monotonic() - began
    warned = found(findings, "warn", "clock", words, "NTP")
    assert status == 0 and warned, findings
    told = int(re.search(r"clock is (\d+) s", warned[0][1])[1])
    assert abs(told - abs(by)) <= 1 + most / 2, findings


# ---- Slack --------------------------------------------------------------------------


def slack(world, url, extra="announce: [\"slack:#incidents\"]\nleadership: []\n", tokens=True):
    for name, value in (("app", APP), ("bot", BOT)):
        path = world.folder / f"{name}-token"
        path.write_text(value + "\n")
        path.chmod(0o600)
    files = (f"  app_token_file: {world.folder}/app-token\n"
             f"  bot_token_file: {world.folder}/bot-token\n") if tokens else ""
    world.configure(f"slack:\n  api_url: {url}\n{files}{extra}")


@pytest.fixture
def front():
    front = Front(rest={"ok": False, "error": "invalid_auth"})
    yield front
    front.close()


def test_a_token_that_slack_refuses(world, front):
    slack(world, front.url)
    status, findings = doctor(world)
    assert status == 3 and found(findings, "broken", "Slack"), findings
    assert found(findings, "ok", "app-level token", "app-token")
    assert front.methods, "Slack was asked"
    assert front.tokens <= {f"Bearer {APP}", f"Bearer {BOT}"}
    assert APP not in str(findings) and BOT not in str(findings)


def test_a_file_that_everybody_can_read(world, front):
    slack(world, front.url)
    (world.folder / "app-token").chmod(0o644)
    _, findings = doctor(world)
    assert found(findings, "warn", "app-level token", "everybody", "chmod 600"), findings
    assert found(findings, "ok", "bot token")


def test_no_slack_to_speak_to(world):
    slack(world, f"http://127.0.0.1:{free_port()}/api/")
    _, findings = doctor(world)
    for token in ("Slack app token", "Slack bot token"):
        assert found(findings, "warn", token) or found(findings, "broken", token), findings
        assert not found(findings, "ok", token)
    assert APP not in str(findings) and BOT not in str(findings)


def test_places_that_nobody_serves(world, front):
    slack(world, front.url, extra="")
    status, findings = doctor(world)
    assert status == 3
    assert found(findings, "broken", "console:#incidents", 'announce: ["slack:#incidents"]'), findings


def test_a_configuration_that_is_wrong(world):
    world.configure("slcak: {}\n")
    status, findings = doctor(world)
    assert status == 3 and len(findings) == 1 and found(findings, "broken", "slcak", "tocsin check")
