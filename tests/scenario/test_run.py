"""`tocsin run`: what it refuses to start with, where tokens may come from and where they
never show up, how it ends; `tocsin manifest slack`."""

import json
import os
import pathlib
import re
import signal
import subprocess

import pytest

from slack_front import Front
from test_doctor import APP, BOT, slack
from test_life import INC, declare
from test_operating import until

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLACES = "announce: [\"slack:#incidents\"]\nleadership: [\"slack:C024BE91L\"]\n"


class Run:
    """A bot in the background."""

    def __init__(self, world, env=None, name="run", **kwargs):
        self.log = world.folder / f"{name}.log"
        with open(self.log, "wb") as log:
            self.child = subprocess.Popen(world.argv("run"), stdin=subprocess.DEVNULL, stdout=log,
                                          stderr=log, env={**os.environ, **(env or {})},
                                          **kwargs)

    def logged(self):
        return self.log.read_text(errors="replace")

    def wait_for(self, words):
        assert until(lambda: words in self.logged() or self.child.poll() is not None, 20)
        assert words in self.logged(), self.logged()

    def end(self, signum=signal.SIGTERM):
        self.child.send_signal(signum)
        return self.child.wait(20)


@pytest.fixture
def deaf():
    """A Slack that is there and never lets a socket be opened."""
    front = Front(rest={"ok": False, "error": "internal_error"},
                  **{"auth.test": {"ok": True, "user_id": "U0BOT", "bot_id": "B0BOT",
                                   "team": "Acme", "team_id": "T1", "user": "tocsin"}})
    yield front
    front.close()


@pytest.fixture
def runs(world):
    running = []

    def run(**kwargs):
        running.append(Run(world, **kwargs))
        return running[-1]

    yield run
    for bot in running:
        if bot.child.poll() is None:
            bot.child.kill()
            bot.child.wait()


def refused(world, *words, env=None):
    done = subprocess.run(world.argv("run"), stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=30, env={**os.environ, **(env or {})})
    # What only a person can mend must not be tried again for ever (deploy/systemd).
    assert done.returncode == 4 and done.stdout == "", done
    for word in words:
        assert word in done.stderr, (word, done.stderr)
    for secret in (APP, BOT):
        assert secret not in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr


# ---- refusals -----------------------------------------------------------------------


def test_without_a_network(world):
    refused(world, "no network is configured", "slack:", "tocsin console")
    assert not world.data.exists(), "nothing was started for it"


@pytest.mark.parametrize("places, words", [
    ("", ("announce: console:#incidents", 'announce: ["slack:#incidents"]')),
    ("announce: [\"slack:#i\"]\n", ("leadership: console:#leadership",)),
    ("announce: [\"slack:#i\", \"matrix:!a:acme.example\"]\nleadership: []\n", ("matrix:!a",)),
])
def test_with_places_that_nobody_serves(world, places, words):
    slack(world, "http://127.0.0.1:1/api/", extra=places)
    refused(world, *words)


def test_a_virtual_clock_beside_real_people(world):
    slack(world, "https://slack.example/api/", extra=PLACES)
    done = world.run("console", "--plain", "--clock", "virtual", check=False, stdin="")
    assert done.returncode == 1 and "virtual clock" in done.stderr


# ---- tokens -------------------------------------------------------------------------


def test_tokens_that_are_missing_or_wrong(world):
    slack(world, "http://127.0.0.1:1/api/", extra=PLACES)
    app, bot = world.folder / "app-token", world.folder / "bot-token"
    app.unlink()
    refused(world, "slack.app_token_file", str(app), "there is no such file")
    app.write_text("")
    refused(world, str(app), "is empty", "connections:write")
    app.write_text(BOT)
    refused(world, str(app), "the bot token", "exchanged", "connections:write")
    app.write_text("hunter2hunter2")
    assert "hunter2" not in refused(world, str(app), "does not begin with xapp-")
    app.write_text(APP + "\nX-Evil: 1\n")
    assert "Evil" not in refused(world, str(app), "single line")
    app.write_text("xapp-" + "a" * 4000)
    refused(world, str(app), "begins like")
    app.write_text(APP)
    for strange, words in (("xoxp-" + BOT, "token of a person"), ("xoxe-1-" + BOT, "rotation"),
                           ("xoxe." + BOT, "rotation"),
                           ("https://hooks.slack.example/x", "an address"),
                           (APP, "holds the app-level token")):
        bot.write_text(strange)
        assert BOT not in refused(world, str(bot), words, "OAuth & Permissions")
    bot.unlink()
    refused(world, "slack.bot_token_file", str(bot))


def test_no_token_anywhere(world):
    slack(world, "http://127.0.0.1:1/api/", extra=PLACES, tokens=False)
    refused(world, "there is no app-level token", "slack.app_token_file", "SLACK_APP_TOKEN",
            "LoadCredential=slack-app-token")
    refused(world, "there is no bot token", "OAuth & Permissions", env={"SLACK_APP_TOKEN": APP})


@pytest.mark.parametrize("source", ["files", "environment", "credentials"])
def test_where_tokens_come_from(world, runs, deaf, source):
    inherited, server = world.folder / "inherited", world.folder / "server"
    server.write_text(f'#!/bin/sh\nenv > {inherited}\nexec redis-server "$@"\n')
    server.chmod(0o755)
    slack(world, deaf.url, extra=PLACES + f"redis: {{server: {server}}}\n",
          tokens=source == "files")
    env = {}
    if source == "environment":
        env = {"SLACK_APP_TOKEN": APP, "SLACK_BOT_TOKEN": BOT}
    elif source == "credentials":
        folder = world.folder / "credentials"
        folder.mkdir()
        (folder / "slack-app-token").write_text(APP + "\n")
        (folder / "slack-bot-token").write_text(BOT + "\r\n")
        env = {"CREDENTIALS_DIRECTORY": str(folder)}
    bot = runs(env=env)
    bot.wait_for("event=lease.taken")
    assert until(lambda: "apps.connections.open" in deaf.methods), bot.logged()
    assert f"Bearer {APP}" in deaf.tokens and deaf.tokens <= {f"Bearer {APP}", f"Bearer {BOT}"}
    assert "PATH=" in inherited.read_text()
    assert APP not in inherited.read_text() and BOT not in inherited.read_text()
    assert bot.end() == 0, bot.logged()
    assert APP not in bot.logged() and BOT not in bot.logged()


def test_a_file_comes_before_the_environment(world, runs, deaf):
    slack(world, deaf.url, extra=PLACES)
    bot = runs(env={"SLACK_APP_TOKEN": "xapp-9-other-one", "SLACK_BOT_TOKEN": "nonsense"})
    bot.wait_for("event=lease.taken")
    assert until(lambda: "apps.connections.open" in deaf.methods)
    assert bot.end() == 0 and not [t for t in deaf.tokens if "xapp-9" in t]


# ---- at work ------------------------------------------------------------------------


def test_it_says_at_the_start_what_is_not_fine(world, runs, deaf):
    slack(world, deaf.url, extra=PLACES)
    (world.folder / "bot-token").chmod(0o604)
    bot = runs()
    bot.wait_for("event=preflight")
    assert re.search(r"level=warn event=preflight found=.*bot token.*everybody.* todo=.*chmod",
                     bot.logged()), bot.logged()
    assert bot.end(signal.SIGINT) == 0


def test_a_reload_that_would_lose_a_place_is_refused(world, runs, deaf):
    slack(world, deaf.url, extra=PLACES)
    bot = runs()
    bot.wait_for("event=lease.taken")
    slack(world, deaf.url, extra="")
    bot.child.send_signal(signal.SIGHUP)
    bot.wait_for("event=reload.refused")
    assert "console:#incidents" in bot.logged()
    slack(world, deaf.url, extra=PLACES)
    bot.child.send_signal(signal.SIGHUP)
    bot.wait_for("event=reload.done")
    assert "reload.later" not in bot.logged()
    assert bot.end() == 0


def test_a_reload_says_what_counts_later(world, runs, deaf):
    slack(world, deaf.url, extra=PLACES)
    bot = runs()
    bot.wait_for("event=lease.taken")
    slack(world, deaf.url + "other/", extra=PLACES)
    bot.child.send_signal(signal.SIGHUP)
    bot.wait_for("event=reload.later section=slack")
    bot.wait_for("event=reload.done")
    assert bot.end() == 0


def test_slack_will_not_have_us(world, runs):
    console = world.console()
    declare(console)
    assert console.close() == 0
    front = Front(rest={"ok": False, "error": "token_revoked"})
    slack(world, front.url, extra=PLACES)
    bot = runs()
    assert bot.child.wait(20) == 4, bot.logged()
    front.close()
    assert "level=error" in bot.logged() and "token_revoked" in bot.logged()
    assert APP not in bot.logged() and BOT not in bot.logged()
    assert INC in world.run("list").stdout, "incidents stay"


@pytest.mark.parametrize("method, error, words", [
    ("apps.connections.open", "missing_scope", ("app-level token", "connections:write",
                                                "Basic Information, App-Level Tokens")),
    ("apps.connections.open", "invalid_auth", ("app-level token", "App-Level Tokens")),
    ("auth.test", "invalid_auth", ("bot token", "OAuth & Permissions")),
    ("auth.test", "not_allowed_token_type", ("bot token", "OAuth & Permissions")),
])
def test_which_token_is_wrong_and_where_it_is(world, runs, method, error, words):
    fine = {"ok": True, "user_id": "U0BOT", "team": "Acme", "url": "ws://127.0.0.1:1/"}
    front = Front(rest=fine, **{method: {"ok": False, "error": error}})
    slack(world, front.url, extra=PLACES)
    bot = runs()
    assert bot.child.wait(20) == 4, bot.logged()
    front.close()
    [line] = [line for line in bot.logged().splitlines() if "event=slack.fatal" in line]
    other = "bot token" if "app-level" in words[0] else "app-level token"
    assert all(word in line for word in words) and other not in line, line


def test_the_service_does_not_restart_what_a_person_must_mend(world):
    unit = (ROOT / "deploy/systemd/tocsin.service").read_text()
    assert "4" in re.search(r"^RestartPreventExitStatus=(.*)$", unit, re.M)[1].split()
    world.configure("slcak: {}\n")
    refused(world, "slcak")


@pytest.fixture
def two(world, runs, deaf):
    """One at work, and one that waits, on a Redis of their own."""
    server = world.server("--appendonly", "yes", "--appendfsync", "always")
    slack(world, deaf.url, extra=PLACES + f"redis: {{url: \"unix:{server.path}\"}}\n")
    first = runs(name="first")
    first.wait_for("event=lease.taken")
    second = runs(name="second")
    second.wait_for("event=standby")
    return first, second


def test_a_second_one_waits_for_the_first(two):
    first, second = two
    assert first.end() == 0
    second.wait_for("event=lease.taken")
    assert second.end() == 0


def test_one_that_was_silent_for_too_long_ends(two):
    first, second = two
    first.child.send_signal(signal.SIGSTOP)
    second.wait_for("event=lease.taken")
    first.child.send_signal(signal.SIGCONT)
    # Else Slack would go on giving it commands that it cannot save.
    assert first.child.wait(20) == 1, first.logged()
    assert "event=standby" in first.logged()
    assert second.end() == 0


# ---- the manifest -------------------------------------------------------------------


@pytest.fixture(scope="module")
def manifest(binary):
    return json.loads(subprocess.run([binary, "manifest", "slack"], capture_output=True, text=True,
                                     check=True).stdout)


def test_manifest_is_the_file(binary):
    done = subprocess.run([binary, "manifest", "slack"], capture_output=True, check=True)
    assert done.stdout == (ROOT / "deploy/slack/manifest.json").read_bytes()
    for words in (["matrix"], ["../slack"], ["slack/manifest.json"]):
        wrong = subprocess.run([binary, "manifest", *words], capture_output=True, text=True)
        assert wrong.returncode == 2 and "slack" in wrong.stderr and not wrong.stdout


def scopes_of_the_code():
    """Of the table slack_scopes[]: {scope: what it is for}."""
    for path in sorted((ROOT / "adapters/slack").glob("*.c")):
        table = re.search(r"slack_scopes\[\] = \{(.*?)\n\};", path.read_text(), re.S)
        if table:
            joined = re.sub(r'"\s*\n\s*"', "", table[1])
            return dict(re.findall(r'\{"([a-z:._]+)",\s*"([^"]*)"', joined))
    raise AssertionError("there is no table slack_scopes[]")


def test_scopes_are_those_that_the_code_uses(manifest):
    scopes = manifest["oauth_config"]["scopes"]
    assert set(scopes) == {"bot"}
    assert scopes["bot"] == sorted(scopes["bot"])
    assert set(scopes["bot"]) == set(scopes_of_the_code())


def test_scopes_are_explained(manifest):
    told = dict(re.findall(r"^\| `([a-z:._]+)` \| (.+?) \|$",
                           (ROOT / "deploy/slack/README.md").read_text(), re.M))
    assert told == scopes_of_the_code()
    assert f"{len(told)} scopes" in (ROOT / "README.md").read_text()


def test_what_the_manifest_switches_on(manifest):
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert manifest["settings"]["interactivity"]["is_enabled"] is True
    commands = manifest["features"]["slash_commands"]
    assert [c["command"] for c in commands] == ["/inc", "/incident"]
    assert all(c["should_escape"] and "url" not in c for c in commands)
    assert {(s["type"], s["callback_id"]) for s in manifest["features"]["shortcuts"]} == {
        ("global", "declare"), ("message", "add_to_timeline"), ("message", "add_as_evidence"),
        ("message", "make_action_item")}
    assert manifest["settings"]["event_subscriptions"]["bot_events"] == [
        "app_home_opened", "app_mention", "message.channels", "message.groups", "message.im",
        "reaction_added", "reaction_removed"]
    home = manifest["features"]["app_home"]
    assert home["home_tab_enabled"] and home["messages_tab_enabled"]
