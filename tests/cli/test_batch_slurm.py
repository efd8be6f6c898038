# SPDX-License-Identifier: GPL-3.0-or-later
"""A batch on a real Slurm: each item made once, with the same bytes as without it, whatever happens to the node, a
task or its time."""

import json
import pathlib
import shutil
import subprocess
import tempfile

import pytest
from conftest import BUILD, QUICK
from slurm import Slurm
from test_batch import assert_whole, cubes, manifest, sums, write

N_ITEMS = 40


@pytest.fixture
def slurm():
    # Short enough for munged's socket.
    folder = tempfile.mkdtemp(prefix="mq-slurm-", dir="/tmp")
    slurm = Slurm(pathlib.Path(folder))
    yield slurm
    slurm.stop()
    shutil.rmtree(folder)


@pytest.fixture
def quick(desk, slurm):
    desk.config.write_text(QUICK)
    desk.env |= slurm.env
    # The command that the job gets is the one of this build.
    desk.env.pop("MAQUETTE_IN_ROOT", None)
    desk.env["MQ_QUICK_DELAY"] = "0.4"
    return desk


def submit(quick, items, folder, *more):
    # The test's own Blender is told by its environment how slow to be.
    result = quick("batch", items, "--output", folder, "--submit", "--json", "--array", 4,
                   "--sbatch-option=--export=ALL", *more)
    assert result.status == 0, result
    return result.named("submitted")[0]["job"]


def status(quick, folder):
    result = quick("batch", "status", folder, "--json")
    assert result.status == 0, result
    return result.events[0]


def test_forty_items(quick, slurm):
    items, folder, plain = write(quick, *cubes(N_ITEMS)), quick.root / "set", quick.root / "plain"
    job = submit(quick, items, folder)

    def n_made():
        return len(list((folder / "items").glob("[!.]*"))) if (folder / "items").is_dir() else 0

    # The daemon of the node dies, and comes back.
    slurm.wait_for(lambda: n_made() >= 3, "items")
    told = status(quick, folder)
    assert told["total"] == N_ITEMS and told["done"] >= 3 and told["working"]
    assert {each["task"] for each in told["tasks"]} >= {f"{job}_1", f"{job}_4"}
    running = [each for each in told["tasks"] if each["state"] == "RUNNING"]
    assert running and all(each["seconds"] >= 0 for each in running)
    slurm.kill_node()
    slurm.start_node()
    # One task is cancelled, one is preempted, and one hears that its time is nearly over.
    slurm.wait_for(lambda: n_made() >= 8, "items")
    slurm.run("scancel", f"{job}_1")
    slurm.run("scontrol", "requeue", f"{job}_2")
    subprocess.run(["scancel", "--batch", "--signal=USR1", f"{job}_3"], env=quick.env, check=True)
    slurm.wait_for(slurm.has_ended, "the end of the job")
    assert n_made() < N_ITEMS, "the rest of the task that was cancelled is missing"
    restarted = [line for line in manifest_after(quick, folder) if line["job"] == f"{job}_3"]
    assert restarted, "the task that was told of its time went on"

    # The same once more makes what is missing, and nothing twice.
    again = submit(quick, items, folder)
    slurm.wait_for(slurm.has_ended, "the end of the second job")
    told = status(quick, folder)
    assert (told["done"], told["failed"], told["waiting"], told["cut"]) == (N_ITEMS, 0, 0, 0), (
        told, [line for line in manifest(folder) if line["status"] != "done"])
    assert_whole(folder, [f"c{i}" for i in range(N_ITEMS)], besides={"jobs", "log", "job.sh"})
    assert {line["job"].partition("_")[0] for line in manifest(folder)} == {job, again}

    assert quick("batch", items, "--output", plain, "--jobs", 2).status == 0
    assert sums(plain) == sums(folder)


def manifest_after(quick, folder):
    status(quick, folder)
    return manifest(folder)


def test_cancel(quick, slurm):
    items, folder = write(quick, *cubes(N_ITEMS)), quick.root / "set"
    submit(quick, items, folder, "--minutes", 60, "--partition", "main")
    slurm.wait_for(lambda: (folder / "items").is_dir() and any((folder / "items").glob("[!.]*")), "an item")
    result = quick("batch", "cancel", folder)
    assert result.status == 0 and "1 jobs are cancelled" in result.out, result
    slurm.wait_for(slurm.has_ended, "the end")
    assert 0 < status(quick, folder)["done"] < N_ITEMS
    assert quick("batch", "status", quick.root / "nothing").status == 2
    # A task that Slurm had to kill leaves the folder of its service; the next program removes it.
    result = quick("--text", "a table", "--no-input", "--own-service")
    assert result.status == 0, result


def test_script(desk):
    """Nothing of Slurm is needed to print it; what cannot be is refused; no key is in it."""
    desk.env["ANTHROPIC_API_KEY"] = "sk-secret-4711"
    desk.env.pop("MAQUETTE_IN_ROOT", None)
    items, folder = write(desk, *cubes(3)), desk.root / "a set; x"
    result = desk("batch", items, "--output", folder, "--sbatch", "--array", 3, "--jobs", 2, "--gpus", 1, "--config",
                  desk.config, "--retry-failed", "--limit-cost", 2.5)
    assert result.status == 0, result
    for line in ("#SBATCH --array=1-3", "#SBATCH --cpus-per-task=4", "#SBATCH --gpus-per-task=1",
                 f'#SBATCH --output="{folder}/log/%A_%a.log"', "#SBATCH --signal=B:USR1@120", "#SBATCH --requeue"):
        assert line in result.out.splitlines()
    assert f"'{BUILD / 'src/cli/maquette-cli'}' 'batch' '{items}'" in result.out
    assert "'--limit-cost' '2.5'" in result.out and "'--retry-failed'" in result.out
    assert "4711" not in result.out and "API_KEY" not in result.out and "--export=ALL" not in result.out
    script = desk.root / "job.sh"
    script.write_text(result.out)
    # A shell reads it, folder with a semicolon and all: here without Slurm, as one task of three.
    done = subprocess.run(["sh", script], env=desk.env | {"SLURM_ARRAY_TASK_ID": "2", "SLURM_ARRAY_JOB_ID": "7"},
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done
    assert [path.name for path in (folder / "items").iterdir()] == ["c1"]
    assert [path.name for path in (folder / "jobs").iterdir()] == ["7"]

    result = desk("batch", items, "--output", folder, "--sbatch", "--gpu", 2)
    assert "#SBATCH --gpus-per-task=2" in result.out.splitlines() and "'--jobs' '2'" in result.out, result
    assert "'--gpu' '2'" in result.out

    for wrong in (["--array", 0], ["--array", 20000]):
        assert desk("batch", items, "--output", folder, "--sbatch", *wrong).status == 2
    assert desk("batch", "-", "--output", folder, "--sbatch").status == 2
    result = desk("batch", items, "--output", folder, "--submit", "--json")
    # Without a controller to talk to, or without Slurm at all.
    assert result.status in (1, 2) and "sbatch" in result.err, result
    assert json.loads(result.out.splitlines()[-1])["event"] == "error"
