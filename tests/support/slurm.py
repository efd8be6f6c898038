# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole Slurm on this computer, on loopback only, without systemd, cgroups, accounting or root: munged, slurmctld and
slurmd as the user who runs the tests, with all their files in one folder."""

import getpass
import os
import pathlib
import signal
import socket
import subprocess
import time

CONFIGURATION = """ClusterName=maquette
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={port}
SlurmdPort={node_port}
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
CredType=cred/munge
SlurmUser={user}
SlurmdUser={user}
StateSaveLocation={folder}/ctld
SlurmdSpoolDir={folder}/slurmd
SlurmctldPidFile={folder}/ctld/pid
SlurmdPidFile={folder}/slurmd/pid
SlurmctldLogFile={folder}/log/slurmctld
SlurmdLogFile={folder}/log/slurmd
SlurmdTimeout=60
KillWait=5
BatchStartTimeout=60
SchedulerParameters=sched_interval=2
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/linux
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MaxArraySize=10001
ReturnToService=2
SlurmdParameters=config_overrides
NodeName={host} NodeAddr=127.0.0.1 CPUs=8 RealMemory=64000 State=UNKNOWN
PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


def free_port() -> int:
    """Below the ports of outgoing connections, where one may be taken when a daemon starts."""
    for port in range(20000 + os.getpid() % 5000, 32000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise AssertionError("no port is free")


class Slurm:
    """Slurm, running; `env` is what its commands need."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        host = socket.gethostname().split(".")[0]
        for name in ("munge", "ctld", "slurmd", "log"):
            (folder / name).mkdir(mode=0o700)
        (folder / "munge" / "key").write_bytes(os.urandom(128))
        (folder / "munge" / "key").chmod(0o600)
        port = free_port()
        (folder / "slurm.conf").write_text(CONFIGURATION.format(
            host=host, port=port, node_port=port + 1, folder=folder, user=getpass.getuser()))
        (folder / "cgroup.conf").write_text("CgroupPlugin=disabled\n")
        self.env = {"SLURM_CONF": str(folder / "slurm.conf"), "PATH": f"{os.environ['PATH']}:/usr/sbin"}
        self.run("munged", "--force", "--num-threads=2", f"--key-file={folder}/munge/key",
                 f"--socket={folder}/munge/socket", f"--pid-file={folder}/munge/pid",
                 f"--log-file={folder}/log/munged", f"--seed-file={folder}/munge/seed")
        self.run("slurmctld")
        self.start_node()

    def run(self, *words: object) -> str:
        done = subprocess.run([str(word) for word in words], env=os.environ | self.env, capture_output=True, text=True,
                              check=False)
        assert done.returncode == 0, (words, done.stderr, self.logs())
        return done.stdout

    def logs(self) -> str:
        return "\n".join(path.read_text(errors="replace")[-2000:] for path in (self.folder / "log").glob("*"))

    def start_node(self) -> None:
        self.run("slurmd")
        self.wait_for(lambda: self.run("sinfo", "-h", "-o", "%T").strip() in ("idle", "mixed", "allocated"), "the node")

    def pid(self, daemon: str) -> int:
        return int((self.folder / daemon / "pid").read_text())

    def kill_node(self) -> None:
        os.kill(self.pid("slurmd"), signal.SIGKILL)

    def queue(self) -> dict[str, str]:
        """The state of each task, by its name."""
        lines = self.run("squeue", "-h", "-r", "-o", "%i %T").splitlines()
        return dict(line.split() for line in lines)

    def has_ended(self) -> bool:
        """Whether no task is left. One that was requeued would begin after two minutes; here it does at once."""
        queue = self.queue()
        for task, state in queue.items():
            if state == "PENDING":
                subprocess.run(["scontrol", "update", f"JobId={task}", "StartTime=now"], env=os.environ | self.env,
                               capture_output=True, check=False)
        return not queue

    def wait_for(self, condition, what: str, seconds: float = 900) -> None:  # type: ignore[no-untyped-def]
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"{what}\n{self.logs()}"
            time.sleep(0.1)

    def stop(self) -> None:
        for task in {name.partition("_")[0] for name in self.queue()}:
            self.run("scancel", task)
        for daemon in ("slurmd", "ctld", "munge"):
            try:
                pid = self.pid(daemon)
                os.kill(pid, signal.SIGTERM)
                self.wait_for(lambda pid=pid: not os.path.exists(f"/proc/{pid}"), daemon, 60)
            except (OSError, ValueError):
                pass
