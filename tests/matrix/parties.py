"""The third parties: Synapse and Dendrite (homeservers), each a child in a folder of its own.

Neither was written for this project. Each runs on a port of its own, can be killed and
started again on the same port with all that it had, and is ended by its pid.
"""

import base64
import hashlib
import hmac
import json
import os
import pathlib
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

import yaml

HERE = pathlib.Path(__file__).resolve().parent
VENV = HERE.parent.parent / ".venv-matrix"
BIN = VENV / "bin"
C = "/_matrix/client/v3"
PASSWORD = "pw-of-the-tests"
SERVER = "test.local"

# What Synapse limits; a test that is not about limits lifts them all.
LIFTED = {"per_second": 10000, "burst_count": 10000}
UNLIMITED = {
    "rc_message": LIFTED, "rc_registration": LIFTED, "rc_admin_redaction": LIFTED,
    "rc_login": {"address": LIFTED, "account": LIFTED, "failed_attempts": LIFTED},
    "rc_joins": {"local": LIFTED, "remote": LIFTED}, "rc_joins_per_room": LIFTED,
    "rc_invites": {"per_room": LIFTED, "per_user": LIFTED, "per_issuer": LIFTED},
    "rc_room_creation": LIFTED, "rc_presence": {"per_user": LIFTED},
}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(wanted, timeout=20, what="", every=0.05):
    """Asks until wanted() is true, and gives what it gave; for programs that only poll."""
    end = time.monotonic() + timeout
    while not (found := wanted()):
        if time.monotonic() > end:
            raise AssertionError(f"not within {timeout} s: {what() if callable(what) else what}")
        time.sleep(every)
    return found


class Refused(Exception):
    """An error of the homeserver: .status, .errcode, .body."""

    def __init__(self, status, body):
        super().__init__(status, body)
        self.status, self.body, self.errcode = status, body, body.get("errcode")


def call(base, method, path, data=None, token=None, timeout=90):
    """One request, JSON in and out."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    body = None if data is None else json.dumps(data).encode()
    try:
        with urllib.request.urlopen(
                urllib.request.Request(base + path, body, headers, method=method),
                timeout=timeout) as answer:
            return json.loads(answer.read() or b"{}")
    except urllib.error.HTTPError as error:
        text = error.read()
        try:
            body = json.loads(text)
        except ValueError:
            body = {"error": text.decode(errors="replace")}
        raise Refused(error.code, body) from None


class Homeserver:
    name = SERVER

    def __init__(self, folder):
        self.folder, self.port, self.child = folder, free_port(), None
        self.base = f"http://127.0.0.1:{self.port}"
        folder.mkdir(parents=True, exist_ok=True)

    def argv(self):
        raise NotImplementedError

    def prepare(self):
        """Keys and configuration, once."""
        raise NotImplementedError

    def register(self, user, password=PASSWORD):
        """The user's id."""
        raise NotImplementedError

    def start(self):
        if not (self.folder / "prepared").exists():
            self.prepare()
            (self.folder / "prepared").touch()
        with open(self.folder / "log", "ab") as log:
            self.child = subprocess.Popen(self.argv(), stdin=subprocess.DEVNULL, stdout=log,
                                          stderr=log, cwd=self.folder)
        until(self.answers, 240, lambda: f"{self.argv()[:3]}: {self.logged()[-2000:]}")
        return self

    def answers(self):
        assert self.child.poll() is None, self.logged()[-3000:]
        try:
            return call(self.base, "GET", "/_matrix/client/versions", timeout=5)
        except (OSError, Refused):
            return False

    def logged(self):
        return (self.folder / "log").read_text(errors="replace")

    def kill(self):
        self.child.kill()
        self.child.wait()

    def stop(self):
        if self.child and self.child.poll() is None:
            self.child.terminate()
            try:
                self.child.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()

    def generated(self, *argv):
        done = subprocess.run([str(word) for word in argv], cwd=self.folder, timeout=60,
                              capture_output=True, text=True)
        assert done.returncode == 0, (argv, done.stdout, done.stderr)
        return done.stdout


class Synapse(Homeserver):
    """Of PyPI, on SQLite. `limits`: False lifts its default rate limits."""

    secret = "registration-of-the-tests"

    def __init__(self, folder, limits=False, **config):
        super().__init__(folder)
        self.limits, self.config = limits, config

    def prepare(self):
        seed = base64.b64encode(os.urandom(32)).decode().rstrip("=")
        (self.folder / "signing.key").write_text(f"ed25519 a_test {seed}\n")
        (self.folder / "log.yaml").write_text(yaml.safe_dump({
            "version": 1, "disable_existing_loggers": False,
            "handlers": {"console": {"class": "logging.StreamHandler"}},
            "root": {"level": "WARNING", "handlers": ["console"]}}))
        (self.folder / "homeserver.yaml").write_text(yaml.safe_dump({
            "server_name": self.name, "report_stats": False, "pid_file": "pid",
            "listeners": [{"port": self.port, "type": "http", "tls": False,
                           "bind_addresses": ["127.0.0.1"],
                           "resources": [{"names": ["client"], "compress": False}]}],
            "database": {"name": "sqlite3", "args": {"database": "homeserver.db"}},
            "log_config": "log.yaml", "media_store_path": "media",
            "signing_key_path": "signing.key", "trusted_key_servers": [],
            "registration_shared_secret": self.secret, "macaroon_secret_key": "m",
            "bcrypt_rounds": 4,  # each new person costs several
            "form_secret": "f", **({} if self.limits else UNLIMITED), **self.config}))

    def argv(self):
        return [str(BIN / "python"), "-m", "synapse.app.homeserver", "--config-path",
                "homeserver.yaml"]

    def register(self, user, password=PASSWORD):
        path = "/_synapse/admin/v1/register"
        nonce = call(self.base, "GET", path)["nonce"]
        words = b"\0".join(word.encode() for word in (nonce, user, password, "notadmin"))
        mac = hmac.new(self.secret.encode(), words, hashlib.sha1).hexdigest()
        return call(self.base, "POST", path, {"nonce": nonce, "username": user, "mac": mac,
                                              "password": password, "admin": False})["user_id"]


class Dendrite(Homeserver):
    """By the Go proxy, on SQLite, without rate limits."""

    def prepare(self):
        self.generated(BIN / "generate-keys", "--private-key", "matrix_key.pem")
        (self.folder / "dendrite.yaml").write_text(self.generated(
            BIN / "generate-config", "-dir", self.folder, "-db",
            f"file:{self.folder / 'd.db'}", "-server", self.name, "-ci"))

    def argv(self):
        return [str(BIN / "dendrite"), "--really-enable-open-registration",
                "-http-bind-address", f"127.0.0.1:{self.port}", "-config", "dendrite.yaml"]

    def register(self, user, password=PASSWORD):
        return call(self.base, "POST", C + "/register",
                    {"username": user, "password": password, "inhibit_login": True,
                     "auth": {"type": "m.login.dummy"}})["user_id"]


def quoted(word):
    return urllib.parse.quote(word, safe="")
