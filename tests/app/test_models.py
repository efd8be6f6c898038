"""Preferences, Models: reached and used by keyboard, with a model's server that is played and a real
keyring."""

import http.server
import json
import os
import re
import subprocess
import threading

import pyatspi
import yaml
from desk import QUICK
from ears import Ears
from local_models import serving_models
from models import REPORT, holds, keyring, load_team, serving, settings_of
from person import BUILD, NotSeen, has, is_sensitive, words
from reach import faults
from steps import RUN, card, my_turn, name_the_file, reach, say

KEY = "sk-test-5b1f0c"
# To whatever a trial asks: what the model can do, and the script of a stool.
ANSWERS = [{"times": 2, "object": {"colour": "red", "word": "yes"}, "usage": {"input": 40, "output": 8}},
           {"times": 0, "text": "```python\nimport bpy\nbpy.ops.mesh.primitive_cube_add(size=0.3)\n```",
            "usage": {"input": 1000, "output": 500}}]


def open_page(person):
    """Preferences at Models, by keys."""
    person.press("ctrl+comma")
    person.see("Preferences", "dialog")
    person.tab("Models")
    person.see("Built-in Sketcher", "radio button")


def fill(person, name, text):
    """Types into an entry and applies it."""
    reach(person, name, ("text", "entry", "password text"))
    person.press("ctrl+a")
    person.type(text)
    person.press("Return")


def choose_team(person, now, other, key):
    """The radio button beside the one that is on."""
    reach(person, now, ("radio button",))
    person.press(key)
    person.see_focus(other)
    person.press("space")
    person.wait(lambda: has(person.find(other, "radio button"), pyatspi.STATE_CHECKED),
                f"{other} to be chosen")


def choose_provider(person, name):
    reach(person, "Provider", None)
    person.press("space")
    person.see(name)
    person.press("End", "Return")
    person.see("Address", "entry")


def setting(person, *names):
    """What Preferences have written for a setting of models, or None."""
    path = person.config_file.with_name("preferences.json")
    value = json.loads(path.read_text()) if path.exists() else {}
    for name in ("model", *names):
        value = value.get(name) if value else None
    return value


def choose_model(person, name):
    """In the list of the provider's models, which has the focus when it is there."""
    person.see("Choose a model above.")
    person.see_focus("Model")
    person.press("space")
    person.see(name)
    person.type(name)
    person.see_gone("Other Model…")
    person.press("Down", "Return")


def set_up(person, url, key=None):
    """From the sketcher to a model at @url, with nothing but keys. The address lacks http://."""
    open_page(person)
    choose_team(person, "Built-in Sketcher", "Language Model", "Down")
    choose_provider(person, "OpenAI-compatible server")
    fill(person, "Address", url.removeprefix("http://"))
    if key:
        person.see_focus("Model")
        fill(person, "API Key", key)
    choose_model(person, "tiny")
    person.wait(lambda: setting(person, "default") == "custom:tiny", "the model to be written")
    person.wait(lambda: setting(person, "base_url") == url, "the address to be written")


def check_key(fake):
    """The list of models was asked for once before there was a key; everything else had it."""
    first, *others = fake.requests(1)
    assert first["path"] == "/v1/models" and others and all(request["key_right"] for request in others)


def test_by_keyboard(desk, tmp_path):
    with keyring(tmp_path / "keyring"), serving(ANSWERS, KEY) as fake:
        person = desk(config_yaml="# mine\nrender:\n  num_images: 2 # few\n").start()
        person.see("What Would You Like to Make?")
        set_up(person, fake.url, KEY)
        assert person.config_file.read_text() == "# mine\nrender:\n  num_images: 2 # few\n"
        person.see("A key is kept in your keyring")
        assert person.find(KEY) is None

        reach(person, "Try", ("button", "push button"))
        person.press("Return")
        person.see(re.compile(r"^Answered in \d+\.\d s\.(.|\n)*Its script for a small stool ran\.\n[\d,]+ tokens · "))
        person.see("The stool that the model made")
        check_key(fake)

        person.press("Escape")
        person.see_gone("Preferences", "dialog")
        person.see(re.compile(r"tiny.* builds it\."))
        assert holds(person.folder, KEY) == []

        # It is there the next time, and can be taken away.
        open_page(person)
        person.see("A key is kept in your keyring")
        reach(person, "Remove", ("button", "push button"))
        person.press("Return")
        person.see("API Key", "entry")
        choose_team(person, "Language Model", "Built-in Sketcher", "Up")
        person.wait(lambda: setting(person, "default") is None, "the model to be left out")
        person.press("Escape")
        person.see(re.compile("The built-in sketcher builds it"))


def test_model_of_this_computer(desk):
    """Where a model answers on this computer, the start page and a refusal offer it by its name."""
    with serving_models(1234, "nomic-embed-text", "qwen3-4b"):
        person = desk(config_yaml=QUICK).start()
        person.see("Use qwen3-4b on This Computer", "button")
        say(person, "a trombone")
        answer = person.see("Suggestions", "article")
        offered = [node for node in person.nodes(answer) if words(node) == "Use qwen3-4b on This Computer"]
        assert setting(person, "default") is None
        person.activate(offered[0])
        person.wait(lambda: setting(person, "default") == "lmstudio:qwen3-4b", "the model to be written")
        person.see_gone("Use qwen3-4b on This Computer", "button")
        person.see("Model: qwen3-4b")
        assert person.quit() == 0


def test_thoughts(desk):
    """A model that thinks says for how long, and a key on its step shows its thoughts."""
    team = load_team()
    thoughts = "Three legs stand best."
    # Held in the middle of the chunk after the thoughts.
    planner = team.planner(thoughts=thoughts, hold_after=220)
    with serving([planner, team.writer(), team.critic(times=0)]) as fake:
        person = desk(config_yaml=settings_of(fake), env=REPORT).start()
        begin(person)
        person.see(re.compile(r"^Planner · Thinking for [1-9]\d* s$"), "row", seconds=RUN)
        person.press("shift+Tab")
        person.see_focus(re.compile("^Planner · "))
        person.press("Return")
        person.see(thoughts)
        person.see_focus("Planner")  # what scrolls has a name
        person.press("Escape")
        person.see_gone(thoughts)
        person.see_focus(re.compile("^Planner · "))
        fake.go()
        card(person, 1)


def test_a_model_for_each_role(desk):
    with serving(ANSWERS) as fake:
        person = desk(config_yaml=settings_of(fake)).start()
        person.see("What Would You Like to Make?")
        open_page(person)
        person.see("Connection")
        reach(person, "A Model for Each Role", None)
        person.press("Return")
        fill(person, "Critic: looks for defects", "ollama:seer")
        person.wait(lambda: setting(person, "roles", "critic") == "ollama:seer",
                    "the critic's model to be written")
        reach(person, "Critic: looks for defects", ("text",))
        person.press("ctrl+a", "BackSpace", "Return")
        person.wait(lambda: setting(person, "roles", "critic") is None, "it to be left out")


def test_what_goes_wrong_is_said(desk, tmp_path):
    with keyring(tmp_path / "keyring"), serving(ANSWERS, KEY) as fake:
        person = desk().start()
        person.see("What Would You Like to Make?")
        set_up(person, fake.url, "sk-wrong")
        person.see("A key is kept in your keyring")
        person.activate(person.see("Try", "button"))
        person.wait(lambda: is_sensitive(person.find("Try", "button")), "an answer")
        person.see(re.compile("rejected the key"), "label")
        assert person.find(re.compile("Answered in")) is None


def test_without_a_keyring(desk, tmp_path):
    """Nor eyes: after the trial the window knows that no picture can be sent."""
    blind = [{**ANSWERS[0], "object": {"colour": "none", "word": "yes"}}, ANSWERS[1]]
    with serving(blind, KEY) as fake:
        person = desk(env={"DBUS_SESSION_BUS_ADDRESS": os.environ["DBUS_SESSION_BUS_ADDRESS"]})
        person.start()
        person.see("What Would You Like to Make?")
        set_up(person, fake.url, KEY)
        person.see(re.compile("no keyring: the key is kept until you quit"))
        person.activate(person.see("Try", "button"))
        person.see(re.compile(r"^Answered in(.|\n)*No picture support"))
        check_key(fake)
        assert holds(person.folder, KEY) == []
        person.press("Escape")
        person.see_gone("Preferences", "dialog")
        person.see("Attach Pictures", "toggle button")  # the menu that says why not; it was a button
        person.press("ctrl+o")
        person.see("This model does not support pictures.")


def test_reach(desk):
    with serving(ANSWERS) as fake, Ears() as ears:
        person = desk()
        # Rows of what config.yaml has cannot be changed, and are no stop of Tab.
        model = yaml.safe_load(settings_of(fake))["model"]
        person.config_file.with_name("preferences.json").write_text(
            json.dumps({"model": {name: str(value) for name, value in model.items()}}))
        person.start()
        person.see("Message", "text")
        open_page(person)
        person.see("Connection")
        reach(person, "A Model for Each Role", None)
        person.press("Return")
        # Without a compositor the window's edge takes ten pixels of it, and a dialog of Adwaita's wants 360.
        for size in (1280, 800), (372, 640):
            person.resize(size)
            person.see("Critic: looks for defects", "text")
            found = faults(person, ears, person.find("Preferences", "dialog"))
            assert not found, (size, found)


def test_no_model_server(desk):
    """A web page is said to be none, in a run with two ways out; the other one leads to the sketcher."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    place = f"127.0.0.1:{server.server_port}"
    person = desk(config_yaml=QUICK)
    person.config_file.with_name("preferences.json").write_text(json.dumps(
        {"model": {"default": "custom:tiny", "provider": "custom", "base_url": f"http://{place}/v1"}}))
    try:
        person.start()
        begin(person, "a chair")
        person.see(re.compile(f"{place} answers, but not as a model server \\(a web page\\)"), seconds=RUN)
        assert not any("no usable plan" in text for text in person.texts())
        person.activate(person.see("Check Address", "button"))
        person.see("Address", "entry")
        person.press("Escape")
        person.see_gone("Preferences", "dialog")
        person.activate(person.see("Use Built-in Sketcher", "button"))
        person.see("Model: Built-in Sketcher")
        # Beside Send, by keys; GTK 4.18 does not tell the names of the choices.
        reach(person, "Model: Built-in Sketcher")
        person.press("space")
        person.wait(lambda: person.find(None, "menu item"), "the choice of models")
        person.press("Escape")
        # Another program of the session cannot choose a model that was not set up.
        before = person.config_file.with_name("preferences.json").read_text()
        subprocess.run(["gdbus", "call", "--session", "--dest", "org.maquette.Maquette", "--object-path",
                        "/org/maquette/Maquette", "--method", "org.freedesktop.Application.ActivateAction",
                        "use-model", "[<'qwen3:8b'>]", "{}"], check=True, timeout=1800)
        person.see(re.compile("That model was not set up here"))
        assert person.config_file.with_name("preferences.json").read_text() == before
        person.activate(person.see("Try Again", "button"))
        card(person, 1)
    finally:
        server.shutdown()
        server.server_close()


def test_a_server_that_becomes_right(desk):
    """It is asked again by a button, with the address as it is."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = (json.dumps({"data": [{"id": "tiny"}]}) if server.right else "<html>").encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json" if server.right else "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.right = False
    threading.Thread(target=server.serve_forever, daemon=True).start()
    person = desk(config_yaml=QUICK)
    try:
        person.start()
        open_page(person)
        choose_team(person, "Built-in Sketcher", "Language Model", "Down")
        choose_provider(person, "OpenAI-compatible server")
        fill(person, "Address", f"127.0.0.1:{server.server_port}")
        person.see(re.compile("answers, but not as a model server"))
        server.right = True
        person.activate(person.see("Check Again", "button"))
        person.see("Choose a model above.")
        person.see("Try", "button")
    finally:
        server.shutdown()
        server.server_close()


def begin(person, text="a red ball on a post"):
    person.see(re.compile(r"tiny.* builds it\."))
    say(person, text)


def open_step(person, role_name):
    """GTK 4.18 leaves paddings out of the places that it tells: a click may open a neighbour."""
    person.see(re.compile(f"^{role_name} · "), "row")
    for row in person.find_all(re.compile(" · "), "row"):
        if not re.match("Writer|Checker|Blender · (Built|Quick|Measured)", words(row)):
            continue
        person.click(row)
        try:
            dialog = person.see(None, "dialog", seconds=10)
        except NotSeen:
            continue  # of a step that has nothing to show
        if words(dialog) == role_name:
            return
        person.press("Escape")
        person.see_gone(None, "dialog")
    raise AssertionError(f"no row opens what the {role_name} said")


def save_transcript(person, ears, path):
    """By the session's menu and GTK's own dialog for files."""
    person.activate(person.see("Session Menu", "toggle button"))
    person.activate(person.see("Save Transcript…", "menu item"))
    person.see("Save Transcript", "dialog")
    name_the_file(person, path)
    ears.hear(re.compile(f"Saved “{re.escape(path.name)}”"))
    roles = [json.loads(line).get("role") for line in path.read_text().splitlines()]
    assert "planner" in roles and "writer" in roles, roles
    assert path.stat().st_mode & 0o77 == 0


def test_a_run(desk):
    """What it uses up is seen, and what each role said can be opened and saved; also the next time."""
    team = load_team()
    answers = [team.planner(), team.writer(), team.critic(times=0)]
    with serving(answers) as fake, Ears() as ears:
        person = desk(config_yaml=settings_of(fake), env=REPORT).start()
        begin(person)
        card(person, 1)
        my_turn(person)
        spent = person.see(re.compile(r"^\d+ of 60 calls · [\d,]+ tokens"))
        spent = words(spent)
        person.activate(person.see(re.compile("^First Version"), "button"))
        person.see(re.compile(r"\d tokens"))
        open_step(person, "Writer")
        person.see(re.compile(r"tiny.* tokens read.* written"))
        person.press("Escape")
        save_transcript(person, ears, person.folder / "one.ndjson")
        assert person.quit() == 0

        person.start()
        person.choose(person.see("Post", "row"))
        card(person, 1)
        person.see(spent)
        save_transcript(person, ears, person.folder / "two.ndjson")
        # One that is gone is said to be gone.
        for file in (person.folder / "state/maquette/transcripts").iterdir():
            file.unlink()
        person.activate(person.see("Session Menu", "toggle button"))
        person.activate(person.see("Save Transcript…", "menu item"))
        ears.hear(re.compile("The transcript could not be saved: There is no transcript"))


def test_a_key_that_is_missing(desk):
    """What went wrong leads to where it is mended, and can be tried again."""
    team = load_team()
    with serving([team.planner(), team.writer(), team.critic(times=0)], KEY) as fake:
        person = desk(config_yaml=settings_of(fake), env=REPORT).start()
        begin(person)
        person.see("Try Again", "button", seconds=RUN)
        said = [text for text in person.texts() if "wants a key, and there is none (401)" in text]
        assert len(said) == 1, said
        person.activate(person.see("Model Preferences", "button"))
        person.see("Preferences", "dialog")
        person.see("Language Model", "radio button")
        person.press("Escape")
        person.see_gone("Preferences", "dialog")
        n = len(fake.requests())
        person.activate(person.see("Try Again", "button"))
        person.wait(lambda: len(fake.requests()) > n, "another call")
        person.see("Try Again", "button", seconds=RUN)
        # The one before is over.
        person.wait(lambda: len(person.find_all("Try Again", "button")) == 1, "one way on")


def test_a_budget(desk):
    """One that is reached is said, and can be raised from where that is said."""
    team = load_team()
    with serving([team.planner(), team.writer(), team.critic(times=0)]) as fake:
        person = desk(config_yaml=settings_of(fake, calls=2), env=REPORT).start()
        begin(person)
        card(person, 1)
        my_turn(person)
        person.see(re.compile(r"^2 of 2 calls"))
        person.see(re.compile("^Raising the budget doubles it: 4 calls, 1,?600,?000 tokens"))
        person.activate(person.see("Raise Budget", "button"))
        person.see(re.compile(r"^2 of 4 calls"))
        person.see_gone("Raise Budget", "button")


def test_making_parameters(desk):
    """A script without values to change gets some from the model, at a button that the sketcher does not have."""
    team = load_team()
    build = 'def build():\n    """Make it."""\n    bpy.ops.mesh.primitive_cube_add(size=0.5)\n'
    change = ('```json\n{"summary": "A size to change", "touches": ["whole"]}\n```\n'
              + team.fenced("SIZE = 0.5  # m, 0.2..0.8: of the box\n\n\n" + build.replace("0.5", "SIZE")))
    with serving([team.said("refiner", text=change), team.critic(times=0)]) as fake:
        person = desk(config_yaml=settings_of(fake), env=REPORT)
        script = person.folder / "box.py"
        script.write_text(f'"""A box."""\nimport bpy\n\n\n{build}\n\nbuild()\n')
        subprocess.run([BUILD / "src/cli/maquette-cli", "--no-input", "--script", script],
                       env={**person.env, "G_DEBUG": ""}, stdout=subprocess.DEVNULL, check=True)
        person.start()
        person.choose(person.see("box.py", "row"))
        card(person, 1)
        person.tab("Parameters")
        person.see(re.compile("^The language model can move"))
        assert person.find("Set Up a Model…", "button") is None
        person.activate(person.see("Make Parameters", "button"))
        person.activate(card(person, 2))
        assert person.see("Size", "spin button").queryValue().currentValue > 0
        my_turn(person)
        asked = [json.dumps(each["body"]) for each in fake.requests() if "body" in each]
        assert any("Your role: refiner" in body and "Keep the asset exactly" in body for body in asked)
        assert person.quit() == 0

        person.config_file.write_text(QUICK)
        person.start()
        person.choose(person.see("box.py", "row"))
        person.activate(card(person, 1))
        person.see(re.compile("the built-in sketcher cannot"))
        assert person.find("Make Parameters", "button") is None
        person.activate(person.see("Set Up a Model…", "button"))
        person.see("Built-in Sketcher", "radio button")
