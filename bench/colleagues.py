#!/usr/bin/env python3
"""Two hundred officers and two hundred providers' people at once, each with an account and a session of their own.

    bench/colleagues.py build/release/rightplace [--store DEMO] [--people 200] [--rounds 2]

An administrator of the authority invites the placement officers and one of the provider its referrals managers, on the page for
it; each sets an account up with a one-time code and signs in. Some homes of the provider have one free room each. In each round
everybody does one thing at the same moment: every officer asks a home for a child, by a form that is sent twice; every manager
offers a home's only room for one of the children; every officer gives one ask another deadline, on a page that all had opened
before; every officer chooses an offer. Afterwards the store is read: each home asked once for each child, each room held and
offered once on any night, one choice for each child, every answer that said "done" kept, and no ask changed twice from one
version. Exit 1 otherwise. Uses a copy of the demo, which it changes.
"""
import argparse
import collections
import datetime
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
from serve import sign_in  # noqa: E402

ROOM = "The only one"
MOST_HOMES, MOST_CHILDREN = 5, 12


def refused(what):
    raise SystemExit(f"colleagues.py: {what}")


def words_of(text):
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", text))[-1500:]


def day(name, on):
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


class Colleague(Person):
    def __init__(self, service, number, email):
        super().__init__(service, number)
        self.email, self.outcome = email, None

    def fill(self, page, action, fields):
        status, _, text = self.ask(page)
        if status != 200:
            return status, None, text
        return self.ask(action, "POST", {**hidden_fields(text), **fields})


class Signed(Colleague):
    """Somebody of the demo, who has signed in."""

    def __init__(self, program, service, store, role, at):
        super().__init__(service, 0, role)
        name, _, value = sign_in(program, service, store, role, at).partition("=")
        self.cookies = {name: value}

    def invites(self, email, name, role):
        status, _, text = self.ask("/people/invite")
        if status != 200:
            refused(f"{self.email} cannot invite: {status}")
        from_today = {name: value for name, value in re.findall(r'name="(from_on-\w+)"[^>]*value="(\d+)"', text)}
        status, _, text = self.ask("/people/invite", "POST", {**hidden_fields(text), "name": name, "email": email, "roles": role, **from_today})
        if status != 303:
            refused(f"the invitation of {email} is refused: {status} {words_of(text)}")


class Work:
    def __init__(self, program, store, service, count):
        self.database = f"file:{store}/rightplace.sqlite?mode=ro"
        self.done = collections.Counter()
        administrator = Signed(program, service, store, "Administrator of an organisation", "@north.example")
        provider = Signed(program, service, store, "Administrator of an organisation", "@provider.example")
        self.officers = [Colleague(service, number, f"officer{number}@colleagues.example") for number in range(count)]
        self.managers = [Colleague(service, 500 + number, f"manager{number}@colleagues.example") for number in range(count)]
        for who, role, people in ((administrator, "placement_officer", self.officers), (provider, "referrals_manager", self.managers)):
            for person in people:
                who.invites(person.email, f"Colleague {person.number}", role)
        codes = {}
        for person in self.officers + self.managers:
            made = subprocess.run([program, "accounts", "code", "--store", store, "--email", person.email], capture_output=True, text=True, timeout=60)
            if made.returncode != 0:
                refused(made.stderr)
            codes[person.email] = made.stdout.strip().splitlines()[-1].split()[-1]
        everybody = self.officers + self.managers
        for some in range(0, len(everybody), 50):
            all_at_once([lambda person=person: person.set_up(codes[person.email]) for person in everybody[some:some + 50]])
        self.today = self.day_of_the_store()
        self.homes = self.make_rooms_free()
        _, _, page = self.officers[0].ask("/referrals?step=search")
        self.children = sorted(set(re.findall(r'href="/referrals/(R-[^/"?]+)"', page)))[:MOST_CHILDREN]
        if len(self.children) < 2 or not self.homes:
            refused(f"the store has {len(self.children)} children to place and {len(self.homes)} homes of the provider")

    def rows(self, sql, *values):
        with sqlite3.connect(self.database, uri=True) as store:
            return store.execute(sql, values).fetchall()

    def count(self, sql, *values):
        return self.rows(sql, *values)[0][0]

    def day_of_the_store(self):
        newest = self.count("SELECT max(referred_on) FROM referrals")
        return datetime.date.fromisoformat(newest) if isinstance(newest, str) else datetime.date(1970, 1, 1) + datetime.timedelta(days=newest)

    def make_rooms_free(self):
        one, homes = self.managers[0], []
        for urn in sorted(set(re.findall(r'href="/our-homes/([^/"?]+)"', one.ask("/our-homes")[2])))[:MOST_HOMES]:
            rooms, change = f"/our-homes/{urn}/rooms", f"/our-homes/{urn}/places/change"
            _, _, text = one.ask(rooms)
            form = text[text.rfind("<form", 0, text.index("Add this room")):text.index("Add this room")]
            field = re.search(r'for="([^"]+)"[^>]*>\s*Name of the room', form).group(1)
            for status, _, answer in (one.ask(rooms, "POST", {**hidden_fields(form), field: ROOM}), one.fill(change, change, {"room": ROOM, "kind": "free", **day("from", self.today)})):
                if status != 303:
                    refused(f"the room of {urn} cannot be made free: {status} {words_of(answer)}")
            homes.append(urn)
        return homes

    def ask_twice(self, officer, reference, urn):
        page = f"/referrals/{reference}/ask"
        status, _, text = officer.ask(f"{page}?home={urn}")
        if status != 200 or 'type="radio"' not in text:
            return
        form = {**hidden_fields(text), "home": urn, "tier": "referral_summary", "note": "", "hour": 17, **day("by", self.today + datetime.timedelta(days=20))}
        for _ in range(2):
            officer.ask(page, "POST", form)

    def offer(self, manager, ask):
        page = f"/asked/{ask}/offer"
        status, _, _ = manager.fill(page, page, {"room": ROOM, "care": "5000", "conditions": "", "hour": 17, **day("from", self.today + datetime.timedelta(days=30)), **day("by", self.today + datetime.timedelta(days=21))})
        manager.outcome = status

    def deadline(self, officer, reference, ask):
        page = f"/referrals/{reference}/asks/{ask}"
        status, _, text = officer.ask(page)
        officer.form = hidden_fields(text[text.index(f"{page}/extend"):] if f"{page}/extend" in text else text)
        officer.outcome = status

    def send_deadline(self, officer, reference, ask, turn):
        page = f"/referrals/{reference}/asks/{ask}/extend"
        status, _, _ = officer.ask(page, "POST", {**officer.form, "hour": 9 + officer.number % 9, **day("by", self.today + datetime.timedelta(days=22 + turn))})
        officer.outcome = status

    def choose(self, officer, reference, ask):
        page = f"/referrals/{reference}/choose/{ask}"
        status, _, _ = officer.fill(page, page, {"why": "The staff know the child from earlier stays", "override_why": "The home will put in what it lacks before the first night"})
        officer.outcome = status

    def live(self, state):
        marks = ",".join("?" * len(self.homes))
        return [row for row in self.rows(f"SELECT id, reference, urn, version FROM asks WHERE state = '{state}' AND urn IN ({marks}) ORDER BY id", *self.homes) if row[1] in self.children]

    def round(self, turn):
        officers, managers = self.officers, self.managers
        pairs = [(child, urn) for urn in self.homes for child in self.children]
        all_at_once([lambda one=one, pair=pairs[i % len(pairs)]: self.ask_twice(one, *pair) for i, one in enumerate(officers)])
        asks = self.live("asked")
        if len({(row[1], row[2]) for row in asks}) != len(asks) or not asks:
            refused(f"{len(asks)} asks stand, and some home was asked twice for one child")
        said = f"{len(asks)} asks by {len(officers)} officers who sent twice"

        one = asks[turn % len(asks)]
        all_at_once([lambda officer=officer: self.deadline(officer, one[1], one[0]) for officer in officers])
        all_at_once([lambda officer=officer: self.send_deadline(officer, one[1], one[0], turn) for officer in officers])
        told = collections.Counter(officer.outcome for officer in officers)
        version = self.count("SELECT version FROM asks WHERE id = ?", one[0])
        if told[303] != 1 or version != one[3] + 1:
            refused(f"one deadline was changed from one version by {dict(told)}; the version went from {one[3]} to {version}")
        said += f"; a deadline changed once of {len(officers)} times ({dict(told)})"

        all_at_once([lambda manager=manager, ask=asks[i % len(asks)][0]: self.offer(manager, ask) for i, manager in enumerate(managers)])
        offered = self.live("offered")
        told = collections.Counter(manager.outcome for manager in managers)
        if told[303] < len(offered) or len(offered) != len({row[2] for row in offered}):
            refused(f"{len(offered)} offers stand for {len(self.homes)} rooms; the managers were told {dict(told)}")
        said += f"; {len(offered)} offers for {len(self.homes)} rooms of {len(managers)} sent ({dict(told)})"
        self.no_bed_twice()

        all_at_once([lambda officer=officer, ask=offered[i % len(offered)]: self.choose(officer, ask[1], ask[0]) for i, officer in enumerate(officers)])
        told = collections.Counter(officer.outcome for officer in officers)
        chosen = self.rows("SELECT reference, count(*) FROM placement_decisions WHERE state IN ('proposed', 'decided') GROUP BY reference")
        chosen = {reference: count for reference, count in chosen if reference in self.children}
        if set(chosen) != {row[1] for row in offered} or set(chosen.values()) != {1}:
            refused(f"choices stand: {chosen}, for offers to {[row[1] for row in offered]}")
        self.no_bed_twice()
        print(f"round {turn + 1}: {said}; {len(chosen)} choices of {len(officers)} sent ({dict(told)})", flush=True)
        self.children = [child for child in self.children if child not in chosen]
        for row in self.live("asked"):
            officers[0].fill(f"/referrals/{row[1]}/asks/{row[0]}", f"/referrals/{row[1]}/asks/{row[0]}/withdraw", {})
        return {urn for _, _, urn, _ in offered}

    def no_bed_twice(self):
        """No night of a room is held for two children, and no two offers that stand mean one room."""
        twice = self.rows("""SELECT a.urn, a.room, a.held_for, b.held_for FROM supply_holds a JOIN supply_holds b ON b.urn = a.urn AND b.room = a.room AND b.number > a.number AND b.held_for <> a.held_for
          WHERE a.released_at IS NULL AND b.released_at IS NULL AND (a.until_on IS NULL OR b.from_on < a.until_on) AND (b.until_on IS NULL OR a.from_on < b.until_on) AND a.room = ?""", ROOM)
        offers = self.rows("SELECT a.urn, o.room, count(*) FROM asks a JOIN offers o ON o.ask_id = a.id WHERE a.state IN ('offered', 'chosen') AND o.room = ? GROUP BY a.urn, o.room HAVING count(*) > 1", ROOM)
        if twice or offers:
            refused(f"a bed stands twice: held {twice}, offered {offers}")


def main():
    words = argparse.ArgumentParser()
    words.add_argument("program")
    words.add_argument("--store")
    words.add_argument("--people", type=int, default=200)
    words.add_argument("--rounds", type=int, default=2)
    given = words.parse_args()
    program = str(pathlib.Path(given.program).resolve())
    with tempfile.TemporaryDirectory() as folder:
        store = f"{folder}/store"
        if given.store:
            shutil.copytree(given.store, store)
        else:
            subprocess.run([program, "demo", "create", "--seed", "1", "--scale", "0.2", "--store", store], check=True, stdout=subprocess.DEVNULL, timeout=600)
        with Service(program, store, "--behind-proxy") as service:
            work = Work(program, store, service, given.people)
            everybody = work.officers + work.managers
            sessions = work.count("SELECT count(DISTINCT person_id) FROM sessions WHERE ended_at IS NULL")
            print(f"{len(everybody)} accounts made and signed in; {sessions} people have a session; {len(work.homes)} homes, {len(work.children)} children", flush=True)
            for one in everybody:
                one.took.clear()
                one.answers.clear()
            began = time.perf_counter()
            for turn in range(given.rounds):
                if len(work.children) < 2:
                    break
                taken = work.round(turn)
                work.homes = [urn for urn in work.homes if urn not in taken]
                if not work.homes:
                    break
            seconds = time.perf_counter() - began
            took = sorted(one for person in everybody for one in person.took)
            bad = collections.Counter()
            for person in everybody:
                bad.update({key: count for key, count in person.answers.items() if key[2] >= 500})
            print(f"{len(everybody)} people at once, {len(took):,} requests in {seconds:.0f} s: median {statistics.median(took):.0f} ms, 99 of 100 below {took[len(took) * 99 // 100]:.0f} ms, longest {took[-1]:.0f} ms; faults: {dict(bad) or 'none'}")
            if bad or "fault " in service.said():
                refused(f"the service met a fault: {dict(bad)} {service.said()}")
        checked = subprocess.run([program, "audit", "verify", "--store", store], capture_output=True, text=True, timeout=120)
        print(checked.stdout.splitlines()[-1])
        raise SystemExit(checked.returncode)


if __name__ == "__main__":
    main()
