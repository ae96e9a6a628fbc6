"""One visitor in a real browser, and his way through the sale. Every page on it is looked at."""

import re

import browser as tools
from sale import wait_until

IN_FRONT = 45
PATIENCE_MILLISECONDS = 60_000
# Refused calls are a part of some visits; browsers report each of them.
REFUSED = r"Failed to load resource: the server responded with a status of 4\d\d"


class Visitor:
    """`scripts`: whether his browser runs JavaScript. `keyboard`: whether he has no mouse."""

    def __init__(self, browser, name, size, failures, shots, scripts=True, keyboard=False):
        self.name = name
        self.scripts = scripts
        self.keyboard = keyboard
        self.failures = failures
        self.shots = shots
        self.steps = 0
        self.context = browser.new_context(viewport=size, java_script_enabled=scripts, has_touch=size == tools.PHONE)
        self.context.set_default_timeout(PATIENCE_MILLISECONDS)
        self.page = self.context.new_page()
        tools.watch(self.page, failures, REFUSED)
        # The judges' script doesn't run where none may.
        self.copy = None if scripts else Copy(browser, size)

    def look(self, what):
        """The page as it stands: a picture, accessibility, width."""
        self.steps += 1
        label = f"{self.name}-{self.steps:02}-{what}"
        self.shots.take(self.page, label, full=True)
        tools.check_width(self.page, label, self.failures)
        tools.audit(self.copy.of(self.page) if self.copy else self.page, label, self.failures)

    def check(self, condition, message):
        self.failures.check(condition, f"{self.name}: {message}")

    def fail(self, error):
        """What stopped him, with what he sees and what the server says of his place."""
        self.look("failed")
        seen = " | ".join(self.page.inner_text("body").split("\n"))[:600]
        place = ""
        if "/waiting-room/" in self.page.url:
            place = self.ask(f"{self.page.url.split('?')[0]}/tickets/self")
        self.failures.add(f"{self.name}: {error}\nat {self.page.url}: {seen} {place}")

    def text(self, selector):
        return self.page.locator(selector).first.inner_text()

    def press(self, selector):
        """Uses a link or a button, with what he has."""
        target = self.page.locator(selector).first
        if not self.keyboard:
            return target.click()
        self.reach(selector)
        return self.page.keyboard.press("Enter")

    def choose(self, selector):
        """Ticks a box or takes a choice."""
        target = self.page.locator(selector).first
        if self.keyboard:
            self.reach(selector)
            return self.page.keyboard.press("Space")
        # The box itself is out of sight under its label.
        return target.check(force=True)

    def reach(self, selector, stops_max=120):
        """Goes on by Tab until the focus is there, and sees that it can be seen."""
        self.page.wait_for_selector(selector, state="attached")
        for _ in range(stops_max):
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return self.check(self.page.evaluate(FOCUS_IS_SEEN), f"{selector}: nobody sees the focus")
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{self.name}: Tab never came to {selector}")

    def ask(self, target):
        """What this visitor's browser gets as JSON."""
        answer = self.context.request.get(target, headers={"Accept": "application/json"})
        return answer.status, answer.json()

    # The way

    def browse(self, origin, event):
        self.page.goto(f"{origin}/")
        self.page.wait_for_url("**/shop")
        self.look("shop")
        self.press(f"a[href='/shop/{event}']")
        self.page.wait_for_url(f"**/shop/{event}")
        self.look("event")

    def join(self):
        self.press("form[action$='/tickets'] button")
        self.page.wait_for_url("**/waiting-room/**")
        self.page.wait_for_selector("#line")

    def check_place(self, origin, room, title):
        """What the page says is what the line says."""
        heading = self.text("h1")
        self.check(heading == f"You are in line for {title}", f"heading {heading!r}")
        status, place = self.ask(f"{origin}/waiting-room/{room}/tickets/self")
        self.check(status == 202 and place["state"] == "waiting", f"{status} {place}")
        position = int(self.text("#position").replace(",", ""))
        ahead = int(self.text("#ahead").replace(",", ""))
        self.check(ahead == position - 1 and 1 < position <= IN_FRONT + 1, f"position {position}, ahead {ahead}")
        self.check(place["position"] <= position, f"the position grew from {position} to {place['position']}")
        self.check(re.search(r"minute", self.text("#estimate")), f"estimate {self.text('#estimate')!r}")
        self.check(self.page.locator(".next .steps li").count() == 3, "what happens next")
        self.check(f"{self.text('#position')} in line – {title}" in self.page.title(), self.page.title())

    def enter(self, path):
        """Goes in when the turn has come: the script by itself, without it by the button."""
        if not self.scripts:
            self.page.wait_for_selector("#line[data-state='admitted']")
            self.look("admitted")
            self.press("#claim button")
        self.page.wait_for_url(f"**{path}")
        self.page.wait_for_selector("h1:has-text('Choose')")

    def choose_seats(self, section, seats):
        self.look("sections")
        selector = f".section-link[data-section='{section}']"
        group = self.page.locator("details.section-group", has=self.page.locator(selector))
        if group.get_attribute("open") is None:
            index = self.page.locator("details.section-group").evaluate_all(
                "(all, selector) => all.findIndex(group => group.querySelector(selector))", selector)
            self.page.evaluate(MARK_SUMMARY, index)
            self.press("summary[data-wanted]")
        self.press(selector)
        self.page.wait_for_selector("#seat-form")
        if self.keyboard:
            self.choose_by_arrows(seats)
        else:
            for seat in seats:
                self.choose(f"#seat-rows input[value='{seat}']")
        self.look("seats")

    def choose_by_arrows(self, seats):
        """The first free seats: Space takes one, the arrow goes on to the next."""
        self.reach("#seat-rows input")
        for _ in seats:
            self.page.keyboard.press("Space")
            self.page.keyboard.press("ArrowRight")
        chosen = self.page.locator("#seat-rows input:checked").count()
        self.check(chosen == len(seats), f"{chosen} seats chosen by keyboard")

    def hold(self, button="#hold-button"):
        self.press(button)
        self.page.wait_for_url("**/bookings/*")
        self.page.wait_for_selector("#pay")

    def pay(self):
        self.look("basket")
        self.press("#pay-button")
        self.page.wait_for_selector("h1:has-text('You are going!')")
        self.look("confirmed")

    def check_booking(self, places):
        """The last word has the booking core."""
        status, booking = self.ask(self.page.url)
        self.check(status == 200 and booking["status"] == "CONFIRMED", f"{status} {booking}")
        self.check(sum(item.get("quantity", 1) for item in booking["items"]) == places, f"{booking}")

    def close(self):
        self.context.close()
        if self.copy:
            self.copy.close()


class Copy:
    """What a visitor without JavaScript sees, in a browser that runs the judges' own script and none of the page's."""

    def __init__(self, browser, size):
        self.context = browser.new_context(viewport=size)
        self.page = self.context.new_page()
        self.page.route("**/*.js", lambda route: route.abort())

    def of(self, page):
        html = page.content()
        address = page.url.split("#")[0]
        self.page.route(address, lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=html))
        self.page.goto(address)
        self.page.unroute(address)
        return self.page

    def close(self):
        self.context.close()


FOCUS_IS_SEEN = """() => {
  const shown = [document.activeElement, document.activeElement.closest('label'),
    document.activeElement.nextElementSibling].filter(Boolean).map(element => getComputedStyle(element));
  // A card's link draws its outline around the whole card.
  shown.push(getComputedStyle(document.activeElement, '::after'));
  return shown.some(style => parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== 'none');
}"""
MARK_SUMMARY = """index => {
  document.querySelectorAll('details.section-group')[index].querySelector('summary').dataset.wanted = '';
}"""


def buy(visitor, sale, room, title, choose):
    """From the front page to the ticket, with people in front. `choose(visitor)` holds something: gives how many."""
    sale.set_rate(room, 0.25)
    sale.crowd(room, IN_FRONT)
    visitor.browse(sale.origin, room)
    visitor.join()
    visitor.look("waiting")
    visitor.check_place(sale.origin, room, title)
    before = visitor.text("#position")
    if visitor.scripts:
        sale.set_rate(room, 4)
        wait_until("the line moves on the page", lambda: visitor.text("#position") != before)
    sale.set_rate(room, 50)
    visitor.enter(f"/shop/{room}/seats")
    places = choose(visitor)
    visitor.pay()
    visitor.check_booking(places)
