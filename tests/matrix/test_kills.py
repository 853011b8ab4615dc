"""tocsin is killed while it opens rooms: each incident has one, once, and all that is in it.

On Synapse alone: Dendrite gives up the making of a room when the connection goes, and leaves
one behind that has no alias yet and is found by nobody. The next one is whole. Synapse does so
when it is slow: the second request passes its look for the alias before the first has it."""

import random
import subprocess
import time

from parties import Refused, quoted, until
from person import Person
from test_rooms import Desk

KILLS = 8


def rooms_made(eye, person):
    """{incident: [rooms that bear it in their first event, and to which `person` is asked]}
    and the rooms that bear one and know nobody, of those that tocsin is in."""
    made, left = {}, []
    for room in eye.http("GET", "/joined_rooms")["joined_rooms"]:
        try:
            mark = eye.state(room, "m.room.create").get("org.tocsin", {})
        except Refused:
            continue
        if "incident" not in mark:
            continue
        if eye.membership(room, person) in ("invite", "join"):
            made.setdefault(mark["incident"], []).append(room)
        else:
            left.append(room)
    return made, left


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
        until(lambda: set((made := rooms_made(eye, desk.ana.id)[0])) == set(incidents) and
              all(summaries(eye, rooms[0], incident) for incident, rooms in made.items()), 120,
              lambda: (rooms_made(eye, desk.ana.id), desk.bot.logged()[-2000:]), every=1)
        assert "store.damaged" not in desk.bot.logged()
        made, left = rooms_made(eye, desk.ana.id)
        assert {incident: len(rooms) for incident, rooms in made.items()} == dict.fromkeys(
            incidents, 1)
        for incident, (room,) in made.items():
            assert len(summaries(eye, room, incident)) == 1
            pinned = eye.state(room, "m.room.pinned_events")["pinned"]
            assert pinned == [summaries(eye, room, incident)[0]["event_id"]]
            space = eye.resolve(f"#{desk.local}-incidents:{server.name}")
            assert eye.http("GET", f"/rooms/{quoted(space)}/state/m.space.child/{quoted(room)}")
        for room in left:  # nobody sees it, and nothing was said there
            assert not [event for event in eye.raw(room, 50) if event["type"] == "m.room.message"]
    finally:
        eye.close()
