"""Blocks, views and the manifest: their shape by the schema that is made of Slack's own
types (check_shapes.mjs), their lengths by the table below, which no type carries.
"""

import json
import subprocess

from parties import HERE, NODE

# Characters; Slack refuses what is longer (invalid_blocks), or cuts it.
TEXT_OF = {"section": 3000, "header": 150, "button": 75}
LENGTHS = {
    "action_id": 255, "block_id": 255, "value": 2000, "url": 3000, "callback_id": 255,
    "external_id": 255, "private_metadata": 3000, "alt_text": 2000, "image_url": 3000,
    "accessibility_label": 75,
}
TEXTS = {"placeholder": 150, "label": 2000, "hint": 2000, "submit": 24, "close": 24,
         "confirm": 30, "deny": 30}
COUNTS = {"actions": ("elements", 25), "context": ("elements", 10),
          "section": ("fields", 10), "static_select": ("options", 100),
          "multi_static_select": ("options", 100), "overflow": ("options", 5),
          "radio_buttons": ("options", 10), "checkboxes": ("options", 10)}
OPTION = {"text": 75, "value": 150, "description": 75}
BLOCKS, VIEW_BLOCKS, ALL_TEXT, FALLBACK, TITLE = 50, 100, 13_200, 4000, 24


def length(text):
    """Characters. Slack does not say what it counts; an emoji is one here."""
    return len(text)


class Shapes:
    """The schema checker, one child for many questions."""

    def __init__(self):
        self.child = subprocess.Popen([str(NODE), str(HERE / "check_shapes.mjs")],
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def check(self, shape, value):
        self.child.stdin.write(json.dumps({"shape": shape, "value": value}).encode() + b"\n")
        self.child.stdin.flush()
        return json.loads(self.child.stdout.readline())

    def close(self):
        self.child.stdin.close()
        self.child.wait(10)


def _long(at, text, most):
    return [] if length(text) <= most else [f"{at}: {length(text)} characters of {most}"]


def _option(at, option):
    found = []
    for name, most in OPTION.items():
        text = option.get(name)
        text = text.get("text", "") if isinstance(text, dict) else text
        if text is not None:
            found += _long(f"{at}.{name}", text, most)
    return found


def _node(at, node):
    kind, found = node.get("type"), []
    text = node.get("text")
    if kind in ("plain_text", "mrkdwn"):
        if not text:
            found.append(f"{at}: empty text")
        found += _long(at, text or "", 3000)
    elif isinstance(text, dict) and kind in TEXT_OF:
        found += _long(f"{at}.text", text.get("text", ""), TEXT_OF[kind])
    for name, most in LENGTHS.items():
        if isinstance(node.get(name), str):
            found += _long(f"{at}.{name}", node[name], most)
            if name in ("action_id", "value") and kind == "button" and not node[name]:
                found.append(f"{at}.{name}: empty")
    for name, most in TEXTS.items():
        if isinstance(node.get(name), dict) and "text" in node[name]:
            part = node[name]["text"]
            if isinstance(part, str):
                found += _long(f"{at}.{name}", part, most)
    if kind in COUNTS:
        name, most = COUNTS[kind]
        many = node.get(name)
        if many is not None and not 0 < len(many) <= most:
            found.append(f"{at}.{name}: {len(many)} of 1 to {most}")
    if kind == "section":
        if not node.get("text") and not node.get("fields"):
            found.append(f"{at}: neither text nor fields")
        for i, field in enumerate(node.get("fields", [])):
            found += _long(f"{at}.fields[{i}]", field.get("text", ""), 2000)
    for i, option in enumerate(node.get("options") or []):
        found += _option(f"{at}.options[{i}]", option)
    return found


def _walk(at, value):
    if isinstance(value, dict):
        yield at, value
        for name, child in value.items():
            yield from _walk(f"{at}.{name}", child)
    elif isinstance(value, list):
        for i, child in enumerate(value):
            yield from _walk(f"{at}[{i}]", child)


def _twice(at, names):
    return [f"{at} {name!r} is there twice" for name in sorted(set(names))
            if names.count(name) > 1]


def _block_lengths(blocks, most):
    found = [] if len(blocks) <= most else [f"{len(blocks)} blocks of {most}"]
    found += _twice("block_id", [block["block_id"] for block in blocks if "block_id" in block])
    for i, block in enumerate(blocks):
        nodes = list(_walk(f"blocks[{i}]", block))
        found += _twice(f"blocks[{i}]: action_id", [
            node["action_id"] for _, node in nodes if "action_id" in node])
        for at, node in nodes:
            found += _node(at, node)
    return found


def all_text(blocks):
    return sum(length(node["text"]) for _, node in _walk("", blocks)
               if isinstance(node.get("text"), str))


def check_message(shapes, message):
    """A message's arguments or an answer: what is wrong with it."""
    found, blocks, text = [], message.get("blocks"), message.get("text")
    if not text or not text.strip():
        found.append("no plain text beside the blocks")
    else:
        found += _long("text", text, FALLBACK)
    if blocks is not None:
        if not blocks:
            found.append("no blocks in blocks")
        found += shapes.check("Blocks", blocks) + _block_lengths(blocks, BLOCKS)
        if all_text(blocks) > ALL_TEXT:
            found.append(f"msg_blocks_too_long: {all_text(blocks)} characters in all blocks")
    if "attachments" in message:
        found.append("attachments are Slack's past")
    return found


def check_view(shapes, view):
    found = shapes.check("AnyView", view) + _block_lengths(view.get("blocks", []), VIEW_BLOCKS)
    if view.get("type") == "modal":
        title = (view.get("title") or {}).get("text", "")
        found += _long("title", title, TITLE) if title else ["no title"]
        kinds = [block.get("type") for block in view.get("blocks", [])]
        if "input" in kinds and "submit" not in view:
            found.append("inputs without submit")
    for name in ("private_metadata", "callback_id", "external_id", "submit", "close"):
        value = view.get(name)
        value = value.get("text") if isinstance(value, dict) else value
        if value is not None:
            found += _long(name, value, {**LENGTHS, **TEXTS}[name])
    return found


def check_request(shapes, request):
    """Whatever blocks a request of tocsin carries."""
    args = request.args
    if request.method in ("chat.postMessage", "chat.update", "chat.postEphemeral") or (
            request.method is None and "/response/" in request.path):
        args = {**args, **{name: request.structured(name)
                           for name in ("blocks", "attachments") if name in args}}
        return [] if args.get("delete_original") else check_message(shapes, args)
    if request.method in ("views.open", "views.update", "views.publish", "views.push"):
        return check_view(shapes, request.structured("view"))
    found = []
    for name, most in (("topic", 250), ("purpose", 250)):
        if name in args:
            found += _long(name, args[name], most)
    if request.method in ("conversations.create", "conversations.rename"):
        name = args.get("name", "")
        if not 0 < len(name) <= 80 or name.strip(
                "abcdefghijklmnopqrstuvwxyz0123456789-_"):
            found.append(f"{name!r} cannot be the name of a channel")
    return found
