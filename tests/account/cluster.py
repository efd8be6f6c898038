#!/usr/bin/env python3
"""A whole shared service on this computer: Glewlwyd, PostgreSQL, two nodes of maquette-service and nginx before them,
on loopback. Tests use the class; `./dev cluster` runs it until Ctrl+C. For trying and testing only."""

import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from glewlwyd import PASSWORDS, Glewlwyd, free_port  # noqa: E402
from postgres import Postgres  # noqa: E402

DOCUMENT = pathlib.Path(__file__).parents[2] / "docs/service/operation.md"
# All files are in the folder of the rig; what stands between is what docs/service/operation.md shows.
NGINX = """
daemon off;
master_process off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
{block}
}}
"""


def read_block():
    """What docs/service/operation.md says of nginx."""
    return re.search(r"^```nginx\n(.*?)^```$", DOCUMENT.read_text(), re.MULTILINE | re.DOTALL)[1]


def replace(text, old, new):
    assert text.count(old) == 1, (old, text)
    return text.replace(old, new)


class Node:
    """One maquette-service; all have the same configuration."""

    def __init__(self, folder, config, command):
        self.folder, self.config, self.command = folder, config, command
        folder.mkdir()
        self.log = open(folder / "log", "ab")
        self.start()

    def start(self):
        end, self.parent = os.pipe()  # a node ends with this program, however that ends
        self.process = subprocess.Popen(
            [*self.command, "--listen", "127.0.0.1:0", "--config", self.config, "--data", self.folder / "data",
             "--parent-fd", str(end)],
            stdout=subprocess.PIPE, stderr=self.log, text=True, env=os.environ | {"HOME": str(self.folder)},
            pass_fds=(end,))
        os.close(end)
        line = self.process.stdout.readline()
        found = re.search(r"127\.0\.0\.1:(\d+)", line)
        assert found, (self.folder / "log").read_text()
        self.port = int(found[1])

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait()
        os.close(self.parent)
        self.log.close()


class Cluster:
    """`url` is where programs find the service. `tls`: files of a certificate for 127.0.0.1 and of its key; without
    them, nginx and the issuer have no TLS. `around`: a command that calls another one, for the nodes."""

    def __init__(self, folder, program, n=2, port=None, issuer_port=None, tls=None, around=(), **settings):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(exist_ok=True)
        self.port = port or free_port()
        self.tls = tls
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self.parts = []
        try:
            self.issuer = self._keep(Glewlwyd(self.folder / "glewlwyd", self.url, seconds=3600, port=issuer_port,
                                                tls=tls))
            self.postgres = Postgres(is_safe=True).start()
            self.parts.append(self.postgres.stop)
            settings = {"issuer": self.issuer.issuer, "audience": self.url, "database": f'"{self.postgres.uri}"',
                        **settings}
            config = self.folder / "config.yaml"
            config.write_text("service:\n" + "".join(f"  {key}: {value}\n" for key, value in settings.items()))
            self.nodes = [Node(self.folder / f"node-{i}", config, [*around, program]) for i in range(n)]
            self.parts += [node.end for node in self.nodes]
            self._start_nginx()
        except BaseException:
            self.close()
            raise

    def _keep(self, part):
        self.parts.append(part.close)
        return part

    def _start_nginx(self):
        folder = self.folder / "nginx"
        folder.mkdir()
        (folder / "conf").write_text(NGINX.format(folder=folder, block=self._adapt(read_block())))
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        nginx = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", program, "-p", folder, "-e", folder / "error.log",
                                  "-c", folder / "conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def stop():
            nginx.terminate()
            nginx.wait()
        self.parts.append(stop)
        for _ in range(200):
            try:
                self.ask("GET", "/v1/health")
                return
            except OSError:
                if nginx.poll() is not None:
                    break
                try:
                    nginx.wait(0.05)
                except subprocess.TimeoutExpired:
                    continue
        raise RuntimeError((folder / "error.log").read_text())

    def _adapt(self, block):
        """The block of the document, with the rig's ports and certificate."""
        servers = "\n".join(f"  server 127.0.0.1:{node.port} max_fails=1 fail_timeout=2s;" for node in self.nodes)
        block = replace(block, "  server 127.0.0.1:8787 max_fails=1 fail_timeout=2s;", servers)
        block = replace(block, "listen 443 ssl;", f"listen 127.0.0.1:{self.port} ssl;")
        if self.tls is None:
            return re.sub("^ *ssl_.*\n", "", replace(block, " ssl;", ";"), flags=re.MULTILINE)
        block = replace(block, "/etc/ssl/certs/maquette.pem", str(self.tls[0]))
        return replace(block, "/etc/ssl/private/maquette.key", str(self.tls[1]))

    def ask(self, method, path, token=None, body=None):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(self.url + path, json.dumps(body).encode() if body is not None else None,
                                         headers, method=method)
        with urllib.request.urlopen(request, timeout=600) as answer:
            return json.load(answer)

    def holder(self, run):
        """The node that has a run."""
        (url,), = self.postgres.sql(f"SELECT node.url FROM run JOIN node ON node.id = run.node WHERE run.id = '{run}'")
        return next(node for node in self.nodes if url.endswith(f":{node.port}"))

    def close(self):
        for part in reversed(self.parts):
            part()
        self.parts = []


def main():
    parser = argparse.ArgumentParser(prog="./dev cluster", description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--port", type=int, default=47080)
    parser.add_argument("--nodes", type=int, default=2)
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="mq-cluster-")
    cluster = None
    try:
        cluster = Cluster(folder, arguments.program, n=arguments.nodes, port=arguments.port, issuer_port=47100)
        token = cluster.issuer.token("alice")["access_token"]
        account = cluster.ask("GET", "/v1/account", token)
        quota = account["quota"]
        print(f"""Signed in as {account['name']} at {cluster.url}: {quota['left']} of {quota['limit']} runs left today.

{len(cluster.nodes)} nodes: {', '.join(f'127.0.0.1:{node.port} (process {node.process.pid})' for node in cluster.nodes)}
PostgreSQL: {cluster.postgres.uri}
Their files: {folder}

To use it, put this into a configuration file:
server:
  url: {cluster.url}
  redirect_ports: '47101, 47102, 47103'

and sign in, for example as alice with the password {PASSWORDS['alice']}:
  ./dev run --config FILE --login

Ctrl+C ends all of it.""", flush=True)
        signal.pause()
    except KeyboardInterrupt:
        pass
    finally:
        if cluster:
            cluster.close()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    main()
