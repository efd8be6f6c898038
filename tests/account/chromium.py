"""A person at a real browser: headless Chromium, led by chromedriver over WebDriver. Its profile is in a folder that is
gone afterwards, and it reaches this computer only."""

import base64
import json
import os
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from glewlwyd import PASSWORDS

SECONDS = 600  # a wall for a hang
FLAGS = ["--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=900,1300", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-proxy-server",
         "--lang=en", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"]


class Chromium:
    """`with Chromium() as browser: browser.go(url); browser.sign_in("alice")`"""

    def __init__(self, *flags, records_network=False):
        self.folder = tempfile.TemporaryDirectory(prefix="mq-chromium-", ignore_cleanup_errors=True)
        place = self.folder.name
        env = {**os.environ, "HOME": place, "TMPDIR": place, "XDG_RUNTIME_DIR": place, "XDG_CONFIG_HOME": place,
               "XDG_CACHE_HOME": place}
        # It would ask the desktop's bus for a keyring of its own.
        env.pop("DBUS_SESSION_BUS_ADDRESS", None)
        self.driver = subprocess.Popen(["chromedriver", "--port=0", "--log-level=WARNING"], stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL, text=True, env=env)
        try:
            said = next(line for line in self.driver.stdout if "started successfully on port" in line)
            self.at = f"http://127.0.0.1:{said.split()[-1].rstrip('.')}"
            more = ["--no-sandbox"] if os.getuid() == 0 else []
            options = {"binary": "/usr/bin/chromium",
                       "args": [*FLAGS, *more, *flags, f"--user-data-dir={place}/profile"]}
            wanted = {"goog:chromeOptions": options}
            if records_network:
                wanted["goog:loggingPrefs"] = {"performance": "ALL"}
            made = self.call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
            self.at += f"/session/{made['sessionId']}"
        except BaseException:
            self.end()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.call("DELETE", "")
        finally:
            self.end()

    def end(self):
        self.driver.terminate()
        self.driver.wait(SECONDS)
        self.folder.cleanup()

    def call(self, method, path, body=None):
        data = json.dumps(body if body is not None else {}).encode() if method == "POST" else None
        request = urllib.request.Request(self.at + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as answer:
            raise AssertionError(f"{method} {path}: {answer.read().decode()[:2000]}") from None

    def go(self, url):
        self.call("POST", "/url", {"url": url})

    def elements(self, selector):
        found = self.call("POST", "/elements", {"using": "css selector", "value": selector})
        return [f"/element/{next(iter(each.values()))}" for each in found]

    def find(self, selector):
        """Waits until it is shown."""
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            for element in self.elements(selector):
                try:
                    if self.call("GET", element + "/displayed"):
                        return element
                except AssertionError:
                    pass  # the page has replaced it
            time.sleep(0.05)
        raise AssertionError(f"no {selector} at {self.url}: {self.call('GET', '/source')[:2000]}")

    def write(self, selector, text):
        self.call("POST", self.find(selector) + "/value", {"text": text})

    def click(self, selector):
        self.call("POST", self.find(selector) + "/click")

    @property
    def url(self):
        return self.call("GET", "/url")

    def read(self, selector="body"):
        return self.call("GET", self.find(selector) + "/text")

    def shoot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("GET", "/screenshot")))

    def evaluate(self, script):
        return self.call("POST", "/execute/sync", {"script": script, "args": []})

    def wait(self, script):
        """Waits until a script of the page returns something true."""
        until = time.monotonic() + SECONDS
        while not (found := self.evaluate(script)):
            assert time.monotonic() < until, script
            time.sleep(0.05)
        return found

    def show_as(self, width, mode):
        """Windows of any width, narrower ones than Chromium makes, too; `mode` is light or dark."""
        for command, params in (
                ("Emulation.setDeviceMetricsOverride",
                 {"width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": False}),
                ("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": mode}]})):
            self.call("POST", "/goog/cdp/execute", {"cmd": command, "params": params})

    def requested(self):
        """The addresses that pages asked for since the last call; needs records_network."""
        log = self.call("POST", "/se/log", {"type": "performance"})
        events = [json.loads(entry["message"])["message"] for entry in log]
        return {event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"}

    # Glewlwyd's pages.

    def sign_in(self, name):
        """Types name and password, and allows Maquette what it asks for."""
        self.write("#username", name)
        self.write("#password", PASSWORDS[name])
        self.click("#loginbut")
        self.allow()

    def allow(self):
        # “Continue” is there before “Grant”, and leads on without what was not granted.
        self.find("button.btn-success")
        boxes = self.elements("ul.list-group input[type=checkbox]")
        for box in boxes:
            if self.call("GET", box + "/enabled") and not self.call("GET", box + "/selected"):
                self.call("POST", box + "/click")
        if boxes:
            self.click("button.btn-primary:not(#loginbut)")
            until = time.monotonic() + SECONDS
            while self.elements("ul.list-group"):
                assert time.monotonic() < until
                time.sleep(0.05)
        self.click("button.btn-success")
