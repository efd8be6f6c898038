"""A second real OpenID Connect server for tests: npm's oidc-provider, which is certified, with alice and bob. It
is as strict as it is by itself: a refresh token needs consent, for example."""

import http.cookiejar
import json
import os
import pathlib
import re
import subprocess
import urllib.error
import urllib.parse
import urllib.request

from glewlwyd import CLIENT, GROUPS, NoRedirect, free_port, request_tokens

SERVER = pathlib.Path(__file__).with_name("oidc-provider.mjs")
SECRET = "the-secret-of-the-service"


class Browser:
    """What a browser does for one person, who agrees to all but the scopes in $MQ_TEST_REFUSES. The next one goes on
    with its cookies if $MQ_TEST_COOKIES names a file for them."""

    def __init__(self, base):
        self.base = base
        self.name = None
        self.refuses = os.environ.get("MQ_TEST_REFUSES", "").split()
        self.jar = http.cookiejar.LWPCookieJar(os.environ.get("MQ_TEST_COOKIES"))
        if self.jar.filename and os.path.exists(self.jar.filename):
            self.jar.load(ignore_discard=True)
        self.opener = urllib.request.build_opener(NoRedirect, urllib.request.HTTPCookieProcessor(self.jar))

    def call(self, url, body=None, kind="application/json"):
        """(location, text) of an answer."""
        request = urllib.request.Request(url, body, {"Content-Type": kind})
        try:
            with self.opener.open(request, timeout=600) as answer:
                return answer.headers["Location"], answer.read().decode()
        except urllib.error.HTTPError as answer:
            assert answer.code < 400, f"{url}: {answer.code} {answer.read().decode()}"
            return answer.headers["Location"], ""

    def sign_in(self, name):
        """Who it is, when a page asks."""
        self.name = name

    def consent(self):
        """It agrees when a page asks."""

    def authorize(self, url):
        """Goes to an address as a person who agrees, and sends the forms there. Returns where that leads: an address
        elsewhere, or the text of the last page."""
        place, text = self.call(url)
        while place or "<form" in text:
            if not place:
                form = urllib.parse.urlencode(re.findall(r'name="(\w+)" value="([^"]*)"', text)).encode()
                place, text = self.call(re.search('action="([^"]+)"', text)[1], form,
                                        "application/x-www-form-urlencoded")
                continue
            place = urllib.parse.urljoin(self.base, place)
            if not place.startswith(f"{self.base}/"):
                break
            said = None
            if place.startswith(f"{self.base}/interaction/"):
                said = json.dumps({"name": self.name, "refuses": self.refuses}).encode()
            place, text = self.call(place, said)
        if self.jar.filename:
            self.jar.save(ignore_discard=True)
        return place or text


class OidcProvider:
    """One server. Its access tokens are signed, for `audience`, which is asked for unless there is a default; with
    `is_opaque`, only it knows what they are. It knows the `scopes` beside OpenID's."""

    def __init__(self, folder, audience, seconds=300, scopes=("maquette",), is_opaque=False,
                 has_default_resource=False):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(mode=0o700)
        port = free_port()
        self.base = self.issuer = f"http://127.0.0.1:{port}"
        self.audience = audience
        options = {"port": port, "audience": audience, "client": CLIENT, "secret": SECRET, "groups": GROUPS,
                   "seconds": seconds, "scopes": scopes, "is_opaque": is_opaque,
                   "has_default_resource": has_default_resource}
        with open(self.folder / "log", "wb") as log:
            # It ends with this program, however that ends.
            self.process = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", "node", SERVER, json.dumps(options)],
                                            stdout=subprocess.PIPE, stderr=log, text=True)
        if self.process.stdout.readline() != f"{self.issuer}\n":
            self.close()
            raise RuntimeError((self.folder / "log").read_text())

    def close(self):
        self.process.terminate()
        self.process.communicate(timeout=600)

    def browser(self, name):
        browser = Browser(self.base)
        browser.sign_in(name)
        return browser

    def set_redirects(self, *_):
        """A native client's may have any port."""

    def token(self, name, scope="openid maquette"):
        return request_tokens(self, name, self.audience, scope)

    def revoke(self, token):
        form = urllib.parse.urlencode({"token": token, "client_id": CLIENT}).encode()
        urllib.request.urlopen(f"{self.issuer}/token/revocation", form, timeout=600).close()
