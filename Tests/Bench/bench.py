#!/usr/bin/env python3
"""Measures a release build against its peers, all in one run on one machine.

Usage: bench.py USHER [--requests N] [SECTION...]; sections: refused proxied join poll through hold; all by
default.
What counts is the CPU time (user and system) of the serving process for each request, and ratios between peers of the
same run: requests per second on a busy machine say little. Holds are counted by the second, beside pgbench on the same
PostgreSQL.
"""

import argparse
import http.client
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import holds
import peers

FIXED_BODY_BYTES = 236
CLIENTS = 64
# Of each comparison; odd, so that there is a middle.
ROUNDS = 5
# Who waits while polls are measured, and how often each asks: under the burst that a ticket has.
WAITERS = 20_000
POLLS_PER_WAITER = 8
# Holds of each round through the gateway; each needs a pass of its own.
THROUGH_REQUESTS = 10_000

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
    active_max: 100000
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
    methods: [POST]
    access: pass
    room: from pass
    origin: booking
limits:
  bench:
    key: pass
    count: 1000000
    period: 1s
    burst: 1000000
    requests: ["/bench/**"]
  holds-per-user:
    key: user
    count: 60
    period: 1m
    burst: 20
    requests: [POST /bookings/hold]
  holds-per-network:
    key: network
    count: 1000000
    period: 1s
    burst: 1000000
    requests: [POST /bookings/hold]
"""


class Sale:
    """`usher up` with one worker on a fresh folder."""

    def __init__(self, usher, folder, origin_port):
        self.usher = usher
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
        self.core = self.child("usher booking")

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

    def operate(self, *words):
        subprocess.run([self.usher, "room", *words, "--data", self.data], check=True, stdout=subprocess.DEVNULL)

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

    def tickets(self, count):
        return [self.ask("POST", "/waiting-room/demo/tickets", {})[1]["ticket"] for _ in range(count)]

    def passes(self, count):
        """So many people's: all join, then each claims when its turn has come."""
        return [self.claim({"Usher-Ticket": ticket}) for ticket in self.tickets(count)]

    def claim(self, ticket):
        while True:
            status, answer = self.ask("POST", "/waiting-room/demo/passes", ticket)
            if status in (200, 201):
                return answer["pass"]
            if status not in (409, 503):
                raise RuntimeError(f"claiming gave {status}: {answer}")
            time.sleep(0.05)


def compare(requests, peers_and_usher):
    """Pairs of name and what sends so many requests and gives the result; Usher comes last.

    Each is asked in turn, five times over, and the middle counts: what a neighbour does meanwhile meets all of them.
    """
    rounds = [[send(requests // ROUNDS) for _, send in peers_and_usher] for _ in range(ROUNDS)]
    for index, (name, _) in enumerate(peers_and_usher):
        cpu = statistics.median(results[index].cpu_microseconds for results in rounds)
        rate = statistics.median(results[index].per_second for results in rounds)
        ratios = "" if index < len(peers_and_usher) - 1 else "".join(
            f"  {statistics.median(results[-1].cpu_microseconds / results[peer].cpu_microseconds for results in rounds):5.2f}"
            f" x {label.split(',')[0]}" for peer, (label, _) in enumerate(peers_and_usher[:-1]))
        print(f"{name:36s} {cpu:7.2f} us CPU {rate:9.0f}/s{ratios}", flush=True)


def bench_refused(sale, folder, requests):
    fixed = peers.nginx_fixed(folder, FIXED_BODY_BYTES)
    compare(requests, [
        ("nginx, a fixed body", lambda count: peers.h2load(
            f"http://127.0.0.1:{fixed.port}/x", count, CLIENTS, "2xx", fixed.workers)),
        ("usher, refused without a pass", lambda count: peers.h2load(
            sale.url("/bench/x"), count, CLIENTS, "4xx", [sale.gateway], headers=["Accept: application/json"])),
    ])
    fixed.stop()


def bench_proxied(sale, folder, requests, origin_port):
    header = ["Usher-Pass: " + Visitor(sale.port).passes(1)[0]]
    haproxy, nginx = peers.haproxy(folder, origin_port), peers.nginx_proxy(folder, origin_port)

    def through(peer):
        return lambda count: peers.h2load(
            f"http://127.0.0.1:{peer.port}/bench/x", count, CLIENTS, "2xx", peer.workers, headers=header)

    compare(requests, [
        ("haproxy, proxied", through(haproxy)),
        ("nginx, proxied", through(nginx)),
        ("usher, checked, limited, proxied", lambda count: peers.h2load(
            sale.url("/bench/x"), count, CLIENTS, "2xx", [sale.gateway], headers=header)),
    ])
    haproxy.stop()
    nginx.stop()


def bench_join(sale, folder, driver, requests):
    body = os.path.join(folder, "body")
    with open(body, "w") as file:
        file.write("{}")
    fixed = peers.nginx_fixed(folder, FIXED_BODY_BYTES, "nginx-join")
    before = peers.cpu_seconds([sale.redis])
    compare(requests, [
        ("nginx, a fixed body", lambda count: peers.h2load(
            f"http://127.0.0.1:{fixed.port}/x", count, CLIENTS, "2xx", fixed.workers)),
        ("usher, a join end to end", lambda count: peers.h2load(
            sale.url("/waiting-room/demo/tickets"), count, CLIENTS, "2xx", [sale.gateway],
            headers=["Content-Type: application/json"], body_path=body)),
    ])
    fixed.stop()
    redis = (peers.cpu_seconds([sale.redis]) - before) * 1e6 / requests
    print(f"{'redis, a join':36s} {redis:7.2f} us CPU")
    print(f"{'gateway, resident':36s} {resident_megabytes(sale.gateway)} MB, redis {resident_megabytes(sale.redis)} MB")
    path = os.path.join(folder, "joins")
    join = (
        "POST /waiting-room/demo/tickets HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
        "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
    with open(path, "w") as file:
        file.write(f"{len(join)}\n{join}" * requests)
    result = holds.drive(driver, str(sale.port), path, CLIENTS, requests, "201")
    script = subprocess.run(
        [os.path.join(os.path.dirname(__file__), "join.sh")], check=True, capture_output=True, text=True).stdout
    rate = float(re.search(r"^join, a stranger +(\d+) calls/s", script, re.MULTILINE).group(1))
    print(
        f"{'joins, end to end':36s} {result['per_second']:9.0f}/s; redis-benchmark -P 16 with the script alone "
        f"{rate:9.0f}/s: {result['per_second'] / rate:.2f} x", flush=True)


def bench_poll(sale, folder, driver):
    """Each of those who wait asks for its place, in turn, over and over."""
    sale.operate("pause", "demo")
    path = os.path.join(folder, "polls")
    polls = [
        "GET /waiting-room/demo/tickets/self HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
        f"Usher-Ticket: {ticket}\r\n\r\n" for ticket in Visitor(sale.port).tickets(WAITERS)]
    with open(path, "w") as file:
        for _ in range(POLLS_PER_WAITER):
            file.writelines(f"{len(poll)}\n{poll}" for poll in polls)
    count = WAITERS * POLLS_PER_WAITER
    processes = (sale.gateway, sale.redis)
    before = [peers.cpu_seconds([process]) for process in processes]
    result = holds.drive(driver, str(sale.port), path, CLIENTS, count, "202")
    gateway, redis = (
        (peers.cpu_seconds([process]) - was) * 1e6 / count for process, was in zip(processes, before))
    print(
        f"{f'usher, a poll, {WAITERS} waiting':36s} {gateway:7.2f} us CPU {result['per_second']:9.0f}/s  "
        f"{1e6 / gateway:.0f}/s a core", flush=True)
    print(f"{'redis, a poll':36s} {redis:7.2f} us CPU")
    sale.operate("resume", "demo")


def bench_through(sale, folder, driver):
    """Holds on free seats through gateway and core, beside pgbench on the same PostgreSQL."""
    visitor = Visitor(sale.port)
    database = sale.endpoints()["postgres"]
    free = holds.sql(database, "SELECT seat_id FROM seats WHERE event_id = 'demo' ORDER BY ordinal").split()
    best = None
    for round_number, connections in enumerate(holds.CONNECTIONS):
        names = free[round_number * THROUGH_REQUESTS:][:THROUGH_REQUESTS]
        path = os.path.join(folder, "through")
        with open(path, "wb") as file:
            for pass_, seat in zip(visitor.passes(len(names)), names):
                file.write(holds.framed(
                    {"Usher-Pass": pass_, "Accept": "application/json"}, {"event_id": "demo", "seat_ids": [seat]}))
        before = [peers.cpu_seconds([process]) for process in (sale.gateway, sale.core)]
        result = holds.drive(driver, str(sale.port), path, connections, THROUGH_REQUESTS, "201")
        result["connections"] = connections
        result["cpu"] = [
            (peers.cpu_seconds([process]) - was) * 1e6 / THROUGH_REQUESTS
            for process, was in zip((sale.gateway, sale.core), before)]
        best = max(best or result, result, key=lambda one: one["per_second"])
    rate, clients = holds.pgbench_alone(database, folder, "free seats")
    gateway, core = best["cpu"]
    print(
        f"{'through gateway':16s} {best['per_second']:8.0f}/s with {best['connections']} connections (p50 "
        f"{best['p50_ms']:.1f} ms, p99 {best['p99_ms']:.1f} ms; gateway {gateway:.0f} us, core {core:.0f} us CPU a hold); "
        f"pgbench {rate:8.0f}/s with {clients} clients: {best['per_second'] / rate:.2f} x", flush=True)


def resident_megabytes(process_id):
    with open(f"/proc/{process_id}/status") as status:
        return int(status.read().split("VmRSS:")[1].split()[0]) // 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("usher")
    parser.add_argument("--requests", type=int, default=200_000)
    parser.add_argument("sections", nargs="*", default=["refused", "proxied", "join", "poll", "through", "hold"])
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="usher-bench-")
    os.chmod(folder, 0o755)
    origin = peers.nginx_fixed(folder, 200, "origin")
    usher = os.path.abspath(options.usher)
    driver = os.path.join(os.path.dirname(usher), "HoldBench")
    if "hold" in options.sections:
        holds.run(usher, driver, folder)
    sections = [section for section in options.sections if section != "hold"]
    sale = Sale(usher, folder, origin.port) if sections else None
    try:
        for section in sections:
            if section == "refused":
                bench_refused(sale, folder, options.requests)
            elif section == "proxied":
                bench_proxied(sale, folder, options.requests, origin.port)
            elif section == "join":
                bench_join(sale, folder, driver, options.requests)
            elif section == "poll":
                bench_poll(sale, folder, driver)
            elif section == "through":
                bench_through(sale, folder, driver)
    finally:
        if sale is not None:
            sale.stop()
        origin.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
