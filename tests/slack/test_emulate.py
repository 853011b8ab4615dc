"""The life of an incident's channel in a Slack that others wrote, which grants exactly the
scopes of the manifest and has rules about names, members and archived channels.

It has no Socket Mode: what people do comes from a socket of the tests' own.
"""

import re
import subprocess
import threading

import pytest

import render
from bot import Bot
from conftest import judge, started
from desk import OPENING, INCIDENT, EmulateDesk, button, commands, fill, read
from parties import BOT_TOKEN, BOT_USER, HERE, Emulate, until
from recorder import Recorder

UPDATE = "INCIDENT UPDATE(.|\n)*"  # the pinned summary has an update's text as well


@pytest.fixture
def desk(emulate_desk):
    return emulate_desk


def pinned(desk, channel):
    return [item["message"] for item in desk.server.ok("pins.list", channel=channel)["items"]]


# ---- the channel ------------------------------------------------------------------------


def test_channel_has_name_topic_purpose_members(desk):
    incident, channel = desk.declare()
    info = desk.info(channel)
    assert info["name"] == incident.lower() and not info["is_private"]
    until(lambda: "Sev1" in desk.info(channel)["topic"]["value"], what="topic")
    topic = desk.info(channel)["topic"]["value"]
    assert "nobody" in topic and "checkout fails" in topic, topic
    until(lambda: incident in desk.info(channel)["purpose"]["value"], what="purpose")
    until(lambda: desk.users["ana"] in desk.members(channel), what="declarer invited")
    desk.wait_post(channel, OPENING)
    desk.ask("role assign deputy @slack:" + desk.users["bo"], channel=channel)
    until(lambda: desk.users["bo"] in desk.members(channel), what="deputy invited")


def test_topic_follows_and_changes_only_when_it_changes(desk):
    _, channel = desk.declare()
    until(lambda: desk.info(channel)["topic"]["value"], what="topic")
    desk.ask("role take commander", channel=channel)
    until(lambda: "nobody" not in desk.info(channel)["topic"]["value"], what="commander")
    topics = [request.args["topic"]
              for request in desk.recorder.of("conversations.setTopic")]
    assert len(topics) == len(set(topics))
    desk.ask("note nothing for the topic", channel=channel)
    desk.ask("severity sev2 half of it is back", channel=channel)
    desk.recorder.wait(lambda request: request.method == "conversations.setTopic"
                       and "Sev2" in request.args["topic"], what="severity in the topic")
    topics = [request.args["topic"]
              for request in desk.recorder.of("conversations.setTopic")]
    assert len(topics) == len(set(topics)), topics
    assert all(len(topic) <= 250 for topic in topics)


def test_summary_is_pinned_once_and_edited_in_place(desk):
    incident, channel = desk.declare()
    [summary] = until(lambda: pinned(desk, channel), 20, "a pinned summary")
    assert incident in read(summary)
    desk.ask("role take commander", channel=channel)
    desk.ask("severity sev2 half of it is back", channel=channel)

    def edited():
        [now] = pinned(desk, channel)
        assert now["ts"] == summary["ts"]
        return "Sev2" in read(now) and now
    now = until(edited, 20, lambda: read(pinned(desk, channel)[0]))
    assert len(desk.recorder.of("pins.add")) == 1
    assert now["ts"] in [edit.args["ts"] for edit in desk.recorder.of("chat.update")]


def test_bookmarks_stand_where_links_are_configured(begin):
    desk = begin(config="status_page: https://status.example.org\n"
                        "links: {runbook: 'https://wiki.example.org/runbook'}\n")
    _, channel = desk.declare()

    def links():
        found = desk.server.ok("bookmarks.list", channel_id=channel)["bookmarks"]
        return {bookmark["link"] for bookmark in found}
    wanted = {"https://status.example.org", "https://wiki.example.org/runbook"}
    until(lambda: wanted <= links(), 20, links)
    desk.ask("role take commander", channel=channel)
    desk.wait_post(channel, "Incident Commander")
    assert len(desk.server.ok("bookmarks.list", channel_id=channel)["bookmarks"]) == 2


def test_configured_people_are_invited(begin, emulate):
    desk = begin(invite=[emulate.user("cy")])
    _, channel = desk.declare()
    until(lambda: desk.users["cy"] in desk.members(channel), 20, "cy invited")


def test_archived_after_close_and_opened_again(begin):
    desk = begin(archive=True)
    incident, channel = desk.declare("declare sev3 a little thing")
    for text in ("ack", "resolve done", "verify checked", "close"):
        desk.ask(text, channel=channel)
    until(lambda: desk.info(channel)["is_archived"], 20,
          lambda: desk.bot.logged()[-2000:])
    assert any("clos" in read(post).lower() for post in desk.posts(channel)), "archived first"
    desk.ask(f"reopen {incident} it is back")
    until(lambda: not desk.info(channel)["is_archived"], 20,
          lambda: desk.bot.logged()[-2000:])
    desk.wait_post(channel, "(?i)reopened|back")


def test_security_incidents_are_private(desk):
    incident, channel = desk.declare("declare sev1 type=security keys leaked")
    info = desk.info(channel)
    assert info["is_private"]
    until(lambda: desk.users["ana"] in desk.members(channel), 20, "declarer invited")
    desk.wait_post(channel, "keys leaked")
    for name in ("incidents", "leadership", "general"):
        said = [read(post) for post in desk.posts(desk.server.channel(name)["id"])]
        assert "keys leaked" not in str(said)


# ---- silence ----------------------------------------------------------------------------


def impatient(folder):
    """The default policy with seconds for Sev1's minutes: the clock here is the real one."""
    text = (HERE.parents[1] / "deploy" / "policies" / "default.yaml").read_text()
    for name, span in (("acknowledge", "1h"), ("command", "1h"), ("update", "3s"),
                       ("warn", "1s"), ("climb", "2s"), ("again", "3s")):
        text = re.sub(rf"^(    {name}: ).*$", rf"\g<1>{span}", text, count=1, flags=re.M)
    path = folder / "impatient.yaml"
    path.write_text(text)
    return path


def test_a_missed_update_climbs(begin, tmp_path):
    desk = begin(config=f"policy: {impatient(tmp_path)}\n")
    incident, channel = desk.declare()
    desk.ask("role take commander", channel=channel)
    ana, bo = desk.users["ana"], desk.users["bo"]
    desk.ask("role assign comms @slack:" + bo, channel=channel)

    def nudged():
        return next((post for post in desk.posts(channel)
                     if "Update due" in read(post) and bo in render.message(post).mentions),
                    None)
    nudge = until(nudged, 20, lambda: desk.bot.logged()[-1500:])
    assert button(nudge["blocks"], "update") and button(nudge["blocks"], "snooze")
    opened = desk.recorder.wait(lambda request: request.method == "conversations.open", 20)
    assert opened.args["users"] == ana
    direct = opened.answer["channel"]["id"]
    said = desk.recorder.wait(lambda request: request.method == "chat.postMessage"
                              and request.args["channel"] == direct, 20)
    assert incident in render.text_of(said.args).text
    desk.wait_post(desk.bot.leadership, "goes up to leadership", timeout=30)
    assert desk.bot.entries(incident, "deadline.missed")
    desk.ask("resolve it is over", channel=channel)
    desk.wait_post(channel, "INCIDENT RESOLVED")


# ---- names, and whose a channel is ------------------------------------------------------


def next_name(desk):
    """The name that the next incident's channel would have."""
    incident, _ = desk.declare("declare sev3 to learn the name")
    head, _, number = incident.rpartition("-")
    return f"{head}-{int(number) + 1:03d}".lower()


def test_a_taken_name_gets_a_suffix(desk):
    name = next_name(desk)
    theirs = desk.server.ok("conversations.create", name=name)["channel"]
    _, channel = desk.declare("declare sev2 the name is taken")
    assert channel != theirs["id"]
    assert desk.info(channel)["name"] == f"{name}-2"
    desk.wait_post(channel, "the name is taken")
    assert [message for message in desk.server.history(theirs["id"], "xoxp-eyes")
            if message.get("user") == BOT_USER] == []


def test_a_channel_whose_creation_was_not_answered_is_adopted(desk):
    name = next_name(desk)
    desk.recorder.lost["conversations.create"] = 1
    _, channel = desk.declare("declare sev2 the answer is lost")
    assert desk.info(channel)["name"] == name
    assert desk.server.channel(f"{name}-2") is None
    desk.wait_post(channel, "the answer is lost")


def test_a_channel_that_bears_the_mark_is_adopted_after_a_kill(desk):
    name = next_name(desk)
    known = len(desk.recorder.of("conversations.setPurpose"))
    desk.recorder.held["conversations.setPurpose"] = threading.Event()
    incident = INCIDENT.search(desk.ask("declare sev2 killed while it opens")).group()
    until(lambda: len(desk.recorder.of("conversations.setPurpose")) > known, what="purpose")
    desk.bot.kill()
    desk.recorder.held.pop("conversations.setPurpose").set()
    until(lambda: not desk.socket.sockets, what="its sockets to close")
    desk.bot.start()
    bound = desk.bot.wait_entry(incident, "place.bound", timeout=30)
    channel = bound["data"]["place"].removeprefix("slack:")
    assert desk.info(channel)["name"] == name
    assert desk.server.channel(f"{name}-2") is None
    desk.wait_post(channel, "killed while it opens")


# ---- nothing twice ----------------------------------------------------------------------


def test_a_post_that_was_not_answered_is_not_posted_again(desk):
    _, channel = desk.declare()
    for place in (desk.bot.announce, desk.bot.leadership):
        desk.wait_post(place, "INCIDENT ALERT")
    until(lambda: pinned(desk, channel), 20, "a pinned summary")
    desk.recorder.lost["chat.postMessage"] = 1
    desk.ask("update the answer gets lost", channel=channel)
    desk.ask("update and one after it", channel=channel)
    lost = desk.recorder.wait(lambda request: request.lost)
    assert "the answer gets lost" in lost.args["text"]
    desk.recorder.wait(lambda request: request.method in (
        "conversations.history", "conversations.replies"), 40, "a search")
    for place in {channel, desk.bot.announce, lost.args["channel"]}:
        desk.wait_post(place, UPDATE + "and one after it", timeout=40)
        updates = [read(post) for post in desk.posts(place)]
        assert sum("the answer gets lost" in post and "UPDATE" in post
                   for post in updates) == 1, updates


def test_the_bot_is_killed_and_says_nothing_twice(desk):
    incident, channel = desk.declare()
    desk.wait_post(channel, OPENING)
    desk.ask("update before it died", channel=channel)
    desk.bot.kill()
    until(lambda: not desk.socket.sockets, what="its sockets to close")
    desk.bot.start()
    desk.socket.wait_connected(2)
    desk.ask(f"update {incident} after it came back")
    desk.wait_post(channel, UPDATE + "after it came back", timeout=40)
    posts = [read(post) for post in desk.posts(channel)]
    for text in ("before it died", "after it came back"):
        assert sum(text in post and "UPDATE" in post for post in posts) == 1, posts
    assert sum(bool(re.match(OPENING, post)) for post in posts) == 1, posts
    assert sum("ALERT" in read(post) for post in desk.posts(desk.bot.announce)) == 1


def test_an_envelope_is_applied_once_however_often_it_comes(desk):
    incident, channel = desk.declare()
    payload, user = desk.payload("ana", command="/inc", text="note twice")
    payload.update(user_id=user, user_name="ana", channel_id=channel, channel_name="x")
    envelope = desk.socket.send("slash_commands", payload, every=True)
    first = read(desk.socket.ack(envelope, copies=2))
    assert "Noted" in first, desk.socket.acks[envelope]
    # Where the answer surely arrived, a copy is acknowledged and not answered again…
    assert read(desk.socket.ack(desk.socket.send("slash_commands", payload))) in ("", first)
    # …where it may have got lost with its socket, the copy gets the same answer.
    desk.socket.drop(2)
    again = desk.socket.send("slash_commands", payload)
    assert read(desk.socket.ack(again)) == first
    assert len(desk.bot.entries(incident, "note.added")) == 1


# ---- what only the socket can bring -----------------------------------------------------


def test_the_menu_runs_the_next_step(desk):
    incident, channel = desk.declare()
    payload, user = desk.payload("bo", command="/inc", text="")
    payload.update(user_id=user, user_name="bo", channel_id=channel, channel_name="x")
    desk.socket.send("slash_commands", payload)
    menu = desk.opened()
    assert "ack" in commands(menu["blocks"]), render.view(menu).lines
    pressed = button(menu["blocks"], "ack")
    desk.interact("block_actions", "bo", view=menu, actions=[
        {**pressed, "action_ts": "1.2"}], container={"type": "view", "view_id": menu["id"]})
    assert desk.bot.wait_entry(incident, "incident.acknowledged")["actor"] == (
        f"slack:{user}")


def test_the_global_shortcut_declares(desk):
    desk.interact("shortcut", "bo", callback_id="declare", action_ts="1.2")
    form = desk.opened()
    payload_view = {**form, "state": {"values": fill(form, summary="by shortcut",
                                                     severity="2")}}
    desk.interact("view_submission", "bo", view=payload_view)
    desk.wait_post(desk.bot.announce, "by shortcut")


@pytest.mark.parametrize("callback,kind", [
    ("add_to_timeline", "message.pinned"), ("add_as_evidence", "evidence.added"),
    ("make_action_item", "action.added")])
def test_message_shortcuts(desk, manifest, callback, kind):
    assert callback in [shortcut["callback_id"]
                        for shortcut in manifest["features"]["shortcuts"]]
    incident, channel = desk.declare()
    said = desk.server.ok("chat.postMessage", channel=channel, text="db-2 &amp; db-3 are full")
    desk.interact("message_action", "bo", callback_id=callback, action_ts="1.2",
                  channel={"id": channel, "name": "x"}, message_ts=said["ts"],
                  message={**said["message"], "type": "message", "user": desk.users["cy"]})
    entry = desk.bot.wait_entry(incident, kind)
    assert entry["actor"] == f"slack:{desk.users['bo']}"
    assert "db-2 & db-3 are full" in str(entry["text"])
    assert said["ts"].replace(".", "") in str(entry["text"]["link"]), entry


def test_buttons_of_what_was_posted(desk):
    incident, channel = desk.declare()
    post = until(lambda: next((post for post in desk.posts(channel)
                               if button(post.get("blocks"), "ack")), None), 20, "a button")
    desk.interact("block_actions", "bo", channel={"id": channel, "name": "x"},
                  message={**post, "type": "message"},
                  container={"type": "message", "message_ts": post["ts"],
                             "channel_id": channel, "is_ephemeral": False},
                  actions=[{**button(post["blocks"], "ack"), "action_ts": "1.2"}])
    desk.bot.wait_entry(incident, "incident.acknowledged")


def event(desk, event, **outer):
    """Something that happened, as Slack tells it."""
    desk.asked += 1
    payload = {"team_id": desk.team, "api_app_id": "A0TOCSIN", "type": "event_callback",
               "event_id": f"Ev{desk.asked}", "event_time": 1759132800, **outer, "event": event}
    return desk.socket.send("events_api", payload)


def test_a_stranger_is_refused_and_nobody_else_reads_it(desk):
    """Somebody of another company in a shared channel; it is kept that they tried."""
    incident, channel = desk.declare()
    cy, said = desk.users["cy"], len(desk.posts(channel))
    mention = {"type": "app_mention", "user": cy, "channel": channel, "user_team": "T0OTHER",
               "text": f"<@{BOT_USER}> show {incident}", "ts": "1759132800.000100"}
    desk.socket.ack(event(desk, mention, is_ext_shared_channel=True))
    refused = desk.recorder.wait(lambda request: request.method == "chat.postEphemeral")
    assert refused.args["user"] == cy and incident not in str(refused.args)
    event(desk, {"type": "reaction_added", "user": cy, "reaction": "pushpin", "item_user": cy,
                 "item": {"type": "message", "channel": channel, "ts": "1759132800.000100"}})
    desk.bot.wait_entry(incident, "message.pinned")  # in a channel of ours it is Cy of ours
    event(desk, {**mention, "user_team": desk.team}, is_ext_shared_channel=True)
    until(lambda: len(desk.posts(channel)) > said, 20, "an answer to a colleague")
    assert f"actor=slack:{cy}" in next(line for line in desk.bot.logged().splitlines()
                                       if "command.denied" in line)


def test_direct_messages_are_commands(desk):
    event(desk, {"type": "message", "channel_type": "im", "channel": "D0DIRECT", "team": desk.team,
                 "user": desk.users["bo"], "text": "declare sev3 from a direct message",
                 "ts": "1759132800.000200"})
    desk.wait_post(desk.bot.announce, "from a direct message")
    desk.recorder.wait(lambda request: request.method == "chat.postMessage"
                       and request.args["channel"] == "D0DIRECT", what="its answer")


# ---- rights -----------------------------------------------------------------------------


def test_a_missing_scope_is_named_and_the_rest_goes_on(binary, tmp_path, manifest, shapes,
                                                       socket_mode):
    scopes = [scope for scope in manifest["oauth_config"]["scopes"]["bot"]
              if scope != "pins:write"]
    server = Emulate(tmp_path / "emulate", scopes).start()
    recorder = Recorder(server.base, socket_mode.url)
    bot = started(binary, tmp_path / "bot", server, socket_mode, recorder)
    try:
        socket_mode.wait_connected(2)
        desk = EmulateDesk(server, socket_mode, recorder, bot)
        _, channel = desk.declare()
        desk.wait_post(channel, OPENING)
        said = desk.wait_post(channel, "pins:write")
        assert "could not" in read(said)
        desk.ask("update it goes on", channel=channel)
        desk.wait_post(channel, "it goes on")
        assert judge(shapes, recorder.requests) == []
    finally:
        bot.end()
        recorder.close()
        server.stop()


def test_without_the_scope_for_names_people_stay_ids(binary, tmp_path, manifest, shapes,
                                                     socket_mode):
    scopes = [scope for scope in manifest["oauth_config"]["scopes"]["bot"]
              if scope != "users:read"]
    server = Emulate(tmp_path / "emulate", scopes).start()
    recorder = Recorder(server.base, socket_mode.url)
    bot = started(binary, tmp_path / "bot", server, socket_mode, recorder)
    try:
        socket_mode.wait_connected(2)
        desk = EmulateDesk(server, socket_mode, recorder, bot)
        _, channel = desk.declare()
        for name in ("bo", "cy"):
            desk.ask(f"note <@{desk.users[name]}> looks at it", channel=channel)
            recorder.wait(lambda request: request.method == "users.info")
            until(lambda: bot.logged().count("slack.names.off") == 1, 10, "the log's word")
        desk.ask("update it goes on", channel=channel)
        desk.wait_post(channel, "it goes on")
        assert len(recorder.of("users.info")) == 1, "a refused call per command"
        assert not any("users:read" in read(post) for post in desk.posts(channel))
    finally:
        bot.end()
        recorder.close()
        server.stop()


def test_somebody_who_never_typed_has_a_name(desk):
    _, channel = desk.declare()
    desk.ask(f"summary <@{desk.users['cy']}> pulled the plug", channel=channel)

    def named():
        topic = desk.info(channel)["topic"]["value"]
        return "pulled the plug" in topic and "@slack:" not in topic and topic
    topic = until(named, 20, lambda: desk.info(channel)["topic"]["value"])
    assert "cy" in topic.lower()
    assert desk.users["cy"] not in desk.ask("timeline", channel=channel)
    desk.ask(f"role assign <@{desk.users['bo']}>", channel=channel)
    until(lambda: "Commander: bo" in desk.info(channel)["topic"]["value"].replace("Bo", "bo"), 20,
          lambda: desk.info(channel)["topic"]["value"])


def doctor(bot, *options):
    return subprocess.run([bot.binary, "doctor", *options, "--data", str(bot.data), "--config",
                           str(bot.config)], capture_output=True, text=True, timeout=60)


def test_doctor_says_what_is_wrong_with_the_token(binary, tmp_path, emulate,
                                                  emulate_recorder, socket_mode):
    channels = [emulate.channel(name)["id"] for name in ("incidents", "leadership")]
    bot = Bot(binary, tmp_path / "bot", emulate_recorder.base, *channels)
    fine = doctor(bot)
    assert "Slack" in fine.stdout, fine
    (bot.folder / "bot-token").write_text("xoxb-nobody\n")
    broken = doctor(bot)
    assert broken.returncode != 0
    assert re.search("invalid_auth|not_authed|bot token", broken.stdout + broken.stderr)
    assert "xoxb-nobody" not in broken.stdout + broken.stderr
    assert BOT_TOKEN not in fine.stdout + fine.stderr


@pytest.mark.parametrize("lacking", [(), ("pins:write", "groups:history"), ("users:read",)])
def test_doctor_names_every_missing_scope(binary, tmp_path, manifest, socket_mode, lacking):
    wanted = manifest["oauth_config"]["scopes"]["bot"]
    scopes = [scope for scope in wanted if scope not in lacking]
    server = Emulate(tmp_path / "emulate", scopes).start()
    recorder = Recorder(server.base, socket_mode.url, scopes)
    try:
        channels = [server.channel(name)["id"] for name in ("incidents", "leadership")]
        bot = Bot(binary, tmp_path / "bot", recorder.base, *channels)
        bot.data.mkdir(mode=0o700)  # without its folder the doctor asks whether it is the right one
        # Nobody has started it: that it is in no channel yet is nothing to warn about.
        done = doctor(bot, *(() if lacking else ("--strict",)))
        said = done.stdout + done.stderr
        for scope in lacking:
            assert scope in said, said
        assert bool(lacking) == any(scope in said for scope in (
            "pins:write", "groups:history", "users:read"))
        # Without names all works: a warning.
        assert (done.returncode != 0) == ("pins:write" in lacking), (done.returncode, said)
    finally:
        recorder.close()
        server.stop()
