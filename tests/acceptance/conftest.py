# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk for each seed prompt: see tests/support/desk.py."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from desk import desk  # noqa: E402,F401
