#!/usr/bin/env python3
"""What a page costs: `rightplace serve` on a demo England under wrk, beside nginx that serves the same bytes from disk.

    bench/serve.py build/release/rightplace [--store DIR] [--seconds 6] [--only pages,slow]

Prints CPU per request of the server's process (/proc/PID/stat), which a busy machine changes little; never wall time.
Needs wrk and nginx (tools/install_packages bench). Figures kept in docs/performance.md.
"""
import argparse
import html
import json
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))
from service import Service, hidden_fields  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid):
    """Of the process with all its threads."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_mb(pid, what):
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"{what}:\s+(\d+)", text).group(1)) / 1024


def sign_in(program, service, store, role="Placement officer", at=""):
    people = json.loads(subprocess.run([program, "demo", "sign-ins", "--store", store, "--json"], capture_output=True, text=True, check=True, timeout=60).stdout)
    person = next(one for one in people if one["role"] == role and one["email"].endswith(at))
    time.sleep(person["good_in_seconds"])
    return chosen_organisation(service, service.sign_in(person["email"], person["password"], person["code"]))


def chosen_organisation(service, cookie):
    """The session's cookie, once whoever works for several has said for which."""
    status, headers, _ = service.ask("/", cookie=cookie)
    if status != 303 or headers.get("Location") != "/choose-organisation":
        return cookie
    _, _, text = service.ask("/choose-organisation", cookie=cookie)
    tag = re.search(r'<input[^>]*type="radio"[^>]*>', text).group(0)
    name, value = re.search(r'name="([^"]+)"', tag).group(1), re.search(r'value="([^"]+)"', tag).group(1)
    _, headers, _ = service.ask("/choose-organisation", "POST", {**hidden_fields(text), name: value}, cookie)
    fresh = [one.split(";")[0] for one in headers.get_all("Set-Cookie", [])]
    return fresh[0] if fresh else cookie


def wrk(url, seconds, cookie=None):
    """Requests answered; stops when one was not answered well."""
    words = ["wrk", "-t2", "-c64", f"-d{seconds}s", "--timeout", "30s", url]
    if cookie:
        words[1:1] = ["-H", f"Cookie: {cookie}"]
    text = subprocess.run(words, capture_output=True, text=True, check=True, timeout=seconds + 60).stdout
    if "Non-2xx" in text or "Socket errors" in text:
        raise SystemExit(f"serve.py: {url}: {text}")
    return int(re.search(r"(\d+) requests in", text).group(1))


def cost(pid, url, seconds, cookie=None):
    """Microseconds of CPU a request, the better of two runs."""
    wrk(url, 1, cookie)
    best = None
    for _ in range(2):
        before = cpu_seconds(pid)
        count = wrk(url, seconds, cookie)
        each = (cpu_seconds(pid) - before) / count * 1e6
        best = min(best, each) if best else each
    return best


class Nginx:
    """One process that serves files with sendfile."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def __enter__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        (self.folder / "nginx.conf").write_text(f"""
daemon off; master_process off; pid {self.folder}/pid; error_log {self.folder}/error.log;
events {{ worker_connections 1024; }}
http {{ access_log off; sendfile on; keepalive_requests 1000000; default_type text/html; server {{ listen 127.0.0.1:{self.port}; root {self.folder}; }} }}
""")
        self.process = subprocess.Popen(["nginx", "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")], stderr=subprocess.DEVNULL)
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.05)
        raise SystemExit("serve.py: nginx does not start")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)


def pages_of(service, cookie):
    """The pages to measure: (name, path). What the service does not have is left out, in words."""
    wanted = [("account", "/account"), ("list of 50 homes", "/homes"), ("search near a place", "/homes?near=PR1"), ("search by words", "/homes?q=preston"), ("sign-in, open to all", "/sign-in")]
    status, _, text = service.ask("/homes", cookie=cookie)
    if status == 200 and (found := re.search(r'href="(/homes/[A-Z]*\d+)"', text)):
        wanted.append(("a home", html.unescape(found.group(1))))
    there = []
    for name, path in wanted:
        status, _, text = service.ask(path, cookie=cookie)
        if status == 200:
            there.append((name, path, len(text.encode())))
        else:
            print(f"{name}: {path} answers {status}; not measured")
    return there


def measure_pages(service, cookie, seconds):
    with tempfile.TemporaryDirectory() as folder, Nginx(folder) as nginx:
        print(f"{'page':24} {'bytes':>8} {'us/request':>11} {'nginx':>8} {'times':>6}")
        for name, path, size in pages_of(service, cookie):
            status, _, text = service.ask(path, cookie=cookie)
            (pathlib.Path(folder) / "page.html").write_bytes(text.encode())
            ours = cost(service.process.pid, f"http://127.0.0.1:{service.port}{path}", seconds, cookie)
            theirs = cost(nginx.process.pid, f"http://127.0.0.1:{nginx.port}/page.html", seconds)
            print(f"{name:24} {size:8} {ours:11.0f} {theirs:8.0f} {ours / theirs:6.1f}", flush=True)
    print(f"memory after it: {memory_mb(service.process.pid, 'VmRSS'):.0f} MB")


def normal_requests(service, cookie, path, count=60):
    """Milliseconds of each, on connections of their own."""
    took = []
    for _ in range(count):
        began = time.perf_counter()
        status, _, _ = service.ask(path, cookie=cookie)
        took.append((time.perf_counter() - began) * 1000)
        assert status == 200, status
        time.sleep(0.02)
    return took


def measure_slow_clients(service, cookie, path):
    def connected():
        one = socket.create_connection(("127.0.0.1", service.port))
        return one

    idle = [connected() for _ in range(500)]
    slow = [connected() for _ in range(200)]
    ending = threading.Event()

    def drip():
        for one in slow:
            one.sendall(b"GET /account HTTP/1.1\r\nHost: x\r\n")
        while not ending.wait(1):
            for one in slow:
                try:
                    one.sendall(b"X-a: b\r\n")
                except OSError:
                    pass

    dripping = threading.Thread(target=drip)
    dripping.start()
    time.sleep(0.5)
    took = normal_requests(service, cookie, path)
    ending.set()
    dripping.join()
    for one in idle + slow:
        one.close()
    print(f"500 idle and 200 slow clients: a normal request takes {statistics.median(took):.1f} ms (longest of {len(took)}: {max(took):.1f} ms)")


def main():
    words = argparse.ArgumentParser()
    words.add_argument("program")
    words.add_argument("--store")
    words.add_argument("--seconds", type=int, default=6)
    words.add_argument("--only", default="pages,slow")
    given = words.parse_args()
    for needed in ("wrk", "nginx"):
        if not shutil.which(needed):
            raise SystemExit(f"serve.py: {needed} is missing: tools/install_packages bench")
    program = str(pathlib.Path(given.program).resolve())
    with tempfile.TemporaryDirectory() as made:
        store = given.store
        if not store:
            store = f"{made}/store"
            subprocess.run([program, "demo", "create", "--seed", "1", "--scenario", "2024", "--store", store], check=True, stdout=subprocess.DEVNULL, timeout=600)
        with Service(program, store) as service:
            cookie = sign_in(program, service, store)
            only = given.only.split(",")
            path = "/homes" if service.ask("/homes", cookie=cookie)[0] == 200 else "/account"
            print(f"memory before anything was asked: {memory_mb(service.process.pid, 'VmRSS'):.0f} MB")
            if "slow" in only:
                measure_slow_clients(service, cookie, path)
            if "pages" in only:
                measure_pages(service, cookie, given.seconds)
            print(f"most memory: {memory_mb(service.process.pid, 'VmHWM'):.0f} MB")


if __name__ == "__main__":
    main()
