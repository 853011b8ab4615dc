"""What tocsin sends: looked for before it is sent again, urgent things first when the
homeserver limits it, to one person in a chat of their own; and what the doctor finds."""

import json
import os
import subprocess
import urllib.parse

import pytest

from front import CUT, LOSE, Front
from parties import Dendrite, Refused, until
from test_rooms import Desk


@pytest.fixture
def fronted():
    fronts = []

    def begin(server):
        fronts.append(Front(server))
        return fronts[-1]
    yield begin
    for front in fronts:
        front.close()


def begun_at(begin, front):
    """begin(), with tocsin behind the proxy and people at the homeserver itself."""
    return lambda server, **config: begin(front, **config)


def sends(front, text, answer=None):
    """Indexes in the journal of what was sent with that text in it."""
    return [i for i, row in enumerate(front.journal)
            if row["method"] == "PUT" and text.encode() in row["body"]
            and answer in (None, row["answer"])]


def said(desk, room, text):
    return [event for event in desk.ana.raw(room, 500)
            if event["sender"] == desk.user and event["type"] == "m.room.message"
            and "delivery" in event["content"].get("org.tocsin", {})
            and "m.new_content" not in event["content"] and text in event["content"]["body"]
            and not event["content"]["org.tocsin"]["delivery"].startswith("summary:")]


@pytest.mark.parametrize("forgets", [False, True], ids=["synapse", "dendrite"])
def test_what_may_have_been_sent_is_looked_for_first(forgets, shared_servers, own_server,
                                                     fronted, people, begin):
    """The answer to a notice is lost. Dendrite is killed then, and knows no transaction any
    more: sent again, it would be there twice."""
    server = own_server(Dendrite) if forgets else shared_servers("synapse")
    front = fronted(server)
    desk = Desk(server, people, begun_at(begin, front))
    incident, room = desk.declare("sev3 checkout fails")
    lost = []

    def rule(method, path, body):
        if method == "PUT" and b"lost in the dark" in body and b'"delivery"' in body \
                and b"m.new_content" not in body and b"summary:" not in body and not lost:
            lost.append(path)
            return LOSE
        return None
    front.rule = rule
    desk.ana.say(room, "!inc decision lost in the dark")
    until(lambda: lost, 30, lambda: desk.bot.logged()[-1500:])
    if forgets:
        desk.ana.until(lambda: said(desk, room, "lost in the dark"), 30)
        server.kill()
        server.start()
    desk.ana.say(room, "!inc decision behind it")
    desk.ana.until(lambda: said(desk, room, "behind it"), 90,
                   lambda: desk.bot.logged()[-1500:])
    assert len(said(desk, room, "lost in the dark")) == 1
    at = next(i for i, row in enumerate(front.journal) if row["answer"] == LOSE)
    behind = sends(front, "behind it", 200)[0]
    looked = [row for row in front.journal[at:behind] if row["method"] == "GET"
              and f"/rooms/{urllib.parse.quote(room, safe='')}/messages" in row["path"]]
    assert looked, "it was not looked for"


def test_in_which_order_it_goes_on_when_it_was_limited(synapse, fronted, people, begin):
    """An escalation first, then what was said before it, what only shows the state last; and
    each of them once."""
    front = fronted(synapse)
    desk = Desk(synapse, people, begun_at(begin, front))
    incident, room = desk.declare("sev2 checkout fails")
    desk.ana.until(lambda: pinned(desk, room), 60)
    limited = [True]

    def rule(method, path, body):
        if method == "PUT" and limited[0] and ("/send/" in path or "/state/" in path):
            return 429, {"errcode": "M_LIMIT_EXCEEDED", "error": "too often",
                         "retry_after_ms": 1000}
        return None
    front.rule = rule
    desk.ana.say(room, "!inc severity sev1 it is worse")
    desk.ana.say(room, "!inc decision we roll back")
    desk.ana.say(room, f"!inc escalate {desk.bo.id} we need you now")
    desk.bot.wait_entry(incident, "incident.escalated", 60)
    until(lambda: sends(front, "we need you now", 429), 30)
    limited[0] = False
    desk.ana.until(lambda: said(desk, room, "we roll back") and
                   said(desk, room, "we need you now"), 60, lambda: desk.bot.logged()[-1500:])

    def first(text):
        return sends(front, text, 200)[0]

    def topics():
        return [i for i, row in enumerate(front.journal) if row["method"] == "PUT"
                and "m.room.topic" in row["path"] and b"Sev1" in row["body"]
                and row["answer"] == 200]
    until(topics, 60, lambda: desk.bot.logged()[-1500:])
    notices = [i for i in sends(front, '"delivery"', 200)
               if b"we need you now" in front.journal[i]["body"]]
    assert notices[0] < first("we roll back") and notices[0] < topics()[0]
    for text in ("we roll back", "we need you now"):
        ids = [event["content"]["org.tocsin"]["delivery"] for event in said(desk, room, text)]
        assert len(ids) == len(set(ids)) == 1, text


def pinned(desk, room):
    try:
        return desk.ana.state(room, "m.room.pinned_events")["pinned"]
    except Refused:
        return None


def test_one_person_is_called_in_a_chat_of_their_own(server, people, begin):
    """It rings (m.text, and mentions them), it is the same chat each time, also for another
    process, and nobody else is in it."""
    desk = Desk(server, people, begin)
    incident, room = desk.declare("sev1 checkout fails")

    def call(words):
        desk.ana.say(room, f"!inc escalate {desk.bo.id} {words}")
    before = set(desk.bo.invited) | set(desk.bo.nio.rooms)
    call("look at the pool")

    def alone(one):
        try:
            members = desk.bo.http("GET", f"/rooms/{one}/joined_members")["joined"]
        except Refused:
            return False
        return set(members) == {desk.bo.id, desk.user}

    def chat():
        for one in set(desk.bo.invited) - before - {room}:
            desk.bo.join(one)
        return next((one for one in set(desk.bo.nio.rooms) - before if alone(one)), None)
    direct = desk.bo.until(chat, 60, lambda: desk.bot.logged()[-1500:])
    event = desk.bo.says(direct, "look at the pool", sender=desk.user, timeout=60)
    assert event.source["content"]["msgtype"] == "m.text"
    desk.bot.kill()
    desk.bot.start()
    call("it is the index after all")
    assert desk.bo.says(direct, "it is the index", sender=desk.user, timeout=90)
    texts = [one.body for one in desk.bo.messages(direct, desk.user)]
    assert len([text for text in texts if "look at the pool" in text]) == 1


def test_a_room_that_was_left_behind_is_left(server, fronted, people, begin):
    """Its making breaks off: a room without an alias, and nobody in it. The next one is whole,
    and tocsin is in no other that was made for it."""
    front = fronted(server)
    desk = Desk(server, people, begun_at(begin, front))
    behind = []

    def rule(method, path, body):
        if not (method == "POST" and path.endswith("/createRoom") and b'"delivery"' in body) \
                or behind:
            return None
        half = {name: value for name, value in json.loads(body).items()
                if name in ("creation_content", "preset")}
        token = next(row["headers"]["Authorization"] for row in reversed(front.journal)
                     if "Authorization" in row["headers"])
        _, answer = front.passed(method, path, json.dumps(half).encode(),
                                 {"Authorization": token})
        behind.append(json.loads(answer)["room_id"])
        return CUT
    front.rule = rule
    incident, room = desk.declare("sev3 checkout fails")
    assert behind and room != behind[0]
    desk.bot.wait_logged("matrix.orphan.left", 60)
    rooms = front.passed("GET", "/_matrix/client/v3/joined_rooms", b"", {
        "Authorization": next(row["headers"]["Authorization"] for row in front.journal[::-1]
                              if "Authorization" in row["headers"])})[1]
    rooms = json.loads(rooms)["joined_rooms"]
    assert behind[0] not in rooms and room in rooms and desk.hall in rooms


def doctor(bot):
    done = subprocess.run(
        [bot.binary, "doctor", "--json", "--data", str(bot.data), "--config", str(bot.config)],
        capture_output=True, text=True, timeout=90, env=dict(os.environ))
    found = json.loads(done.stdout)["findings"]
    return [(one["level"], one["what"], one.get("todo") or "") for one in found
            if "Matrix" in one["what"] or "Clock" in one["what"]]


def row(findings, level, words):
    return [one for one in findings if one[0] == level and words in f"{one[1]}: {one[2]}"]


def test_what_the_doctor_finds(server, people, begin):
    ana, = people(server, "ana")
    user = server.register(ana.id[1:].split(":")[0] + "-bot")
    open_room = ana.room("open", preset="public_chat")
    secret = ana.room("secret", invite=[user], initial_state=[
        {"type": "m.room.encryption", "state_key": "",
         "content": {"algorithm": "m.megolm.v1.aes-sha2"}}])
    mute = ana.room("mute", preset="public_chat",
                    power_level_content_override={"events_default": 50})
    gone = "#nowhere-at-all:test.local"
    bot = begin(server, user=user, announce=[open_room, secret, mute, gone])
    bot.wait_logged("matrix.invitation.accepted")
    until(lambda: ana.membership(open_room, user) == "join"
          and ana.membership(mute, user) == "join", 60, bot.logged)
    findings = doctor(bot)
    for level, words in (("ok", f"Matrix homeserver: {server.base} answers"),
                         ("ok", f"Matrix login: {user}"),
                         ("ok", f"Matrix place matrix:{open_room}: tocsin is a member"),
                         ("broken", f"Matrix place matrix:{secret}: it is encrypted"),
                         ("broken", "tocsin may not write there (power 0)"),
                         ("broken", "there is no room of that name"),
                         ("ok", "it is made with the first incident"),
                         ("ok", "Matrix: nothing is limited now")):
        assert row(findings, level, words), (level, words, findings)
    assert any("the homeserver's" in one[1] for one in findings), findings  # its clock
    # It logged in as a device of its own: the one at work goes on.
    ana.say(open_room, "!inc list")
    assert ana.wait_message(open_room, lambda event: event.source["content"].get(
        "m.relates_to", {}).get("m.in_reply_to"), sender=user, timeout=60)
    # The space, once there is one; and one whose name somebody else has.
    ana.say(open_room, "!inc declare sev3 checkout fails")
    space = f"#{user[1:].split(':')[0]}-incidents:{server.name}"
    until(lambda: ana.resolve(space), 60, bot.logged)
    assert row(doctor(bot), "ok", f"Matrix space {space}: it is tocsin's")
    other = server.register(user[1:].split(":")[0] + "2")
    ana.room("theirs", alias=other[1:].split(":")[0] + "-incidents")
    assert row(doctor(begin(server, user=other, start=False)), "warn", "somebody else's room")
    (bot.folder / "password").write_text("another one\n")
    assert row(doctor(bot), "broken", "Matrix login by password")
