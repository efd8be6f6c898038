# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells how far a measurement is, where it takes long enough that somebody wonders."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

FIRST_S = 1.0  # from the beginning
PAUSE_S = 0.5  # from one message to the next


class Progress:
    """Counts the steps of a measurement of `of` steps; `tell` gets `{"done", "of"}`."""

    def __init__(self, of: int, tell: Callable[[dict[str, Any]], None] | None) -> None:
        self._of = of
        self._tell = tell
        self._done = 0
        self._next = time.monotonic() + FIRST_S

    def step(self) -> None:
        """One step is done. The last one is told by the answer."""
        self._done += 1
        now = time.monotonic()
        if self._tell is not None and self._done < self._of and now >= self._next:
            self._next = now + PAUSE_S
            self._tell({"done": self._done, "of": self._of})
