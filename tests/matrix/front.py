"""A proxy in front of a homeserver: passes on what it is asked, writes it down, and for what a
test names it lets the question or the answer get lost, or answers itself."""

import http.client
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LOSE = "lose"  # the homeserver does it, and nobody hears of it
CUT = "cut"    # it never hears of it, and whoever asked does not know that


class Front:
    """`rule(method, path, body)`: LOSE, (status, answer), or None: pass it on."""

    def __init__(self, server):
        self.server, self.rule, self.journal = server, None, []
        front = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def handle_one(self):
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                row = {"method": self.command, "path": self.path, "body": body,
                       "answer": None, "headers": dict(self.headers)}
                front.journal.append(row)
                rule = front.rule and front.rule(self.command, self.path, body)
                if rule == CUT:
                    row["answer"] = CUT
                    self.close_connection = True
                    return None
                if isinstance(rule, tuple):
                    row["answer"] = rule[0]
                    return self.give(rule[0], json.dumps(rule[1]).encode())
                try:
                    status, answer = front.passed(self.command, self.path, body, self.headers)
                except OSError:
                    self.close_connection = True
                    return None
                if rule == LOSE:
                    row["answer"] = LOSE
                    self.close_connection = True
                    return None
                row["answer"] = status
                return self.give(status, answer)

            def give(self, status, answer):
                try:
                    self.send_response(status)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(answer)))
                    self.end_headers()
                    self.wfile.write(answer)
                except OSError:
                    self.close_connection = True

            do_GET = do_PUT = do_POST = do_DELETE = handle_one

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass

        self.http = Quiet(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def passed(self, method, path, body, headers):
        """Raises OSError while the homeserver is away."""
        kept = {name: value for name, value in headers.items()
                if name.lower() in ("authorization", "content-type")}
        link = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=90)
        try:
            link.request(method, path, body or None, kept)
            answer = link.getresponse()
            return answer.status, answer.read()
        except http.client.HTTPException as error:
            raise OSError(error) from None
        finally:
            link.close()

    # what a homeserver of the tests is asked by others
    name = property(lambda self: self.server.name)

    def register(self, user):
        return self.server.register(user)

    def close(self):
        self.http.shutdown()
        self.http.server_close()
