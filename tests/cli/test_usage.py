# SPDX-License-Identifier: GPL-3.0-or-later
"""Wrong usage and wrong input: the exit status of the contract, the cause and the next step on
standard error, and nothing started or kept."""

import os
import pathlib

import pytest
from conftest import CUBE, QUICK
from local_models import serving_models
from locales import environment_of

PICTURE = str(pathlib.Path(__file__).parents[1] / "app" / "fixtures" / "rotated.jpg")
LONG = "chair " * 3400  # 20,400 characters


def test_kinds(desk):
    """The kinds are listed; `--text "?"`, by which scripts ask, says the same."""
    listed = desk("kinds")
    assert listed.status == 0 and listed.err == "" and {"Chair", "Wine glass"} < set(listed.out.splitlines()), listed
    assert [row["title"] for row in desk("kinds", "--json").named("kinds")] == listed.out.splitlines()
    assert (desk("--text", "?").status, desk("--text", "?").out) == (0, listed.out)
    families = {row["title"]: row["family"] for row in desk("kinds", "--json").named("kinds")}
    printed = [title for title, family in families.items() if family == "printed parts"]
    assert desk("kinds", "--family", "Print").out.splitlines() == printed and 20 <= len(printed) < len(families)
    none = desk("kinds", "--family", "ghosts")
    assert none.status == 2 and "“ghosts”" in none.err and "furniture, " in none.err, none
    assert desk.sessions() == []


def test_a_model_of_this_computer_is_named(desk):
    """A refused prompt names the model that answers here; without one it names the page about models."""
    refused = desk("--text", "a trombone", "--no-input")
    assert refused.status == 1 and "--model" not in refused.err and "docs/using/models.md" in refused.err, refused
    with serving_models(8080, "nomic-embed-text", "qwen3-4b"):
        refused = desk("--text", "a trombone", "--no-input")
    assert refused.status == 1, refused
    assert refused.err.splitlines()[0] == (
        "maquette-cli: The built-in sketcher does not know “trombone”. A model on this computer can make it: "
        "add --model llamacpp:qwen3-4b"), refused.err


def test_no_sessions(desk):
    assert desk("--list-sessions").out == 'No sessions yet. Start one: maquette-cli --text "a chair"\n'
    assert (desk("--list-sessions", "--json").status, desk("--list-sessions", "--json").out) == (0, "")


def test_a_mistake_in_an_own_kind_is_said(desk):
    kind = pathlib.Path(desk.env["XDG_DATA_HOME"]) / "maquette" / "kinds" / "mine"
    kind.mkdir(parents=True)
    (kind / "kind.json").write_text("{")
    (kind / "parts.py").touch()
    for listed in (desk("kinds"), desk("kinds", "--json")):
        assert listed.status == 0 and "Chair" in listed.out and "mine/kind.json" in listed.err, listed


# (arguments, config.yaml, what standard error says)
ROWS = {
    "nothing": ([], None, ["Nothing to do", "--text"]),
    "unknown-flag": (["--texts", "a chair"], None, ["--texts", "--help"]),
    "loose-words": (["a", "chair"], None, ["“a”", "--text"]),
    "mistyped-command": (["exprot", "x"], None, ["There is no command “exprot”", "Did you mean “export”?"]),
    "mistyped-option": (["--txet", "a chair"], None, ["--txet", "Did you mean --text?", "--help"]),
    "mistyped-option-and-value": (["--txet=a chair"], None, ["Did you mean --text?"]),
    "mistyped-option-of-a-command": (["export", "x", "--formt", "glb"], None,
                                     ["--formt", "Did you mean --format?", "maquette-cli export --help"]),
    "help-of-no-command": (["help", "exprot"], None, ["Did you mean “export”?"]),
    "install-of-no-program": (["mcp", "--install"], None, ["--install needs --config PROGRAM"]),
    "mcp-at-no-service": (["mcp", "--server", "http://127.0.0.1:9"], None, ["--server needs --at-service"]),
    "batch-nowhere": (["batch", "-"], None, ["Where to?", "--output set"]),
    "batch-of-many-cards": (["batch", "-", "--output", "x", "--gpu", "257"], None, ["--gpu is", "at most 256"]),
    "batch-of-fewer-cards": (["batch", "-", "--output", "x", "--gpu", "-1"], None, ["--gpu is", "at most 256"]),
    "batch-of-many-jobs": (["batch", "-", "--output", "x", "--jobs", "257"], None, ["--jobs is at most 256"]),
    "batch-of-many-retries": (["batch", "-", "--output", "x", "--retry", "21"], None, ["--retry at most 20"]),
    **{f"batch-of-less-{name}": (["batch", "-", "--output", "x", f"--{name}=-1"], None, ["no limit is negative"])
       for name in ("jobs", "retry", "time-left", "limit-cost", "limit-tokens", "limit-disk", "limit-wait")},
    "slurm-of-no-input": (["batch", "-", "--output", "x", "--sbatch"], None, ["Give the name of a file"]),
    "slurm-nowhere": (["batch", "x", "--sbatch"], None, ["Give a folder that all nodes have"]),
    "slurm-of-no-tasks": (["batch", "x", "--output", "x", "--sbatch", "--array", "0"], None,
                          ["--array is from 1 to 10000"]),
    "slurm-of-many-tasks": (["batch", "x", "--output", "x", "--sbatch", "--array", "10001"], None,
                            ["--array is from 1 to 10000"]),
    "batch-of-nothing": (["batch"], None, ["needs: FILE", "maquette-cli help batch"]),
    "tool-of-nothing": (["tool"], None, ["needs: NAME", "maquette-cli help tool"]),
    "completion-of-nothing": (["completion"], None, ["needs: bash", "maquette-cli help completion"]),
    "allow-of-nothing": (["allow"], None, ["needs: PROGRAM", "maquette-cli help allow"]),
    "show-of-nothing": (["show"], None, ["needs: SESSION", "--list-sessions"]),
    "no-variants": (["--text", "a chair", "--variants", "0"], None, ["--variants is a number from 2 to 6"]),
    "one-variant": (["--text", "a chair", "--variants", "1"], None, ["--variants is a number from 2 to 6"]),
    "seven-variants": (["--text", "a chair", "--variants", "7"], None, ["--variants is a number from 2 to 6"]),
    "variants-of-a-script": (["--script", "x.py", "--variants", "2"], None, ["--variants needs --text"]),
    "variants-and-refinement": (["--text", "a chair", "--variants", "2", "--refine", "red"], None,
                                ["--variants cannot be used with --refine"]),
    "variants-and-transcript": (["--text", "a chair", "--variants", "2", "--save-transcript", "x"], None,
                                ["--variants cannot be used with --refine"]),
    "revert-to-no-version": (["revert", "0123456789"], None, ["Which version? Give it as SESSION:VERSION"]),
    "rename-to-nothing": (["rename", "0123456789", " "], None, ["The title is empty"]),
    "favorite-perhaps": (["favorite", "0123456789", "perhaps"], None, ["“on” or “off”"]),
    "export-nowhere": (["export", "0123456789"], None, ["Where to?", "--output chair.glb"]),
    "film-nowhere": (["film", "0123456789"], None, ["Where to?", "--output chair.webm"]),
    "dataset-nowhere": (["dataset", "0123456789"], None, ["Where to?", "--output chair"]),
    "export-of-no-triangles": (["export", "0123456789", "--output", "x.glb", "--triangles", "-1"], None,
                               ["--triangles needs a number above 0"]),
    "completion-of-no-shell": (["completion", "tcsh"], None, ["“tcsh”", "bash, zsh or fish"]),
    "tool-of-no-json": (["tool", "look", "{"], None, ["The arguments are not a JSON object"]),
    "tool-of-no-member": (["tool", "run_script", "--file", "script"], None, ["“script” is not MEMBER=FILE"]),
    "tool-of-bytes": (["tool", "run_script", "--file", f"script={PICTURE}"], None, ["is not UTF-8 text"]),
    "no-batch": (["batch", "nosuch.jsonl", "--output", "x"], None, ["Could not open “nosuch.jsonl”: No such file"]),
    "tool-without-session": (["tool", "look"], None, ["Wrong arguments for look: \"session\" is missing"]),
    "tool-of-no-session": (["tool", "measure", '{"session": "none"}'], None, ["There is no session “none”"]),
    "tool-of-no-file": (["tool", "run_script", "--file", "script=none.py"], None, ["“none.py”: No such file"]),
    "flag-without-value": (["--text"], None, ["--text", "--help"]),
    "empty-prompt": (["--text", ""], None, ["empty"]),
    "blank-prompt": (["--text", " \n\t "], None, ["empty"]),
    "long-prompt": (["--text", LONG], None, ["20400", "10000"]),
    "bytes-word": (["show", b"\xff\xfe"], None, ["A word of the command is not UTF-8 text"]),
    "bytes-prompt": (["--text", b"\xff\xfe"], None, ["UTF-8"]),
    "long-refinement": (["--text", "a chair", "--refine", LONG], None, ["--refine", "10000"]),
    "empty-refinement": (["--text", "a chair", "--refine", ""], None, ["--refine", "empty"]),
    "second-refinement-is-empty": (["--text", "a chair", "--refine", "red", "--refine", " "], None,
                                   ["--refine", "empty"]),
    "blank-change": (["--session-id", "0123456789", "--prompt", " "], None, ["The prompt is empty"]),
    "many-images": (["--image", PICTURE] * 17, None, ["At most 16 pictures"]),
    "unit-of-no-script": (["--text", "a chair", "--unit", "cm"], None, ["--unit needs --script"]),
    "no-such-unit": (["--script", "x.py", "--unit", "ell"], None, ["There is no unit “ell”"]),
    "at-service-alone": (["--text", "a chair", "--at-service"], None, ["--at-service needs --list-sessions"]),
    "no-browser-alone": (["--text", "a chair", "--no-browser"], None, ["--no-browser needs --login"]),
    "output-nowhere": (["--text", "a chair", "--output", ""], None, ["--output needs the name of a folder"]),
    "login-and-logout": (["--login", "--logout"], None, ["Only one"]),
    "accept-terms-and-undo-place": (["--accept-terms", "--undo-place"], None, ["Only one"]),
    "place-and-attach": (["--place", "0123456789", "--attach", "0123456789"], None, ["Only one"]),
    "text-and-image": (["--text", "a chair", "--image", "x.png"], None, ["There is no file “x.png”"]),
    "text-and-script": (["--text", "a chair", "--script", "x.py"], None, ["Only one"]),
    "text-and-list": (["--text", "a chair", "--list-sessions"], None, ["Only one"]),
    "session-without-prompt": (["--session-id", "0123456789"], None, ["--prompt"]),
    "prompt-without-session": (["--prompt", "make it red"], None, ["--session-id"]),
    "unknown-session": (["--session-id", "0123456789", "--prompt", "make it red"], None,
                        ["0123456789", "--list-sessions"]),
    "no-session-id": (["--session-id", "../../etc", "--prompt", "make it red"], None,
                      ["../../etc"]),
    "image-with-sketcher": (["--image", PICTURE], None, ["model", "--text"]),
    "no-such-team": (["--text", "a chair", "--team", "ensemble"], None, ["ensemble", "sketcher"]),
    "model-team": (["--text", "a chair", "--team", "model"], None,
                   ["none is configured", "--model", "--team"]),
    "no-such-provider": (["--text", "a chair", "--provider", "zebra"], None,
                         ["--provider", "anthropic"]),
    "bad-base-url": (["--text", "a chair", "--base-url", "localhost:1"], None, ["--base-url"]),
    "key-in-base-url": (["--text", "a chair", "--base-url", "http://me:pw@localhost/v1"], None,
                        ["--base-url", "without a user and a password"]),
    "no-host-in-base-url": (["--text", "a chair", "--base-url", "http://"], None, ["--base-url", "names a computer"]),
    "no-such-effort": (["--text", "a chair", "--effort", "huge"], None, ["--effort", "thorough"]),
    "model-elsewhere": (["--text", "a chair", "--model", "x", "--server", "http://127.0.0.1:1"],
                        None, ["--server"]),
    "no-transcript": (["--text", "a chair", "--replay", "/no/such"], None, ["/no/such"]),
    "replay-with-sketcher": (["--text", "a chair", "--replay", "/etc/passwd", "--team", "sketcher"],
                             None, ["--team"]),
    "transcript-nowhere": (["--text", "a chair", "--save-transcript", "/no/such/file"], None,
                           ["/no/such/file"]),
    "transcript-is-no-file": (["--text", "a chair", "--save-transcript", "/dev/null"], None,
                              ["/dev/null"]),
    "key-in-config": (["--text", "a chair"], "model:\n  api_key: sk-1\n",
                      ["line 2", "model.api_key", "keyring"]),
    "unit-of-nothing": (["--text", "a chair", "--unit", "mm"], None, ["--unit", "--from"]),
    "up-of-nothing": (["--text", "a chair", "--up", "y"], None, ["--up", "--from"]),
    "no-such-axis": (["--from", "x.stl", "--up", "x"], None, ["--up is y or z"]),
    "script-and-model": (["--from", "x.stl", "--script", "x.py"], None, ["Only one of"]),
    "variants-of-a-model": (["--from", "x.stl", "--text", "red", "--variants", "3"], None, ["--variants"]),
    "no-such-script": (["--script", "/no/such.py"], None, ["/no/such.py"]),
    "script-is-a-folder": (["--script", "/usr"], None, ["/usr", "not a file"]),
    "output-is-a-file": (["--text", "a chair", "--output", "/etc/passwd"], None, ["/etc/passwd"]),
    "server-is-no-address": (["--text", "a chair", "--server", "example.org"], None, ["http://"]),
    "server-without-host": (["--text", "a chair", "--server", "http://"], None, ["--server", "names a computer"]),
    "no-such-config": (["--text", "a chair", "--config", "/no/such.yaml"], None, ["/no/such.yaml"]),
    "unknown-key": (["--text", "a chair"], "render:\n  num_image: 5\n",
                    ["line 2", "num_image", "render.num_images"]),
    "wrong-type": (["--text", "a chair"], "render:\n  num_images: many\n",
                   ["line 2", "render.num_images", "1 to 10"]),
    "too-many-images": (["--text", "a chair"], "render:\n  num_images: 11\n",
                        ["line 2", "render.num_images", "1 to 10"]),
    "scale-of-zero": (["--text", "a chair"], "render:\n  resolution_scale: 0\n",
                      ["line 2", "render.resolution_scale", "0.1 to 1"]),
    "broken-yaml": (["--text", "a chair"], "render: {num_images: 1\n", ["line", "YAML"]),
    "nobody-to-go-on": (["--text", "a chair", "--go-on", "--own-service"], None, ["--go-on", "--own-service"]),
    "login": (["--login"], None, ["no shared service is configured"]),
    "logout": (["--logout"], None, ["no shared service is configured"]),
    "accept-terms": (["--accept-terms"], None, ["no shared service is configured"]),
}

# Only the service knows: (arguments, what standard error says)
LATE_ROWS = {
    "whose-model": (["--model", "llama3:8b"], ["llama3:8b", "model.provider"]),
    "no-address": (["--model", "custom:x"], ["model.base_url"]),
    "no-transcript-of-ours": (["--replay", "/etc/passwd"], ["/etc/passwd, line 1", "transcript"]),
}


@pytest.mark.parametrize("name", ROWS)
def test_bad_input(desk, name):
    args, config, says = ROWS[name]
    if config is not None:
        desk.config.write_text(config)
    args = [os.fsdecode(arg) for arg in args]
    result = desk(*args, timeout=1800, errors="replace")
    assert result.status == 2, result
    assert result.out == ""
    assert result.err.startswith("maquette-cli: ")
    for words in says:
        assert words in result.err, result
    assert desk.sessions() == []


# What prints something without a Blender; "SESSION" is one.
PRINTING = {
    "versions": ["SESSION", "--json"], "show": ["SESSION", "--json"], "diff": ["SESSION:2"], "kinds": [],
    "parameters": ["SESSION", "--json"], "motion": ["SESSION"], "programs": [],
    "mcp": ["--config", "zed"], "tool": ["requirements"], "report-problem": ["--no-input"],
    "completion": ["bash"], "help": [],
}


def test_full_disk(desk):
    """Output that could not be written is an error of each command; a reader that has seen enough is none."""
    script = desk.root / "cube.py"
    script.write_text(f"SIZE = 1.0  # m, 1..2: of it\n{CUBE}")
    desk.config.write_text(QUICK)
    session = desk("--script", script, "--no-input", "--json").named("session")[0]["session"]
    assert desk("set", session, "SIZE=2", "--json").status == 0
    commands = [line.split()[0] for line in desk("--help").out.partition("\nCommands")[2].splitlines()[1:]]
    assert set(PRINTING) < set(commands)
    told = {}
    with open("/dev/full", "w") as full:
        for words in (["--help"], ["--version"], ["--list-sessions", "--json"],
                      *([each, *PRINTING.get(each, ["--help"])] for each in commands)):
            result = desk(*(word.replace("SESSION", session) for word in words), stdout=full)
            told[" ".join(words)] = (result.status, "Could not write standard output: No space left" in result.err)
    assert told == dict.fromkeys(told, (1, True)), {words: said for words, said in told.items() if said != (1, True)}

    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as closed:
        result = desk("help", stdout=closed)
    assert (result.status, result.err) == (0, ""), result


def test_malformed_preferences_are_said(desk):
    desk.config.with_name("preferences.json").write_text('{"render": {"num_images": "many"}}')
    result = desk("--text", "a chair", "--server", "http://127.0.0.1:9")
    assert result.status == 7, result
    assert "preferences.json, line 1" in result.err and "render.num_images" in result.err


def test_bad_input_is_an_event_too(desk):
    result = desk("--text", "", "--json")
    assert result.status == 2
    assert [event["event"] for event in result.events] == ["error"]
    assert result.events[0]["exit"] == 2


def test_scripts_that_are_none(desk, tmp_path):
    scripts = {"large": b"#" * 600_000, "bytes": b"\xff\xfe\x00", "empty": b"\n \n"}
    for name, content in scripts.items():
        path = tmp_path / f"{name}.py"
        path.write_bytes(content)
        result = desk("--script", path)
        assert result.status == 2, result
        assert name in result.err


def test_no_blender(desk, tmp_path):
    desk.config.write_text("blender: {executable: /no/such/blender}\n")
    result = desk("--text", "a chair")
    assert result.status == 6, result
    assert "/no/such/blender" in result.err

    old = tmp_path / "blender"
    old.write_text("#!/bin/sh\necho Blender 3.6.1\n")
    old.chmod(0o755)
    desk.config.write_text(f"blender: {{executable: {old}}}\n")
    result = desk("--text", "a chair")
    assert result.status == 6, result
    assert "3.6.1" in result.err and "4.2" in result.err


def test_no_service(desk):
    for service in ("/bin/false", "/no/such/service"):
        desk.env["MQ_SERVICE"] = service
        result = desk("--text", "a chair")
        assert result.status == 7, result
        assert "service" in result.err
    assert desk.sessions() == []


def test_nobody_at_the_address(desk):
    """That of the command line, not of the settings."""
    with desk.config.open("a") as config:
        config.write("server: {url: 'http://127.0.0.1:7'}\n")
    result = desk("--text", "a chair", "--server", "http://127.0.0.1:9")
    assert result.status == 7, result
    assert "http://127.0.0.1:9" in result.err


def test_help_and_version(desk):
    result = desk("--help")
    assert result.status == 0 and result.err == ""
    for flag in ("--text", "--image", "--script", "--refine", "--no-input", "--session-id",
                 "--prompt", "--list-sessions", "--login", "--logout", "--accept-terms",
                 "--server", "--config", "--team", "--output", "--json", "130 interrupted"):
        assert flag in result.out
    assert desk("help").out == result.out
    assert desk("help", "export").out == desk("export", "--help").out
    result = desk("--version")
    assert result.status == 0 and result.out.startswith("maquette-cli 0.")


def test_one_language(desk, tmp_path_factory):
    """The command line is English; so is what its service says, wherever one is."""
    desk.env |= environment_of("de_DE", tmp_path_factory) | {"LANGUAGE": "de"}
    result = desk("--text", "create a xylophonic quandary")
    assert result.status == 1 and "does not know" in result.err, result


def test_no_sessions_yet(desk):
    result = desk("--list-sessions")
    assert result.status == 0 and "No sessions yet" in result.out
    assert not desk.library.exists(), "looking must not make anything"


@pytest.mark.parametrize("name", LATE_ROWS)
def test_settings_that_the_service_refuses(desk, name):
    args, says = LATE_ROWS[name]
    result = desk("--text", "a chair", *args, timeout=1800)
    assert result.status == 2, result
    assert all(words in result.err for words in says), result.err


def test_key_file(desk):
    """A key that a batch system does not copy; it is not for a service elsewhere."""
    key = desk.root / "key"
    key.write_text("sk-0123456789abcdef\n")
    for mode, words in ((0o644, "other users can read it"), (0o600, None)):
        key.chmod(mode)
        run = desk("--text", "a mug", "--no-input", "--team", "sketcher", "--key-file", key)
        assert (run.status, words is None or words in run.err) == (0 if words is None else 2, True), run
    assert desk("--text", "a mug", "--key-file", key, "--server", "https://x.test").status == 2
    assert desk("--text", "a mug", "--key-file", desk.root / "none").status == 2
