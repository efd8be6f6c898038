"""A real browser, headless Chromium, signs maquette-cli in at a real sign-in server (Glewlwyd): the redirect, and the
code that is typed on another device. tests/app/test_account.py has the window."""

import re
import sys
from pathlib import Path

import pytest
from chromium import Chromium
from test_sign_in import Ended, at, desk, environment_of, issuer  # noqa: F401

HERE = Path(__file__).parent


def test_redirect(at, issuer, tmp_path, tmp_path_factory):
    """In the language of the person, who is asked for a password and for consent."""
    german = environment_of("de_DE", tmp_path_factory) | {"LANGUAGE": "de"}
    person = at(issuer)
    browser = {"BROWSER": f"{sys.executable} {HERE / 'open_chromium.py'}"}
    result = person("--login", env=browser | german | {"MQ_TEST_PICTURE": str(tmp_path / "page.png")})
    assert result.status == 0 and "Signed in as alice" in result.out, result
    page = person.read_page()
    assert page.startswith("Angemeldet\n"), page
    assert person.entry()["access_token"] in person.service.seen
    person("--logout")


def test_device(at, issuer):
    person = at(issuer)
    process = person.desk.popen("--login", "--no-browser")
    found = re.fullmatch(r"Open (\S+) on any device, and type this code: (\S+)\n", process.stderr.readline())
    with Chromium() as browser:
        browser.go(found[1])
        browser.write("input[maxlength='9']", found[2])
        browser.click("button.btn-primary.btn-icon")
        browser.sign_in("bob")
        result = Ended(process)
    assert result.status == 0 and result.out.startswith("Signed in as bob "), result
    person("--logout")


if __name__ == "__main__":
    sys.exit(pytest.main([__file__]))
