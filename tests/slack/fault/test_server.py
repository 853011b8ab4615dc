"""The fault server's faults, seen from the outside by a client that is nobody's library: what
official clients cannot be made to do, or to notice."""

import base64
import http.client
import json
import os
import pathlib
import socket
import struct
import sys
import time

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from slack_server import NoServer, Slack, build  # noqa: E402


@pytest.fixture
def slack():
    try:
        build()
    except NoServer as error:
        pytest.skip(str(error))
    with Slack() as server:
        yield server


def call(slack, method, token="xoxb-t", path=None, **args):
    """(status, headers, object or None); None for all when the connection was cut."""
    connection = http.client.HTTPConnection(slack.address, timeout=5)
    try:
        connection.request("POST", path or f"/api/{method}", json.dumps(args),
                           {"Authorization": f"Bearer {token}",
                            "Content-Type": "application/json"})
        answer = connection.getresponse()
        body = answer.read()
    except (ConnectionError, http.client.HTTPException):
        return None, None, None
    finally:
        connection.close()
    try:
        return answer.status, answer.headers, json.loads(body)
    except ValueError:
        return answer.status, answer.headers, None


class Socket:
    """A websocket by hand."""

    def __init__(self, slack):
        _, _, opened = call(slack, "apps.connections.open", "xapp-t")
        self.path = opened["url"].split(slack.address)[1]
        self.status = self.connect(slack)
        assert b"101" in self.status
        assert self.next()["type"] == "hello"

    def connect(self, slack):
        host, port = slack.address.split(":")
        self.socket = socket.create_connection((host, int(port)), 5)
        self.stream = self.socket.makefile("rwb")
        key = base64.b64encode(os.urandom(16)).decode()
        self.stream.write((f"GET {self.path} HTTP/1.1\r\nHost: {slack.address}\r\n"
                           f"Connection: Upgrade\r\nUpgrade: websocket\r\n"
                           f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
                           ).encode())
        self.stream.flush()
        status = self.stream.readline()
        while self.stream.readline() not in (b"\r\n", b""):
            pass
        return status

    def frame(self, opcode, body, final=True):
        size = len(body)
        head = bytes([opcode | (0x80 if final else 0)])
        if size < 126:
            head += bytes([0x80 | size])
        elif size < 65536:
            head += bytes([0x80 | 126]) + struct.pack("!H", size)
        else:
            head += bytes([0x80 | 127]) + struct.pack("!Q", size)
        self.stream.write(head + b"\0\0\0\0" + body)
        self.stream.flush()

    def raw(self):
        """(opcode, body) of the next frame."""
        head = self.stream.read(2)
        if len(head) < 2:
            raise EOFError
        size = head[1] & 0x7F
        if size == 126:
            size = struct.unpack("!H", self.stream.read(2))[0]
        elif size == 127:
            size = struct.unpack("!Q", self.stream.read(8))[0]
        return head[0] & 0x0F, self.stream.read(size)

    def next(self):
        """The next message; pings are answered meanwhile."""
        while True:
            opcode, body = self.raw()
            if opcode == 9:
                self.frame(10, body)
            elif opcode == 1:
                return json.loads(body)
            elif opcode == 8:
                raise EOFError

    def ack(self, envelope, **more):
        self.frame(1, json.dumps({"envelope_id": envelope["envelope_id"], **more}).encode())


def outcomes(slack, kind, method=None):
    return [e["outcome"] for e in slack.journal()
            if e["kind"] == kind and method in (None, e.get("method"))]


def test_a_limit_holds_and_early_calls_are_counted(slack):
    slack.rules({"method": "pins.add", "kind": "limit", "seconds": 1, "times": 1})
    status, headers, _ = call(slack, "pins.add")
    assert status == 429 and headers["Retry-After"] == "1"
    time.sleep(0.1)  # longer than what a request may need on its way
    assert call(slack, "pins.add")[0] == 429
    assert call(slack, "auth.test")[0] == 200, "another method is open"
    time.sleep(1)
    assert call(slack, "pins.add")[0] == 200
    early = [e.get("early", False) for e in slack.journal()
             if e["kind"] == "request" and e["method"] == "pins.add"]
    assert early == [False, True, False]


@pytest.mark.parametrize("kind, applied, status", [
    ("cut_before", False, None), ("cut_after", True, None), ("cut_middle", True, None),
    ("fail_before", False, 500), ("fail_after", True, 500), ("garbage", True, 200),
])
def test_an_answer_is_lost_before_or_after_the_request_was_applied(slack, kind, applied, status):
    slack.rules({"method": "chat.postMessage", "kind": kind, "times": 1})
    got, _, answer = call(slack, "chat.postMessage", channel="CGENERAL", text="x")
    assert got == status and answer is None
    assert len(slack.channel("general")["messages"]) == applied
    assert [e.get("applied", False) for e in slack.journal() if e["kind"] == "request"] == [applied]
    assert call(slack, "chat.postMessage", channel="CGENERAL", text="y")[2]["ok"]


def test_a_slow_answer_is_applied_though_nobody_waits(slack):
    slack.rules({"method": "chat.postMessage", "kind": "slow", "delay_ms": 300, "times": 1})
    connection = http.client.HTTPConnection(slack.address)
    connection.request("POST", "/api/chat.postMessage", '{"channel":"CGENERAL","text":"x"}',
                       {"Authorization": "Bearer xoxb-t", "Content-Type": "application/json"})
    connection.close()
    assert not slack.channel("general")["messages"]
    slack.wait(lambda: slack.channel("general")["messages"], what="the late message")


def test_a_ticket_is_good_once(slack):
    first = Socket(slack)
    assert b"403" in first.connect(slack)


def test_the_eleventh_socket_is_too_many(slack):
    kept = [Socket(slack) for _ in range(10)]
    opened = call(slack, "apps.connections.open", "xapp-t")[2]
    eleventh = Socket.__new__(Socket)
    eleventh.path = opened["url"].split(slack.address)[1]
    eleventh.connect(slack)
    assert eleventh.next()["reason"] == "too_many_websockets"
    with pytest.raises((EOFError, ConnectionError)):
        eleventh.next()
    assert len(slack.sockets()["ready"]) == len(kept)


@pytest.mark.parametrize("size, outcome", [(20479, "ok"), (20480, "too_large")])
def test_slack_drops_large_acks_in_silence(slack, size, outcome):
    client = Socket(slack)
    slack.command("x")
    envelope = client.next()
    bare = len(json.dumps({"envelope_id": envelope["envelope_id"], "payload": ""}))
    client.ack(envelope, payload="x" * (size - bare))
    slack.until(lambda e: e["kind"] == "ack")
    assert [(e["outcome"], e["size"]) for e in slack.journal() if e["kind"] == "ack"] == [
        (outcome, size)]


def test_an_ack_in_pieces_is_noticed(slack):
    client = Socket(slack)
    slack.command("x")
    body = json.dumps({"envelope_id": client.next()["envelope_id"]}).encode()
    client.frame(1, body[:10], final=False)
    client.frame(9, b"a ping may come between")
    client.frame(0, body[10:])
    slack.until(lambda e: e["kind"] == "ack")
    assert outcomes(slack, "ack") == ["fragmented"]


def test_what_is_not_acknowledged_comes_again_and_says_so(slack):
    slack.settings(retry_ms=100, retries=2)
    client = Socket(slack)
    slack.control("invite", channel="general", user="U0TOCSIN")
    key = slack.control("message", user="U1ANA", channel="general", text="x")["key"]
    tries = [client.next() for _ in range(3)]
    assert [t["payload"]["event_id"] for t in tries] == [key] * 3
    assert [t["retry_attempt"] for t in tries] == [0, 1, 2]
    assert tries[1]["retry_reason"] == "timeout"
    assert len({t["envelope_id"] for t in tries}) == 3
    client.ack(tries[0])
    slack.acked(key)


def test_a_socket_that_ends_leaves_its_envelopes_to_the_next(slack):
    first = Socket(slack)
    key = slack.command("x")
    first.next()
    first.socket.shutdown(socket.SHUT_RDWR)
    second = Socket(slack)
    envelope = second.next()
    assert envelope["payload"]["trigger_id"] == key
    second.ack(envelope)
    slack.acked(key)


def test_a_frozen_socket_takes_everything_and_says_nothing(slack):
    client = Socket(slack)
    slack.control("freeze")
    key = slack.command("x")
    client.frame(9, b"are you there")
    client.socket.settimeout(0.5)
    with pytest.raises(TimeoutError):
        client.raw()
    other = Socket(slack)
    slack.settings(retry_ms=100, retries=100)
    slack.control("cut", sockets=str(slack.sockets()["ready"][0]), mode="close")
    other.ack(other.next())
    slack.acked(key)


def test_a_late_pong_is_measured(slack):
    client = Socket(slack)
    slack.settings(ping_ms=20)
    opcode, body = client.raw()
    assert opcode == 9
    time.sleep(0.5)  # a client that is blocked; what the machine is late is not counted
    client.frame(10, body)
    slack.wait(lambda: slack.sockets()["pongs"]["over_100"], what="the late pong")


def test_a_response_url_is_good_five_times(slack):
    client = Socket(slack)
    slack.command("x")
    path = "/respond/" + client.next()["payload"]["response_url"].split("/respond/")[1]
    answers = [call(slack, None, path=path, text=f"{n}")[2] for n in range(6)]
    assert [a["ok"] for a in answers] == [True] * 5 + [False]
    assert answers[5]["error"] == "used_url"


def test_a_trigger_is_short_lived_and_good_once(slack):
    slack.settings(trigger_ms=300)
    client = Socket(slack)
    view = {"type": "modal", "blocks": [], "title": {"type": "plain_text", "text": "T"}}
    slack.command("x")
    trigger = client.next()["payload"]["trigger_id"]
    errors = [call(slack, "views.open", trigger_id=t, view=view)[2].get("error")
              for t in (trigger, trigger, "9.9.9")]
    assert errors == [None, "exchanged_trigger_id", "invalid_trigger_id"]
    slack.command("y")
    late = client.next()["payload"]["trigger_id"]
    time.sleep(0.35)
    assert call(slack, "views.open", trigger_id=late, view=view)[2]["error"] == "expired_trigger_id"


def test_forms_only_where_slack_reads_no_json(slack):
    assert call(slack, "users.info", user="U1ANA")[2]["error"] == "invalid_arguments"


@pytest.mark.parametrize("name, error", [
    ("Upper", "invalid_name_specials"), ("x" * 81, "invalid_name_maxlength"),
    ("", "invalid_name_required"), ("general", "name_taken"), ("inc-1_a", None)])
def test_names_of_channels(slack, name, error):
    assert call(slack, "conversations.create", name=name)[2].get("error") == error
