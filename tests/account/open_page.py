"""What a browser does for a signed-in person, as the program that BROWSER names: open_page.py URL.
The page where it ends is written to $MQ_TEST_PAGE, and URL to $MQ_TEST_PAGE.asked; $MQ_TEST_PERSON is who signs in, and
$MQ_TEST_DOES what else happens. $MQ_TEST_PROVIDER: the module of the sign-in server, glewlwyd if not set."""

import contextlib
import importlib
import os
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

Browser = importlib.import_module(os.environ.get("MQ_TEST_PROVIDER", "glewlwyd")).Browser


def get(url):
    try:
        with urllib.request.urlopen(url, timeout=600) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode()


def redeem(url, place):
    """Somebody who has read the redirect asks for the tokens. Returns the status."""
    asked = {key: each[0] for key, each in urllib.parse.parse_qs(urllib.parse.urlsplit(url).query).items()}
    code = urllib.parse.parse_qs(urllib.parse.urlsplit(place).query)["code"][0]
    form = {"grant_type": "authorization_code", "client_id": asked["client_id"], "code": code,
            "redirect_uri": asked["redirect_uri"], "code_verifier": "x" * 43}
    try:
        with urllib.request.urlopen(url.partition("/auth?")[0] + "/token", urllib.parse.urlencode(form).encode(),
                                    timeout=600) as answer:
            return answer.status
    except urllib.error.HTTPError as answer:
        return answer.code


def main():
    url, does = sys.argv[1], os.environ.get("MQ_TEST_DOES", "")
    with open(os.environ["MQ_TEST_PAGE"] + ".asked", "a", encoding="utf-8") as file:
        file.write(url + "\n")
    address = urllib.parse.urlsplit(url)
    browser = Browser(f"{address.scheme}://{address.netloc}")
    browser.sign_in(os.environ.get("MQ_TEST_PERSON", "alice"))
    browser.consent()
    if does == "refuse":
        url = re.sub("resource=[^&]+", "resource=https%3A%2F%2Fother.test", url)
    if does == "downgrade":
        url = url.replace("code_challenge_method=S256", "code_challenge_method=plain")
    place = browser.authorize(url)
    if does == "steal":
        assert redeem(url, place) == 403, "without the verifier"
    if does == "forge":
        state = urllib.parse.parse_qs(urllib.parse.urlsplit(place).query)["state"][0]
        assert get(place.replace(state, "0" * len(state)))[0] == 400
        assert get(place.replace("/callback", "/other"))[0] == 400
    status, page = get(place)
    if does == "again":
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            assert get(place)[0] == 400
    with open(os.environ["MQ_TEST_PAGE"], "a", encoding="utf-8") as file:
        file.write(f"{status} {page}\n")


if __name__ == "__main__":
    main()
