"""Reactions under what tocsin says are its buttons, and what a command lacks is asked for in
a thread."""

import pytest

from test_rooms import Desk

ACK, MEMO, COMPASS = "\u270b", "\U0001f4dd", "\U0001f9ed"


@pytest.fixture
def desk(server, people, begin):
    return Desk(server, people, begin)


def told(desk, room, text):
    """The event of a notice of tocsin's, as it was posted."""
    return desk.ana.wait_message(
        room, lambda event: text in event.body
        and event.source["content"].get("org.tocsin", {}).get("delivery"),
        sender=desk.user, timeout=60)


def signs(desk, room, event):
    """{sign: who put it there}, those that still stand."""
    found = {}
    for one in desk.ana.raw(room):
        relates = one["content"].get("m.relates_to", {})
        if one["type"] == "m.reaction" and relates.get("event_id") == event:
            found.setdefault(relates["key"], set()).add(one["sender"])
    return found


def in_thread(desk, root, text, who=None, room=None):
    return (who or desk.ana).say(room or desk.hall, text, **{"m.relates_to": {
        "rel_type": "m.thread", "event_id": root, "is_falling_back": True,
        "m.in_reply_to": {"event_id": root}}})


def asked(desk, root, text, room=None):
    """What tocsin says in that thread."""
    return desk.ana.wait_message(
        room or desk.hall, lambda event: text in event.body
        and event.source["content"].get("m.relates_to", {}).get("event_id") == root
        and event.source["content"]["m.relates_to"].get("rel_type") == "m.thread",
        sender=desk.user, timeout=60)


def shown(desk, room, event):
    edits = [one for one in desk.ana.raw(room)
             if one["content"].get("m.relates_to", {}).get("rel_type") == "m.replace"
             and one["content"]["m.relates_to"]["event_id"] == event]
    return edits[-1]["content"]["m.new_content"]["body"] if edits else ""


def test_a_button_is_a_reaction(desk):
    incident, _ = desk.declare("sev1 checkout fails")
    alert = told(desk, desk.hall, "checkout fails")
    assert f"{ACK} Acknowledge" in alert.body
    # They stand there to be pressed; one press does it, whoever else has put it there.
    desk.ana.until(lambda: {ACK, MEMO} <= set(signs(desk, desk.hall, alert.event_id)), 60,
                   lambda: (signs(desk, desk.hall, alert.event_id), desk.bot.logged()[-1500:]))
    assert signs(desk, desk.hall, alert.event_id)[ACK] == {desk.user}
    desk.bo.react(desk.hall, alert.event_id, ACK)
    assert desk.bot.wait_entry(incident, "incident.acknowledged")["actor"] == \
        f"matrix:{desk.bo.id}"
    desk.bo.react(desk.hall, alert.event_id, COMPASS)
    assert desk.bot.wait_entry(incident, "role.assigned")["data"]["to"] == f"matrix:{desk.bo.id}"
    # What was done is said there, and its button goes: the text's, and the one that we put.
    desk.ana.until(lambda: (now := shown(desk, desk.hall, alert.event_id))
                   and f"{ACK} " not in now and f"{COMPASS} " not in now and f"{MEMO} " in now,
                   60, lambda: (shown(desk, desk.hall, alert.event_id),
                                desk.bot.logged()[-1500:]))
    desk.ana.until(lambda: signs(desk, desk.hall, alert.event_id).get(ACK) == {desk.bo.id}, 30,
                   lambda: signs(desk, desk.hall, alert.event_id))
    assert MEMO in signs(desk, desk.hall, alert.event_id)


def test_a_button_that_wants_words_asks_for_them_in_a_thread(desk):
    incident, room = desk.declare("sev1 checkout fails")
    alert = told(desk, desk.hall, "checkout fails")
    desk.bo.react(desk.hall, alert.event_id, MEMO)
    question = asked(desk, alert.event_id, "stop")
    assert "update" in question.body
    # What somebody else says there is none of it, and neither is what is said elsewhere.
    in_thread(desk, alert.event_id, "I am looking", who=desk.ana)
    desk.bo.say(desk.hall, "the weather is fine")
    in_thread(desk, alert.event_id, "one node is back", who=desk.bo)
    asked(desk, alert.event_id, "posted")
    entry = desk.bot.wait_entry(incident, "update.posted")
    assert entry["text"]["update"] == "one node is back"
    assert entry["actor"] == f"matrix:{desk.bo.id}"
    # It is over: what follows is talk.
    in_thread(desk, alert.event_id, "fine", who=desk.bo)
    desk.ana.say(desk.hall, f"!inc {incident} note the last one")
    desk.bot.wait_entry(incident, "note.added")
    assert len(desk.bot.entries(incident, "update.posted")) == 1


def test_what_a_command_lacks_is_asked_for_part_by_part(desk):
    incident, _ = desk.declare("sev2 checkout fails")
    root = desk.ana.say(desk.hall, f"!inc {incident} action add")
    asked(desk, root, "what is to be done")
    in_thread(desk, root, "restore the index")
    asked(desk, root, "Action 1 added")
    assert desk.bot.wait_entry(incident, "action.added")["text"]["title"] == "restore the index"
    # Two parts, one after the other.
    root = desk.ana.say(desk.hall, f"!inc {incident} escalate")
    asked(desk, root, "to is missing")
    in_thread(desk, root, "leadership")
    asked(desk, root, "reason is missing")
    in_thread(desk, root, "we need a decision")
    entry = desk.bot.wait_entry(incident, "incident.escalated")
    assert "we need a decision" in str(entry["text"])
    # What is not taken is asked for again.
    root = desk.ana.say(desk.hall, f"!inc {incident} snooze")
    asked(desk, root, "until is missing")
    in_thread(desk, root, "bananas")
    asked(desk, root, "bananas")
    in_thread(desk, root, "10m")
    assert desk.bot.wait_entry(incident, "cadence.snoozed")


def test_it_can_be_broken_off(desk):
    incident, _ = desk.declare("sev3 checkout fails")
    root = desk.ana.say(desk.hall, f"!inc {incident} note")
    asked(desk, root, "stop")
    in_thread(desk, root, "Stop")
    asked(desk, root, "Nothing was saved")
    in_thread(desk, root, "this is for nobody")
    desk.ana.say(desk.hall, f"!inc {incident} note the only one")
    desk.bot.wait_entry(incident, "note.added")
    assert [entry["text"]["note"] for entry in desk.bot.entries(incident, "note.added")] == \
        ["the only one"]


def test_a_dialogue_outlives_the_bot(desk):
    incident, _ = desk.declare("sev3 checkout fails")
    root = desk.ana.say(desk.hall, f"!inc {incident} note")
    asked(desk, root, "stop")
    desk.bot.kill()
    in_thread(desk, root, "typed while it was away")
    desk.bot.start()
    entry = desk.bot.wait_entry(incident, "note.added", 90)
    assert entry["text"]["note"] == "typed while it was away"
    asked(desk, root, "oted")
    # And one that is over stays over.
    desk.bot.kill()
    in_thread(desk, root, "just talk")
    desk.bot.start()
    last = desk.ana.say(desk.hall, f"!inc {incident} note another")
    desk.ana.wait_message(desk.hall, lambda one: one.source["content"].get("m.relates_to", {})
                          .get("m.in_reply_to") == {"event_id": last}, sender=desk.user,
                          timeout=90)
    assert [entry["text"]["note"] for entry in desk.bot.entries(incident, "note.added")] == \
        ["typed while it was away", "another"]


def test_the_pinned_summary_can_be_pressed(desk):
    incident, room = desk.declare("sev2 checkout fails")
    pinned = desk.ana.until(lambda: desk.ana.all_state(room) and next(
        (event["content"]["pinned"] for event in desk.ana.all_state(room)
         if event["type"] == "m.room.pinned_events"), None), 60)
    desk.ana.react(room, pinned[0], ACK)
    desk.bot.wait_entry(incident, "incident.acknowledged")
    assert desk.ana.event(room, pinned[0])["content"]["org.tocsin"]["buttons"]
