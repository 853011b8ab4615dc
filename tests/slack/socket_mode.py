"""The far side of Socket Mode, for the server that has none: envelopes out, acks in.

Frames are made and read by the `websockets` package; only their content is ours, in the
shape of Slack's documentation.
"""

import json
import threading
import uuid

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import serve


class SocketMode:
    def __init__(self):
        self.acks, self.sockets = {}, []
        self._opened = set()
        self._changed = threading.Condition()
        self._server = serve(self._serve, "127.0.0.1", 0, max_size=None)
        self.port = self._server.socket.getsockname()[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def url(self):
        """A new address; like Slack's, good for one connection."""
        ticket = uuid.uuid4().hex
        self._opened.add(ticket)
        return f"ws://127.0.0.1:{self.port}/link/?ticket={ticket}&app_id=A0TOCSIN"

    def _serve(self, socket):
        ticket = socket.request.path.partition("ticket=")[2].partition("&")[0]
        if ticket not in self._opened:
            return
        self._opened.remove(ticket)
        with self._changed:
            self.sockets.append(socket)
            socket.send(json.dumps({
                "type": "hello", "num_connections": len(self.sockets),
                "connection_info": {"app_id": "A0TOCSIN"},
                "debug_info": {"host": "test", "approximate_connection_time": 18060}}))
            self._changed.notify_all()
        try:
            for frame in socket:
                ack = json.loads(frame)
                with self._changed:
                    self.acks.setdefault(ack["envelope_id"], []).append((ack, len(frame)))
                    self._changed.notify_all()
        except ConnectionClosed:
            pass
        finally:
            with self._changed:
                self.sockets.remove(socket)
                self._changed.notify_all()

    def wait_connected(self, number=1, timeout=15):
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.sockets) >= number, timeout), (
                f"{len(self.sockets)} of {number} sockets after {timeout} s")

    def send(self, kind, payload, every=False, envelope=None, **extra):
        """Sends an envelope to one socket (`every`: to each); its id."""
        envelope = envelope or str(uuid.uuid4())
        frame = json.dumps({"envelope_id": envelope, "type": kind, "payload": payload,
                            "accepts_response_payload": kind != "events_api", **extra})
        with self._changed:
            assert self.sockets, "tocsin has no socket open"
            for socket in self.sockets if every else self.sockets[:1]:
                socket.send(frame)
        return envelope

    def ack(self, envelope, copies=1, timeout=10):
        """The payload of an envelope's acks, or {}: `copies` of it were sent."""
        with self._changed:
            assert self._changed.wait_for(
                lambda: len(self.acks.get(envelope, ())) >= copies, timeout), (
                f"{len(self.acks.get(envelope, ()))} of {copies} acks within {timeout} s")
            acks = list(self.acks[envelope])
        assert all(size < 20_480 for _, size in acks), "a large ack is dropped in silence"
        # The first ack of an envelope is taken, what comes after it is not looked at.
        payloads = [ack.get("payload") or {} for ack, _ in acks]
        assert all(payload in ({}, payloads[0]) for payload in payloads), "the answer comes late"
        return payloads[0]

    def drop(self, number):
        """Closes every socket, and waits for as many new ones."""
        with self._changed:
            gone = list(self.sockets)
        for socket in gone:
            socket.close()
        with self._changed:
            assert self._changed.wait_for(
                lambda: not set(gone) & set(self.sockets) and len(self.sockets) >= number,
                20), "tocsin did not come back"

    def close(self):
        self._server.shutdown()
