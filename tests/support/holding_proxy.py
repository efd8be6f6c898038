# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands between a client and a service, and holds back or refuses a request on purpose."""

import re
import socket
import threading

BUSY = b'{"type": "https://maquette.org/problems/busy", "title": "The service is busy", "status": 503}'
REFUSAL = (b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nRetry-After: 5\r\n"
           b"Connection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(BUSY), BUSY))


class HoldingProxy:
    """Passes everything on to @port of this machine, but for requests that @held finds in their first line: of such a
    connection nothing more is passed on. `held_back` is the match then. With @refusals, so many of them are answered
    as by a busy service instead, or with @refusal, and then all are passed on."""

    def __init__(self, port: int, held: re.Pattern[bytes], refusals: int | None = None,
                 refusal: bytes = REFUSAL) -> None:
        self.target = port
        self.held = held
        self.refusals = refusals
        self.refusal = refusal
        self.held_back: re.Match[bytes] | None = None
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = self.connect()
            for here, there, asks in ((client, server, True), (server, client, False)):
                threading.Thread(target=self.pass_on, args=(here, there, asks), daemon=True).start()

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.target))

    def pass_on(self, here: socket.socket, there: socket.socket, asks: bool) -> None:
        try:
            while data := here.recv(65536):
                if asks and self.refusals != 0 and (match := self.held.match(data)):
                    self.held_back = match
                    if self.refusals is not None:
                        self.refusals -= 1
                        here.sendall(self.refusal)
                        here.shutdown(socket.SHUT_RDWR)
                    return
                # A service takes only requests to its own address.
                there.sendall(data.replace(f"127.0.0.1:{self.port}".encode(),
                                           f"127.0.0.1:{self.target}".encode()))
            there.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def close(self) -> None:
        self.listener.close()
