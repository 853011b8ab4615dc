"""What tocsin says, as a client shows it: hostile texts go through the whole road and back.

The judge of HTML is bleach, which was not written for this project, with the tags that the
specification names and no others: what it would change, a client would not show as it was
meant.
"""

import json

import pytest

bleach = pytest.importorskip("bleach")

from test_rooms import Desk  # noqa: E402

TAGS = set("del h1 h2 h3 h4 h5 h6 blockquote p a ul ol sup sub li b i u strong em s code hr br "
           "div table thead tbody tr th td caption pre span img details summary".split())

HOSTILE = [
    "<script>alert(1)</script> <img src=x onerror=y>",
    "</p></li><h1>huge</h1> <mx-reply>x</mx-reply>",
    "@room wake up, and @ana:example.org too",
    '<a href="https://matrix.to/#/@ana:example.org">ana</a>',
    "&lt;b&gt; & \"quoted\" \\ back",
    "\u202e reversed \u2066 isolated",
]


def judge(event):
    content = event["content"]
    size = len(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())
    assert size <= 65536 - 8192
    for one in (content, content.get("m.new_content", content)):
        mentions = one["m.mentions"]  # always there
        assert set(mentions) <= {"user_ids"}
        html = one.get("formatted_body")
        if html is not None:
            assert one["format"] == "org.matrix.custom.html"
            cleaned = bleach.clean(html, tags=TAGS, attributes={"a": ["href"]},
                                   protocols=["http", "https", "mailto"])
            assert cleaned == html
        # Homeservers ring nobody for an m.notice.
        assert one["msgtype"] == ("m.text" if mentions else "m.notice") or not mentions
    return content


@pytest.fixture
def desk(server, people, begin):
    return Desk(server, people, begin)


def test_hostile_texts(desk):
    incident, room = desk.declare("sev3 checkout fails")
    for n, text in enumerate(HOSTILE):
        desk.ana.say(room, f"!inc update {text} end{n}")
        desk.ana.says(room, f"end{n}", sender=desk.user, timeout=60)
    desk.ana.say(room, "!inc update " + "word " * 12000 + "end")  # 60 KB: refused or cut
    desk.ana.say(room, "!inc update all is well again endall")
    desk.ana.says(room, "endall", sender=desk.user, timeout=60)
    said = [event for event in desk.ana.raw(room)
            if event["sender"] == desk.user and event["type"] == "m.room.message"]
    for event in said:
        content = judge(event)
        called = set(content["m.mentions"].get("user_ids", []))
        assert called <= {desk.ana.id}, called
        assert "@room" not in content["body"]
    texts = " ".join(event["content"]["body"] for event in said)
    assert "<script>alert(1)</script>" in texts and "\u202e" not in texts
