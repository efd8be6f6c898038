# SPDX-License-Identifier: GPL-3.0-or-later
"""Chains of edits that a model really answered, played again and judged by a program (tests/bench/edits): two here,
all by `./dev bench edits`."""

import sys

import pytest
from conftest import HERE
from representative import representative

sys.path.insert(0, str(HERE.parent / "bench"))

import edits  # noqa: E402
from desk import CLI, desk  # noqa: E402, F401


def test_every_chain_is_kept():
    assert {path.stem for path in (HERE.parent / "bench" / "edits").glob("*.jsonl")} == {
        chain["name"] for chain in edits.CHAINS}


# What is undone and done in part; a part that comes back and follows another.
@pytest.mark.parametrize("name", representative([chain["name"] for chain in edits.CHAINS],
                                                ["shelf-music", "bed-pillows"]))
def test_chain(desk, name):  # noqa: F811
    session, rows = edits.play(CLI, desk.root / "chain", name, desk.env)
    assert session.status == 0, session.err
    assert not [row for row in rows if row["missed"]]
