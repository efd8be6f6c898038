#!/usr/bin/env python3
"""A Flatpak without Flathub: its runtime is the root (or machine) that this runs in, its Blender is that one's. Called
by ./dev test flatpak and ./dev flatpak, as an ordinary user with $MQ_RIG as a folder of its own.

rig.py test             builds the Flatpak, installs it and runs the tests of this folder
rig.py bundle           builds it and writes it as one file, maquette.flatpak
rig.py build            builds it, in repo
rig.py publish FLATHUB  builds it by its manifest as it is, on the runtime of that remote, in release
rig.py install          installs what ./dev release --trial has signed, as a user does, and makes a chair"""

import http.server
import json
import os
import pathlib
import shutil
import subprocess
import sys
import threading

SOURCE = pathlib.Path(__file__).resolve().parents[2]
RIG = pathlib.Path(os.environ["MQ_RIG"])
ID, RUNTIME, BRANCH = "org.maquette.Maquette", "org.maquette.Rig", "13"
ARCH = os.uname().machine
# What a runtime has of /etc: nothing that names this machine or its users.
PRIVATE = ["shadow*", "gshadow*", "passwd*", "group*", "machine-id", "resolv.conf", "hosts", "hostname", "subuid*",
           "subgid*"]
ENVIRONMENT = {
    "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(RIG / "home"), "XDG_RUNTIME_DIR": str(RIG / "run"),
    "XDG_DATA_HOME": str(RIG / "home/.local/share"), "XDG_CACHE_HOME": str(RIG / "home/.cache"),
    # Flatpak asks the system bus whether parents forbid the app.
    "MQ_SESSION": 'DBUS_SYSTEM_BUS_ADDRESS=$DBUS_SESSION_BUS_ADDRESS exec "$@"',
}


def run(*words, **more):
    words = [str(word) for word in words]
    print("rig:", *words[:6], "…" if len(words) > 6 else "", flush=True)
    subprocess.run(words, check=True, cwd=RIG, **more)


def in_session(*words, **more):
    run("dbus-run-session", "--", "sh", "-c", ENVIRONMENT["MQ_SESSION"], "sh", *words, **more)


def flatpak(*words, **more):
    in_session("flatpak", *words, **more)


def has(ref):
    return subprocess.run(["flatpak", "--user", "info", ref], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          cwd=RIG).returncode == 0


def make_runtime():
    """From rt/usr, which ./dev has laid with hard links to the root's files; removed when it is installed."""
    ref = f"{RUNTIME}/{ARCH}/{BRANCH}"
    if has(ref):
        return
    tree = RIG / "rt"
    (tree / "files").mkdir(exist_ok=True)  # must be there, and stays empty
    shutil.rmtree(tree / "usr/etc", ignore_errors=True)
    # Without what only root may read.
    subprocess.run(["cp", "-r", "/etc", tree / "usr/etc"], stderr=subprocess.DEVNULL)
    for pattern in PRIVATE:
        for path in (tree / "usr/etc").glob(pattern):
            path.unlink()
    # A runtime holds what everybody may read.
    subprocess.run(["find", tree, "!", "-type", "l", "!", "-perm", "-o+r", "-prune", "-exec", "rm", "-rf", "{}", "+"],
                   check=True)
    (tree / "metadata").write_text(f"[Runtime]\nname={RUNTIME}\nruntime={ref}\nsdk={ref}\n")
    shutil.rmtree(RIG / "repo", ignore_errors=True)
    run("ostree", "init", "--mode=bare-user-only", "--repo=repo")
    run("flatpak", "build-export", "--runtime", "--disable-sandbox", "--no-update-summary", "repo", "rt", BRANCH)
    run("flatpak", "build-update-repo", "repo")
    flatpak("--user", "remote-add", "--if-not-exists", "--no-gpg-verify", "rig", f"file://{RIG}/repo")
    flatpak("--user", "install", "-y", "--noninteractive", "rig", f"runtime/{ref}")
    shutil.rmtree(tree)


def sources():
    return [{"type": "dir", "path": str(SOURCE), "skip": ["_build", ".git", "_flatpak"]}]


def blender():
    """Debian's Blender where its own archive would lie: datafiles and scripts beside the program."""
    version = subprocess.run(["blender", "--version"], check=True, text=True, stdout=subprocess.PIPE).stdout.split()[1]
    home = f"/app/blender/{'.'.join(version.split('.')[:2])}"
    return {"name": "blender", "buildsystem": "simple", "build-commands": [
        f"mkdir -p {home} /app/bin", "cp /usr/bin/blender /app/blender/", f"cp -r /usr/share/blender/. {home}/",
        "ln -s ../blender/blender /app/bin/blender"]}


def tests():
    """The hostile suite, and a launcher that leaves out what $MQ_WEAKEN says."""
    return {"name": "maquette-tests", "buildsystem": "simple", "sources": sources(),
            "build-commands": [
                "meson setup _tests --prefix=/app --libdir=lib -Dapp=false",
                "ninja -C _tests tests/client-blender/test-client-blender-hostile",
                "install -D -t /app/tests _tests/tests/client-blender/test-client-blender-hostile",
                "cp -r tests/client-blender/hostile /app/tests/",
                "mv /app/libexec/maquette-launcher /app/tests/launcher",
                "install -m 755 tests/flatpak/weaken /app/libexec/maquette-launcher"]}


def build(extra):
    manifest = json.loads((SOURCE / f"flatpak/{ID}.json").read_text())
    own = [module for module in manifest["modules"] if module["name"] == "maquette"]
    own[0]["sources"] = sources()
    manifest.update({"runtime": RUNTIME, "sdk": RUNTIME, "runtime-version": BRANCH,
                     "modules": [blender(), *own, *extra]})
    manifest.pop("cleanup", None)
    (RIG / "app.json").write_text(json.dumps(manifest, indent=2))
    in_session("flatpak-builder", "--user", "--disable-rofiles-fuse", "--force-clean", "--ccache", "--repo=repo",
               "app", "app.json")
    run("flatpak", "build-update-repo", "repo")


def test():
    build([tests()])
    flatpak("--user", "install", "-y", "--noninteractive", "--reinstall", "rig", ID)
    in_session(SOURCE / "tests/support/watch-test", sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
               SOURCE / "tests/flatpak")


def bundle():
    build([])
    run("flatpak", "build-bundle", "repo", "maquette.flatpak", ID)


def publish(flathub):
    manifest = json.loads((SOURCE / f"flatpak/{ID}.json").read_text())
    manifest["modules"][-1]["sources"] = sources()
    (RIG / "app.json").write_text(json.dumps(manifest, indent=2))
    flatpak("--user", "remote-add", "--if-not-exists", "flathub", flathub)
    in_session("flatpak-builder", "--user", "--disable-rofiles-fuse", "--force-clean", "--ccache",
               "--install-deps-from=flathub", "--repo=release", "app", "app.json")


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_words):
        pass


def install():
    """In a home that has nothing yet. The runtime comes from the rig, all else from the loopback."""
    home, served = RIG / "newcomer", RIG / "served"
    for folder in (home, served):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SOURCE / "_build/release-trial/flatpak", served / "flatpak")
    shutil.copy(SOURCE / "_build/release-trial/maquette.flatpakref", served)
    home.mkdir()
    os.environ.update(HOME=str(home), XDG_DATA_HOME=str(home / ".local/share"), XDG_CACHE_HOME=str(home / ".cache"),
                      TMPDIR=str(home))
    os.chdir(served)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 8000), QuietHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    flatpak("--user", "remote-add", "--no-gpg-verify", "rig", f"file://{RIG}/repo")
    flatpak("--user", "install", "-y", "--noninteractive", "--from", "http://127.0.0.1:8000/maquette.flatpakref")
    flatpak("--user", "info", ID)
    flatpak("run", "--user", "--command=maquette-cli", ID, "--text", "a wooden chair", "--no-input")
    flatpak("--user", "update", "-y", "--noninteractive", ID)
    # Of a repository that somebody has changed nothing is installed.
    flatpak("--user", "uninstall", "-y", "--noninteractive", ID)
    shutil.rmtree(home / ".cache", ignore_errors=True)
    (served / "flatpak/summary").write_bytes((served / "flatpak/summary").read_bytes() + b" ")
    for index in (served / "flatpak").glob("summary.idx*"):
        index.unlink()
    try:
        flatpak("--user", "install", "-y", "--noninteractive", "maquette", ID)
    except subprocess.CalledProcessError:
        return
    sys.exit("Flatpak installs from a repository that somebody has changed")


def main():
    os.environ.clear()
    os.environ.update(ENVIRONMENT | {"MQ_RIG": str(RIG)})
    for folder in ("home", "run"):
        (RIG / folder).mkdir(mode=0o700, exist_ok=True)
    make_runtime()
    match sys.argv[1:]:
        case ["bundle"]:
            bundle()
        case ["build"]:
            build([])
        case ["publish", flathub]:
            publish(flathub)
        case ["install"]:
            install()
        case _:
            test()


if __name__ == "__main__":
    main()
