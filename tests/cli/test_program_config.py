# SPDX-License-Identifier: GPL-3.0-or-later
"""`mcp --config` and `--install`: the lines with which other programs start the server, in their own configuration."""

import json
import os
import pathlib
import re
import subprocess
import tomllib

import pytest
import yaml
from conftest import BUILD, CLI

MERGED = {"claude": "home/.claude.json", "vscode": "config/Code/User/mcp.json", "zed": "config/zed/settings.json",
          "opencode": "config/opencode/opencode.json"}
PRINTED = {"goose": "config/goose/config.yaml", "codex": "home/.codex/config.toml"}


@pytest.fixture
def person(desk):
    """A person at a computer that the program was installed on: outside the root of ./dev."""
    for name in ("MAQUETTE_IN_ROOT", "CLAUDE_CONFIG_DIR", "CODEX_HOME"):
        desk.env.pop(name, None)
    return desk


def read_command(program, text):
    """What a program starts that has @text as its configuration."""
    if program == "goose":
        server = yaml.safe_load(text)["extensions"]["maquette"]
        assert server["type"] == "stdio" and server["enabled"] is True and server["timeout"] >= 300
        return [server["cmd"], *server["args"]]
    if program == "codex":
        server = tomllib.loads(text)["mcp_servers"]["maquette"]
        return [server["command"], *server["args"]]
    root = json.loads(text)
    if program == "opencode":
        server = root["mcp"]["maquette"]
        assert server["type"] == "local" and server["enabled"] is True
        return server["command"]
    server = root[{"claude": "mcpServers", "vscode": "servers", "zed": "context_servers"}[program]]["maquette"]
    assert server.get("type") == ("stdio" if program == "vscode" else None)
    return [server["command"], *server["args"]]


@pytest.mark.parametrize("program", [*MERGED, *PRINTED])
def test_printed(person, program):
    """The lines name the program by its absolute path, and a server answers that is started by them."""
    result = person("mcp", "--config", program)
    assert result.status == 0, result
    assert str(person.root / {**MERGED, **PRINTED}[program]) in result.err
    command = read_command(program, result.out)
    assert command == [str(CLI), "mcp"]
    hello = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}}) + "\n"
    bare = {**person.env, "PATH": ""}
    answer = subprocess.run(command, input=hello, env=bare, capture_output=True, text=True, check=True).stdout
    assert json.loads(answer)["result"]["serverInfo"]["name"] == "maquette"
    assert not list((person.root / "home").iterdir())


@pytest.mark.parametrize("program", MERGED)
def test_installed(person, program):
    """A configuration is made, or gets one more server; a second time changes nothing."""
    path = person.root / MERGED[program]
    result = person("mcp", "--config", program, "--install")
    assert result.status == 0 and f"Written to {path}" in result.err, result
    assert read_command(program, path.read_text()) == read_command(program, result.out) == [str(CLI), "mcp"]
    assert path.stat().st_mode & 0o777 == 0o600

    members = {"claude": "mcpServers", "vscode": "servers", "zed": "context_servers", "opencode": "mcp"}
    old = {"z": [1, 2.5, 0.1, 1e-7, 9007199254740993, None, True, "ü\n\"\\/"], "a": {"deep": {"er": []}},
           members[program]: {"other": {"command": "x"}, "maquette": {"command": "/old", "env": {"A": "1"}}}}
    before = json.dumps(old)
    path.write_text(before)
    path.chmod(0o640)
    assert person("mcp", "--config", program, "--install").status == 0
    text = path.read_text()
    assert read_command(program, text) == [str(CLI), "mcp"]
    new = json.loads(text)
    assert new[members[program]].pop("maquette")["env"] == {"A": "1"}
    del old[members[program]]["maquette"]
    assert new == old and list(new) == list(old)
    backup = pathlib.Path(f"{path}.before-maquette")
    assert backup.read_text() == before and {path.stat().st_mode & 0o777, backup.stat().st_mode & 0o777} == {0o640}

    # As somebody else would write it.
    path.write_text(json.dumps(json.loads(text), indent=7))
    number = path.stat().st_ino
    again = person("mcp", "--config", program, "--install")
    assert again.status == 0 and "already" in again.err, again
    assert path.stat().st_ino == number and backup.read_text() == before


@pytest.mark.parametrize("text", [
    '// mine\n{"a": 1}', '{"a": 1, /* x */ "b": 2}', '{"a": 1,}', "{", "[]", "a\0b", "\udcff",
    '{"context_servers": 3}'])
def test_not_plain_json(person, text):
    """It is left as it is, and the lines are there to be pasted."""
    path = person.root / MERGED["zed"]
    path.parent.mkdir(parents=True)
    content = text.encode(errors="surrogateescape")
    path.write_bytes(content)
    result = person("mcp", "--config", "zed", "--install")
    assert result.status == 2 and "was not changed" in result.err and "Paste the lines" in result.err, result
    assert read_command("zed", result.out)
    assert path.read_bytes() == content and os.listdir(path.parent) == [path.name]


@pytest.mark.parametrize("program", PRINTED)
def test_other_formats_are_printed(person, program):
    result = person("mcp", "--config", program, "--install")
    assert result.status == 2 and "only changes JSON" in result.err
    assert read_command(program, result.out)
    assert not (person.root / PRINTED[program]).exists()


def test_opencode_with_comments(person):
    """OpenCode reads opencode.jsonc, too; it is not ours to choose between them."""
    other = person.root / "config/opencode/opencode.jsonc"
    other.parent.mkdir()
    other.write_text("{}")
    result = person("mcp", "--config", "opencode", "--install")
    assert result.status == 2 and "opencode.jsonc" in result.err
    assert os.listdir(other.parent) == [other.name]


def test_link_stays(person):
    """Who keeps all settings in a folder of their own has links to it."""
    kept = person.root / "dotfiles.json"
    kept.write_text("{}")
    link = person.root / MERGED["claude"]
    link.symlink_to(kept)
    assert person("mcp", "--config", "claude", "--install").status == 0
    assert link.is_symlink() and read_command("claude", kept.read_text())


@pytest.mark.parametrize("words, told", [
    (["--config", "emacs"], "claude, vscode, zed, goose, opencode, codex"), (["--install"], "--config PROGRAM")])
def test_refused(person, words, told):
    result = person("mcp", *words)
    assert result.status == 2 and told in result.err, result


def test_in_the_root_of_dev(person):
    """./dev enters its root again, wherever it is started from."""
    person.env["MAQUETTE_IN_ROOT"] = "1"
    command = read_command("zed", person("mcp", "--config", "zed").out)
    source = (BUILD / "maquette-source-root").read_text().strip()
    assert command == [f"{source}/dev", "run", "mcp"] and os.access(command[0], os.X_OK)
    assert re.search(r"^  run\)$", pathlib.Path(command[0]).read_text(), re.M)


def in_a_flatpak(person, info, *more):
    """The command before a program that sees itself in a Flatpak with that /.flatpak-info."""
    (person.root / "flatpak-info").write_text(info)
    around = ["bwrap", "--tmpfs", "/", "--dev-bind", "/dev", "/dev", "--proc", "/proc",
              "--ro-bind", person.root / "flatpak-info", "/.flatpak-info"]
    for path in sorted(pathlib.Path("/").iterdir()):
        if path.is_symlink():
            around += ["--symlink", os.readlink(path), path]
        elif path.is_dir() and path.name not in ("dev", "proc"):
            around += ["--bind", path, path]
    return [*around, *more]


def test_in_a_flatpak(person):
    """Other programs are outside of it, and so are their configurations."""
    around = in_a_flatpak(person, "[Application]\nname=org.maquette.Maquette\n")
    result = person("mcp", "--config", "zed", around=around)
    assert result.status == 0, result
    words = ["flatpak", "run", "--command=maquette-cli", "org.maquette.Maquette", "mcp"]
    assert read_command("zed", result.out) == words
    result = person("mcp", "--config", "zed", "--install", around=around)
    assert result.status == 2 and "a Flatpak cannot write there" in result.err


@pytest.mark.parametrize("info, place", [
    ("[Instance]\napp-path=/var/lib/flatpak/app/x/files\n", "/var/lib/flatpak/app/x/files/docs/using/mcp.md"),
    ("[Application]\nname=org.maquette.Maquette\n", "F1 in the window"),
])
def test_pages_of_a_flatpak(person, info, place):
    """/app is not there outside of it, where people read."""
    source, root = (BUILD / "maquette-source-root").read_text().strip(), person.root / "source-root"
    root.write_text("/app")
    result = person("programs", around=in_a_flatpak(person, info, "--ro-bind", source, "/app",
                                                    "--ro-bind", root, BUILD / "maquette-source-root"))
    assert result.status == 0 and f"No program has connected yet. {place} says how" in result.out, result
