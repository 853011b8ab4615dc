"""An ordinary app on the official Python SDK: says what it saw, one JSON object a line.

usage: sdk_client.py API_URL
"""

import json
import sys
import threading

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse

API = sys.argv[1]
LOCK = threading.Lock()
FORM = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "Form"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [{"type": "input", "block_id": "b", "label": {"type": "plain_text", "text": "Text"},
                "element": {"type": "plain_text_input", "action_id": "a"}}],
}
BUTTON = [{"type": "actions", "block_id": "row", "elements": [
    {"type": "button", "action_id": "press", "value": "v",
     "text": {"type": "plain_text", "text": "Press"}}]}]


def say(**line):
    with LOCK:
        print(json.dumps(line), flush=True)


def web(token):
    return WebClient(token=token, base_url=API,
                     retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=3)])


def ack(client, request, payload=None):
    client.send_socket_mode_response(
        SocketModeResponse(envelope_id=request.envelope_id, payload=payload))


def command(client, request):
    given = request.payload
    ack(client, request, {"response_type": "ephemeral", "text": f"heard {given['text']}"})
    if given["text"] == "form":
        opened = client.web_client.views_open(trigger_id=given["trigger_id"], view=FORM)
        view = opened["view"]["id"]
        client.web_client.views_update(view_id=view, view=FORM)
        say(saw="form", view=view)
        return
    posted = client.web_client.chat_postMessage(
        channel=given["channel_id"], text=f"did {given['text']}", blocks=BUTTON,
        metadata={"event_type": "vouch", "event_payload": {"id": given["trigger_id"]}})
    say(saw="command", text=given["text"], ts=posted["ts"])


def interactive(client, request):
    given = request.payload
    if given["type"] == "view_submission":
        value = given["view"]["state"]["values"]["b"]["a"]["value"]
        wrong = {"response_action": "errors", "errors": {"b": "say something"}}
        ack(client, request, None if value else wrong)
        say(saw="submit", value=value)
        return
    ack(client, request)
    if given["type"] == "shortcut":
        say(saw="shortcut")
        return
    from slack_sdk.webhook import WebhookClient
    WebhookClient(given["response_url"]).send(text="pressed", replace_original=False)
    say(saw="press", value=given["actions"][0]["value"])


def listen(client, request):
    if request.type == "slash_commands":
        command(client, request)
    elif request.type == "interactive":
        interactive(client, request)
    else:
        ack(client, request)
        event = request.payload["event"]
        say(saw=event["type"], text=event.get("text"), reaction=event.get("reaction"),
            id=request.payload["event_id"])


def channels(client):
    """What the Web API's official client makes of channels: create, taken, pages, pins."""
    channel = client.conversations_create(name="vouch-1")["channel"]["id"]
    taken = ""
    try:
        client.conversations_create(name="vouch-1")
    except SlackApiError as error:
        taken = error.response["error"]
    client.conversations_setTopic(channel=channel, topic="T")
    client.conversations_setPurpose(channel=channel, purpose="P")
    client.conversations_invite(channel=channel, users=["U1ANA", "U2BEN"])
    stamps = [client.chat_postMessage(
        channel=channel, text=f"m{n}",
        metadata={"event_type": "vouch", "event_payload": {"n": n}})["ts"] for n in range(5)]
    client.chat_postMessage(channel=channel, text="r", thread_ts=stamps[0])
    client.chat_update(channel=channel, ts=stamps[1], text="m1 edited")
    client.pins_add(channel=channel, timestamp=stamps[0])
    client.bookmarks_add(channel_id=channel, title="B", type="link", link="https://example.test")
    pages = []
    for page in client.conversations_history(channel=channel, limit=2,
                                             include_all_metadata=True):
        pages += [[m["text"], m["metadata"]["event_payload"]["n"]] for m in page["messages"]]
    thread = client.conversations_replies(channel=channel, ts=stamps[0])
    link = client.chat_getPermalink(channel=channel, message_ts=stamps[0])
    client.views_publish(user_id="U1ANA", view={"type": "home", "blocks": []})
    client.conversations_archive(channel=channel)
    info = client.conversations_info(channel=channel)["channel"]
    say(saw="channels", taken=taken, pages=pages, thread=[m["text"] for m in thread["messages"]],
        link=link["permalink"], archived=info["is_archived"], topic=info["topic"]["value"])


def main():
    client = SocketModeClient(app_token="xapp-vouch", web_client=web("xoxb-vouch"),
                              ping_interval=2)
    client.socket_mode_request_listeners.append(listen)
    app = web("xapp-vouch")
    client.web_client.apps_connections_open = (
        lambda app_token=None, **ignored: app.apps_connections_open(app_token="xapp-vouch"))
    client.connect()
    say(saw="started", user=client.web_client.auth_test()["user_id"])
    channels(client.web_client)
    threading.Event().wait()


main()
