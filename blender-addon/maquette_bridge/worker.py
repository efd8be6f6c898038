# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The headless worker: serves the bridge on an inherited socket until the client leaves.

blender --background --factory-startup --offline-mode --disable-autoexec --python-exit-code 1 \
    --python worker.py -- --fd N --run-dir DIR --token-file FILE [--fork-server LIBRARY]
"""

import argparse
import ctypes
import os
import signal
import socket
import sys
from typing import Any

MAX_TOKEN = 4096
SHADERS = "/app/shaders"  # of a forked Blender


def _serve(fd: int, run_dir: str, token_file: str, make_bridge: Any) -> None:
    """Serves one client, then ends the process."""
    from maquette_bridge.connection import Closed, Session

    with open(token_file, encoding="ascii") as file:
        token = file.read(MAX_TOKEN).strip()
    if len(token) < 16:
        raise SystemExit("maquette-bridge: the token file holds no token")
    # A file over the limit is an OSError in the script then, not the end of Blender.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    sock = socket.socket(fileno=fd)
    sock.setblocking(True)
    # A process that a script starts must not get hold of the connection.
    sock.set_inheritable(False)

    bridge = make_bridge(run_dir)
    session = Session(sock, token, bridge.methods(), bridge.hello)
    try:
        session.serve()
    except Closed as why:
        print(f"maquette-bridge: closed: {why}", file=sys.__stderr__)
    for stream in (sys.__stdout__, sys.__stderr__):
        assert stream is not None
        stream.flush()
    # Not sys.exit(): threads that a script left running would keep Blender alive.
    os._exit(0)


def main() -> None:
    """Serves one client, or forks a Blender for each that comes."""
    parser = argparse.ArgumentParser(prog="worker.py")
    parser.add_argument("--fd", type=int, required=True, help="the client's end of a socket pair")
    parser.add_argument("--run-dir", required=True, help="the only folder that is written to")
    parser.add_argument("--token-file", required=True, help="holds the token that hello must bring")
    parser.add_argument("--fork-server", metavar="LIBRARY",
                        help="fork a Blender for each client; it confines itself with the library")
    own = sys.argv[sys.argv.index("--") + 1:] if "--" in sys.argv else []
    args = parser.parse_args(own)
    if not os.path.isdir(args.run_dir):
        raise SystemExit(f"maquette-bridge: {args.run_dir} is not a folder")

    here = os.path.dirname(os.path.abspath(__file__))
    package_parent = os.path.dirname(here)
    if package_parent not in sys.path:
        sys.path.append(package_parent)
    from maquette_bridge.methods import Bridge

    if args.fork_server:
        import bpy

        from maquette_bridge.export import sanitize
        from maquette_bridge.fork_server import ForkServer

        bridge = Bridge(args.run_dir)
        sanitize.holders()

        def serve(fd: int) -> None:
            # The parent's is in a folder that a child does not see.
            os.makedirs(bpy.app.tempdir, mode=0o700, exist_ok=True)
            # Mesa reads kept shaders only beside those that it compiles (mq-shader-cache.c).
            target = os.path.join(os.environ["MESA_SHADER_CACHE_DIR"], "mesa_shader_cache_sf")
            for folder, _, names in os.walk(SHADERS):
                own = os.path.join(target, os.path.relpath(folder, SHADERS))
                os.makedirs(own, mode=0o700, exist_ok=True)
                for name in names:
                    os.symlink(os.path.join(folder, name), os.path.join(own, name))
            _serve(fd, args.run_dir, args.token_file, lambda _run_dir: bridge)

        ForkServer(socket.socket(fileno=args.fd), ctypes.PyDLL(args.fork_server), serve).run()
        os._exit(0)
    _serve(args.fd, args.run_dir, args.token_file, Bridge)


if __name__ == "__main__":
    main()
