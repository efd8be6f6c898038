"""Preferences, the account at a shared service: signed in by a real sign-in server (Glewlwyd), terms accepted, signed
out. The browser is a program that does what a person does there."""

import re
import sys
from pathlib import Path

import pytest
from models import keyring

ACCOUNT = Path(__file__).resolve().parents[1] / "account"
sys.path.append(str(ACCOUNT))

from glewlwyd import Glewlwyd, free_port  # noqa: E402
from test_service import AUDIENCE, Service  # noqa: E402


@pytest.fixture
def shared(tmp_path):
    """A service with terms and two runs a day, and its sign-in server."""
    port = free_port()
    issuer = Glewlwyd(tmp_path / "glewlwyd", AUDIENCE, redirects=[f"http://127.0.0.1:{port}/callback"])
    (tmp_path / "service").mkdir()
    service = Service(tmp_path / "service", issuer, runs_per_day=2, terms=tmp_path / "service" / "terms.md")
    service.redirect_port = port
    yield service
    service.end()
    issuer.close()


def add_browser(person, page):
    """What opens the addresses of web pages on this desk."""
    folder = person.folder / "data" / "applications"
    folder.mkdir(parents=True)
    (folder / "browser.desktop").write_text(
        "[Desktop Entry]\nType=Application\nName=Browser\nMimeType=x-scheme-handler/http;\n"
        f"Exec=env MQ_TEST_PAGE={page} {sys.executable} {ACCOUNT / 'open_page.py'} %u\n")
    (person.folder / "config" / "mimeapps.list").write_text(
        "[Default Applications]\nx-scheme-handler/http=browser.desktop\n")


def test_in_and_out(desk, shared, tmp_path):
    with keyring(tmp_path / "keyring"):
        page = tmp_path / "page"
        person = desk(config_yaml=f"server:\n  url: http://127.0.0.1:{shared.port}\n"
                                  f"  redirect_ports: '{shared.redirect_port}'\n")
        add_browser(person, page)
        person.start()
        person.press("ctrl+comma")
        person.see("Preferences", "dialog")
        person.tab("Service")
        person.see("Nobody is signed in.")
        person.activate(person.see("Sign In…", "button"))

        # The terms come by themselves.
        person.see(re.compile("Be kind to the printers"))
        assert page.read_text().startswith("200 ")
        person.activate(person.see("Accept", "button"))
        person.see("alice · 2 of 2 runs left today")

        person.activate(person.see("Sign Out", "button"))
        person.see("Nobody is signed in.")
