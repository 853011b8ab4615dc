"""What the other tests lean on: the homeservers and the client do what they are taken to do.

Facts that the adapter is built on are seen here on each homeserver; one that changes with a
newer version fails here first, and says so.
"""

import pytest

from parties import C, Dendrite, Refused, Synapse, call, quoted


def test_two_people_talk(server, people):
    ana, bo = people(server, "ana", "bo")
    room = ana.room("ops", invite=[bo.id])
    bo.until(lambda: room in bo.invited)
    assert bo.invited[room] == {ana.id}
    bo.join(room)
    ana.say(room, "hello")
    assert bo.says(room, "hello").sender == ana.id


@pytest.mark.parametrize("kind", [Synapse, Dendrite])
def test_a_server_keeps_what_it_had(kind, own_server, people):
    """What it has shown to somebody. Dendrite has answered some 50 ms before that, and what it
    took in between is gone after a kill: no bot can help that."""
    server = own_server(kind)
    ana, = people(server, "ana")
    room = ana.room("ops")
    event = ana.say(room, "before")
    ana.says(room, "before")
    server.kill()
    server.start()
    assert ana.event(room, event)["content"]["body"] == "before"
    ana.say(room, "after")


def test_synapse_limits_when_it_is_told_to(own_server):
    """And without that it does not: 30 sends at once are taken."""
    def sends(server):
        server.register("ana")
        login = call(server.base, "POST", C + "/login", {
            "type": "m.login.password", "password": "pw-of-the-tests",
            "identifier": {"type": "m.id.user", "user": "ana"}})
        token = login["access_token"]
        room = call(server.base, "POST", C + "/createRoom", {}, token)["room_id"]
        for i in range(30):
            call(server.base, "PUT", C + f"/rooms/{quoted(room)}/send/m.room.message/{i}",
                 {"msgtype": "m.text", "body": str(i)}, token)
    sends(own_server(Synapse))
    with pytest.raises(Refused) as limited:
        sends(own_server(Synapse, limits=True))
    assert limited.value.status == 429 and limited.value.errcode == "M_LIMIT_EXCEEDED"
    assert limited.value.body["retry_after_ms"] > 0


def test_whom_synapse_rings(synapse, people):
    """Nobody for an m.notice, not even whom it mentions: what calls somebody is an m.text.
    With m.mentions there, "@room" in a text rings nobody."""
    ana, bo, cy = people(synapse, "ana", "bo", "cy")
    room = ana.room("ops", invite=[bo.id, cy.id])
    bo.join(room)
    cy.join(room)
    mentions = {"m.mentions": {"user_ids": [bo.id]}}
    sent = {what: ana.send(room, "m.room.message", content).event_id for what, content in {
        "notice": {"msgtype": "m.notice", "body": "x", **mentions},
        "text": {"msgtype": "m.text", "body": "x", **mentions},
        "everybody": {"msgtype": "m.text", "body": "hey @room", "m.mentions": {}},
    }.items()}
    loud = [one["event"]["event_id"]
            for one in bo.http("GET", "/notifications?only=highlight")["notifications"]]
    assert sent["text"] in loud
    assert sent["notice"] not in loud and sent["notice"] not in bo.rung()
    assert sent["everybody"] not in loud


@pytest.mark.parametrize("kind", [Synapse, Dendrite])
def test_which_transactions_a_server_remembers(kind, own_server, people):
    """The same transaction twice is one event, but Dendrite forgets when it restarts: so a
    delivery is looked for before it is sent again."""
    server = own_server(kind)
    ana, = people(server, "ana")
    room = ana.room("ops")
    path = f"/rooms/{quoted(room)}/send/m.room.message/t1"
    content = {"msgtype": "m.notice", "body": "x"}
    first = ana.http("PUT", path, content)
    assert ana.http("PUT", path, content) == first
    ana.says(room, "x")
    server.kill()
    server.start()
    again = ana.http("PUT", path, content)
    assert (again == first) == (kind is Synapse)


def test_a_taken_alias(server, people):
    """createRoom is told apart by its alias alone."""
    ana, bo = people(server, "ana", "bo")
    alias = "inc" + ana.id[1:8].replace(":", "")
    room = ana.room("ops", alias=alias)
    with pytest.raises(Refused) as taken:
        bo.room("ops", alias=alias)
    assert taken.value.errcode == "M_ROOM_IN_USE"
    assert bo.resolve(f"#{alias}:{server.name}") == room
