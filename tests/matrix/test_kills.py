"""tocsin is killed while it opens rooms: each incident has one, once, and all that is in it.

On Synapse alone: Dendrite gives up the making of a room when the connection goes, and may
leave one behind that has no alias yet and is found by nobody. The next one is whole."""

import random
import subprocess
import time

from parties import Refused, quoted, until
from person import Person
from test_rooms import Desk

KILLS = 8


def rooms_made(eye):
    """{incident: [rooms that bear it in their first event]} of those that tocsin is in."""
    made = {}
    for room in eye.http("GET", "/joined_rooms")["joined_rooms"]:
        try:
            mark = eye.state(room, "m.room.create").get("org.tocsin", {})
        except Refused:
            continue
        if "incident" in mark:
            made.setdefault(mark["incident"], []).append(room)
    return made


def summaries(eye, room, incident):
    return [event for event in eye.raw(room, 500)
            if event["content"].get("org.tocsin", {}).get("delivery") == f"summary:{incident}"
            and "m.new_content" not in event["content"]]


def exported(bot):
    """How many incidents there are; None while its database is being taken over."""
    try:
        return len(bot.exported())
    except subprocess.CalledProcessError:
        return None


def test_killed_while_rooms_are_opened(synapse, people, begin, tmp_path):
    server = synapse
    desk = Desk(server, people, begin)
    # The moments are random, and the same in each run.
    moments = random.Random(7)
    for n in range(KILLS):
        desk.ana.say(desk.hall, f"!inc declare sev3 fault number {n}")
        time.sleep(moments.uniform(0, 1.2))
        desk.bot.kill()
        desk.bot.start()
        # A command typed while it was away counts as well; the next kill comes when this one
        # has been heard.
        until(lambda: exported(desk.bot) == n + 1, 60,
              lambda: desk.bot.logged()[-2000:], every=0.5)
    until(lambda: exported(desk.bot) == KILLS, 60)
    incidents = list(desk.bot.exported())
    assert len(incidents) == KILLS
    eye = Person(server, desk.local, tmp_path)
    try:
        until(lambda: set(rooms_made(eye)) == set(incidents) and
              all(summaries(eye, rooms[0], incident)
                  for incident, rooms in rooms_made(eye).items()), 120,
              lambda: (rooms_made(eye), desk.bot.logged()[-2000:]), every=1)
        assert "store.damaged" not in desk.bot.logged()
        made = rooms_made(eye)
        assert {incident: len(rooms) for incident, rooms in made.items()} == dict.fromkeys(
            incidents, 1)
        for incident, (room,) in made.items():
            assert len(summaries(eye, room, incident)) == 1
            assert eye.membership(room, desk.ana.id) in ("invite", "join")
            pinned = eye.state(room, "m.room.pinned_events")["pinned"]
            assert pinned == [summaries(eye, room, incident)[0]["event_id"]]
            space = eye.resolve(f"#{desk.local}-incidents:{server.name}")
            assert eye.http("GET", f"/rooms/{quoted(space)}/state/m.space.child/{quoted(room)}")
    finally:
        eye.close()
