#!/usr/bin/env python3
"""Loses Redis under a long line, and admitters beside it, and checks what the line promises.

Usage: line.py USHER [--people N] [--seconds S] [SECTION...]; sections: flush empty stale pace; all by default.
  flush, empty, stale   FLUSHALL; kill -9 with nothing kept; kill -9 and an older state in its place (what a failover to a
                        replica that lags is to everybody else): the room says so, tickets bring the line back in order,
                        nobody gets a second pass, passes go on working
  pace                  admitters are killed, stopped and doubled while people wait; the count of those released is read
                        every 100 ms and held against the integral of the rate and one burst
Exits 1 if a promise was broken.
"""

import argparse
import collections
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

from crowd import Connection, Crowd

ROOM = "demo"
RATE = 200
CONFIGURATION = """
rooms:
  demo: {event: demo, admit_rate: 200}
origins:
  booking: {endpoint: "unix:run/booking.sock", trusted: true}
limits: {}
"""
SAMPLE_SECONDS = 0.1


class Redis:
    """Commands over its own protocol, on one connection."""

    def __init__(self, url):
        secret, address = url.removeprefix("redis://").split("@")
        host, port = address.split("/")[0].split(":")
        self.file = socket.create_connection((host, int(port)), timeout=5).makefile("rwb")
        self.ask("AUTH", secret.split(":")[1])

    def ask(self, *words):
        self.file.write(f"*{len(words)}\r\n".encode())
        for word in words:
            self.file.write(f"${len(word.encode())}\r\n{word}\r\n".encode())
        self.file.flush()
        return self.read()

    def read(self):
        line = self.file.readline()
        kind, rest = line[:1], line[1:].strip()
        if kind == b"*":
            return [self.read() for _ in range(int(rest))]
        if kind == b"$":
            return None if rest == b"-1" else self.file.read(int(rest) + 2)[:-2].decode()
        if kind == b"-":
            raise RuntimeError(rest.decode())
        return rest.decode()


class System:
    def __init__(self, usher, folder):
        self.usher, self.data = usher, os.path.join(folder, "data")
        config = os.path.join(folder, "usher.yaml")
        with open(config, "w") as file:
            file.write(CONFIGURATION)
        self.log = os.path.join(folder, "up.log")
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [usher, "up", "--data", self.data, "--config", config, "--listen", "127.0.0.1:0", "--admin-listen",
                 "127.0.0.1:0"], stdout=log, stderr=log)
        deadline = time.monotonic() + 90
        while b"usher: ready" not in open(self.log, "rb").read():
            if time.monotonic() > deadline or self.process.poll() is not None:
                sys.exit("line: usher up did not get ready:\n" + open(self.log).read())
            time.sleep(0.1)
        with open(os.path.join(self.data, "endpoints.json")) as file:
            self.endpoints = json.load(file)
        self.port = int(self.endpoints["http"].rsplit(":", 1)[1])

    def child(self, words):
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children") as children:
            for child in children.read().split():
                with open(f"/proc/{child}/cmdline") as command:
                    if words in command.read().replace("\0", " "):
                        return int(child)
        return None

    def redis(self):
        return Redis(self.endpoints["redis"])

    def sql(self, text):
        command = ["psql", "-X", "-At", "-v", "ON_ERROR_STOP=1", self.endpoints["postgres"], "-c", text]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def status(self):
        with urllib.request.urlopen(f"{self.endpoints['http']}/waiting-room/{ROOM}/status", timeout=5) as response:
            return json.load(response)

    def admin(self, method, path, body=None):
        with open(os.path.join(self.data, "admin-token")) as file:
            token = file.read().strip()
        request = urllib.request.Request(
            self.endpoints["admin"] + path, method=method, data=body and json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=5) as response:
            return json.load(response)

    def pause(self):
        """Returns when nobody more is let in."""
        self.admin("POST", f"/api/rooms/{ROOM}/pause")
        admitted = None
        while (status := self.status())["admitted_total"] != admitted or not status["paused"]:
            admitted = status["admitted_total"]
            # Figures are a second's.
            time.sleep(2.1)

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


class Faults:
    def __init__(self):
        self.found = []

    def check(self, holds, what):
        if not holds:
            self.found.append(what)
            print(f"  BROKEN: {what}", flush=True)


class Buyers(threading.Thread):
    """Pass holders who go on shopping; counts every answer that isn't good."""

    def __init__(self, system, passes):
        super().__init__(daemon=True)
        self.system, self.passes = system, passes
        self.answers = collections.Counter()
        self.ends = threading.Event()

    def run(self):
        number = 0
        while not self.ends.wait(0.05):
            number += 1
            request = urllib.request.Request(
                f"{self.system.endpoints['http']}/shop/demo/seats",
                headers={"Usher-Pass": self.passes[number % len(self.passes)]})
            try:
                with urllib.request.urlopen(request, timeout=10) as response:
                    self.answers[response.status] += 1
            except urllib.error.HTTPError as error:
                self.answers[error.code] += 1

    def stop(self):
        self.ends.set()
        self.join()
        return dict(self.answers)


def flush(system):
    system.redis().ask("FLUSHALL")


def replace(system, stale):
    """Redis dies, and starts again with what lies in `stale`, or with nothing. `up` sees none of it until it is done."""
    folder = os.path.join(system.data, "redis")
    os.kill(system.process.pid, signal.SIGSTOP)
    os.kill(system.child("redis-server"), signal.SIGKILL)
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if os.path.isdir(path):
            shutil.rmtree(path)
        elif name.endswith((".rdb", ".aof")):
            os.unlink(path)
    if stale:
        shutil.copytree(stale, folder, dirs_exist_ok=True)
    os.kill(system.process.pid, signal.SIGCONT)


def keep_state(system, folder):
    """A copy of what Redis has written by now."""
    kept = os.path.join(folder, "stale")
    time.sleep(1.1)
    shutil.copytree(os.path.join(system.data, "redis"), kept, ignore=lambda _, names: [
        name for name in names if name.endswith((".sock", ".conf", ".pid", ".log"))])
    return kept


def overtaken(before, rounds):
    """Waiting tickets that somebody behind them was let in before. `before`: the greatest key that was served when Redis
    was lost; whoever stands before it is owed a turn, and stands apart."""
    seen = sorted(
        (at, state == "waiting", key) for told in rounds for key, _, state, _, at in told
        if state in ("waiting", "admitted") and key > before)
    served, count = "", 0
    for _, waits, key in seen:
        if not waits:
            served = max(served, key)
        elif key < served:
            count += 1
    return count


def disorder(before, told):
    """Positions that don't follow the keys. Nobody may be let in while they are told."""
    line = sorted((key, position) for key, _, state, position, _ in told if state == "waiting" and key > before)
    places = [position for _, position in line]
    return sum(later <= earlier for earlier, later in zip(places, places[1:]))


def lose(system, folder, people, kind, faults):
    crowd = Crowd(system.port, ROOM)
    tickets = crowd.join(people)
    connection = Connection(system.port)
    holders = tickets[:40]
    passes = []
    while len(passes) < len(holders):
        answers = connection.ask(
            [("POST", f"/waiting-room/{ROOM}/passes", f"Usher-Ticket: {ticket}\r\n") for _, ticket in holders])
        passes = [body["pass"] for status, body in answers if status in (200, 201)]
    first = {key: body["jti"] for (key, _), (_, body) in zip(holders, answers)}
    stale = None
    if kind == "stale":
        stale = keep_state(system, folder)
        tickets += crowd.join(people // 20)
        time.sleep(2)
    told = crowd.poll(tickets)
    admitted = {key for key, _, state, _, _ in told if state == "admitted"}
    epoch = system.status()["epoch"]
    buyers = Buyers(system, passes)
    buyers.start()
    begun = time.monotonic()
    flush(system) if kind == "flush" else replace(system, stale)
    recovering = wait_for(system, "recovering", epoch)
    # How far the line had come, as far as PostgreSQL knows, which hears of it within about a second. Who stands before it
    # is owed a turn; who was let in after it and lost that to the fault stands in line as before.
    served = system.sql(f"SELECT served_score FROM room_served WHERE room_id = '{ROOM}'")
    before = max(max(admitted), f"{epoch:08x}{int(served):016x}")
    rounds, nulls = [], 0
    while system_state(system) != "open" or len(rounds) < 3:
        told = crowd.poll(tickets)
        nulls += sum(position is None for _, _, state, position, _ in told if state == "recovering")
        faults.check(
            not any(position for _, _, state, position, _ in told if state == "recovering"),
            f"{kind}: a position while the room recovers")
        if any(state == "waiting" for _, _, state, _, _ in told):
            rounds.append(told)
    back = time.monotonic() - begun
    rounds += [crowd.poll(tickets) for _ in range(2)]
    system.pause()
    rounds.append(crowd.poll(tickets))
    before = max(before, max((key for key, _, state, _, _ in rounds[0] if state == "admitted"), default=""))
    last = rounds[-1]
    lost = [key for key, status, _, _, _ in last if status not in (200, 202, 410)]
    inversions = overtaken(before, rounds) + disorder(before, last)
    again = connection.ask(
        [("POST", f"/waiting-room/{ROOM}/passes", f"Usher-Ticket: {ticket}\r\n") for _, ticket in holders])
    changed = sum(status != 200 or body["jti"] != first[key] for (key, _), (status, body) in zip(holders, again))
    twice = system.sql(
        "SELECT count(*) FROM (SELECT 1 FROM passes GROUP BY room_id, ticket_id HAVING count(*) > 1) p")
    answers = buyers.stop()
    crowd.stop()
    faults.check(recovering is not None, f"{kind}: the room never said that it recovers")
    faults.check(not lost, f"{kind}: {len(lost)} tickets lost their place")
    faults.check(inversions == 0, f"{kind}: {inversions} inversions")
    faults.check(changed == 0, f"{kind}: {changed} holders got another pass, or none")
    faults.check(twice == "0", f"{kind}: {twice} tickets have two passes")
    faults.check(set(answers) == {200}, f"{kind}: pass holders were answered {answers}")
    states = collections.Counter(state for _, _, state, _, _ in last)
    print(
        f"{kind}: {len(tickets)} tickets; recovering after {recovering or 0:.1f} s, open after {back:.1f} s; "
        f"{nulls} polls told no position; {len(rounds)} rounds of polls, {inversions} inversions; {dict(states)}; "
        f"pass holders {answers}", flush=True)


def system_state(system):
    return system.status()["state"]


def wait_for(system, state, epoch):
    """Seconds until the room says so in a later epoch, or None."""
    begun = time.monotonic()
    while time.monotonic() - begun < 20:
        try:
            status = system.status()
            if status["state"] == state and status["epoch"] > epoch:
                return time.monotonic() - begun
        except OSError:
            pass
        time.sleep(0.05)
    return None


class Released(threading.Thread):
    """Reads how many were released, by Redis' own clock, every 100 ms."""

    def __init__(self, redis, epoch):
        super().__init__(daemon=True)
        self.redis, self.key = redis, f"usher:{{{ROOM}}}:{epoch}:state"
        self.samples = []
        self.ends = threading.Event()

    def run(self):
        while not self.ends.wait(SAMPLE_SECONDS):
            self.redis.ask("MULTI")
            self.redis.ask("TIME")
            self.redis.ask("HGET", self.key, "admitted_total")
            (seconds, micros), total = self.redis.ask("EXEC")
            self.samples.append((int(seconds) + int(micros) / 1e6, int(total)))

    def stop(self):
        self.ends.set()
        self.join()
        return self.samples


def pace(system, folder, people, seconds, faults):
    system.admin("POST", f"/api/rooms/{ROOM}/pause")
    crowd = Crowd(system.port, ROOM)
    begun = time.monotonic()
    crowd.join(people)
    print(f"pace: {people} joined in {time.monotonic() - begun:.1f} s", flush=True)
    crowd.stop()
    status = system.status()
    system.admin("POST", f"/api/rooms/{ROOM}/resume")
    time.sleep(1)
    released = Released(system.redis(), status["epoch"])
    released.start()
    others, deeds = [], []

    def note(deed):
        deeds.append(deed)
        time.sleep(seconds / 12)

    note("one admitter")
    os.kill(system.child("usher admitter"), signal.SIGKILL)
    note("killed")
    for number in (2, 3):
        others.append(second_admitter(system, folder, number))
    note("three")
    os.kill(system.child("usher admitter"), signal.SIGSTOP)
    note("one of three stopped")
    others[0].kill()
    note("another killed")
    os.kill(system.child("usher admitter"), signal.SIGCONT)
    note("the stopped one goes on")
    others[1].send_signal(signal.SIGSTOP)
    os.kill(system.child("usher admitter"), signal.SIGSTOP)
    note("all stopped")
    others[1].send_signal(signal.SIGCONT)
    os.kill(system.child("usher admitter"), signal.SIGCONT)
    note("all go on")
    others += [second_admitter(system, folder, number) for number in (4, 5, 6)]
    note("five")
    time.sleep(seconds / 4)
    samples = released.stop()
    for other in others:
        other.kill()
        other.wait()
    judge_pace(samples, faults, deeds)


def second_admitter(system, folder, number):
    with open(os.path.join(system.data, "usher.yaml")) as file:
        text = file.read()
    config = os.path.join(system.data, f"admitter-{number}.yaml")
    with open(config, "w") as file:
        file.write(text.replace("run/admitter.sock", f"run/admitter-{number}.sock"))
    return subprocess.Popen(
        [system.usher, "admitter", "--config", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def judge_pace(samples, faults, deeds):
    """Any window: released less what the rate gives is at most the greatest rise of `total - rate × time`."""
    burst = max(1, RATE / 10)
    lowest, excess = None, 0
    for at, total in samples:
        level = total - RATE * at
        excess = max(excess, level - (lowest if lowest is not None else level))
        lowest = level if lowest is None else min(lowest, level)
    faults.check(excess <= burst + 1e-3, f"pace: {excess:.3f} beyond the rate in some window, a burst is {burst:g}")
    (first, start), (last, end) = samples[0], samples[-1]
    quiet = [(at, total) for at, total in samples if at > last - 10]
    rate = (quiet[-1][1] - quiet[0][1]) / (quiet[-1][0] - quiet[0][0])
    faults.check(abs(rate - RATE) <= RATE / 100 + 0.1, f"pace: {rate:.2f} a second in the last 10 s, {RATE} set")
    gaps = max(after[0] - before[0] for before, after in zip(samples, samples[1:]))
    print(
        f"pace: {len(samples)} samples over {last - first:.1f} s (longest gap {gaps * 1000:.0f} ms), {end - start} released, "
        f"{(end - start) / (last - first):.2f} a second with all disturbances ({'; '.join(deeds)}); most in any window: "
        f"rate and {excess:.2f} (a burst is {burst:g}); last 10 s {rate:.2f} a second", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("usher")
    parser.add_argument("sections", nargs="*", default=["flush", "empty", "stale", "pace"])
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--waiting", type=int, default=50_000, help="for pace")
    parser.add_argument("--seconds", type=int, default=60, help="of pace")
    options = parser.parse_args()
    faults = Faults()
    for section in options.sections or ["flush", "empty", "stale", "pace"]:
        with tempfile.TemporaryDirectory() as folder:
            system = System(os.path.abspath(options.usher), folder)
            try:
                if section == "pace":
                    pace(system, folder, options.waiting, options.seconds, faults)
                else:
                    lose(system, folder, options.people, section, faults)
            finally:
                system.stop()
    print("line: every promise held" if not faults.found else f"line: BROKEN: {faults.found}")
    return 1 if faults.found else 0


if __name__ == "__main__":
    sys.exit(main())
