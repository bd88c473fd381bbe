#!/usr/bin/env python3
"""Two hundred people at work at once: each with an account, a session and an address of their own, behind a proxy.

    bench/people.py build/release/rightplace [--store DEMO] [--people 200] [--rounds 10]

Everybody reads pages and makes a program's token in each round, by a form that is sent twice, as an impatient person does.
Then a social worker has twenty windows open on one child and sends all of them at once, again and again: one is kept, the
others are told. Nothing may be answered with a fault, be there twice, be missing or be overwritten: exit 1 otherwise. Uses a copy of the demo, which it changes.
"""
import argparse
import base64
import collections
import hashlib
import hmac
import html
import http.client
import json
import pathlib
import re
import shutil
import sqlite3
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))
from service import Service, hidden_fields  # noqa: E402

ORGANISATION = "Lancashire"


def totp(secret, step):
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


class Person:
    def __init__(self, service, number):
        self.service, self.number = service, number
        self.address = f"192.0.2.{number % 250 + 1}"
        self.email = f"worker{number}@two-hundred.example"
        self.cookies = {}
        self.answers = collections.Counter()
        self.took = []
        self.connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)

    def ask(self, path, method="GET", form=None):
        headers = {"X-Forwarded-For": self.address, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        self.took.append((time.perf_counter() - began) * 1000)
        for value in answer.headers.get_all("Set-Cookie", []):
            name, _, rest = value.partition("=")
            self.cookies[name] = rest.split(";")[0]
        self.answers[(method, path.split("?")[0] if "code=" in path else path, answer.status)] += 1
        return answer.status, answer.headers, text

    def wanted(self, condition, what):
        if not condition:
            raise RuntimeError(f"{self.email}: {what}")

    def set_up(self, code):
        path = "/set-up?" + urllib.parse.urlencode({"code": code})
        status, _, text = self.ask(path)
        self.wanted(status == 200, f"set-up answers {status}")
        secret = re.search(r"\b([A-Z2-7]{4}(?: [A-Z2-7]{4}){7})\b", text).group(1).replace(" ", "")
        step = int(time.time()) // 30
        form = {**hidden_fields(text), "password": f"heron kettle {self.number} sandpiper", "totp": totp(secret, step - 1)}
        status, _, text = self.ask(path, "POST", form)
        self.wanted(status == 303, f"set-up is refused: {status} {text[:3000]}")
        status, _, text = self.ask("/sign-in")
        form = {**hidden_fields(text), "email": self.email, "password": f"heron kettle {self.number} sandpiper", "totp": totp(secret, int(time.time()) // 30)}
        status, _, text = self.ask("/sign-in", "POST", form)
        self.wanted(status == 303, f"signing in is refused: {status} {text[:3000]}")

    def work(self, rounds, pages):
        for turn in range(rounds):
            for path in pages:
                status, _, _ = self.ask(path)
                self.wanted(status == 200, f"{path} answers {status}")
            page = "/programs/new?role=placement_officer"
            status, _, text = self.ask(page)
            self.wanted(status == 200, f"{page} answers {status}")
            scope = re.search(r'name="scopes"[^>]*value="([^"]+)"', text).group(1)
            form = {**hidden_fields(text), "name": f"program {self.number}-{turn}", "scopes": scope, "days": "30"}
            for _ in range(2):   # the same page, sent twice
                status, headers, text = self.ask(page, "POST", form)
                self.wanted(status in (200, 303), f"a new program is refused: {status} {re.sub('<[^>]*>', ' ', text)[:2000]}")


def all_at_once(jobs):
    faults = []

    def guarded(job):
        try:
            job()
        except Exception as fault:  # told below
            faults.append(fault)

    threads = [threading.Thread(target=guarded, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise SystemExit(f"people.py: {len(faults)} of {len(jobs)} met a fault, the first: {faults[0]}")


class Window(Person):
    """One more window of somebody who has signed in."""

    def __init__(self, service, cookie):
        super().__init__(service, 0)
        name, _, value = cookie.partition("=")
        self.cookies = {name: value}

    def open(self, address):
        status, _, text = self.ask(address)
        self.wanted(status == 200, f"{address} answers {status}")
        fields = {"given_names": "", "family_name": "", "known_as": "", "upn": "", "nhs_number": ""}
        for tag in re.findall(r"<input[^>]*>", text):
            pairs = dict(re.findall(r'([a-z_-]+)="([^"]*)"', tag))
            if pairs.get("name") in fields:
                fields[pairs["name"]] = html.unescape(pairs.get("value", ""))
        self.form = {**fields, **hidden_fields(text)}
        return fields

    def send(self, address, name):
        status, _, _ = self.ask(address, "POST", {**self.form, "known_as": name})
        self.outcome = (status, name)


def lost_updates(program, service, store, rounds=25, windows=20):
    """How many were kept and how many were told that another came first; stops when anything else happened."""
    people = json.loads(subprocess.run([program, "demo", "sign-ins", "--store", store, "--json"], capture_output=True, text=True, check=True, timeout=60).stdout)
    worker = next(one for one in people if one["role"] == "Social worker")
    time.sleep(worker["good_in_seconds"])
    cookie = service.sign_in(worker["email"], worker["password"], worker["code"])
    status, _, text = service.ask("/children", cookie=cookie)
    children = re.findall(r'href="(/children/[^"?/]+)"', text)
    if status != 200 or not children:
        raise SystemExit(f"people.py: the social worker's children are not listed: {status}")
    address = children[0] + "/identity"
    opened = [Window(service, cookie) for _ in range(windows)]
    kept = told = 0
    for turn in range(rounds):
        all_at_once([lambda window=window: window.open(address) for window in opened])
        all_at_once([lambda window=window, number=number: window.send(address, f"Name{chr(97 + turn)}{chr(97 + number)}") for number, window in enumerate(opened)])
        winners = [name for status, name in (window.outcome for window in opened) if status == 303]
        others = [status for status, _ in (window.outcome for window in opened) if status != 303]
        now = opened[0].open(address)["known_as"]
        if len(winners) != 1 or any(status != 409 for status in others) or now != winners[0]:
            raise SystemExit(f"people.py: an update was lost: kept {winners}, others {others}, now there {now}")
        kept += 1
        told += len(others)
    return kept, told


def main():
    words = argparse.ArgumentParser()
    words.add_argument("program")
    words.add_argument("--store")
    words.add_argument("--people", type=int, default=200)
    words.add_argument("--rounds", type=int, default=10)
    given = words.parse_args()
    program = str(pathlib.Path(given.program).resolve())
    with tempfile.TemporaryDirectory() as folder:
        store = f"{folder}/store"
        if given.store:
            shutil.copytree(given.store, store)
        else:
            subprocess.run([program, "demo", "create", "--seed", "1", "--scenario", "2024", "--store", store], check=True, stdout=subprocess.DEVNULL, timeout=600)
        with Service(program, store, "--behind-proxy") as service:
            people = [Person(service, number) for number in range(given.people)]
            codes = []
            for person in people:   # beside the running service: another writer of the same store
                made = subprocess.run([program, "admin", "create", "--store", store, "--organisation", ORGANISATION, "--email", person.email, "--name", f"Worker {person.number}"],
                                      capture_output=True, text=True, timeout=60)
                if made.returncode != 0:
                    raise SystemExit(made.stderr)
                codes.append(made.stdout.strip().splitlines()[-1])
            all_at_once([lambda person=person, code=code: person.set_up(code) for person, code in zip(people, codes)])
            pages = [path for path in ("/account", "/homes", "/places") if people[0].ask(path)[0] == 200]
            for person in people:
                person.took.clear()
                person.answers.clear()
            began = time.perf_counter()
            all_at_once([lambda person=person: person.work(given.rounds, pages) for person in people])
            seconds = time.perf_counter() - began
            took = sorted(one for person in people for one in person.took)
            bad = {key: count for person in people for key, count in person.answers.items() if key[2] >= 400}
            print(f"{len(people)} people at once, {len(took):,} requests in {seconds:.0f} s: median {statistics.median(took):.0f} ms, 99 of 100 below {took[len(took) * 99 // 100]:.0f} ms, "
                  f"longest {took[-1]:.0f} ms; faults: {bad or 'none'}")
            names = [name for (name,) in sqlite3.connect(f"file:{store}/rightplace.sqlite?mode=ro", uri=True).execute("SELECT name FROM program_tokens WHERE name LIKE 'program %'")]
            expected = given.people * given.rounds
            print(f"{expected:,} tokens made by forms sent twice; kept: {len(set(names)):,}, twice: {len(names) - len(set(names))}")
            kept, told = lost_updates(program, service, store)
            print(f"one record changed in {kept + told} windows, twenty at once: {kept} kept, {told} told that another was first, none overwritten")
            if bad or len(names) != expected or len(set(names)) != expected:
                raise SystemExit("people.py: something was lost or doubled")
            if "fault " in service.said():
                raise SystemExit(f"people.py: the service met a fault:\n{service.said()}")
        checked = subprocess.run([program, "audit", "verify", "--store", store], capture_output=True, text=True, timeout=120)
        print(checked.stdout.splitlines()[-1])
        raise SystemExit(checked.returncode)


if __name__ == "__main__":
    main()
