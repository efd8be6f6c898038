# SPDX-License-Identifier: GPL-3.0-or-later
"""What pytest does when watch-test finds it hanging: it writes its stacks, and fails the test that runs."""

import faulthandler
import os
import signal

import pytest


def fail(_signal, _frame):
    pytest.fail("hangs: it wrote nothing for five minutes and hardly ran; its stacks are below all results")


def pytest_configure():
    if "MQ_TEST_STACKS" in os.environ:
        faulthandler.register(signal.SIGUSR1, file=open(os.environ["MQ_TEST_STACKS"], "a"), all_threads=True)
        signal.signal(signal.SIGUSR2, fail)
