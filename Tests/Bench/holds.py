"""Holds at the core's own socket, beside pgbench with one plain UPDATE a transaction, in one run on one PostgreSQL."""

import json
import os
import re
import subprocess
import sys
import urllib.parse

import peers

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Contention"))
from installation import Installation, ask, hall, pass_name, yard  # noqa: E402

# Of each measurement. Signatures are made before it and good for 30 seconds.
REQUESTS = 40_000
CONNECTIONS = (128, 256, 512)
PGBENCH_CLIENTS = (8, 16, 32, 64)
PGBENCH_SECONDS = 4
LATENCY_SHARE = 0.7
# Orders of each event, paid with the test provider.
ORDERS = 4_000
ROWS, SEATS_PER_ROW = 8_400, 20

TABLES = """
DROP TABLE IF EXISTS bench_seats, bench_counter;
CREATE TABLE bench_seats (id int PRIMARY KEY, status text, hold_id uuid, hold_expires_at timestamptz)
  WITH (fillfactor = 80);
INSERT INTO bench_seats SELECT i, 'AVAILABLE' FROM generate_series(1, 1000000) i;
CREATE TABLE bench_counter (id int PRIMARY KEY, capacity int, held int) WITH (fillfactor = 10);
INSERT INTO bench_counter VALUES (1, 2000000000, 0);
"""
SCRIPTS = {
    "free seats": """
\\set id random(1, 1000000)
UPDATE bench_seats SET status = 'HELD', hold_id = gen_random_uuid(), hold_expires_at = clock_timestamp() + interval '10 min'
WHERE id = :id AND (status = 'AVAILABLE' OR status = 'HELD' AND hold_expires_at <= clock_timestamp());
""",
    "a hot counter": "UPDATE bench_counter SET held = held + 1 WHERE id = 1 AND held + 1 <= capacity;\n",
    "taken seats": """
\\set id random(1, 1000)
UPDATE bench_seats SET status = 'HELD', hold_id = gen_random_uuid(), hold_expires_at = clock_timestamp() + interval '10 min'
WHERE id = :id AND (status = 'AVAILABLE' OR status = 'HELD' AND hold_expires_at <= clock_timestamp());
""",
}


def framed(headers, body, target="/bookings/hold"):
    """One POST, as the driver reads it from its file."""
    payload = json.dumps(body)
    text = f"POST {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    text += "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    text += f"Content-Length: {len(payload)}\r\n\r\n{payload}"
    return f"{len(text)}\n{text}".encode()


def drive(driver, server, path, connections, count, expected, per_second=None):
    """Sends the file's requests; every answer must have the status `expected`."""
    words = [driver, server, path, str(connections)]
    output = subprocess.run(
        words + ([] if per_second is None else [str(per_second)]), check=True, capture_output=True, text=True).stdout
    result = json.loads(output)
    if result["statuses"] != {expected: count}:
        raise RuntimeError(f"expected {count} answers {expected}: {result}")
    result["per_second"] = count / result["seconds"]
    return result


def pgbench(url, sockets, folder, kind):
    """The most transactions a second, and with how many clients."""
    script = os.path.join(folder, "pgbench.sql")
    with open(script, "w") as file:
        file.write(SCRIPTS[kind])
    best = (0, 0)
    for clients in PGBENCH_CLIENTS:
        output = subprocess.run(
            ["pgbench", "-n", "-M", "prepared", "-f", script, "-c", str(clients), "-j", "2", "-T", str(PGBENCH_SECONDS),
             "-h", sockets, "-p", str(url.port), "-U", url.username, url.path[1:]],
            check=True, capture_output=True, text=True, env={**os.environ, "PGPASSWORD": url.password}).stdout
        rate = float(next(line for line in output.splitlines() if line.startswith("tps")).split()[2])
        best = max(best, (rate, clients))
    return best


def sql(database, text):
    """What psql prints, bare."""
    return subprocess.run(
        ["psql", "-qtAX", "-v", "ON_ERROR_STOP=1", database], input=text, check=True, capture_output=True, text=True).stdout


def pgbench_alone(database, folder, kind):
    """On a running system's PostgreSQL, by its URL."""
    sql(database, TABLES)
    sockets = sql(database, "SHOW unix_socket_directories").strip()
    return pgbench(urllib.parse.urlsplit(database), sockets, folder, kind)


class Bench:
    def __init__(self, installation, driver, folder):
        self.installation, self.driver, self.folder = installation, driver, folder
        self.used = {"hall": 0, "yard": 0}
        self.seats = [
            row[0] for row in installation.psql("SELECT seat_id FROM seats WHERE event_id = 'hall' ORDER BY ordinal")]

    def requests(self, kind, count):
        """`(room, pass number, body)` of so many requests."""
        for n in range(count):
            if kind == "a hot counter":
                yield "yard", self.used["yard"] + n, {"event_id": "yard", "quantity": 1}
            elif kind == "free seats":
                number = self.used["hall"] + n
                yield "hall", number, {"event_id": "hall", "seat_ids": [self.seats[number]]}
            else:
                # Later passes ask for what the first have; they are refused, and so are never used up.
                yield "hall", len(self.seats) - 1 - n % 20_000, {"event_id": "hall", "seat_ids": [self.seats[n % 1_000]]}

    def write(self, kind, count):
        path = os.path.join(self.folder, "requests")
        with open(path, "wb") as file:
            for room, number, body in self.requests(kind, count):
                file.write(framed(
                    self.installation.signer.headers(
                        "POST", "/bookings/hold", f"user-{number}", room, pass_name(room, number)), body))
        if kind != "taken seats":
            self.used["yard" if kind == "a hot counter" else "hall"] += count
        return path

    def drive(self, kind, connections, count=REQUESTS, per_second=None):
        expected = "409" if kind == "taken seats" else "201"
        return self.measure(self.write(kind, count), connections, count, expected, per_second)

    def measure(self, path, connections, count, expected, per_second=None):
        processes = (self.installation.core.pid, *self.servers())
        before = [self.spent(process, 0) for process in processes]
        result = drive(self.driver, self.installation.socket, path, connections, count, expected, per_second)
        spent = [self.spent(process, was) * 1e6 / count for process, was in zip(processes, before)]
        result["core_us"], result["postgres_us"] = spent[0], sum(spent[1:])
        return result

    @staticmethod
    def spent(process, before):
        """Seconds of CPU since `before`; none for a process that has ended, as workers of autovacuum do."""
        try:
            return peers.cpu_seconds([process]) - before
        except FileNotFoundError:
            return 0

    def pay(self, event):
        """Pays for holds of the event that were won before."""
        holds = self.installation.psql(
            f"SELECT id, user_id, pass_id FROM holds WHERE event_id = '{event}' AND status = 'HELD' LIMIT {ORDERS}")
        path = os.path.join(self.folder, "requests")
        with open(path, "wb") as file:
            for hold, user, pass_id in holds:
                target = f"/bookings/{hold}/pay"
                headers = self.installation.signer.headers("POST", target, user, event, pass_id)
                file.write(framed(
                    {**headers, "Idempotency-Key": f"order-{hold}"}, {"payment_method": "test_ok"}, target))
        before = self.payment_statements()
        result = self.measure(path, CONNECTIONS[0], len(holds), "200")
        result["statements"] = (self.payment_statements() - before) / len(holds)
        return result

    def payment_statements(self):
        _, metrics = ask(self.installation.socket, "GET", "/metrics")
        return float(re.search(r"^usher_booking_payment_statements (\S+)", metrics, re.MULTILINE).group(1))

    def servers(self):
        """PostgreSQL's processes."""
        parent = self.installation.postgres.pid
        own = [parent, *peers.children_of(parent)]
        return own + [process for child in own[1:] for process in peers.children_of(child)]

    def pgbench(self, kind):
        sockets = self.installation.psql("SHOW unix_socket_directories")[0][0]
        return pgbench(urllib.parse.urlsplit(self.installation.database), sockets, self.folder, kind)

    def compare(self, kind):
        if kind == "taken seats":
            self.installation.psql("""
                UPDATE bench_seats SET status = 'SOLD' WHERE id <= 1000""")
        rate, clients = self.pgbench(kind)
        results = [(self.drive(kind, connections), connections) for connections in CONNECTIONS]
        best, connections = max(results, key=lambda result: result[0]["per_second"])
        print(
            f"{kind:16s} core {best['per_second']:8.0f}/s with {connections} connections (p50 {best['p50_ms']:.1f} ms, "
            f"p99 {best['p99_ms']:.1f} ms; core {best['core_us']:.0f} us, PostgreSQL {best['postgres_us']:.0f} us CPU each); "
            f"pgbench {rate:8.0f}/s with {clients} clients: {best['per_second'] / rate:.2f} x",
            flush=True)
        return best["per_second"], connections


def run(usher, driver, folder):
    installation = Installation(usher, folder)
    try:
        installation.start_postgres()
        installation.import_event(hall(ROWS, SEATS_PER_ROW))
        installation.import_event(yard(1_000_000))
        for room in ("hall", "yard"):
            installation.make_passes(room, ROWS * SEATS_PER_ROW)
        installation.psql(TABLES)
        installation.psql("VACUUM ANALYZE")
        installation.psql("CHECKPOINT")
        installation.start_core()
        installation.wait_for_core()
        bench = Bench(installation, driver, folder)
        for kind in ("taken seats", "free seats", "a hot counter"):
            if kind == "taken seats":
                bench.drive("free seats", CONNECTIONS[0], 1_000)
            rate, connections = bench.compare(kind)
            if kind == "free seats":
                at = rate * LATENCY_SHARE
                paced = bench.drive(kind, connections, int(min(REQUESTS, 5 * at)), at)
                print(
                    f"{kind:16s} core at {at:8.0f}/s, {LATENCY_SHARE:.0%} of that: p50 {paced['p50_ms']:.1f} ms, "
                    f"p99 {paced['p99_ms']:.1f} ms, longest {paced['max_ms']:.1f} ms", flush=True)
        for event in ("hall", "yard"):
            paid = bench.pay(event)
            print(
                f"orders of {event:6s} core {paid['per_second']:8.0f}/s with {CONNECTIONS[0]} connections (p50 "
                f"{paid['p50_ms']:.0f} ms, p99 {paid['p99_ms']:.0f} ms; core {paid['core_us']:.0f} us, PostgreSQL "
                f"{paid['postgres_us']:.0f} us CPU each, {paid['statements']:.2f} statements for its three steps)",
                flush=True)
    finally:
        installation.stop()
