"""What people see: local-slack's own page in Debian's Chromium, at a desk and on a telephone,
in each language. Everything that tocsin says must be readable there, nothing may show what
it is made of, and nothing may be wider than the page.
"""

import json
import os
import pathlib
import re
import subprocess

import pytest

from bot import Bot
from desk import LocalDesk, commands
from parties import HERE, MODULES, NODE, until

CHROMIUM = pathlib.Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
DESK, TELEPHONE = {"width": 1100, "height": 900}, {"width": 390, "height": 800, "narrow": True}
# What no reader should meet: types of blocks, forms of Slack's own, entities, templates.
RAW = re.compile(r"\[rich_text|\[section|<!date|<@|<#|\{\{|undefined|\bnull\b|\* \*")

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no {CHROMIUM} (Debian: chromium)"),
    pytest.mark.skipif(not (MODULES / "playwright-core").exists(),
                       reason="tests/slack/install did not bring playwright-core"),
]


class Screen:
    def __init__(self, base):
        self.base = base
        self.child = subprocess.Popen([str(NODE), str(HERE / "look.mjs")], text=True,
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                      env={**os.environ, "CHROMIUM": str(CHROMIUM)})

    def look(self, **ask):
        self.child.stdin.write(json.dumps({"url": self.base + "/", **ask}) + "\n")
        self.child.stdin.flush()
        seen = json.loads(self.child.stdout.readline())
        assert "error" not in seen, seen
        return seen

    def close(self):
        self.child.stdin.close()
        self.child.wait(20)


@pytest.fixture
def screen(local_slack):
    screen = Screen(local_slack.base)
    yield screen
    screen.close()


@pytest.fixture(params=["en", "fr"])
def speaking(request, binary, tmp_path, local_slack, recorder):
    """(language, a desk) at local-slack."""
    bot = Bot(binary, tmp_path / "bot", recorder.base, announce=local_slack.announce,
              leadership=local_slack.leadership, config=f"language: {request.param}\n")
    bot.start()
    desk = LocalDesk(local_slack, bot)
    desk.wait_connected(2)
    yield request.param, desk
    bot.end()


def readable(seen):
    for shown in seen["shown"]:
        assert not RAW.search(shown), shown
    assert seen["wide"] <= 0, (
        f"{seen['wide']} pixels are beside the page: {seen['beyond']}")
    return seen["shown"]


def without_answers(shown):
    return [text for text in shown if "only visible to you" not in text]


WORDS = {
    "en": {"alert": "INCIDENT ALERT - payments", "update": "INCIDENT UPDATE - payments",
           "over": "Status: Closed", "next": "Next Update:", "take": "Take command",
           "resolved": "INCIDENT RESOLVED - payments", "opening": "Severity: Sev1 (Critical)", "closed": "is closed",
           "form": "Post an update", "take_role": "Take a role", "declare": "Declare an incident"},
    "fr": {"alert": "ALERTE INCIDENT - payments", "update": "POINT SUR L'INCIDENT - payments",
           "over": "Statut\u00a0: Clos", "next": "Prochaine mise à jour\u00a0:",
           "take": "Prendre le pilotage", "resolved": "INCIDENT RÉSOLU - payments",
           "opening": "Gravité\u00a0: Sev1", "closed": "est clos",
           "form": "Publier un point", "take_role": "Prendre un rôle",
           "declare": "Déclarer un incident"},
}


def test_a_life_is_readable(speaking, screen, local_slack):
    language, desk = speaking
    words = WORDS[language]
    desk.name, channel = desk.declare('declare sev1 "checkout fails" service=payments')
    name = desk.name.lower()
    opening = screen.look(channel=name, wanted="checkout fails", **DESK)["shown"]
    assert len(without_answers(opening)) == 1, opening
    for wanted in (words["opening"], words["next"], "checkout fails"):
        assert wanted in opening[0], opening[0]
    graph = "https://graphs.example.org/d/checkout_latency?orgId=1&from=1759132800&var=" + "z" * 80
    for text in ("role take commander", "update caches are `warm` & *busy* next: watch",
                 f"update look at {graph} and wait", f"note {graph}", f"link {graph}",
                 "declare",
                 "action add owner=<@U0BO> order a disk", "severity sev2 half of it is back",
                 "escalate leadership a decision is wanted", "contain traffic moved away",
                 "resolve rolled back", "verify by hand", "close", "show", "timeline", "list",
                 "who", "help"):
        desk.ask(text, channel=channel)
    # Answers come at once, notices at Slack's pace of one a second: the last is awaited.
    desk.wait_post(channel, words["closed"])
    for size in (DESK, TELEPHONE):
        # What was an alert says what is so now.
        said = readable(screen.look(channel="incidents", wanted=words["over"], **size))
        alert = next(text for text in said if words["alert"] in text)
        for wanted in (words["over"], "Sev2", "payments", "checkout fails"):
            assert wanted in alert, alert
        assert words["next"] not in alert, alert
        readable(screen.look(channel="leadership", wanted=words["alert"], **size))
        said = readable(screen.look(channel=name, wanted=words["resolved"], **size))
        [closed] = [text for text in without_answers(said) if words["closed"] in text]
        assert "order a disk" in closed and not closed.rstrip().endswith(";"), closed
        update = next(text for text in said if words["update"] in text)
        # What people type is shown as they typed it, and its marks do not act. (The page
        # shows an escaped "&" as it is escaped; Slack does not.)
        assert "caches are `warm` &amp; *busy*" in update or (
            "caches are `warm` & *busy*" in update), update
        assert "Ben" in str(said) or "Bo" in str(said), said


def test_what_is_over_asks_for_nothing(speaking, screen, local_slack):
    language, desk = speaking
    name, channel = desk.declare('declare sev1 "checkout fails" service=payments')
    alert, _ = desk.wait_button(local_slack.announce, "ack")
    message, pressed = desk.wait_button(channel, "update")
    local_slack.press(message, pressed)
    desk.wait_form()
    for size in (DESK, TELEPHONE):
        [form] = readable(screen.look(of=".modal", wanted="Workaround", **size))
        assert f"{WORDS[language]['form']}\n" in form and name in form, form
    desk.ask("cancel it was a test", channel=channel)

    def bare():
        return next(commands(one["blocks"]) == [] for one in desk.posts(local_slack.announce)
                    if one["ts"] == alert["ts"])
    until(bare, 10, "the alert of a cancelled incident without buttons")


def offered(menu):
    """[(group or None, what stands there, what it brings back)]"""
    found = []
    for block in menu["blocks"]:
        for element in block.get("elements") or []:
            if element["type"] == "button":
                found.append((None, element["text"]["text"], element["value"]))
            elif element["type"] == "static_select":
                found += [(element["placeholder"]["text"], option["text"]["text"],
                           option["value"]) for option in element["options"]]
    return found


def test_menu_forms_and_home_are_readable(speaking, screen, local_slack):
    """Every form that a menu opens, at a desk and on a telephone. (local-slack's page does
    nothing with what is pressed in a view, so that a message's button opens them.)"""
    language, desk = speaking
    words = WORDS[language]
    name, channel = desk.declare('declare sev1 "checkout fails" service=payments')
    message, pressed = desk.wait_button(local_slack.announce, "ack")
    local_slack.command("", channel=channel)
    view = desk.wait_form()
    menu = offered(view)
    singles = [label for group, label, _ in menu if group is None]
    assert len(singles) == 5 and len({group for group, *_ in menu if group}) == 4, menu
    assert words["take"] in singles and words["take_role"] not in singles
    for size in (DESK, TELEPHONE):
        [shown] = readable(screen.look(of=".modal", wanted=words["take"], **size))
        assert name in shown and words["take_role"] in shown, shown
    for _, label, value in menu:
        if not json.loads(value).get("form"):
            continue
        before = view["id"]
        local_slack.press(message, {**pressed, "value": value})
        view = until(lambda: next((top for top in desk.slack.seen()["modalStack"][-1:]
                                   if top["id"] != before and top.get("submit")), None), 10, label)
        # What was chosen stands above what opens, whole.
        assert view["title"]["text"] == label, (label, view["title"])
        # A telephone is the narrow one; a desk is looked at for the widest.
        for size in (DESK, TELEPHONE) if len(view["blocks"]) > 4 else (TELEPHONE,):
            form = readable(screen.look(of=".modal", wanted=label, **size))[-1]
            assert name in form and "3,000" not in form, form
    local_slack.command("", channel=local_slack.general)
    until(lambda: desk.wait_form()["id"] != view["id"], 10, "a form")
    for size in (DESK, TELEPHONE):
        form = readable(screen.look(of=".modal", wanted=words["declare"], **size))[-1]
        assert "Severity" in form and "Environment" in form, form
        [home] = readable(screen.look(channel="tocsin", of=".home-inner", wanted=name, **size))
        assert "checkout fails" in home, home
