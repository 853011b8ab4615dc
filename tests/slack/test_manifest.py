"""The app's manifest: its shape by Slack's own types, its scopes by what is called."""

import json
import subprocess

import check_requests

# Scopes that Slack grants and that the types of the pinned package do not list yet.
YOUNGER = {"canvases:read", "canvases:write"}


def test_has_the_shape_that_slack_declares(shapes, manifest):
    scopes = manifest["oauth_config"]["scopes"]
    known = {**manifest, "oauth_config": {**manifest["oauth_config"], "scopes": {
        **scopes, "bot": [scope for scope in scopes["bot"] if scope not in YOUNGER]}}}
    assert shapes.check("AppManifest", known) == []


def test_lengths_that_slack_refuses(manifest):
    display, features = manifest["display_information"], manifest["features"]
    assert len(display["name"]) <= 35
    assert len(display.get("description", "")) <= 140
    assert len(features["shortcuts"]) <= 10
    for shortcut in features["shortcuts"]:
        assert len(shortcut["name"]) <= 24 and len(shortcut["description"]) <= 150
        assert len(shortcut["callback_id"]) <= 255
    for command in features["slash_commands"]:
        assert command["command"].startswith("/") and len(command["command"]) <= 32
        assert len(command["description"]) <= 2000
        assert len(command.get("usage_hint", "")) <= 1000


def test_asks_for_what_is_used(manifest):
    settings, features = manifest["settings"], manifest["features"]
    assert settings["socket_mode_enabled"] and settings["interactivity"]["is_enabled"]
    commands = {command["command"]: command for command in features["slash_commands"]}
    assert set(commands) == {"/inc", "/incident"}
    assert all(command["should_escape"] for command in commands.values())
    kinds = [shortcut["type"] for shortcut in features["shortcuts"]]
    assert kinds.count("global") == 1 and kinds.count("message") == 3
    assert features["app_home"]["home_tab_enabled"]
    events = set(settings["event_subscriptions"]["bot_events"])
    assert {"app_mention", "app_home_opened", "message.channels", "message.groups",
            "message.im", "reaction_added", "reaction_removed"} <= events
    # A socket needs no address of ours: none is in there to be filled in.
    assert "request_url" not in json.dumps(manifest)


def test_events_have_their_scopes(manifest):
    """Slack refuses an app that subscribes to what its scopes do not let it see."""
    needed = {"app_mention": "app_mentions:read", "message.channels": "channels:history",
              "message.groups": "groups:history", "message.im": "im:history",
              "reaction_added": "reactions:read", "reaction_removed": "reactions:read",
              "member_joined_channel": "channels:read", "channel_archive": "channels:read",
              "channel_rename": "channels:read", "file_shared": "files:read"}
    scopes = set(manifest["oauth_config"]["scopes"]["bot"])
    for event in manifest["settings"]["event_subscriptions"]["bot_events"]:
        assert needed.get(event, "commands") in scopes, event
    assert "commands" in scopes


def test_no_scope_without_a_method(manifest):
    """A scope that nothing needs is a right that somebody must justify."""
    if not check_requests.present():
        return
    by_method = set()
    for path in check_requests.FOLDER.glob("*.json"):
        scope = json.loads(path.read_text()).get("scope") or {}
        by_method |= set(scope.get("bot") or [])
    elsewhere = {"commands", "app_mentions:read", "chat:write.public", "reactions:read",
                 "channels:history", "groups:history", "im:history"}
    scopes = set(manifest["oauth_config"]["scopes"]["bot"])
    assert scopes <= by_method | elsewhere, scopes - by_method - elsewhere


def test_unknown_networks_are_refused(binary):
    done = subprocess.run([binary, "manifest", "nowhere"], capture_output=True, text=True)
    assert done.returncode != 0 and "slack" in done.stderr
