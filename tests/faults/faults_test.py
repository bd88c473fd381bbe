#!/usr/bin/env python3
"""What people meet when the database goes away or the disk is full, and that nothing is lost by it.

    tests/faults/faults_test.py build/dev/rightplace
"""
import http.client
import json
import os
import pathlib
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
from service import Postgres, Service, hidden_fields  # noqa: E402

PROGRAM = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else "build/dev/rightplace").resolve()


def rightplace(*words, environment=None):
    return subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=60, env={**os.environ, **(environment or {})})


def make_store(folder, environment=None):
    made = rightplace("admin", "create", "--store", folder, "--email", "ada@north.example", "--name", "Ada Invented", "--organisation", "The Department",
                      "--kind", "department", environment=environment)
    assert made.returncode == 0, made.stderr


class Faults(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.TemporaryDirectory()
        self.addCleanup(self.place.cleanup)
        self.store = pathlib.Path(self.place.name) / "store"

    @unittest.skipUnless(Postgres.binaries(), "PostgreSQL is not installed")
    def test_a_database_that_goes_away_and_comes_back(self):
        with Postgres() as postgres:
            environment = {"RIGHTPLACE_DATABASE": postgres.address}
            make_store(self.store, environment)
            with Service(PROGRAM, self.store, environment=environment) as service:
                self.assertEqual(service.ask("/health")[0], 200)
                self.assertEqual(service.try_to_sign_in()[0], 422)
                # Several connections are kept now; all of them die with the server.
                askers = [threading.Thread(target=service.ask, args=("/account",), kwargs={"cookie": "session=none"}) for _ in range(8)]
                for asker in askers:
                    asker.start()
                for asker in askers:
                    asker.join()
                postgres.stop()
                status, headers, text = service.ask("/account", cookie="session=none")
                self.assertEqual(status, 503)
                self.assertEqual(headers["Retry-After"], "60")
                self.assertIn("the service is unavailable", text)
                self.assertIn("Nothing that you sent was kept", text)
                status, _, text = service.ask("/health")
                self.assertEqual((status, text.strip()), (503, '{"fine":false}'))
                self.assertIsNone(service.process.poll())
                postgres.start()
                for _ in range(8):   # each kept connection is renewed without anybody noticing
                    self.assertEqual(service.ask("/account", cookie="session=none")[0], 303)
                self.assertEqual(service.try_to_sign_in("another@north.example")[0], 422)
                self.assertEqual(service.ask("/health")[0], 200)
                said = service.said()
                self.assertIn("fault ", said)
                self.assertNotIn("north.example", said)
            self.assertEqual(rightplace("audit", "verify", "--store", self.store, environment=environment).returncode, 0)

    def test_a_full_disk(self):
        self.store.mkdir()
        if os.getuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", self.store], capture_output=True).returncode != 0:
            self.skipTest("a small disk cannot be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", self.store])
        make_store(self.store)
        with Service(PROGRAM, self.store) as service:
            self.assertEqual(service.try_to_sign_in()[0], 422)
            ballast = self.store / "ballast"
            with open(ballast, "wb", buffering=0) as out:
                try:
                    while True:
                        out.write(b"x" * 4096)
                except OSError:
                    pass
            answers = [service.try_to_sign_in(f"person{i}@north.example") for i in range(12)]
            refused = [text for status, text in answers if status == 503]
            self.assertTrue(refused, f"no attempt met the full disk: {[status for status, _ in answers]}")
            self.assertIn("Nothing that you sent was kept", refused[0])
            self.assertEqual(service.ask("/sign-in")[0], 200, "pages that write nothing are served")
            self.assertIn("full", service.said())
            self.assertNotIn("north.example", service.said())
            ballast.unlink()
            self.assertEqual(service.try_to_sign_in("later@north.example")[0], 422, "it works again without a restart")
            self.assertEqual(service.stop(), 0)
        self.assertEqual(rightplace("audit", "verify", "--store", self.store).returncode, 0)
        found = rightplace("doctor", "--store", self.store)
        self.assertIn("the database file is whole", found.stdout)

    def test_nothing_listens_on_a_network_in_clear(self):
        make_store(self.store)
        refused = rightplace("serve", "--store", self.store, "--listen", "0.0.0.0:0")
        self.assertEqual(refused.returncode, 2)
        self.assertIn("--certificate", refused.stderr)

    def test_what_a_killed_server_left_in_the_spool_goes(self):
        make_store(self.store)
        spool = self.store / "spool"
        paper, body, fresh = spool / "printing.left", spool / "rightplace-upload.left", spool / "rightplace-upload.new"
        paper.mkdir(parents=True)
        for file in (paper / "page.html", body, fresh):
            file.write_text("of a child")
        hours_ago = time.time() - 7200
        for old in (paper / "page.html", paper, body):
            os.utime(old, (hours_ago, hours_ago))
        with Service(PROGRAM, self.store) as service:
            self.assertEqual(service.ask("/health")[0], 200)
            self.assertEqual([one.name for one in spool.iterdir()], [fresh.name])

    def test_a_form_that_a_kill_cut_off_is_sent_again_and_carried_out_once(self):
        made = rightplace("demo", "create", "--scale", "0.02", "--seed", "7", "--store", self.store)
        self.assertEqual(made.returncode, 0, made.stderr)
        people = json.loads(rightplace("demo", "sign-ins", "--store", self.store, "--json").stdout)
        worker = next(one for one in people if one["email"] == "social.worker@north.example")
        chance = random.Random(2026)
        cookie, cut_off = None, 0
        for number in range(5):
            with Service(PROGRAM, self.store) as service:
                cookie = cookie or service.sign_in(worker["email"], worker["password"], worker["code"])
                fields = {**hidden_fields(service.ask("/children/add", cookie=cookie)[2]), "given_names": "Zinnia", "family_name": "Zither" + "abcdefgh"[number], "sex": "female",
                          "local_id": f"Z{number}", "born_on-day": "27", "born_on-month": "3", "born_on-year": "2011", "from_on-day": "1", "from_on-month": "3", "from_on-year": "2024"}
                status, headers, text = service.ask("/children/add", "POST", fields, cookie)
                self.assertEqual(status, 303, text)
                form = headers["Location"].split("?")[0] + "/refer-today"
                answers = {**hidden_fields(service.ask(form, cookie=cookie)[2]), "risks_to_child": "missing", "looked_through": "yes", "home-where": "LA1 4", "asked": "yes", "status": "V2", "count": "0"}
                heard = []

                def press():
                    try:
                        heard.append(service.ask(form, "POST", answers, cookie)[0])
                    except (OSError, http.client.HTTPException):
                        pass
                pressing = threading.Thread(target=press)
                pressing.start()
                time.sleep(chance.uniform(0, 0.04))
                service.process.kill()
                service.process.wait()
                pressing.join()
                cut_off += not heard
            with Service(PROGRAM, self.store) as service:
                places = {service.ask(form, "POST", answers, cookie)[1]["Location"] for _ in range(2)}
                self.assertEqual(len(places), 1, "sent again twice, it leads to two referrals")
                reference = re.search("R-[0-9A-Z]+", places.pop()).group()
                found = set(re.findall("R-[0-9A-Z]{6}", service.ask(form, cookie=cookie)[2]))
                self.assertEqual(found, {reference}, "open for this child")
        print(f"{cut_off} of 5 kills came before the answer", file=sys.stderr)
        self.assertEqual(rightplace("audit", "verify", "--store", self.store).returncode, 0)

    def test_stopping_ends_well_and_says_so(self):
        make_store(self.store)
        with Service(PROGRAM, self.store) as service:
            self.assertEqual(service.ask("/health")[0], 200)
            self.assertEqual(service.stop(), 0)
            self.assertIn("Stopped.", service.process.stdout.read())

    def test_told_twice_to_stop_it_still_ends_well(self):
        make_store(self.store)
        with Service(PROGRAM, self.store) as service:
            with socket.create_connection(("127.0.0.1", service.port)):   # waits for its next request, so stopping takes a while
                service.process.send_signal(signal.SIGTERM)
                time.sleep(0.3)
                service.process.send_signal(signal.SIGTERM)
                self.assertEqual(service.process.wait(30), 0)
            self.assertIn("Stopped.", service.process.stdout.read())


if __name__ == "__main__":
    unittest.main(verbosity=2)
