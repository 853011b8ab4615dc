"""What goes wrong, one scenario each. A scenario gets a prepared driver and the seconds it
may take; it streams commands while things fail, and heals what it broke."""

import re
import time

SCENARIOS = {}
RATE = 8  # commands a second


def scenario(seconds=8, **options):
    """Seconds of an ordinary run; options: cadence of updates, incidents, settle seconds,
    faults: what the journal must show, else the scenario has proved nothing."""
    def known(do):
        SCENARIOS[do.__name__.replace("_", "-")] = (do, seconds, options)
        return do
    return known


def heal(driver):
    driver.slack.rules()
    driver.slack.settings(twice_chance=0, cut_every_ms=0, answer_ms=0, hello_ms=0,
                          twice_fresh=False, posts_per_sec=0)


def calm(driver):
    """Nobody is reminded any more: whoever leads is asked again and again, faster here than
    Slack lets anybody post in one channel."""
    for _, channel in driver.incidents:
        driver.slack.acked(driver.slack.command("resolve it works again", channel=channel))


@scenario(5, faults=())
def plain(driver, seconds):
    driver.stream(seconds, RATE)


@scenario(10, faults=("disconnect",))
def disconnects(driver, seconds):
    """Every reason but link_disabled, one socket and all of them."""
    driver.slack.settings(warning_ms=1000)
    end, n = time.monotonic() + seconds, 0
    reasons = ["warning", "refresh_requested", "too_many_websockets"]
    while time.monotonic() < end:
        driver.slack.control("disconnect", reason=reasons[n % 3], sockets=["one", "all"][n % 2])
        driver.stream(2, RATE)
        n += 1


@scenario(10, faults=("cut",))
def cuts(driver, seconds):
    """A socket is cut every 2 s, all of them in the second half."""
    driver.slack.settings(cut_every_ms=2000)
    driver.stream(seconds / 2, RATE)
    driver.slack.settings(cut_all=True)
    driver.stream(seconds / 2, RATE)


@scenario(26, settle=120, faults=("frozen", "retry"))
def half_open(driver, seconds):
    """Nobody answers on one socket any more, and its TCP connection stays up. Slack delivers
    again what was not acknowledged."""
    driver.slack.settings(retry_ms=1500, retries=60)
    driver.slack.control("freeze", sockets="one")
    driver.stream(seconds, RATE / 2)
    driver.bot.ready()


@scenario(6, faults=("copy",))
def twice(driver, seconds):
    """Each envelope twice: on one socket and on both, under one envelope_id and under two."""
    driver.slack.settings(twice_chance=1.0)
    driver.stream(seconds / 2, RATE)
    driver.slack.settings(twice_fresh=True)
    driver.stream(seconds / 2, RATE)


@scenario(8, faults=("retry",))
def retried(driver, seconds):
    """Slack is impatient: what is not acknowledged within 5 ms comes again."""
    driver.slack.settings(retry_ms=5, retries=3)
    driver.stream(seconds, RATE)


@scenario(10, settle=120, faults=("limit",))
def limited(driver, seconds):
    """429 with Retry-After, on posting and on any other method."""
    driver.slack.rules(
        {"method": "chat.postMessage", "kind": "limit", "seconds": 3, "chance": 0.2},
        {"method": "chat.update", "kind": "limit", "seconds": 2, "chance": 0.3},
        {"method": "*", "kind": "limit", "seconds": 1, "chance": 0.1})
    driver.stream(seconds, RATE)


@scenario(130, settle=300, long=True, faults=("limit",))
def limited_long(driver, seconds):
    """Retry-After of two minutes."""
    driver.slack.rules({"method": "chat.postMessage", "kind": "limit", "seconds": 120, "times": 1})
    driver.stream(seconds, RATE / 2)


@scenario(10, settle=180, faults=("slow",))
def slow(driver, seconds):
    """Answers take up to 4 s; what was asked is done at the end of it."""
    driver.slack.rules(
        {"method": "chat.postMessage", "kind": "slow", "delay_ms": 4000, "chance": 0.1},
        {"method": "*", "kind": "slow", "delay_ms": 700, "chance": 0.3})
    driver.stream(seconds, RATE / 2)


@scenario(8, settle=240, faults=("cut_after", "cut_middle", "cut_before"))
def lost(driver, seconds):
    """The request is taken and the answer cut, in front of it, within it, or never sent; and
    connections that end before anything was taken."""
    driver.kinds = (("note", 50), ("update", 35), ("pushpin", 15))
    driver.slack.rules(
        {"method": "chat.postMessage", "kind": "cut_after", "times": 2, "after": 1},
        {"method": "chat.postMessage", "kind": "cut_middle", "times": 1, "after": 1},
        {"method": "chat.postMessage", "kind": "cut_before", "times": 1, "after": 1},
        {"method": "chat.postMessage", "kind": "cut_after", "chance": 0.1},
        {"method": "*", "kind": "cut_after", "chance": 0.04},
        {"method": "respond", "kind": "cut_after", "chance": 0.1})
    driver.stream(seconds, RATE / 2)


@scenario(6, settle=240, faults=("hang_after", "hang_before"))
def hangs(driver, seconds):
    """Answers that never come."""
    driver.slack.rules(
        {"method": "chat.postMessage", "kind": "hang_after", "times": 1, "after": 2},
        {"method": "chat.postMessage", "kind": "hang_before", "times": 1, "after": 1})
    driver.stream(seconds, RATE / 2)


@scenario(8, settle=240, faults=("fail_after", "fail_before", "garbage"))
def errors(driver, seconds):
    """500, whether or not the request was taken, and answers that are no JSON."""
    driver.kinds = (("note", 50), ("update", 35), ("pushpin", 15))
    driver.slack.rules(
        {"method": "chat.postMessage", "kind": "fail_after", "times": 2, "after": 1},
        {"method": "chat.postMessage", "kind": "fail_before", "times": 1, "after": 1},
        {"method": "chat.postMessage", "kind": "garbage", "times": 1, "after": 1},
        {"method": "chat.postMessage", "kind": "fail_after", "chance": 0.1},
        {"method": "*", "kind": "fail_before", "chance": 0.05})
    driver.stream(seconds, RATE / 2)


@scenario(8, faults=("huge",))
def frames(driver, seconds):
    """Frames that are no JSON, no object, of no known type, binary, cut short, huge; and
    answers of the Web API padded to a megabyte."""
    driver.slack.rules({"method": "*", "kind": "huge", "size": 1 << 20, "chance": 0.05})
    for text in ("", "{", "[]", "null", '"x"', "{}", '{"type":7}', '{"type":"unheard_of"}',
                 '{"type":"events_api"}', '{"type":"slash_commands","envelope_id":"made-up"}',
                 '{"type":"interactive","envelope_id":[],"payload":3}', "\u0000", "[" * 5000,
                 '{"type":"disconnect"}'):
        driver.slack.control("frame", text=text, sockets="one")
        driver.stream(seconds / 20, RATE)
    driver.slack.control("frame", text="\u00ff", binary=True, sockets="one")
    for size in (100_000, 3_000_000):
        driver.slack.control("frame", size=size, sockets="one")
        driver.stream(seconds / 10, RATE)


@scenario(10, cadence=4, faults=("limit", "moot"))
def moot(driver, seconds):
    """Updates come due while posting is shut; they are given before it opens again."""
    driver.kinds = (("note", 100),)
    for _ in range(max(1, int(seconds / 10))):
        driver.slack.rules({"method": "chat.postMessage", "kind": "limit", "seconds": 7,
                            "times": 1})
        driver.stream(6, RATE / 2)
        driver.kinds = (("update", 100),)
        driver.stream(1, 4)
        driver.kinds = (("note", 100),)
        driver.stream(3, RATE / 2)
    calm(driver)


@scenario(8, cadence=2, incidents=6, settle=180, faults=())
def nags(driver, seconds):
    """Updates are due all the time, and given all the time: the alarm clock has to be read
    while what it says is changing. Whether a nudge becomes moot meanwhile is chance; that
    there are nudges is not."""
    driver.kinds = (("note", 50), ("update", 50))
    for _ in range(max(1, int(seconds / 2))):
        driver.stream(1, 8)
        driver.stream(1, 1)
    driver.slack.until(lambda e: e["kind"] == "request" and e["method"] == "chat.postMessage"
                       and "Update due" in str(e["args"].get("text")), 60, "a nudge")
    calm(driver)


@scenario(30, long=True, faults=("disconnect",))
def switched_off(driver, seconds):
    """Somebody switches Socket Mode off: nobody storms Slack, and the log says so. It comes
    back, and with it what people did meanwhile."""
    driver.slack.pump()
    driver.slack.control("disconnect", reason="link_disabled")
    driver.stream(20, 1)
    asked = [e for e in driver.slack.pump() if e.get("method") == "apps.connections.open"]
    assert not asked, f"{len(asked)} calls of apps.connections.open within 20 s"
    assert "Socket Mode" in driver.bot.logged(), "the log does not say it"
    driver.stream(max(0, seconds - 20), 0.5)
    driver.slack.wait(lambda: driver.slack.sockets()["ready"], 180, "a socket")


@scenario(8, faults=())
def crowd(driver, seconds):
    """Many at once; Slack takes one message a second in a channel and is not generous.
    (Not more a second than a sanitized bot can take beside other suites: how many it could
    take is a question for tests/bench.)"""
    driver.slack.settings(posts_per_sec=1, post_burst=3)
    driver.kinds = (("note", 95), ("update", 5))
    driver.stream(seconds, RATE * 4)


@scenario(6, incidents=3, settle=120, faults=("slow",))
def presses(driver, seconds):
    """Two people press two buttons of one message at one moment, and Slack is slow with the
    first edit of it: who did what stands there in the end, and neither button is back.
    (Who takes command acknowledges with it, so that the other press may come too late.)"""
    driver.slack.rules({"method": "chat.update", "kind": "slow", "delay_ms": 900, "times": 6})

    def buttons(message):
        return {element["action_id"].rpartition(":")[2]: element["action_id"]
                for block in message.get("blocks") or [] if block["type"] == "actions"
                for element in block["elements"]}

    def alerts():
        channel = driver.slack.channel("CINCIDENTS")
        return [message for message in channel["messages"]
                if "ALERT" in message.get("text", "")]

    pressed = []
    for message in alerts():
        offered = buttons(message)
        if {"ack", "role_take"} <= set(offered):
            pressed.append(message["ts"])
            for name, user in (("ack", "U1ANA"), ("role_take", "U2BEN")):
                driver.slack.control("interact", kind="button", user=user,
                                     channel="CINCIDENTS", ts=message["ts"],
                                     action_id=offered[name])
    assert pressed, "no message has both buttons"

    def as_it_should_be():
        return all(not {"ack", "role_take"} & set(buttons(message))
                   and re.search("Acknowledged by <@U", str(message["blocks"]))
                   and re.search("Command taken by <@U2BEN>", str(message["blocks"]))
                   for message in alerts() if message["ts"] in pressed)
    driver.slack.wait(as_it_should_be, 30, "both presses on the message")
    driver.stream(seconds / 2, RATE)
    assert as_it_should_be(), "an edit undid another"


# Every step of a channel, and how its answer gets lost.
STEPS = ("conversations.create", "conversations.setPurpose", "conversations.setTopic",
         "conversations.invite", "chat.postMessage", "pins.add", "bookmarks.list",
         "bookmarks.add")


def declared(driver, text):
    """The incident's id; its channel may take its time."""
    key = driver.slack.command(f"declare sev1 {text}")
    driver.slack.acked(key)
    return text


def whole(driver, texts):
    """Each of those incidents has one channel, with all that belongs to it, once."""
    state = driver.slack.state()
    for text in texts:
        mine = [c for c in state["channels"] if c["name"].startswith("inc-")
                and text in str(c["topic"])]
        if len(mine) != 1:
            return f"{text}: {len(mine)} channels with a topic"
        [channel] = mine
        name = channel["name"].upper()
        summaries = [m for m in channel["messages"] or [] if m["text"].startswith(f"{name}: ")
                     or f"*{name}*: " in m["text"][:40]]
        if len(summaries) != 1:
            return f"{name}: {len(summaries)} summaries"
        for what, good in (("purpose", name in str(channel["purpose"])),
                           ("members", "U1ANA" in (channel["members"] or [])),
                           ("pin", (channel["pins"] or []) == [summaries[0]["ts"]]),
                           ("bookmark", len(channel["bookmarks"] or []) == 1)):
            if not good:
                return f"{name}: its {what} is not there, or not once"
    names = [c["name"] for c in state["channels"] if c["name"].startswith("inc-")]
    left = [name for name in names if name.count("-") > 4]
    return f"{left} beside {names}" if left else ""


def awaited(driver, texts, seconds=60):
    end = time.monotonic() + seconds
    while (lacking := whole(driver, texts)) and time.monotonic() < end:
        time.sleep(0.2)
    assert not lacking, lacking


@scenario(30, incidents=1, settle=120, faults=("cut_after", "fail_after", "cut_middle"))
def half_channels(driver, seconds):
    """The answer of each step gets lost; the step was done. What there is, is found by its
    mark and finished."""
    for kind, steps in (("cut_after", STEPS), ("fail_after", ("chat.postMessage",)),
                        ("cut_middle", ("conversations.create",))):
        for step in steps:
            driver.slack.rules({"method": step, "kind": kind, "times": 3 if "post" in step else 1})
            awaited(driver, [declared(driver, f"{kind} of {step}")])
    # Slack's list does not show yet what was created.
    driver.slack.settings(list_late_ms=9000)
    driver.slack.rules({"method": "conversations.create", "kind": "cut_after", "times": 1})
    awaited(driver, [declared(driver, "created and not listed")])
    driver.slack.settings(list_late_ms=0)


@scenario(30, incidents=1, settle=120, faults=("hang_after",))
def half_channels_and_a_kill(driver, seconds):
    """The bot is killed while Slack has done a step and not answered."""
    for step in STEPS:
        driver.slack.pump()
        seen = len(driver.slack.events)
        driver.slack.rules({"method": step, "kind": "hang_after", "times": 1})
        text = declared(driver, f"killed at {step}")
        end = time.monotonic() + 20
        while not any(e.get("method") == step for e in driver.slack.events[seen:]):
            assert time.monotonic() < end, f"{step} was not called"
            driver.slack.pump(100)
        driver.bot.kill()
        driver.slack.rules()
        driver.bot.start()
        driver.bot.ready(1)
        awaited(driver, [text], 90)


@scenario(10, incidents=1, faults=("error",))
def no_private_channels(driver, seconds):
    """A restricted incident without the right to open a private channel: who declared it hears
    that there is none, the announce channel too, and nobody reads what it is about."""
    driver.slack.rules({"method": "conversations.create", "kind": "error",
                        "error": "missing_scope"})
    driver.slack.acked(driver.slack.command("declare sev1 type=security zqkeys leaked"))

    def told():
        said = {c["id"]: [m["text"] for m in c["messages"] or []]
                for c in driver.slack.state()["channels"]}
        where = [place for place, texts in said.items()
                 if any("has no channel" in text and "groups:write" in text or
                        "has no channel" in text and "scope" in text for text in texts)]
        return said if len(where) >= 2 and "CINCIDENTS" in where else None
    said = driver.slack.wait(told, 30, "that there is no channel, in person and announced")
    assert "zqkeys" not in str(said), said
    driver.slack.rules()


@scenario(12, settle=120, faults=("copy", "cut"))
def everything(driver, seconds):
    # 3 s is when Slack itself gives up on an acknowledgement. Sooner, each copy of an envelope
    # would have copies of its own before a busy machine has looked at the first.
    driver.slack.settings(twice_chance=0.2, twice_fresh=True, cut_every_ms=3000, retry_ms=3000,
                          retries=20)
    driver.slack.rules(
        {"method": "chat.postMessage", "kind": "cut_after", "chance": 0.05},
        {"method": "*", "kind": "limit", "seconds": 1, "chance": 0.03},
        {"method": "*", "kind": "fail_before", "chance": 0.03},
        {"method": "*", "kind": "slow", "delay_ms": 300, "chance": 0.1})
    driver.stream(seconds, RATE)


POST_KILL, POST_S = 12, 20


def until_post(driver):
    """Streams until a post has arrived at Slack, and a moment longer."""
    driver.slack.pump()
    end = time.monotonic() + POST_S
    while time.monotonic() < end:
        driver.stream(0.25, 4)
        if any(e["kind"] == "request" and e["method"] == "chat.postMessage"
               for e in driver.slack.pump(100)):
            break
    # The next one, then, to the moment.
    while time.monotonic() < end:
        if any(e["kind"] == "request" and e["method"] == "chat.postMessage"
               for e in driver.slack.pump(500)):
            break
    time.sleep(driver.random.uniform(0, 0.1))


def kills(driver, count):
    """kill -9 at random points under load, some of them again before the start is over."""
    driver.slack.settings(retry_ms=2000, retries=100000, twice_chance=0.1, ping_ms=0)
    driver.slack.rules({"method": "chat.postMessage", "kind": "cut_after", "chance": 0.05},
                       {"method": "chat.postMessage", "kind": "slow", "delay_ms": 80, "chance": 0.5},
                       {"method": "*", "kind": "slow", "delay_ms": 60, "chance": 0.2})
    driver.kinds = (("note", 80), ("update", 8), ("pushpin", 12))
    for number in range(count):
        # Mostly in the midst of work, now and then so early that it has hardly begun, and
        # regularly with a post under way: after a start that takes a while, because each
        # lane first looks for what it may have sent before.
        if number % POST_KILL == POST_KILL - 1:
            driver.bot.ready(1)
            until_post(driver)
        elif driver.random.random() < 0.85:
            driver.bot.ready(1)
            driver.stream(driver.random.uniform(0.02, 0.5), RATE * 2)
        else:
            driver.stream(driver.random.uniform(0, 0.15), RATE * 2)
        for _ in range(driver.random.randrange(12)):
            driver.give()  # so that some are under way
        driver.bot.kill()
        driver.bot.start()
        if (number + 1) % 50 == 0:
            print(f"{number + 1} kills, {len(driver.commands)} commands", flush=True)
    driver.bot.ready()
