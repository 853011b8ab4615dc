"""Reactions to what people say in an incident's room: a pushpin puts it on the timeline, a
ballot box makes an action of it; taken away, the mark is undone."""

import pytest

from parties import quoted
from test_rooms import Desk

PIN, BOX = "\U0001F4CC", "\u2611\ufe0f"


@pytest.fixture
def desk(server, people, begin):
    return Desk(server, people, begin)


def test_marks(desk):
    incident, room = desk.declare("sev3 checkout fails")
    event = desk.ana.say(room, "the card table is locked")
    mark = desk.ana.react(room, event, PIN).event_id
    entry = desk.bot.wait_entry(incident, "message.pinned", 40)
    assert "the card table is locked" in str(entry)
    todo = desk.ana.say(room, "somebody has to unlock it")
    desk.ana.react(room, todo, BOX)
    action = desk.bot.wait_entry(incident, "action.added", 40)
    assert action["text"]["title"] == "somebody has to unlock it"
    # A reaction of ours elsewhere, or in a room that is no incident's, marks nothing.
    other = desk.ana.say(desk.hall, "not of any incident")
    desk.ana.react(desk.hall, other, PIN)
    # The mark is taken away again.
    desk.ana.http("PUT", f"/rooms/{quoted(room)}/redact/{quoted(mark)}/t1", {})
    desk.bot.wait_entry(incident, "message.unmarked", 40)
    assert len(desk.bot.entries(incident, "message.pinned")) == 1


def test_what_was_deleted_or_edited_is_on_the_timeline_as_such(desk):
    incident, room = desk.declare("sev3 checkout fails")
    event = desk.ana.say(room, "half of the cards fail")
    desk.ana.react(room, event, PIN)
    desk.bot.wait_entry(incident, "message.pinned", 40)
    # Somebody else's edit is none.
    for who, text in ((desk.bo, "all is well"), (desk.ana, "a third of the cards fail")):
        if who is desk.bo:
            desk.ana.invite(room, who.id)
            who.join(room)
        who.send(room, "m.room.message", {
            "msgtype": "m.text", "body": f"* {text}",
            "m.new_content": {"msgtype": "m.text", "body": text},
            "m.relates_to": {"rel_type": "m.replace", "event_id": event}})
    edited = desk.bot.wait_entry(incident, "message.edited", 40)
    assert "a third of the cards" in str(edited)
    desk.ana.http("PUT", f"/rooms/{quoted(room)}/redact/{quoted(event)}/t2", {})
    desk.bot.wait_entry(incident, "message.deleted", 40)
    assert "all is well" not in str(desk.bot.entries(incident))
