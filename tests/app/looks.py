"""The screens of the window in other looks, for ./dev screenshots --looks: dark, contrast, large (text twice as large),
rtl, narrow (360 px) and german, also several at once (narrow+german)."""

import gettext
import re

from person import BUILD

NAMES = ["light", "dark", "contrast", "large", "rtl", "narrow", "german"]
WIDE, NARROW = (1360, 860), (372, 640)  # the window's edge takes ten pixels of it
SMALL = "render:\n  resolution_scale: 0.2\n"


class Look:
    """How one person sees the window."""

    def __init__(self, names, make_locale):
        self.names = names.split("+")
        if unknown := set(self.names) - set(NAMES):
            raise SystemExit(f"no look {', '.join(sorted(unknown))}: there are {', '.join(NAMES)}")
        self.size = NARROW if "narrow" in self.names else WIDE
        self.is_folded = bool({"narrow", "large"} & set(self.names))  # one pane at a time
        self.dark = "dark" in self.names
        self.env = {}
        if "contrast" in self.names:
            self.env["ADW_DEBUG_HIGH_CONTRAST"] = "1"
        if "large" in self.names:
            dpi = BUILD / "screenshots-large-text"
            dpi.write_text("Xft.dpi: 192\n")
            self.env["XENVIRONMENT"] = str(dpi)  # as GNOME's text-scaling-factor of 2
            # Nobody reads text twice as large on a screen of 360 px.
            self.size = (620, 640) if "narrow" in self.names else WIDE
        if "rtl" in self.names:
            self.env |= make_locale("ar_EG")
        if "german" in self.names:
            self.env |= make_locale("de_DE") | {"LANGUAGE": "de"}
        languages = ["de"] if "german" in self.names else []
        self.catalogue = gettext.translation("maquette", BUILD / "po", languages, fallback=True)

    def __call__(self, text):
        """The text in the window's language."""
        return self.catalogue.gettext(text)


def take_looks(camera, names, make_locale):
    """The same screens in a look."""
    look = Look(names, make_locale)
    camera.style, camera.dark = names, look.dark
    chair = re.compile("^Wooden chair|^Chair|^Stuhl|^Holzstuhl")
    back = re.compile("^(Back|Zurück)$")  # of libadwaita's
    with camera.sit(look.size, env=look.env, config_yaml=SMALL) as person:
        def show(name):
            camera.take(person, name)

        person.start()
        person.see(look("Message"))
        show("1-welcome")
        if look.is_folded:
            person.activate(person.see(back, "button"))
            person.see_gone(back, "button")
        row = person.see(chair, "row")
        show("2-sessions")
        person.click(row) if look.is_folded else person.choose(row)
        person.see(re.compile("^" + re.escape(look("Version %u").replace("%u", "")) + r"\d"), "button")
        show("3-conversation")
        if look.is_folded:
            person.activate(person.see(look("Show Review"), "toggle"))
            person.see(look("Back to the Conversation"), "button")
        for number, page in enumerate(("Review", "Parameters", "Compare"), 4):
            person.tab(look(page))
            show(f"{number}-{page.lower()}")
        person.tab(look("Review"))
        person.press("ctrl+e")
        person.see(look("Export"), "dialog")
        show("7-export")
        person.press("Escape")
        person.see_gone(look("Export"), "dialog")
        person.press("ctrl+comma")
        person.see(look("Preferences"), "dialog")
        show("8-preferences")
        person.tab(look("Models"))
        show("9-preferences-models")
        person.press("Escape")
        person.see_gone(look("Preferences"), "dialog")
        person.press("ctrl+question")
        person.see(look("Keyboard Shortcuts"))
        show("10-shortcuts")
