"""The account at a shared service: signed in by a real sign-in server (Glewlwyd), terms accepted, signed out. The
browser is a program that does what a person does there; tests/account/test_browser.py has a real one."""

import os
import re
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from desk import QUICK
from gi.repository import GLib
from models import keyring
from person import BUILD, is_sensitive
from steps import card, my_turn, reach, say, see_text, write

ACCOUNT = Path(__file__).resolve().parents[1] / "account"
sys.path.append(str(ACCOUNT))

from glewlwyd import Glewlwyd, free_port  # noqa: E402
from test_service import AUDIENCE, Service  # noqa: E402
from test_sign_in import Keyring  # noqa: E402
from token_watch import TokenWatch  # noqa: E402


@pytest.fixture
def shared(tmp_path):
    """Makes a service with terms and its sign-in server: shared(runs_per_day, …)."""
    made = []

    def make(runs_per_day=2, **options):
        port = free_port()
        issuer = Glewlwyd(tmp_path / "glewlwyd", AUDIENCE, redirects=[f"http://127.0.0.1:{port}/callback"], **options)
        made.append(issuer)
        (tmp_path / "service").mkdir()
        service = Service(tmp_path / "service", issuer, runs_per_day=runs_per_day,
                          terms=tmp_path / "service" / "terms.md")
        made.append(service)
        service.redirect_port = port
        return service
    yield make
    for each in reversed(made):
        (each.end if isinstance(each, Service) else each.close)()


def add_browser(person, command):
    """What opens the addresses of web pages on this desk."""
    folder = person.folder / "data" / "applications"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "browser.desktop").write_text(
        f"[Desktop Entry]\nType=Application\nName=Browser\nMimeType=x-scheme-handler/http;\nExec={command} %u\n")
    (person.folder / "config" / "mimeapps.list").write_text(
        "[Default Applications]\nx-scheme-handler/http=browser.desktop\n")


@pytest.fixture
def at(desk, tmp_path):
    """A person whose service is this one, with a keyring and a browser; `page` is what the browser shows last."""
    with keyring(tmp_path / "keyring"):
        def sit_down(service, browser=None, **options):
            page = tmp_path / "page"
            person = desk(config_yaml=QUICK + f"server:\n  url: http://127.0.0.1:{service.port}\n"
                                              f"  redirect_ports: '{service.redirect_port}'\n",
                          env={"TZ": "<+0530>-05:30"}, **options)  # as in India
            person.page = page
            add_browser(person, browser or f"env MQ_TEST_PAGE={page} {sys.executable} {ACCOUNT / 'open_page.py'}")
            return person
        yield sit_down


@pytest.fixture(scope="session")
def prompter():
    """The system's prompt for a keyring's password, which its bus starts on this display."""
    services = Path(os.environ["XDG_RUNTIME_DIR"]) / "services"
    name = "org.gnome.keyring.SystemPrompter.service"
    (services / name).symlink_to(f"/usr/share/dbus-1/services/{name}")
    subprocess.run(["dbus-update-activation-environment", "DISPLAY", "XAUTHORITY"], check=True)
    subprocess.run(["gdbus", "call", "--session", "-d", "org.freedesktop.DBus", "-o", "/org/freedesktop/DBus", "-m",
                    "org.freedesktop.DBus.ReloadConfig"], check=True, capture_output=True)


def lock():
    Keyring().call("Service", "Lock", GLib.Variant("(ao)", (["/org/freedesktop/secrets/collection/login"],)))


def has_prompt():
    return subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "^Unlock Login Keyring$"],
                          capture_output=True).stdout


def has_focus():
    return subprocess.run(["xdotool", "getwindowfocus", "getwindowname"],
                          capture_output=True).stdout == b"Unlock Login Keyring\n"


def answer_prompt(person, *keys):
    """Presses @keys in the prompt for the keyring's password, again if it had the focus but did not listen yet."""
    pressed = 0

    def is_answered():
        nonlocal pressed
        if has_prompt() and not has_focus():  # our own window may have come after it, and has the keys
            subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "^Unlock Login Keyring$", "windowactivate"],
                           check=False)
        if has_focus() and time.monotonic() > pressed + 5:
            subprocess.run(["xdotool", "key", "ctrl+a", *keys], check=True)
            pressed = time.monotonic()
        return pressed > 0 and not has_prompt()
    person.wait(is_answered, "the prompt, and it to go")


def accept(person):
    person.see(re.compile("Be kind to the printers"))
    person.activate(person.see("Accept", "button"))
    person.see_gone("Terms of the Service")


def test_preferences(shared, at):
    person = at(shared()).start()
    person.press("ctrl+comma")
    person.see("Preferences", "dialog")
    person.tab("Service")
    person.see("Nobody is signed in.")
    person.activate(person.find_all("Sign In…", "button")[-1])

    # The terms come by themselves.
    accept(person)
    assert person.page.read_text().startswith("200 ")
    person.see("alice · 2 of 2 runs left today")

    # Her sessions are beside, and whether they are kept there.
    person.see("Keep Sessions at the Service")
    person.activate(person.see("Sessions…", "button"))
    person.see("No Sessions Yet", within=person.see("Sessions at the Service", "dialog"))
    person.press("Escape")
    person.see_gone("Sessions at the Service", "dialog")

    person.activate(person.see("Sign Out", "button"))
    person.see("Nobody is signed in.")


def test_window(shared, at):
    """To send is enough: the browser, the terms and then the run follow. What is left is told beside the message."""
    service = shared(runs_per_day=1)
    person = at(service)
    with TokenWatch() as watch:
        person.start()
        person.see("Sign-In Needed")
        write(person, "Create a 3D object of a chair")
        person.see(re.compile("^Sending opens your browser"))
        person.press("Return")
        accept(person)
        card(person, 1)
        ((_, tokens),) = Keyring().entries(f"http://127.0.0.1:{service.port}")
        watch.add(tokens["access_token"], tokens["refresh_token"])
        assert watch.check(person.folder, service.folder) > 20
    assert person.page.read_text().startswith("200 ")
    my_turn(person)
    person.see("No runs left until 05:30")
    # A change of what the run has made is free.
    say(person, "add armrests")
    card(person, 2)
    my_turn(person)

    person.press("ctrl+n")
    write(person, "a table")
    person.see("Today’s runs are used up. You get new ones at 05:30.")
    person.wait(lambda: not is_sensitive(person.see("Send", "button")), "Send to be impossible")
    person.press("Return")
    see_text(person, "a table")


def test_real_browser(shared, at, tmp_path):
    """A person at headless Chromium types name and password there."""
    page, picture = tmp_path / "page", tmp_path / "page.png"
    person = at(shared(), browser=f"env MQ_TEST_PAGE={page} MQ_TEST_PICTURE={picture} MQ_TEST_PERSON=bob "
                                  f"{sys.executable} {ACCOUNT / 'open_chromium.py'}").start()
    write(person, "Create a 3D object of a chair")
    person.activate(person.see("Send", "button"))
    accept(person)
    card(person, 1)
    my_turn(person)
    person.see("1 of 2 runs left today")
    person.wait(page.exists, "the browser's last page")
    assert page.read_text().startswith("Signed In\n")


def test_cancel(shared, at, tmp_path):
    """A browser that is never used, and one that is not there: nothing that was written is lost."""
    called = tmp_path / "called"
    person = at(shared(), browser=f"touch {called}").start()
    write(person, "a chair")
    person.activate(person.see("Sign In…", "button"))
    person.wait(called.exists, "the browser")
    person.see("Signing In")
    person.see("Continue in your browser.")
    person.activate(person.see("Cancel", "button"))
    person.see("Sign-In Needed")
    see_text(person, "a chair")

    (person.folder / "config" / "mimeapps.list").write_text(
        "[Removed Associations]\nx-scheme-handler/http=browser.desktop;chromium.desktop;\n")
    person.activate(person.see("Sign In…", "button"))
    person.see(re.compile("^The browser could not be opened: "))
    see_text(person, "a chair")


def test_signed_out_elsewhere(shared, at):
    """The service refuses a prompt: signing in at its card sends it again, also after the next start."""
    # Tokens that end at once: each request needs another one.
    person = at(shared(seconds=30)).start()
    person.activate(person.see("Sign In…", "button"))
    accept(person)
    person.see("2 of 2 runs left today")
    for is_later, left in (False, "1 of 2 runs left today"), (True, "No runs left until 05:30"):
        person.press("ctrl+n")
        person.see("What Would You Like to Make?")
        out = subprocess.run([BUILD / "src/cli/maquette-cli", "--logout"], env={**person.env, "G_DEBUG": ""},
                             capture_output=True, text=True)
        assert out.stdout.startswith("Signed out of "), out
        say(person, "Create a 3D object of a chair")
        person.see(re.compile("^Nobody is signed in at this service"))
        if is_later:
            assert person.quit() == 0
            person.start()
            person.see(re.compile("^Nobody is signed in at this service"))
        person.activate(person.see("Sign In…", "button", within=person.see("Conversation", "list")))
        card(person, 1)
        my_turn(person)
        assert person.page.read_text().count("200 ") == 2 + is_later
        person.see(left)


def test_terms_at_the_card(shared, at):
    """The service refuses a prompt until its terms are accepted again: reading them at its card sends it again."""
    service = shared()
    person = at(service).start()
    person.activate(person.see("Sign In…", "button"))
    accept(person)
    person.see("2 of 2 runs left today")
    (journal,) = (service.folder / "data").glob("*.db")
    with sqlite3.connect(journal, timeout=600) as database:
        assert database.execute("DELETE FROM acceptance").rowcount == 1
    say(person, "Create a 3D object of a chair")
    person.activate(person.see("Read Terms…", "button", within=person.see("Conversation", "list")))
    accept(person)
    card(person, 1)
    my_turn(person)
    person.see("1 of 2 runs left today")


def test_terms_that_are_not_accepted(shared, at):
    """The service ends while its terms are read: they stay, with what went wrong, and the focus is where it is tried
    again. After a sign-in that was given up it is where another one begins."""
    service = shared()
    person = at(service, browser="true").start()
    reach(person, "Sign In…")
    person.press("Return")
    person.see("Signing In")
    person.see_focus("Cancel")
    person.press("Return")
    person.see("Sign-In Needed")
    person.see_focus("Sign In…")
    add_browser(person, f"env MQ_TEST_PAGE={person.page} {sys.executable} {ACCOUNT / 'open_page.py'}")
    person.press("Return")
    person.see(re.compile("Be kind to the printers"))
    person.see_focus("Terms of the Service")  # what scrolls
    reach(person, "Accept")
    service.end()
    person.press("Return")
    person.see_focus("Accept")
    person.see(re.compile("Be kind to the printers"))
    person.see(re.compile("(?i)could not be reached|cannot be reached|not reach"))


IN_MEMORY = "The system’s keyring cannot be used: you stay signed in until you quit Maquette."


def test_keyring_stays_locked(shared, at, prompter):
    """Whoever does not unlock it is asked once, and signed in as long as the window is there."""
    service = shared()
    person = at(service)
    lock()
    with TokenWatch() as watch:
        person.start()
        person.activate(person.see("Sign In…", "button"))
        answer_prompt(person, "Escape")
        person.see(IN_MEMORY)
        accept(person)
        say(person, "Create a 3D object of a chair")
        card(person, 1)
        my_turn(person)
        assert not has_prompt()
        watch.check(person.folder, service.folder)
    assert Keyring().call("Service", "SearchItems", GLib.Variant("(a{ss})", ({},))) == ([], [])
    assert person.quit() == 0
    person.start()
    person.see("Sign In…", "button")


def test_keyring_is_locked_meanwhile(shared, at, prompter):
    """Locked after the sign-in, and again before the window starts."""
    # Tokens that end at once are renewed, and so are to be stored again, with each request.
    person = at(shared(seconds=30)).start()
    person.activate(person.see("Sign In…", "button"))
    accept(person)
    person.see("2 of 2 runs left today")
    write(person, "Create a 3D object of a chair")
    lock()
    # Not by a key: any request may have led to the prompt already, and that has all keys to itself.
    person.activate(person.see("Send", "button"))
    answer_prompt(person, "Escape")
    person.see(IN_MEMORY)
    card(person, 1)
    my_turn(person)
    assert not has_prompt()


def test_keyring_is_locked_at_the_start(shared, at, prompter):
    person = at(shared()).start()
    person.activate(person.see("Sign In…", "button"))
    accept(person)
    person.see("2 of 2 runs left today")
    for keys, seen in (["Escape"], "Sign-In Needed"), ([*"password", "Return"], "2 of 2 runs left today"):
        assert person.quit() == 0
        lock()
        person.start()
        answer_prompt(person, *keys)
        person.see(seen)
        assert not has_prompt()
