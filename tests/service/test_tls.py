"""A service that speaks TLS itself: its certificate, its names, a renewal while streams go on."""

import contextlib
import http.client
import json
import os
import random
import re
import shutil
import socket
import ssl
import subprocess

import desk
import pytest

NAME = "maquette.test"


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True, timeout=1800)


def make_pair(folder, name, *options):
    """A certificate that signs itself, and its key."""
    certificate, key = (os.path.join(folder, f"{name}.{kind}") for kind in ("pem", "key"))
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
            "-addext", f"subjectAltName=DNS:{NAME},IP:127.0.0.1", "-out", certificate, "-keyout", key,
            *(options or ("-days", "30")))
    os.chmod(key, 0o600)
    return certificate, key


@pytest.fixture(scope="module")
def pairs(tmp_path_factory):
    folder = str(tmp_path_factory.mktemp("pairs"))
    return {name: make_pair(folder, name) for name in ("first", "second")}


class TlsService:
    """The service at a port, with a configuration; says where it listens."""

    def __init__(self, folder, pair, listen="127.0.0.1:0", **settings):
        self.folder = folder
        self.files = [os.path.join(folder, name) for name in ("certificate.pem", "key.pem")]
        self.install(pair)
        settings = {"certificate": self.files[0], "key": self.files[1], **settings}
        config = os.path.join(folder, "config.yaml")
        with open(config, "w", encoding="utf-8") as file:
            json.dump({"service": settings}, file)
        self.process = subprocess.Popen(
            [desk.SERVICE, "--listen", listen, "--config", config, "--data", os.path.join(folder, "data")],
            stdout=subprocess.PIPE, stderr=open(os.path.join(folder, "log"), "wb"), text=True)
        line = self.process.stdout.readline()
        self.port = int(re.search(r"https://[^ ;]*:(\d+);", line)[1])
        with open(self.process.stdout.readline().split(": ")[1].strip(), encoding="ascii") as file:
            self.token = file.read().strip()

    def install(self, pair):
        for path, source in zip(self.files, pair):
            shutil.copy(source, path + ".new")
            os.rename(path + ".new", path)

    def log_text(self):
        with open(os.path.join(self.folder, "log"), encoding="utf-8") as file:
            return file.read()

    def connect(self, trusted, host=NAME):
        """A connection that trusts that certificate only."""
        context = ssl.create_default_context(cafile=trusted)
        link = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=1800, context=context)
        plain = socket.create_connection(("127.0.0.1", self.port), 1800)
        link.sock = context.wrap_socket(plain, server_hostname=host)
        return link

    def ask(self, trusted, path="/v1/health", method="GET", body=None, host=NAME, **headers):
        with contextlib.closing(self.connect(trusted)) as link:
            kind = {"Content-Type": "application/json"} if body is not None else {}
            link.request(method, path, body, {"Host": host, "Authorization": f"Bearer {self.token}", **kind,
                                              **headers})
            return desk.Reply(link.getresponse())

    def end(self):
        self.process.terminate()
        code = self.process.wait(1800)
        self.process.stdout.close()
        return code


@pytest.fixture
def start(folder):
    services = []

    def start(pair, **options):
        services.append(TlsService(folder, pair, **options))
        return services[-1]
    yield start
    for each in services:
        assert each.end() == 0, each.log_text()


def test_at_all_addresses(start, pairs):
    """TLS only, with the names and pages that are listed only; a refusal by headers is encrypted, too."""
    trusted = pairs["first"][0]
    service = start(pairs["first"], listen="0.0.0.0:0", hosts=f"{NAME}, other.test:99", origins="https://pages.test")
    assert service.ask(trusted).json["status"] == "ok"
    assert service.ask(trusted, Authorization="Bearer x").status == 401
    for host, status in ((f"{NAME}:{service.port}", 200), (NAME.upper(), 200), ("other.test:99", 200),
                         ("other.test", 403), ("other.test:98", 403), (f"{NAME}.evil.test", 403), ("evil.test", 403),
                         (f"localhost:{service.port}", 200), ("127.0.0.1", 403), (f"0.0.0.0:{service.port}", 403)):
        assert service.ask(trusted, host=host).status == status, host
    for origin, status in (("https://pages.test", 200), ("https://pages.test:444", 403), ("http://pages.test", 403),
                           (f"https://{NAME}", 403), ("null", 403)):
        reply = service.ask(trusted, Origin=origin)
        assert reply.status == status and not [name for name in reply.headers if "access-control" in name], origin

    too_large = service.ask(trusted, "/v1/runs", "POST", b"", **{"Content-Length": str(9 << 20)})
    assert too_large.status == 413 and too_large.json["type"].endswith("/too-large")

    # Without encryption there is no answer.
    plain = socket.create_connection(("127.0.0.1", service.port), 1800)
    plain.sendall(b"GET /v1/health HTTP/1.1\r\nHost: " + NAME.encode() + b"\r\n\r\n")
    with contextlib.suppress(ConnectionError):
        assert b"HTTP" not in plain.recv(4096)
    plain.close()
    assert service.ask(trusted).status == 200


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("version, is_taken", [("TLSv1", False), ("TLSv1_1", False), ("TLSv1_2", True),
                                               ("TLSv1_3", True)])
def test_versions(start, pairs, version, is_taken):
    service = start(pairs["first"])
    context = ssl.create_default_context(cafile=pairs["first"][0])
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
    answer = b""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", service.port), 1800) as plain:
        link = context.wrap_socket(plain, server_hostname=NAME)
        link.sendall(b"GET /v1/health HTTP/1.1\r\nConnection: close\r\nHost: " + f"127.0.0.1:{service.port}".encode()
                     + b"\r\n\r\n")
        answer = link.recv(4096)
    assert answer.startswith(b"HTTP/1.1 401 ") == is_taken, answer


def test_renewal(start, pairs):
    """A stream that is open goes on; whoever comes later is shown the new certificate."""
    first, second = pairs["first"], pairs["second"]
    service = start(first)
    reply = service.ask(first[0], "/v1/runs", "POST", json.dumps({"prompt": "slow"}), host=f"127.0.0.1:{service.port}")
    run = reply.json["id"]
    headers = {"Host": f"127.0.0.1:{service.port}", "Authorization": f"Bearer {service.token}"}
    link = service.connect(first[0])
    link.request("GET", f"/v1/runs/{run}/events", headers=headers)
    stream = link.getresponse()
    while b"event: step" not in stream.readline():
        pass

    # Half a pair is none: the old one stays.
    service.install((second[0], first[1]))
    assert service.ask(first[0], host=headers["Host"]).status == 200
    assert "goes on with its old certificate" in service.log_text()

    service.install(second)
    assert service.ask(second[0], host=headers["Host"]).status == 200
    with pytest.raises(ssl.SSLCertVerificationError):
        service.ask(first[0], host=headers["Host"])

    assert service.ask(second[0], f"/v1/runs/{run}", "DELETE", host=headers["Host"]).status == 202
    text = stream.read().decode()
    assert "event: failed" in text and "/cancelled" in text
    link.close()


def check(folder, **settings):
    config = os.path.join(folder, "config.yaml")
    with open(config, "w", encoding="utf-8") as file:
        json.dump({"service": settings}, file)
    return subprocess.run([desk.SERVICE, "--check-config", "--config", config, "--data", os.path.join(folder, "data")],
                          capture_output=True, text=True, timeout=1800)


def test_check_config(folder, pairs):
    certificate, key = pairs["first"]
    other = pairs["second"][1]
    old, old_key = make_pair(folder, "old", "-not_before", "20200101000000Z", "-not_after", "20200201000000Z")
    new, new_key = make_pair(folder, "new", "-not_before", "20900101000000Z", "-not_after", "20910101000000Z")
    open_key = os.path.join(folder, "open.key")
    shutil.copy(key, open_key)
    os.chmod(open_key, 0o644)
    assert check(folder, certificate=certificate, key=key, hosts="a.test, [::1]:443").returncode == 0
    for settings, why in (
            ({"certificate": certificate}, "belong together"), ({"key": key}, "belong together"),
            ({"certificate": certificate, "key": "/nowhere/key"}, "/nowhere/key"),
            ({"certificate": certificate, "key": other}, "no certificate with its key"),
            ({"certificate": key, "key": certificate}, "open to everybody"),
            ({"certificate": certificate, "key": open_key}, "open to everybody"),
            ({"certificate": folder, "key": key}, "no PEM file"),
            ({"certificate": old, "key": old_key}, "has expired: 2020-02-01"),
            ({"certificate": new, "key": new_key}, "not valid before 2090-01-01"),
            ({"hosts": "a.test, https://b.test"}, "service.hosts"), ({"hosts": "a b"}, "service.hosts"),
            ({"origins": "pages.test"}, "service.origins"), ({"origins": "https://a.test/x"}, "service.origins")):
        result = check(folder, **settings)
        assert result.returncode == 78 and why in result.stderr, (settings, result.stderr)
        assert "PRIVATE" not in result.stderr


def test_names_are_needed(folder, pairs):
    """At all addresses, nothing says by which name the service is called."""
    config = os.path.join(folder, "config.yaml")
    with open(config, "w", encoding="utf-8") as file:
        json.dump({"service": {"certificate": pairs["first"][0], "key": pairs["first"][1]}}, file)
    for listen, why in (("0.0.0.0:0", "service.hosts"), ("[::]:0", "service.hosts"), ("maquette.test:1", "no address")):
        result = subprocess.run([desk.SERVICE, "--listen", listen, "--config", config, "--data", folder],
                                capture_output=True, text=True, timeout=1800)
        assert result.returncode == 2 and why in result.stderr, result.stderr
    result = subprocess.run([desk.SERVICE, "--listen", "0.0.0.0:0", "--data", folder], capture_output=True, text=True,
                            timeout=1800)
    assert result.returncode == 2 and "service.certificate" in result.stderr


def test_silent_handshakes(start, pairs):
    """Whoever connects and agrees on nothing is let go after half a minute; others are served meanwhile."""
    service = start(pairs["first"])
    links = [socket.create_connection(("127.0.0.1", service.port), 1800) for _ in range(128)]
    for number, link in enumerate(links):
        link.sendall((b"", b"\x16", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")[number % 3])
    for _ in range(20):
        assert service.ask(pairs["first"][0], host=f"127.0.0.1:{service.port}").status == 200
    for link in links:
        with contextlib.suppress(ConnectionError):
            while link.recv(4096):
                pass
        link.close()


def test_large_bodies(start, pairs):
    """What does not fit into one record or into the system's buffers arrives as it was sent, also at a slow reader."""
    trusted = pairs["first"][0]
    service = start(pairs["first"])
    host = f"127.0.0.1:{service.port}"
    script = "# faults: \n# seat: 1\n# legs: 1\n" + "#" + "木" * 60000 + "\n"
    body = json.dumps({"mode": "script", "script": script})
    run = service.ask(trusted, "/v1/runs", "POST", body, host=host).json["id"]
    context = ssl.create_default_context(cafile=trusted)
    readers = []
    for size in (4096, 65536):
        plain = socket.create_connection(("127.0.0.1", service.port), 1800)
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, size)
        link = context.wrap_socket(plain, server_hostname=NAME)
        link.sendall(f"GET /v1/runs/{run}/events HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {service.token}\r\n"
                     "\r\n".encode())
        readers.append(link)
    for link in readers:
        response = http.client.HTTPResponse(link)
        response.begin()
        line = b""
        while b'"kind":"check"' not in line:
            line = b""
            while not line.endswith(b"\n"):
                line += response.readline(997)
        assert json.loads(line[len(b"data: "):])["script"] == script
        number = json.loads(line[len(b"data: "):])["instruction"]
        link.close()
    result = {"instruction": number, "ok": True, "result": {"findings": [], "padding": "木" * 2500000}}
    body = json.dumps(result, ensure_ascii=False).encode()
    assert len(body) > 7 << 20
    for accepted in (True, False):
        reply = service.ask(trusted, f"/v1/runs/{run}/results", "POST", body, host=host)
        assert reply.status == 200 and reply.json["accepted"] is accepted


def test_other_clients(start, pairs):
    """curl offers HTTP/2, too, and hears that a connection is for one request."""
    service = start(pairs["first"], hosts=NAME)
    url = f"https://{NAME}:{service.port}/v1/health"
    done = subprocess.run(["curl", "-s", "--cacert", pairs["first"][0], "--resolve", f"{NAME}:{service.port}:127.0.0.1",
                           "-H", f"Authorization: Bearer {service.token}", "-w", "%{http_version} %{num_connects}\\n",
                           "-v", url, url], capture_output=True, text=True, timeout=1800)
    assert "died" not in done.stderr and done.stderr.lower().count("< connection: close") == 2
    assert [line.rsplit("}", 1)[1] for line in done.stdout.splitlines()] == ["1.1 1"] * 2


def test_noise(start, pairs):
    """Whatever is sent instead of a handshake, or into one, ends that connection only."""
    service = start(pairs["first"])
    dice = random.Random(20261123)
    hello = b"\x16\x03\x01\x00\xc0\x01\x00\x00\xbc\x03\x03" + bytes(185)
    for number in range(300):
        link = socket.create_connection(("127.0.0.1", service.port), 1800)
        data = bytearray(hello if number % 2 else dice.randbytes(dice.randrange(1, 400)))
        for _ in range(dice.randrange(5)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        with contextlib.suppress(OSError):
            link.sendall(data)
            link.shutdown(socket.SHUT_WR)
            while link.recv(4096):
                pass
        link.close()
    assert service.ask(pairs["first"][0], host=f"127.0.0.1:{service.port}").status == 200


@pytest.mark.parametrize("version", ["TLSv1_2", "TLSv1_3"])
def test_a_client_that_comes_back(start, pairs, version):
    """It need not agree on everything anew, as each request is a connection; after a renewal it has to."""
    service = start(pairs["first"])
    context = ssl.create_default_context(cafile=pairs["first"][0])
    context.load_verify_locations(pairs["second"][0])
    context.minimum_version = context.maximum_version = ssl.TLSVersion[version]

    def ask(session):
        link = context.wrap_socket(socket.create_connection(("127.0.0.1", service.port), 1800), server_hostname=NAME,
                                   session=session)
        link.sendall(f"GET /v1/health HTTP/1.1\r\nHost: 127.0.0.1:{service.port}\r\n\r\n".encode())
        while link.recv(4096):
            pass
        reused, session = link.session_reused, link.session
        link.close()
        return reused, session
    reused, session = ask(None)
    assert not reused
    reused, session = ask(session)
    assert reused
    service.install(pairs["second"])
    assert not ask(session)[0]
