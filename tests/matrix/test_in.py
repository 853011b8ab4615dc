"""What people type reaches tocsin, each thing once, and its answers reach them, at
homeservers that others wrote."""

import random
import time

import pytest

from bot import incident_in
from parties import Dendrite, Synapse, until
from redis_server import Redis


class Hall:
    """Ana and Bo in a room where incidents are announced, tocsin in it."""

    def __init__(self, server, people, begin, **config):
        self.server, self.people, self.begin = server, people, begin
        self.ana, self.bo = people(server, "ana", "bo")
        self.user = server.register(self.ana.id[1:].split(":")[0] + "-bot")
        self.room = self.ana.room("incidents", invite=[self.user, self.bo.id],
                                  preset=config.pop("preset", "private_chat"))
        self.bo.join(self.room)
        self.bot = begin(server, user=self.user, announce=[self.room], **config)
        self.bot.wait_logged("matrix.invitation.accepted")

    def answer(self, event, who=None, room=None, timeout=30):
        who = who or self.ana
        return who.wait_message(
            room or self.room,
            lambda one: relates(one).get("m.in_reply_to") == {"event_id": event},
            sender=self.user, timeout=timeout)

    def declared(self, words="declare sev1 checkout fails"):
        incident = incident_in(self.answer(self.ana.say(self.room, f"!inc {words}")).body)
        assert incident
        return incident


def relates(event):
    return event.source["content"].get("m.relates_to", {})


@pytest.fixture
def hall(server, people, begin):
    return Hall(server, people, begin)


def notes(hall, incident):
    return [entry["text"]["note"] for entry in hall.bot.entries(incident, "note.added")]


# ---- answers ----

def test_a_command_is_answered_as_a_reply_and_announced(hall):
    answer = hall.answer(hall.ana.say(hall.room, "!inc declare sev1 checkout fails"))
    assert incident_in(answer.body), answer.body
    assert answer.source["content"]["msgtype"] == "m.notice"
    assert answer.source["content"]["m.mentions"] == {}
    told = hall.bo.wait_message(
        hall.room, lambda event: "checkout fails" in event.body
        and event.source["content"].get("org.tocsin", {}).get("delivery"), sender=hall.user)
    assert told.source["content"]["org.tocsin"]["incident"] == incident_in(answer.body)


def test_in_a_direct_chat_everything_is_a_command(hall):
    room = hall.ana.room(invite=[hall.user], is_direct=True)
    hall.bot.wait_logged("matrix.invitation.accepted", times=2)
    answer = hall.answer(hall.ana.say(room, "list"), room=room)
    assert "open" in answer.body.lower(), answer.body


def test_a_refusal_is_read_by_who_asked_alone(hall):
    asked = hall.ana.say(hall.room, "!inc show INC-2001-01-01-001")
    hall.ana.until(lambda: any(hall.user in who for who in hall.ana.invited.values()))
    room = next(room for room, who in hall.ana.invited.items() if hall.user in who)
    hall.ana.join(room)
    refusal = hall.ana.says(room, "INC-2001-01-01-001", sender=hall.user)
    assert refusal.source["content"]["msgtype"] == "m.text"  # an m.notice rings nobody
    members = hall.ana.http("GET", f"/rooms/{room}/joined_members")["joined"]
    assert set(members) == {hall.ana.id, hall.user}
    until(lambda: [event for event in hall.bo.raw(hall.room) if event["type"] == "m.reaction"
                   and event["content"]["m.relates_to"]["event_id"] == asked])
    assert not [event for event in hall.bo.raw(hall.room)
                if event["sender"] == hall.user and event["type"] == "m.room.message"]


def test_people_are_named_as_they_are_typed_and_as_clients_write_them(hall):
    incident = hall.declared()
    hall.answer(hall.ana.say(hall.room, f"!inc {incident} role assign commander {hall.bo.id}"))
    hall.bot.wait_entry(incident, "role.assigned", holds=lambda entry: entry["data"]["to"]
                        == f"matrix:{hall.bo.id}")
    hall.answer(hall.ana.say(
        hall.room, f"!inc {incident} role assign commander Ana",
        format="org.matrix.custom.html",
        formatted_body=f'!inc {incident} role assign commander <a href="https://matrix.to/#/'
                       f'{hall.ana.id}">Ana</a>'))
    hall.bot.wait_entry(incident, "role.assigned", holds=lambda entry: entry["data"]["to"]
                        == f"matrix:{hall.ana.id}")


def test_a_raised_hand_acknowledges_what_it_is_under(hall):
    incident = hall.declared()
    hall.declared("declare sev2 something else")
    told = hall.bo.wait_message(
        hall.room, lambda event: event.source["content"].get("org.tocsin", {}).get("incident")
        == incident, sender=hall.user)
    hall.bo.react(hall.room, told.event_id, "\N{RAISED HAND}")
    entry = hall.bot.wait_entry(incident, "incident.acknowledged")
    assert entry["actor"] == f"matrix:{hall.bo.id}"


# ---- what is not for it ----

def test_only_ours_are_answered_and_followed(server, people, begin):
    hall = Hall(server, people, begin)
    bot = begin(server, user=server.register(hall.user[1:].split(":")[0] + "2"),
                servers=["elsewhere.org"], users=[hall.ana.id])
    stranger = hall.bo.room(invite=[bot.user])
    bot.wait_logged("matrix.invitation.declined")
    until(lambda: hall.bo.state(stranger, "m.room.member", bot.user)["membership"] == "leave")
    ours = hall.ana.room(invite=[bot.user, hall.bo.id])
    bot.wait_logged("matrix.invitation.accepted")
    hall.bo.join(ours)
    hall.bo.say(ours, "!inc declare by a stranger")
    asked = hall.ana.say(ours, "!inc declare by one of ours")
    hall.ana.wait_message(ours, lambda one: relates(one).get("m.in_reply_to") ==
                          {"event_id": asked}, sender=bot.user)
    assert len(bot.exported()) == 1


def test_what_is_said_before_it_came_is_not_for_it(hall):
    room = hall.ana.room()
    hall.ana.say(room, "!inc declare long ago")
    hall.ana.invite(room, hall.user)
    hall.bot.wait_logged("matrix.invitation.accepted", times=2)
    hall.answer(hall.ana.say(room, "!inc list"), room=room)
    assert hall.bot.exported() == {}


def test_an_encrypted_room_is_refused(hall):
    room = hall.ana.room(invite=[hall.user], initial_state=[
        {"type": "m.room.encryption", "state_key": "",
         "content": {"algorithm": "m.megolm.v1.aes-sha2"}}])
    hall.ana.says(room, "encrypted", sender=hall.user)
    hall.ana.send(hall.room, "m.room.message", {"msgtype": "m.text", "body": "!inc list"})
    raw = [event for event in hall.ana.raw(room) if event["sender"] == hall.user]
    assert [event["type"] for event in raw].count("m.room.message") == 1


def test_hostile_events_hide_no_others(hall):
    for content in ({"msgtype": "m.text", "body": "!inc " + "x" * 60_000},
                    {"msgtype": "m.text", "body": "!inc note \u202e@room <b>\u0007"},
                    {"msgtype": ["m.text"], "body": {"a": 1}},
                    {"body": "!inc list", "m.relates_to": {"rel_type": "m.thread"}},
                    {"msgtype": "m.text", "body": "!inc", "m.mentions": [1, {}]}):
        hall.ana.send(hall.room, "m.room.message", content)
    hall.answer(hall.ana.say(hall.room, "!inc list"))


# ---- nothing is lost, nothing is done twice ----

def test_what_was_typed_while_it_was_away_is_done_once(hall):
    incident = hall.declared()
    hall.bot.kill()
    wanted = [f"note {i}" for i in range(120)]
    asked = [hall.ana.say(hall.room, f"!inc {incident} note {text}") for text in wanted]
    for _ in range(30):
        hall.bo.say(hall.room, "not for tocsin")
    hall.bot.start()
    hall.answer(asked[-1], timeout=90)
    assert notes(hall, incident) == wanted


def test_killed_again_and_again_it_does_each_once_and_in_order(hall):
    incident = hall.declared()
    wanted = []
    for round in range(8):
        for i in range(5):
            wanted.append(f"note {round}.{i}")
            hall.ana.say(hall.room, f"!inc {incident} note {wanted[-1]}")
        time.sleep(random.random() / 2)  # anywhere in the work
        hall.bot.kill()
        hall.bot.start()
    # An answer may be lost by a kill, a command not: one more, behind all of them.
    wanted.append("note at the end")
    hall.answer(hall.ana.say(hall.room, f"!inc {incident} note {wanted[-1]}"), timeout=90)
    assert notes(hall, incident) == wanted
    answers = [event for event in hall.ana.raw(hall.room) if event["sender"] == hall.user
               and event["content"].get("m.relates_to", {}).get("m.in_reply_to")]
    replied = [event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"]
               for event in answers]
    assert len(replied) == len(set(replied))


def test_an_answer_that_is_there_is_not_given_again(own_server, people, begin):
    """A bot is killed when its answer is out and what it had read is not yet kept; the
    homeserver remembers no transaction."""
    hall = Hall(own_server(Dendrite), people, begin)
    incident = hall.declared()
    redis = Redis(hall.bot.data / "redis.sock")
    read = "t:{default}:sync:matrix"
    before = redis("GET", read)
    assert before
    asked = hall.ana.say(hall.room, f"!inc {incident} note once")
    hall.answer(asked)
    until(lambda: redis("GET", read) != before, 20, lambda: before)
    hall.bot.kill()
    hall.server.kill()
    hall.server.start()
    redis("SET", read, before)
    hall.bot.start()
    hall.answer(hall.ana.say(hall.room, f"!inc {incident} note after"), timeout=60)
    assert notes(hall, incident) == ["once", "after"]
    answers = [event for event in hall.ana.raw(hall.room) if event["sender"] == hall.user
               and event["content"].get("m.relates_to", {}).get("m.in_reply_to")
               == {"event_id": asked}]
    assert len(answers) == 1


# ---- the homeserver ----

def test_the_homeserver_is_killed_in_the_middle(own_server, people, begin):
    hall = Hall(own_server(Dendrite), people, begin)
    incident = hall.declared()
    hall.server.kill()
    hall.server.start()
    hall.answer(hall.ana.say(hall.room, f"!inc {incident} note after"), timeout=60)
    assert notes(hall, incident) == ["after"]


def test_logged_out_it_logs_in_again_as_the_same_device(hall, tmp_path):
    from person import Person
    itself = Person(hall.server, hall.user[1:].split(":")[0], tmp_path)
    devices = {one["device_id"] for one in itself.http("GET", "/devices")["devices"]}
    assert "TOCSIN" in devices
    itself.http("POST", "/logout/all", {})
    hall.bot.wait_logged("matrix.logged_out")
    hall.bot.wait_logged("matrix.login user", times=2)
    hall.answer(hall.ana.say(hall.room, "!inc list"))
    itself.close()


def test_an_upgraded_room_is_followed(server, people, begin):
    hall = Hall(server, people, begin, preset="public_chat")
    incident = hall.declared()
    new = hall.ana.http("POST", f"/rooms/{hall.room}/upgrade",
                        {"new_version": "10"})["replacement_room"]
    hall.bot.wait_logged("matrix.room.moved")
    hall.bo.join(new)
    hall.answer(hall.ana.say(new, f"!inc {incident} note in the new room"), room=new)
    hall.ana.say(new, f"!inc {incident} severity sev2")
    hall.bo.wait_message(new, lambda event: event.source["content"].get("org.tocsin", {})
                         .get("delivery"), sender=hall.user)


def test_within_the_limits_of_synapse_nothing_is_lost(own_server, people, begin):
    hall = Hall(own_server(Synapse, limits=True), people, begin)
    asked = [hall.bo.say(hall.room, f"!inc declare sev1 number {i}") for i in range(3)]
    for event in asked:
        hall.answer(event, who=hall.bo, timeout=90)
    told = until(lambda: [event for event in hall.ana.raw(hall.room)
                          if event["content"].get("org.tocsin", {}).get("delivery")][2:],
                 timeout=120, every=2)
    assert told
