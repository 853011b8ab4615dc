"""The harness itself: a judge that cannot say no is worth nothing."""

import dataclasses
import json

import pytest

import blocks
import check_requests
import render
from parties import APP_TOKEN, BOT_TOKEN, BOT_USER, Emulate, until
from recorder import Recorder, Request

SCOPES = ["chat:write", "channels:manage", "channels:read", "channels:history"]


# ---- third parties ----------------------------------------------------------------------


@pytest.fixture
def client(local_slack):
    """Slack's own Python client behind a recorder of its own."""
    from slack_sdk import WebClient
    recorder = Recorder(local_slack.base)
    client = WebClient(token=BOT_TOKEN, base_url=f"{recorder.base}/api/")
    client.recorder = recorder
    yield client
    recorder.close()


def test_official_client_passes_the_recorder(local_slack, client, shapes):
    posted = client.chat_postMessage(channel=local_slack.general, text="hello", blocks=[
        {"type": "section", "text": {"type": "mrkdwn", "text": "hello <@U0ANA>"}}])
    assert [message["text"] for message in local_slack.messages(local_slack.general)] == [
        "hello"]
    client.users_info(user="U0ANA")
    post, info = client.recorder.requests
    assert (post.method, post.token, post.answer["ts"]) == (
        "chat.postMessage", BOT_TOKEN, posted["ts"])
    assert post.structured("blocks")[0]["text"]["text"] == "hello <@U0ANA>"
    assert info.args == {"user": "U0ANA"}
    assert blocks.check_request(shapes, post) == []
    if check_requests.present():
        assert check_requests.check(info) == []


def official_socket(local_slack):
    from slack_sdk.socket_mode import SocketModeClient
    from slack_sdk.socket_mode.response import SocketModeResponse
    from slack_sdk import WebClient
    got = []

    def listen(client, request):
        got.append(request)
        client.send_socket_mode_response(SocketModeResponse(
            envelope_id=request.envelope_id, payload={"text": "done"}
            if request.type == "slash_commands" else None))
    client = SocketModeClient(app_token=APP_TOKEN, web_client=WebClient(
        token=BOT_TOKEN, base_url=f"{local_slack.base}/api/"))
    client.socket_mode_request_listeners.append(listen)
    client.got = got
    client.connect()
    return client


def test_local_slack_carries_everything_people_do(local_slack):
    client = official_socket(local_slack)
    try:
        local_slack.command("declare sev1 x")
        message = local_slack.mention("status")
        local_slack.react(message, "pushpin")
        local_slack.open_home()
        until(lambda: len(client.got) >= 5, what=lambda: client.got)
        assert {request.type for request in client.got} == {"slash_commands", "events_api"}
        kinds = [request.payload["event"]["type"] for request in client.got
                 if request.type == "events_api"]
        assert sorted(kinds) == ["app_home_opened", "app_mention", "message",
                                 "reaction_added"]
        acks = [line.get("detail") for line in local_slack.log() if line["kind"] == "ack"]
        assert {"text": "done"} in acks
    finally:
        client.close()


def test_local_slack_submits_forms(local_slack, client):
    socket = official_socket(local_slack)
    try:
        local_slack.command("")
        trigger = socket.got[0].payload["trigger_id"]
        client.views_open(trigger_id=trigger, view={
            "type": "modal", "title": {"type": "plain_text", "text": "Form"},
            "callback_id": "f", "submit": {"type": "plain_text", "text": "Go"},
            "blocks": [{"type": "input", "block_id": "b", "label": {
                "type": "plain_text", "text": "Title"},
                "element": {"type": "plain_text_input", "action_id": "a"}}]})
        assert local_slack.seen()["modalStack"][-1]["callback_id"] == "f"
        local_slack.submit({"b": {"a": {"type": "plain_text_input", "value": "checkout"}}})
        submitted = until(lambda: next((r for r in socket.got if r.type == "interactive"), None))
        assert submitted.payload["view"]["state"]["values"]["b"]["a"]["value"] == "checkout"
    finally:
        socket.close()


def test_local_slack_starts_again_on_its_port(local_slack):
    base = local_slack.base
    local_slack.say("remembered?")
    local_slack.kill()
    local_slack.start()
    assert (local_slack.base, local_slack.messages(local_slack.general)) == (base, [])


def test_emulate_refuses_what_no_scope_allows(tmp_path):
    server = Emulate(tmp_path / "emulate", SCOPES).start()
    try:
        created = server.ok("conversations.create", BOT_TOKEN, name="inc-1")["channel"]
        refused = server.call("conversations.create", BOT_TOKEN, name="inc-2",
                              is_private=True)
        assert (refused["error"], refused["needed"]) == ("missing_scope", "groups:write")
        assert server.call("conversations.create", BOT_TOKEN,
                           name="inc-1")["error"] == "name_taken"
        metadata = {"event_type": "x", "event_payload": {"id": "1"}}
        server.ok("chat.postMessage", BOT_TOKEN, channel=created["id"], text="x",
                  metadata=metadata)
        assert server.history(created["id"])[-1]["metadata"] == metadata
        assert created["creator"] == BOT_USER
    finally:
        server.stop()


def test_socket_mode_endpoint_suits_the_official_client(tmp_path, socket_mode):
    server = Emulate(tmp_path / "emulate", SCOPES).start()
    recorder = Recorder(server.base, socket_mode.url)
    client = official_socket(recorder)
    try:
        socket_mode.wait_connected()
        envelope = socket_mode.send("slash_commands", {"command": "/inc", "text": "status"})
        assert socket_mode.ack(envelope) == {"text": "done"}
        assert recorder.of("apps.connections.open")[0].token == APP_TOKEN
        assert server.ok("auth.test", BOT_TOKEN)["user_id"] == BOT_USER
    finally:
        client.close()
        recorder.close()
        server.stop()


# ---- requests ---------------------------------------------------------------------------


def sent(method, args, kind="application/json", token=BOT_TOKEN, verb="POST"):
    body = json.dumps(args) if kind == "application/json" else "&".join(
        f"{name}={value}" for name, value in args.items())
    return Request(verb=verb, path=f"/api/{method}", method=method, body=body.encode(), at=0,
                   headers={"content-type": kind, "authorization": f"Bearer {token}"})


FORM = "application/x-www-form-urlencoded"
POST = {"channel": "C1", "text": "x"}


@pytest.mark.skipif(not check_requests.present(),
                    reason="SKIP no $TOCSIN_SHARED/slack-methods to judge requests by")
class TestRequests:
    @pytest.mark.parametrize("request_", [
        sent("chat.postMessage", {**POST, "blocks": [], "metadata": {}}),
        sent("users.info", {"user": "U1"}, FORM),
        sent("conversations.replies", {"channel": "C1", "ts": "1.2", "limit": "100",
                                       "include_all_metadata": "true"}, FORM),
        sent("apps.connections.open", {}, token=APP_TOKEN),
    ])
    def test_right(self, request_):
        assert check_requests.check(request_) == []

    @pytest.mark.parametrize("request_,why", [
        (sent("users.info", {"user": "U1"}), "takes no JSON"),
        (sent("conversations.replies", {"channel": "C1", "ts": "1.2"}), "takes no JSON"),
        (sent("chat.postMessage", POST, FORM), "takes JSON"),
        (sent("chat.postMessages", POST), "no method"),
        (sent("chat.postMessage", {**POST, "chanel": "C1"}), "no argument"),
        (sent("chat.postMessage", {"text": "x"}), "channel is required"),
        (sent("chat.postMessage", {**POST, "text": 7}), "text is int"),
        (sent("chat.postMessage", {**POST, "unfurl_links": "false"}), "unfurl_links is str"),
        (sent("chat.postMessage", {**POST, "parse": "full"}), "live"),
        (sent("chat.postMessage", {**POST, "token": BOT_TOKEN}), "argument as well"),
        (sent("chat.postMessage", POST, token=APP_TOKEN), "no xoxb-"),
        (sent("apps.connections.open", {}), "no xapp-"),
        (sent("conversations.replies", {"channel": "C1", "ts": "1.2", "limit": "many"}, FORM),
         "limit='many'"),
    ])
    def test_wrong(self, request_, why):
        found = check_requests.check(request_)
        assert any(why in line for line in found), found


# ---- blocks -----------------------------------------------------------------------------


def section(text="x"):
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(text="Go", **more):
    return {"type": "button", "text": {"type": "plain_text", "text": text}, "action_id": "a",
            **more}


def actions(*elements):
    return {"type": "actions", "elements": list(elements)}


def numbered(count):
    return [{**button(), "action_id": str(n)} for n in range(count)]


def test_blocks_right(shapes):
    assert blocks.check_message(shapes, {"text": "x", "blocks": [
        {"type": "header", "text": {"type": "plain_text", "text": "h" * 150}},
        section("s" * 3000), {"type": "divider"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}]},
        actions(button("b" * 75, value="v" * 2000, style="danger")),
    ]}) == []


@pytest.mark.parametrize("wrong,why", [
    ([{"type": "sektion"}], "sektion"),
    ([{**section(), "txt": 1}], "additional properties txt"),
    ([{"type": "section"}], "neither text nor fields"),
    ([section("")], "empty text"),
    ([section("s" * 3001)], "3001 characters of 3000"),
    ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "plain_text"),
    ([{"type": "header", "text": {"type": "plain_text", "text": "h" * 151}}], "151"),
    ([actions(button("b" * 76))], "76 characters of 75"),
    ([actions(button(value="v" * 2001))], "2001 characters of 2000"),
    ([actions({**button(), "action_id": "a" * 256})], "256 characters of 255"),
    ([actions(button(style="red"))], "style"),
    ([actions(button(), button())], "there twice"),
    ([actions(*numbered(26))], "26 of 1 to 25"),
    ([actions()], "0 of 1 to 25"),
    ([{"type": "divider"}] * 51, "51 blocks of 50"),
    ([section("s" * 3000)] * 5, "msg_blocks_too_long"),
    ([], "no blocks"),
])
def test_blocks_wrong(shapes, wrong, why):
    found = blocks.check_message(shapes, {"text": "x", "blocks": wrong})
    assert any(why in line for line in found), found


def test_message_without_plain_text(shapes):
    assert blocks.check_message(shapes, {"blocks": [section()]}) == [
        "no plain text beside the blocks"]


def test_views(shapes):
    text = {"type": "plain_text", "text": "x"}
    element = {"type": "plain_text_input", "action_id": "a"}
    field = {"type": "input", "label": text, "element": element}
    right = {"type": "modal", "title": text, "submit": text, "blocks": [field]}
    assert blocks.check_view(shapes, right) == []
    for change, why in (({"title": {**text, "text": "t" * 25}}, "25 characters of 24"),
                        ({"submit": None}, "inputs without submit"),
                        ({"private_metadata": "m" * 3001}, "3001"),
                        ({"blocks": [{**field, "element": button()}]}, "element")):
        view = {name: value for name, value in {**right, **change}.items()
                if value is not None}
        found = blocks.check_view(shapes, view)
        assert any(why in line for line in found), (change, found)


def test_manifest_shape(shapes):
    right = {"display_information": {"name": "tocsin"}, "settings": {
        "socket_mode_enabled": True}, "oauth_config": {"scopes": {"bot": ["commands"]}}}
    assert shapes.check("AppManifest", right) == []
    assert shapes.check("AppManifest", {**right, "setings": {}})
    assert shapes.check("AppManifest", {**right, "oauth_config": {"scopes": {
        "bot": ["comands"]}}})


# ---- the reader -------------------------------------------------------------------------


def shown(text, **args):
    return render.message({"text": "x", "blocks": [section(text)], **args})


@pytest.mark.parametrize("text,calls", [
    ("<!channel>", ["!channel"]), ("<!here|here>", ["!here"]), ("<@U1>", ["U1"]),
    ("hi <@U1|bo> there", ["U1"]), ("<!subteam^S1>", ["!subteam^S1"]),
    ("*<!everyone>*", ["!everyone"]), ("`<!channel>`", ["!channel"]),
    ("&lt;!channel&gt;", []), ("@channel", []), ("&lt;@U1&gt;", []),
    ("<!date^1^{date}|then>", []),
])
def test_reader_sees_who_is_called(text, calls):
    assert shown(text).mentions == calls


def test_reader_sees_who_the_plain_text_calls():
    assert render.message({"text": "<!here>", "blocks": [section()]}).mentions == ["!here"]
    assert render.message({"text": "@here now", "link_names": True}).mentions == ["@here"]


@pytest.mark.parametrize("text,line,marks", [
    ("*bold* and _it_", "bold and it", [("*", "bold"), ("_", "it")]),
    ("a*b*c", "a*b*c", []), ("* not *", "* not *", []),
    ("*\u2060bold\u2060*", "*\u2060bold\u2060*", []),
    ("`code`", "code", [("`", "code")]), ("~gone~", "gone", [("~", "gone")]),
    ("snake_case_name", "snake_case_name", []), ("2 &lt; 3 &amp;amp;", "2 < 3 &amp;", []),
    ("&gt; quoted", "\u2502 quoted", [(">", "> quoted")]),
])
def test_reader_sees_marks(text, line, marks):
    seen = shown(text)
    assert (seen.text, seen.marks) == (line, marks)


def test_reader_sees_no_marks_in_a_topic():
    seen = render.line("*a* &gt; <@U1>")
    assert (seen.text, seen.marks, seen.mentions) == ("*a* > @U1", [], ["U1"])


def test_reader_sees_links():
    seen = shown("<https://good|here> https://bare.example/x &lt;https://no|t&gt;")
    assert seen.links == [("here", "https://good")]
    assert seen.autolinks[0] == "https://bare.example/x"


def test_reader_sees_strays():
    assert shown("a\u202eb").strays() == [("direction is left open", "a\u202eb")]
    assert shown("a\u2068\u202eb\u202c\u2069").strays() == []
    assert shown("a\x07b").strays()[0][0] == "U+0007"


def test_reader_sees_forms_and_buttons():
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Form"}, "blocks": [
        {"type": "input", "label": {"type": "plain_text", "text": "Title <!here>"},
         "element": {"type": "plain_text_input", "action_id": "a", "initial_value": "was"}},
        actions(button("Go <@U1>"))]}
    seen = render.view(view)
    assert seen.lines == ["Form", "Title <!here>", "was", "[Go <@U1>]"]
    assert (seen.mentions, len(seen.buttons)) == ([], 1)


def test_recorded_arguments_are_as_they_were_encoded():
    request = sent("users.info", {"user": "U1", "include_locale": "true"}, FORM)
    assert request.args == {"user": "U1", "include_locale": "true"}
    assert dataclasses.replace(request, headers={}).args == {}
