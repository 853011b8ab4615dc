"""A reverse proxy between tocsin and a Slack server: it writes down every request.

It adds nothing and holds nothing back, but for two things. Where the server has no Socket
Mode, `socket_url` answers apps.connections.open with an address of the test's own, and the
recorder takes what is sent to a response_url. And a test may have the next answer of a
method lost or held back: the server has done it, and tocsin cannot know.
"""

import dataclasses
import http.client
import http.server
import json
import threading
import time
import urllib.parse


@dataclasses.dataclass
class Request:
    """One request as it came over the wire, and its answer."""
    verb: str
    path: str
    method: str           # Web API method, or None: a response_url or an upload
    headers: dict         # names in lower case
    body: bytes
    at: float             # monotonic seconds
    status: int = None
    answer: dict = None   # parsed, where it is JSON
    lost: bool = False    # tocsin never got that answer

    @property
    def content_type(self):
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def token(self):
        kind, _, token = self.headers.get("authorization", "").partition(" ")
        return token if kind == "Bearer" else None

    @property
    def args(self):
        """Arguments as they were encoded: of a form all are strings."""
        query = urllib.parse.urlsplit(self.path).query
        args = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        if self.content_type == "application/json":
            args.update(json.loads(self.body or b"{}"))
        elif self.content_type == "application/x-www-form-urlencoded":
            args.update(urllib.parse.parse_qsl(self.body.decode(), keep_blank_values=True))
        return args

    def structured(self, name):
        """An argument that is JSON, whether it was sent as itself or as text in a form."""
        value = self.args.get(name)
        return json.loads(value) if isinstance(value, str) else value


class Recorder:
    def __init__(self, upstream, socket_url=None, scopes=None):
        # `scopes`: what Slack says of a token in each answer, for servers that do not.
        self.upstream, self.socket_url, self.scopes = upstream, socket_url, scopes
        self.requests, self._changed = [], threading.Condition()
        self.lost = {}  # method: how many of its next answers are lost
        self.held = {}  # method: event that its answers wait for
        recorder = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                recorder._serve(self)

            do_GET = do_POST

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, request, client):
                pass  # a bot that is killed leaves its connections as they are

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def _serve(self, handler):
        length = int(handler.headers.get("Content-Length") or 0)
        path = urllib.parse.urlsplit(handler.path).path
        taken = Request(
            verb=handler.command, path=handler.path, body=handler.rfile.read(length),
            method=path[5:] if path.startswith("/api/") else None, at=time.monotonic(),
            headers={name.lower(): value for name, value in handler.headers.items()})
        if taken.method == "apps.connections.open" and self.socket_url:
            reply = json.dumps({"ok": True, "url": self.socket_url()}).encode()
            status, headers = 200, {"Content-Type": "application/json; charset=utf-8"}
        elif self.socket_url and path.startswith("/response/"):
            status, headers, reply = 200, {"Content-Type": "text/plain"}, b"ok"
        else:
            status, headers, reply = self._forward(taken)
        if self.scopes is not None:
            headers["X-OAuth-Scopes"] = ",".join(self.scopes)
        taken.status = status
        try:
            taken.answer = json.loads(reply)
        except ValueError:
            pass
        with self._changed:
            taken.lost = self.lost.get(taken.method, 0) > 0
            if taken.lost:
                self.lost[taken.method] -= 1
            self.requests.append(taken)
            self._changed.notify_all()
        if taken.method in self.held:
            self.held[taken.method].wait(60)
        if taken.lost:
            handler.close_connection = True
            return
        try:
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(reply)))
            handler.end_headers()
            handler.wfile.write(reply)
        except OSError:
            handler.close_connection = True

    def _forward(self, taken):
        kept = ("authorization", "content-type", "user-agent", "accept")
        headers = {name: taken.headers[name] for name in kept if name in taken.headers}
        upstream = http.client.HTTPConnection(
            urllib.parse.urlsplit(self.upstream).netloc, timeout=30)
        try:
            upstream.request(taken.verb, taken.path, taken.body, headers)
            answer = upstream.getresponse()
            # Date and rate limits are part of what a client reads.
            passed = {name: value for name, value in answer.getheaders() if name.lower() in (
                "content-type", "retry-after", "x-oauth-scopes", "date")}
            return answer.status, passed, answer.read()
        except OSError:
            return 502, {"Content-Type": "text/plain"}, b"the server behind is gone"
        finally:
            upstream.close()

    def of(self, *methods):
        with self._changed:
            return [taken for taken in self.requests if taken.method in methods]

    def wait(self, wanted, timeout=15, what=""):
        """The first request for which wanted() holds, come or still to come."""
        def find():
            return next((taken for taken in self.requests if wanted(taken)), None)
        with self._changed:
            found = self._changed.wait_for(find, timeout)
        assert found, (f"no such request within {timeout} s: {what}",
                       [taken.method for taken in self.requests][-30:])
        return found

    def close(self):
        self._server.shutdown()
        self._server.server_close()
