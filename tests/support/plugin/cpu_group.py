# SPDX-License-Identifier: GPL-3.0-or-later
"""The processor time of a program with all that it starts, also of what is killed with its sandbox, which the kernel
adds to no parent: a control group of the cpuacct hierarchy (Linux's Documentation/admin-guide/cgroup-v1/cpuacct.rst).
Where that hierarchy is missing or not ours, there is no group, and who asks counts by rusage."""

import contextlib
import os
import pathlib
import time

TOP = pathlib.Path("/sys/fs/cgroup/cpuacct")


def make_run() -> pathlib.Path | None:
    """A group for the programs of a run, below the one of this process."""
    with contextlib.suppress(OSError):
        mine = of_process("self")
        top = TOP / mine if (TOP / mine).is_dir() else TOP
        group = top / f"maquette-{os.getpid()}"
        group.mkdir()
        return group
    return None


def of_process(pid: int | str) -> str:
    """The path of a process's group, without the slash it begins with."""
    lines = pathlib.Path(f"/proc/{pid}/cgroup").read_text().splitlines()
    return next((line.split(":", 2)[2][1:] for line in lines if "cpuacct" in line.split(":")[1].split(",")), "")


def join(group: pathlib.Path) -> None:
    (group / "cgroup.procs").write_text(f"{os.getpid()}")


def used_s(group: pathlib.Path) -> float:
    return int((group / "cpuacct.usage").read_text()) / 1e9


def remove(group: pathlib.Path) -> None:
    """Removes a group and those in it, as soon as the kernel has let go of what was killed there."""
    for each in (*group.glob("*/"), group):
        for _ in range(200):
            with contextlib.suppress(OSError):
                each.rmdir()
                break
            time.sleep(0.01)
