"""What may happen on the way: each check brings it about in the running sale and looks at what the visitor sees."""

import json
import re
import urllib.request

import browser as tools
from sale import call, wait_until
from visitor import Visitor

HALL = {
    "name": "Chamber Music", "venue": {"venue_id": "hall", "name": "Town Hall"}, "currency": "EUR",
    "start_time": "2031-01-01T20:00:00Z", "on_sale_at": "2026-01-01T00:00:00Z",
    "tiers": [{"tier": "one", "name": "One price", "price": 1000}], "map": {"width": 30, "height": 10},
    "sections": [{"section": "A", "name": "Stalls", "tier": "one", "rows": [{"row": "1", "seats": [
        {"number": str(number), "x": number, "y": 5} for number in range(1, 5)]}]}],
}


def import_event(sale, folder, event, **members):
    path = f"{folder}/{event}.json"
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"event_id": event, **HALL, **members}, file)
    sale.verb("event", "import", path)
    wait_until(f"room {event}", lambda: sale.status(event).get("state") == "open")


def seats_of(visitor, sale, event):
    """Lets the visitor in, to the seats of the event's only section."""
    visitor.page.goto(f"{sale.origin}/shop/{event}/seats")
    visitor.press("form[action$='/tickets'] button")
    visitor.page.wait_for_selector("h1:has-text('Choose your seats')")
    visitor.page.goto(f"{sale.origin}/shop/{event}/seats?section=A")
    visitor.page.wait_for_selector("#seat-form")


def stops_of_the_line(visitor, sale, folder):
    """Paused, resumed and closed, while the page stands open."""
    page = visitor.page
    import_event(sale, folder, "stops")
    sale.set_rate("stops", 0.05)
    sale.crowd("stops", 6)
    page.goto(f"{sale.origin}/shop/stops/seats")
    page.wait_for_selector("h1:has-text('Join the line for Chamber Music')")
    visitor.look("join")
    visitor.join()
    sale.verb("room", "pause", "stops")
    page.wait_for_selector("#line[data-state='paused']")
    visitor.look("paused")
    sale.verb("room", "resume", "stops")
    page.wait_for_selector("#line[data-state='waiting']")
    sale.close("stops")
    page.wait_for_selector("#line[data-state='closed']")
    visitor.look("closed")


def a_lost_line(visitor, sale, folder):
    """Redis forgets everything: the page says so, keeps the place, and goes on. Who is the only one to come back may be
    let in at once."""
    import_event(sale, folder, "lost")
    sale.set_rate("lost", 0.05)
    sale.crowd("lost", 6)
    visitor.page.goto(f"{sale.origin}/waiting-room/lost?return_to=/shop/lost/seats")
    visitor.join()
    visitor.page.wait_for_selector("#line[data-state='waiting']")
    sale.lose_the_line()
    visitor.page.wait_for_selector("#line[data-state='recovering']")
    visitor.look("recovering")
    visitor.page.wait_for_selector("#line[data-state='waiting'], h1:has-text('Choose your seats')")


def leaving(visitor, sale, folder):
    """Leaving needs a second word, and a new place can be had."""
    import_event(sale, folder, "leave")
    sale.set_rate("leave", 0)
    # The first of the line is let in by what was saved up.
    sale.crowd("leave", 3)
    visitor.page.goto(f"{sale.origin}/waiting-room/leave?return_to=/shop/leave/seats")
    visitor.join()
    visitor.press("details.leave summary")
    visitor.press("#leave button")
    visitor.page.wait_for_selector("#line:not([data-state='waiting'])")
    visitor.look("left")
    visitor.join()
    visitor.page.wait_for_selector("#line[data-state='waiting']")


def seat_just_taken(visitor, sale, folder, rival):
    """Two look at the same seat; the slower one is told which, keeps the rest, declines once, pays; then all is sold."""
    import_event(sale, folder, "rivals")
    seats_of(visitor, sale, "rivals")
    seats_of(rival, sale, "rivals")
    # He hears nothing of the seat's loss before he asks for it.
    visitor.page.route("**/availability", lambda route: route.fulfill(status=429))
    for buyer, seats in ((rival, ["A-1-1", "A-1-2"]), (visitor, ["A-1-2", "A-1-3"])):
        for seat in seats:
            buyer.choose(f"#seat-rows input[value='{seat}']")
    rival.hold()
    visitor.press("#hold-button")
    visitor.page.wait_for_selector("#notice:has-text('Row 1, seat 2')")
    visitor.look("seat-taken")
    visitor.choose("#seat-rows input[value='A-1-4']")
    visitor.hold()
    visitor.choose("input[name='payment_method'][value='test_decline']")
    visitor.press("#pay-button")
    visitor.page.wait_for_selector("#notice:has-text('declined')")
    visitor.look("declined")
    visitor.choose("input[name='payment_method'][value='test_ok']")
    visitor.pay()
    visitor.check_booking(2)
    rival.pay()
    rival.check_booking(2)
    wait_until("sold out in the shop", lambda: "sold out" in sold_out_page(sale, "rivals"))
    visitor.page.goto(f"{sale.origin}/shop/rivals")
    visitor.look("sold-out")


def sold_out_page(sale, event):
    with urllib.request.urlopen(f"{sale.origin}/shop/{event}") as answer:
        return answer.read().decode()


def hold_expires(visitor, sale, folder):
    """The countdown ends while the basket stands open; nothing is charged, and the way back leads to the event."""
    import_event(sale, folder, "short", hold_seconds=4)
    seats_of(visitor, sale, "short")
    visitor.choose("#seat-rows input[value='A-1-1']")
    visitor.hold()
    visitor.page.wait_for_selector("h1:has-text('Your time to pay has ended')")
    visitor.look("expired")
    visitor.press("main a.button")
    visitor.page.wait_for_url("**/shop/short")


def giving_back(visitor, sale, folder):
    """A basket that is given back is free for others."""
    import_event(sale, folder, "back")
    seats_of(visitor, sale, "back")
    visitor.choose("#seat-rows input[value='A-1-1']")
    visitor.hold()
    visitor.press("#give-back button")
    visitor.page.wait_for_url("**/shop/back")

    def is_free():
        _, seats = call(sale.address, "GET", "/events/back/seats")
        return {seat["seat_id"]: seat["status"] for seat in seats["seats"]}["A-1-1"] == "AVAILABLE"

    wait_until("the seat is free again", is_free)


def run(browser, sale, folder, failures, shots):
    def visitor(name, **how):
        return Visitor(browser, name, tools.PHONE, failures, shots, **how)

    for check in (stops_of_the_line, a_lost_line, leaving, seat_just_taken, hold_expires, giving_back):
        name = re.sub("_", "-", check.__name__)
        visitors = [visitor(name)] + ([visitor(f"{name}-rival")] if check is seat_just_taken else [])
        try:
            check(visitors[0], sale, folder, *visitors[1:])
        except Exception as error:  # The next check goes on; this one has failed.
            for each in visitors:
                each.fail(error)
        for each in visitors:
            each.close()
