"""maquette-cli signs in, renews, signs out and accepts terms, with a real sign-in server (Glewlwyd)
and a real keyring. The service is a small server that says what docs/inside/openapi.yaml says of accounts;
test_together.py has the real one."""

import base64
import fcntl
import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from desk import desk  # noqa: E402,F401
from gi.repository import Gio, GLib  # noqa: E402
from glewlwyd import CLIENT, PORTS, Glewlwyd, free_port  # noqa: E402
from locales import environment_of  # noqa: E402

AUDIENCE = "https://maquette.test"
TERMS = "# Terms\nBe kind.\n"


class Service(http.server.ThreadingHTTPServer):
    """`seen` has the access token of each request that was let in; `refused` those that are not let in any more."""

    def __init__(self, issuer):
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.issuer = issuer
        self.seen, self.refused = [], set()
        self.n_refused = 0
        self.version, self.accepted = "v1", set()
        self.scopes, self.sends_resource = ["openid", "maquette"], True
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def reply(self, status, body, **headers):
        text = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(text)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)

    def problem(self, status, code, detail, **headers):
        self.reply(status, {"type": f"https://maquette.invalid/problems/{code}", "title": code, "detail": detail,
                            "status": status}, **headers)

    def refuse(self):
        place = f"{self.server.url}/.well-known/oauth-protected-resource"
        self.problem(401, "sign-in", "Sign in", **{"WWW-Authenticate": f'Bearer resource_metadata="{place}"'})

    def get_account(self):
        """Who sent the request; the signature is checked elsewhere (test_issuer.py)."""
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        with self.server.lock:
            if not token or token in self.server.refused:
                self.server.n_refused += 1
                return None
            self.server.seen.append(token)
        part = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        assert (claims["aud"] == AUDIENCE) == self.server.sends_resource and "maquette" in claims["scope"].split()
        return claims["preferred_username"]

    def do_GET(self):
        server = self.server
        if server.issuer is None:
            return self.problem(404, "not-found", "There is no such thing")
        if self.path == "/.well-known/oauth-protected-resource":
            return self.reply(200, {
                "resource": AUDIENCE, "authorization_servers": [server.issuer], "scopes_supported": server.scopes,
                "maquette_client_id": CLIENT, "maquette_sends_resource": server.sends_resource,
                "bearer_methods_supported": ["header"]})
        if (name := self.get_account()) is None:
            return self.refuse()
        terms = {"version": server.version, "accepted": (name, server.version) in server.accepted}
        if self.path == "/v1/account":
            quota = {"limit": 5, "left": 4, "resets": "2026-11-24T00:00:00Z"}
            return self.reply(200, {"kind": "oidc", "name": name, "issuer": server.issuer, "quota": quota,
                                    "terms": terms})
        assert self.path == "/v1/terms"
        return self.reply(200, {"required": True, "text": TERMS, **terms})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if (name := self.get_account()) is None:
            return self.refuse()
        if body != {"version": self.server.version}:
            return self.problem(409, "conflict", "Another version")
        self.server.accepted.add((name, self.server.version))
        return self.reply(200, {"required": True, "text": TERMS, "accepted": True, **body})

    def log_message(self, *_):
        pass


class Keyring:
    """The entries of Maquette's accounts, read over D-Bus."""

    def __init__(self):
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)

    def call(self, interface, method, arguments, path="/org/freedesktop/secrets"):
        return self.bus.call_sync("org.freedesktop.secrets", path, f"org.freedesktop.Secret.{interface}", method,
                                  arguments, None, 0, -1, None).unpack()

    def entries(self, service):
        """(attributes, content) of each."""
        wanted = {"xdg:schema": "org.maquette.Maquette.Account", "service": service}
        items = self.call("Service", "SearchItems", GLib.Variant("(a{ss})", (wanted,)))[0]
        _, session = self.call("Service", "OpenSession", GLib.Variant("(sv)", ("plain", GLib.Variant("s", ""))))
        secrets = self.call("Service", "GetSecrets", GLib.Variant("(aoo)", (items, session)))[0]
        attributes = [self.bus.call_sync(
            "org.freedesktop.secrets", item, "org.freedesktop.DBus.Properties", "Get",
            GLib.Variant("(ss)", ("org.freedesktop.Secret.Item", "Attributes")), None, 0, -1, None).unpack()[0]
            for item in items]
        return [(each, json.loads(bytes(secrets[item][2]))) for item, each in zip(items, attributes)]

    def clear(self, service):
        wanted = {"xdg:schema": "org.maquette.Maquette.Account", "service": service}
        ((item,), _) = self.call("Service", "SearchItems", GLib.Variant("(a{ss})", (wanted,)))
        self.call("Item", "Delete", None, item)

    def replace(self, service, tokens):
        """As another program does that renews them."""
        wanted = {"xdg:schema": "org.maquette.Maquette.Account", "service": service}
        ((item,), _) = self.call("Service", "SearchItems", GLib.Variant("(a{ss})", (wanted,)))
        _, session = self.call("Service", "OpenSession", GLib.Variant("(sv)", ("plain", GLib.Variant("s", ""))))
        secret = (session, b"", json.dumps(tokens).encode(), "text/plain")
        self.call("Item", "SetSecret", GLib.Variant("((oayays))", (secret,)), item)


class Person:
    """Somebody at a computer: folders, browser, keyring."""

    def __init__(self, desk, issuer, service):
        self.desk, self.issuer, self.service = desk, issuer, service
        self.page = desk.root / "page"
        self.page.touch()
        self.keyring = Keyring()
        port = free_port()
        if issuer is not None:
            issuer.set_redirects(f"http://127.0.0.1:{port}/callback")
        desk.config.write_text(f"server:\n  url: {service.url}\n  redirect_ports: '{port}'\n")
        desk.env |= {"BROWSER": f"{sys.executable} {pathlib.Path(__file__).with_name('open_page.py')}",
                     "MQ_TEST_PAGE": str(self.page), "TZ": "UTC"}

    def __call__(self, *args, env=None, answer=None, around=()):
        return Ended(self.desk.popen(
            *args, env={**self.desk.env, **(env or {})}, stdin=subprocess.PIPE, around=around), answer)

    def read_page(self):
        """What the browser shows at last. It writes that when all went as it expects, perhaps after the program."""
        until = time.monotonic() + 600
        while not self.page.read_text():
            assert time.monotonic() < until, "the browser did not come to its end"
            time.sleep(0.05)
        return self.page.read_text()

    def read_asked(self):
        """The parameters of each sign-in in the browser."""
        lines = self.page.with_name(self.page.name + ".asked").read_text().splitlines()
        return [dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(line).query)) for line in lines]

    def entry(self):
        (found,) = self.keyring.entries(self.service.url)
        return found[1]


class Ended:
    """How a command ended."""

    def __init__(self, process, answer=None):
        self.out, self.err = process.communicate(answer, timeout=1800)
        self.status = process.returncode

    def __repr__(self):
        return f"exit {self.status}\n{self.out}\n{self.err}"


@pytest.fixture(scope="module")
def issuer(tmp_path_factory):
    server = Glewlwyd(tmp_path_factory.mktemp("issuer") / "glewlwyd", AUDIENCE)
    yield server
    server.close()


@pytest.fixture(scope="module")
def short(tmp_path_factory):
    """Its access tokens are about to end from the start."""
    server = Glewlwyd(tmp_path_factory.mktemp("short") / "glewlwyd", AUDIENCE, seconds=30)
    yield server
    server.close()


@pytest.fixture
def at(desk):
    """Makes a person and the service at a sign-in server."""
    services = []

    def make(server):
        services.append(Service(server.issuer if server is not None else None))
        return Person(desk, server, services[-1])
    yield make
    for service in services:
        service.shutdown()


def refresh(issuer, token):
    """(status, tokens) of a refresh by somebody else."""
    form = urllib.parse.urlencode({"grant_type": "refresh_token", "client_id": CLIENT, "refresh_token": token}).encode()
    try:
        with urllib.request.urlopen(f"{issuer.issuer}/token", form, timeout=600) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as answer:
        return answer.code, None


def test_in_and_out(at, issuer):
    person = at(issuer)
    result = person("--login")
    assert result.status == 0, result
    assert result.out == (f"Signed in as alice at {person.service.url}\n4 of 5 runs left until 00:00\n"
                          "Accept the terms before the first run: maquette-cli --accept-terms\n")
    page = person.read_page()
    assert page.startswith("200 ") and "close this tab" in page

    ((attributes, tokens),) = person.keyring.entries(person.service.url)
    assert attributes | {"xdg:schema": 0} == {"issuer": issuer.issuer, "service": person.service.url,
                                              "account": "alice@example.test", "xdg:schema": 0}
    assert tokens["access_token"] in person.service.seen
    secrets = [tokens["access_token"], tokens["refresh_token"]]

    again = person("--login", "--json")
    assert again.status == 0 and json.loads(again.out) == {
        "event": "account", "service": person.service.url, "name": "alice",
        "quota": {"limit": 5, "left": 4, "resets": "2026-11-24T00:00:00Z"},
        "terms": {"version": "v1", "accepted": False}}
    assert person.read_page().count("200 ") == 1, "already signed in: no browser"

    written = [path.read_bytes() for path in person.desk.root.rglob("*") if path.is_file()]
    written += [path.read_bytes() for path in person.desk.runtime.rglob("*") if path.is_file()]
    written += [text.encode() for result in (result, again) for text in (result.out, result.err)]
    for secret in secrets:
        assert all(secret.encode() not in text for text in written)

    out = person("--logout")
    assert out.status == 0 and out.out == f"Signed out of {person.service.url}\n" and out.err == "", out
    assert person.keyring.entries(person.service.url) == []
    assert refresh(issuer, tokens["refresh_token"])[0] == 400
    assert person("--logout").out == f"Nobody is signed in at {person.service.url}\n"
    refused = person("--accept-terms")
    assert refused.status == 3 and "maquette-cli --login" in refused.err, refused


def test_page_in_the_language(at, issuer, tmp_path_factory):
    """The command line is English; the page in the browser is not."""
    german = environment_of("de_DE", tmp_path_factory) | {"LANGUAGE": "de"}
    person = at(issuer)
    result = person("--login", env=german)
    assert result.status == 0 and "Signed in as alice" in result.out, result
    assert "Angemeldet" in person.read_page()
    refused = person("--accept-terms", answer="no\n", env=german)
    assert "The terms are not accepted" in refused.err, refused
    person("--logout")


def test_another_person(at, issuer):
    """One entry for each account; a service has one that is signed in. After a sign-out, the browser asks who it is:
    it may still be signed in as the last person."""
    person = at(issuer)
    assert person("--login").status == 0
    assert person("--logout").status == 0
    assert person("--login", env={"MQ_TEST_PERSON": "bob"}).out.startswith("Signed in as bob ")
    assert [each["account"] for each, _ in person.keyring.entries(person.service.url)] == ["bob@example.test"]
    person.keyring.clear(person.service.url)  # as if another program had: nobody has signed out
    assert person("--login").status == 0
    assert [each.get("prompt") for each in person.read_asked()] == [None, "login", None]
    person("--logout")


def test_offline_access(at, issuer):
    """It is asked for with consent, and the sign-in server, which does not know it, need not grant it."""
    person = at(issuer)
    person.service.scopes = ["openid", "maquette", "offline_access"]
    assert person("--login").out.startswith("Signed in as alice ")
    (asked,) = person.read_asked()
    assert asked["prompt"] == "consent" and asked["scope"] == "openid maquette offline_access"
    person("--logout")


def test_without_resource(at, short):
    """Neither the browser, nor the code, nor a renewal names the service."""
    person = at(short)
    person.service.sends_resource = False
    assert person("--login").out.startswith("Signed in as alice ")
    first = person.entry()
    assert "resource" not in person.read_asked()[0] and first.get("resource") is None
    assert person("--login").status == 0
    assert first["access_token"] != person.entry()["access_token"]
    person("--logout")


def test_forged_answers(at, issuer):
    """A wrong state and a wrong path do not count; the right answer then does."""
    person = at(issuer)
    result = person("--login", env={"MQ_TEST_DOES": "forge"})
    assert result.status == 0 and "Signed in as alice" in result.out, result
    person("--logout")


@pytest.mark.parametrize("does", ["steal", "again"])
def test_code_used_twice(at, issuer, does):
    """Whoever reads the redirect has no verifier; and the address is gone after the first answer."""
    person = at(issuer)
    result = person("--login", env={"MQ_TEST_DOES": does})
    assert result.status == 0 and "Signed in as alice" in result.out, result
    assert "Signed In" in person.read_page()
    person("--logout")


@pytest.mark.parametrize(("does", "error"), [("refuse", "invalid_target"), ("downgrade", "invalid_request")])
def test_refused_in_the_browser(at, issuer, does, error):
    """Glewlwyd sends the browser back with an error: it asked for another service, or for a weaker PKCE."""
    person = at(issuer)
    result = person("--login", env={"MQ_TEST_DOES": does})
    assert result.status == 3 and error in result.err, result
    assert "Not Signed In" in person.read_page()
    assert person.keyring.entries(person.service.url) == []


def test_terms(at, issuer):
    person = at(issuer)
    assert person("--login").status == 0
    for answer in ("no\n", "", "y\n", "YES\n", "yes please\n"):
        result = person("--accept-terms", answer=answer)
        assert result.status == 4 and "Be kind." in result.out, (answer, result)
    assert not person.service.accepted
    result = person("--accept-terms", answer="yes\n")
    assert result.status == 0 and result.out.endswith("Accepted.\n"), result
    assert person.service.accepted == {("alice", "v1")}
    assert "already" in person("--accept-terms").out
    assert "Accept the terms" not in person("--login").out
    person.service.version = "v2"
    assert person("--accept-terms", answer="").status == 4
    person("--logout")


def test_renewed_before_the_end(at, short):
    person = at(short)
    assert person("--login").status == 0
    first = person.entry()
    assert person("--login").status == 0
    second = person.entry()
    assert first["access_token"] != second["access_token"] and first["refresh_token"] != second["refresh_token"]
    assert person.service.seen[-1] == second["access_token"]
    person("--logout")


def test_renewed_after_a_refusal(at, issuer):
    """The service refuses a token that has not ended: another one, once, and the request again."""
    person = at(issuer)
    assert person("--login").status == 0
    old = person.entry()["access_token"]
    person.service.refused.add(old)
    person.service.n_refused = 0
    result = person("--login")
    assert result.status == 0 and "Signed in as alice" in result.out, result
    assert person.service.n_refused == 1
    assert person.service.seen[-1] == person.entry()["access_token"] != old
    assert person.read_page().count("200 ") == 1
    person("--logout")


def test_renewed_by_many_at_once(at, short):
    """A refresh token that is used twice ends the sign-in, so only one program at a time uses it."""
    person = at(short)
    assert person("--login").status == 0
    started = [person.desk.popen("--login") for _ in range(6)]
    results = [Ended(process) for process in started]
    assert [result.status for result in results] == [0] * 6, results
    assert person.read_page().count("200 ") == 1
    person("--logout")


def test_refused_renewal(at, short):
    """The refresh token was used by somebody else: Glewlwyd ends all, with an empty answer."""
    person = at(short)
    assert person("--login").status == 0
    token = person.entry()["refresh_token"]
    assert refresh(short, token)[0] == 200 and refresh(short, token)[0] == 400
    result = person("--accept-terms")
    assert result.status == 3 and "Sign in again: " in result.err and "--login" in result.err, result
    assert person.keyring.entries(person.service.url) == []


def is_waiting_for_a_lock(process):
    return any(line.split()[1] == "->" and f" {process.pid} " in line
               for line in pathlib.Path("/proc/locks").read_text().splitlines())


def test_signed_out_while_another_program_renews(at, issuer):
    """Otherwise the other program puts its new tokens into the keyring after the sign-out."""
    person = at(issuer)
    assert person("--login").status == 0
    with open(person.desk.runtime / "maquette" / "accounts.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = person.desk.popen("--logout")
        while not is_waiting_for_a_lock(process):
            assert process.poll() is None, Ended(process)
            time.sleep(0.01)
        tokens = person.entry()
        status, renewed = refresh(issuer, tokens["refresh_token"])
        assert status == 200
        person.keyring.replace(person.service.url, tokens | {
            name: renewed[name] for name in ("access_token", "refresh_token")})
    out = Ended(process)
    assert out.status == 0 and out.out == f"Signed out of {person.service.url}\n", out
    assert person.keyring.entries(person.service.url) == []
    assert refresh(issuer, renewed["refresh_token"])[0] == 400


def test_another_device(at, issuer):
    person = at(issuer)
    process = person.desk.popen("--login", "--no-browser")
    said = process.stderr.readline()
    found = re.fullmatch(r"Open (\S+) on any device, and type this code: (\S+)\n", said)
    assert found, said
    also = process.stderr.readline()
    assert also == f"Or open this address, which has the code: {issuer.issuer}/device?code={found[2]}\n", also
    browser = issuer.browser("bob")
    browser.call("GET", f"{issuer.issuer}/device?code={found[2]}")
    browser.call("GET", f"{issuer.issuer}/device?code={found[2]}&g_continue")
    result = Ended(process)
    assert result.status == 0 and result.out.startswith("Signed in as bob "), result
    assert person.page.read_text() == ""
    person("--logout")


def test_no_display(at, issuer):
    """Without a browser, and nobody types the code: the program can be interrupted."""
    person = at(issuer)
    env = {key: value for key, value in person.desk.env.items()
           if key not in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY")}
    process = person.desk.popen("--login", env=env)
    assert "type this code" in process.stderr.readline()
    process.terminate()
    assert process.wait(1800) != 0
    assert person.keyring.entries(person.service.url) == []


def test_sign_in_server_away(at, tmp_path):
    """Signing out removes the tokens here in any case."""
    server = Glewlwyd(tmp_path / "glewlwyd", AUDIENCE)
    person = at(server)
    try:
        assert person("--login").status == 0
    finally:
        server.close()
    result = person("--logout")
    assert result.status == 0 and "only signed out on this computer" in result.err, result
    assert person.keyring.entries(person.service.url) == []
    result = person("--login")
    assert result.status == 7 and server.issuer in result.err, result


def test_no_keyring(at, issuer):
    person = at(issuer)
    result = person("--login", env={"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent/bus"})
    assert result.status == 1 and "keyring" in result.err and "MAQUETTE_ACCESS_TOKEN" in result.err, result
    assert person.page.read_text() == "", "no browser for nothing"


def test_keyring_of_a_flatpak(at, issuer, tmp_path):
    """There libsecret has an encrypted file; only its password is another one than the portal's."""
    person = at(issuer)
    store = tmp_path / "keyring"
    portal = {"SECRET_BACKEND": "file", "SECRET_FILE_TEST_PATH": str(store), "SECRET_FILE_TEST_PASSWORD": "password",
              "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent/bus"}
    assert person("--login", env=portal).status == 0
    assert store.stat().st_size > 1000 and person.service.seen[-1].encode() not in store.read_bytes()
    again = person("--login", env=portal)
    assert again.status == 0 and person.read_page().count("200 ") == 1, again
    assert person("--logout", env=portal).out.startswith("Signed out")
    assert "Nobody is signed in" in person("--logout", env=portal).out


def test_token_of_the_environment(at, issuer):
    person = at(issuer)
    issuer.set_redirects(f"http://127.0.0.1:{PORTS[0]}/callback")
    token = issuer.token("bob")["access_token"]
    result = person("--login", env={"MAQUETTE_ACCESS_TOKEN": token})
    assert result.status == 0 and result.out.startswith("Signed in as bob "), result
    assert person.page.read_text() == "" and person.keyring.entries(person.service.url) == []


@pytest.mark.parametrize("flag", ["--login", "--accept-terms"])
def test_no_accounts(at, flag):
    person = at(None)
    result = person(flag)
    assert result.status == 2 and "has no accounts" in result.err and flag in result.err, result
    assert person.page.read_text() == ""


def test_no_encryption(desk):
    result = desk("--login", "--server", "http://192.0.2.1:9")
    assert result.status == 1 and "https://" in result.err, result


if __name__ == "__main__":
    sys.exit(pytest.main([os.path.abspath(__file__)]))
