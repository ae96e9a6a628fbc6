"""People buy tickets of the running demo sale, from the front page to the confirmation.

Usage: journey.py USHER DATA ORIGIN FOLDER (for files). Exits 1 on any failure, after naming all of them.
Screenshots of every step go to the folder that USHER_SCREENSHOTS names, else to FOLDER.
"""

import sys
import time

import browser as tools
import sale_states
import sign_in
from sale import Sale
from visitor import Visitor, buy

STADIUM = "Harbour Lights: Homecoming"
FESTIVAL = "Harbour Lights: Open Air"


def seats_of(section, numbers):
    def choose(visitor):
        visitor.choose_seats(section, [f"{section}-A-{number}" for number in numbers])
        visitor.hold()
        return len(numbers)

    return choose


def places(visitor):
    """General admission: two places are chosen already."""
    visitor.look("quantity")
    visitor.hold(".hold-form button[type='submit']")
    return 2


VISITS = [
    ("phone", tools.PHONE, {}, "demo", STADIUM, seats_of("101", [1, 2])),
    ("phone-plain", tools.PHONE, {"scripts": False}, "demo", STADIUM, seats_of("102", [1, 2, 3])),
    ("desktop-plain", tools.DESKTOP, {"scripts": False}, "demo-ga", FESTIVAL, places),
    ("desktop-keyboard", tools.DESKTOP, {"keyboard": True}, "demo", STADIUM, seats_of("103", [1, 2])),
]


def main():
    usher, data, origin, folder = sys.argv[1:]
    failures = tools.Failures()
    shots = tools.Shots(folder)
    sale = Sale(usher, data, origin)
    begun = time.monotonic()
    with tools.chromium() as browser:
        for name, size, how, room, title, choose in VISITS:
            visitor = Visitor(browser, name, size, failures, shots, **how)
            try:
                buy(visitor, sale, room, title, choose)
            except Exception as error:  # The next visit goes on; this one has failed.
                visitor.fail(error)
            visitor.close()
            print(f"{name}: {time.monotonic() - begun:.1f} s", flush=True)
        sign_in.run(browser, sale, failures, shots)
        sale_states.run(browser, sale, folder, failures, shots)
    print(f"all: {time.monotonic() - begun:.1f} s", flush=True)
    failures.finish()


main()
