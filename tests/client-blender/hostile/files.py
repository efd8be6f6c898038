# expect: tried
# The host's files: the user's, the system's, by links, by /proc, by descriptors.
import os


def attempt(name, deed):
    try:
        found = deed()
    except OSError as error:
        print("held:", name, error)
    else:
        print("ESCAPED:" if found else "nothing:", name, found)


def read(path):
    with open(path, "rb") as file:
        return file.read(200)


attempt("secret", lambda: read("@SECRET@"))
attempt("home", lambda: os.listdir("@HOME@"))
attempt("shadow", lambda: read("/etc/shadow"))
attempt("passwd", lambda: read("/etc/passwd"))
attempt("root's home", lambda: os.listdir("/root"))
attempt("machine id", lambda: read("/etc/machine-id"))
attempt("run", lambda: os.listdir("/run"))
attempt("var", lambda: os.listdir("/var"))
attempt("sys", lambda: os.listdir("/sys"))
attempt("disk", lambda: read("/dev/vda"))
attempt("memory", lambda: read("/dev/mem"))
attempt("kernel log", lambda: read("/dev/kmsg"))
for pid in ("1", "self"):
    attempt("root of " + pid, lambda: read(f"/proc/{pid}/root@SECRET@"))
for fd in range(64):
    attempt(f"above {fd}", lambda: os.open("..@SECRET@", os.O_RDONLY, dir_fd=fd) + 1)
os.symlink("@SECRET@", "link")
attempt("link", lambda: read("link"))
for path in ("/usr/x", "/etc/x", "/app/x", "/app/addon/maquette_bridge/x", "/dev/x", "/proc/x", "/x",
             "@OUTSIDE@"):
    attempt("write " + path, lambda: open(path, "w") and True)
for path in ("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/sys/kernel/hostname"):
    attempt("write " + path, lambda: open(path, "w").write("x"))
print("TRIED")
