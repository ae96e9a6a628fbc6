"""Every sample page in a real browser, and what the scripts do when the servers answer this or that.

Usage: pages.py FOLDER (made by SampleFiles.swift). Exits 1 on any failure, after naming all of them.
"""

import contextlib
import json
import os
import re
import sys

from playwright.sync_api import Error

import browser as tools
import samples
import script_checks

NO_ANSWER = re.compile(r"/(waiting-room|bookings|events)/")
# What the browser says of calls that `leave_unanswered` has dropped.
DROPPED = r"net::ERR_FAILED"


def names(folder):
    return sorted(name[:-5] for name in os.listdir(folder) if name.endswith(".html"))


def open_page(browser, failures, size, scheme="light", scripts=True, ignored=r"^$"):
    context = browser.new_context(viewport=size, color_scheme=scheme, java_script_enabled=scripts)
    context.set_default_timeout(60_000)
    page = context.new_page()
    tools.watch(page, failures, ignored)
    return context, page


def leave_unanswered(page):
    """The pages' own calls get no answer: the page stays as the server made it. They end with their page."""
    unanswered = []
    page.route(NO_ANSWER, lambda route: unanswered.append(route))

    def drop(frame):
        for route in unanswered:
            with contextlib.suppress(Error):
                route.abort()
        unanswered.clear()

    page.on("framenavigated", drop)
    return drop


def close(context, page, drop):
    drop(None)
    context.close()


def judge(browser, origin, failures):
    """The judges themselves: a bad page must be found bad, or all that follows means nothing."""
    found = tools.Failures(is_quiet=True)
    context, page = open_page(browser, found, tools.PHONE)
    page.goto(f"{origin}/shop.html")
    page.evaluate("""() => {
      const image = document.createElement('img');
      image.width = 2000;
      document.querySelector('main').append(image);
      document.querySelector('.site-footer p').style.color = '#eeeeee';
      setTimeout(() => { throw new Error('on purpose'); });
    }""")
    tools.audit(page, "bad page", found)
    tools.check_width(page, "bad page", found)
    text = " ".join(found.messages)
    for expected in ("image-alt", "color-contrast", "wider than its window", "on purpose"):
        failures.check(expected in text, f"the judges overlook {expected}: {text}")
    context.close()


def look(browser, origin, folder, failures, shots):
    """Accessibility and shots of every page, on the phone in light and on the desktop in dark."""
    for label, size, scheme in (("phone", tools.PHONE, "light"), ("desktop", tools.DESKTOP, "dark")):
        context, page = open_page(browser, failures, size, scheme, ignored=DROPPED)
        drop = leave_unanswered(page)
        for name in names(folder):
            page.goto(f"{origin}/{name}.html")
            tools.audit(page, f"{name} {label}", failures)
            tools.check_width(page, f"{name} {label}", failures)
            shots.take(page, f"{name}-{label}", full=True)
        close(context, page, drop)


def shrink(browser, origin, folder, failures):
    """320 px is also what 1280 px are at 400 %, and 360 px the smallest phone; text alone at 200 % too."""
    for width, scale in ((320, 100), (360, 200)):
        context, page = open_page(browser, failures, {"width": width, "height": 640}, ignored=DROPPED)
        drop = leave_unanswered(page)
        for name in names(folder):
            page.goto(f"{origin}/{name}.html")
            page.evaluate(f"document.documentElement.style.fontSize = '{scale}%'")
            tools.check_width(page, f"{name} at {width} px and {scale} % text", failures)
        close(context, page, drop)


def without_scripts(browser, origin, folder, failures):
    """Every control is there without JavaScript, and none that only works with it shows."""
    context, page = open_page(browser, failures, tools.PHONE, scripts=False)
    for name in names(folder):
        # Before the meta refresh of a waiting page comes round.
        page.goto(f"{origin}/{name}.html", wait_until="commit")
        page.wait_for_selector("h1")
        for selector in (".view-switch", ".keys", "#connection"):
            found = page.locator(selector)
            failures.check(found.count() == 0 or not found.first.is_visible(), f"{name}: {selector} without scripts")
        for form in page.locator("form").all():
            failures.check(form.locator("[type=submit]").count() >= 1, f"{name}: a form that can't be sent")
    context.close()


def same_words(browser, origin, folder, failures):
    """Scripts say waits as the server does."""
    with open(os.path.join(folder, "waits.json"), encoding="utf-8") as file:
        waits = json.load(file)
    context, page = open_page(browser, failures, tools.PHONE, ignored=DROPPED)
    drop = leave_unanswered(page)
    page.goto(f"{origin}/waiting-waiting.html")
    for wait in waits:
        said = page.evaluate("wait => usher.waitText(wait)", {"p50": wait["p50"], "p90": wait["p90"]})
        failures.check(said == wait["text"], f"{wait}: the script says {said!r}")
    close(context, page, drop)


def main():
    folder = sys.argv[1]
    failures = tools.Failures()
    shots = tools.Shots()
    server = samples.SampleServer(folder)
    with tools.chromium() as browser:
        judge(browser, server.origin, failures)
        look(browser, server.origin, folder, failures, shots)
        shrink(browser, server.origin, folder, failures)
        without_scripts(browser, server.origin, folder, failures)
        same_words(browser, server.origin, folder, failures)
        script_checks.run(browser, server.origin, folder, failures, open_page)
    server.stop()
    failures.finish()


main()
