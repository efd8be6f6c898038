# SPDX-License-Identifier: GPL-3.0-or-later
"""Batches at a service that others share: the real one of one user, and the one with accounts, which may have no quota
left, want a sign-in, and be restarted in the middle."""

import os
import signal
import socket
import subprocess

import pytest
from conftest import QUICK, SERVICE
from test_batch import assert_whole, cubes, manifest, sums, wait_for, write
from test_kept import Service

ITEMS = [{"id": "mug", "text": "a mug"}, {"id": "stool", "kind": "stool", "parameters": {"SEAT_HEIGHT": [0.5, 0.6]}},
         {"id": "vases", "text": "a blue vase", "variants": 2}, *cubes(2)]
MADE = ["c0", "c1", "mug", "stool-00001", "stool-00002", "vases"]


@pytest.fixture
def quick(desk):
    desk.config.write_text(QUICK)
    return desk


@pytest.fixture
def shared(quick, tmp_path):
    service = Service(tmp_path / "service")
    quick.env["MAQUETTE_ACCESS_TOKEN"] = "alice"
    yield service
    if service.process is not None and service.process.poll() is None:
        service.end()


def test_a_service_of_ones_own(quick, tmp_path):
    reading, writing = os.pipe()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    service = subprocess.Popen([SERVICE, "--listen", f"127.0.0.1:{port}", "--ready-fd", str(writing), "--data",
                                tmp_path / "journal"], pass_fds=[writing], env=quick.env)
    os.close(writing)
    try:
        assert os.read(reading, 16) == b"ready\n"
        url = f"http://127.0.0.1:{port}"
        items, folder = write(quick, *ITEMS), quick.root / "set"
        words = ["batch", items, "--output", folder, "--jobs", 2, "--server", url]
        refused = quick(*words)
        assert refused.status == 3, refused
        token = tmp_path / "journal" / f"service-{port}.token"
        quick.env["MAQUETTE_ACCESS_TOKEN"] = token.read_text().strip()
        assert quick(*words, "--dry-run").status == 0
        result = quick(*words)
        assert result.status == 0, result
        assert_whole(folder, MADE)
        # The same as with a service that the batch starts itself.
        assert quick("batch", items, "--output", quick.root / "plain").status == 0
        assert sums(folder) == sums(quick.root / "plain")
    finally:
        os.close(reading)
        service.terminate()
        service.wait(1800)


def test_no_quota_is_left(quick, shared):
    shared.start(runs_per_day=2)
    folder = quick.root / "set"
    # Scripts do not count.
    items = write(quick, *[{"id": f"c{i}", "text": "a mug", "seed": i} for i in range(4)])
    words = ["batch", items, "--output", folder, "--jobs", 1, "--server", f"http://127.0.0.1:{shared.port}"]
    result = quick(*words)
    assert result.status == 5 and "2 items are left to do" in result.err, result
    assert [line["status"] for line in manifest(folder)] == ["done", "done", "cut"]
    shared.restart()
    result = quick(*words)
    assert result.status == 0, result
    assert_whole(folder, ["c0", "c1", "c2", "c3"])


def test_restarted(quick, shared):
    """The service is killed again and again in the middle; and once nobody starts it."""
    quick.env["MQ_QUICK_DELAY"] = "0.1"
    shared.start()
    folder = quick.root / "set"
    words = ["batch", write(quick, *cubes(8)), "--output", folder, "--jobs", 2, "--server",
             f"http://127.0.0.1:{shared.port}"]
    process = quick.popen(*words)
    for n_done in (1, 3, 5):
        wait_for(lambda n=n_done: process.poll() is not None
                 or ((folder / "items").is_dir() and len(list((folder / "items").glob("[!.]*"))) >= n), "items")
        shared.process.send_signal(signal.SIGKILL)
        shared.process.wait(1800)
        shared.start()
    out, err = process.communicate(timeout=1800)
    assert process.returncode == 0, (out, err)
    assert_whole(folder, [f"c{i}" for i in range(8)])
    assert [line["status"] for line in manifest(folder)].count("done") == 8

    shared.end()
    result = quick("batch", write(quick, *cubes(9), name="more.jsonl"), *words[2:], "--continue")
    assert result.status == 7, result
    assert_whole(folder, [f"c{i}" for i in range(8)])
