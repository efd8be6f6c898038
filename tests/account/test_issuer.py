"""Tokens of a real provider: Glewlwyd signs them, and the service's own code checks them."""

import http.server
import os
import subprocess
import threading

import pytest
from glewlwyd import Glewlwyd, free_port

AUDIENCE = "https://maquette.test"


class Verifier:
    """The program that checks tokens as the service does; it keeps the keys, as the service."""

    def __init__(self, issuer, audience=AUDIENCE, around=(), stderr=None):
        self.process = subprocess.Popen([*map(str, around), os.environ["MQ_VERIFY_TOKEN"], issuer, audience],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True,
                                        bufsize=1)

    def __call__(self, token):
        self.process.stdin.write(token + "\n")
        return self.process.stdout.readline().strip()

    def close(self):
        self.process.stdin.close()
        assert self.process.wait(60) == 0


@pytest.fixture
def verifier():
    made = []

    def make(*words):
        made.append(Verifier(*words))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    each = Glewlwyd(tmp_path_factory.mktemp("issuer") / "glewlwyd", AUDIENCE)
    yield each
    each.close()


def test_persons(server, verifier):
    check = verifier(server.issuer)
    assert check(server.token("alice")["access_token"]) == "alice"
    assert check(server.token("bob")["access_token"]) == "bob"


def test_other_tokens(server, verifier):
    """An ID token, a refresh token, a token for another service, of another issuer."""
    check = verifier(server.issuer)
    answer = server.token("alice")
    assert check(answer["id_token"]) == "The token is meant for another service"
    assert check(answer["refresh_token"]) == "The request has no valid access token"
    assert verifier(server.issuer, "https://other.test")(answer["access_token"]) == \
        "The token is meant for another service"


def test_new_key(tmp_path, verifier):
    """Signed with a key that was made after the service fetched them: it asks once more. RSA as well."""
    server = Glewlwyd(tmp_path / "glewlwyd", AUDIENCE)
    try:
        check = verifier(server.issuer)
        old = server.token("alice")["access_token"]
        assert check(old) == "alice"
        server.change_key("rsa")
        assert check(server.token("bob")["access_token"]) == "bob"
        assert check(old) == "The token is not signed by its issuer", "its key was taken back"
        # Within a minute it does not ask again.
        server.change_key("ecdsa")
        assert check(server.token("bob")["access_token"]) == "The token is not signed by its issuer"
    finally:
        server.close()


def test_gone(tmp_path, verifier):
    """The provider is away: who has keys goes on, who has none says so."""
    server = Glewlwyd(tmp_path / "glewlwyd", AUDIENCE)
    check = verifier(server.issuer)
    token = server.token("alice")["access_token"]
    assert check(token) == "alice"
    server.close()
    assert check(token) == "alice"
    assert verifier(server.issuer)(token) == "The sign-in server cannot be asked just now"


DOCUMENTS = {
    "not JSON": b"<html>",
    "another issuer": b'{"issuer": "https://evil.example.org", "jwks_uri": "https://evil.example.org/keys"}',
    "no address of keys": b'{"issuer": "%(url)s"}',
    "keys without encryption": b'{"issuer": "%(url)s", "jwks_uri": "http://example.org/keys"}',
    "keys in a file": b'{"issuer": "%(url)s", "jwks_uri": "file:///etc/passwd"}',
    "no keys": b'{"issuer": "%(url)s", "jwks_uri": "%(url)s/keys"}',
    "too long": b'{"issuer": "%(url)s", "x": "' + b"x" * 300_000 + b'"}',
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_mangled(server, verifier, name):
    """Whatever the provider's documents say, a token is refused, and the service goes on."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            body = b'{"keys": []}' if self.path == "/keys" else DOCUMENTS[name].replace(b"%(url)s", url.encode())
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    provider = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=provider.serve_forever, daemon=True).start()
    try:
        check = verifier(url)
        token = server.token("alice")["access_token"]
        assert check(token) == "The sign-in server cannot be asked just now"
        assert check(token) == "The sign-in server cannot be asked just now"
        assert asked.count("/.well-known/openid-configuration") == 1, "not at every request"
    finally:
        provider.shutdown()


@pytest.mark.parametrize("url", ["http://id.example.org", "file:///etc/passwd", "id.example.org", ""])
def test_unsafe_address(url):
    result = subprocess.run([os.environ["MQ_VERIFY_TOKEN"], url, AUDIENCE], capture_output=True, text=True, timeout=600)
    assert result.returncode == 2 and "service.issuer" in result.stderr
