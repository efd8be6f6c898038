# Homes with short names: a socket's address has 107 bytes.
import pathlib
import tempfile

import pytest


@pytest.fixture
def short_home():
    with tempfile.TemporaryDirectory(prefix="mq-") as folder:
        yield pathlib.Path(folder)


@pytest.fixture(scope="module")
def module_home():
    with tempfile.TemporaryDirectory(prefix="mq-") as folder:
        yield pathlib.Path(folder)
