#!/usr/bin/env python3
"""Hundreds of buyers race for all seats of an event while the core and PostgreSQL (fsync on) are killed with -9.

Usage: contention.py USHER [--answers N] [--kills N] [--seconds N] [--clients N] [--processes N] [--rows N] [--seed N]
Goes on until N answers were acknowledged (a hold, something given back, an order, a decline, a replay) and each of the two
was killed N times, or until the seconds are over; then `usher fsck` and the buyers' own records are held against the
tables. Exits 1 on a broken promise.
"""

import argparse
import asyncio
import collections
import itertools
import multiprocessing
import os
import queue
import random
import shutil
import sys
import tempfile
import time

import clients
import verdict
from installation import Installation, hall, pass_name, wait_until, yard

SEATS_PER_ROW = 40
# What lies between two kills at least; beside it the answers are spread over all kills.
LIFE_SECONDS = (0.2, 1.2)
LIFE_SECONDS_MAX = 20
# Of the kills of one of the two, how many hit both.
VICTIMS = (["core"], ["postgres"], ["core"], ["postgres"], ["core", "postgres"])
PASSES_PER_ANSWER = 2


class Progress:
    """How many answers were acknowledged, over all processes."""

    def __init__(self, target):
        self.target = target
        self.count = multiprocessing.Value("q", 0)
        self.stopped = multiprocessing.Value("b", 0)

    def add(self):
        with self.count.get_lock():
            self.count.value += 1

    def share(self):
        return min(1.0, self.count.value / self.target)

    def is_over(self):
        return self.stopped.value != 0


def run_process(number, options, socket, signer, seats, progress, results):
    per_process = options.passes // options.processes
    first = number * per_process

    def passes():
        # Every fifth visit is to the yard. Who comes again may find that his pass has bought its order.
        for n in itertools.cycle(range(first, first + per_process)):
            room = "yard" if n % 5 == 0 else "hall"
            yield room, pass_name(room, n), f"user-{n}"

    sale = clients.Sale(socket, signer, seats, passes(), options.seed * 1000 + number, progress, options.answers)
    results.put(asyncio.run(clients.crowd(sale, options.clients // options.processes)))


def disturb(installation, options, progress, chance, is_running):
    """Kills one, the other or both, over and over, until there was enough of everything."""
    kills = collections.Counter()
    first = last = time.monotonic()
    # Three of five strokes hit each of them.
    answers_per_stroke = options.answers // (options.kills * 5 // 3 + 1)
    while progress.count.value < options.answers or min(kills["core"], kills["postgres"]) < options.kills:
        if not is_running() or (options.seconds and time.monotonic() - first > options.seconds):
            return kills
        victims = chance.choice(VICTIMS)
        enough = progress.count.value + answers_per_stroke * chance.uniform(0.5, 1.2)
        began = time.monotonic()
        time.sleep(chance.uniform(*LIFE_SECONDS))
        while progress.count.value < enough and time.monotonic() - began < LIFE_SECONDS_MAX:
            time.sleep(0.01)
        if "postgres" in victims:
            kills["postgres"] += 1
            installation.kill(installation.postgres)
        if "core" in victims:
            kills["core"] += 1
            installation.kill(installation.core)
            installation.start_core()
        if "postgres" in victims:
            installation.start_postgres()
        installation.wait_for_core()
        if time.monotonic() - last > 10:
            last = time.monotonic()
            print(f"contention: {progress.count.value} answers, killed {dict(kills)}", file=sys.stderr, flush=True)
    return kills


def race(installation, options):
    progress = Progress(options.answers)
    results = multiprocessing.Queue()
    seats = [row[0] for row in installation.psql("SELECT seat_id FROM seats WHERE event_id = 'hall' ORDER BY ordinal")]
    processes = [
        multiprocessing.Process(
            target=run_process,
            args=(number, options, installation.socket, installation.signer, seats, progress, results))
        for number in range(options.processes)]
    for process in processes:
        process.start()
    try:
        kills = disturb(
            installation, options, progress, random.Random(options.seed),
            # A process that has told its results has lost all its buyers.
            lambda: results.empty() and all(process.is_alive() for process in processes))
        progress.stopped.value = 1
        parts = []
        while len(parts) < len(processes):
            try:
                parts.append(results.get(timeout=5))
            except queue.Empty:
                if not any(process.is_alive() for process in processes):
                    raise RuntimeError("a process of buyers died") from None
    finally:
        progress.stopped.value = 1
        for process in processes:
            process.join(30)
    return kills, parts


def settle(installation):
    """Payments rest, and lapsed holds are ended."""
    wait_until("rest", 120, lambda: installation.psql("""
        SELECT (SELECT count(*) FROM payments WHERE check_at IS NOT NULL)
          + (SELECT count(*) FROM holds WHERE status = 'HELD' AND expires_at <= clock_timestamp())""") == [["0"]])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("usher")
    parser.add_argument("--answers", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seconds", type=float, help="the longest time the race may take")
    parser.add_argument("--clients", type=int, default=320)
    parser.add_argument("--processes", type=int, default=4)
    # Enough that the seats are not all sold before the end.
    parser.add_argument("--rows", type=int, default=600)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1, 1 << 31))
    options = parser.parse_args()
    options.passes = int(options.answers * PASSES_PER_ANSWER) + 40 * options.clients
    folder = tempfile.mkdtemp(prefix="usher-contention-")
    print(f"contention: seed {options.seed}", flush=True)
    installation = Installation(
        os.path.abspath(options.usher), folder, hold_seconds=3, payment_seconds=10, hold_seconds_max=60)
    try:
        installation.start_postgres()
        installation.import_event(hall(options.rows, SEATS_PER_ROW))
        installation.import_event(yard(options.rows * 10))
        for room in ("hall", "yard"):
            installation.make_passes(room, options.passes)
        installation.start_core()
        installation.wait_for_core()
        began = time.monotonic()
        kills, parts = race(installation, options)
        seconds = time.monotonic() - began
        settle(installation)
        checked = installation.fsck()
        records = [record for part in parts for record in part["records"]]
        faults = [fault for part in parts for fault in part["faults"]]
        faults += verdict.compare(installation, records)
    finally:
        installation.stop()
    refusals = sum((part["refusals"] for part in parts), collections.Counter())
    print(f"contention: {seconds:.0f} s, kill -9: {kills['core']} of the core, {kills['postgres']} of PostgreSQL")
    print(f"contention: {len(records)} acknowledged answers: {dict(collections.Counter(r[0] for r in records))}")
    print(f"contention: refused {dict(refusals)}; asked again {sum(part['unanswered'] for part in parts)} times")
    print(f"contention: {checked.stdout.strip() or checked.stderr.strip()}")
    for fault in faults[:verdict.FAULTS_SHOWN]:
        print(f"contention: BROKEN {fault}")
    if faults or checked.returncode:
        print(f"contention: {len(faults)} broken promises; what is left lies in {folder}")
        sys.exit(1)
    print("contention: nothing that was acknowledged is lost, nothing is doubled")
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
