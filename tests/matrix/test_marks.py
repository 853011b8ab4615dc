"""A pushpin in an incident's room puts a message on its timeline."""

from test_rooms import Desk


def test_a_pushpin(synapse, people, begin):
    desk = Desk(synapse, people, begin)
    incident, room = desk.declare("sev3 checkout fails")
    event = desk.ana.say(room, "the card table is locked")
    desk.ana.react(room, event, "\U0001F4CC")
    entry = desk.bot.wait_entry(incident, "message.pinned", 40)
    assert "the card table is locked" in str(entry)
