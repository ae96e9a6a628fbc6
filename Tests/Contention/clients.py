"""Buyers who hold, ask again, give back, pay in every way or walk away, through a core that keeps dying.

Each buyer asks until it has a definite answer, with the same Idempotency-Key, and writes down what it was told: a list of
`[kind, …]`, the record that is later held against the tables.
"""

import asyncio
import collections
import json
import random

WINDOW_SEATS = 400
QUANTITY_MAX = 4
# Each stands for what a buyer does with a hold, by weight.
DEEDS = {"give_back": 50, "test_ok": 16, "test_decline": 9, "test_lost_reply": 2, "test_error": 2, "walk_away": 6}
UNKNOWN_SECONDS_MAX = 120


class Broken(Exception):
    """A promise was broken."""


class Wire:
    """One keep-alive connection to the core, made anew whenever it broke."""

    def __init__(self, path):
        self.path = path
        self.reader = self.writer = None

    def close(self):
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None

    async def ask(self, method, target, headers, body=None):
        """Status, headers and body; None: no answer, so nobody knows what came of it."""
        text = f"{method} {target} HTTP/1.1\r\nHost: core\r\n"
        text += "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        payload = b"" if body is None else json.dumps(body).encode()
        if body is not None:
            text += f"Content-Type: application/json\r\nContent-Length: {len(payload)}\r\n"
        try:
            async with asyncio.timeout(30):
                if self.writer is None:
                    self.reader, self.writer = await asyncio.open_unix_connection(self.path)
                self.writer.write(text.encode() + b"\r\n" + payload)
                head = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
                fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
                data = await self.reader.readexactly(int(fields.get("content-length", 0)))
        except (OSError, EOFError, TimeoutError):
            self.close()
            return None
        if fields.get("connection", "").lower() == "close":
            self.close()
        return int(head[0].split(" ")[1]), fields, data.decode()


class Sale:
    """What the buyers of one process share."""

    def __init__(self, socket, signer, seats, passes, seed, progress, target):
        self.socket, self.signer, self.seats, self.passes = socket, signer, seats, passes
        self.random = random.Random(seed)
        self.progress, self.target = progress, target
        self.records = []
        self.refusals = collections.Counter()
        # Passes that have bought their order.
        self.used = set()
        self.unanswered = 0
        self.next_key = 0

    @property
    def is_over(self):
        return self.progress.is_over()

    def note(self, *record):
        self.records.append(record)
        self.progress.add()

    def key(self):
        self.next_key += 1
        return f"key-{self.random.getrandbits(48):x}-{self.next_key}"

    def wish(self):
        """Seats beside each other, in random order: half of them where everybody wants to sit just now."""
        quantity = self.random.randint(1, QUANTITY_MAX)
        if self.random.random() < 0.5:
            start = int(self.progress.share() * (len(self.seats) - WINDOW_SEATS)) if len(self.seats) > WINDOW_SEATS else 0
            first = start + self.random.randrange(min(WINDOW_SEATS, len(self.seats) - start))
        else:
            first = self.random.randrange(len(self.seats))
        seats = [self.seats[(first + n) % len(self.seats)] for n in range(quantity)]
        self.random.shuffle(seats)
        return seats


class Buyer:
    def __init__(self, sale):
        self.sale = sale
        self.wire = Wire(sale.socket)

    async def run(self):
        while not self.sale.is_over:
            await self.visit(*next(self.sale.passes))
        self.wire.close()

    async def visit(self, room, pass_id, user):
        """All that one pass is used for."""
        sale = self.sale
        self.identity = (user, room, pass_id)
        for _ in range(6):
            if sale.is_over:
                return
            hold = await self.hold(room)
            if hold is None:
                continue
            deed = sale.random.choices(list(DEEDS), DEEDS.values())[0]
            if deed == "walk_away":
                return
            if deed == "give_back":
                await self.give_back(hold)
            elif await self.pay(hold, deed):
                return

    async def definite(self, method, target, headers, body=None, signed=False):
        """Asks until the answer says what happened."""
        deadline = asyncio.get_running_loop().time() + UNKNOWN_SECONDS_MAX
        while True:
            all_headers = dict(headers)
            if signed:
                all_headers.update(self.sale.signer.headers(method, target, *self.identity))
            answer = await self.wire.ask(method, target, all_headers, body)
            code = None
            if answer is not None:
                status, fields, text = answer
                if fields.get("content-type", "").startswith("application/problem+json"):
                    code = json.loads(text)["code"]
                if status != 503 and code != "idempotency_in_progress" and code != "contended":
                    return status, fields, text, code
            self.sale.unanswered += 1
            if asyncio.get_running_loop().time() > deadline:
                raise Broken(f"{method} {target} has no definite answer for {UNKNOWN_SECONDS_MAX} s: {answer}")
            await asyncio.sleep(0.05 + self.sale.random.random() * 0.2)

    async def hold(self, room):
        sale = self.sale
        if room == "yard":
            body = {"event_id": "yard", "quantity": sale.random.randint(1, QUANTITY_MAX)}
        elif sale.random.random() < 0.1:
            body = {"event_id": "hall", "best_available": {"quantity": sale.random.randint(1, QUANTITY_MAX)}}
        else:
            body = {"event_id": "hall", "seat_ids": sale.wish()}
        key = sale.key()
        headers = {"Idempotency-Key": f'"{key}"'}
        status, _, text, code = await self.definite("POST", "/bookings/hold", headers, body, signed=True)
        again = sale.random.random() < 0.1 and (status == 201 or code == "seat_unavailable" and "seat_ids" in body)
        if status not in (200, 201):
            if code == "pass_required" and self.identity[2] in sale.used:
                sale.refusals["pass_used_up"] += 1
                return None
            if status != 409:
                raise Broken(f"hold {body} of {self.identity}: {status} {text}")
            sale.refusals[code] += 1
            if again:
                await self.replay(headers, body, status, None)
            return None
        answer = json.loads(text)
        places = sorted(item["seat_id"] for item in answer["items"]) if room == "hall" else sum(
            item["quantity"] for item in answer["items"])
        if "seat_ids" in body and places != sorted(body["seat_ids"]):
            raise Broken(f"asked for {body}, got {text}")
        sale.note("held", answer["hold_id"], self.identity[2], self.identity[0], places, answer["total"], key)
        if again:
            await self.replay(headers, body, status, answer)
        return answer

    async def replay(self, headers, body, status, answer):
        """The same request under the same key has the same answer."""
        second, fields, text, _ = await self.definite("POST", "/bookings/hold", headers, body, signed=True)
        if second != status or fields.get("idempotency-replayed") != "true":
            raise Broken(f"{status} became {second} {fields} {text}")
        if answer is not None:
            if json.loads(text) != answer:
                raise Broken(f"{answer} was replayed as {text}")
            self.sale.note("replayed", answer["hold_id"], self.identity[2])

    async def give_back(self, hold):
        headers = {"Usher-Hold": hold["hold_token"]}
        status, _, text, _ = await self.definite("DELETE", f"/bookings/{hold['hold_id']}", headers)
        if status != 204:
            raise Broken(f"giving back {hold['hold_id']}: {status} {text}")
        self.sale.note("given_back", hold["hold_id"])

    async def pay(self, hold, method):
        """True: the pass has no further use."""
        headers = {"Usher-Hold": hold["hold_token"], "Idempotency-Key": f'"{self.sale.key()}"'}
        target = f"/bookings/{hold['hold_id']}/pay"
        while True:
            status, fields, text, code = await self.definite("POST", target, headers, {"payment_method": method})
            if status != 202:
                break
            await asyncio.sleep(0.3)
        if status == 200:
            order = json.loads(text)
            self.sale.used.add(self.identity[2])
            self.sale.note("confirmed", hold["hold_id"], order["booking_id"], order["payment_id"], hold["total"])
            if self.sale.random.random() < 0.2:
                second, fields, again, _ = await self.definite("POST", target, headers, {"payment_method": method})
                if (second, again) != (status, text) or fields.get("idempotency-replayed") != "true":
                    raise Broken(f"{text} was replayed as {second} {again}")
                self.sale.note("replayed", hold["hold_id"], None)
            return True
        if status == 402:
            self.sale.note("declined", hold["hold_id"])
            await self.give_back(hold)
            return False
        if status == 410 or code == "already_confirmed":
            self.sale.refusals[code] += 1
            return True
        raise Broken(f"paying {hold['hold_id']} with {method}: {status} {text}")


async def crowd(sale, count):
    results = await asyncio.gather(*(Buyer(sale).run() for _ in range(count)), return_exceptions=True)
    faults = [f"{type(result).__name__}: {result}" for result in results if result is not None]
    return {
        "records": sale.records, "refusals": sale.refusals, "unanswered": sale.unanswered, "faults": faults}
