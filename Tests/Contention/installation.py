"""One sale for a test of the booking core: its processes, its two events, its passes, and the gateway's signature.

`usher up` makes the folder; then PostgreSQL and the core run alone, by the very commands that `up` uses, so that whoever
holds this object may kill them at any moment.
"""

import base64
import hashlib
import hmac
import json
import os
import signal
import socket
import subprocess
import time

CONFIGURATION = """
server:
  workers: 1
booking:
  hold_lifetime: {hold_seconds}s
  payment_timeout: {payment_seconds}s
  hold_lifetime_max: {hold_seconds_max}s
  sweep_interval: 300ms
{booking}
payments:
  reconcile_interval: 300ms
  request_timeout: 2s
"""


def hall(rows, seats_per_row):
    """An event with numbered seats, in ten sections."""
    sections = []
    for section in range(10):
        lines = []
        for row in range(rows // 10):
            seats = [{"number": str(number + 1), "x": number, "y": section * 20 + row} for number in range(seats_per_row)]
            lines.append({"row": str(row + 1), "seats": seats})
        sections.append({"section": chr(65 + section), "name": chr(65 + section), "tier": "all", "rows": lines})
    return event("hall", {"map": {"width": 400, "height": 400}, "sections": sections})


def yard(capacity):
    """An event of general admission."""
    return event("yard", {"general_admission": {"tier": "all", "capacity": capacity}})


def event(name, stock):
    return {
        "event_id": name, "name": name, "venue": {"venue_id": "house", "name": "House"},
        "start_time": "2049-06-01T19:00:00Z", "on_sale_at": "2020-01-01T00:00:00Z", "currency": "EUR",
        "seats_per_order_max": 4, "seats_per_user_max": 8,
        "tiers": [{"tier": "all", "name": "All", "price": 2500}], **stock}


def pass_name(room, number):
    return f"pass-of-{room}-{number:012d}"


class Signer:
    """What the gateway adds to a request to vouch for a buyer."""

    def __init__(self, key_file):
        with open(key_file) as file:
            master = bytes.fromhex(next(line.strip() for line in file if line.strip() and not line.startswith("#")))
        self.key = self.derived(master, b"usher origin signature v1")
        self.key_id = self.derived(master, b"usher key id v1")[:1].hex()

    @staticmethod
    def derived(master, purpose):
        pseudo_random_key = hmac.new(bytes(32), master, hashlib.sha256).digest()
        return hmac.new(pseudo_random_key, purpose + b"\x01", hashlib.sha256).digest()

    def headers(self, method, target, user, room, pass_id, milliseconds=None):
        network = "192.0.2.1/32"
        at = str(int(time.time() * 1000) if milliseconds is None else milliseconds)
        text = "".join(f"{part}\n" for part in ("usher-origin-v1", at, method, target, user, room, pass_id, network))
        code = base64.urlsafe_b64encode(hmac.digest(self.key, text.encode(), "sha256")).decode().rstrip("=")
        return {
            "Usher-User": user, "Usher-Room": room, "Usher-Pass-Id": pass_id, "Usher-Network": network,
            "Usher-Signature": f"v1,{at},{self.key_id},{code}"}


class Installation:
    def __init__(self, usher, folder, hold_seconds=600, payment_seconds=120, hold_seconds_max=1200, booking=()):
        os.chmod(folder, 0o755)
        self.usher, self.folder = usher, folder
        self.data = os.path.join(folder, "data")
        config = os.path.join(folder, "usher.yaml")
        with open(config, "w") as file:
            file.write(CONFIGURATION.format(
                hold_seconds=hold_seconds, payment_seconds=payment_seconds, hold_seconds_max=hold_seconds_max,
                booking="\n".join(f"  {line}" for line in booking)))
        self.make(config)
        with open(os.path.join(self.data, "endpoints.json")) as file:
            self.database = json.load(file)["postgres"]
        self.signer = Signer(os.path.join(self.data, "secrets", "master-keys"))
        self.log = open(os.path.join(folder, "log"), "ab")
        self.postgres = self.core = None

    def make(self, config):
        """Makes the folder with `usher up`, and remembers how that starts the two."""
        log_path = os.path.join(self.folder, "up.log")
        with open(log_path, "wb") as log:
            up = subprocess.Popen(
                [self.usher, "up", "--no-demo", "--data", self.data, "--config", config, "--listen", "127.0.0.1:0",
                 "--admin-listen", "127.0.0.1:0"], stdout=log, stderr=log)
        try:
            wait_until("usher up", 90, lambda: b"usher: ready" in open(log_path, "rb").read() or up.poll() is not None)
            if up.poll() is not None:
                raise RuntimeError(f"usher up ended:\n{open(log_path).read()}")
            self.postgres_command, self.account = self.child(up.pid, "/postgres\0")
            self.core_command, _ = self.child(up.pid, "usher\0booking")
        finally:
            up.send_signal(signal.SIGTERM)
            up.wait(60)
        self.socket = next(
            line.split("unix:", 1)[1].strip() for line in open(os.path.join(self.data, "usher.yaml"))
            if "unix:" in line and "booking.sock" in line)

    @staticmethod
    def child(parent, words):
        with open(f"/proc/{parent}/task/{parent}/children") as children:
            for process_id in children.read().split():
                with open(f"/proc/{process_id}/cmdline") as file:
                    line = file.read()
                if words in line:
                    return line.rstrip("\0").split("\0"), os.stat(f"/proc/{process_id}").st_uid
        raise RuntimeError(f"usher up has no child {words!r}")

    def start_postgres(self):
        cluster = self.postgres_command[self.postgres_command.index("-D") + 1]
        lock = os.path.join(cluster, "postmaster.pid")
        if os.path.exists(lock):
            os.unlink(lock)
        # PostgreSQL refuses root, so `up` gives it another account, or another name for the same one.
        prefix = []
        if os.getuid() == 0:
            prefix = (
                ["setpriv", f"--reuid={self.account}", f"--regid={os.stat(cluster).st_gid}", "--clear-groups", "--"]
                if self.account else ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"])
        self.postgres = subprocess.Popen(prefix + self.postgres_command, stdout=self.log, stderr=self.log, cwd="/")

        def is_ready():
            if self.postgres.poll() is not None:
                raise RuntimeError(f"PostgreSQL ended, see {self.folder}/log")
            return os.path.exists(lock) and (open(lock).read().splitlines() + [""] * 8)[7].startswith("ready")

        wait_until("PostgreSQL", 60, is_ready)

    def start_core(self):
        self.core = subprocess.Popen(self.core_command, stdout=self.log, stderr=self.log)

    def wait_for_core(self):
        def is_ready():
            if self.core.poll() is not None:
                raise RuntimeError(f"the core ended, see {self.folder}/log")
            return ask(self.socket, "GET", "/readyz")[0] == 200

        wait_until("the core", 60, is_ready)

    def kill(self, process):
        """`kill -9`, and the end of all that it started: a PostgreSQL's backends must let go of its memory."""
        with open(f"/proc/{process.pid}/task/{process.pid}/children") as children:
            below = children.read().split()
        process.kill()
        process.wait()
        wait_until("the end of all backends", 30, lambda: not any(is_alive(child) for child in below))

    def stop(self):
        for process, how in ((self.core, signal.SIGTERM), (self.postgres, signal.SIGINT)):
            if process is not None and process.poll() is None:
                process.send_signal(how)
                process.wait(60)
        self.log.close()

    def import_event(self, document):
        path = os.path.join(self.folder, f"{document['event_id']}.json")
        with open(path, "w") as file:
            json.dump(document, file)
        subprocess.run(
            [self.usher, "event", "import", path, "--data", self.data], check=True, stdout=subprocess.DEVNULL)

    def psql(self, sql):
        """Rows as lists of text; null is the empty text."""
        result = subprocess.run(
            ["psql", "-X", "-At", "-q", "-F", "\x1f", "-v", "ON_ERROR_STOP=1", self.database], input=sql,
            capture_output=True, text=True, check=False)
        if result.returncode:
            raise RuntimeError(f"{sql}\n{result.stderr}")
        return [line.split("\x1f") for line in result.stdout.splitlines()]

    def make_passes(self, room, count):
        """Pass number n is user-n's, for a day."""
        self.psql(f"""
            INSERT INTO passes (jti, room_id, ticket_id, turn, epoch, subject, key_id, issued_at, minted_expires_at,
              expires_at)
            SELECT 'pass-of-{room}-' || lpad(n::text, 12, '0'), '{room}', decode(md5('{room}' || n), 'hex'), 1, 1,
              'user-' || n, 'k1', t.now, t.now + interval '1 day', t.now + interval '1 day'
            FROM generate_series(0, {count - 1}) AS n, (SELECT date_trunc('second', clock_timestamp()) AS now) t;
            ANALYZE passes""")

    def fsck(self):
        return subprocess.run([self.usher, "fsck", "--data", self.data], capture_output=True, text=True, check=False)


def is_alive(process_id):
    try:
        with open(f"/proc/{process_id}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def wait_until(what, seconds, condition):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what}: not within {seconds} s")
        time.sleep(0.02)


def ask(path, method, target):
    """One plain request; status 0: nobody answered."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            connection.connect(path)
            connection.sendall(f"{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            answer = b""
            while part := connection.recv(65536):
                answer += part
        return int(answer.split(b" ", 2)[1]), answer.split(b"\r\n\r\n", 1)[-1].decode()
    except (OSError, IndexError, ValueError):
        return 0, ""
