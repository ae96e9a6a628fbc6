"""Many visitors of one gateway: plain HTTP/1.1 on a few connections, many requests at a time on each."""

import json
import multiprocessing
import socket

PIPELINE = 32


class Connection:
    """Requests go out in bundles and their answers come back in order."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.unread = b""

    def ask(self, requests):
        """`requests`: (method, target, header lines). Gives (status, JSON or None) each."""
        answers = []
        for start in range(0, len(requests), PIPELINE):
            bundle = requests[start:start + PIPELINE]
            self.socket.sendall(b"".join(
                f"{method} {target} HTTP/1.1\r\nHost: x\r\n{lines}Content-Length: 0\r\n\r\n".encode()
                for method, target, lines in bundle))
            answers += [self.read() for _ in bundle]
        return answers

    def read(self):
        while b"\r\n\r\n" not in self.unread:
            self.more()
        head, self.unread = self.unread.split(b"\r\n\r\n", 1)
        length = 0
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        while len(self.unread) < length:
            self.more()
        body, self.unread = self.unread[:length], self.unread[length:]
        return int(head.split(b" ", 2)[1]), json.loads(body) if body else None

    def more(self):
        part = self.socket.recv(262_144)
        if not part:
            raise RuntimeError("the gateway closed the connection")
        self.unread += part


def join_some(port, room, count):
    answers = Connection(port).ask([("POST", f"/waiting-room/{room}/tickets", "")] * count)
    for status, body in answers:
        if status != 201:
            raise RuntimeError(f"joining gave {status}: {body}")
    return [(body["order_key"], body["ticket"]) for _, body in answers]


def poll_some(port, room, tickets):
    """What each ticket is told: (key, status, state, position, Redis' instant)."""
    target = f"/waiting-room/{room}/tickets/self"
    answers = Connection(port).ask([("GET", target, f"Usher-Ticket: {ticket}\r\n") for _, ticket in tickets])
    told = []
    for (key, _), (status, body) in zip(tickets, answers):
        told.append((key, status, body.get("state"), body.get("position"), body.get("updated_at", "")))
    return told


class Crowd:
    def __init__(self, port, room, processes=4):
        self.port, self.room, self.count = port, room, processes
        self.pool = multiprocessing.Pool(processes)

    def join(self, count):
        """Order keys and tickets of new people, in order of the keys."""
        share = -(-count // self.count)
        shares = [min(share, count - start) for start in range(0, count, share)]
        made = self.pool.starmap(join_some, [(self.port, self.room, share) for share in shares])
        return sorted(pair for part in made for pair in part)

    def poll(self, tickets):
        parts = [tickets[index::self.count] for index in range(self.count)]
        told = self.pool.starmap(poll_some, [(self.port, self.room, part) for part in parts if part])
        return [place for part in told for place in part]

    def stop(self):
        self.pool.terminate()
