"""What a reader of Slack sees: blocks and mrkdwn as text, with all that is live in them.

Written from Slack's documentation alone, knowing nothing of how tocsin escapes, so that it
can judge it. In doubt it lets a mark act: what it calls harmless is harmless.

- `&amp; &lt; &gt;` are the only entities, in texts of both types (not in rich text); in
  mrkdwn whatever stands between raw `<` and `>` acts.
- In mrkdwn a bare web address becomes a link of its own (it shows what it leads to).
- `*bold*`, `_italic_`, `~strike~`, `` `code` `` act between word boundaries; the marks
  vanish. An opening mark must be followed, and a closing one preceded, by something
  visible: this is what zero-width characters beside a mark prevent.
- `>` at the start of a line is a quotation, escaped or not.
- `parse=full` and `link_names` make bare names live.
"""

import dataclasses
import re
import unicodedata

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
OPENERS, POP_EMBEDDING, POP_ISOLATE = "\u202a\u202b\u202d\u202e", "\u202c", "\u2069"
ISOLATES = "\u2066\u2067\u2068"

ANGLED = re.compile(r"<([^<>\n]*)>")
BARE_URL = re.compile(r"\bhttps?://[^\s<>|`]+|\bmailto:[^\s<>|`]+", re.IGNORECASE)
BARE_NAME = re.compile(r"(?<![\w@#])[@#][\w.-]+")


@dataclasses.dataclass
class Seen:
    lines: list = dataclasses.field(default_factory=list)
    mentions: list = dataclasses.field(default_factory=list)   # who is called
    links: list = dataclasses.field(default_factory=list)      # (label, where to)
    autolinks: list = dataclasses.field(default_factory=list)  # bare addresses
    buttons: list = dataclasses.field(default_factory=list)    # elements, as they are
    marks: list = dataclasses.field(default_factory=list)      # (mark, text) that acted
    images: list = dataclasses.field(default_factory=list)

    @property
    def text(self):
        return "\n".join(self.lines)

    def add(self, text):
        self.lines += text.split("\n")

    def strays(self):
        """Control characters, and direction marks that reach beyond their line."""
        found = []
        for line in self.lines:
            depth = isolates = 0
            for char in line:
                if char in OPENERS:
                    depth += 1
                elif char == POP_EMBEDDING:
                    depth = max(depth - 1, 0)
                elif char in ISOLATES:
                    isolates += 1
                elif char == POP_ISOLATE:
                    isolates = max(isolates - 1, 0)
                elif unicodedata.category(char) == "Cc" and char != "\t":
                    found.append((f"U+{ord(char):04X}", line))
            if depth or isolates:
                found.append(("direction is left open", line))
        return found


def visible(text):
    """Text without what nobody sees: zero-width characters and direction marks."""
    return "".join(char for char in text if char not in INVISIBLE + BIDI)


def entities(text):
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _angled(seen, inside):
    """What stands for <inside>."""
    target, bar, label = inside.partition("|")
    label = entities(label) if bar else ""
    if target.startswith("@"):
        seen.mentions.append(target[1:])
        return label and f"@{label}" or target
    if target.startswith("#"):
        seen.links.append((label, target))
        return f"#{label or target[1:]}"
    if target.startswith("!"):
        what = target[1:]
        if what.startswith("date^"):
            return label or what
        seen.mentions.append(target)
        return label or f"@{what.split('^')[0]}"
    seen.links.append((label or entities(target), entities(target)))
    return label or entities(target)


def _is_boundary(char):
    return not char or not (char.isalnum() or char == "_")


def _shown(char):
    return bool(char) and not char.isspace() and char not in INVISIBLE


def _marks(seen, line):
    """Drops the marks that act, and notes them."""
    for mark in "`*_~":
        place = 0
        while (start := line.find(mark, place)) >= 0:
            end = line.find(mark, start + 1)
            while end > 0 and not (
                    end > start + 1 and _shown(line[end - 1])
                    and _is_boundary(line[end + 1:end + 2])):
                end = line.find(mark, end + 1)
            before = line[start - 1] if start else ""
            if end > 0 and _is_boundary(before) and _shown(line[start + 1]):
                inside = line[start + 1:end]
                seen.marks.append((mark, visible(inside)))
                line = line[:start] + inside + line[end + 1:]
                place = end - 1
            else:
                place = start + 1
    return line


def mrkdwn(seen, text, verbatim=False, names=False, marks=True):
    """A text of type mrkdwn: what is shown, line by line."""
    out, place, held = [], 0, []

    def hold(shown):
        # Marks are looked for around mentions and links, never inside them.
        held.append(shown)
        return chr(0xF0000 + len(held) - 1)

    for found in ANGLED.finditer(text):
        out.append(text[place:found.start()])
        out.append(hold(_angled(seen, found.group(1))))
        place = found.end()
    rest = "".join(out) + text[place:]
    if not verbatim:
        seen.autolinks += [entities(url) for url in BARE_URL.findall(rest)]
    if names:
        seen.mentions += BARE_NAME.findall(entities(rest))
    for line in rest.split("\n"):
        if marks and re.match(r"[\u200e\u200f]*(>|&gt;)", line):
            seen.marks.append((">", visible(entities(line))))
            line = "\u2502 " + re.sub(r"^[\u200e\u200f]*(>|&gt;) ?", "", line)
        line = entities(_marks(seen, line) if marks else line)
        for i, shown in enumerate(held):
            line = line.replace(chr(0xF0000 + i), shown)
        seen.add(line)


def text_object(seen, text):
    if text["type"] == "plain_text":
        seen.add(entities(text["text"]))
    else:
        mrkdwn(seen, text["text"], text.get("verbatim", False))


def _rich(seen, element):
    kind = element["type"]
    if kind == "text":
        for style in element.get("style") or {}:
            seen.marks.append((style, visible(element["text"])))
        return element["text"]
    if kind == "link":
        seen.links.append((element.get("text") or element["url"], element["url"]))
        return element.get("text") or element["url"]
    if kind in ("user", "usergroup", "broadcast"):
        who = element.get("user_id") or element.get("usergroup_id") or element.get("range")
        seen.mentions.append(who)
        return f"@{who}"
    if kind == "channel":
        seen.links.append(("", "#" + element["channel_id"]))
        return "#" + element["channel_id"]
    if kind == "emoji":
        return f":{element['name']}:"
    if kind == "date":
        return element.get("fallback", "")
    between = "\n" if kind == "rich_text_list" else ""
    return between.join(_rich(seen, inner) for inner in element.get("elements", []))


def _element(seen, element):
    kind = element["type"]
    if kind in ("plain_text", "mrkdwn"):
        text_object(seen, element)
    elif kind == "button":
        seen.buttons.append(element)
        seen.add(f"[{entities(element['text']['text'])}]")
        if element.get("url"):
            seen.links.append((element["text"]["text"], element["url"]))
    elif kind == "image":
        seen.images.append(element.get("image_url"))
        seen.add(element.get("alt_text", ""))
    else:
        if element.get("placeholder"):
            text_object(seen, element["placeholder"])
        options = [*(element.get("options") or []), *(
            option for group in element.get("option_groups") or [] for option in group["options"])]
        for option in options:
            text_object(seen, option["text"])
        if isinstance(element.get("initial_value"), str):
            seen.add(element["initial_value"])


def block(seen, one):
    kind = one["type"]
    if kind == "rich_text":
        for element in one["elements"]:
            seen.add(_rich(seen, element))
        return
    for name in ("title", "label", "text"):
        if isinstance(one.get(name), dict):
            text_object(seen, one[name])
    for field in one.get("fields") or []:
        text_object(seen, field)
    if one.get("hint"):
        text_object(seen, one["hint"])
    if kind == "image":
        seen.images.append(one.get("image_url"))
    for element in [*(one.get("elements") or []), one.get("accessory"), one.get("element")]:
        if element:
            _element(seen, element)


def message(args):
    """A message's arguments (or a stored message): its blocks; without any, its text.
    Whoever the plain text calls is called as well, though only a notification shows it."""
    seen = Seen()
    names = args.get("parse") == "full" or args.get("link_names") in (True, "true", "1", 1)
    if args.get("blocks"):
        for one in args["blocks"]:
            block(seen, one)
        fallback = Seen()
        mrkdwn(fallback, args.get("text") or "", names=names)
        seen.mentions += [who for who in fallback.mentions if who not in seen.mentions]
    else:
        mrkdwn(seen, args.get("text") or "", names=names)
    return seen


def text_of(args):
    """The plain text of a message, as a notification shows it."""
    seen = Seen()
    mrkdwn(seen, args.get("text") or "")
    return seen


def line(text):
    """A topic or a purpose: Slack documents no formatting there. That a mention would not
    act is documented too, and not relied on."""
    seen = Seen()
    mrkdwn(seen, text, marks=False)
    return seen


def view(shown):
    seen = Seen()
    for name in ("title", "submit", "close"):
        if shown.get(name):
            text_object(seen, shown[name])
    for one in shown.get("blocks") or []:
        block(seen, one)
    return seen
