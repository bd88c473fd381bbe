#!/usr/bin/env python3
"""Many officers and providers at once, about the same room.

    bench/asking.py build/release/rightplace [--store DEMO] [--windows 200] [--rounds 3]

A placement officer and a registered manager have so many windows open each. In each round every officer's window asks the
same home for one of the authority's children, by a form that is sent twice; every provider's window offers the one room that
is free for one of them, all at once; then every officer's window chooses, and the choice is undone. However they meet: no fault, each
home asked once for each child, the room held for one child only, one choice. Exit 1 otherwise. Uses a copy of the demo, which
it changes.
"""
import argparse
import collections
import datetime
import json
import pathlib
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from people import Person, Service, all_at_once, hidden_fields  # noqa: E402
from serve import chosen_organisation  # noqa: E402

ROOM = "The only one"


def refused(what):
    raise SystemExit(f"asking.py: {what}")


class Window(Person):
    """One window of somebody who has signed in."""

    def __init__(self, service, number, cookie):
        super().__init__(service, number)
        name, _, value = cookie.partition("=")
        self.cookies = {name: value}
        self.outcome = None

    def fill(self, page, action, fields):
        status, _, text = self.ask(page)
        if status != 200:
            return status, None, text
        return self.ask(action, "POST", {**hidden_fields(text), **fields})


def day(name, on):
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


class Meeting:
    def __init__(self, program, store, service, windows):
        people = json.loads(subprocess.run([program, "demo", "sign-ins", "--store", store, "--json"], capture_output=True, text=True, check=True, timeout=60).stdout)
        self.database = f"file:{store}/rightplace.sqlite?mode=ro"

        def cookie_of(role):
            one = next(person for person in people if person["role"] == role)
            return chosen_organisation(service, service.sign_in(one["email"], one["password"], one["code"]))

        officer, manager = cookie_of("Placement officer"), cookie_of("Registered manager")
        self.officers = [Window(service, number, officer) for number in range(windows)]
        self.managers = [Window(service, number, manager) for number in range(windows)]
        self.head = Window(service, 0, cookie_of("Head of service"))
        self.urn = re.search(r'href="/our-homes/([^/"?]+)"', self.managers[0].ask("/our-homes")[2]).group(1)
        _, _, page = self.officers[0].ask("/referrals?step=search")
        self.referrals = sorted(set(re.findall(r'href="/referrals/(R-[^/"?]+)"', page)))
        self.today = self.day_of_the_store()
        self.manager_makes_a_room_free()

    def day_of_the_store(self):
        with sqlite3.connect(self.database, uri=True) as store:
            newest = store.execute("SELECT max(referred_on) FROM referrals").fetchone()[0]
        return datetime.date.fromisoformat(newest) if isinstance(newest, str) else datetime.date(1970, 1, 1) + datetime.timedelta(days=newest)

    def manager_makes_a_room_free(self):
        one, rooms, change = self.managers[0], f"/our-homes/{self.urn}/rooms", f"/our-homes/{self.urn}/places/change"
        _, _, text = one.ask(rooms)
        form = text[text.rfind("<form", 0, text.index("Add this room")):text.index("Add this room")]
        field = re.search(r'for="([^"]+)"[^>]*>\s*Name of the room', form).group(1)
        made = one.ask(rooms, "POST", {**hidden_fields(form), field: ROOM})
        freed = one.fill(change, change, {"room": ROOM, "kind": "free", **day("from", self.today)})
        for status, _, text in (made, freed):
            if status != 303:
                refused(f"the room cannot be made free: {status} {re.sub('<[^>]*>', ' ', text)[-1500:]}")

    def count(self, sql, *values):
        with sqlite3.connect(self.database, uri=True) as store:
            return store.execute(sql, values).fetchone()[0]

    def ask_twice(self, window, reference):
        page = f"/referrals/{reference}/ask"
        status, _, text = window.ask(f"{page}?home={self.urn}")
        if status != 200 or "home is asked" not in text:
            window.outcome = status
            return
        form = {**hidden_fields(text), "home": self.urn, "tier": "referral_summary", "note": "", "hour": 17, **day("by", self.today + datetime.timedelta(days=20))}
        for _ in range(2):
            window.outcome = window.ask(page, "POST", form)[0]

    def offer(self, window, ask):
        page = f"/asked/{ask}/offer"
        window.outcome = window.fill(page, page, {"room": ROOM, "care": "5000", "conditions": "", "hour": 17, **day("from", self.today + datetime.timedelta(days=30)), **day("by", self.today + datetime.timedelta(days=21))})[0]

    def choose(self, window, reference, ask):
        page = f"/referrals/{reference}/choose/{ask}"
        window.outcome = window.fill(page, page, {"why": "The staff know the child from earlier stays", "override_why": "The home will put in what it lacks before the first night"})[0]

    def round(self):
        all_at_once([lambda window=window, reference=self.referrals[i % len(self.referrals)]: self.ask_twice(window, reference) for i, window in enumerate(self.officers)])
        with sqlite3.connect(self.database, uri=True) as store:
            asks = [row[0] for row in store.execute("SELECT id, reference FROM asks WHERE urn = ? AND state = 'asked'", (self.urn,)) if row[1] in self.referrals]
        if not 0 < len(asks) <= len(self.referrals):
            refused(f"{len(asks)} asks stand for {len(self.referrals)} children")
        if self.count("SELECT count(*) FROM (SELECT reference FROM asks WHERE urn = ? AND state IN ('asked', 'offered', 'chosen') GROUP BY reference HAVING count(*) > 1)", self.urn):
            refused("a home was asked twice for one child")
        all_at_once([lambda window=window, ask=asks[i % len(asks)]: self.offer(window, ask) for i, window in enumerate(self.managers)])
        held = self.count("SELECT count(*) FROM supply_holds WHERE urn = ? AND room = ? AND released_at IS NULL", self.urn, ROOM)
        offers = self.count("SELECT count(*) FROM asks a JOIN offers o ON o.ask_id = a.id WHERE a.urn = ? AND a.state = 'offered' AND o.room = ?", self.urn, ROOM)
        if held != 1 or offers != 1:
            refused(f"one room is held {held} times and stands in {offers} offers")
        with sqlite3.connect(self.database, uri=True) as store:
            ask, reference = store.execute("SELECT a.id, a.reference FROM asks a JOIN offers o ON o.ask_id = a.id WHERE a.urn = ? AND a.state = 'offered' AND o.room = ?", (self.urn, ROOM)).fetchone()
        all_at_once([lambda window=window: self.choose(window, reference, ask) for window in self.officers])
        chosen = self.count("SELECT count(*) FROM placement_decisions WHERE reference = ? AND state IN ('proposed', 'decided')", reference)
        if chosen != 1:
            refused(f"{chosen} choices stand for one child")
        self.referrals.remove(reference)   # has its home
        one = self.officers[0]
        with sqlite3.connect(self.database, uri=True) as store:
            decision, state = store.execute("SELECT id, state FROM placement_decisions WHERE reference = ? AND state IN ('proposed', 'decided')", (reference,)).fetchone()
        if state == "proposed":   # something speaks against the home: the second person does not sign
            self.head.fill(f"/to-sign/{decision}", f"/to-sign/{decision}", {"agrees": "no", "words": "Let us look at others first"})
        else:
            one.fill(f"/referrals/{reference}/undo", f"/referrals/{reference}/undo", {"words": "It fell through before the start"})
        for other in asks:   # so that the next round begins as this one did
            found = self.count("SELECT reference FROM asks WHERE id = ?", other)
            one.fill(f"/referrals/{found}/asks/{other}", f"/referrals/{found}/asks/{other}/withdraw", {})
        return len(asks), collections.Counter(window.outcome for window in self.managers)


def main():
    words = argparse.ArgumentParser()
    words.add_argument("program")
    words.add_argument("--store")
    words.add_argument("--windows", type=int, default=200)
    words.add_argument("--rounds", type=int, default=3)
    given = words.parse_args()
    program = str(pathlib.Path(given.program).resolve())
    with tempfile.TemporaryDirectory() as folder:
        store = f"{folder}/store"
        if given.store:
            shutil.copytree(given.store, store)
        else:
            subprocess.run([program, "demo", "create", "--seed", "1", "--scale", "0.2", "--store", store], check=True, stdout=subprocess.DEVNULL, timeout=600)
        with Service(program, store, "--behind-proxy") as service:
            meeting = Meeting(program, store, service, given.windows)
            everybody = meeting.officers + meeting.managers
            for one in everybody:
                one.took.clear()
                one.answers.clear()
            began = time.perf_counter()
            for turn in range(min(given.rounds, len(meeting.referrals) - 1)):
                asked, outcomes = meeting.round()
                print(f"round {turn + 1}: {asked} asks by {given.windows} windows that each sent twice; one offer of {given.windows} for the one room ({dict(outcomes)})")
            seconds = time.perf_counter() - began
            took = sorted(one for window in everybody for one in window.took)
            bad = {key: count for window in everybody for key, count in window.answers.items() if key[2] >= 500}
            print(f"{len(everybody)} windows at once, {len(took):,} requests in {seconds:.0f} s: median {statistics.median(took):.0f} ms, 99 of 100 below {took[len(took) * 99 // 100]:.0f} ms, longest {took[-1]:.0f} ms; faults: {bad or 'none'}")
            if bad or "fault " in service.said():
                refused(f"the service met a fault: {bad} {service.said()}")
        checked = subprocess.run([program, "audit", "verify", "--store", store], capture_output=True, text=True, timeout=120)
        print(checked.stdout.splitlines()[-1])
        raise SystemExit(checked.returncode)


if __name__ == "__main__":
    main()
