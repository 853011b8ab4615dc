"""Places that are known by name, in a workspace of thousands of channels: one walk through all
of them for all places, and none before what is urgent after a restart."""

import pathlib
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from drive import Bot, Driver  # noqa: E402
from slack_server import ROOT, NoServer, Slack, build  # noqa: E402
from test_server import call  # noqa: E402

MANY = 1100  # and those that are there: two pages
PAGES = 2


@pytest.fixture
def crowd(request, tmp_path):
    binary = pathlib.Path(request.config.getoption("--binary")).resolve()
    try:
        build()
    except NoServer as error:
        pytest.skip(str(error))
    with Slack() as slack:
        for n in range(MANY):
            call(slack, "conversations.create", name=f"room-{n}")
        for name in ("news", "bosses"):  # after all others
            call(slack, "conversations.create", name=name)
        bot = Bot(binary, tmp_path, slack, policies=ROOT / "deploy" / "policies")
        text = bot.config.read_text()
        text = text.replace("slack:CINCIDENTS", "slack:#news")
        bot.config.write_text(text.replace("slack:CLEADERSHIP", "slack:#bosses"))
        driver = Driver(bot, slack, 1)
        driver.watch = False
        try:
            yield driver, slack
        finally:
            bot.end()


def listings(slack):
    return [e for e in slack.journal() if e["kind"] == "request"
            and e["method"] == "conversations.list"]


def alerts(slack, name):
    return [m["text"] for m in slack.channel(name)["messages"] if "INCIDENT ALERT" in m["text"]]


def declare(slack, text):
    slack.acked(slack.command(f"declare sev1 service=shop {text}", user="U1ANA",
                              channel="CGENERAL"))


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
