"""Synapse as it comes: 0.2 messages a second of one user after the first ten, and the same for
rooms and invitations. An incident is declared, run and ended there, and nothing of it is lost."""

from parties import Synapse
from test_rooms import Desk, shown, pins, topic

UPDATES = 5
PATIENCE = 300  # people are limited as well, and their client waits


def patiently(desk, room, text):
    desk.ana._wait(desk.ana.nio.room_send(room, "m.room.message",
                                          {"msgtype": "m.text", "body": text}), PATIENCE)


def test_an_incident_within_the_limits(own_server, people, begin):
    desk = Desk(own_server(Synapse, limits=True), people, begin)
    incident, room = desk.declare("sev2 checkout fails")
    for n in range(UPDATES):
        patiently(desk, room, f"!inc update step {n} of it")
    patiently(desk, room, "!inc cancel it was a drill")

    def said(text):
        return [event for event in desk.ana.raw(room, limit=500)
                if event["sender"] == desk.user and event["type"] == "m.room.message"
                and "m.new_content" not in event["content"]
                and text in event["content"]["body"]]
    for n in range(UPDATES):
        desk.ana.says(room, f"step {n} of it", sender=desk.user, timeout=PATIENCE)
    desk.ana.until(lambda: "ancel" in topic(desk, room), PATIENCE,
                   lambda: desk.bot.logged()[-2000:])
    # What comes last is the summary: posted late, it may need no edit.
    pinned = desk.ana.until(lambda: pins(desk, room), PATIENCE)
    desk.ana.until(lambda: "ancel" in (shown(desk, room, pinned[0]) or
                                       desk.ana.event(room, pinned[0])["content"]["body"]),
                   PATIENCE, lambda: desk.bot.logged()[-2000:])
    # Each delivery once, whatever was answered with "too often".
    ids = [event["content"]["org.tocsin"]["delivery"] for event in said("")
           if "delivery" in event["content"].get("org.tocsin", {})]
    assert len(ids) == len(set(ids)) and len(ids) >= UPDATES
    assert len(said("it was a drill")) >= 1
