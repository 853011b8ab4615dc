"""Somebody at a Matrix client: matrix-nio, which was not written for this project.

What nio has no word for (a custom state event, notifications) is asked in plain HTTP with
the same token.
"""

import asyncio

from nio import (AsyncClient, AsyncClientConfig, InviteMemberEvent, RoomMessage,
                 RoomResolveAliasResponse, SyncResponse)

from parties import C, PASSWORD, Refused, call, quoted


class Person:
    """Each call returns when the homeserver has answered."""

    def __init__(self, server, user, folder):
        self.server, self.id = server, f"@{user}:{server.name}"
        self.loop = asyncio.new_event_loop()
        config = AsyncClientConfig(store_sync_tokens=False, encryption_enabled=False,
                                   max_limit_exceeded=10, max_timeouts=5)
        self.nio = self._wait(self._made(config))
        answer = self._wait(self.nio.login(PASSWORD, device_name="tests"))
        assert self.nio.access_token, answer
        self.seen = {}     # room → events as nio has parsed them, oldest first
        self.invited = {}  # room → who invited
        self._keep(self._wait(self.nio.sync(0, full_state=True)))

    async def _made(self, config):
        return AsyncClient(self.server.base, self.id, config=config)

    def _wait(self, coroutine, timeout=60):
        return self.loop.run_until_complete(asyncio.wait_for(coroutine, timeout))

    def close(self):
        self._wait(self.nio.close())
        self.loop.close()

    # ---- reading ----

    def _keep(self, answer):
        assert isinstance(answer, SyncResponse), answer
        for room, joined in answer.rooms.join.items():
            known = self.seen.setdefault(room, [])
            ids = {event.event_id for event in known}
            known += [event for event in joined.timeline.events if event.event_id not in ids]
            self.invited.pop(room, None)
        for room, invite in answer.rooms.invite.items():
            self.invited[room] = {event.sender for event in invite.invite_state
                                  if isinstance(event, InviteMemberEvent)
                                  and event.membership == "invite"}

    def until(self, wanted, timeout=20, what=""):
        """Syncs until wanted() is true, and gives what it gave."""
        end = self.loop.time() + timeout
        while not (found := wanted()):
            left = end - self.loop.time()
            assert left > 0, f"not within {timeout} s: {what() if callable(what) else what}"
            self._keep(self._wait(self.nio.sync(int(min(left, 2) * 1000) + 1)))
        return found

    def messages(self, room, sender=None):
        """What stands in a room as nio reads it, oldest first; edits are events of their own."""
        return [event for event in self.seen.get(room, []) if isinstance(event, RoomMessage)
                and sender in (None, event.sender)]

    def wait_message(self, room, holds, sender=None, timeout=20, after=0):
        """The first message that holds, not among the first `after`."""
        return self.until(
            lambda: next((event for event in self.messages(room, sender)[after:]
                          if holds(event)), None), timeout,
            lambda: [event.body for event in self.messages(room)][-12:])

    def says(self, room, text, sender=None, timeout=20, after=0):
        """Waits for a message whose body holds `text`."""
        return self.wait_message(room, lambda event: text in event.body, sender, timeout, after)

    # ---- doing ----

    def http(self, method, path, data=None):
        return call(self.server.base, method, C + path, data, self.nio.access_token)

    def room(self, name=None, invite=(), alias=None, **more):
        """Makes one: its id."""
        body = {"preset": "private_chat", "invite": list(invite), **more}
        body.update({"name": name} if name else {})
        body.update({"room_alias_name": alias} if alias else {})
        return self.http("POST", "/createRoom", body)["room_id"]

    def join(self, room):
        self._wait(self.nio.join(room))
        self.until(lambda: room in self.nio.rooms, what=f"joined {room}")
        return room

    def invite(self, room, user):
        self._wait(self.nio.room_invite(room, user))

    def say(self, room, body, **more):
        """Sends an m.text: its event id."""
        answer = self._wait(self.nio.room_send(
            room, "m.room.message", {"msgtype": "m.text", "body": body, **more}))
        assert getattr(answer, "event_id", None), answer
        return answer.event_id

    def send(self, room, kind, content):
        return self._wait(self.nio.room_send(room, kind, content))

    def react(self, room, event, key):
        return self.send(room, "m.reaction", {"m.relates_to": {
            "rel_type": "m.annotation", "event_id": event, "key": key}})

    def resolve(self, alias):
        answer = self._wait(self.nio.room_resolve_alias(alias))
        return answer.room_id if isinstance(answer, RoomResolveAliasResponse) else None

    # ---- looking, as the homeserver has it ----

    def state(self, room, kind, key=""):
        return self.http("GET", f"/rooms/{quoted(room)}/state/{quoted(kind)}/{quoted(key)}")

    def all_state(self, room):
        return self.http("GET", f"/rooms/{quoted(room)}/state")

    def membership(self, room, user):
        try:
            return self.state(room, "m.room.member", user)["membership"]
        except Refused:
            return None

    def event(self, room, event):
        return self.http("GET", f"/rooms/{quoted(room)}/event/{quoted(event)}")

    def raw(self, room, limit=200):
        """Events as they are stored, oldest first."""
        path = f"/rooms/{quoted(room)}/messages?dir=b&limit={limit}"
        return self.http("GET", path)["chunk"][::-1]

    def rung(self):
        """The events that the homeserver has rung this person for."""
        return [one["event"]["event_id"]
                for one in self.http("GET", "/notifications?limit=50")["notifications"]]
