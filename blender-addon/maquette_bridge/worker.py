# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The headless worker: serves the bridge on an inherited socket until the client leaves.

blender --background --factory-startup --offline-mode --disable-autoexec --python-exit-code 1 \
    --python worker.py -- --fd N --run-dir DIR --token-file FILE
"""

import argparse
import os
import signal
import socket
import sys
from typing import Any

MAX_TOKEN = 4096


def _arguments() -> Any:
    parser = argparse.ArgumentParser(prog="worker.py")
    parser.add_argument("--fd", type=int, required=True, help="the client's end of a socket pair")
    parser.add_argument("--run-dir", required=True, help="the only folder that is written to")
    parser.add_argument("--token-file", required=True, help="holds the token that hello must bring")
    own = sys.argv[sys.argv.index("--") + 1:] if "--" in sys.argv else []
    return parser.parse_args(own)


def _read_token(path: Any) -> Any:
    with open(path, encoding="ascii") as file:
        token = file.read(MAX_TOKEN).strip()
    if len(token) < 16:
        raise SystemExit("maquette-bridge: the token file holds no token")
    return token


def main() -> None:
    """Serves one client, then ends the process."""
    args = _arguments()
    if not os.path.isdir(args.run_dir):
        raise SystemExit(f"maquette-bridge: {args.run_dir} is not a folder")
    token = _read_token(args.token_file)
    # A file over the limit is an OSError in the script then, not the end of Blender.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    sock = socket.socket(fileno=args.fd)
    sock.setblocking(True)
    # A process that a script starts must not get hold of the connection.
    sock.set_inheritable(False)

    here = os.path.dirname(os.path.abspath(__file__))
    package_parent = os.path.dirname(here)
    if package_parent not in sys.path:
        sys.path.append(package_parent)
    from maquette_bridge.connection import Closed, Session
    from maquette_bridge.methods import Bridge

    bridge = Bridge(args.run_dir)
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


if __name__ == "__main__":
    main()
