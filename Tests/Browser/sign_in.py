"""The demo shop's sign-in: the same name is the same place on every device, and nobody else can say who somebody is."""

import time

import browser as tools
import jwt
from visitor import Visitor

ROOM = "demo-ga"


def assertion(secret, **changes):
    """As a shop makes it, by a library that is none of ours."""
    now = int(time.time())
    claims = {"sub": "grace", "aud": "usher", "iat": now, "exp": now + 300, **changes}
    return jwt.encode(claims, secret, algorithm="HS256", headers={"kid": "demo"})


def two_devices(browser, sale, failures, shots):
    """One name, a desktop and a phone; the phone without JavaScript."""
    places = []
    for name, size, scripts in (("ada-desktop", tools.DESKTOP, True), ("ada-phone", tools.PHONE, False)):
        visitor = Visitor(browser, name, size, failures, shots, scripts=scripts)
        visitor.page.goto(f"{sale.origin}/shop/{ROOM}")
        visitor.press("a[href$='/sign-in']")
        visitor.page.wait_for_selector("#name")
        visitor.look("sign-in")
        visitor.page.locator("#name").fill("anon:ada")
        visitor.press("form.sign-in button")
        visitor.page.wait_for_selector("#notice")
        visitor.look("bad-name")
        visitor.page.locator("#name").fill(" Ada Łovelace ")
        visitor.press("form.sign-in button")
        visitor.page.wait_for_selector("h1:has-text('Hello, Ada Łovelace')")
        visitor.look("signed-in")
        visitor.join()
        places.append(visitor.ask(f"{sale.origin}/waiting-room/{ROOM}/tickets/self")[1])
        visitor.close()
    first, second = ((place["ticket_id"], place["order_key"], place["position"]) for place in places)
    failures.check(first == second, f"two devices, two places: {first} and {second}")


def assertions(sale, failures):
    """A good one gives the same place again; stale, forged and foreign ones are refused."""
    with open(f"{sale.data}/secrets/demo-assertion", encoding="utf-8") as file:
        secret = file.read().strip()

    def join(token):
        return sale.join(ROOM, {"Usher-Assertion": token}, source="127.0.9.1")

    status, place = join(assertion(secret))
    again, same = join(assertion(secret, exp=int(time.time()) + 200))
    failures.check((status, again) == (201, 200), f"joined {status}, again {again}: {same}")
    failures.check(place.get("ticket_id") == same.get("ticket_id"), f"{place} and {same}")
    now = int(time.time())
    bad = {
        "stale": assertion(secret, iat=now - 330, exp=now - 30),
        "too long-lived": assertion(secret, iat=now - 310, exp=now + 300),
        "forged": assertion("f" * 64),
        "for others": assertion(secret, aud="another"),
        "unsigned": jwt.encode({"sub": "grace", "aud": "usher", "iat": now, "exp": now + 60}, None, algorithm="none"),
    }
    for what, token in bad.items():
        status, problem = join(token)
        failures.check(status in (400, 401, 403) and problem.get("code") == "invalid_assertion", f"{what}: {status} {problem}")


def run(browser, sale, failures, shots):
    sale.set_rate(ROOM, 0)
    # The first of the line is let in by what was saved up.
    sale.crowd(ROOM, 3)
    try:
        two_devices(browser, sale, failures, shots)
        assertions(sale, failures)
    except Exception as error:  # What follows goes on; this has failed.
        failures.add(f"sign-in: {error}")
    sale.set_rate(ROOM, 50)
