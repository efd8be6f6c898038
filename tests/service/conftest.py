"""Fixtures: a folder that is the test's own, and a service in it."""

import os
import shutil
import sys
import tempfile

import pytest

sys.path.insert(0, os.path.dirname(__file__))
import desk  # noqa: E402


@pytest.fixture
def folder():
    path = tempfile.mkdtemp(prefix="mq-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def service(folder):
    service = desk.Service(folder)
    yield service
    assert service.end() == 0, service.log_text()
