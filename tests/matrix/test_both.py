"""One incident on Slack and on Matrix: a channel and a room, one timeline, one commander.

The Slack is local-slack, the homeserver is Synapse; nobody here wrote either. Ana and Bo are
on both, and `people:` says so."""

import importlib.util
import os
import re
import signal

import pytest

from parties import HERE, until
from test_rooms import Desk

SLACK = HERE.parent / "slack"
ANA, BO, CY = "U0ANA", "U0BO", "U0CY"


def of_slack(name):
    """A module of Slack's tests, whose names are the same as ours."""
    spec = importlib.util.spec_from_file_location(f"slack_{name}", SLACK / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


slack_parties = of_slack("parties")


@pytest.fixture
def slack(tmp_path):
    if not (slack_parties.MODULES / ".tocsin").exists():
        pytest.skip("tests/slack/install was not run")
    server = slack_parties.LocalSlack(tmp_path / "local-slack").start()
    yield server
    server.stop()


class Both(Desk):
    """Somebody at a Matrix client, and at Slack."""

    def __init__(self, server, slack, people, begin, folder):
        self.slack, self.folder = slack, folder
        folder.mkdir(parents=True)
        for name, token in (("app", slack_parties.APP_TOKEN), ("bot", slack_parties.BOT_TOKEN)):
            path = folder / f"{name}-token"
            path.write_text(token + "\n")
            path.chmod(0o600)
        super().__init__(server, people, self._beginning(begin))
        until(lambda: self.slack.connections() >= 1, 30, self.bot.logged)

    def _beginning(self, begin):
        def with_slack(server, announce, **config):
            return begin(server, announce=announce, config={
                "announce": [f"matrix:{announce[0]}", f"slack:{self.slack.announce}"],
                "people": [{"name": name, "identities": [f"matrix:{one.id}", f"slack:{slack}"]}
                           for name, one, slack in (("Ana Alba", self.ana, ANA),
                                                    ("Bo Berg", self.bo, BO))],
                "slack": {"app_token_file": str(self.folder / "app-token"),
                          "bot_token_file": str(self.folder / "bot-token"),
                          "api_url": f"{self.slack.base}/api/", "sockets": 1}}, **config)
        return with_slack

    # ---- at Slack ----

    def posts(self, channel):
        opens = channel in self.slack.channels  # else its first message is the summary
        return [message["text"] + str(message.get("blocks", ""))
                for message in self.slack.messages(channel)[0 if opens else 1:]
                if message.get("bot_id") and message.get("subtype") != "ephemeral"]

    def channel_of(self, incident):
        return until(lambda: next((one["id"] for one in self.slack.all_channels()
                                   if one["name"].startswith(incident.lower())
                                   and self.slack.messages(one["id"])), None), 60,
                     self.bot.logged)

    def wait_post(self, channel, text, timeout=60):
        return until(lambda: [post for post in self.posts(channel) if text in post], timeout,
                     lambda: (text, self.posts(channel), self.bot.logged()[-1500:]))

    # ---- in the room ----

    def said(self, room, text):
        """Events of ours with that text, each as it was posted."""
        return [event for event in self.ana.raw(room, 500)
                if event["sender"] == self.user and event["type"] == "m.room.message"
                and "m.new_content" not in event["content"]
                and event["content"].get("org.tocsin", {}).get("delivery", "summary:")
                .startswith("summary:") is False and text in event["content"]["body"]]

    def wait_said(self, room, text, timeout=60):
        return self.ana.until(lambda: self.said(room, text), timeout,
                              lambda: (text, self.bot.logged()[-1500:]))

    def declare_at_slack(self, words):
        before = set(self.ana.invited)
        self.slack.command(f"declare {words}", user=ANA)
        room = self.ana.until(lambda: next(iter(set(self.ana.invited) - before), None), 60,
                              lambda: self.bot.logged()[-3000:])
        self.ana.join(room)
        incident = self.ana.state(room, "org.tocsin.incident")["id"]
        return incident, room, self.channel_of(incident)


@pytest.fixture
def both(synapse, slack, people, begin, tmp_path):
    return Both(synapse, slack, people, begin, tmp_path / "both")


def test_a_life_on_both(both):
    """Declared at Slack by somebody who is invited into the room as well; each side acts for
    both, and each notice is read once on each."""
    incident, room, channel = both.declare_at_slack("sev1 checkout fails service=payments")
    assert len(both.wait_said(both.hall, "checkout fails")) == 1
    assert len(both.wait_post(both.slack.announce, "checkout fails")) == 1
    # Matrix acknowledges and commands; Slack hears of it, and deputises.
    both.ana.say(room, "!inc ack")
    assert both.bot.wait_entry(incident, "incident.acknowledged")["actor"] == \
        f"matrix:{both.ana.id}"
    both.ana.say(room, "!inc role take commander")
    both.bot.wait_entry(incident, "role.assigned")
    both.slack.command("role take deputy", user=BO, channel=channel)
    both.bot.wait_entry(incident, "role.assigned",
                        holds=lambda entry: entry["actor"] == f"slack:{BO}")
    # He is on Matrix too: invited, and given the power of a role there.
    both.bo.until(lambda: room in both.bo.invited, 60)
    both.bo.join(room)
    both.ana.until(lambda: both.ana.state(room, "m.room.power_levels")["users"]
                   .get(both.bo.id) == 50, 60, lambda: both.bot.logged()[-1500:])
    both.slack.command("update said at slack", user=BO, channel=channel)
    assert len(both.wait_said(room, "said at slack")) == 1
    assert len(both.wait_post(channel, "said at slack")) == 1
    both.ana.say(room, "!inc update said at matrix")
    assert len(both.wait_post(channel, "said at matrix")) == 1
    assert len(both.wait_said(room, "said at matrix")) == 1
    assert both.wait_post(both.slack.announce, "said at matrix")
    assert both.wait_said(both.hall, "said at slack")
    for text in ("resolve rolled back", "verify looked at it"):
        both.slack.command(text, user=ANA, channel=channel)
    both.bot.wait_entry(incident, "incident.verified")
    both.ana.say(room, "!inc close")
    both.bot.wait_entry(incident, "incident.closed")
    both.ana.until(lambda: both.ana.state(room, "m.room.power_levels")["events_default"] == 100,
                   60, lambda: both.bot.logged()[-2000:])
    kinds = [entry["kind"] for entry in both.bot.entries(incident)]
    assert kinds.count("update.posted") == 2 and kinds.count("place.bound") == 2
    places = {entry["data"]["place"].split(":")[0]
              for entry in both.bot.entries(incident, "place.bound")}
    assert places == {"slack", "matrix"}
    ids = [event["content"]["org.tocsin"]["delivery"] for event in both.said(room, "")]
    assert len(ids) == len(set(ids))


def test_within_the_same_second(both):
    """Two people take the same role, one on each side, and both post: the timeline has one
    order, and it is the same on both."""
    incident, room, channel = both.declare_at_slack("sev2 checkout fails")
    both.ana.say(room, "!inc role take commander")
    both.slack.command("role take commander", user=BO, channel=channel)
    for n in range(3):
        both.ana.say(room, f"!inc decision from matrix {n}")
        both.slack.command(f"decision from slack {n}", user=BO, channel=channel)
    entries = until(lambda: len(found := both.bot.entries(incident, "decision.made")) == 6
                    and found, 60, lambda: both.bot.logged()[-2000:], every=0.5)
    order = [entry["text"]["decision"] for entry in entries]
    for text in order:
        both.wait_post(channel, text)
        both.wait_said(room, text)
    named = re.compile(r"from (?:matrix|slack) \d")
    at_slack = [found.group() for post in both.posts(channel) if (found := named.search(post))]
    at_matrix = [found.group() for event in both.said(room, "from ")
                 if (found := named.search(event["content"]["body"]))]
    assert list(dict.fromkeys(at_slack)) == list(dict.fromkeys(at_matrix)) == order


def test_one_goes_on_while_the_other_is_away(own_server, slack, people, begin, tmp_path):
    """In both directions: what was missed is there in its order, and once, when it is back."""
    from parties import Synapse
    both = Both(own_server(Synapse), slack, people, begin, tmp_path / "both")
    incident, room, channel = both.declare_at_slack("sev3 checkout fails")
    both.server.kill()
    for n in range(4):
        both.slack.command(f"decision without matrix {n}", user=ANA, channel=channel)
    both.wait_post(channel, "without matrix 3")
    both.server.start()
    both.wait_said(room, "without matrix 3", 120)
    os.kill(slack.child.pid, signal.SIGSTOP)
    try:
        for n in range(4):
            both.ana.say(room, f"!inc decision without slack {n}")
        both.wait_said(room, "without slack 3")
    finally:
        os.kill(slack.child.pid, signal.SIGCONT)
    both.wait_post(channel, "without slack 3", 120)
    for side, texts in (("matrix", [event["content"]["body"]
                                    for event in both.said(room, "without matrix")]),
                        ("slack", [post for post in both.posts(channel)
                                   if "without slack" in post])):
        found = [re.search(rf"without {side} (\d)", text).group(1) for text in texts]
        assert found == ["0", "1", "2", "3"], (side, texts)


def test_killed_with_both_under_way(both):
    """Each command once, each notice once on each side, though the bot is killed in between."""
    incident, room, channel = both.declare_at_slack("sev3 checkout fails")
    for n in range(4):
        both.ana.say(room, f"!inc decision matrix {n}")
        both.slack.command(f"decision slack {n}", user=BO, channel=channel)
        both.bot.kill()
        both.bot.start()
    # Slack hands in again what was not acknowledged; local-slack does not: what it lost by
    # that is typed again by somebody, as people do.
    wanted = {f"matrix {n}" for n in range(4)}
    until(lambda: wanted <= {entry["text"]["decision"] for entry
                             in both.bot.entries(incident, "decision.made")}, 90,
          lambda: both.bot.logged()[-2000:], every=0.5)
    texts = [entry["text"]["decision"]
             for entry in both.bot.entries(incident, "decision.made")]
    assert len(texts) == len(set(texts))
    for text in texts:
        assert len(both.wait_said(room, text)) == 1, text
        assert len(both.wait_post(channel, text)) == 1, text
