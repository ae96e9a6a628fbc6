#!/usr/bin/env python3
"""Holds many event streams open on one gateway process, and measures what they cost.

Usage: streams.py USHER [--streams N] [--processes N] [--workers N] [--gateways N] [--seconds S]
Every visitor has an address of 127.0.0.0/8 of his own, joins, and opens his stream on the same connection. The room first
stands still (memory, and CPU of streams that have nothing to tell), then admits; in the end the last place that each of a
sample was told is compared with what a poll says.
Exits 1 if a stream was lost, a place grew, or a last place was wrong.
"""

import argparse
import collections
import hashlib
import json
import multiprocessing
import os
import re
import select
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import bench
import peers

CONFIGURATION = """
server:
  workers: {workers}
rooms:
  demo:
    event: demo
    admit_rate: 200
origins:
  booking:
    endpoint: unix:run/booking.sock
    trusted: true
limits: {{{{}}}}
"""
SAMPLE = 200
POSITION = re.compile(rb'"position":(\d+|null)')


class Visitor:
    def __init__(self, port, number):
        self.socket = socket.socket()
        self.socket.bind((f"127.{1 + (number >> 16)}.{number >> 8 & 255}.{number & 255}", 0))
        self.socket.connect(("127.0.0.1", port))
        self.events = 0
        self.position = None
        self.is_admitted = False
        self.grew = False
        self.ticket = self.join()
        self.socket.sendall(
            f"GET /waiting-room/demo/stream HTTP/1.1\r\nHost: x\r\nUsher-Ticket: {self.ticket}\r\n\r\n".encode())

    def join(self):
        self.socket.sendall(b"POST /waiting-room/demo/tickets HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        answer = b""
        while not answer.rstrip().endswith(b"}"):
            part = self.socket.recv(65536)
            if not part:
                raise RuntimeError("the gateway closed the connection of a join")
            answer += part
        head, body = answer.split(b"\r\n\r\n", 1)
        if b" 201 " not in head.split(b"\r\n")[0]:
            raise RuntimeError(f"joining gave {head[:200]}")
        return json.loads(body)["ticket"]

    def take(self):
        """False: the stream is gone."""
        part = self.socket.recv(65536)
        if not part:
            return False
        self.events += part.count(b"data: ")
        if b'"state":"admitted"' in part:
            self.is_admitted, self.position = True, None
        else:
            for found in POSITION.findall(part):
                place = None if found == b"null" else int(found)
                if place is not None and self.position is not None and place > self.position:
                    self.grew = True
                self.position = place
        return True

    def poll(self, port):
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/waiting-room/demo/tickets/self", headers={"Usher-Ticket": self.ticket})
        with urllib.request.urlopen(request) as response:
            return json.load(response)["position"]


def crowd(port, first, count, pipe):
    """One process of visitors: opens all, then answers `report` and `compare` until `stop`."""
    visitors = {}
    poller = select.epoll()
    for number in range(first, first + count):
        visitor = Visitor(port, number)
        visitor.socket.setblocking(False)
        visitors[visitor.socket.fileno()] = visitor
        poller.register(visitor.socket, select.EPOLLIN)
    pipe.send("open")
    poller.register(pipe, select.EPOLLIN)
    lost = 0
    while True:
        for descriptor, _ in poller.poll(1, 1024):
            if descriptor != pipe.fileno():
                visitor = visitors[descriptor]
                if not visitor.take():
                    lost += 1
                    poller.unregister(descriptor)
                continue
            command = pipe.recv()
            everybody = visitors.values()
            if command == "report":
                pipe.send({
                    "events": sum(v.events for v in everybody), "told": sum(v.events > 0 for v in everybody),
                    "admitted": sum(v.is_admitted for v in everybody), "grew": sum(v.grew for v in everybody),
                    "lost": lost,
                })
            elif command == "compare":
                sample = [v for v in everybody if not v.is_admitted][:: max(1, count // SAMPLE)]
                pipe.send({"compared": len(sample), "wrong": sum(v.poll(port) != v.position for v in sample)})
            else:
                return


def admin(sale, path, method="POST"):
    with open(os.path.join(sale.data, "admin-token")) as file:
        token = file.read().strip()
    request = urllib.request.Request(
        sale.endpoints()["admin"] + path, method=method, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request) as response:
        return json.load(response)


class Crowd:
    def __init__(self, port, streams, processes):
        self.pipes, self.processes = [], []
        share = -(-streams // processes)
        for index in range(processes):
            ours, theirs = multiprocessing.Pipe()
            first = index * share
            process = multiprocessing.Process(
                target=crowd, args=(port, first + 1, min(share, streams - first), theirs), daemon=True)
            process.start()
            self.pipes.append(ours)
            self.processes.append(process)
        for pipe in self.pipes:
            if not pipe.poll(180):
                sys.exit("streams: the crowd could not open its streams")
            pipe.recv()

    def ask(self, command):
        for pipe in self.pipes:
            pipe.send(command)
        answers = [pipe.recv() for pipe in self.pipes]
        return {name: sum(answer[name] for answer in answers) for name in answers[0]}

    def stop(self):
        for pipe, process in zip(self.pipes, self.processes):
            pipe.send("stop")
            process.join(10)


def redis(sale, *words):
    command = ["redis-cli", "--no-auth-warning", "-u", sale.endpoints()["redis"], *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, errors="replace").stdout


def script_names():
    """The digests by which Redis knows the scripts, put together as the program does."""
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "lua")

    def text(*path):
        with open(os.path.join(folder, *path), "rb") as file:
            return file.read()

    names = {}
    for name in sorted(os.listdir(os.path.join(folder, "room"))):
        script = text("room", name)
        head = script.split(b"\n", 1)[0]
        parts = head.removeprefix(b"-- Parts: ").split(b",") if head.startswith(b"-- Parts: ") else []
        whole = text("prelude.lua") + b"".join(text("parts", part.strip().decode() + ".lua") for part in parts) + script
        names[hashlib.sha1(whole).hexdigest()] = name.removesuffix(".lua")
    return names


def long_calls(sale):
    """Of the calls that Redis took a millisecond and more for: by script their count, middle and longest, in ms."""
    lines = redis(sale, "--json", "slowlog", "get", "10000")
    names, times = script_names(), collections.defaultdict(list)
    for _, _, microseconds, words, *_ in json.loads(lines):
        times[names.get(words[1], words[0]) if len(words) > 1 else words[0]].append(microseconds / 1000)
    return {name: (len(all), sorted(all)[len(all) // 2], max(all)) for name, all in sorted(times.items())}


def resident_kilobytes(process_id):
    with open(f"/proc/{process_id}/status") as status:
        return int(status.read().split("VmRSS:")[1].split()[0])


def spell(sale, gateways, crowd, name, seconds):
    """Lets `seconds` pass and says what the streams cost in them."""
    before, events = [peers.cpu_seconds(p) for p in (gateways, [sale.redis])], crowd.ask("report")["events"]
    time.sleep(seconds)
    gateway, redis = [peers.cpu_seconds(p) - old for p, old in zip((gateways, [sale.redis]), before)]
    report = crowd.ask("report")
    told = report["events"] - events
    print(
        f"{name:22s} {told / seconds:8.0f} events/s   gateway {gateway / seconds * 100:5.1f} % of a core   "
        f"redis {redis / seconds * 100:5.1f} %", flush=True)
    return report


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("usher")
    parser.add_argument("--streams", type=int, default=18_000)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--gateways", type=int, default=1, help="processes, all on the same port")
    parser.add_argument("--seconds", type=int, default=20)
    options = parser.parse_args()
    bench.CONFIGURATION = CONFIGURATION.format(workers=options.workers)
    with tempfile.TemporaryDirectory() as folder:
        usher = os.path.abspath(options.usher)
        sale = bench.Sale(usher, folder, 1)
        others = []
        try:
            others += [another_gateway(usher, sale) for _ in range(options.gateways - 1)]
            return measure(sale, [sale.gateway] + [other.pid for other in others], options)
        finally:
            for other in others:
                other.terminate()
                other.wait()
            sale.stop()


def another_gateway(usher, sale):
    """On the same port; the kernel spreads the connections."""
    port = peers.free_port()
    config = os.path.join(sale.data, f"gateway-{port}.yaml")
    with open(os.path.join(sale.data, "usher.yaml")) as own, open(config, "w") as file:
        file.write(re.sub(r"(?m)^(admin:\n  listen: ).*$", rf"\g<1>127.0.0.1:{port}", own.read()))
    process = subprocess.Popen([usher, "gateway", "--config", config], stdout=subprocess.DEVNULL)
    peers.wait_for_port(port)
    return process


def measure(sale, gateways, options):
    admin(sale, "/api/rooms/demo/pause")
    redis(sale, "config", "set", "slowlog-log-slower-than", "1000", "slowlog-max-len", "10000")
    before, begun = [resident_kilobytes(gateway) for gateway in gateways], time.monotonic()
    crowd = Crowd(sale.port, options.streams, options.processes)
    print(f"{options.streams} joined and opened a stream in {time.monotonic() - begun:.1f} s", flush=True)
    deadline = time.monotonic() + 30
    while crowd.ask("report")["told"] < options.streams and time.monotonic() < deadline:
        time.sleep(0.2)
    print(f"all told after {time.monotonic() - begun:.1f} s", flush=True)
    time.sleep(5)
    after = [resident_kilobytes(gateway) for gateway in gateways]
    each = (sum(after) - sum(before)) * 1024 / options.streams
    print(
        f"gateway: {', '.join(f'{old // 1024} MB before, {new // 1024} MB' for old, new in zip(before, after))}; "
        f"{each:.0f} bytes a stream", flush=True)
    spell(sale, gateways, crowd, "standing still", options.seconds)
    admin(sale, "/api/rooms/demo/resume")
    spell(sale, gateways, crowd, "admitting 200 a second", options.seconds)
    admin(sale, "/api/rooms/demo/pause")
    # The longest time between two events of a stream whose numbers move.
    time.sleep(17)
    report, places = crowd.ask("report"), crowd.ask("compare")
    crowd.stop()
    for name, (count, middle, longest) in long_calls(sale).items():
        print(f"redis: {count} calls of {name} took a millisecond and more: middle {middle:.2f} ms, longest {longest:.2f} ms")
    print({**report, **places})
    isGood = report["lost"] == report["grew"] == places["wrong"] == 0 and report["told"] == options.streams
    return 0 if isGood else 1


if __name__ == "__main__":
    sys.exit(main())
