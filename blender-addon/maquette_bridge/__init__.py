# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Maquette's bridge: what a client needs of Blender, as JSON-RPC methods.

`worker.py` serves them from a background Blender, `live/` some of them from the Blender that its
user has open; transport (`connection.py`) and methods know nothing of each other.
"""


def register() -> None:
    """As an add-on: nothing listens before its user connects."""
    from .live import panel
    panel.register()


def unregister() -> None:
    """Closes the connection and takes the panel away."""
    from .live import panel
    panel.unregister()
