"""`tocsin run` at a homeserver of the tests, as a child."""

import re
import subprocess
import sys

import yaml

from parties import HERE, PASSWORD, until

sys.path.insert(0, str(HERE.parent / "support"))
from console import export_all  # noqa: E402
from redis_server import serving, stop  # noqa: E402


class Bot:
    """`user`: the bot's id. `places`: {"announce": [...], "leadership": [...]} of rooms."""

    def __init__(self, binary, folder, server, user, announce=(), leadership=(), config=None,
                 **matrix):
        self.binary, self.folder, self.child, self.user = binary, folder, None, user
        self.data, self.config = folder / "data", folder / "tocsin.yaml"
        folder.mkdir(parents=True, exist_ok=True)
        password = folder / "password"
        password.write_text(PASSWORD + "\n")
        password.chmod(0o600)
        self.config.write_text(yaml.safe_dump({
            "limits": {"commands_per_minute": 100_000},
            "announce": [f"matrix:{room}" for room in announce],
            "leadership": [f"matrix:{room}" for room in leadership],
            "matrix": {"homeserver": server.base, "user": user,
                       "password_file": str(password), **matrix},
            **(config or {})}))

    def start(self):
        with open(self.folder / "log", "ab") as log:
            self.child = subprocess.Popen(
                [self.binary, "run", "--data", str(self.data), "--config", str(self.config)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        return self

    def logged(self):
        log = self.folder / "log"
        return log.read_text(errors="replace") if log.exists() else ""

    def wait_logged(self, text, timeout=30, times=1):
        def there():
            assert self.child.poll() is None, self.logged()[-3000:]
            return self.logged().count(text) >= times
        until(there, timeout, lambda: (text, self.logged()[-2000:]))

    def kill(self):
        self.child.kill()
        self.child.wait()

    def end(self):
        """Ends it in good order, and looks at what it left in its log."""
        status = None
        if self.child and self.child.poll() is None:
            self.child.terminate()
            try:
                status = self.child.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
                status = "killed"
        pid = serving(self.data / "redis.sock")
        if pid:
            stop(pid)
        log = self.logged()
        for secret in (PASSWORD, "syt_", "Bearer "):
            assert secret not in log, f"{secret} is in the log"
        assert "Sanitizer" not in log, log[-4000:]
        assert status in (0, None), (status, log[-3000:])

    def exported(self):
        """{incident id: {"incident", "entries"}}, read while it runs."""
        return export_all(self.binary, self.data, self.config)

    def entries(self, incident, kind=None):
        entries = self.exported()[incident]["entries"]
        return [entry for entry in entries if kind in (None, entry["kind"])]

    def wait_entry(self, incident, kind, timeout=20, holds=lambda entry: True):
        return until(lambda: next((entry for entry in self.entries(incident, kind)
                                   if holds(entry)), None),
                     timeout, lambda: (kind, self.logged()[-2000:]), every=0.3)


def incident_in(text):
    found = re.search(r"INC-\d{4}-\d\d-\d\d-\d+", text)
    return found and found.group()
