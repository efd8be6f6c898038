#!/usr/bin/env python3
"""A real OpenID Connect server on this computer: Glewlwyd (Debian's), set up without a click, all its state in one
folder, with the persons alice and bob. Tests use the class; `./dev issuer` runs it until Ctrl+C. For trying and testing
only: its author has closed the project."""

import argparse
import base64
import hashlib
import http.cookiejar
import json
import os
import pathlib
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

SHARE = pathlib.Path("/usr/share/glewlwyd")
MODULES = pathlib.Path("/usr/lib/glewlwyd")
SCHEMA = pathlib.Path("/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3")
CLIENT = "maquette"
SCOPE = "openid maquette"
PASSWORDS = {"admin": "admin-password", "alice": "alice-password", "bob": "bob-password"}
GROUPS = {"alice": ["staff", "editors"], "bob": ["staff"]}
# Glewlwyd compares redirects as they are written, port included.
PORTS = [47101, 47102, 47103]
MIME = {".html": "text/html", ".css": "text/css", ".js": "application/javascript", ".json": "application/json",
        ".png": "image/png", ".ico": "image/x-icon", ".woff": "font/woff", ".woff2": "font/woff2"}


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Browser:
    """What a browser does for one person: cookies, and redirects that are looked at, not followed."""

    def __init__(self, base):
        self.base = base
        self.opener = urllib.request.build_opener(
            NoRedirect, urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def call(self, method, path, body=None):
        """(status, location, text) of an answer."""
        url = path if path.startswith("http") else f"{self.base}/{path}"
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
        try:
            with self.opener.open(request, timeout=600) as answer:
                return answer.status, answer.headers.get("Location"), answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers.get("Location"), answer.read().decode()

    def must(self, method, path, body=None):
        status, _, text = self.call(method, path, body)
        assert status == 200, f"{method} {path}: {status} {text}"
        return json.loads(text) if text else None

    def sign_in(self, name):
        self.must("POST", "api/auth/", {"username": name, "password": PASSWORDS[name]})

    def consent(self, scope=SCOPE):
        self.must("PUT", f"api/auth/grant/{CLIENT}", {"scope": scope})

    def authorize(self, url):
        """Goes to the address of a sign-in as a signed-in person who agrees. Returns where that leads."""
        return self.call("GET", url + "&g_continue=")[1]


class Glewlwyd:
    """One server; `issuer` is what its tokens name. `tls`: files of a certificate for 127.0.0.1, and of its key; the
    tests then trust what $SSL_CERT_FILE names."""

    def __init__(self, folder, audience, key="ecdsa", seconds=300, port=None, redirects=None, tls=None):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(mode=0o700)
        self.port = port or free_port()
        with socket.socket() as each:  # whoever listens there already would get the passwords
            each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            each.bind(("127.0.0.1", self.port))
        self.tls = tls
        self.base = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self.issuer = f"{self.base}/api/oidc"
        self.audience = audience
        self._make_web()
        self._make_database()
        self._make_configuration()
        self.log = open(self.folder / "out", "wb")
        # It ends with this program, however that ends.
        self.process = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", "glewlwyd", "-c", str(self.folder / "conf")],
                                        stdout=self.log, stderr=self.log)
        try:
            self._wait()
            self.admin = Browser(self.base)
            self.admin.must("POST", "api/auth/", {"username": "admin", "password": "password"})
            self._set_up(key, seconds, redirects or [f"http://127.0.0.1:{port}/callback" for port in PORTS])
        except BaseException:
            self.close()
            raise

    def close(self):
        self.process.terminate()
        self.process.wait(30)
        self.log.close()

    def browser(self, name):
        browser = Browser(self.base)
        browser.sign_in(name)
        browser.consent()
        return browser

    def change_key(self, key="ecdsa"):
        """Signs with a new key from now on; the old one is taken back."""
        plugin = self.admin.must("GET", "api/mod/plugin/oidc")
        plugin["parameters"].update(self._make_key(key))
        self.admin.must("PUT", "api/mod/plugin/oidc", plugin)
        self.admin.must("PUT", "api/mod/plugin/oidc/reset")

    def set_redirects(self, *uris):
        client = self.admin.must("GET", f"api/client/{CLIENT}")
        client["redirect_uri"] = list(uris)
        self.admin.must("PUT", f"api/client/{CLIENT}", client)

    def token(self, name, audience=None):
        return request_tokens(self, name, audience or self.audience)

    # Setting up.

    def _make_web(self):
        # Debian's files are links that Glewlwyd does not follow, and its config.json is a folder.
        shutil.copytree(SHARE / "webapp", self.folder / "web", ignore=shutil.ignore_patterns("config.json"))
        shutil.copy(SHARE / "templates" / "config.json", self.folder / "web" / "config.json")

    def _make_database(self):
        with sqlite3.connect(self.folder / "db") as database:
            database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;"
                                   + SCHEMA.read_text() + "COMMIT;")
        database.close()

    def _make_configuration(self):
        types = ",\n".join(f'{{extension="{suffix}" mime_type="{kind}" compress=0}}' for suffix, kind in MIME.items())
        secure = "" if self.tls is None else (
            f'use_secure_connection=true\nsecure_connection_pem_file="{self.tls[0]}"\n'
            f'secure_connection_key_file="{self.tls[1]}"\n')
        (self.folder / "conf").write_text(f"""{secure}port={self.port}
bind_address="127.0.0.1"
external_url="{self.base}"
login_url="login.html"
api_prefix="api"
static_files_path="{self.folder}/web"
log_mode="file"
log_level="INFO"
log_file="{self.folder}/log"
cookie_secure=0
session_expiration=2419200
session_key="GLEWLWYD2_SESSION_ID"
admin_session_authentication="cookie"
profile_session_authentication="cookie"
allow_multiple_user_per_session=false
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="{MODULES}/user"
client_module_path="{MODULES}/client"
user_auth_scheme_module_path="{MODULES}/scheme"
plugin_module_path="{MODULES}/plugin"
hash_algorithm="SHA512"
database={{ type="sqlite3" path="{self.folder}/db" }};
static_files_mime_types=(
{types}
)
""")

    def _wait(self):
        until = time.monotonic() + 600  # a wall for a hang
        while True:
            try:
                urllib.request.urlopen(f"{self.base}/config.json", timeout=5).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError((self.folder / "out").read_text()) from None
                time.sleep(0.02)

    def _make_key(self, kind):
        path = self.folder / "key.pem"
        options = {"ecdsa": ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
                   "rsa": ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"]}[kind]
        subprocess.run(["openssl", "genpkey", "-algorithm", *options, "-out", path], check=True, capture_output=True)
        public = subprocess.run(["openssl", "pkey", "-in", path, "-pubout"], check=True, capture_output=True)
        return {"jwt-type": kind, "key": path.read_text(), "cert": public.stdout.decode()}

    def _set_up(self, key, seconds, redirects):
        must = self.admin.must
        users = must("GET", "api/mod/user/database")
        users["parameters"]["data-format"]["groups"] = {"multiple": True, "read": True, "write": True,
                                                        "profile-read": True, "profile-write": False}
        must("PUT", "api/mod/user/database", users)
        must("PUT", "api/mod/user/database/reset")
        must("POST", "api/scope/", {"name": "maquette", "display_name": "Maquette", "description": "Make assets",
                                    "password_required": True, "password_max_age": 0, "scheme": {}})
        for name, groups in GROUPS.items():
            must("POST", "api/user/", {"username": name, "password": PASSWORDS[name], "name": name.title(),
                                       "email": f"{name}@example.test", "enabled": True, "groups": groups,
                                       "scope": ["openid", "maquette", "g_profile"]})
        parameters = {
            "iss": self.issuer, "subject-type": "public", "allowed-scope": ["openid", "maquette"],
            "jwt-key-size": "256", "jwks-show": True, "access-token-duration": seconds,
            "refresh-token-duration": 86400, "code-duration": 60, "refresh-token-rolling": True,
            "refresh-token-one-use": "always", "auth-type-code-enabled": True, "auth-type-code-revoke-replayed": True,
            "auth-type-refresh-enabled": True, "auth-type-device-enabled": True,
            "device-authorization-expiration": 120, "device-authorization-interval": 1,
            "auth-type-token-enabled": False, "auth-type-id-token-enabled": True, "auth-type-none-enabled": False,
            "auth-type-password-enabled": False, "auth-type-client-enabled": False, "allow-non-oidc": True,
            "pkce-allowed": True, "pkce-method-plain-allowed": False, "pkce-required": True,
            "introspection-revocation-allowed": True, "introspection-revocation-allow-target-client": True,
            "introspection-revocation-auth-scope": ["maquette"],
            "resource-allowed": True, "resource-scope": {"maquette": [self.audience]}, "resource-change-allowed": False,
            "name-claim": "mandatory", "name-claim-scope": [], "email-claim": "mandatory", "email-claim-scope": [],
            "additional-parameters": [{"user-parameter": "username", "token-parameter": "preferred_username"},
                                      {"user-parameter": "groups", "token-parameter": "groups"}],
            "claims": [{"name": "groups", "user-property": "groups", "type": "string", "mandatory": True,
                        "scope": []}],
            **self._make_key(key)}
        must("POST", "api/mod/plugin/", {"module": "oidc", "name": "oidc", "display_name": "OpenID Connect",
                                         "enabled": True, "parameters": parameters})
        must("POST", "api/client/", {"client_id": CLIENT, "name": "Maquette", "confidential": False, "enabled": True,
                                     "scope": [], "redirect_uri": redirects,
                                     "authorization_type": ["code", "refresh_token", "device_authorization"],
                                     "token_endpoint_auth_method": ["none"]})
        must("PUT", "api/user/admin", {"username": "admin", "password": PASSWORDS["admin"], "enabled": True,
                                       "scope": ["g_admin", "g_profile"]})


def request_tokens(server, name, audience, scope=SCOPE):
    """What a person gets from a sign-in server, as the program does."""
    verifier = base64.urlsafe_b64encode(os.urandom(32)).rstrip(b"=").decode()
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    redirect = f"http://127.0.0.1:{PORTS[0]}/callback"
    query = urllib.parse.urlencode({
        "response_type": "code", "client_id": CLIENT, "redirect_uri": redirect, "scope": scope, "state": "s",
        "nonce": "n", "resource": audience, "code_challenge": challenge, "code_challenge_method": "S256"})
    place = server.browser(name).authorize(f"{server.issuer}/auth?{query}")
    code = re.search(r"[?&]code=([^&]+)", place or "")
    assert code, place
    form = urllib.parse.urlencode({"grant_type": "authorization_code", "client_id": CLIENT, "code": code[1],
                                   "redirect_uri": redirect, "code_verifier": verifier}).encode()
    with urllib.request.urlopen(f"{server.issuer}/token", form, timeout=600) as answer:
        return json.load(answer)


def free_port():
    with socket.socket() as each:
        each.bind(("127.0.0.1", 0))
        return each.getsockname()[1]


def main():
    parser = argparse.ArgumentParser(prog="./dev issuer", description=__doc__)
    parser.add_argument("--port", type=int, default=47100)
    parser.add_argument("--audience", default="https://maquette.test")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="maquette-issuer-") as folder:
        server = Glewlwyd(f"{folder}/glewlwyd", arguments.audience, port=arguments.port)
        print(f"""A sign-in server for trying, until Ctrl+C. config.yaml of the service:
service:
  issuer: {server.issuer}
  audience: {arguments.audience}
config.yaml of window and command line:
server:
  url: http://127.0.0.1:8787
  redirect_ports: {",".join(map(str, PORTS))}
Persons: alice (password {PASSWORDS["alice"]}), bob ({PASSWORDS["bob"]}).""", flush=True)
        try:
            server.process.wait()
        except KeyboardInterrupt:
            pass
        finally:
            server.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
