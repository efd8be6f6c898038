"""Choice between all cases of a kind (`./dev test --all`) and the few that stand for them at every commit."""

import os
from collections.abc import Collection, Iterable
from typing import TypeVar

Case = TypeVar("Case")
ALL = bool(os.environ.get("MQ_TEST_ALL"))


def representative(cases: Iterable[Case], few: Collection[Case]) -> list[Case]:
    """The list of @cases, or of those that are named in @few."""
    missing = set(few) - set(cases)
    assert not missing, f"no such case: {', '.join(map(str, missing))}"
    return [case for case in cases if ALL or case in few]
