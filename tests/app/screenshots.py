#!/usr/bin/env python3
"""./dev screenshots: pictures of every state of the real window, light and dark, wide and narrow, in
docs/screenshots/. Git keeps those that a document or the metainfo shows. The sessions that they show are made
once by maquette-cli (minutes) and kept in the build folder."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "support")]

import pyatspi  # noqa: E402
from desk import SAFE  # noqa: E402
from looks import NAMES, take_looks  # noqa: E402
from models import load_team, serving, settings_of  # noqa: E402
from moving_picture import MovingPicture  # noqa: E402
from person import BUILD, TOP, Person, has, is_sensitive  # noqa: E402
from steps import my_turn, reach, say  # noqa: E402

WIDE, NARROW, FILM = (1360, 860), (360, 640), (1120, 700)
# With its shadow the window is at most 1000x700, as software centres want it.
CATALOG, SHADOW, CORNER = (942, 642), 30, 14
SESSIONS = [
    ("a table with four legs",),
    ("a bar stool with three legs", "make it taller"),
    ("a blue cartoon fish with large eyes", "add small bubbles around the fish"),
    ("a Chinese lantern of red silk with golden trim", "add a small golden tassel"),
    ("a wooden chair with a linen cushion", "add 2 armrests", "make the wood darker"),
]
LIVE = 240  # seconds that a run may take here


def make_library(folder):
    """Sessions to look at, as maquette-cli makes them."""
    done = folder / "whole"
    if done.exists():
        return folder / "data/maquette"
    shutil.rmtree(folder, ignore_errors=True)  # one that was interrupted
    env = {**os.environ, "XDG_DATA_HOME": str(folder / "data"),
           "XDG_CONFIG_HOME": str(folder / "config"), "XDG_STATE_HOME": str(folder / "state")}
    (folder / "config/maquette").mkdir(parents=True, exist_ok=True)
    (folder / "config/maquette/config.yaml").write_text("render:\n  resolution_scale: 0.5\n")
    for prompt, *changes in SESSIONS:
        print("making:", prompt, flush=True)
        command = [str(BUILD / "src/cli/maquette-cli"), "--text", prompt]
        for change in changes:
            command += ["--refine", change]
        subprocess.run(command + ([] if changes else ["--no-input"]), env=env, check=True,
                       stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    done.touch()
    return folder / "data/maquette"


def make_locale(name="en_US"):
    """American English, in which numbers have their commas, or another; @return: what the app's environment
    needs for it (nothing where it cannot be made)."""
    folder = BUILD / "screenshots-locale"
    place = folder / f"{name}.UTF-8"
    if not place.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["localedef", "-i", name, "-f", "UTF-8", str(place)], check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return {"LOCPATH": str(folder), "LC_ALL": place.name} if place.exists() else {}


class Photographer:
    """Sits people down at desks and takes pictures of what they see."""

    def __init__(self, target, library, locale, dark):
        self.target = target
        self.locale = locale
        self.library = library
        self.style = "dark" if dark else "light"
        self.dark = dark

    def sit(self, size, library=True, **options):
        folder = tempfile.mkdtemp(prefix="mq-shots-")
        options["env"] = {**self.locale, **options.get("env", {})}
        options.setdefault("config_yaml", "render:\n  resolution_scale: 0.2\n")
        person = Person(folder, size=size, dark=self.dark, **options)
        if library:
            person.copy_library(self.library)
        return person

    def take(self, person, name, rests=True):
        """When what is on screen has come to rest: two looks in a row are the same. What works does
        not come to rest while it does."""
        person.point(person.size[0] + 20, person.size[1] + 20)  # beside the window: no tooltips
        path = self.target / f"{name}-{self.style}.png"
        shots = [path.with_suffix(".a.png"), path.with_suffix(".b.png")]
        for turn in range(40 if rests else 1):
            person.shot(shots[turn % 2])
            if turn and same(*shots):
                break
        shots[turn % 2].rename(path)
        shots[1 - turn % 2].unlink(missing_ok=True)
        print(path.relative_to(TOP) if path.is_relative_to(TOP) else path, flush=True)


    def frame(self, name):
        """Rounds the corners of a picture and lays a shadow around it, as a compositor does for the window. Without one
        GTK draws a border of five pixels instead."""
        path = self.target / f"{name}-{self.style}.png"
        width, height = (side - 10 for side in CATALOG)
        corners = f"roundrectangle 0,0 {width - 1},{height - 1} {CORNER},{CORNER}"
        subprocess.run([
            "convert", str(path), "-shave", "5x5", "(", "-size", f"{width}x{height}", "xc:none", "-fill", "white",
            "-draw", corners, ")", "-alpha", "set", "-compose", "DstIn", "-composite", "(", "+clone", "-background",
            "black", "-shadow", f"40x{SHADOW // 3}+0+4", ")", "+swap", "-background", "none", "-compose", "over",
            "-layers", "merge", "+repage", "-strip", str(path)], check=True)


def same(one, other):
    out = subprocess.run(["compare", "-metric", "AE", str(one), str(other), "null:"],
                         capture_output=True, text=True)
    return out.returncode == 0


def open_session(person, title):
    person.choose(person.see(title, "row"))
    person.see(re.compile(r"^Version \d"), "button")


def welcome(camera):
    for name, size in (("welcome", WIDE), ("welcome-narrow", NARROW)):
        with camera.sit(size, library=False) as person:
            person.start()
            person.see("What Would You Like to Make?")
            camera.take(person, name)


def galleries(camera):
    with camera.sit(WIDE) as person:
        person.start()
        person.see("Sessions", "list")
        person.press("ctrl+g")
        person.see_focus("Search titles")
        camera.take(person, "gallery")
        person.press("Escape")
        person.press("ctrl+n")
        person.activate(person.see("All Kinds", "button"))
        person.see_focus("Search kinds")
        camera.take(person, "kinds")


def working(camera):
    with camera.sit(WIDE) as person:
        person.start()
        person.see("Sessions", "list")
        person.press("ctrl+n")
        person.type("a wooden chair with a red cushion")
        person.wait(lambda: is_sensitive(person.find("Send", "button")), "Send")
        person.press("Return")
        person.see("Check and Render", seconds=LIVE)
        person.see("Preview", seconds=LIVE)
        camera.take(person, "working", rests=False)


def variants(camera):
    """Four of a prompt: the card, and the grid that comes when they are there, its models turned together."""
    with camera.sit(WIDE, env={"LIBGL_ALWAYS_SOFTWARE": "1"}) as person:
        person.start()
        person.see("Sessions", "list")
        person.press("ctrl+n")
        person.type("a chair")
        person.activate(person.see("Four Variants", "button"))
        person.see("4 variants, best first", seconds=LIVE)
        person.activate(person.see("Turn All", "toggle"))
        for number in range(1, 5):
            person.see(f"Version {number}", "image", seconds=LIVE)
        person.click(person.see("Version 1", "image"))
        for _ in range(3):
            person.press("Left")
        camera.take(person, "variants")


def review(camera):
    with camera.sit(WIDE) as person:
        person.start()
        open_session(person, re.compile("^Wooden chair|^Chair"))
        person.see(re.compile("^Values · "))
        camera.take(person, "review")
        for page in ("Parameters", "Compare"):
            person.tab(page)
            camera.take(person, page.lower())
        person.activate(person.see("Difference", "toggle"))
        person.wait(lambda: any(has(person.find("Difference", "toggle"), state) for state in (
            pyatspi.STATE_CHECKED, pyatspi.STATE_PRESSED)), "the difference")
        camera.take(person, "compare-difference")
        for page in ("Code", "Measurements"):
            person.tab(page)
            camera.take(person, f"compare-{page.lower()}")


def metainfo(camera):
    """What software centres show."""
    with camera.sit(CATALOG) as person:
        person.start()
        person.press("ctrl+n")
        person.see("What Would You Like to Make?")
        camera.take(person, "metainfo-welcome")
        person.click(person.see(re.compile("^Wooden chair|^Chair"), "row"))
        person.see(re.compile(r"^Version \d"), "button")
        camera.take(person, "metainfo-conversation")
        person.activate(person.see("Show Review", "toggle"))
        person.see("Back to the Conversation", "button")
        person.see(re.compile("^Values · "))
        camera.take(person, "metainfo-review")
        for page in ("Parameters", "Compare"):
            person.tab(page)
            camera.take(person, f"metainfo-{page.lower()}")
    for name in ("welcome", "conversation", "review", "parameters", "compare"):
        camera.frame(f"metainfo-{name}")


def moving(camera):
    """A chair from a sentence and a change of it, as it happens: docs/screenshots/moving.webp."""
    if camera.dark:
        return
    sharp = "render:\n  resolution_scale: 0.3\n"
    with (camera.sit(FILM, library=False, env={"LIBGL_ALWAYS_SOFTWARE": "1"}, config_yaml=sharp) as person,
          tempfile.TemporaryDirectory(prefix="mq-film-") as folder):
        person.start()
        person.see("What Would You Like to Make?")
        person.point(FILM[0] + 20, FILM[1] + 20)  # no tooltips
        with MovingPicture(person, Path(folder)) as film:
            for words, version in (("a chair with a red cushion", "Version 1"), ("add armrests", "Version 2")):
                for word in words.split(" "):
                    person.type(f"{word} ")
                person.press("Return")
                person.see(re.compile(f"^{version}"), "button", seconds=LIVE)
                person.see("Send", "button", seconds=LIVE)
        film.write(camera.target / "moving.webp", 800)


def narrow(camera):
    with camera.sit(NARROW) as person:
        person.start()
        person.activate(person.see("Back", "button"))
        person.see(re.compile("^Wooden chair|^Chair"), "row")
        person.see_gone("Back", "button")
        camera.take(person, "sessions-narrow")
        person.click(person.see(re.compile("^Wooden chair|^Chair"), "row"))
        person.see(re.compile(r"^Version \d"), "button")
        camera.take(person, "conversation-narrow")
        person.activate(person.see("Show Review", "toggle"))
        person.see("Back to the Conversation", "button")
        camera.take(person, "review-narrow")


def search(camera):
    with camera.sit(WIDE) as person:
        person.start()
        person.see("Sessions", "list")
        person.press("ctrl+k")
        person.type("tassel")
        person.see_gone(re.compile("^Table"), "row")
        camera.take(person, "search")
        person.type(" xylophone")
        person.see("No Sessions Found")
        camera.take(person, "no-results")


def dialogs(camera):
    with camera.sit(WIDE) as person:
        person.start()
        person.see("Sessions", "list")
        for keys, title, name in (("ctrl+comma", "Preferences", "preferences"),
                                  ("ctrl+question", re.compile("Shortcuts"), "shortcuts")):
            person.press(keys)
            person.see(title)
            camera.take(person, name)
            person.press("Escape")
            person.see_gone(title)


def models(camera):
    """The page of Preferences, a run whose writer is half-way through a script, and one that is done."""
    team = load_team()
    whole = [team.planner(usage={"input": 3184, "output": 1022}),
             team.writer(usage={"input": 9460, "output": 2317}),
             team.critic(times=0, usage={"input": 6205, "output": 214})]
    script = team.fenced(team.SCRIPT, "A post with a ball let into its top by two millimetres.\n\n")
    half = [team.planner(), team.said("writer", text=script, piece=16, after=3000, then="silent")]
    with serving(half) as fake:
        # The window's edge takes ten pixels of it, and a dialog of Adwaita's wants 360.
        for name, size in (("models", WIDE), ("models-narrow", (372, 640))):
            with camera.sit(size, config_yaml=settings_of(fake, SAFE)) as person:
                person.start()
                person.press("ctrl+comma")
                person.see("Preferences", "dialog")
                person.tab("Models")
                person.see("Connection")
                camera.take(person, f"preferences-{name}")
                reach(person, "A Model for Each Role")
                person.press("Return")
                person.see("Refiner: makes the changes you ask for", "text")
                reach(person, "Normal", ("radio button",))
                camera.take(person, f"preferences-{name.replace('models', 'roles')}")
        with camera.sit(WIDE, config_yaml=settings_of(fake, SAFE)) as person:
            person.start()
            person.press("ctrl+n")
            person.see(re.compile(r"tiny.* builds it\."))
            camera.take(person, "welcome-model")
            person.type("a red ball on a post")
            person.wait(lambda: is_sensitive(person.find("Send", "button")), "Send")
            person.press("Return")
            person.see(re.compile("^Writer"), seconds=LIVE)
            person.see(re.compile(r"^1 of 60 calls"), seconds=LIVE)
            camera.take(person, "streaming", rests=False)
    with serving(whole) as fake:
        sharper = settings_of(fake, SAFE).replace("resolution_scale: 0.1", "resolution_scale: 0.5")
        with camera.sit(WIDE, config_yaml=sharper) as person:
            person.start()
            person.press("ctrl+n")
            say(person, "a red ball on a post")
            my_turn(person, LIVE)
            person.activate(person.see(re.compile("^First Version"), "button"))
            person.see(re.compile("^Writer"), "row")
            camera.take(person, "model-run")


def trouble(camera):
    with camera.sit(WIDE, library=False, env={"PATH": "/nowhere"},
                    config_yaml="blender:\n  executable: /nowhere/blender\n") as person:
        person.start()
        person.see(re.compile("No Blender"))
        camera.take(person, "no-blender")
    with camera.sit(WIDE, config_yaml="render:\n  num_images: many\n") as person:
        person.start()
        person.see(re.compile("config.yaml"))
        camera.take(person, "malformed-settings")
    with camera.sit(WIDE, config_yaml="server:\n  url: http://127.0.0.1:9\n") as person:
        person.start()
        person.see(re.compile("[Ss]ervice"))
        camera.take(person, "no-service")


def readers(camera):
    """Text twice as large, and the window of who reads from right to left."""
    dpi = BUILD / "screenshots-large-text"
    dpi.write_text("Xft.dpi: 192\n")
    large = {"env": {"XENVIRONMENT": str(dpi)}}  # as GNOME's text-scaling-factor of 2
    for name, options in (("large", large), ("rtl", {"env": make_locale("ar_EG")})):
        with camera.sit(WIDE, **options) as person:
            person.start()
            person.see("Message")
            camera.take(person, f"welcome-{name}")
            # One pane at a time, where there is no room for so large a text.
            if name == "large":
                person.activate(person.see("Back", "button"))
                person.see_gone("Back", "button")
                person.click(person.see(re.compile("^Wooden chair|^Chair"), "row"))
                person.activate(person.see("Show Review", "toggle"))
            else:
                open_session(person, re.compile("^Wooden chair|^Chair"))
            for page in ("Parameters", "Compare", "Review"):
                person.tab(page)
                camera.take(person, f"{page.lower()}-{name}")
            person.press("F1")
            person.see("Your First Object")
            reach(person, "Changing an Object")
            person.press("Return")
            person.see(re.compile("^Each change"))
            camera.take(person, f"help-{name}")
        # The window's edge takes ten pixels of it. Nobody reads text twice as large on a screen of 360 px.
        with camera.sit((620 if name == "large" else 372, 640), **options) as person:
            person.start()
            person.see("Message")
            camera.take(person, f"welcome-narrow-{name}")


STATES = [metainfo, welcome, galleries, moving, variants, review, narrow, search, dialogs, models, trouble, working,
          readers]


def main():
    parser = argparse.ArgumentParser(prog="./dev screenshots", description=__doc__)
    names = [state.__name__ for state in STATES]
    parser.add_argument("states", nargs="*", metavar="STATE", help=", ".join(names))
    parser.add_argument("--target", type=Path, default=TOP / "docs/screenshots")
    parser.add_argument("--light", action="store_true", help="no dark ones")
    parser.add_argument("--looks", nargs="+", metavar="LOOK", default=[],
                        help=f"instead, the main screens in these looks: {', '.join(NAMES)}, or narrow+german")
    args = parser.parse_args()
    args.target.mkdir(parents=True, exist_ok=True)
    library = make_library(BUILD / "screenshots-library")
    locale = make_locale()
    for names in args.looks:
        take_looks(Photographer(args.target, library, locale, False), names, make_locale)
    for dark in (False, True)[:0 if args.looks else 1 if args.light else 2]:
        camera = Photographer(args.target, library, locale, dark)
        for state in STATES:
            if not args.states or state.__name__ in args.states:
                state(camera)
    return 0


if __name__ == "__main__":
    sys.exit(main())
