"""A real browser for tests: Debian's chromium driven by playwright, with axe's accessibility rules."""

import contextlib
import os
import re
import shutil

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Failures:
    """What went wrong; a run goes on to the end and then fails with all of it."""

    def __init__(self, is_quiet=False):
        self.messages = []
        self.is_quiet = is_quiet

    def add(self, message):
        self.messages.append(message)
        if not self.is_quiet:
            print(f"FAILED {message}", flush=True)

    def check(self, condition, message):
        if not condition:
            self.add(message)

    def finish(self):
        print(f"{len(self.messages)} failures")
        raise SystemExit(1 if self.messages else 0)


@contextlib.contextmanager
def chromium():
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        raise SystemExit("no chromium on this machine: Tests/Tools/install-packages.sh test")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def audit(page, name, failures, but=()):
    """Runs axe on the page as it stands. `but`: rules that don't hold here, for a reason the caller gives."""
    options = {"runOnly": {"type": "tag", "values": RULES}, "rules": {rule: {"enabled": False} for rule in but}}
    for violation in Axe().run(page, options=options).response["violations"]:
        nodes = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
        failures.add(f"{name}: axe {violation['id']} ({violation['impact']}), {len(violation['nodes'])} times: {nodes}")


def check_width(page, name, failures):
    """Nothing may make the page itself scroll sideways (WCAG 1.4.10)."""
    wide = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
    failures.check(wide <= 0, f"{name}: {wide} px wider than its window")


def watch(page, failures, ignored=r"^$"):
    """Collects script errors and blocked content. `ignored`: console messages that the test itself provokes."""

    def console(message):
        if message.type in ("error", "warning") and not re.search(ignored, message.text):
            failures.add(f"{page.url}: console: {message.text}")

    page.on("console", console)
    page.on("pageerror", lambda error: failures.add(f"{page.url}: script: {error}"))


class Shots:
    """Screenshots into the folder that USHER_SCREENSHOTS names, else into `folder`; none without either."""

    def __init__(self, folder=None):
        self.folder = os.environ.get("USHER_SCREENSHOTS") or folder
        if self.folder:
            os.makedirs(self.folder, exist_ok=True)

    def take(self, page, name, full=False):
        if self.folder:
            page.screenshot(path=os.path.join(self.folder, f"{name}.png"), full_page=full)
