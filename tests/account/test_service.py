"""A shared service with real accounts: Glewlwyd signs alice and bob in, maquette-service serves them over TCP."""

import base64
import http.client
import http.server
import json
import os
import re
import signal
import subprocess
import threading
import urllib.parse
import uuid

import pytest
from glewlwyd import Glewlwyd

AUDIENCE = "https://maquette.test"
TERMS = "# Terms\n\nBe kind to the printers.\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    each = Glewlwyd(tmp_path_factory.mktemp("issuer") / "glewlwyd", AUDIENCE)
    yield each
    each.close()


class Answer:
    def __init__(self, response):
        self.status, self.headers, self.text = response.status, response.headers, response.read().decode()

    @property
    def json(self):
        return json.loads(self.text)

    @property
    def problem(self):
        return self.json["type"].rsplit("/", 1)[-1]


class Service:
    """maquette-service at a port, with its settings in a file."""

    def __init__(self, folder, server, **settings):
        self.folder = folder
        (folder / "terms.md").write_text(TERMS)
        lines = {"issuer": server.issuer, "audience": AUDIENCE, **settings}
        text = "".join(f"  {key}: {value}\n" for key, value in lines.items())
        (folder / "config.yaml").write_text(f"service:\n{text}")
        self.start()

    def start(self):
        env = {**os.environ, "HOME": str(self.folder)}
        if "ASAN_OPTIONS" in env:  # a test measures memory, of which the sanitizer keeps what is freed
            env["ASAN_OPTIONS"] += ":quarantine_size_mb=1"
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [os.environ["MQ_SERVICE"], "--listen", "127.0.0.1:0", "--config", self.folder / "config.yaml",
                 "--data", self.folder / "data"],
                stdout=subprocess.PIPE, stderr=log, text=True, env=env)
        self.port = int(re.search(r"127\.0\.0\.1:(\d+)", self.process.stdout.readline())[1])

    def log_text(self):
        return (self.folder / "log").read_text(encoding="utf-8")

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.communicate(timeout=600)

    def ask(self, method, path, token=None, body=None, host=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if host:
            headers["Host"] = host
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        return Answer(connection.getresponse())

    def begin(self, token, prompt="a chair"):
        return self.ask("POST", "/v1/runs", token, {"id": uuid.uuid4().hex, "mode": "create", "prompt": prompt,
                                                    "interactive": False})


@pytest.fixture
def service(tmp_path, server):
    each = Service(tmp_path, server, runs_per_day=2, terms=tmp_path / "terms.md", unlimited_groups="editors, lab")
    yield each
    each.end()


@pytest.fixture
def alice(server):
    return server.token("alice")["access_token"]


@pytest.fixture
def bob(server):
    return server.token("bob")["access_token"]


def test_who_may_ask(service, server, alice):
    """Without a token only how the service is, and how to sign in; with one, everything."""
    assert service.ask("GET", "/v1/health").status == 200
    about = service.ask("GET", "/.well-known/oauth-protected-resource").json
    assert about["resource"] == AUDIENCE and about["authorization_servers"] == [server.issuer]
    assert about["maquette_client_id"] == "maquette" and about["scopes_supported"] == ["openid", "maquette"]
    assert about["maquette_sends_resource"] is True
    for token in (None, "nonsense", alice[:-4] + "AAAA", server.token("alice")["id_token"]):
        answer = service.ask("GET", "/v1/account", token)
        assert answer.status == 401 and answer.problem == "sign-in"
        challenge = answer.headers["WWW-Authenticate"]
        assert f'resource_metadata="{AUDIENCE}/.well-known/oauth-protected-resource"' in challenge
        assert ('error="invalid_token"' in challenge) == (token is not None)
    log = service.log_text()
    assert 'no valid access token (malformed, alg none' in log and f"iss {server.issuer}" in log
    assert alice[-20:] not in log
    assert "alice" not in log
    account = service.ask("GET", "/v1/account", alice).json
    assert account["kind"] == "oidc" and account["name"] == "alice" and account["issuer"] == server.issuer
    # A proxy has a name of its own, and a web page may still not ask.
    assert service.ask("GET", "/v1/account", alice, host="maquette.test").status == 200
    assert not list(service.folder.glob("data/*.token"))


def test_what_a_token_says_of_itself(tmp_path, server, alice):
    """One without the service's scope, or of another program, is refused; log, sender and /metrics learn why."""
    secret = tmp_path / "metrics"
    secret.write_text("a-secret-of-metrics")
    secret.chmod(0o600)
    service = Service(tmp_path, server, scope="openid offline_access maquette print", metrics_token=secret)
    try:
        for token, why, kind in ((alice, "The token lacks the scope “print”", "scope"),
                                 (server.token("alice")["id_token"], "another service", "audience")):
            for _ in range(2):  # before and after the keys are there
                answer = service.ask("GET", "/v1/account", token)
                assert answer.problem == "sign-in" and why in answer.json["detail"], answer.text
                challenge = answer.headers["www-authenticate"]
                assert "resource_metadata=" in challenge
                if kind == "scope":
                    assert answer.status == 403 and 'error="insufficient_scope"' in challenge
                    assert 'scope="openid offline_access maquette print"' in challenge
                else:
                    assert answer.status == 401 and 'error="invalid_token"' in challenge
            assert why in service.log_text() and f"({kind}, alg" in service.log_text()
        counted = service.ask("GET", "/metrics", "a-secret-of-metrics").text
        for kind in ("scope", "audience"):
            assert f'maquette_refused_tokens_total{{kind="{kind}"}} 2\n' in counted
    finally:
        service.end()
    service = Service(tmp_path, server, client_id="window", clients="robot, printer")
    try:
        answer = service.ask("GET", "/v1/account", alice)
        assert answer.status == 401 and "the client “maquette”, which" in answer.json["detail"], answer.text
    finally:
        service.end()
    service = Service(tmp_path, server, clients="robot", resource="false")
    try:
        assert service.ask("GET", "/.well-known/oauth-protected-resource").json["maquette_sends_resource"] is False
        assert service.ask("GET", "/v1/account", alice).status == 200, "the programs' own client"
    finally:
        service.end()


def test_long_question(service, alice):
    """Only the beginning is read: a long text would keep everybody else waiting."""
    def ask(text):
        answer = service.ask("POST", "/v1/teams/sketcher/understanding", alice, {"prompt": text})
        assert answer.status == 200, answer.text
        return answer.json
    text = "a round table " + "and a purple dragon " * 400
    assert ask(text) == ask(text[:500]) != ask(text[:20])


def memory_mib(service):
    with open(f"/proc/{service.process.pid}/status", encoding="ascii") as file:
        return int(next(line for line in file if line.startswith("VmRSS")).split()[1]) / 1024


def test_bodies_of_strangers(service, alice):
    """What somebody sends without a valid token is not kept while it arrives."""
    assert service.ask("GET", "/v1/account", alice).status == 200, "the keys are there"
    piece = b"x" * (1 << 20)
    for token, is_kept in ((alice[:-4] + "AAAA", False), ("mqt_" + "A" * 43, False), (alice, True)):
        before, links = memory_mib(service), []
        for _ in range(6):
            link = http.client.HTTPConnection("127.0.0.1", service.port, timeout=600)
            link.putrequest("PUT", "/v1/knowledge/4.3.2-32f5fdce0a0a")
            link.putheader("Authorization", f"Bearer {token}")
            link.putheader("Content-Type", "application/gzip")
            link.putheader("Content-Length", str(25 << 20))
            link.endheaders()
            for _ in range(24):
                link.send(piece)
            links.append(link)
        # All but the end has arrived once somebody else is answered who came later.
        assert service.ask("GET", "/v1/account", alice).status == 200
        grown = memory_mib(service) - before
        assert (grown > 60) == is_kept, f"{grown} MiB more"
        for link in links:
            link.close()


def test_terms_and_quota(service, bob):
    """Nothing starts before the terms are accepted; two runs a day, then 429; a restart forgets neither."""
    refused = service.begin(bob)
    assert refused.status == 403 and refused.problem == "terms"
    terms = service.ask("GET", "/v1/terms", bob).json
    assert terms["required"] and terms["text"] == TERMS and not terms["accepted"]
    assert service.ask("POST", "/v1/terms", bob, {"version": "0" * 16}).status == 409
    assert service.ask("POST", "/v1/terms", bob, {"version": terms["version"]}).json["accepted"]
    first = service.begin(bob)
    assert first.status in (200, 201), first.text
    assert first.headers["RateLimit-Limit"] == "2" and first.headers["RateLimit-Remaining"] == "1"
    service.end(signal.SIGKILL)
    service.start()
    assert service.ask("GET", "/v1/account", bob).json["quota"]["left"] == 1
    assert service.begin(bob).headers["RateLimit-Remaining"] == "0"
    used_up = service.begin(bob)
    assert used_up.status == 429 and used_up.problem == "quota" and int(used_up.headers["Retry-After"]) > 0


def test_unlimited_group(service, alice):
    terms = service.ask("GET", "/v1/terms", alice).json
    service.ask("POST", "/v1/terms", alice, {"version": terms["version"]})
    for _ in range(3):
        answer = service.begin(alice)
        assert answer.status in (200, 201), answer.text
    assert service.ask("GET", "/v1/account", alice).json["quota"]["limit"] is None


def test_requests_a_minute(tmp_path, server, alice, bob):
    """Who asks too often waits; others do not."""
    service = Service(tmp_path, server, requests_per_minute=6)
    try:
        for _ in range(6):
            assert service.ask("GET", "/v1/account", alice).status == 200
        refused = service.ask("GET", "/v1/account", alice)
        assert refused.status == 429 and refused.problem == "too-many-requests"
        assert 0 < int(refused.headers["Retry-After"]) <= 10
        assert service.ask("GET", "/v1/account", bob).status == 200
    finally:
        service.end()


def test_mine_and_thine(service, alice, bob):
    """Each sees what is their own; the other's run is not there, whatever is asked of it."""
    for token in (alice, bob):
        terms = service.ask("GET", "/v1/terms", token).json
        service.ask("POST", "/v1/terms", token, {"version": terms["version"]})
    run = service.begin(bob).json["id"]
    assert service.ask("GET", f"/v1/runs/{run}", bob).status == 200
    for method, path in (("GET", ""), ("GET", "/events"), ("POST", "/finish"), ("DELETE", "")):
        answer = service.ask(method, f"/v1/runs/{run}{path}", alice, {} if method == "POST" else None)
        assert answer.status == 404, f"{method} {path}: {answer.status} {answer.text}"
    assert service.ask("GET", f"/v1/runs/{run}", bob).status == 200


@pytest.mark.parametrize("settings, why", [
    ({"issuer": "http://id.example.org"}, "service.issuer"), ({"audience": "''"}, "service.audience"),
    ({"introspection_url": "https://id.test/i"}, "introspection_secret"),
    ({"introspection_url": "http://id.test/i"}, "service.introspection_url"),
    ({"introspection_url": "https://id.test/i", "introspection_secret": "/nowhere"}, "/nowhere"),
    ({"terms": "/nowhere/terms.md"}, "/nowhere/terms.md"), ({"runs_per_day": "-1"}, "runs_per_day")])
def test_wrong_settings(tmp_path, server, settings, why):
    (tmp_path / "config.yaml").write_text("service:\n" + "".join(
        f"  {key}: {value}\n" for key, value in {"issuer": server.issuer, "audience": AUDIENCE, **settings}.items()))
    result = subprocess.run(
        [os.environ["MQ_SERVICE"], "--check-config", "--config", tmp_path / "config.yaml", "--data", tmp_path / "data"],
        capture_output=True, text=True, timeout=600)
    assert result.returncode in (2, 78) and why in result.stderr, result


GIVEN = {"active": True, "sub": "7", "username": "alice", "client_id": "maquette", "scope": "openid maquette",
         "aud": AUDIENCE}


@pytest.fixture
def introspection():
    """A provider that says of the token `NAME` what `answers[NAME]` is; `asked` has the names, `header` the last
    credentials."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            (name,) = form["token"]
            provider.asked.append(name)
            provider.header = self.headers["Authorization"]
            body = json.dumps(provider.answers.get(name, {"active": False})).encode()
            self.send_response(provider.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    provider = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{provider.server_address[1]}"
    provider.answers, provider.asked, provider.status = {}, [], 200
    threading.Thread(target=provider.serve_forever, daemon=True).start()
    yield provider
    provider.shutdown()


def test_opaque_tokens(tmp_path, introspection, monkeypatch):
    """The provider is asked, with the service's credentials, once a minute; its answer must say what a token must."""
    secret = tmp_path / "secret"
    secret.write_text("a-secret-of:the-service")
    secret.chmod(0o600)
    introspection.answers = {
        "good": GIVEN, "another": GIVEN | {"aud": "https://other.test"}, "scopeless": GIVEN | {"scope": "openid"},
        "refresh": GIVEN | {"token_use": "refresh_token"}, "nobody": GIVEN | {"sub": ""}, "ended": GIVEN | {"exp": 1},
        "stranger": GIVEN | {"iss": "https://id.test"}, "theirs": {"active": True, "sub": "7", "client_id": "theirs"},
        "bare": {"active": True, "sub": "7", "client_id": "maquette"}}
    settings = {"introspection_url": f"{introspection.issuer}/introspect"}
    service = Service(tmp_path, introspection, introspection_client="a service",
                      introspection_secret=secret, **settings)
    try:
        for _ in range(2):
            answer = service.ask("GET", "/v1/account", "good")
            assert answer.status == 200 and answer.json["name"] == "alice", answer.text
        assert introspection.asked == ["good"]
        assert introspection.header == "Basic " + base64.b64encode(b"a%20service:a-secret-of%3Athe-service").decode()
        assert service.ask("GET", "/v1/account", "bare").json["name"] == "7"
        for token, why in {"never": "is not valid", "another": "another service", "refresh": "no access token",
                           "scopeless": "lacks the scope", "nobody": "names nobody", "ended": "has expired",
                           "stranger": "another issuer", "theirs": "another service"}.items():
            answer = service.ask("GET", "/v1/account", token)
            assert answer.status == (403 if token == "scopeless" else 401), (token, answer.text)
            assert why in answer.json["detail"], (token, answer.text)
        assert "(inactive, alg none" in service.log_text() and "a-secret" not in service.log_text()
        assert service.ask("GET", "/v1/ready").status == 200
        introspection.status = 401
        answer = service.ask("GET", "/v1/account", "new")
        assert answer.status == 503 and answer.problem == "unavailable", answer.text
        assert "status 401, instead of" in service.log_text()
    finally:
        service.end()
    introspection.status = 200
    monkeypatch.setenv("MAQUETTE_INTROSPECTION_SECRET", "of-the-environment")
    service = Service(tmp_path, introspection, **settings)
    try:
        assert service.ask("GET", "/v1/account", "good").status == 200
        assert introspection.header == "Basic " + base64.b64encode(b"maquette:of-the-environment").decode()
    finally:
        service.end()


def test_issuer_away(tmp_path, server, alice):
    """A service that never reached its provider says so, and is not at fault with the token."""
    away = Glewlwyd(tmp_path / "glewlwyd", AUDIENCE)
    token = away.token("alice")["access_token"]
    away.close()
    (tmp_path / "service").mkdir()
    service = Service(tmp_path / "service", away)
    try:
        answer = service.ask("GET", "/v1/account", token)
        assert answer.status == 503 and answer.problem == "unavailable" and "sign-in server" in answer.text
    finally:
        service.end()
