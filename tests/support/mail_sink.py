#!/usr/bin/env python3
"""A mail server for the tests: takes letters on loopback and writes each as one JSON line. Prints its port.

    mail_sink.py FILE [--tls starttls|implicit --certificate PEM --key PEM] [--user NAME --password WORD]

Recipients that begin with "nobody" are refused for good, those with "busy" for now; the letter to one that begins with
"dropped" is taken and then the connection is cut before the answer.
"""
import argparse
import base64
import json
import socketserver
import ssl
import sys

options = argparse.ArgumentParser()
options.add_argument("file")
options.add_argument("--tls", choices=["starttls", "implicit"])
options.add_argument("--certificate")
options.add_argument("--key")
options.add_argument("--user")
options.add_argument("--password")
given = options.parse_args()


def secured(connection):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(given.certificate, given.key)
    return context.wrap_socket(connection, server_side=True)


class Conversation(socketserver.BaseRequestHandler):
    def answer(self, line):
        self.connection.sendall(line.encode() + b"\r\n")

    def use(self, connection):
        self.connection = connection
        self.lines = connection.makefile("rb")

    def handle(self):
        secure = given.tls == "implicit"
        self.use(secured(self.request) if secure else self.request)
        self.answer("220 sink")
        known, sender, recipient = not given.user, None, None
        while line := self.lines.readline():
            words = line.decode().strip()
            verb = words.split(" ")[0].upper()
            if verb == "EHLO":
                more = ["STARTTLS"] if given.tls == "starttls" and not secure else []
                more += ["AUTH PLAIN"] if given.user else []
                for one in ["sink"] + more:
                    self.answer("250-" + one)
                self.answer("250 8BITMIME")
            elif verb == "STARTTLS":
                self.answer("220 go on")
                self.use(secured(self.connection))
                secure = True
            elif verb == "AUTH":
                if len(words.split(" ")) < 3:
                    self.answer("334 ")
                    told = self.lines.readline().strip()
                else:
                    told = words.split(" ")[2]
                known = base64.b64decode(told).decode() == f"\0{given.user}\0{given.password}"
                self.answer("235 welcome" if known else "535 no")
            elif verb == "MAIL":
                sender = words
                self.answer("250 fine" if known else "530 sign in")
            elif verb == "RCPT":
                recipient = words[words.index("<") + 1 : words.index(">")]
                if recipient.startswith("nobody"):
                    self.answer(f"550 <{recipient}> does not live here")
                elif recipient.startswith("busy"):
                    self.answer("451 later")
                else:
                    self.answer("250 fine")
            elif verb == "DATA":
                self.answer("354 go on")
                text = b""
                while (part := self.lines.readline()) != b".\r\n":
                    text += part[1:] if part.startswith(b".") else part
                with open(given.file, "a") as out:
                    out.write(json.dumps({"to": recipient, "from": sender, "secure": secure, "text": text.decode()}) + "\n")
                if recipient.startswith("dropped"):
                    return
                self.answer("250 taken")
            elif verb == "QUIT":
                self.answer("221 bye")
                return
            else:
                self.answer("250 fine")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # a client that breaks off is part of the tests


with Server(("127.0.0.1", 0), Conversation) as server:
    print(server.server_address[1], flush=True)
    server.serve_forever()
