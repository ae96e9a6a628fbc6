"""A running sale as its operator and other visitors have it: `usher` verbs, the admin listener, plain HTTP."""

import http.client
import json
import subprocess
import time
import urllib.parse

WAIT_SECONDS = 60


def wait_until(what, condition, seconds=WAIT_SECONDS):
    """Asks until it is so; fails past the time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.05)
    raise TimeoutError(f"not within {seconds} s: {what}")


class Sale:
    def __init__(self, usher, data, origin):
        self.usher = usher
        self.data = data
        self.origin = origin
        self.address = urllib.parse.urlsplit(origin).netloc
        with open(f"{data}/endpoints.json", encoding="utf-8") as file:
            self.endpoints = json.load(file)

    def verb(self, *words):
        subprocess.run([self.usher, *words, "--data", self.data], check=True, stdout=subprocess.PIPE)

    def set_rate(self, room, rate):
        """Sets how many a second are admitted, and waits until the room says so. Pages look often, to keep tests short."""
        self.verb("room", "set", room, f"admit_rate={rate}", "poll_max_seconds=2")
        wait_until(f"{rate} a second in {room}", lambda: self.status(room)["admit_rate"] == rate)

    def close(self, room):
        """Ends the line for good: nobody can join any more."""
        with open(f"{self.data}/admin-token", encoding="utf-8") as file:
            token = file.read().strip()
        admin = urllib.parse.urlsplit(self.endpoints["admin"]).netloc
        status, _ = call(admin, "POST", f"/api/rooms/{room}/close", {"Authorization": f"Bearer {token}"})
        assert status == 200, status

    def lose_the_line(self):
        """Redis forgets everything."""
        subprocess.run(
            ["redis-cli", "--no-auth-warning", "-u", self.endpoints["redis"], "FLUSHALL"], check=True,
            stdout=subprocess.PIPE)

    def status(self, room):
        return call(self.address, "GET", f"/waiting-room/{room}/status")[1]

    def join(self, room, headers=None, source="127.0.0.1"):
        """Takes a place as a program does; gives status and document."""
        return call(self.address, "POST", f"/waiting-room/{room}/tickets", headers, source)

    def crowd(self, room, count):
        """Puts people in the line, each from a network of its own."""
        for number in range(count):
            status, document = self.join(room, source=f"127.0.{1 + number // 250}.{1 + number % 250}")
            assert status == 201, (status, document)


def call(address, method, target, headers=None, source="127.0.0.1"):
    connection = http.client.HTTPConnection(address, timeout=20, source_address=(source, 0))
    try:
        connection.request(method, target, headers={"Accept": "application/json", **(headers or {})})
        answer = connection.getresponse()
        body = answer.read()
        return answer.status, json.loads(body) if body else {}
    finally:
        connection.close()
