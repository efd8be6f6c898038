"""A sign-in server behind https with an authority of its own: service and command line use it once the computer trusts
that authority, and say what to do before."""

import contextlib
import pathlib
import subprocess
import urllib.request

import pytest
from glewlwyd import Glewlwyd
from test_issuer import AUDIENCE, Verifier
from test_sign_in import at, desk  # noqa: F401

STORE = "/etc/ssl/certs/ca-certificates.crt"
ADVICE = "add that authority to the certificates of this computer"


def openssl(*words):
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


def make_certificate(folder):
    """An authority, and a certificate for this computer that it signs. Returns the files: authority, both, key."""
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30")
    openssl("req", "-x509", *key, "-subj", "/CN=Our authority", "-keyout", folder / "ca.key", "-out", folder / "ca.pem",
            "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign")
    openssl("req", *key, "-subj", "/CN=127.0.0.1", "-keyout", folder / "key.pem", "-out", folder / "request.pem")
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", folder / "request.pem", "-CA", folder / "ca.pem", "-CAkey", folder / "ca.key",
            "-CAcreateserial", "-days", "30", "-extfile", folder / "names", "-out", folder / "certificate.pem")
    return folder / "ca.pem", folder / "certificate.pem", folder / "key.pem"


@contextlib.contextmanager
def trusted_here(authority):
    """Lets the tests themselves trust an authority."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(authority))  # Python's, which reads it once
        urllib.request.install_opener(urllib.request.build_opener())
        yield
    urllib.request.install_opener(urllib.request.build_opener())


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("https")
    authority, *pair = make_certificate(folder)
    with trusted_here(authority):
        each = Glewlwyd(folder / "glewlwyd", AUDIENCE, tls=pair)
        each.authority = authority
        yield each
        each.close()


def trusting(authority):
    """Runs a command on a computer to whose certificates the authority was added."""
    store = authority.with_name("store.pem")
    store.write_bytes(pathlib.Path(STORE).read_bytes() + authority.read_bytes())
    return ["bwrap", "--die-with-parent", "--dev-bind", "/", "/", "--ro-bind", store, STORE, "--"]


def test_service(server):
    """The service fetches the keys."""
    check = Verifier(server.issuer, around=trusting(server.authority))
    assert check(server.token("alice")["access_token"]) == "alice"
    check.close()

    check = Verifier(server.issuer, stderr=subprocess.STDOUT)
    check.process.stdin.write(server.token("alice")["access_token"] + "\n")
    check.process.stdin.close()
    said = check.process.stdout.read()
    assert ADVICE in said and "The sign-in server cannot be asked just now" in said, said
    assert check.process.wait(60) == 0


def test_command_line(at, server):
    person = at(server)
    refused = person("--login")
    assert refused.status == 7 and server.issuer in refused.err and ADVICE in refused.err, refused
    assert person.page.read_text() == ""

    result = person("--login", around=trusting(server.authority))
    assert result.status == 0 and "Signed in as alice" in result.out, result
    assert person.read_page().startswith("200 ")
    person("--logout", around=trusting(server.authority))
