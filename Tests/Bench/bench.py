#!/usr/bin/env python3
"""Measures a release build against its peers, all in one run on one machine.

Usage: bench.py USHER [--requests N] [SECTION...]; sections: refused proxied join hold; all by default.
What counts is the CPU time (user and system) of the serving process for each request, and ratios between peers of the
same run: requests per second on a busy machine say little.
"""

import argparse
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time

import peers

FIXED_BODY_BYTES = 236
CLIENTS = 64
HOLDS = 6_000
HOLD_SECONDS_MAX = 20

CONFIGURATION = """
server:
  workers: 1
  http:
    requests_per_connection_max: 100000000
rooms:
  demo:
    event: demo
    admit_rate: 5000
    burst: 2000
origins:
  booking:
    endpoint: unix:run/booking.sock
    trusted: true
  bench:
    endpoint: 127.0.0.1:{origin}
    connections_max: 256
routes:
  - path: /bench/**
    access: pass
    room: demo
    origin: bench
  - path: /bookings/hold
    access: pass
    room: from pass
    methods: [POST]
    origin: booking
  - path: /events/{{event}}/seats
    origin: booking
limits:
  bench:
    key: pass
    count: 1000000
    period: 1s
    burst: 1000000
    requests: ["/bench/**"]
"""


class Sale:
    """`usher up` with one worker on a fresh folder."""

    def __init__(self, usher, folder, origin_port):
        config = os.path.join(folder, "usher.yaml")
        with open(config, "w") as file:
            file.write(CONFIGURATION.format(origin=origin_port))
        self.port = peers.free_port()
        self.data = os.path.join(folder, "data")
        self.log_path = os.path.join(folder, "up.log")
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                [usher, "up", "--data", self.data, "--config", config, "--listen", f"127.0.0.1:{self.port}",
                 "--admin-listen", f"127.0.0.1:{peers.free_port()}"], stdout=log, stderr=log)
        self.wait()
        self.gateway = self.child("usher gateway")
        self.redis = self.child("redis-server")

    def wait(self):
        deadline = time.monotonic() + 90
        while b"usher: ready" not in open(self.log_path, "rb").read():
            if time.monotonic() > deadline or self.process.poll() is not None:
                sys.exit("bench: usher up did not get ready:\n" + open(self.log_path).read())
            time.sleep(0.1)

    def child(self, words):
        for process_id in peers.children_of(self.process.pid):
            with open(f"/proc/{process_id}/cmdline") as command:
                if words in command.read().replace("\0", " "):
                    return process_id
        sys.exit(f"bench: no process {words}")

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def endpoints(self):
        with open(os.path.join(self.data, "endpoints.json")) as file:
            return json.load(file)

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


class Visitor:
    """One keep-alive connection that joins, waits and claims, over and over."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port)

    def ask(self, method, path, headers):
        self.connection.request(method, path, headers=headers)
        response = self.connection.getresponse()
        body = response.read()
        return response.status, json.loads(body) if body else None

    def pass_(self):
        _, joined = self.ask("POST", "/waiting-room/demo/tickets", {})
        ticket = {"Usher-Ticket": joined["ticket"]}
        while True:
            status, answer = self.ask("POST", "/waiting-room/demo/passes", ticket)
            if status in (200, 201):
                return answer["pass"]
            if status not in (409, 503):
                raise RuntimeError(f"claiming gave {status}: {answer}")
            time.sleep(0.05)


def passes(port, count, threads=8):
    made = []

    def make(number):
        visitor = Visitor(port)
        for _ in range(number):
            made.append(visitor.pass_())

    workers = [threading.Thread(target=make, args=(count // threads,)) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return made


def row(name, result, *bases):
    ratios = "".join(f"  {result.cpu_microseconds / base.cpu_microseconds:5.2f} x {label}" for label, base in bases)
    print(f"{name:36s} {result.cpu_microseconds:7.2f} us CPU {result.per_second:9.0f}/s{ratios}", flush=True)


def bench_refused(sale, folder, requests):
    fixed = peers.nginx_fixed(folder, FIXED_BODY_BYTES)
    base = peers.h2load(f"http://127.0.0.1:{fixed.port}/x", requests, CLIENTS, "2xx", fixed.workers)
    row("nginx, a fixed body", base)
    result = peers.h2load(
        sale.url("/bench/x"), requests, CLIENTS, "4xx", [sale.gateway], headers=["Accept: application/json"])
    row("usher, refused without a pass", result, ("nginx", base))
    fixed.stop()


def bench_proxied(sale, folder, requests, origin_port):
    header = ["Usher-Pass: " + Visitor(sale.port).pass_()]
    haproxy, nginx = peers.haproxy(folder, origin_port), peers.nginx_proxy(folder, origin_port)
    bases = []
    for name, peer in (("haproxy", haproxy), ("nginx", nginx)):
        result = peers.h2load(
            f"http://127.0.0.1:{peer.port}/bench/x", requests, CLIENTS, "2xx", peer.workers, headers=header)
        row(f"{name}, proxied", result)
        bases.append((name, result))
        peer.stop()
    result = peers.h2load(sale.url("/bench/x"), requests, CLIENTS, "2xx", [sale.gateway], headers=header)
    row("usher, checked, limited, proxied", result, *bases)


def bench_join(sale, folder, requests):
    body = os.path.join(folder, "body")
    with open(body, "w") as file:
        file.write("{}")
    fixed = peers.nginx_fixed(folder, FIXED_BODY_BYTES, "nginx-join")
    base = peers.h2load(f"http://127.0.0.1:{fixed.port}/x", requests, CLIENTS, "2xx", fixed.workers)
    row("nginx, a fixed body", base)
    fixed.stop()
    before = peers.cpu_seconds([sale.redis])
    result = peers.h2load(
        sale.url("/waiting-room/demo/tickets"), requests, CLIENTS, "2xx", [sale.gateway],
        headers=["Content-Type: application/json"], body_path=body)
    row("usher, a join end to end", result, ("nginx", base))
    redis = (peers.cpu_seconds([sale.redis]) - before) * 1e6 / requests
    print(f"{'redis, a join':36s} {redis:7.2f} us CPU")
    print(f"{'gateway, resident':36s} {resident_megabytes(sale.gateway)} MB, redis {resident_megabytes(sale.redis)} MB")


def resident_megabytes(process_id):
    with open(f"/proc/{process_id}/status") as status:
        return int(status.read().split("VmRSS:")[1].split()[0]) // 1024


# wrk ends by the clock alone, so the script takes the time itself, from the first request to the last answer.
WRK_HOLDS = """
local ffi = require("ffi")
ffi.cdef("typedef struct {{ long seconds; long microseconds; }} instant; int gettimeofday(instant *, void *);")
local function now()
  local instant = ffi.new("instant[1]")
  ffi.C.gettimeofday(instant, nil)
  return tonumber(instant[0].seconds) + tonumber(instant[0].microseconds) / 1e6
end
local lines = {{}}
for line in io.lines("{path}") do lines[#lines + 1] = line end
local index, answered, held, started = 0, 0, 0, nil
request = function()
  started = started or now()
  index = index + 1
  local pass, seat = lines[(index - 1) % #lines + 1]:match("(%S+) (%S+)")
  return wrk.format("POST", "/bookings/hold",
    {{["Usher-Pass"] = pass, ["Content-Type"] = "application/json"}},
    '{{"event_id":"demo","seat_ids":["' .. seat .. '"]}}')
end
response = function(status)
  answered = answered + 1
  if status == 201 then held = held + 1 end
  if answered == #lines then
    print(string.format("held %d of %d in %.6f", held, #lines, now() - started))
    io.stdout:flush()
  end
end
"""


def bench_hold(sale, folder, _):
    """Free seats, one a cart: through gateway and core, beside pgbench with one conditional UPDATE a transaction."""
    connection = http.client.HTTPConnection("127.0.0.1", sale.port)
    connection.request("GET", "/events/demo/seats")
    seats = [seat["seat_id"] for seat in json.loads(connection.getresponse().read())["seats"]]
    pairs = os.path.join(folder, "pairs")
    with open(pairs, "w") as file:
        for pass_, seat in zip(passes(sale.port, HOLDS), seats):
            file.write(f"{pass_} {seat}\n")
    script = os.path.join(folder, "holds.lua")
    with open(script, "w") as file:
        file.write(WRK_HOLDS.format(path=pairs))
    output = subprocess.run(
        ["wrk", "-t", "1", "-c", str(CLIENTS), "-d", str(HOLD_SECONDS_MAX), "-s", script, sale.url("/")],
        capture_output=True, text=True, timeout=120).stdout
    words = next((line for line in output.splitlines() if line.startswith("held ")), None)
    if words is None:
        sys.exit(f"bench: {HOLDS} holds took longer than {HOLD_SECONDS_MAX} s\n{output}")
    _, held, _, asked, _, seconds = words.split()
    rate = int(held) / float(seconds)
    print(f"{'usher, holds through the gateway':36s} {rate:9.0f}/s ({held} won of {asked})")
    best = max(pgbench(sale, folder, clients) for clients in (4, 8, 16, 32))
    print(f"{'pgbench, one UPDATE a transaction':36s} {best:9.0f}/s at its best client count; usher {rate / best:.2f} x")


def pgbench(sale, folder, clients):
    url = sale.endpoints()["postgres"]
    table = """
        DROP TABLE IF EXISTS bench_seats;
        CREATE TABLE bench_seats (id int PRIMARY KEY, status text, hold_id uuid, hold_expires_at timestamptz)
          WITH (fillfactor = 80);
        INSERT INTO bench_seats SELECT i, 'AVAILABLE' FROM generate_series(1, 1000000) i"""
    subprocess.run(
        ["psql", "-q", url, "-c", table, "-c", "VACUUM ANALYZE bench_seats"], check=True, capture_output=True)
    script = os.path.join(folder, "hold.sql")
    with open(script, "w") as file:
        file.write(
            "\\set id random(1, 1000000)\n"
            "UPDATE bench_seats SET status = 'HELD', hold_id = gen_random_uuid(), "
            "hold_expires_at = clock_timestamp() + interval '10 min' WHERE id = :id AND (status = 'AVAILABLE' "
            "OR status = 'HELD' AND hold_expires_at <= clock_timestamp());\n")
    tool = shutil.which("pgbench") or "/usr/lib/postgresql/15/bin/pgbench"
    output = subprocess.run(
        [tool, "-n", "-M", "prepared", "-f", script, "-c", str(clients), "-j", "1", "-t", str(20_000 // clients), url],
        capture_output=True, text=True, timeout=120).stdout
    return float(next(line for line in output.splitlines() if line.startswith("tps")).split()[2])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("usher")
    parser.add_argument("--requests", type=int, default=200_000)
    parser.add_argument("sections", nargs="*", default=["refused", "proxied", "join", "hold"])
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="usher-bench-")
    os.chmod(folder, 0o755)
    origin = peers.nginx_fixed(folder, 200, "origin")
    sale = Sale(os.path.abspath(options.usher), folder, origin.port)
    try:
        for section in options.sections:
            if section == "refused":
                bench_refused(sale, folder, options.requests)
            elif section == "proxied":
                bench_proxied(sale, folder, options.requests, origin.port)
            elif section == "hold":
                bench_hold(sale, folder, options.requests)
            elif section == "join":
                bench_join(sale, folder, options.requests)
    finally:
        sale.stop()
        origin.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
