"""Every request that leaves is one that Slack's own description knows: method, arguments,
encoding; and everything that carries blocks carries right ones.

The recorders of all Slack tests judge what passed them when a test ends. Here everything
is called that can be called, so that the judges see it, and what does not pass a recorder
(acks, answers to a response_url of local-slack) is judged as well.
"""

import pytest

import blocks
import check_requests
from conftest import judge
from parties import until

READS = ("help", "help update", "list", "show", "timeline", "catchup", "status", "who",
         "action list", "evidence list", "bridge", "declair", "role", "severity")
WRITES = ("ack", "role take commander", "update said next: more impact: some",
          "severity sev2 better", "note noted", "decision decided", "action add do it",
          "evidence add https://graphs.example.org/1", "bridge https://meet.example.org/x",
          "summary another summary", "impact some", "snooze 20m waiting", "contain done",
          "mitigate for now", "resolve fixed", "verify seen", "close", "reopen again")


@pytest.mark.skipif(not check_requests.present(),
                    reason="SKIP no $TOCSIN_SHARED/slack-methods to judge requests by")
def test_descriptions_are_there():
    assert check_requests.description("chat.postMessage")["args"]


def test_everything_on_local_slack(local_incident, recorder, local_slack, shapes):
    desk = local_incident
    for text in READS + WRITES + READS:
        desk.ask(text, channel=desk.channel)
    local_slack.open_home()
    local_slack.command("", channel=desk.channel)
    desk.wait_form()
    desk.wait_post(local_slack.announce, "INCIDENT RESOLVED")
    methods = {request.method for request in recorder.requests}
    assert {"apps.connections.open", "auth.test", "conversations.create",
            "chat.postMessage", "views.open", "views.update"} <= methods, methods
    assert judge(shapes, recorder.requests) == []

    for ack in desk.acks():
        if "view" in ack:
            assert blocks.check_view(shapes, ack["view"]) == []
        elif "errors" not in ack:
            assert blocks.check_message(shapes, ack) == [], ack
    for channel in (desk.channel, local_slack.general, local_slack.announce):
        for message in local_slack.messages(channel):
            if message.get("bot_id"):
                assert blocks.check_message(shapes, message) == [], message


def test_everything_on_emulate(begin, emulate, shapes):
    desk = begin(archive=True, invite=[emulate.user("cy")],
                 config="status_page: https://status.example.org\n")
    _, channel = desk.declare()
    for text in WRITES + READS:
        desk.ask(text, channel=channel)
    desk.wait_post(channel, "(?i)reopened|again")
    until(lambda: desk.recorder.of("bookmarks.add") and desk.recorder.of("pins.add"), 20,
          "bookmarks and a pin")
    methods = {request.method for request in desk.recorder.requests}
    assert {"conversations.create", "conversations.setTopic", "conversations.setPurpose",
            "conversations.invite", "chat.postMessage", "chat.update"} <= methods, methods
    assert judge(shapes, desk.recorder.requests) == []
