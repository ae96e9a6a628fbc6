"""What the pages' scripts do: each check answers the script's calls itself and looks at what it makes of the answers."""

import base64
import json

import browser as tools

TICKET = {
    "room": "demo", "state": "waiting", "position": 900, "ahead": 899, "queue_length": 20000,
    "eta_seconds": {"p50": 200, "p90": 260}, "poll_after_ms": 1000, "paused": False, "message": None, "stock": None,
    "updated_at": "2026-06-01T09:42:07.000Z",
}
REFUSED = r"Failed to load resource|net::ERR"


def answer(route, status, body, headers=None):
    kind = "application/json" if status < 400 else "application/problem+json"
    route.fulfill(status=status, content_type=kind, headers=headers or {}, body=json.dumps(body))


def sample(folder, name):
    with open(f"{folder}/{name}.html", encoding="utf-8") as file:
        return file.read()


def show(route, folder, name):
    route.fulfill(status=200, content_type="text/html; charset=utf-8", body=sample(folder, name))


def waiting_to_admitted(page, origin, folder, failures):
    """Numbers move, a new state brings the server's page, a turn is claimed and leads to return_to."""
    steps = [TICKET, {**TICKET, "paused": True}, {**TICKET, "ahead": 3, "position": 4}, {**TICKET, "state": "admitted"}]
    asked, looked, told = [], [], [0]

    def place(route):
        asked.append(route.request.headers["accept"])
        # The first place stays until it has been looked at.
        told[0] = min(told[0] + 1, len(steps) - 1) if looked else 0
        step = steps[told[0]]
        answer(route, 200 if step["state"] == "admitted" else 202, step)

    def room(route):
        name = "waiting-paused" if told[0] == 1 else "waiting-waiting"
        html = sample(folder, name).replace('"poll_after_ms":5000', '"poll_after_ms":1000')
        route.fulfill(status=200, content_type="text/html; charset=utf-8", body=html)

    claims = []

    def claim(route):
        claims.append(route.request.method)
        answer(route, 201, {"pass": "x", "jti": "y", "room": "demo", "expires_at": "2026-06-01T10:00:00Z"})

    page.route("**/waiting-room/demo/tickets/self", place)
    page.route("**/waiting-room/demo?return_to=*", room)
    page.route("**/waiting-room/demo/passes", claim)
    page.route("**/shop/demo/seats", lambda route: show(route, folder, "seats-overview"))
    page.goto(f"{origin}/waiting-waiting.html")
    page.wait_for_selector("#position:text-is('900')")
    failures.check(page.title().startswith("900 in line"), f"title {page.title()!r}")
    failures.check(page.locator("#estimate").inner_text() == "4 to 5 minutes", page.locator("#estimate").inner_text())
    failures.check(page.locator("#progress").get_attribute("max") == "4648", "the bar lost where the line began")
    looked.append(True)
    page.wait_for_selector("#line[data-state=paused]")
    failures.check("paused" in page.locator("#announcer").inner_text(), "the new state wasn't announced")
    page.wait_for_url("**/shop/demo/seats")
    failures.check(claims == ["POST"], f"claims {claims}")
    failures.check(set(asked) == {"application/json"}, f"asked for {set(asked)}")


def listening(page, origin, folder, failures):
    """With an event stream the page hears of its place and does not poll; the turn is claimed, and a refusal explained."""
    polls = []
    page.route("**/waiting-room/demo/tickets/self", lambda route: (polls.append(1), answer(route, 202, TICKET)))
    page.route("**/waiting-room/demo?return_to=*", lambda route: show(route, folder, "waiting-sold_out"))
    events = f"retry: 60000\ndata: {json.dumps(TICKET)}\n\nevent: end\ndata: {{\"code\": \"sold_out\"}}\n\n"
    page.route("**/waiting-room/demo/stream", lambda route: route.fulfill(
        status=200, content_type="text/event-stream", body=events))
    page.goto(f"{origin}/waiting-waiting.html")
    page.wait_for_selector("#line[data-state=sold_out]")
    page.wait_for_timeout(1500)
    failures.check(not polls, f"{len(polls)} polls beside the stream")


def stumbling(page, origin, folder, failures):
    """A busy line and a lost connection are said once, the place stays, and it goes on."""
    answers = []

    def place(route):
        answers.append(1)
        if len(answers) == 1:
            answer(route, 429, {"code": "rate_limited"}, {"Retry-After": "1"})
        elif len(answers) == 2:
            route.abort()
        else:
            answer(route, 202, TICKET)

    page.route("**/waiting-room/demo/tickets/self", place)
    page.goto(f"{origin}/waiting-waiting.html")
    page.wait_for_selector("#connection:has-text('very busy')")
    failures.check(page.locator("#position").inner_text() == "1,249", "the place went away")
    page.wait_for_selector("#connection:has-text('No connection')")
    page.wait_for_selector("#position:text-is('900')")
    failures.check(page.locator("#connection").is_hidden(), "the notice stayed")


def ended_states(page, origin, folder, failures):
    """Refusals of the poll bring the page that explains them, and polling stops."""
    polls = []

    def place(route):
        polls.append(1)
        answer(route, 410, {"code": "sold_out"})

    page.route("**/waiting-room/demo/tickets/self", place)
    page.route("**/waiting-room/demo?return_to=*", lambda route: show(route, folder, "waiting-sold_out"))
    page.goto(f"{origin}/waiting-waiting.html")
    page.wait_for_selector("#line[data-state=sold_out]")
    page.wait_for_timeout(2500)
    failures.check(len(polls) == 1, f"{len(polls)} polls after the end")


def claim_does_not_loop(page, origin, folder, failures):
    """When the way in leads back to the room, the script claims once and then leaves it to the visitor."""
    claims = []

    def claim(route):
        claims.append(1)
        answer(route, 200, {"pass": "x"})

    page.route("**/waiting-room/demo/passes", claim)
    page.route("**/shop/demo/seats", lambda route: show(route, folder, "waiting-admitted"))
    page.goto(f"{origin}/waiting-admitted.html")
    page.wait_for_url("**/shop/demo/seats")
    page.wait_for_timeout(1500)
    failures.check(len(claims) == 1, f"{len(claims)} claims")
    with page.expect_request("**/waiting-room/demo/passes"):
        page.locator("#claim button").click()


def refused_claim(page, origin, folder, failures, start="waiting-admitted"):
    """A claim is refused, but the server shows the turn still, once it can be reached: it is claimed again."""
    claims, looks = [], []

    def claim(route):
        claims.append(1)
        if len(claims) == 1:
            answer(route, 409, {"code": "not_your_turn"})
        else:
            answer(route, 201, {"pass": "x"})

    def room(route):
        looks.append(1)
        if len(looks) == 1:
            route.abort()
        else:
            show(route, folder, "waiting-admitted")

    page.route("**/waiting-room/demo/passes", claim)
    page.route("**/waiting-room/demo?return_to=*", room)
    page.route("**/waiting-room/demo/tickets/self", lambda route: answer(route, 200, {**TICKET, "state": "admitted"}))
    page.route("**/shop/demo/seats", lambda route: show(route, folder, "seats-overview"))
    page.goto(f"{origin}/{start}.html")
    page.wait_for_url("**/shop/demo/seats")
    failures.check(len(claims) == 2, f"{len(claims)} claims")


def refused_claim_from_the_line(page, origin, folder, failures):
    """The same where the page was made before the turn came."""
    refused_claim(page, origin, folder, failures, start="waiting-waiting")


def seats_by_keyboard(page, origin, folder, failures):
    """One tab stop, arrow keys over taken seats, Space chooses, the limit holds, the list view shows words."""
    page.goto(f"{origin}/seats-section.html")
    stops = page.evaluate("Array.from(document.querySelectorAll('#seat-rows input')).filter(i => i.tabIndex === 0).length")
    failures.check(stops == 1, f"{stops} tab stops among the seats")
    focused = "document.activeElement.dataset.name"
    page.locator("#seat-rows input[tabindex='0']").focus()
    failures.check(page.evaluate(focused) == "Row A, seat 3", page.evaluate(focused))
    for key, name in (("ArrowRight", "4"), ("ArrowRight", "5"), ("ArrowRight", "7"), ("ArrowLeft", "5")):
        page.keyboard.press(key)
        failures.check(page.evaluate(focused) == f"Row A, seat {name}", f"{key}: {page.evaluate(focused)}")
    page.keyboard.press("ArrowDown")
    failures.check(page.evaluate(focused) == "Row B, seat 5", page.evaluate(focused))
    page.keyboard.press("Space")
    failures.check(page.locator("#basket-text").inner_text() == "1 seat, €125.00", page.locator("#basket-text").inner_text())
    free = page.locator("#seat-rows input:not(:disabled):not(:checked)")
    for index in range(8):
        free.nth(0).check(force=True) if index < 7 else free.nth(0).dispatch_event("click")
    failures.check(page.locator("#seat-rows input:checked").count() == 8, "more seats than an order may have")
    page.locator(".view-switch input[value=list]").check(force=True)
    failures.check(page.locator(".as-list .seat-words").first.is_hidden(), "sold seats in the list")
    failures.check("€125.00" in page.locator(".as-list .seat-free").first.inner_text(), "no words in the list")
    tools.audit(page, "seats as a list", failures)


def hold_refused_and_won(page, origin, folder, failures):
    """Lost seats are named and marked; a lost answer keeps its key; a won hold leads to the basket."""
    seen = []

    def hold(route):
        request = route.request
        seen.append((request.headers["idempotency-key"], json.loads(request.post_data)))
        if len(seen) == 1:
            wanted = seen[0][1]["seat_ids"]
            answer(route, 409, {"code": "seat_unavailable", "unavailable_seat_ids": wanted[:1]})
        elif len(seen) == 2:
            route.abort()
        else:
            answer(route, 201, {"hold_id": "abc", "status": "HELD"})

    page.route("**/bookings/hold", hold)
    page.route("**/bookings/abc", lambda route: show(route, folder, "hold-held"))
    page.goto(f"{origin}/seats-section.html")
    page.locator("#hold-button").click()
    failures.check("choose a seat" in page.locator("#notice").inner_text(), "an empty choice was sent")
    page.locator("input[aria-label^='Row A, seat 3']").check(force=True)
    page.locator("input[aria-label^='Row A, seat 4']").check(force=True)
    page.locator("#hold-button").click()
    page.wait_for_selector("#notice:has-text('Row A, seat 3')")
    failures.check(page.evaluate("document.activeElement.id") == "notice", "the notice isn't focused")
    failures.check(page.locator("input[data-name='Row A, seat 3']").is_disabled(), "the lost seat can still be chosen")
    page.locator("#hold-button").click()
    page.wait_for_selector("#notice:has-text('No connection')")
    page.locator("#hold-button").click()
    page.wait_for_url("**/bookings/abc")
    failures.check(seen[0][1]["event_id"] == "demo" and len(seen[0][1]["seat_ids"]) == 2, f"first body {seen[0]}")
    failures.check(seen[0][0] != seen[1][0], "another wish with the same key")
    failures.check(seen[1] == seen[2], "a lost answer asked for with another key")


def fresh_availability(page, origin, folder, failures):
    """Seats that were taken since go from the choice; sections count anew."""
    counts = {"free": 1, "held": 0, "sold": 0}
    packed = base64.urlsafe_b64encode(bytes([0b10_10_00_01]) * 12500).decode().rstrip("=")
    page.clock.install()
    page.route("**/events/demo/availability", lambda route: answer(
        route, 200, {"event_id": "demo", "as_of": "x", "stale": False, "seats": packed, **counts}))
    page.goto(f"{origin}/seats-section.html")
    # The first ordinal of the section is 1500: seat 5 has the lowest bits of its byte and is held now.
    page.locator("input[data-name='Row A, seat 5']").check(force=True)
    page.clock.run_for(13000)
    page.wait_for_selector("#basket-text:has-text('Nothing chosen')")
    failures.check("no longer chosen" in page.locator("#announcer").inner_text(), "a lost seat wasn't announced")
    name = page.locator("input[data-name='Row A, seat 5']").get_attribute("aria-label")
    failures.check(name == "Row A, seat 5, In a basket", f"label {name}")
    failures.check(page.locator("input[data-name='Row A, seat 6']").is_enabled(), "a seat that came back")
    failures.check(page.locator("input[data-name='Row A, seat 7']").is_disabled(), "a sold seat")
    page.goto(f"{origin}/seats-overview.html")
    page.clock.run_for(13000)
    page.wait_for_selector(".section-link[data-section='101'] .section-free:text-is('125 of 500 free')")
    shape = page.locator("#venue-map a[data-section='101']")
    failures.check("map-some" in shape.get_attribute("class"), f"class {shape.get_attribute('class')}")
    failures.check(shape.get_attribute("aria-label").endswith("125 of 500 free"), shape.get_attribute("aria-label"))


def other_basket(page, origin, folder, failures):
    """Who holds something already is led to it."""
    calls = []

    def hold(route):
        calls.append(1)
        if len(calls) == 1:
            answer(route, 201, {"hold_id": "abc"})
        else:
            answer(route, 409, {"code": "limit_exceeded", "limit": "one_hold_a_user"})

    page.route("**/bookings/hold", hold)
    page.route("**/bookings/abc", lambda route: show(route, folder, "hold-held"))
    page.goto(f"{origin}/seats-general.html")
    page.locator(".hold-form [type=submit]").click()
    page.wait_for_url("**/bookings/abc")
    page.goto(f"{origin}/seats-general.html")
    page.locator(".hold-form [type=submit]").click()
    page.locator("#notice a").click()
    page.wait_for_url("**/bookings/abc")


def best_available(page, origin, folder, failures):
    """Best available and general admission send what the core takes."""
    bodies = []

    def hold(route):
        bodies.append(json.loads(route.request.post_data))
        answer(route, 409, {"code": "no_block"})

    page.route("**/bookings/hold", hold)
    page.goto(f"{origin}/seats-overview.html")
    page.locator(".chip:has-text('3')").click()
    page.locator("#best-section").select_option("104")
    page.locator(".best [type=submit]").click()
    page.wait_for_selector("#notice:has-text('side by side')")
    page.goto(f"{origin}/seats-general.html")
    page.locator(".hold-form [type=submit]").click()
    page.wait_for_selector("#notice")
    wanted = [
        {"event_id": "demo", "best_available": {"quantity": 3, "section": "104"}}, {"event_id": "demo-ga", "quantity": 2},
    ]
    failures.check(bodies == wanted, f"bodies {bodies}")


def payment(page, origin, folder, failures):
    """A decline offers another try under a new key; a lost answer is asked for again under the same."""
    keys = []

    def pay(route):
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) == 1:
            answer(route, 402, {"code": "declined"})
        elif len(keys) == 2:
            route.abort()
        else:
            answer(route, 200, {"status": "CONFIRMED"})

    page.route("**/bookings/*/pay", pay)
    path = "**/bookings/5b0a3f0e-5a2c-4f0e-9d5c-0f1e2d3c4b5a"
    page.route(path, lambda route: show(route, folder, "hold-confirmed"))
    page.goto(f"{origin}/hold-held.html")
    page.locator("#pay-button").click()
    page.wait_for_selector("#notice:has-text('declined')")
    page.locator("#pay-button").click()
    page.wait_for_selector("h1:has-text('You are going!')")
    failures.check(keys[0] == '"sample-idempotency-key-3"', f"first key {keys[0]}")
    failures.check(keys[0] != keys[1] and keys[1] == keys[2], f"keys {keys}")


CHECKS = [
    waiting_to_admitted, listening, stumbling, ended_states, claim_does_not_loop, refused_claim,
    refused_claim_from_the_line, seats_by_keyboard, hold_refused_and_won, fresh_availability, other_basket, best_available, payment,
]


def run(browser, origin, folder, failures, open_page):
    for check in CHECKS:
        context, page = open_page(browser, failures, tools.DESKTOP, ignored=REFUSED)
        try:
            check(page, origin, folder, failures)
        except Exception as error:  # The next check goes on; this one has failed.
            failures.add(f"{check.__name__}: {error}")
        context.close()
