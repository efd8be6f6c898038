# SPDX-License-Identifier: GPL-3.0-or-later
"""The site of `./dev site`: every link and anchor leads somewhere, the navigation names every page, and a browser that
reads it asks no other host for anything."""

import functools
import html.parser
import http.server
import json
import os
import pathlib
import posixpath
import subprocess
import sys
import threading
import urllib.parse

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/account"))

from chromium import Chromium  # noqa: E402


class Page(html.parser.HTMLParser):
    """The anchors, title and links of a page, and the links of its navigation."""

    def __init__(self, path):
        super().__init__()
        self.anchors, self.links, self.loaded, self.navigation, self.title, self.inside = set(), [], [], [], "", ""
        self.in_bar = False
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.inside = tag
        self.in_bar = "main" != attributes.get("role") and (self.in_bar or attributes.get("id") == "navbar-collapse")
        self.anchors |= {attributes[name] for name in ("id", "name") if attributes.get(name)}
        if "src" in attributes or tag == "link":
            self.loaded.append(attributes.get("src") or attributes["href"])
        elif tag == "a" and attributes.get("href", "#") != "#":
            self.links.append(attributes["href"])
            if self.in_bar and {"nav-link", "dropdown-item"} & set(attributes.get("class", "").split()):
                self.navigation.append(attributes["href"])

    def handle_data(self, data):
        if self.inside == "title":
            self.title += data.strip()

    def handle_endtag(self, _tag):
        self.inside = ""


def build(folder, **environment):
    result = subprocess.run(
        ["mkdocs", "build", "--quiet", "--config-file", TOP / "data/site/mkdocs.yml", "--site-dir", folder],
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"} | environment, capture_output=True, text=True)
    assert result.returncode == 0 and not result.stderr, result.stdout + result.stderr
    return {str(path.relative_to(folder)): Page(path) for path in sorted(folder.rglob("*.html"))}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def site(folder):
    return build(folder)


def target(page, link):
    """(file, anchor) that @link of @page leads to, in the site."""
    parts = urllib.parse.urlsplit(link)
    path = urllib.parse.unquote(parts.path)
    full = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
    # Only a server shows the page for what is not there, and it shows a folder's index.html.
    return ("index.html" if full == "/" else full.removeprefix("/")), parts.fragment


def assert_links(folder, site):
    faults = []
    for name, page in site.items():
        faults += [f"{name} loads {link}" for link in page.loaded if urllib.parse.urlsplit(link).netloc]
        for link in page.links + page.loaded:
            if urllib.parse.urlsplit(link).scheme in ("https", "mailto"):
                continue
            file, anchor = target(name, link)
            if not (folder / file).is_file():
                faults.append(f"{name}: {link}: no file {file}")
            elif anchor and file in site and urllib.parse.unquote(anchor) not in site[file].anchors:
                faults.append(f"{name}: {link}: no such anchor")
    assert not faults, "\n".join(faults)


def test_links_and_anchors(folder, site):
    assert len(site) > 20
    assert_links(folder, site)


def test_navigation_and_titles(site):
    pages = site.keys() - {"404.html"}
    for name in pages:
        named = {target(name, link)[0] for link in site[name].navigation}
        assert named == pages, f"{name}: {named ^ pages}"
    titles = [site[name].title for name in pages]
    assert all(title.endswith("Maquette") for title in titles) and len(set(titles)) == len(titles), sorted(titles)
    # Each page of the help and of the documents is on the site. MkDocs makes the index of a folder of its README.
    for text in {*TOP.glob("docs/**/*.md"), *TOP.glob("data/help/en/*.md")}:
        assert str(text.relative_to(TOP).with_suffix(".html")).replace("README", "index") in pages


def test_kinds_help_and_steps(site):
    """Each kind of the sketcher has its picture, pages of the help have one, and each page leads to the next."""
    shown = {target("kinds/index.html", link)[0] for link in site["kinds/index.html"].loaded}
    assert len(shown & {f"data/sketcher/pictures/{path.name}" for path in TOP.glob("data/sketcher/pictures/*.jpg")}
               ) == len(list(TOP.glob("data/sketcher/kinds/*/kind.json")))
    pictures = {"1-first-object": "six.jpg", "3-checking": "review-light.png", "5-models": "models.jpg"}
    for name, picture in pictures.items():
        assert any(link.endswith(picture) for link in site[f"data/help/en/{name}.html"].loaded), name
    assert target("index.html", site["index.html"].links[-1])[0] == "kinds/index.html"


@pytest.mark.usefixtures("site")
def test_search_index(folder):
    index = json.loads((folder / "search/search_index.json").read_text())["docs"]
    assert "docs/using/batch.html#sweeps" in {entry["location"] for entry in index}
    assert all(entry["title"] for entry in index)


def test_browser_asks_no_other_host(folder, site):
    quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    handler = functools.partial(quiet, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, \
            Chromium(records_network=True) as browser:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        at = f"http://127.0.0.1:{server.server_port}"
        browser.show_as(400, "light")
        for name in site:
            browser.go(f"{at}/{name}")
            wide = browser.evaluate("return document.documentElement.scrollWidth")
            assert wide <= 400, f"{name} is {wide} px wide in a window of 400 px"
            # The theme's script does so, unless it stops before: it wants no anchor that begins with a digit.
            assert browser.evaluate("return document.querySelectorAll('table:not(.table)').length") == 0, name
        browser.show_as(400, "dark")
        browser.go(f"{at}/docs/using/variants.html")
        assert browser.evaluate("return document.documentElement.dataset.bsTheme") == "dark"
        browser.show_as(1300, "light")
        # The page searches for this when it has read its index.
        browser.go(f"{at}/index.html?q=turntable")
        browser.find("#mkdocs-search-results a[href*='docs/using/film.html']")
        asked = browser.requested()
        server.shutdown()
    # Chromium's own first page is chrome://…; the worker of the search, whose requests are not in the log, has found.
    hosts = {urllib.parse.urlsplit(url).netloc for url in asked if url.startswith(("http", "ws"))}
    assert f"{at}/docs/using/batch.html" in asked and hosts == {f"127.0.0.1:{server.server_port}"}, asked


def test_gallery(tmp_path):
    """The report of a batch becomes a page of the navigation, with its pictures, and so do the runs beside it."""
    gallery = tmp_path / "gallery"
    gallery.mkdir()
    (gallery / "report.html").write_text("<title>Report</title><a href='items/stool/script.py'>script</a>")
    (gallery / "contact-1.png").write_bytes(b"")
    (gallery / "items/stool").mkdir(parents=True)
    (gallery / "items/stool/script.py").write_text("import bpy\n")
    run = tmp_path / "gallery-runs/crab"
    run.mkdir(parents=True)
    for name, text in (("title", "a crab"), ("page.html", "<title>Crab</title>"), ("script.py", "import bpy\n"),
                       ("report.json", "{}"), ("render_1.png", ""), ("scene.blend", "")):
        (run / name).write_text(text)
    run.with_name("interrupted").mkdir()
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for name in ("variants-light.png", "variants-dark.png"):
        (pictures / name).write_bytes(b"")
    folder = tmp_path / "site"
    site = build(folder, MQ_SITE_GALLERY=str(gallery), MQ_SITE_PICTURES=str(pictures))
    assert any("variants-dark.png" in path for path in site["docs/using/variants.html"].loaded)
    assert_links(folder, site)
    assert "crab/page.html" in site["gallery-runs/index.html"].links
    assert not any("interrupted" in link for link in site["gallery-runs/index.html"].links)
    assert not (folder / "gallery-runs/crab/scene.blend").exists()
    assert "gallery/index.html" in [target("index.html", link)[0] for link in site["index.html"].navigation]
    assert "report.html" in site["gallery/index.html"].links
