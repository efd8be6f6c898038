# SPDX-License-Identifier: GPL-3.0-or-later
"""Maquette's bridge: what a client needs of Blender, as JSON-RPC methods.

`worker.py` serves them from a background Blender; transport (`connection.py`) and methods
(`methods.py`) know nothing of each other, so that a live Blender can serve the same table.
"""

VERSION = "0.1.0"
PROTOCOL = 1
