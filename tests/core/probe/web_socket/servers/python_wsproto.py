# SPDX-License-Identifier: GPL-3.0-or-later
# What README.md of this folder says, by Python's wsproto: python3 python_wsproto.py PORT
import socketserver
import sys

from wsproto import ConnectionType, WSConnection
from wsproto.events import (
    AcceptConnection,
    CloseConnection,
    Ping,
    Pong,
    RejectConnection,
    RejectData,
    Request,
    TextMessage,
)
from wsproto.extensions import PerMessageDeflate


class Conversation(socketserver.BaseRequestHandler):
    def handle(self):
        self.connection = WSConnection(ConnectionType.SERVER)
        self.extensions = []
        self.text = ""
        while data := self.request.recv(65536):
            self.connection.receive_data(data)
            for event in self.connection.events():
                self.take(event)

    def take(self, event):
        if isinstance(event, Request):
            self.answer(event)
        elif isinstance(event, Ping):
            self.send(event.response())
        elif isinstance(event, Pong):
            self.send_text(f"pong {event.payload.decode()}")
        elif isinstance(event, CloseConnection):
            print(f"closed {event.code}", flush=True)
            if self.connection.state.name != "CLOSED":
                self.send(event.response())
        elif isinstance(event, TextMessage):
            self.text += event.data
            if event.message_finished:
                text, self.text = self.text, ""
                self.obey(text)

    def answer(self, request):
        if request.target == "/refused":
            self.send(RejectConnection(status_code=401, has_body=True))
            self.send(RejectData(data=b"no"))
            return
        self.extensions = request.extensions
        subprotocol = "chat.v1" if "chat.v1" in request.subprotocols else None
        self.send(AcceptConnection(subprotocol=subprotocol, extensions=[PerMessageDeflate()]))

    def obey(self, text):
        command, _, argument = text.partition(" ")
        if command == "!fragments":
            third = len(argument) // 3
            self.send(TextMessage(argument[:third], message_finished=False))
            self.send(TextMessage(argument[third : 2 * third], message_finished=False))
            self.send_text(argument[2 * third :])
        elif command == "!long":
            self.send_text("x" * int(argument))
        elif command == "!ping":
            self.send(Ping(argument.encode()))
        elif command == "!close":
            code, reason = argument.split(" ")
            self.send(CloseConnection(int(code), reason))
        elif command == "!extensions":
            self.send_text(f"extensions [{', '.join(self.extensions)}]")
        elif command == "!length":
            self.send_text(f"length {len(argument.encode())}")
        else:
            self.send_text(text)

    def send_text(self, text):
        self.send(TextMessage(text))

    def send(self, event):
        self.request.sendall(self.connection.send(event))


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


with Server(("127.0.0.1", int(sys.argv[1])), Conversation) as server:
    server.serve_forever()
