"""What a browser does for a signed-in person, as the program that BROWSER names: open_page.py URL.
The page where it ends is written to $MQ_TEST_PAGE; $MQ_TEST_PERSON is who signs in, and
$MQ_TEST_DOES what else happens."""

import os
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

from glewlwyd import Browser


def get(url):
    try:
        with urllib.request.urlopen(url, timeout=600) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode()


def main():
    url, does = sys.argv[1], os.environ.get("MQ_TEST_DOES", "")
    address = urllib.parse.urlsplit(url)
    browser = Browser(f"{address.scheme}://{address.netloc}")
    browser.sign_in(os.environ.get("MQ_TEST_PERSON", "alice"))
    browser.consent()
    if does == "refuse":
        url = re.sub("resource=[^&]+", "resource=https%3A%2F%2Fother.test", url)
    place = browser.authorize(url)
    if does == "forge":
        state = urllib.parse.parse_qs(urllib.parse.urlsplit(place).query)["state"][0]
        assert get(place.replace(state, "0" * len(state)))[0] == 400
        assert get(place.replace("/callback", "/other"))[0] == 400
    status, page = get(place)
    with open(os.environ["MQ_TEST_PAGE"], "a", encoding="utf-8") as file:
        file.write(f"{status} {page}\n")


if __name__ == "__main__":
    main()
