"""`tocsin run` against a Slack server of the tests, as a child."""

import re
import subprocess
import sys

import yaml

from parties import APP_TOKEN, BOT_TOKEN, HERE, until

sys.path.insert(0, str(HERE.parent / "support"))
from console import export_all  # noqa: E402
from redis_server import serving, stop  # noqa: E402


def manifest_of(binary):
    """What `tocsin manifest slack` prints: YAML, of which JSON is a part."""
    done = subprocess.run([binary, "manifest", "slack"], capture_output=True, text=True,
                          timeout=30)
    assert done.returncode == 0, done.stderr
    return yaml.safe_load(done.stdout)


class Bot:
    def __init__(self, binary, folder, api, announce, leadership, sockets=2, config="",
                 **slack):
        self.binary, self.folder, self.child, self.api = binary, folder, None, api
        self.announce, self.leadership = announce, leadership
        self.data, self.config = folder / "data", folder / "tocsin.yaml"
        folder.mkdir(parents=True, exist_ok=True)
        for name, token in (("app", APP_TOKEN), ("bot", BOT_TOKEN)):
            path = folder / f"{name}-token"
            path.write_text(token + "\n")
            path.chmod(0o600)
        self.config.write_text(yaml.safe_dump({
            "limits": {"commands_per_minute": 100_000},
            "announce": [f"slack:{announce}"],
            "leadership": [f"slack:{leadership}"],
            "slack": {"app_token_file": str(folder / "app-token"),
                      "bot_token_file": str(folder / "bot-token"),
                      "api_url": f"{api}/api/", "sockets": sockets, **slack},
        }) + config)

    def start(self):
        with open(self.folder / "log", "ab") as log:
            self.child = subprocess.Popen(
                [self.binary, "run", "--data", str(self.data), "--config", str(self.config)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def logged(self):
        return (self.folder / "log").read_text(errors="replace")

    def runs(self):
        assert self.child.poll() is None, self.logged()[-3000:]
        return True

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
        for secret in (APP_TOKEN, BOT_TOKEN, "ticket=", "/_hooks/response/"):
            assert secret not in log, f"{secret} is in the log"
        assert "Sanitizer" not in log, log[-4000:]
        assert status in (0, None), (status, log[-3000:])

    def exported(self):
        """{incident id: {"incident", "entries"}}, read while it runs."""
        return export_all(self.binary, self.data, self.config)

    def shown(self, incident):
        """What `tocsin show` prints, while it runs."""
        return subprocess.run([self.binary, "show", incident, "--data", str(self.data),
                               "--config", str(self.config)], capture_output=True, text=True,
                              timeout=30, check=True).stdout

    def entries(self, incident, kind=None):
        entries = self.exported()[incident]["entries"]
        return [entry for entry in entries if kind in (None, entry["kind"])]

    def wait_entry(self, incident, kind, timeout=15, holds=lambda entry: True):
        return until(lambda: next((entry for entry in self.entries(incident, kind)
                                   if holds(entry)), None),
                     timeout, lambda: (kind, self.logged()[-2000:]), every=0.2)


def incident_in(text):
    found = re.search(r"INC-\d{4}-\d\d-\d\d-\d+", text)
    return found and found.group()
