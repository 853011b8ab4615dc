"""Text of people is text: whatever is in it, nobody is called by it, nothing is linked by
it, no line of tocsin's is forged by it, and all of it can be read.

render.py judges, which knows nothing of how tocsin escapes.
"""

import re
import unicodedata

import pytest

import blocks
import render
from conftest import judge
from desk import OPENING
from parties import until

EVIL = "U0EVIL"
CUT = "(?i)cut|timeline has|/inc timeline"  # how a message says that it is not whole

# (name, what somebody typed). Slack escapes `&<>` in what is typed; what it made live
# itself (a mention that was chosen, an address) comes as <…> and is in RAW.
TYPED = {
    "mentions": f"<!channel> <!here|x> <!everyone> <@{EVIL}> <@{EVIL}|bo> <!subteam^S0EVIL>",
    "entities": "a & b &amp; c &lt;!channel&gt; &#60;!here&#62; &lt;@U0EVIL&gt;",
    "links": "<https://evil.example|https://good.example> <mailto:x@evil.example|y>",
    "markdown links": "[good](https://evil.example) [x](javascript:alert(1))",
    "marks": "*bold* _italic_ ~gone~ `code` ```block``` **x** __y__",
    "quotation": "> said nobody",
    "neutral": f"<@slack:{EVIL}> <#slack:C1> <t:0> <d:1> <!update x> \\*a\\* {{{{summary}}}}",
    "emoji words": ":fire: :+1::skin-tone-2:",
    "four bytes": "\U0001f525" * 60 + " \U0001f469\u200d\U0001f469\u200d\U0001f467",
    "right to left": "\u05d4\u05e9\u05e8\u05ea \u05e0\u05e4\u05dc 500 \u062e\u0637\u0623",
    "direction": "a\u202eb \u2066c \u202dd\u2067 \u200fe",
    "separators": "one\u2028two\u2029three\u0085four",
    "names": "@channel @here #general @everyone",
    "date": "<!date^0^{date}^https://evil.example|then>",
}
RAW = {
    "live": f"<!channel> <!here> <@{EVIL}|bo> <#C0EVIL|ops> <!subteam^S0EVIL|@sre>",
    "live link": "<https://evil.example|good> <https://plain.example>",
    "broken": "< <> <| <@ <!channel &lt <https://x|",
}


def typed(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def words(text):
    """What can be compared. Controls may be shown by a sign that stands for them, and a
    line that is not tocsin's own may be marked as such; nothing else may differ."""
    shown = render.visible(text).replace("\ufffd", "").replace("\u2502", "")
    return "".join(char for char in shown if not char.isspace()
                   and unicodedata.category(char) not in ("Cc", "Zl", "Zp"))


def altered(shown, text):
    """Wherever the text is shown (behind "zq"): whole, or cut with a sign."""
    shown, text = words(shown), words(text)
    rests = [shown[found.end():] for found in re.finditer("zq", shown)]
    return [rest[:200] for rest in rests if not rest.startswith(text)
            and not (rest.partition("\u2026")[1]
                     and text.startswith(rest.partition("\u2026")[0]))]


def harmless(seen):
    """Nobody and nothing of the text acts."""
    found = [("calls", who) for who in seen.mentions if "EVIL" in who or who[:1] in "!@#"]
    found += [("links", link) for link in seen.links if "evil" in str(link).lower()]
    found += [("leads astray", link) for link in seen.links
              if "://" in link[0] and link[0] != link[1]
              and not (link[0].endswith("\u2026") and link[1].startswith(link[0][:-1]))]
    found += [("image", url) for url in seen.images]
    return found + seen.strays()


def everything(desk, channel):
    """What stands in the channel and in the announce channel: [(where, seen)]"""
    found = []
    for place in (channel, desk.bot.announce, desk.bot.leadership):
        for post in desk.posts(place):
            found += [("post", render.message(post)), ("plain text", render.text_of(post))]
    info = desk.info(channel)
    for slot in ("topic", "purpose"):
        found.append((slot, render.line(info[slot]["value"])))
    return found


def judged(desk, channel, shapes):
    for where, seen in everything(desk, channel):
        assert harmless(seen) == [], (where, seen.text)
    assert judge(shapes, desk.recorder.requests) == []


@pytest.fixture
def opened(emulate_desk):
    incident, channel = emulate_desk.declare()
    emulate_desk.wait_post(channel, OPENING)
    return emulate_desk, incident, channel


def test_updates(opened, shapes):
    desk, incident, channel = opened
    for name, text in TYPED.items():
        desk.ask(f"update zq {typed(text)}", channel=channel)
    for name, text in RAW.items():
        desk.ask(f"update zr {text}", channel=channel)
    desk.ask("update the last one", channel=channel)
    desk.wait_post(channel, "the last one", timeout=60)
    desk.wait_post(desk.bot.announce, "the last one", timeout=60)
    for place in (channel, desk.bot.announce):
        read = [words(render.message(post).text) for post in desk.posts(place)]
        for name, text in TYPED.items():
            assert any("zq" + words(text) in post for post in read), (name, text, [
                post for post in read if "zq" in post])
    judged(desk, channel, shapes)


@pytest.mark.parametrize("name", sorted(TYPED))
def test_summaries(emulate_desk, shapes, name):
    """A summary stands in most places: alert, topic, purpose, pinned summary, answers."""
    desk, text = emulate_desk, TYPED[name]
    _, channel = desk.declare(f"declare sev1 zq {typed(text)}")
    desk.wait_post(channel, OPENING)
    until(lambda: "zq" in desk.info(channel)["topic"]["value"], what="topic")
    until(lambda: desk.recorder.of("pins.add"), 20, "pinned")
    places = everything(desk, channel)
    assert {where for where, seen in places if "zq" in seen.text} == {
        "post", "plain text", "topic", "purpose"}
    for where, seen in places:
        assert altered(seen.text, text) == [], where
    for command in ("show", "list", "status", "timeline"):
        answer = desk.ask(command, channel=channel)
        assert "zq" in answer or command == "status"
        assert altered(answer, text) == [], command
    judged(desk, channel, shapes)
    for acks in desk.socket.acks.values():
        for ack, _ in acks:
            if (ack.get("payload") or {}).get("text"):
                assert harmless(render.message(ack["payload"])) == []
                assert blocks.check_message(shapes, ack["payload"]) == []


def test_a_long_address_is_shown_by_its_beginning(opened, shapes):
    desk, _, channel = opened
    url = "https://graphs.example.org/d/checkout_latency?orgId=1&from=1759132800&var=" + "z" * 80
    desk.ask(f"update zq *look* at <{url.replace('&', '&amp;')}>, it rises", channel=channel)
    seen = render.message(desk.wait_post(channel, "INCIDENT UPDATE(.|\n)*zq"))
    [label] = [label for label, target in seen.links if target == url]
    assert len(label) == 38 and url.startswith(label[:-1]) and label[-1] == "\u2026"
    assert f"zq *look* at {label}, it rises" in render.visible(seen.text), seen.text
    judged(desk, channel, shapes)


def test_lines_are_not_forged(opened, shapes):
    desk, _, channel = opened
    forged = ("all good\n", "Status: Resolved\n", "*INC-2025-09-29-001*: Resolved\n",
              "Incident Commander: Eve")
    desk.ask("update zq " + "".join(forged), channel=channel)
    post = desk.wait_post(channel, "all good")
    lines = [render.visible(line) for line in render.message(post).lines]
    for line in ("Status: Resolved", "Incident Commander: Eve", "INC-2025-09-29-001: Resolved"):
        assert line not in lines, lines
    assert any("Status: Investigating" in line for line in lines), lines
    judged(desk, channel, shapes)


@pytest.mark.parametrize("text", [
    "x" * 7000, "long words " * 630, "\U0001f525" * 1700, "&" * 6000, "<" * 6000, "*a*" * 2000,
    "line\n" * 1400,
], ids=["one word", "words", "emoji", "ampersands", "angles", "marks", "lines"])
def test_nothing_is_cut_in_silence(opened, shapes, text):
    desk, incident, channel = opened
    desk.ask(f"update zq {typed(text)}", channel=channel)
    post = desk.wait_post(channel, "INCIDENT UPDATE(.|\n)*zq", timeout=30)
    seen = render.message(post)
    for shown in (seen.text, render.text_of(post).text):
        assert words(text) in words(shown) or re.search(CUT, shown), shown[-600:]
    [entry] = desk.bot.entries(incident, "update.posted")
    assert words(entry["text"]["update"]) == words(f"zq{text}")
    judged(desk, channel, shapes)


def test_texts_of_the_channel(opened, shapes, emulate):
    """Messages that others wrote become entries, and are shown by the timeline."""
    desk, incident, channel = opened
    emulate.ok("conversations.join", channel=channel)
    for number, text in enumerate([*map(typed, TYPED.values()), *RAW.values()]):
        posted = emulate.ok("chat.postMessage", channel=channel, text=f"zq {text}")
        desk.socket.send("events_api", {
            "type": "event_callback", "event_id": f"Ev{number}", "team_id": "T0TEST",
            "event": {"type": "reaction_added", "user": desk.users["bo"],
                      "reaction": "pushpin", "item_user": desk.users["ana"],
                      "item": {"type": "message", "channel": channel, "ts": posted["ts"]},
                      "event_ts": posted["ts"]}})
    wanted = len(TYPED) + len(RAW)
    until(lambda: len(desk.bot.entries(incident, "message.pinned")) == wanted, 60,
          lambda: desk.bot.logged()[-2000:], every=0.5)
    pinned = str([entry["text"] for entry in desk.bot.entries(incident, "message.pinned")])
    assert "a & b &amp; c &lt;!channel&gt;" in pinned
    assert "zq" in desk.ask("timeline", channel=channel)
    judged(desk, channel, shapes)


def test_names_of_people(opened, shapes):
    desk, incident, channel = opened
    payload, user = desk.payload("bo", command="/inc", text="role take commander")
    payload.update(user_id=user, user_name="<!channel> *x* <@U0EVIL>", channel_id=channel,
                   channel_name="x")
    desk.socket.ack(desk.socket.send("slash_commands", payload))
    desk.wait_post(channel, "Incident Commander")
    judged(desk, channel, shapes)
