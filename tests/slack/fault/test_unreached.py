"""What Slack does not take is not silent: archived places, and a channel that does not come
back from the archive."""

import json
import subprocess

import pytest

from drive import Redis
from test_server import call

INCIDENTS, LEADERSHIP = "CINCIDENTS", "CLEADERSHIP"
PEOPLE = """people:
  - {name: Ana, identities: ["slack:U1ANA"]}
  - {name: Lea, identities: ["slack:U5EVE"], groups: [leadership]}
"""


@pytest.fixture
def play(fault):
    """Starts the bot with such lines in its configuration; (driver, slack)."""
    driver, slack = fault(cadence=4)

    def start(archive=False, incidents=1):
        text = driver.bot.config.read_text() + PEOPLE
        if archive:
            text = text.replace("slack:\n", "slack:\n  archive: true\n", 1)
        driver.bot.config.write_text(text)
        if incidents:
            driver.prepare(incidents)
        else:
            driver.bot.start()
            driver.bot.ready()
        return driver, slack
    return start


def archive(slack, channel):
    status, _, answer = call(slack, "conversations.archive", channel=channel)
    assert status == 200 and answer["ok"], answer


def posts(slack, channel):
    found = [c for c in slack.state()["channels"] if c["id"] == channel]
    return [m["text"] for m in found[0]["messages"]] if found else []


def said(slack, channel, *words):
    """Waits until one message there has all these words."""
    def find():
        return next((t for t in posts(slack, channel) if all(w in t for w in words)), None)
    try:
        return slack.wait(find, 30, f"{words} in {channel}")
    except AssertionError as error:
        raise AssertionError(f"{error}, but {posts(slack, channel)}") from None


def conversation(slack, user):
    """The channel of the direct messages with somebody, once there is one."""
    def find():
        return next((c["id"] for c in slack.state()["channels"]
                     if c.get("is_im") and c.get("user") == user), None)
    return slack.wait(find, 30, f"a direct message to {user}")


def test_archived_places_are_named_in_the_incident(play):
    driver, slack = play(incidents=0)
    archive(slack, INCIDENTS)
    archive(slack, LEADERSHIP)
    slack.acked(slack.command("declare sev1 service=shop it is down", user="U1ANA"))
    channel = slack.wait(lambda: driver.opened(1), 30, "the channel")[0]["id"]
    said(slack, channel, f"<#{INCIDENTS}> did not take a message", "archived")
    said(slack, channel, f"<#{LEADERSHIP}> did not take a message", "archived")
    said(slack, conversation(slack, "U5EVE"), "did not take a message")
    driver.settle()
    # Known by now: the answer to the next command says it, and what to do.
    acked = slack.acked(slack.command("declare sev1 service=shop another", user="U1ANA"))
    told = json.dumps(acked["payload"])
    for place in (INCIDENTS, LEADERSHIP):
        assert f"<#{place}> took no message the last time: chat.postMessage: the channel is archived" in told, told
    assert "unarchive it in Slack, or choose another" in told
    assert "Please tell those who read it" in told
    driver.settle()
    for place in (INCIDENTS, LEADERSHIP):
        told = [t for t in posts(slack, channel) if f"<#{place}> did not take" in t]
        assert len(told) == 1, told


def test_a_place_archived_before_the_start_is_told_once(play):
    """The doctor finds it at the start, and the first refusal says it: one of them in the incident."""
    driver, slack = play(incidents=0)
    archive(slack, INCIDENTS)
    driver.bot.kill()
    driver.bot.start()
    driver.bot.ready(1)
    slack.wait(lambda: "it is archived: unarchive it" in (driver.bot.folder / "log").read_text(),
               30, "the doctor's word in the log")
    slack.acked(slack.command("declare sev1 service=shop it is down", user="U1ANA"))
    channel = slack.wait(lambda: driver.opened(1), 30, "the channel")[0]["id"]
    said(slack, channel, f"<#{INCIDENTS}> did not take a message", "archived")
    driver.settle()
    told = [t for t in posts(slack, channel) if "archived" in t]
    assert len(told) == 1, told


def test_a_place_that_was_joined_is_not_said_to_be_none(fault):
    """What the list of channels said before the join does not count after it."""
    driver, slack = fault()
    text = driver.bot.config.read_text().replace("slack:CINCIDENTS", "slack:#incidents")
    driver.bot.config.write_text(text)
    driver.bot.start()
    driver.bot.ready()
    slack.wait(lambda: "U0TOCSIN" in slack.channel("incidents")["members"], 30, "the join")
    # The look at everything begins with a second auth.test.
    slack.wait(lambda: sum(e["kind"] == "request" and e["method"] == "auth.test"
                           for e in slack.journal()) == 2, 30, "the look at everything")
    slack.acked(slack.command("declare sev3 it is slow", user="U1ANA"))
    driver.settle()
    assert "no member" not in driver.bot.logged() and "/invite" not in driver.bot.logged()


def doctor(driver):
    done = subprocess.run(driver.bot.argv("doctor", "--json"), capture_output=True, text=True,
                          timeout=90)
    return [(f["level"], f["what"], f["todo"]) for f in json.loads(done.stdout)["findings"]
            if f["what"].startswith("Slack place")]


def test_a_join_that_slack_refuses_is_said(fault):
    """To those who work on an incident, and to whoever asks the doctor, at work and before."""
    driver, slack = fault()
    text = driver.bot.config.read_text().replace("slack:CINCIDENTS", "slack:#incidents")
    driver.bot.config.write_text(text)
    slack.rules({"method": "conversations.join", "kind": "error", "error": "restricted_action"})
    driver.bot.data.mkdir(mode=0o700)
    before = [f for f in doctor(driver) if "#incidents" in f[1]]
    assert [f[0] for f in before] == ["ok"] and "joins it" in before[0][1], before
    driver.bot.start()
    driver.bot.ready()
    slack.wait(lambda: "slack.not_joined" in (driver.bot.folder / "log").read_text(), 30, "the refusal")
    slack.acked(slack.command("declare sev1 service=shop it is down", user="U1ANA"))
    channel = slack.wait(lambda: driver.opened(1), 30, "the channel")[0]["id"]
    told = said(slack, channel, "could not join", "a setting of the workspace forbids it")
    assert "/invite tocsin there" in told, told
    at_work = [f for f in doctor(driver) if "#incidents" in f[1]]
    assert [f[0] for f in at_work] == ["broken"] and at_work[0][2] == "/invite tocsin there", at_work
    assert "slack.not_joined" in at_work[0][1], at_work


def test_a_channel_archived_by_hand_swallows_no_reminder(play):
    driver, slack = play()
    incident, channel = driver.incidents[0]
    archive(slack, channel)
    told = said(slack, INCIDENTS, incident, "did not take a message", "archived")
    assert "said here" in told
    said(slack, conversation(slack, "U1ANA"), incident, "update")
    slack.acked(slack.command(f"{incident} decision we go on in here", user="U1ANA"))
    said(slack, INCIDENTS, "we go on in here")
    # Brought back by hand: the first message that gets through ends it.
    status, _, answer = call(slack, "conversations.unarchive", channel=channel)
    assert status == 200 and answer["ok"], answer
    slack.acked(slack.command(f"{incident} decision we are back", user="U1ANA"))
    said(slack, channel, "we are back")
    slack.wait(lambda: place_bound_twice(driver, incident), 30, "the channel bound again")
    slack.acked(slack.command(f"{incident} decision only in here", user="U1ANA"))
    said(slack, channel, "only in here")
    driver.settle(5)
    assert not [t for t in posts(slack, INCIDENTS) if "only in here" in t]


def test_a_reopened_channel_is_brought_back_before_it_is_edited(play):
    driver, slack = play(archive=True)
    incident, channel = driver.incidents[0]
    close(driver, slack, incident, channel)
    slack.rules({"method": "conversations.unarchive", "kind": "slow", "delay_ms": 1500})
    slack.acked(slack.command(f"{incident} reopen it fails again", user="U1ANA"))
    said(slack, channel, "is open again")
    driver.settle()
    assert not refused(slack), refused(slack)


def test_a_channel_that_stays_archived_is_said_at_once(play):
    driver, slack = play(archive=True)
    incident, channel = driver.incidents[0]
    close(driver, slack, incident, channel)
    slack.rules({"method": "conversations.unarchive", "kind": "error",
                 "error": "not_in_channel"})
    slack.acked(slack.command(f"{incident} reopen it fails again", user="U1ANA"))
    said(slack, INCIDENTS, incident, "did not take a message", "/invite tocsin")
    said(slack, INCIDENTS, incident, "No update")
    said(slack, conversation(slack, "U1ANA"), incident, "update")


def place_bound_twice(driver, incident):
    """The timeline says again which channel is the incident's."""
    redis = Redis(driver.bot.data / "redis.sock")
    try:
        stored = redis("XRANGE", f"t:{{default}}:tl:{incident}", "-", "+")
    finally:
        redis.close()
    return repr(stored).count("place.bound") >= 2


def refused(slack):
    """Calls for a channel that was in the archive."""
    return [(e["method"], e.get("args")) for e in slack.journal()
            if e["kind"] == "request" and e.get("reason") == "is_archived"]


def close(driver, slack, incident, channel):
    for text in ("resolve rolled back", "verify looked", "close"):
        slack.acked(slack.command(text, user="U1ANA", channel=channel))
    slack.wait(lambda: next(c for c in slack.state()["channels"]
                            if c["id"] == channel)["is_archived"], 30, "the archive")
    driver.settle()


def test_an_alert_comes_when_the_right_is_back(play):
    """A missing scope is mended: what was refused is told by itself, as things stand then."""
    driver, slack = play(incidents=0)
    slack.rules({"method": "chat.postMessage", "channel": INCIDENTS, "kind": "error",
                 "error": "missing_scope", "needed": "chat:write.public"})
    slack.acked(slack.command("declare sev1 service=shop it is down", user="U1ANA"))
    channel = slack.wait(lambda: driver.opened(1), 30, "the channel")[0]["id"]
    said(slack, channel, f"<#{INCIDENTS}> did not take a message", "tocsin says there then")
    assert not posts(slack, INCIDENTS)
    slack.rules()
    def told():
        return [t for t in posts(slack, INCIDENTS) if "told late" in t]
    slack.wait(told, 90, "the alert")
    driver.settle()
    assert len(told()) == 1 and "it is down" in told()[0], told()


@pytest.mark.parametrize("places", ["slack:CINCIDENTS", "slack:#incidents"])
def test_the_doctor_is_content_before_the_first_start(fault, places):
    """In the strict way as well: what the first start will do is nothing to be mended before it."""
    driver, _ = fault()
    text = driver.bot.config.read_text().replace("slack:CINCIDENTS", places)
    driver.bot.config.write_text(text)
    driver.bot.data.mkdir(mode=0o700)
    done = subprocess.run(driver.bot.argv("doctor", "--strict"), capture_output=True, text=True,
                          timeout=90)
    assert done.returncode == 0, done.stdout
    assert list(driver.bot.data.iterdir()) == []
