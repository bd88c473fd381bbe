"""A running `rightplace serve` for tests and measurements, and a PostgreSQL that can be stopped."""
import glob
import html
import http.client
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import urllib.parse


def hidden_fields(text):
    """Of the page's forms: the tokens that each must carry."""
    fields = {}
    for tag in re.findall(r"<input[^>]*>", text):
        pairs = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if pairs.get("type") == "hidden":
            fields[pairs["name"]] = html.unescape(pairs["value"])
    return fields


class Service:
    """Serves `store` on a free port. Use as a context."""

    def __init__(self, program, store, *more, environment=None):
        self.words = [str(program), "serve", "--store", str(store), "--listen", "127.0.0.1:0", *more]
        self.environment = {**os.environ, **(environment or {})}

    def __enter__(self):
        self.log = tempfile.TemporaryFile(mode="w+")
        self.process = subprocess.Popen(self.words, stdout=subprocess.PIPE, stderr=self.log, text=True, env=self.environment)
        line = self.process.stdout.readline()
        found = re.search(r"://[^ ]*:(\d+)", line)
        if not found:
            self.process.wait()
            raise RuntimeError(f"the service does not start: {line} {self.said()}")
        self.port = int(found.group(1))
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()
        self.process.stdout.close()
        self.log.close()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(40)

    def said(self):
        self.log.seek(0)
        return self.log.read()

    def ask(self, path, method="GET", form=None, cookie=None, patience=30):
        """(status, headers, text)"""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=patience)
        headers = {"Cookie": cookie} if cookie else {}
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        connection.close()
        return answer.status, answer.headers, text

    def send_sign_in(self, email, password, code):
        status, headers, text = self.ask("/sign-in")
        if status != 200:
            return status, headers, text
        cookies = "; ".join(value.split(";")[0] for value in headers.get_all("Set-Cookie", []))
        form = hidden_fields(text)
        form.update({"email": email, "password": password, "totp": code})
        return self.ask("/sign-in", "POST", form, cookies)

    def try_to_sign_in(self, email="somebody@north.example"):
        """A wrong password: the attempt is written down. Status and page of the answer."""
        status, _, text = self.send_sign_in(email, "not the password", "123456")
        return status, text

    def sign_in(self, email, password, code):
        """The session's cookie."""
        status, headers, text = self.send_sign_in(email, password, code)
        if status != 303:
            raise RuntimeError(f"{email} cannot sign in: {status} {text[:2000]}")
        return next(value.split(";")[0] for value in headers.get_all("Set-Cookie") if value.startswith(("session=", "__Host-session=")))


class Postgres:
    """A cluster of its own on a local socket; `None` when PostgreSQL is not installed."""

    @staticmethod
    def binaries():
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
        return pathlib.Path(found[-1]).parent if found else None

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="rightplace-pg."))
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self.run("initdb", "-D", self.folder / "data", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-U", "rightplace")
        self.start()
        return self

    def __exit__(self, *_):
        self.stop(check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, name, *words, check=True):
        program = [str(self.binaries() / name), *map(str, words)]
        if os.getuid() == 0:   # initdb refuses root
            program = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *program]
        subprocess.run(program, check=check, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")

    def start(self):
        settings = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}'"
        self.run("pg_ctl", "-D", self.folder / "data", "-w", "-l", self.folder / "data" / "log", "-o", settings, "start")

    def stop(self, check=True):
        self.run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop", check=check)

    @property
    def address(self):
        return f"host={self.folder} user=rightplace dbname=postgres"
