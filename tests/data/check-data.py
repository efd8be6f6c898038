#!/usr/bin/env python3
"""check-data.py icons|blueprints|exports|flatpak|joints|kinds|methods|runs|screenshots|settings|versions:
what the desktop, Flatpak and packages read is there and sound, and lists that stand more than once are the same."""

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
ID = "org.maquette.Maquette"
SVG = "{http://www.w3.org/2000/svg}"
ICONS = {
    f"scalable/apps/{ID}.svg": 128,
    f"scalable/apps/{ID}.Devel.svg": 128,
    f"symbolic/apps/{ID}-symbolic.svg": 16,
}
# What an icon has no need of, and what does not scale or is not ours to fetch.
FORBIDDEN = {"image", "script", "text", "filter", "foreignObject", "style", "use", "a"}


def icons():
    problems = []
    resource = open(os.path.join(TOP, "src/app/maquette.gresource.xml.in"), encoding="utf-8").read()
    for name, size in ICONS.items():
        path = os.path.join(TOP, "data/icons/hicolor", name)
        root = ET.parse(path).getroot()
        if root.tag != SVG + "svg" or root.get("viewBox") != f"0 0 {size} {size}":
            problems.append(f"{name}: not an SVG of {size}×{size}")
        for element in root.iter():
            if element.tag.removeprefix(SVG) in FORBIDDEN:
                problems.append(f"{name}: has a {element.tag.removeprefix(SVG)}")
        colours = {e.get(a) for e in root.iter() for a in ("fill", "stroke") if e.get(a)}
        if "symbolic" in name and len(colours) != 1:
            problems.append(f"{name}: a symbolic icon has one colour, not {sorted(colours)}")
        if f'alias="icons/{name.replace(ID, "@ID@").replace(".Devel", "")}"' not in resource:
            problems.append(f"{name}: not in maquette.gresource.xml.in")
    known = {os.path.join(TOP, "data/icons/hicolor", name) for name in ICONS}
    for folder, _, names in os.walk(os.path.join(TOP, "data/icons")):
        for name in names:
            if os.path.join(folder, name) not in known:
                ET.parse(os.path.join(folder, name))
    return problems


def blueprints():
    files = [
        os.path.join(folder, name)
        for folder, _, names in os.walk(os.path.join(TOP, "src/app"))
        for name in names
        if name.endswith(".blp")
    ]
    result = subprocess.run(
        ["blueprint-compiler", "format", *sorted(files)], capture_output=True, text=True
    )
    return [] if result.returncode == 0 else [result.stdout + result.stderr]


# A line that says of which version something is.
VERSION = (r"(?:^ *version(?: =|:) \"?|^VERSION = \"|Maquette |<release version=\"|^maquette \(|version: ')"
           r"([0-9]+\.[0-9]+\.[0-9]+)")


def versions():
    """All that names the version or the number of kinds names those of this tree."""
    read = {name: open(os.path.join(TOP, name), encoding="utf-8").read() for name in (
        "meson.build", "NEWS", "data/debian/changelog", f"data/{ID}.metainfo.xml.in", "docs/inside/openapi.yaml",
        "README.md", "data/man/maquette.1", "data/man/maquette-cli.1", "data/man/maquette-service.8",
        "blender-addon/maquette_bridge/version.py", "blender-addon/maquette_bridge/blender_manifest.toml")}
    version = re.search(r"version: '([0-9.]+)'", read["meson.build"])[1]
    kinds = str(len(os.listdir(os.path.join(TOP, "data/sketcher/kinds"))))
    problems = []
    for name, text in read.items():
        named = re.search(VERSION, text, re.M)
        if (named is None and name != "README.md") or (named and named[1] != version):
            problems.append(f"{name}: is of version {named and named[1]}, not {version}")
        for number in re.findall(r"(\d+) kinds of object", text):
            if number != kinds:
                problems.append(f"{name}: {number} kinds, not {kinds}")
    return problems


def flatpak():
    problems = []
    path = os.path.join(TOP, f"flatpak/{ID}.json")
    manifest = json.load(open(path, encoding="utf-8"))
    if manifest["id"] != ID or manifest["command"] != "maquette":
        problems.append("the manifest is of another app")
    for argument in manifest["finish-args"]:
        if re.search(r"filesystem=(home|host)|flatpak\.Flatpak|device=all|=session-bus|socket=system-bus",
                     argument):
            problems.append(f"{argument} is more than the app needs")
    for module in manifest["modules"]:
        for source in module["sources"]:
            if source["type"] == "dir":
                continue
            if not source["url"].startswith("https://"):
                problems.append(f"{module['name']}: {source['url']} is not https")
            if source["type"] == "git":
                if not re.fullmatch(r"[0-9a-f]{40}", source.get("commit", "")):
                    problems.append(f"{module['name']}: a git source needs its commit, as a tag can be moved")
            elif not re.fullmatch(r"[0-9a-f]{64}", source.get("sha256", "")):
                problems.append(f"{module['name']}: an archive needs its SHA-256")
    return problems


# Names of kinds that are not the variant whose word they hold: a coffee mug is empty.
PLAIN = {"coffee mug", "coffee cup", "flower vase", "flying saucer"}


def lost_variants(kind):
    """Names of a kind that hold the word of a variant and do not make it: "green apple", where "green" alone does."""
    words = {name.lower().replace("-", " ") for look in kind["variants"] for name in look["words"]}
    names = {name.lower().replace("-", " ") for name in kind["words"]} - words - PLAIN
    return [f"“{name}” of {kind['id']} is no variant, and “{word}” is" for name in names for word in words
            if re.search(rf"\b{re.escape(word)}\b", name)]


def lost_counts(kind):
    """Words of a count that is 0 by itself, and no look's: “a box with dividers” would have none."""
    things = [*kind["variants"], *(option for part in kind["parts"] for option in part.get("options", []))]
    words = {word for thing in things + kind["parts"] for word in thing["words"]}
    return [f"“{word}” of {kind['id']} makes none, since {param['name']} is 0" for param in kind["params"]
            if param["unit"] == "count" and param["default"] == 0 for word in param.get("words", [])
            if not words & {word, f"{word}s", f"{word}es", "teeth" if word == "tooth" else word}]


def title_of(name):
    """As mq_text_make_title()."""
    return name.replace("_", " ").capitalize()


def shared_words(kind):
    """Titles of the groups in which the window shows its parameters: first words that several have."""
    words = [param["name"].split("_")[0] for param in kind["params"]]
    return [title_of(word) for word in words if words.count(word) > 1]


def kinds():
    """The window's gallery has a picture of each kind, named like its title, which can be translated, as its
    parameters, materials, finishes and suggestions can be. A name that holds a variant's word makes the variant."""
    folder = os.path.join(TOP, "data/sketcher/kinds")
    pot = "src/common/asset/mq-asset-names.pot"
    names = read(pot)
    finishes = re.search(r"\bmade\[\] = \{([^}]*)NULL", read("src/common/script/mq-finishes.c"))[1]
    groups = set()
    named = {("finish", name.capitalize()) for name in re.findall(r'"(\w+)"', finishes)}
    named |= {("description", text)
              for text in re.findall(r'# 0\.\.999: (.*?)\\n"', read("src/common/script/mq-script.c"))}
    wanted = set()
    lost = []
    for name in os.listdir(folder):
        with open(os.path.join(folder, name, "kind.json"), encoding="utf-8") as file:
            kind = json.load(file)
        wanted.add(kind["title"].lower().replace(" ", "_") + ".jpg")
        named |= {("suggestion", words) for words in kind.get("suggestions", [])}
        named |= {("material", title_of(material["id"])) for material in kind["materials"]}
        named |= {("parameter", title_of(param["name"])) for param in kind["params"]}
        named |= {("description", param["about"].replace('"', '\\"')) for param in kind["params"]}
        groups |= set(shared_words(kind))
        lost += lost_variants(kind) + lost_counts(kind)
        named |= {("kind", thing["title"]) for thing in [kind, *kind["variants"]] if "title" in thing}
    there = set(os.listdir(os.path.join(TOP, "data/sketcher/pictures")))
    return (lost + [f"{name} is missing: data/site/make-pictures.py makes it" for name in wanted - there]
            + [f"{name} is of no kind" for name in there - wanted]
            + [f"the {context} “{name}” is missing in {pot}: add it, run tests/data/check-po.py --update, and "
               "translate it in po/*.po" for context, name in sorted(named)
               if f'msgctxt "{context}"\nmsgid "{name}"\n' not in names]
            + [f"“{name}”, the title of a group of parameters, is missing in {pot}: add it as a part" for name in groups
               if not re.search(rf'msgctxt "(part|material|kind)"\nmsgid "{name}"\n', names)])


def screenshots():
    """./dev release takes the pictures that the metainfo names, of the size that software centres want, and each has a
    caption. Git keeps five pictures in docs; all others are taken where they are needed."""
    camera = read("tests/app/screenshots.py")
    taken = re.search(r'for name in \(([^)]*)\):\n        camera.frame\(f"metainfo-', camera)[1]
    width, height = map(int, re.search(r"\nCATALOG, .* = \((\d+), (\d+)\)", camera).groups())
    names = {f"@screenshots@/metainfo-{name}-light.png" for name in re.findall(r'"(\w+)"', taken)}
    shown = {each.findtext("image"): each.findtext("caption")
             for each in ET.parse(os.path.join(TOP, f"data/{ID}.metainfo.xml.in")).iter("screenshot")}
    problems = [f"{name}: not in the metainfo and screenshots.py alike" for name in sorted(names ^ set(shown))]
    # With the shadow around it.
    if width > 942 or height > 642:
        problems.append(f"CATALOG is {width}x{height}, so the pictures are larger than 1000x700")
    kept = subprocess.run(["git", "-c", f"safe.directory={TOP}", "-C", TOP, "ls-files", "docs/*.png", "docs/*.jpg"],
                          capture_output=True, text=True).stdout.split()
    if len(kept) > 5:
        problems.append(f"{len(kept)} pictures are in docs, more than 5: {', '.join(kept)}")
    return problems + [f"{name} has no caption" for name, caption in shown.items() if not caption]


def methods():
    """The bridge, the client's table and the documentation have the same methods of Blender."""
    def names(path, begin, end, pattern):
        text = open(os.path.join(TOP, path), encoding="utf-8").read()
        return set(re.findall(pattern, text.split(begin, 1)[1].split(end, 1)[0]))

    bridge = names("blender-addon/maquette_bridge/methods.py", "def methods(self)", "}", r'\n +"(\w+)": self\.')
    table = names("src/client/blender/mq-instance.c", "methods[] = {", "};", r'\n  \{ "(\w+)"')
    page = names("docs/inside/bridge.md", "| method | params | result |", "A live Blender", r"\n\| `(\w+)`")
    # Not the table's, because the connection itself answers them.
    page -= {"hello", "cancel"}
    return [f"{name} is not in methods.py, mq-instance.c and docs/inside/bridge.md alike"
            for name in sorted((bridge | table | page) - (bridge & table & page))]


def read(path):
    with open(os.path.join(TOP, path), encoding="utf-8") as file:
        return file.read()


def schema(name):
    return json.loads(read(f"data/schemas/{name}.schema.json"))["properties"]


def exports():
    """The client's table of formats, Blender's and docs/using/export.md agree; the options that tools and the
    documentation name are those of the schemas."""
    page = read("docs/using/export.md")
    rows = re.findall(r'\n  \{ "(\w+)", "(\w+)", [^,]+, MQ_EXPORT_(\w+)((?:[^{}])*)\}',
                      read("src/client/export/mq-export-options.c"))
    table = {name: (kind, more) for name, _suffix, kind, more in rows}
    names = {suffix: name for name, suffix, kind, _more in rows if kind == "MODEL"}
    models = {name: more for name, (kind, more) in table.items() if kind == "MODEL"}
    blender = {names.get(suffix, suffix): more for suffix, more in re.findall(
        r'\n    "\.(\w+)": Format\((.*?)\),(?=\n    [#"]|\n\})',
        read("blender-addon/maquette_bridge/export/formats.py"), re.S)}
    documented = dict(re.findall(r"\n\| `(\w+)` \| ([^|]*) \|",
                                 page.split("| format | materials", 1)[1].split("\n\n")[0]))
    problems = [f"{name} is not in mq-export-options.c, formats.py and docs/using/export.md alike"
                for name in sorted((set(models) ^ set(blender)) | (set(table) ^ set(documented)))]
    for name in sorted(set(models) & set(blender) & set(documented)):
        said = ("has_materials=False" not in blender[name], ".has_materials = TRUE" in models[name],
                documented[name].startswith("yes"))
        up = re.search(r'usual_up="(\w)"', blender[name])
        if len(set(said)) > 1:
            problems.append(f"{name}: whether it keeps materials is said differently")
        if "is_told_up=True" in blender[name] and f'.up = "{up[1] if up else "z"}"' not in models[name]:
            problems.append(f"{name}: another axis is up in formats.py")
        kept = re.search(r'\.about = N_ \("([^";:]*)', models[name])[1].lower()
        for word, flag in (("materials", "has_materials=False"), ("rigs", "lives=True"),
                           ("joints", "has_joints=True"), ("glass", "has_glass=True")):
            if (word in kept) == ((flag in blender[name]) == flag.endswith("True")):
                continue
            problems.append(f"{name}: whether it keeps {word} is said otherwise in its description")
    rows = {name: {key: value for key, _, value in re.findall(r'\.(\w+) = ("?)(\w+)\2', more)}
            for name, more in models.items()}
    presets = re.findall(r'\n  \{ "(\w+)", ', read("src/client/export/mq-export-options.c")
                         .split("presets[] = {")[1].split("};")[0])
    tools = json.loads(read("src/mcp/tools.json"))["tools"]
    tools = {each["name"]: each["inputSchema"]["properties"] for each in tools}
    options = schema("export")
    up = {name: row["up"] for name, row in rows.items() if "up" in row}
    unitless = {name: row["unit"] for name, row in rows.items() if "has_unit" not in row}
    kinds_file = read("blender-addon/maquette_bridge/measure/requirement_kinds.json")
    units = [each["name"] for each in json.loads(kinds_file)["units"]]
    if sorted(re.findall(r"\b[A-Z]+\b", options["up"]["description"])) != sorted(map(str.upper, up)) \
            or set(options["up"]["enum"]) != set(up.values()):
        problems.append("export.schema.json: another axis is up in mq-export-options.c")
    if f"({', '.join(f'{unit} for {name.upper()}' for name, unit in unitless.items() if unit != 'm')}, else m)" \
            not in options["unit"]["description"].replace("default: ", ""):
        problems.append("export.schema.json: another unit is usual in mq-export-options.c")
    unit = tools["export_version"]["unit"]
    if set(re.findall(r"\b[a-z]{3}\b", unit["description"])) - {"and"} != set(unitless):
        problems.append("tools.json has other formats without a unit than mq-export-options.c")
    problems += [f"{name} has other units than requirement_kinds.json" for name, said in (
        ("tools.json", unit), ("export.schema.json", options["unit"]), ("run.schema.json", schema("run")["unit"]))
        if set(said["enum"]) != set(units)]
    if set(tools["export_version"]["preset"]["enum"]) != set(presets):
        problems.append("tools.json has other presets than mq-export-options.c")
    if re.findall(r"\n\| `(\w+)` \|", page.split("| preset |", 1)[1].split("\n\n")[0]) != presets:
        problems.append("docs/using/export.md has other presets than mq-export-options.c")
    if not all(name in options["preset"]["description"] for name in presets) \
            or options["preset"]["examples"] != presets:
        problems.append("export.schema.json does not name each preset")
    films = re.findall(r'\n  \{ "(\w+)", ', read("src/client/film/mq-film-format.c"))
    if not tools["film_version"]["format"]["enum"] == schema("film")["format"]["examples"] == films or not all(
            name in schema("film")["format"]["description"] for name in films):
        problems.append("tools.json or film.schema.json has other formats of films than mq-film-format.c")
    ours = {"session", "version", "name", "replace", "max_triangles", "texture_px", "bed_mm"}
    for tool, name in (("export_version", "export"), ("film_version", "film")):
        problems += [f"{each} of {tool} is not in {name}.schema.json"
                     for each in sorted(set(tools[tool]) - set(schema(name)) - ours)]
    for page, name in (("export", "export"), ("film", "film"), ("dataset", "dataset"), ("render", "render")):
        said = read(f"docs/using/{page}.md")
        problems += [f"docs/using/{page}.md does not name --{each.replace('_', '-')}" for each in schema(name)
                     if not re.search(rf"`(?:[^`\n]* )?--{each.replace('_', '-')}\b", said)]
    return problems + dialogs(options, units, tools)


def dialogs(options, units, tools):
    """The window's dialogs offer the options of the schemas, as far as they are for people."""
    problems = []
    text = read("src/app/dialogs/mq-export-dialog.c")
    lists = {name: re.findall(r"[\w.-]+", row)
             for name, row in re.findall(r"\n\w[^\n]* (\w+)\[\] = \{ ([^}]*) \};", text)}
    papers = re.findall(r'\n  \{ "(\w+)", "\w+", [\d.]+, [\d.]+ \}',
                        read("src/client/technical-drawing/mq-technical-drawing.c"))
    if not lists["papers"] == options["paper"]["enum"] == tools["export_version"]["paper"]["enum"] == papers:
        problems.append("mq-export-dialog.c, export.schema.json or tools.json has other papers than "
                        "mq-technical-drawing.c")
    if set(lists["axes"]) != set(options["up"]["enum"]) or not set(lists["units"]) <= set(units) \
            or not all(int(each) <= options["textures"]["maximum"] for each in lists["texture_sizes"]):
        problems.append("mq-export-dialog.c has other values than export.schema.json")
    # Members of the options in C, and what the dialog asks for in another way.
    names = {"texture_px": "textures", "max_triangles": "triangles", "captions": "making_of", "engine": "package"}
    # The dialog asks for the name of one file: those of links have many. The bed is that of the print check.
    for name, left_out in (("export", {"format", "preset", "per_object", "triangulate", "links", "bed"}),
                           ("film", {"format", "engine", "fps"})):
        dialog = read(f"src/app/dialogs/mq-{name}-dialog.c")
        made = {names.get(each, each) for each in re.findall(r"\boptions->(\w+)(?: = |, \")", dialog)}
        made -= {"report", "replace", "title", "expected_seconds"}
        problems += [f"mq-{name}-dialog.c and {name}.schema.json do not both have {each}"
                     for each in sorted(made ^ (set(schema(name)) - left_out))]
    return problems


def runs():
    """The options of a run are described once: the command line has each of the schema, and what a batch's line, MCP
    and a request take has the same limits."""
    run = schema("run")
    source = read("src/cli/mq-cli-options.c")
    limits = dict(re.findall(r"#define (\w+) (\d+)\n", read("src/common/base/mq-limits.h")))
    effort = re.search(r'"model\.effort",[^{}]*?\.choices = "([^"]*)"', read("src/common/settings/mq-config-key.c"))[1]
    tools = {each["name"]: each["inputSchema"]["properties"]
             for each in json.loads(read("src/mcp/tools.json"))["tools"]}
    batch = schema("batch-item")
    columns = re.findall(r'\{ "(\w+)\.?", (?:TRUE|FALSE)', read("src/client/batch/mq-batch-item.c"))
    request = re.search(r"\n    RunRequest:.*?\n    \w", read("docs/inside/openapi.yaml"), re.S)[0]
    problems = [f"{each} is not in run.schema.json and mq-cli-options.c alike"
                for each in sorted(set(run) ^ set(re.findall(r"RUN_OPTION \((\w+)\)[,;]", source)))]
    said = {"MESSAGE_MAX_CHARS": {*(each["maxLength"] for each in (run["text"], run["prompt"], run["refine"]["items"])),
                                 int(re.search(r"\n        prompt: .*maxLength: (\d+)", request)[1])},
            "RUN_MAX_PICTURES": {run["image"]["maxItems"]},
            "RUN_MAX_VARIANTS": {run["variants"]["maximum"],
                                 *map(int, re.findall(r"\n        variants?: .*maximum: (\d+)", request))}}
    problems += [f"MQ_{name} is {limits['MQ_' + name]}, but {sorted(numbers)} in run.schema.json or openapi.yaml"
                 for name, numbers in said.items() if numbers != {int(limits["MQ_" + name])}]
    if run["effort"]["enum"] != effort.split("|"):
        problems.append("run.schema.json has other efforts than mq-config-key.c")
    problems += [f"--{name} does not name {each}" for name in ("unit", "team", "effort") for each in run[name]["enum"]
                 if not re.search(rf"\b{each}\b", run[name]["description"])]
    if f"The teams are {' and '.join(run['team']['enum'])}" not in source:
        problems.append("mq-cli-options.c has other teams than run.schema.json")
    # A batch's `image` and `script` are one picture and the script itself, its `variants` may be 1.
    for where, properties, names, free in (
            ("batch-item.schema.json", batch, ("text", "refine", "variants", "team"), {"maxItems", "minimum"}),
            ("make of tools.json", tools["make"], ("text", "team"), ()),
            ("change of tools.json", tools["change"], ("text", "team"), ())):
        keys = {"enum", "items", "minimum", "maximum", "minLength", "maxLength", "maxItems"} - set(free)
        for name in names:
            ours, theirs = ({key: value for key, value in each[name].items() if key in keys}
                            for each in (run, properties))
            if ours != theirs:
                problems.append(f"{where}: {name} is {theirs}, but {ours} in run.schema.json")
    if set(columns) != set(batch) - {"requirements", "data", "redraw", "engine"}:
        problems.append("mq-batch-item.c has other columns than batch-item.schema.json has members")
    return problems


def sources(*endings):
    for folder, _, names in os.walk(os.path.join(TOP, "src")):
        yield from (os.path.relpath(os.path.join(folder, name), TOP) for name in names if name.endswith(endings))


# Keys that Preferences do not have, beside those of a service, and why.
WITHOUT_A_ROW = {
    "blender.gpu_card": "for a machine with several graphics cards",
    "blender.spare": "`auto` looks at the memory",
    "render.at_once": "for a machine that renders faster than one run needs",
    "server.redirect_ports": "a sign-in server's demand, so its administrator's to write",
    "model.ca_file": "an administrator's to write",
    "model.pictures": "`auto` finds out", "model.tools": "`auto` finds out", "model.schema": "`auto` finds out",
    "limits.folder_gib": "few scripts write files",
}


def settings():
    """docs/using/config.md has each key with its values and its default, and says which groups a run's request has.
    Each key is used, and is in Preferences if it may be."""
    page = read("docs/using/config.md")
    used = {name: set(re.findall(r'\bMQ_CONFIG_\w+|(?<=")[\w.-]+(?=")', read(name)))
            for name in sources(".c", ".blp")}
    elsewhere = set().union(*(words for name, words in used.items() if not name.startswith("src/common/settings/")))
    preferences = set().union(*(words for name, words in used.items() if name.startswith("src/app/preferences/")))
    documented = {key: row for row in re.findall(r"\n\| `.*", page)
                  for key in re.findall(r"`([\w.]+)`", row.split("|")[1])}
    problems, sent = [], set()
    for key, kind, more in re.findall(r'\{ "([a-z_]+\.[a-z_]+)",\s+MQ_CONFIG_TYPE_(\w+)(.*?)\},?\n(?=  [\[/]|\};)',
                                      read("src/common/settings/mq-config-key.c"), re.S):
        more, _, row = more.partition(".row = ")
        values, default = ([cell.replace("`", "") for cell in documented.get(key, "| | | |").split("|")[2:4]])
        numbers = [float(each) for each in re.findall(r",\s+(-?[\d.]+(?:e\d+)?)(?=[,\s])", more)]
        numbers = numbers if kind in ("INT", "DOUBLE") else []
        if ".is_sent = TRUE" in more:
            sent.add(key.split(".")[0])
        constant = "MQ_CONFIG_" + key.replace(".", "_").upper()
        if constant not in elsewhere:
            problems.append(f"{key} is used nowhere outside src/common/settings")
        has_row = bool(row or {constant, key} & preferences)
        if row and row.split('"')[1] not in preferences:
            problems.append(f"{key} has a row in a group that no page of src/app/preferences has")
        if has_row == (key.startswith("service.") or key in WITHOUT_A_ROW):
            problems.append(f"{key} is {'in' if has_row else 'not in'} Preferences, and check-data.py differs")
        if key not in documented:
            problems.append(f"{key} is missing in docs/using/config.md")
        elif numbers:
            span = re.search(r"(-?[\d.]+)(?: \([^)]*\))? to ([\d.]+)", values)
            if span is None or [float(span[1]), float(span[2])] != numbers[:2]:
                problems.append(f"{key} goes from {numbers[0]:g} to {numbers[1]:g}, and docs/using/config.md differs")
            if float(default) != (numbers + [0])[2]:
                problems.append(f"{key} is {numbers[2]:g} if nothing is said, not {default.strip()}")
        elif kind == "BOOLEAN" and default.strip() != ("true" if ".number = 1" in more else "false"):
            problems.append(f"{key} has another default than docs/using/config.md says")
        elif kind == "CHOICE":
            choices = re.findall(r"[\w-]+", "".join(re.findall(r'"([^"]*)"', more.split(".choices = ")[1]))) \
                if "SWITCH" not in more else ["auto", "yes", "no"]
            text = re.search(r'\.text = "(\w+)"', more)
            problems += [f"{key} can be {each}, which docs/using/config.md does not say"
                         for each in choices if each not in values]
            if text and default.strip() != text[1]:
                problems.append(f"{key} is {text[1]} if nothing is said, not {default.strip()}")
    window = set(re.findall(r'<key name="([\w-]+)"', read(f"data/{ID}.gschema.xml")))
    problems += [f"{key} of the window is used nowhere" for key in sorted(window - elsewhere)]
    if set(re.findall(r"`(\w+)`", re.search(r"\(the groups\s(.*?)\)", page, re.S)[1])) != sent:
        problems.append(f"a run's request has the groups {sorted(sent)}, which docs/using/config.md does not say")
    return problems


def joints():
    """The kinds of joints of the bridge are those of plans, reports, the toolkit, the manual and the programs."""
    words = re.search(r"^KINDS = \((.*?)\)", read("blender-addon/maquette_bridge/motion/joints.py"), re.M)[1]
    kinds = re.findall(r'"(\w+)"', words)
    report = json.loads(read("data/schemas/report.schema.json"))["properties"]["joints"]["items"]["properties"]
    plan = json.loads(read("data/agents/planner.schema.json"))["properties"]["joints"]["items"]["properties"]
    functions = ["ball_joint" if kind == "ball" else kind for kind in kinds]
    found = {
        "data/schemas/report.schema.json": report["kind"]["enum"],
        "data/agents/planner.schema.json": plan["kind"]["enum"],
        "data/agents/refiner.md": re.findall(r'"(\w+)"', re.search(r'"kind": ("hinge"[^,]*)', read(
            "data/agents/refiner.md"))[1]),
        "src/common/asset/mq-joint.c": re.findall(r'"(\w+)"', re.search(
            r" kinds\[\] = \{(.*?)\}", read("src/common/asset/mq-joint.c"), re.S)[1]),
        "src/common/asset/mq-joint.h": [word.lower() for word in re.findall(
            r"MQ_JOINT_(\w+),", read("src/common/asset/mq-joint.h"))],
        "docs/using/motion.md": re.findall(r"^\| `(\w+)` \|.*\| \S.* \|$", read("docs/using/motion.md").partition(
            "| kind | moves | pose |")[2].partition("\n\n")[0], re.M),
    }
    problems = [f"{name} has the kinds of joints {', '.join(has)}, and the bridge {', '.join(kinds)}"
                for name, has in found.items() if has != kinds]
    for name, pattern in (("data/sketcher/library/joints.py", r"^def (\w+)"), ("data/agents/toolkit.txt", r"^(\w+):"),
                          ("docs/extending/kinds.md", r"^\| `(\w+)\("),
                          ("blender-addon/maquette_bridge/check/toolkit.py", r"(\w+)")):
        has = re.findall(pattern, read(name), re.M)
        problems += [f"{name} does not have {each}" for each in functions if each not in has]
    return problems


PARTS = {"icons": icons, "blueprints": blueprints, "exports": exports, "flatpak": flatpak,
         "joints": joints, "kinds": kinds, "methods": methods, "runs": runs, "screenshots": screenshots,
         "settings": settings, "versions": versions}


def main():
    problems = PARTS[sys.argv[1]]()
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
