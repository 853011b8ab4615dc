"""What somebody at a desk does with Slack, and reads: shared by the suites."""

import json
import re

import render
from parties import BOT_TOKEN, BOT_USER, until

# The message that opens an incident's channel: its pinned summary.
OPENING = r"INC-\d{4}-\d\d-\d\d-\d+: "
INCIDENT = re.compile(r"INC-\d{4}-\d\d-\d\d-\d+")


def read(payload):
    """An answer as its reader sees it; what marks nobody sees is left out."""
    return render.visible(render.message(payload).text)


def button(blocks, command):
    """The button that runs `command`; None where nobody can press it."""
    for block in blocks or []:
        for element in [*(block.get("elements") or []), block.get("accessory")]:
            if element and element["type"] == "button" and command_of(element) == command:
                # What a click sends besides the element itself.
                return {**element, "block_id": block.get("block_id")}
    return None


def command_of(element):
    try:
        return json.loads(element.get("value") or "{}").get("command")
    except ValueError:
        return None


def commands(blocks):
    """Of all buttons, and of all that can be chosen from the groups of a menu."""
    return [command_of(one) for block in blocks or []
            for element in block.get("elements") or []
            if element["type"] in ("button", "static_select")
            for one in element.get("options", [element])]


def state_of(element, wanted):
    """State of one input when somebody filled in `wanted`; None: left as it was."""
    kind = element["type"]
    if kind in ("plain_text_input", "number_input", "url_text_input", "email_text_input"):
        return {"type": kind, "value": element.get("initial_value") if wanted is None
                else wanted}
    if kind in ("static_select", "radio_buttons"):
        options = element.get("options") or [
            option for group in element["option_groups"] for option in group["options"]]
        chosen = element.get("initial_option") if wanted is None else next(
            option for option in options
            if wanted in (option["value"], option["text"]["text"]))
        return {"type": kind, "selected_option": chosen}
    if kind == "users_select":
        return {"type": kind, "selected_user": wanted or element.get("initial_user")}
    if kind in ("checkboxes", "multi_static_select"):
        chosen = element.get("initial_options", []) if wanted is None else [
            option for option in element["options"] if option["value"] in wanted]
        return {"type": kind, "selected_options": chosen}
    raise AssertionError(f"nobody knows how to fill in {kind}")


def fill(view, **wanted):
    """{block: {action: state}} of a form; fields by the beginning of their label."""
    values, used = {}, set()
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        label = re.sub(r"[^a-z]+", "_", block["label"]["text"].lower()).strip("_")
        name = next((name for name in wanted if label.startswith(name)), None)
        used.add(name)
        element = block["element"]
        values[block["block_id"]] = {
            element["action_id"]: state_of(element, wanted.get(name))}
    assert set(wanted) <= used, (set(wanted) - used, render.view(view).lines)
    return values


def inputs(view):
    return [block for block in view.get("blocks", []) if block["type"] == "input"]


class LocalDesk:
    """Somebody in local-slack. Asking returns what they read as the answer."""

    def __init__(self, local_slack, bot):
        self.slack, self.bot = local_slack, bot

    def wait_connected(self, number=1):
        until(lambda: self.bot.runs() and self.slack.connections() >= number, 20,
              lambda: f"connected: {self.bot.logged()[-2000:]}")

    def ask(self, text, channel=None, **kwargs):
        channel = channel or self.slack.general
        known = {line["id"] for line in self.slack.log()}
        before = len(self.slack.messages(channel))
        self.slack.command(text, channel=channel, **kwargs)

        def answered():
            for line in self.slack.log():
                detail = line.get("detail")
                if line["id"] not in known and line["kind"] == "ack" and detail:
                    return detail
            return next((message for message in self.slack.messages(channel)[before:]
                         if message.get("subtype") == "ephemeral"), None)
        answer = until(answered, 10, lambda: f"answer to {text}: {self.bot.logged()[-1500:]}")
        return read(answer)

    def declare(self, text='declare sev1 "checkout fails" service=payments', **kwargs):
        """(incident, its channel)"""
        answer = self.ask(text, **kwargs)
        found = INCIDENT.search(answer)
        assert found, answer
        return found.group(), self.channel_of(found.group())

    def channel_of(self, incident):
        """Its channel, once the bot knows it as the incident's: once it speaks there."""
        def opened():
            return next((channel["id"] for channel in self.slack.all_channels()
                         if channel["name"].startswith(incident.lower())
                         and self.posts(channel["id"])), None)
        return until(opened, 15, lambda: f"channel of {incident}: {self.bot.logged()[-2000:]}")

    def posts(self, channel):
        """What the bot says there for everybody to read."""
        return [message for message in self.slack.messages(channel)
                if message.get("bot_id") and message.get("subtype") != "ephemeral"]

    def wait_post(self, channel, wanted, timeout=15):
        """The first post whose text has `wanted`."""
        def found():
            return next((message for message in self.posts(channel)
                         if re.search(wanted, read(message))), None)
        return until(found, timeout, lambda: (
            f"/{wanted}/ in {[read(m)[:200] for m in self.posts(channel)]}"
            f"{self.bot.logged()[-1500:]}"))

    def wait_button(self, channel, command, timeout=15):
        """(message, button) somewhere in a channel, the latest first."""
        def found():
            return next(((message, pressed) for message in reversed(self.posts(channel))
                         if (pressed := button(message.get("blocks"), command))), None)
        return until(found, timeout, lambda: f"a button for {command}")

    def wait_form(self, timeout=10):
        """The topmost view once it is filled."""
        def filled():
            stack = self.slack.seen()["modalStack"]
            return stack and (inputs(stack[-1]) or commands(stack[-1]["blocks"])) and stack[-1]
        return until(filled, timeout, lambda: (
            f"a form: {self.slack.seen()['modalStack']} {self.bot.logged()[-1500:]}"))

    def acks(self):
        return [line["detail"] for line in self.slack.log()
                if line["kind"] == "ack" and line.get("detail")]


class EmulateDesk:
    """People who act through Socket Mode; what comes of it is in emulate."""

    def __init__(self, server, socket_mode, recorder, bot):
        self.server, self.socket, self.recorder, self.bot = (
            server, socket_mode, recorder, bot)
        self.users = {name: server.user(name) for name in server.users}
        self.general = server.channel("general")["id"]
        self.team = server.ok("auth.test")["team_id"]
        self.asked = 0

    def payload(self, user, **more):
        """What every input carries, and the user's id."""
        self.asked += 1
        user_id = self.users[user]
        base = {"team_id": self.team, "api_app_id": "A0TOCSIN",
                "trigger_id": self.server.trigger(user_id),
                "response_url": f"{self.recorder.base}/response/{self.asked}"}
        return {**base, **more}, user_id

    def ask(self, text, user="ana", channel=None):
        """A slash command; the answer as it is read."""
        payload, user_id = self.payload(user, command="/inc", text=text)
        payload.update(user_id=user_id, user_name=user, channel_name="x",
                       channel_id=channel or self.general)
        envelope = self.socket.send("slash_commands", payload)
        answer = self.socket.ack(envelope)
        if not answer.get("text"):
            path = payload["response_url"].removeprefix(self.recorder.base)
            answer = self.recorder.wait(lambda request: request.path == path,
                                        what=f"answer to {text}").args
        return read(answer)

    def interact(self, kind, user="ana", **more):
        payload, user_id = self.payload(user, type=kind, **more)
        payload.update(user={"id": user_id, "username": user, "name": user,
                             "team_id": self.team}, team={"id": self.team, "domain": "test"})
        return self.socket.send("interactive", payload)

    def declare(self, text='declare sev1 "checkout fails" service=payments', **kwargs):
        answer = self.ask(text, **kwargs)
        found = INCIDENT.search(answer)
        assert found, answer
        bound = self.bot.wait_entry(found.group(), "place.bound")
        return found.group(), bound["data"]["place"].removeprefix("slack:")

    def info(self, channel):
        return self.server.ok("conversations.info", BOT_TOKEN, channel=channel)["channel"]

    def members(self, channel):
        return self.server.ok("conversations.members", BOT_TOKEN,
                              channel=channel)["members"]

    def posts(self, channel):
        """What the bot says there, threads included, oldest first."""
        found = []
        for message in self.server.history(channel):
            found += [message] if not message.get("reply_count") else self.server.ok(
                "conversations.replies", BOT_TOKEN, channel=channel, ts=message["ts"],
                limit=999)["messages"]
        return [message for message in found
                if message.get("user") == BOT_USER and not message.get("subtype")]

    def wait_post(self, channel, wanted, timeout=20):
        def found():
            return next((message for message in self.posts(channel)
                         if re.search(wanted, read(message))), None)
        return until(found, timeout, lambda: (
            f"/{wanted}/ in {[read(m)[:200] for m in self.posts(channel)]} "
            f"{self.bot.logged()[-1500:]}"), every=0.1)

    def opened(self, after=0):
        """The view that was opened last and its filling."""
        def views():
            requests = self.recorder.of("views.open", "views.update")[after:]
            shown = [request.structured("view") for request in requests]
            return next(((view, request) for view, request in zip(shown[::-1], requests[::-1])
                         if inputs(view) or commands(view["blocks"])), None)
        view, request = until(views, 10, lambda: self.bot.logged()[-1500:])
        return {**view, "id": request.answer["view"]["id"], "type": "modal"}
