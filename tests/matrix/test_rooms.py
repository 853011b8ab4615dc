"""An incident's room: made once, shown in the space, kept current, shut and opened again."""

import pytest

from bot import incident_in
from parties import Refused, quoted

MARK = "org.tocsin"


class Desk:
    """A homeserver with tocsin at work, ana who runs incidents, and bo beside her."""

    def __init__(self, server, people, begin, **config):
        self.server = server
        self.ana, self.bo = people(server, "ana", "bo")
        self.user = config.pop("user", None) or server.register(
            f"tocsin{self.ana.id[4:].split(':')[0]}")
        self.local = self.user[1:].split(":")[0]
        self.hall = self.ana.room("incidents", invite=[self.bo.id, self.user])
        self.bo.join(self.hall)
        self.bot = begin(server, user=self.user, announce=[self.hall], **config)
        self.ana.until(lambda: self.ana.membership(self.hall, self.user) == "join", 90,
                       lambda: self.bot.logged()[-2000:])

    def declare(self, words="sev1 checkout fails"):
        """(incident id, its room), once ana is in it."""
        before = set(self.ana.invited)
        self.ana.say(self.hall, f"!inc declare {words}")
        room = self.ana.until(lambda: next(iter(set(self.ana.invited) - before), None), 60,
                              lambda: self.bot.logged()[-3000:])
        self.ana.join(room)
        incident = self.ana.state(room, "org.tocsin.incident")["id"]
        return incident, room


@pytest.fixture
def desk(server, people, begin):
    return Desk(server, people, begin)


def sender_of(state, kind, key=""):
    return next(event["sender"] for event in state
                if event["type"] == kind and event.get("state_key") == key)


def test_an_incident_has_a_room(desk):
    incident, room = desk.declare()
    # Another tocsin of the same homeserver may have the first name.
    names = (incident.lower(), f"{incident.lower()}-{desk.local}")
    assert room in [desk.ana.resolve(f"#{name}:{desk.server.name}") for name in names]
    state = desk.ana.all_state(room)
    content = {(event["type"], event["state_key"]): event["content"] for event in state}
    # It is provably ours, and nobody of another server takes part in it.
    assert sender_of(state, "m.room.create") == desk.user
    assert content["m.room.create", ""][MARK]["incident"] == incident
    assert content["m.room.create", ""]["m.federate"] is False
    assert content["m.room.guest_access", ""]["guest_access"] == "forbidden"
    # Who is in the space may come in.
    space = desk.ana.resolve(f"#{desk.local}-incidents:{desk.server.name}")
    rule = content["m.room.join_rules", ""]
    assert rule["join_rule"] == "restricted" and rule["allow"][0]["room_id"] == space
    assert content["m.space.parent", space]["canonical"] is True
    desk.bo.join(space)
    assert desk.bo.state(space, "m.space.child", room)["via"] == [desk.server.name]
    assert desk.bo.state(space, "m.room.create")["type"] == "m.space"
    desk.bo.join(room)
    # Its topic says how things are, its pinned summary as well.
    desk.ana.until(lambda: "checkout fails" in topic(desk, room), 30)
    pinned = desk.ana.until(lambda: pins(desk, room), 30)
    summary = desk.ana.event(room, pinned[0])
    assert summary["sender"] == desk.user and summary["content"]["msgtype"] == "m.notice"
    assert summary["content"]["m.mentions"] == {}


def topic(desk, room):
    try:
        return desk.ana.state(room, "m.room.topic").get("topic", "")
    except Refused:
        return ""


def pins(desk, room):
    try:
        return desk.ana.state(room, "m.room.pinned_events")["pinned"]
    except Refused:
        return []


def shown(desk, room, event):
    """What a client shows of an edited message: the last edit that its author made."""
    edits = [one for one in desk.ana.raw(room)
             if one["content"].get("m.relates_to", {}).get("rel_type") == "m.replace"
             and one["content"]["m.relates_to"]["event_id"] == event]
    assert all(one["sender"] == desk.user for one in edits)
    return edits[-1]["content"]["m.new_content"]["body"] if edits else None


def test_the_summary_is_edited_in_place(desk):
    incident, room = desk.declare()
    pinned = desk.ana.until(lambda: pins(desk, room), 30)
    desk.ana.say(room, "!inc severity sev2")
    desk.ana.until(lambda: "Sev2" in (shown(desk, room, pinned[0]) or ""), 30,
                   lambda: (shown(desk, room, pinned[0]), desk.bot.logged()[-1500:]))
    assert pins(desk, room) == pinned
    desk.ana.until(lambda: "Sev2" in topic(desk, room), 30)


def test_a_closed_room_can_be_read_and_opened_again(desk):
    incident, room = desk.declare("sev4 a small thing")
    space = desk.ana.resolve(f"#{desk.local}-incidents:{desk.server.name}")
    desk.ana.join(space)
    desk.ana.say(room, "!inc cancel false alarm")
    desk.ana.until(lambda: desk.ana.state(room, "m.room.power_levels")["events_default"] == 100,
                   60, lambda: desk.bot.logged()[-2000:])
    with pytest.raises(Refused) as refused:
        desk.ana.http("PUT", f"/rooms/{quoted(room)}/send/m.room.message/after",
                      {"msgtype": "m.text", "body": "x"})
    assert refused.value.errcode == "M_FORBIDDEN"
    desk.ana.until(lambda: desk.ana.state(space, "m.space.child", room) == {}, 30)
    desk.ana.say(desk.hall, f"!inc reopen {incident} it is not over")
    desk.ana.until(lambda: desk.ana.state(room, "m.room.power_levels")["events_default"] == 0,
                   60, lambda: desk.bot.logged()[-2000:])
    desk.ana.until(lambda: desk.ana.state(space, "m.space.child", room), 30)
    desk.ana.say(room, "here again")


def test_a_room_of_somebody_else_keeps_its_alias(server, people, begin):
    desk = Desk(server, people, begin)
    for word in ("printers", "mail", "orders", "search", "maps", "invoices", "stock", "parcels"):
        before, _ = desk.declare(f"sev3 {word} stand still")
        day, number = before.lower().rsplit("-", 1)
        taken = f"{day}-{int(number) + 1:03d}"
        if not desk.ana.resolve(f"#{taken}:{server.name}"):
            break  # else it is another test's, on the same homeserver
    # Bo made one that looks like it, state event of ours and all.
    theirs = desk.bo.room(taken.upper(), alias=taken, invite=[desk.user],
                          initial_state=[{"type": "org.tocsin.incident", "state_key": "",
                                          "content": {"id": taken.upper()}}])
    incident, room = desk.declare("sev3 logins are refused")
    assert incident.lower() == taken and room != theirs
    assert desk.ana.resolve(f"#{taken}-{desk.local}:{server.name}") == room
    assert desk.ana.resolve(f"#{taken}:{server.name}") == theirs


def test_a_restricted_incident_is_for_the_invited_alone(desk):
    incident, room = desk.declare("sev2 restricted somebody reads our mail")
    assert desk.ana.state(room, "m.room.join_rules") == {"join_rule": "invite"}
    with pytest.raises(Refused) as refused:
        desk.bo.http("POST", f"/rooms/{quoted(room)}/join", {})
    assert refused.value.errcode == "M_FORBIDDEN"
    kinds = {event["type"] for event in desk.ana.all_state(room)}
    assert "m.space.parent" not in kinds
    space = desk.bo.resolve(f"#{desk.local}-incidents:{desk.server.name}")
    if space:
        desk.bo.join(space)
        with pytest.raises(Refused):  # not even its id is in the space
            desk.bo.state(space, "m.space.child", room)
    assert incident_in(incident)


def powers(desk, room):
    return desk.ana.state(room, "m.room.power_levels").get("users", {})


def test_the_incident_is_there_as_data(desk):
    """And who has a role may do there what a moderator may, as long as they have it."""
    incident, room = desk.declare("sev2 service=payments checkout fails")
    data = desk.ana.until(lambda: (found := desk.ana.state(room, "org.tocsin.incident"))
                          .get("severity") and found, 40, lambda: desk.bot.logged()[-1500:])
    assert data["id"] == incident and data["severity"] == 2 and data["closed"] is False
    assert data["services"] == ["payments"] and data["summary"] == "checkout fails"
    desk.ana.say(room, "!inc role take commander")
    desk.ana.until(lambda: powers(desk, room).get(desk.ana.id) == 50, 40,
                   lambda: desk.bot.logged()[-1500:])
    desk.ana.until(lambda: f"matrix:{desk.ana.id}" in
                   desk.ana.state(room, "org.tocsin.incident")["roles"].values(), 30)
    desk.ana.say(room, "!inc role drop commander")
    desk.ana.until(lambda: desk.ana.id not in powers(desk, room), 40,
                   lambda: desk.bot.logged()[-1500:])
    with pytest.raises(Refused):  # nobody else writes it
        desk.ana.http("PUT", f"/rooms/{quoted(room)}/state/org.tocsin.incident/", {"id": "x"})
