# Runs inside background Blender: scripts in fresh scenes, checked, measured twice and looked up as the
# worker does it. `blender --background --factory-startup --python this -- jobs.json results.json [FOLDER]`
# A FOLDER gets a small preview of each script, to be looked at.
import json
import pathlib
import sys
import tempfile
import time

import bmesh
import bpy
import bpy_extras  # noqa: F401 (ids may begin with it)
import mathutils

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "blender-addon"))

from maquette_bridge import execute, guards, with_nodes  # noqa: E402
from maquette_bridge.check import api, script_check, stage_settings  # noqa: E402
from maquette_bridge.measure import report  # noqa: E402
from maquette_bridge.render import renderer  # noqa: E402


class Call:
    """What `render` asks of a request that nobody waits for."""

    def cancelled(self):
        return False

    def progress(self, _what):
        pass


def exists(ident):
    """Whether this Blender has an API id as data/knowledge/README.md writes them."""
    name, _, socket = ident.partition(".inputs['")
    if socket:
        found = [each.identifier for each in sockets(name.rpartition(".")[2])]
        return socket.removesuffix("']") in found
    first, *rest = name.split(".")
    if rest[:1] == ["ops"] and first == "bpy":
        return len(rest) == 3 and rest[2] in api.operators(rest[1])
    if rest[:1] == ["types"] and first == "bpy":
        return rna_has(rest[1:])
    value = {"bpy": bpy, "bmesh": bmesh, "mathutils": mathutils, "bpy_extras": bpy_extras}.get(first)
    if first == "bpy_extras":
        __import__(".".join([first, *rest[:-1]]))
    for part in rest:
        if value is None or not hasattr(value, part):
            return False
        value = getattr(value, part)
    return value is not None


def rna_has(path):
    kind = getattr(bpy.types, path[0], None)
    if kind is None or len(path) > 2:
        return False
    if len(path) == 1:
        return True
    rna = getattr(kind, "bl_rna", None)  # bpy_prop_collection has none
    told = rna is not None and (path[1] in rna.properties or path[1] in rna.functions)
    return told or hasattr(kind, path[1])


def sockets(node_type):
    for tree_type in ("ShaderNodeTree", "GeometryNodeTree", "CompositorNodeTree"):
        tree = bpy.data.node_groups.new("Look", tree_type)
        try:
            yield from tree.nodes.new(node_type).inputs
        except RuntimeError:
            pass
        finally:
            bpy.data.node_groups.remove(tree)


def picture(name, folder):
    renderer.render(str(folder), ".", "preview", renderer.Options(1, 320, 320), Call())
    (folder / "preview.png").rename(folder / f"{name}.png")


def work(folder, pictures, job):
    """Does one job. A plain one, and all after it, fail as in a Blender that leaves nothing out."""
    result = {"name": job["name"], "findings": [], "missing": [], "hashes": [], "report": None}
    if job.get("check"):
        result["findings"] = script_check.check(job["script"], "team")
    if job.get("plain"):
        stage_settings.tolerate = with_nodes.rewrite = lambda source, _name: source
        guards.LEFT_OUT = ()
    started = time.monotonic()
    for _again in range(job.get("times", 1)):
        ran = execute.run(job["script"], 60, folder)
        result.update(error=ran["error"], stderr=ran["stderr"], stdout=ran["stdout"])
        if ran["error"] is not None:
            break
        if job.get("measure"):
            result["report"] = report.report(job.get("joins", []), 0.001, 0.002)
            result["hashes"].append(result["report"]["whole"]["hash"])
    result["seconds"] = time.monotonic() - started
    if pictures and result["error"] is None and result["report"]:
        picture(job["name"], pictures)
    result["missing"] = [each for each in job.get("covers", ()) if not exists(each)]
    return result


def main():
    source, target, *pictures = sys.argv[sys.argv.index("--") + 1:]
    jobs = json.loads(pathlib.Path(source).read_text(encoding="utf-8"))
    pictures = pathlib.Path(pictures[0]) if pictures else None
    with tempfile.TemporaryDirectory() as folder:
        results = [work(folder, pictures, job) for job in jobs]
    done = {"version": list(bpy.app.version), "results": results}
    pathlib.Path(target).write_text(json.dumps(done), encoding="utf-8")


main()
