"""A browser as BROWSER and the desktop start one, with a person at it: open_chromium.py URL. $MQ_TEST_PERSON signs in
there; the page where it ends is written to $MQ_TEST_PAGE."""

import os
import sys

from chromium import Chromium


def main():
    with Chromium() as browser:
        browser.go(sys.argv[1])
        browser.sign_in(os.environ.get("MQ_TEST_PERSON", "alice"))
        browser.find("h1")
        with open(os.environ["MQ_TEST_PAGE"], "a", encoding="utf-8") as file:
            file.write(browser.read() + "\n")
        if picture := os.environ.get("MQ_TEST_PICTURE"):
            browser.shoot(picture)


if __name__ == "__main__":
    main()
