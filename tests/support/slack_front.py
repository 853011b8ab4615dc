"""The least that can stand where Slack's Web API is: one answer a method, over HTTP.

For what an operator meets before any conversation: tokens that are wrong, a start, an end.
"""

import http.server
import json
import threading


class Front:
    """Answers each method with `answers[method]`, else with `answers[None]`."""

    def __init__(self, **answers):
        front = self
        self.answers = answers
        self.methods, self.tokens = [], set()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                method = self.path.partition("?")[0].rpartition("/")[2]
                front.methods.append(method)
                front.tokens.add(self.headers.get("Authorization", ""))
                body = json.dumps(front.answers.get(method, front.answers["rest"])).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/api/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
