"""Places that are known by name, in a workspace of thousands of channels: one walk through all
of them for all places, and none before what is urgent after a restart."""

import subprocess
import time

import pytest

from test_server import call

MANY = 6500  # and those that are there
PAGES = 7


@pytest.fixture
def crowd(fault):
    driver, slack = fault()
    slack.control("crowd", count=MANY, prefix="room-", user="U1BEN")
    for name in ("news", "bosses"):  # after all others
        call(slack, "conversations.create", name=name)
    text = driver.bot.config.read_text()
    text = text.replace("slack:CINCIDENTS", "slack:#news")
    driver.bot.config.write_text(text.replace("slack:CLEADERSHIP", "slack:#bosses"))
    return driver, slack


def listings(slack):
    return [e for e in slack.journal() if e["kind"] == "request"
            and e["method"] == "conversations.list"]


def alerts(slack, name):
    return [m["text"] for m in slack.channel(name)["messages"] if "INCIDENT ALERT" in m["text"]]


def declare(slack, text):
    slack.acked(slack.command(f"declare sev1 service=shop {text}", user="U1ANA",
                              channel="CGENERAL"))


def test_the_first_announcement_is_seven_calls_away(crowd):
    """All places by name, the last ones of the list: nothing else stands before the alert."""
    driver, slack = crowd
    driver.bot.start()
    driver.bot.ready()
    begin = time.monotonic()
    declare(slack, "it is down")
    for name in ("news", "bosses"):
        slack.wait(lambda: alerts(slack, name), 60, f"the alert in {name}")
    print(f"{MANY} channels: the alert after {time.monotonic() - begin:.1f} s, "
          f"{len(listings(slack))} listings")
    # The names stand on the last page.
    methods = [e["method"] for e in slack.journal() if e["kind"] == "request"]
    assert methods.count("conversations.list") == PAGES, methods
    last = max(i for i, m in enumerate(methods) if m == "conversations.list")
    assert "chat.postMessage" in methods[last:last + 6], methods[last:]
    driver.settle()
    # What comes next asks nothing.
    declare(slack, "it is down again")
    slack.wait(lambda: len(alerts(slack, "news")) == 2, 20, "the second alert")
    assert len(listings(slack)) == PAGES


def test_one_walk_for_all_places_and_none_after_a_restart(crowd):
    driver, slack = crowd
    driver.bot.start()
    driver.bot.ready()
    declare(slack, "it is down")
    for name in ("news", "bosses"):
        slack.wait(lambda: alerts(slack, name), 60, f"the alert in {name}")
    assert len(listings(slack)) == PAGES, len(listings(slack))

    driver.settle()
    driver.bot.stop()
    before = len(listings(slack))
    slack.rules({"method": "conversations.list", "kind": "slow", "delay_ms": 30_000})
    driver.bot.start()
    driver.bot.ready()
    declare(slack, "it is down again")
    for name in ("news", "bosses"):
        slack.wait(lambda: len(alerts(slack, name)) == 2, 20, f"the second alert in {name}")
    assert len(listings(slack)) <= before + 1


def test_the_doctor_advises_the_id(crowd):
    driver, slack = crowd
    done = subprocess.run(driver.bot.argv("doctor"), capture_output=True, text=True, timeout=120)
    news = slack.channel("news")["id"]
    assert f"slack:{news}" in done.stdout and f"{PAGES} pages" in done.stdout, done.stdout
