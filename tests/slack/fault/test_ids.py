"""A database that was emptied has forgotten which ids it gave; the channels have not. A fresh
process asks Slack before it gives the first one."""

import shutil
import time


def declared(slack, text):
    slack.acked(slack.command(f"declare sev2 service=shop {text}", user="U1ANA",
                              channel="CGENERAL"))


def incidents(slack):
    return sorted(c["name"] for c in slack.state()["channels"] if c["name"].startswith("inc-"))


def test_an_id_is_not_given_twice(fault):
    driver, slack = fault()
    driver.bot.start()
    driver.bot.ready()
    for number in range(2):
        declared(slack, f"number {number}")
    slack.wait(lambda: len(incidents(slack)) == 2, 20, "two channels")
    driver.settle()
    driver.bot.stop()
    driver.bot.end()
    first, second = incidents(slack)
    day = first[:-len("001")]
    assert second == f"{day}002"
    # Anybody can make a channel of that name: it says nothing.
    slack.control("crowd", prefix=f"{day}050", user="U1BEN")
    shutil.rmtree(driver.bot.data)

    driver.bot.start()
    driver.bot.ready()
    declared(slack, "after the loss")
    slack.wait(lambda: f"{day}003" in incidents(slack), 20, "the third channel")
    driver.settle()
    assert incidents(slack) == [first, second, f"{day}003", f"{day}050"]


def test_a_slow_list_holds_nobody_up(fault):
    """It is waited for a few seconds; the person hears at 3 s that there is no answer yet."""
    driver, slack = fault()
    slack.rules({"method": "conversations.list", "kind": "slow", "delay_ms": 30_000})
    driver.bot.start()
    driver.bot.ready()
    begin = time.monotonic()
    declared(slack, "it is down")
    assert time.monotonic() - begin < 10
    slack.wait(lambda: len(incidents(slack)) == 1, 20, "the channel")
