#!/usr/bin/env python3
"""What finding a home costs, and how soon a change of places is in every search.

    bench/find_a_home.py build/release/rightplace [--store DEMO] [--rounds 5]

A placement officer opens the search of up to twenty children over the invented England: right after a registered manager
changed a room (nothing that was worked out before may be used), once more (it may), and the plan of whom to ask. CPU of the
server's process for one request, by the kernel's own account of its threads; wall time only for how long a change takes to
be in every search. In each round every search must say of the changed room what the manager said last: exit 1 otherwise.
Uses a copy of the demo, which it changes.
"""
import argparse
import datetime
import html
import http.client
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from people import Service, hidden_fields  # noqa: E402
from serve import sign_in  # noqa: E402

ROOM = "The only one"
MOST = 20


def refused(what):
    raise SystemExit(f"find_a_home.py: {what}")


def cpu_ms(pid):
    """Of the process with all its threads, to the nanosecond."""
    return sum(int((task / "schedstat").read_text().split()[0]) for task in pathlib.Path(f"/proc/{pid}/task").iterdir()) / 1e6


class Officer:
    def __init__(self, service, cookie):
        self.service, self.cookie = service, cookie
        self.connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)   # kept, as a browser does

    def get(self, path):
        """Page, CPU and wall milliseconds."""
        before, began = cpu_ms(self.service.process.pid), time.perf_counter()
        self.connection.request("GET", path, headers={"Cookie": self.cookie})
        answer = self.connection.getresponse()
        status, text = answer.status, answer.read().decode()
        took = (time.perf_counter() - began) * 1000
        if status != 200:
            refused(f"{path} answers {status}")
        return text, cpu_ms(self.service.process.pid) - before, took

    def fill(self, page, action, fields, form_of=None):
        status, _, text = self.service.ask(page, cookie=self.cookie)
        if form_of:
            text = text[text.rfind("<form", 0, text.index(form_of)):text.index(form_of)]
            fields = {re.search(rf'for="([^"]+)"[^>]*>\s*{label}', text).group(1): value for label, value in fields.items()}
        status, _, answer = self.service.ask(action, "POST", {**hidden_fields(text), **fields}, self.cookie)
        if status != 303:
            refused(f"{action} is refused: {status} {re.sub('<[^>]*>', ' ', answer)[-800:]}")


def day(name, on):
    return {f"{name}-day": on.day, f"{name}-month": on.month, f"{name}-year": on.year}


def tell(name, took):
    took = sorted(took)
    print(f"{name:58} median {statistics.median(took):7.2f} ms   most {took[-1]:7.2f} ms   ({len(took)} requests)", flush=True)


def main():
    words = argparse.ArgumentParser()
    words.add_argument("program")
    words.add_argument("--store")
    words.add_argument("--rounds", type=int, default=5)
    given = words.parse_args()
    program = str(pathlib.Path(given.program).resolve())
    with tempfile.TemporaryDirectory() as folder:
        store = f"{folder}/store"
        if given.store:
            shutil.copytree(given.store, store)
        else:
            subprocess.run([program, "demo", "create", "--seed", "1", "--scale", "1", "--store", store], check=True, stdout=subprocess.DEVNULL, timeout=600)
        with Service(program, store) as service:
            officer, manager = Officer(service, sign_in(program, service, store)), Officer(service, sign_in(program, service, store, "Registered manager"))
            urn = re.search(r'href="/our-homes/([^/"?]+)"', manager.get("/our-homes")[0]).group(1)
            rooms, change = f"/our-homes/{urn}/rooms", f"/our-homes/{urn}/places/change"
            form = manager.get(change)[0]
            today = datetime.date(*(int(re.search(rf'name="from-{part}"[^>]*value="(\d+)"', form).group(1)) for part in ("year", "month", "day")))
            manager.fill(rooms, rooms, {"Name of the room": ROOM}, "Add this room")
            children = []
            for page in range(1, 9):
                text = officer.get(f"/referrals?step=search&page={page}")[0]
                for reference in re.findall(r'href="/referrals/(R-[^/"?]+)"', text):
                    if reference not in children and "could be right" in officer.get(f"/referrals/{reference}/homes")[0]:
                        children.append(reference)
            children = children[:MOST]
            if not children:
                refused("nobody looks for a home for any child here")
            bytes_of_page = len(officer.get(f"/referrals/{children[0]}/homes")[0].encode())
            print(f"{len(children)} children; a page of {bytes_of_page:,} bytes")
            first, uncached, cached, planned, seen = [], [], [], [], []
            for turn in range(given.rounds):
                kind = "free" if turn % 2 == 0 else "taken"
                manager.fill(change, change, {"room": ROOM, "kind": kind, **day("from", today)})
                changed = time.perf_counter()
                says = []
                for at, reference in enumerate(children):
                    _, cpu, _ = officer.get(f"/referrals/{reference}/homes")
                    (first if at == 0 else uncached).append(cpu)
                    if at == 0:
                        seen.append((time.perf_counter() - changed) * 1000)
                for reference in children:
                    says.append(re.search(r"<dt[^>]*>\s*Room\s*</dt>\s*<dd[^>]*>(.*?)</dd>", officer.get(f"/referrals/{reference}/homes/{urn}")[0], re.S).group(1).strip())
                if any("stated today" not in html.unescape(one) for one in says):
                    refused(f"a search does not know what the manager just said: {says}")
                for reference in children:
                    officer.get(f"/referrals/{reference}/homes")
                    cached.append(officer.get(f"/referrals/{reference}/homes")[1])
                    planned.append(officer.get(f"/referrals/{reference}/plan")[1])
            tell("the first search after a change of places (CPU)", first)
            tell("every other child's search after it (CPU)", uncached)
            tell("the same search once more (CPU)", cached)
            tell("the plan of whom to ask (CPU)", planned)
            tell("from the answer to the manager to a search that shows it", seen)


if __name__ == "__main__":
    main()
