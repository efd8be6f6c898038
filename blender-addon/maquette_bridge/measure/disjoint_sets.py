# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Disjoint sets: things joined two at a time, listed as the sets that they form.

Union-find with path halving: Tarjan and van Leeuwen, Worst-case analysis of set union algorithms,
Journal of the ACM 31(2), 1984."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class DisjointSets:
    """Each item stands alone at first. Items are anything that can be hashed."""

    def __init__(self, items: Any) -> None:
        self._leader = {each: each for each in items}

    def __contains__(self, item: str) -> bool:
        return item in self._leader

    def find(self, item: int | str) -> int | str:
        """The item that stands for the set of this one."""
        leader = self._leader
        while leader[item] != item:
            leader[item] = leader[leader[item]]
            item = leader[item]
        return item

    def join(self, a: int | str, b: int | str) -> None:
        """Makes one set of those of `a` and `b`."""
        self._leader[self.find(a)] = self.find(b)

    def list_followers(self) -> dict[Any, Any]:
        """Each item that another one stands for, and that one."""
        return {item: self.find(item) for item, leader in self._leader.items() if item != leader}

    def group(self, things: Any,
              item_of: Callable[..., Any] = lambda each: each) -> list[list[Any]]:
        """`things` as lists, those whose items are in one set together, in the order in which
        they come."""
        groups: dict[Any, list[Any]] = {}
        for each in things:
            groups.setdefault(self.find(item_of(each)), []).append(each)
        return list(groups.values())
