"""What the tests over HTTP need: the real service around the scripted team, a connection to it,
and a client that carries instructions out by what stands in the script (see scripted-team.h)."""

import http.client
import json
import os
import pathlib
import re
import select
import signal
import socket
import struct
import subprocess
import threading
import zlib

SERVICE = os.environ.get("MQ_SCRIPTED_SERVICE", "_build/tests/service/scripted-service")
RAISING = {"raise", "stubborn", "endless", "silent"}
ENDS = {"timeout": "timeout", "lost": "worker-lost", "memory": "out-of-memory",
        "no-blender": "no-blender"}


def without_asan(text):
    """What a program says without the sanitizer's warning about fibers."""
    return "".join(line for line in text.splitlines(True) if "ASan doesn't fully support" not in line)


def make_png(width, height):
    """A grey PNG of that size."""
    def chunk(name, data):
        return (struct.pack(">I", len(data)) + name + data
                + struct.pack(">I", zlib.crc32(name + data)))
    rows = (b"\0" + b"\x80" * width) * height
    return (b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def run_documented(word, **places):
    """Runs the commands of docs/service/maintenance.md that have that word, with other places than there. Returns their
    output."""
    text = (pathlib.Path(__file__).parents[2] / "docs/service/maintenance.md").read_text(encoding="utf-8")
    (commands,) = [each for each in re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL) if word in each]
    for old, new in {"/var/lib/maquette": places["data"], "/var/backups": places["backups"],
                     "host=db.example.org dbname=maquette user=maquette": places.get("database", "")}.items():
        commands = commands.replace(old, str(new))
    done = subprocess.run(["sh", "-e", "-c", commands], capture_output=True, text=True, timeout=1800)
    assert done.returncode == 0, done
    return done.stdout


class Load:
    """People who make one run after another. `done` has what they saw of those that are over."""

    def __init__(self, make, people=("alice", "bob")):
        """@make: makes a run of a person; its id and events."""
        self.make, self.done = make, {who: {} for who in people}
        self.ending, self.count = False, threading.Condition()
        self.threads = [threading.Thread(target=self.work, args=(who,), daemon=True) for who in people]

    def work(self, who):
        while not self.ending:
            run, events = self.make(who)
            with self.count:
                self.done[who][run] = events
                self.count.notify_all()

    def wait_more(self):
        """Until each has made another run; what they have made by then."""
        with self.count:
            before = {who: len(runs) for who, runs in self.done.items()}
            assert self.count.wait_for(lambda: all(len(runs) > before[who] for who, runs in self.done.items()), 1800)
            return {who: dict(runs) for who, runs in self.done.items()}

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ending = True
        for thread in self.threads:
            thread.join()


class Connection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path, timeout=1800):
        super().__init__("localhost", timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        # With a time limit it would fail at once while the service has not accepted those before it.
        self.sock.connect(self.path)
        self.sock.settimeout(self.timeout)


class Reply:
    def __init__(self, response):
        self.status = response.status
        self.headers = dict((k.lower(), v) for k, v in response.getheaders())
        self.text = response.read().decode()

    @property
    def json(self):
        return json.loads(self.text)


class Service:
    """The service as a child, with its data in `folder`; may be killed and started again."""

    program = None  # SERVICE

    def __init__(self, folder, *options, data=None, prepare=None):
        self.folder = str(folder)
        self.data = data or os.path.join(self.folder, "data")
        self.prepare = prepare
        self.socket = os.path.join(self.folder, "s", "sock")
        self.options = options
        self.process = None
        self.start()

    def start(self):
        out, into = os.pipe()
        parent_out, self.parent = os.pipe()
        where = [] if "--listen" in self.options else ["--socket", self.socket]
        self.log = open(os.path.join(self.folder, "log"), "ab")
        self.process = subprocess.Popen(
            [self.program or SERVICE, *where, "--data", self.data, "--ready-fd", str(into), "--parent-fd",
             str(parent_out), *self.options],
            pass_fds=(into, parent_out), stdout=self.log, stderr=self.log,
            preexec_fn=self.prepare)
        os.close(into)
        os.close(parent_out)
        ready = select.select([out], [], [], 20)[0] and os.read(out, 64)
        os.close(out)
        assert ready == b"ready\n", self.log_text()

    def log_text(self):
        with open(os.path.join(self.folder, "log"), encoding="utf-8", errors="replace") as file:
            return file.read()

    def end(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(1800)
        os.close(self.parent)
        self.log.close()
        return code

    def ask(self, method, path, body=None, headers=None):
        connection = Connection(self.socket)
        headers = dict(headers or {})
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            headers.setdefault("Content-Type", "application/json")
        connection.request(method, path, body, headers)
        reply = Reply(connection.getresponse())
        connection.close()
        return reply

    def begin(self, **request):
        request.setdefault("interactive", False)
        reply = self.ask("POST", "/v1/runs", request)
        assert reply.status == 201, reply.text
        return reply.json["id"]

    def events(self, run, after=None):
        """The stream of a run; close() it when it is left early."""
        return Stream(self.socket, run, after)


class Stream:
    """Iterates over (id, type, data)."""

    def __init__(self, path, run, after=None, timeout=1800, with_streams=False, headers=None):
        self.with_streams = with_streams
        self.connection = Connection(path, timeout)
        headers = dict(headers or {})
        if after is not None:
            headers["Last-Event-ID"] = str(after)
        self.connection.request("GET", f"/v1/runs/{run}/events", headers=headers)
        self.response = self.connection.getresponse()
        assert self.response.status == 200, self.response.read()

    def __iter__(self):
        event = {}
        while True:
            line = self.response.readline()
            if not line:
                return
            line = line.decode().rstrip("\n")
            if line.startswith(":"):
                continue
            if line:
                key, value = line.split(": ", 1)
                event[key] = value
            elif event:
                # What a model writes meanwhile has no number.
                number = int(event["id"]) if "id" in event else None
                if number is not None or self.with_streams:
                    data = json.loads(event["data"])
                    if number is not None:
                        assert data.pop("time") > 10 ** 15  # µs since 1970
                    yield number, event["event"], data
                event = {}

    def close(self):
        self.response.close()
        self.connection.close()


class Client:
    """A client that is registered until it leaves; `runs` is the last list that it was sent."""

    def __init__(self, service, name):
        self.name = f"{name:032x}"
        self.connection = Connection(service.socket)
        self.connection.request("POST", "/v1/clients",
                                json.dumps({"id": self.name, "runs": True}),
                                {"Content-Type": "application/json"})
        self.response = self.connection.getresponse()
        assert self.response.status == 200
        self.runs = None
        self.wait_runs(lambda runs: True)

    def wait_runs(self, fits):
        """Reads on until a list of runs fits."""
        while self.runs is None or not fits(self.runs):
            line = self.response.readline().decode()
            assert line, "the service left"
            if line.startswith("data: "):
                self.runs = json.loads(line[6:])["runs"]
        return self.runs

    def leave(self):
        self.response.close()
        self.connection.close()


class Hands:
    """Carries instructions out. Counts how often each was asked for."""

    def __init__(self):
        self.script = ""
        self.done = {}

    @staticmethod
    def line(script, name):
        for line in script.splitlines():
            if line.startswith(f"# {name}: "):
                return line.split(": ", 1)[1]
        return ""

    def carry_out(self, data):
        """The result of an instruction; what it wants uploaded is in `views`."""
        number = data["instruction"]
        self.done[number] = self.done.get(number, 0) + 1
        answer = getattr(self, data["kind"])(data)
        if isinstance(answer, str):
            return {"instruction": number, "ok": False,
                    "error": {"code": answer, "message": f"it was {answer}"}}
        return {"instruction": number, "ok": True, "result": answer}

    def fault(self, script):
        return (self.line(script, "faults").split() or [""])[0]

    def check(self, data):
        fault = self.fault(data["script"])
        if fault not in ("finding", "import"):
            return {"findings": []}
        return {"findings": [{"line": 5, "column": 0, "severity": "error",
                              "code": "unknown-operator", "what": "no cub", "name": "cub",
                              "nearest": ["cube"]}]}

    def execute(self, data):
        self.script = data["script"]
        fault = self.fault(self.script)
        if fault in ENDS:
            return ENDS[fault]
        error = None
        if fault in RAISING:
            error = {"type": "NameError", "message": fault, "line": 5, "traceback": []}
        return {"seconds": 0.1, "stdout": "", "stderr": "", "truncated": False, "objects": 2,
                "error": error}

    def measure(self, data):
        if self.fault(self.script) == "invisible":
            return {"report": {"objects": [], "whole": {"objects": 0, "triangles": 0,
                                                        "dimensions_m": None}}}
        objects = [{"name": name, "part": part, "hash": self.line(self.script, part).zfill(32)}
                   for name, part in (("Leg 1", "legs"), ("Seat", "seat"))]
        return {"report": {"objects": objects, "whole": {"objects": 2, "triangles": 24,
                                                         "dimensions_m": [1, 1, 2]}}}

    def render(self, data):
        images = [{"file": "1.png", "view": 1}]
        if data["mode"] == "look":
            assert data["upload"] is True and len(data.get("cuts", [])) <= 2
            images = [{"file": "1.png", "view": "front-right", "elevation_deg": 18},
                      {"file": "2.png", "view": "cut through Seat"}]
        return {"engine": "WORKBENCH", "seconds": 0.1, "images": images}

    def introspect(self, data):
        return {"blender": "4.3.2-0123456789ab", "uploaded": False, "seconds": 0.1}


def post_result(service, run, hands, data):
    """Carries an instruction out and posts what came of it, its pictures first."""
    result = hands.carry_out(data)
    for view in range(1, 3 if data.get("upload") else 1):
        reply = service.ask("POST", f"/v1/runs/{run}/pictures?instruction={data['instruction']}"
                            f"&view={view}", make_png(8, view), {"Content-Type": "image/png"})
        assert reply.status in (200, 201), reply.text
    return service.ask("POST", f"/v1/runs/{run}/results", result)


def follow(service, run, hands, turns=(), after=None):
    """Follows a run to its end, as a client does; returns its events."""
    seen, left = [], list(turns)
    for number, kind, data in service.events(run, after):
        seen.append((number, kind, data))
        if kind == "instruction":
            reply = post_result(service, run, hands, data)
            assert reply.status in (200, 409), reply.text
        elif kind == "waiting":
            take_turn(service, run, left)
    return seen


def take_turn(service, run, left):
    if left:
        reply = service.ask("POST", f"/v1/runs/{run}/refinements", {"text": left.pop(0)})
    else:
        reply = service.ask("POST", f"/v1/runs/{run}/finish")
    assert reply.status == 202, reply.text
