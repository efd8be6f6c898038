"""Brings the texts of the tree into the site (a hook of MkDocs, see mkdocs.yml): the pages that the
navigation names, and the pictures and files that they link to, each at its own path, so that
the links between them stay as they are. It adds a gallery of the sketcher's kinds, and pictures to
the pages of the help. MQ_SITE_GALLERY names a folder with the report of a batch, which becomes the
page Gallery, and beside it the recorded runs of models; MQ_SITE_PICTURES one with pictures of the
window, taken now, light and dark."""

import html
import json
import os
import pathlib
import re

import yaml
from mkdocs.structure.files import File

TOP = pathlib.Path(__file__).resolve().parents[2]
LINK = re.compile(r"\]\(([^)#\s:]+)(?:#[^)\s]*)?\)")
FENCE = re.compile(r"^ *(```|~~~)")
ITEM = re.compile(r"( *)([*+-]|\d+\.) ")
SHORT_CODE = re.compile(r"<code>(?=[^<\n]{1,28}</code>)")
PICTURE = re.compile(r'<img([^>]*)-light\.png"([^>]*?)/?>')
GALLERY = os.environ.get("MQ_SITE_GALLERY")
RUNS = pathlib.Path(f"{GALLERY}-runs")
# Pictures of the help's pages, with their words: the first one that is there. The window, which
# shows these pages, too, is its own picture.
HELP = {"1-first-object": [("docs/six.jpg", "Six objects, each from one sentence")],
        "2-changing": [("docs/screenshots/parameters-light.png", "Values of a version, as sliders"),
                       ("docs/screenshots/variants-light.png", "Four variants, turned together")],
        "3-checking": [("docs/screenshots/review-light.png",
                        "A version, its pictures and its code")],
        "4-exporting": [("docs/using/live.jpg", "A version in a running Blender")],
        "5-models": [("docs/models.jpg", "Nine objects that a language model made")]}
PICTURES = pathlib.Path(os.environ.get("MQ_SITE_PICTURES") or TOP / "docs/screenshots")


def read(path):
    return (TOP / path).read_text(encoding="utf-8")


def start_page():
    """The README; the licence that follows is for who has the sources."""
    return read("README.md").partition("\n## Licence")[0]


def design_page():
    flow = read("src/DESIGN.md").partition("\n## Rooms")[0]
    flow = flow.replace("# How the source is organised", "# How It Works", 1)
    return flow + "\n\nHow the source is organised, and why, is in `src/DESIGN.md` of the source.\n"


def openapi_page():
    api = yaml.safe_load(read("docs/inside/openapi.yaml"))
    lines = ["# OpenAPI: requests to the service", "", api["info"]["description"], "",
             "[openapi.yaml](openapi.yaml) describes each request and its answers for programs.",
             "", "| request | what it does |", "| --- | --- |"]
    for path, methods in api["paths"].items():
        lines += [f"| `{method.upper()} {path}` | {methods[method]['summary']} |"
                  for method in methods if method != "parameters"]
    return "\n".join(lines) + "\n"


def gallery_page():
    sheets = sorted(pathlib.Path(GALLERY).glob("contact-*.png"),
                    key=lambda path: int(path.stem.split("-")[1]))
    pictures = "\n\n".join(f"[![Objects and their names]({sheet.name})](report.html)"
                           for sheet in sheets)
    objects = "".join(
        f'<figure><a href="items/{kind["id"]}/asset.html"><img loading="lazy" alt="" '
        f'src="items/{kind["id"]}/render_1.png"></a>'
        f"<figcaption><b>{html.escape(kind['title'])}</b></figcaption></figure>"
        for kind, _ in list_kinds()
        if pathlib.Path(GALLERY, "items", kind["id"], "asset.html").is_file())
    return f"""# Gallery

The built-in sketcher made these objects: one of each kind that it knows. Each picture leads to a
[page](../docs/using/export.md#a-page-for-anybody) on which the object turns, and which Maquette
exported. The
[gallery with all prompts, pictures and scripts](report.html) is the report that
`maquette-cli batch report` writes ([Batches](../docs/using/batch.md)). `./dev site --gallery` makes
both.

<div class="kinds">{objects}</div>

{pictures}
"""


def list_kinds():
    """(kind, path of its picture) of each of the sketcher's kinds."""
    for path in sorted(TOP.glob("data/sketcher/kinds/*/kind.json")):
        kind = json.loads(path.read_text(encoding="utf-8"))
        yield kind, f"data/sketcher/pictures/{kind['title'].lower().replace(' ', '_')}.jpg"


def kinds_page():
    groups = {}
    for kind, picture in list_kinds():
        groups.setdefault(kind["group"], []).append(
            f'<figure><img loading="lazy" src="../{picture}" alt="">'
            f"<figcaption><b>{html.escape(kind['title'])}</b> "
            f"{html.escape(kind['about'])}</figcaption></figure>")
    lines = ["# Gallery of Kinds", "",
             f"The built-in sketcher knows these {sum(map(len, groups.values()))} kinds of object. "
             "It made each picture from the kind's name alone, without an AI model: "
             '`./dev run --text "a mug"`. Sizes, colors, materials, parts and variants follow your '
             "words. [You can add a kind](../docs/extending/kinds.md).", ""]
    for group in sorted(groups):
        lines += [f"## {group.capitalize()}", "",
                  f'<div class="kinds">{"".join(groups[group])}</div>', ""]
    return "\n".join(lines)


def list_runs():
    """The folders of the recorded runs; one that was interrupted has no title yet."""
    return sorted(title.parent for title in RUNS.glob("*/title"))


def runs_page():
    lines = ["# Recorded Runs", "",
             "Models made these objects from the words or the picture above each. Their answers "
             "were recorded, and this Maquette played them again: it checked, ran, measured and "
             "rendered what they wrote.", ""]
    for run in list_runs():
        title = (run / "title").read_text(encoding="utf-8")
        lines += [f"## {title[:1].upper()}{title[1:]}", "",
                  f"[![{title}]({run.name}/render_1.png)]({run.name}/page.html)", "",
                  f"[The object as a page, to turn]({run.name}/page.html) · "
                  f"[script.py]({run.name}/script.py) · [report.json]({run.name}/report.json)", ""]
    return "\n".join(lines)


MADE = {"index.md": start_page, "kinds/index.md": kinds_page, "src/DESIGN.md": design_page,
        "docs/inside/openapi.md": openapi_page}


def picture_of(path):
    """The newest picture of the window with that path; None for another file."""
    taken = PICTURES / os.path.basename(path)
    return taken if path.startswith("docs/screenshots/") and taken.is_file() else None


def picture_of_help(path):
    """(path, words) of the picture of a page of the help; None: it has none."""
    for picture, words in HELP.get(pathlib.Path(path).stem, []):
        if path.startswith("data/help/") and (picture_of(picture) or (TOP / picture).is_file()):
            return picture, words
    return None


def paths_of(items):
    """The pages of a part of the navigation."""
    for item in items:
        for value in item.values() if isinstance(item, dict) else [item]:
            if isinstance(value, list):
                yield from paths_of(value)
            else:
                yield value


def on_config(config):
    # Where the sources can be looked at, if a person has chosen that.
    addresses = dict(re.findall(r"^([a-z-]+)=(.+)$", read("data/addresses"), re.M))
    if "vcs-browser" in addresses:
        config.repo_url, config.repo_name = addresses["vcs-browser"], "Source"
    if GALLERY:
        MADE["gallery/index.md"] = gallery_page
        pages = next(item for item in config.nav if "Many, and Data" in item)["Many, and Data"]
        pages.append("gallery/index.md")
        if list_runs():
            MADE["gallery-runs/index.md"] = runs_page
            pages.append("gallery-runs/index.md")
    return config


def on_files(files, config):
    linked = {config.extra["icon"], *(picture for _, picture in list_kinds())}
    for path in paths_of(config.nav):
        text = MADE[path]() if path in MADE else read(path)
        files.append(File.generated(config, path, content=text))
        folder = os.path.dirname(path)
        linked |= {picture for picture, _ in [picture_of_help(path) or (path, "")]}
        linked |= {os.path.normpath(os.path.join(folder, link)) for link in LINK.findall(text)}
    linked |= {path.replace("-light.png", "-dark.png") for path in linked}
    for path in sorted(linked):
        # MkDocs reports a link to what is not here.
        file = picture_of(path) or TOP / path
        outside = path.startswith("..") or not file.is_file()
        if not outside and not files.get_file_from_path(path):
            files.append(File.generated(config, path, abs_src_path=str(file)))
    if GALLERY:
        # Of the runs, the Blender files are large, and everybody can make them again.
        runs = [(run, f"gallery-runs/{run.name}", (".blend", "/title")) for run in list_runs()]
        for folder, to, left_out in ((pathlib.Path(GALLERY), "gallery", ".md"), *runs):
            for file in sorted(folder.rglob("*")):
                path = f"{to}/{file.relative_to(folder)}"
                if file.is_file() and not path.endswith(left_out):
                    files.append(File.generated(config, path, abs_src_path=str(file)))
    return files


def on_page_markdown(markdown, page, **_):
    """Puts a blank line before a list or a table: CommonMark needs none, Python-Markdown does. A
    page of the help gets its picture below the title."""
    lines, before, fenced = [], "", False
    if picture := picture_of_help(page.file.src_uri):
        title, _, rest = markdown.partition("\n")
        place = os.path.relpath(picture[0], os.path.dirname(page.file.src_uri))
        markdown = f"{title}\n\n![{picture[1]}]({place})\n{rest}"
    for line in markdown.splitlines():
        if FENCE.match(line):
            fenced = not fenced
        elif not fenced and before.strip() and not before.startswith(" "):
            begins_list = ITEM.match(line) and not ITEM.match(before)
            if begins_list or (line.startswith("|") and not before.startswith("|")):
                lines.append("")
        lines.append(line)
        before = line
    return "\n".join(lines) + "\n"


def on_page_content(html, **_):
    """Of a picture of the window, the one that fits the page is shown: light or dark. Short code,
    such as “--no-input”, stays on one line."""
    def both(found):
        name = os.path.basename(found[1])
        if not picture_of(f"docs/screenshots/{name}-dark.png"):
            return found[0]
        return (f'<img class="light" loading="lazy"{found[1]}-light.png"{found[2]}>'
                f'<img class="dark" loading="lazy"{found[1]}-dark.png"{found[2]}>')
    return PICTURE.sub(both, SHORT_CODE.sub('<code class="short">', html))
