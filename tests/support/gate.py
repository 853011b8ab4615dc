"""A unix socket in front of a Redis, which counts commits and does something at one of them.

The commit is handed on before the gate falls: what Redis was told it does, and whoever sent
it never hears of it. That is what a kill at that moment is.
"""

import socket
import threading

COMMIT = b"$7\r\nEVALSHA\r\n"  # the command, not the word in a script


class Gate:
    def __init__(self, path, server, at=None, then=None):
        """`then()` is called when commit number `at` (1..) has been handed on."""
        self.path, self.server, self.at, self.then = path, server, at, then
        self.commits, self.fallen = 0, False
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen(16)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(str(self.server))
            threading.Thread(target=self._forward, args=(client, server), daemon=True).start()
            threading.Thread(target=self._back, args=(server, client), daemon=True).start()

    def _forward(self, client, server):
        rest = b""
        try:
            while data := client.recv(65536):
                seen = rest + data
                self.commits += seen.count(COMMIT) - rest.count(COMMIT)
                rest = seen[-len(COMMIT) + 1:]
                if self.at and self.commits >= self.at and not self.fallen:
                    self.fallen = True
                    server.sendall(data)
                    self.then()
                elif not self.fallen:
                    server.sendall(data)
        except OSError:
            pass
        client.close()
        server.close()

    def _back(self, server, client):
        try:
            while data := server.recv(65536):
                if self.fallen:
                    break
                client.sendall(data)
        except OSError:
            pass

    def close(self):
        self.listener.close()
