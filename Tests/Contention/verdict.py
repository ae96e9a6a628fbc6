"""Holds what the buyers were told against the tables."""

import collections

FAULTS_SHOWN = 20


class Verdict:
    def __init__(self):
        self.faults = []

    def check(self, condition, *words):
        if not condition:
            self.faults.append(" ".join(str(word) for word in words))


def compare(installation, records):
    verdict = Verdict()
    holds = {
        row[0]: {"pass": row[1], "user": row[2], "status": row[3], "total": int(row[4]), "quantity": int(row[5])}
        for row in installation.psql("SELECT id, pass_id, user_id, status, total_amount, quantity FROM holds")}
    seats = collections.defaultdict(list)
    for hold, seat in installation.psql("SELECT hold_id, seat_id FROM hold_items WHERE seat_id IS NOT NULL"):
        seats[hold].append(seat)
    moves = collections.defaultdict(collections.Counter)
    for hold, change, count in installation.psql(
            "SELECT hold_id, from_status || ' ' || to_status, sum(quantity) FROM ledger GROUP BY 1, 2"):
        moves[hold][change] = int(count)
    bookings = {
        row[0]: row[1:] for row in installation.psql(
            "SELECT hold_id, id, payment_id, status, total_amount FROM bookings WHERE status = 'CONFIRMED'")}
    places = collections.Counter()
    for booking, count in installation.psql(
            "SELECT booking_id, count(*) FROM booking_seats WHERE revoked_at IS NULL GROUP BY 1"):
        places[booking] = int(count)
    captured = {row[0] for row in installation.psql("SELECT id FROM test_provider_payments WHERE status = 'CAPTURED'")}
    declined = {row[0] for row in installation.psql(
        "SELECT hold_id FROM payments WHERE status IN ('DECLINED', 'VOIDED')")}
    keyed = {row[0] for row in installation.psql(
        "SELECT scope || ' ' || hold_id FROM idempotency WHERE outcome = 'held'")}

    told = set()
    paid = set()
    for kind, hold, *rest in records:
        row = holds.get(hold)
        if row is None:
            verdict.check(False, "lost:", kind, hold)
        elif kind == "held":
            pass_id, user, wanted, total, key = rest
            verdict.check(hold not in told, "held twice:", hold, key)
            told.add(hold)
            verdict.check((row["pass"], row["user"], row["total"]) == (pass_id, user, total), "another hold:", hold, row)
            has = row["quantity"] if isinstance(wanted, int) else sorted(seats[hold])
            verdict.check(has == wanted, "held", wanted, "but the tables have", has)
            verdict.check(moves[hold]["AVAILABLE HELD"] >= row["quantity"], "not in the ledger:", hold)
            verdict.check(f"hold:{pass_id} {hold}" in keyed, "its key is not kept:", hold)
        elif kind == "given_back":
            verdict.check(row["status"] in ("RELEASED", "EXPIRED"), "given back but", row["status"], hold)
            verdict.check(moves[hold]["HELD AVAILABLE"] == moves[hold]["AVAILABLE HELD"], "not given back:", hold)
        elif kind == "declined":
            verdict.check(hold in declined, "declined, but the tables don't know:", hold)
        elif kind == "replayed":
            verdict.check(rest[0] is None or row["pass"] == rest[0], "replayed for another:", hold)
        elif kind == "confirmed":
            booking, payment, total = rest
            paid.add(hold)
            has = bookings.get(hold)
            verdict.check(
                has == [booking, payment, "CONFIRMED", str(total)], "confirmed", booking, "but the tables have", has)
            verdict.check(places[booking] == row["quantity"], "confirmed", booking, "with", places[booking], "places")
            verdict.check(payment in captured, "confirmed without money:", hold)
            verdict.check(moves[hold]["HELD SOLD"] == row["quantity"], "sold, but not in the ledger:", hold)
    # Everybody asked until he knew, so there is nothing that nobody was told of.
    for hold in holds.keys() - told:
        verdict.check(False, "nobody was told of the hold", hold, holds[hold])
    for hold in bookings.keys() - paid:
        verdict.check(False, "nobody was told of the order of", hold, bookings[hold])
    verdict.check(captured == {row[1] for row in bookings.values()}, "money and orders differ")
    return verdict.faults
