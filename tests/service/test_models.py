"""GET /v1/models, POST /v1/models/list and /v1/models/try: what is offered and found out, and whose key goes where."""

import http.server
import json
import os
import stat
import threading

import desk
import pytest
from model_server import ModelServer
from test_openapi import hold

KEY = "sk-planted-0123456789"


@pytest.fixture
def begin(folder, monkeypatch):
    """Starts the service with these variables and this config.yaml, in folders of its own."""
    for variable in list(os.environ):
        if variable.endswith("_API_KEY") or variable.startswith("MAQUETTE_"):
            monkeypatch.delenv(variable)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    for name in ("STATE", "CONFIG", "CACHE", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", os.path.join(folder, name.lower()))
    services = []

    def begin(config="", **environment):
        for variable, value in environment.items():
            monkeypatch.setenv(variable, value)
        path = os.path.join(folder, "config.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(config)
        services.append(desk.Service(folder, "--config", path))
        return services[-1]

    yield begin
    for service in services:
        assert service.end() == 0, service.log_text()


@pytest.fixture
def model_server():
    servers = []

    def model_server(*args, **named):
        servers.append(ModelServer(*args, **named))
        return servers[-1]

    yield model_server
    for server in servers:
        server.close()


def try_model(service, **body):
    reply = hold("POST", "/v1/models/try", service.ask("POST", "/v1/models/try", body))
    assert reply.status == 200, reply.text
    return reply.json


def list_of(service, **body):
    reply = hold("POST", "/v1/models/list", service.ask("POST", "/v1/models/list", body))
    assert reply.status == 200, reply.text
    return reply.json


def list_models(service):
    reply = hold("GET", "/v1/models", service.ask("GET", "/v1/models"))
    assert reply.status == 200
    return reply.json


def test_nothing_is_configured(begin):
    said = list_models(begin())
    assert said["configured"] is False and said["label"] == "" and said["effort"] == "normal"
    assert not any(provider["has_key"] for provider in said["providers"])
    assert {"anthropic", "openai", "ollama", "custom"} <= {p["name"] for p in said["providers"]}


def test_environment_before_file(begin):
    service = begin("model: {default: 'ollama:a', effort: quick}", MAQUETTE_MODEL="openai:b",
                    MAQUETTE_EFFORT="thorough", OPENAI_API_KEY=KEY)
    reply = service.ask("GET", "/v1/models")
    assert KEY not in reply.text
    said = reply.json
    assert said["configured"] and said["label"] == "b by OpenAI" and said["effort"] == "thorough"
    assert [p["name"] for p in said["providers"] if p["has_key"]] == ["openai"]


def test_server_on_this_computer(begin, model_server):
    try:
        model_server(port=11434)
    except OSError:
        pytest.skip("port 11434 is taken")
    servers = list_models(begin())["servers"]
    assert [s for s in servers if s["name"] == "ollama"] == [
        {"name": "ollama", "title": "Ollama", "base_url": "http://127.0.0.1:11434/v1",
         "models": ["tiny:1b"]}]


@pytest.mark.parametrize("lacks", [(), ("pictures",), ("sight",), ("tools",), ("schema",),
                                   ("pictures", "tools", "schema")])
def test_what_it_can_do(begin, model_server, folder, lacks):
    server = model_server(lacks)
    service = begin()
    said = try_model(service, provider="custom", base_url=server.url, model="tiny:1b")
    assert said["ok"], said
    assert said["pictures"] is not bool({"pictures", "sight"} & set(lacks))
    assert said["tools"] is ("tools" not in lacks)
    assert said["schema"] is ("schema" not in lacks)
    path = os.path.join(folder, "state", "maquette", "models.json")
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    with open(path, encoding="utf-8") as file:
        kept = json.load(file)
    assert kept == {f"custom:tiny:1b {server.url}": {
        key: said[key] for key in ("pictures", "tools", "schema")}}


class Other:
    """A server that answers whatever is asked with @data, and is no model server; or, without a @kind,
    one that does not even speak HTTP."""

    def __init__(self, data, kind, status=200):
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *args):
                pass

            def answer(self):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if kind is None:
                    self.wfile.write(data)
                    return
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = answer

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.place = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.mark.parametrize(("answer", "what"), [
    ((b"<html>It works!</html>", "text/html"), "a web page"),
    ((b"<html>Unsupported method</html>", "text/html", 501), "a web page"),
    ((bytes(range(256)) * 20, "application/octet-stream"), "not text"),
    ((b"\x89PNG\r\n\x1a\n\0\0", "application/json"), "not text"),
    ((b"It works!", "text/plain"), "other text"),
    ((b'{"hello": 1}', "application/json"), "other data"),
    ((b"SSH-2.0-OpenSSH_10.0\r\n", None), "not HTTP")])
def test_no_model_server(begin, answer, what):
    """Said to be none at once, by the list of its models and by a test."""
    server = Other(*answer)
    service = begin()
    asked = {"provider": "custom", "base_url": f"http://{server.place}/v1"}
    told = {"ok": False, "code": "model-address",
            "text": f"{server.place} answers, but not as a model server ({what})."}
    try:
        assert try_model(service, model="x", **asked) == told
        # Its text is not JSON: what it is called does not matter.
        if what == "other text":
            told["text"] = told["text"].replace("text", "data")
        assert list_of(service, **asked) == told
    finally:
        server.close()


@pytest.mark.parametrize("path", ["/v1", "", "/"])
def test_list(begin, model_server, path):
    """Of three models, in order; also at an address that lacks “/v1”."""
    server = model_server(models=["c", "a:1b", "b"])
    said = list_of(begin(), provider="custom", base_url=server.url.removesuffix("/v1") + path)
    assert said == {"ok": True, "base_url": server.url, "models": ["a:1b", "b", "c"]}


def test_no_list(begin, model_server):
    """Of none, without a list, and with a key that is wrong."""
    service = begin()
    for server in (model_server(models=[]), model_server(models=None)):
        said = list_of(service, provider="custom", base_url=server.url)
        assert said == {"ok": True, "base_url": server.url, "models": []}
    server = model_server(key=KEY)
    assert list_of(service, provider="custom", base_url=server.url)["code"] == "model-key"


def test_script(begin, model_server):
    """A stool's script, with what all of it has used up."""
    server = model_server()
    service = begin("model: {prices: {'tiny:1b': 1.0 2.0}}")
    asked = {"provider": "custom", "base_url": server.url, "model": "tiny:1b"}
    said = try_model(service, build=True, **asked)
    assert said["script"] == "import bpy\n" and said["script_seconds"] >= 0
    assert said["tokens"] == 39 and said["cost"] == pytest.approx(48e-6)
    said = try_model(service, **asked)
    assert "script" not in said and said["tokens"] == 26


def test_key_goes_where_it_belongs(begin, model_server):
    server, other = model_server(key=KEY), model_server()
    service = begin(MAQUETTE_MODEL="tiny", MAQUETTE_BASE_URL=server.url, MAQUETTE_API_KEY=KEY,
                    G_MESSAGES_DEBUG="all")
    assert try_model(service, provider="custom", base_url=server.url, model="tiny")["ok"]
    assert try_model(service, provider="custom", base_url=other.url, model="tiny")["ok"]
    assert set(server.authorizations) == {f"Bearer {KEY}"}
    assert set(other.authorizations) == {None}
    assert "DEBUG" in service.log_text() and KEY not in service.log_text()


def test_what_goes_wrong(begin, model_server):
    closed = model_server()
    closed.close()
    service = begin()
    server = model_server(key=KEY)
    assert try_model(service, provider="anthropic", model="x")["code"] == "model-key"
    assert try_model(service, provider="custom", base_url=server.url, model="x")["code"] == "model-key"
    said = try_model(service, provider="custom", base_url=closed.url, model="x")
    assert said["code"] == "model-unreachable" and said["text"]
    for body in ({"provider": "zebra", "model": "x"}, {"provider": "custom", "model": "x"},
                 {"provider": "ollama", "model": ""}, {"provider": "ollama"}, {"model": "x"},
                 {"provider": "custom", "base_url": "ftp://x", "model": "x"},
                 {"provider": "custom", "base_url": "http://u:p@127.0.0.1/", "model": "x"}):
        reply = hold("POST", "/v1/models/try", service.ask("POST", "/v1/models/try", body))
        assert reply.status == 400, body


def test_bad_settings_end_it(begin):
    with pytest.raises(AssertionError, match="MAQUETTE_PROVIDER"):
        begin(MAQUETTE_PROVIDER="zebra")


def test_replay_of_nothing(folder):
    with pytest.raises(AssertionError, match="transcript"):
        desk.Service(folder, "--replay", "/nonexistent")
