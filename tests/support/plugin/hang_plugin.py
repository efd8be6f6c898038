# SPDX-License-Identifier: GPL-3.0-or-later
"""What pytest does when watch-test finds it hanging: it writes its stacks, and fails the test that runs."""

import faulthandler
import os
import signal
from types import FrameType

import pytest


def fail(_signal: int, _frame: FrameType | None) -> None:
    pytest.fail("hangs: it wrote nothing for five minutes and hardly ran; its stacks are below all results")


def pytest_configure() -> None:
    if "MQ_TEST_STACKS" in os.environ:
        faulthandler.register(signal.SIGUSR1, file=open(os.environ["MQ_TEST_STACKS"], "a"), all_threads=True)
        signal.signal(signal.SIGUSR2, fail)
