# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bridge's methods (docs/inside/bridge.md): a table of name -> function(params, call)."""

from __future__ import annotations

import gc
import os
import resource
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import bpy

from . import blender_info, cleanup, execute
from .check import script_check
from .dataset import dataset
from .drawing import drawing
from .errors import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    NOT_IN_BACKGROUND,
    BridgeError,
    name_write_failure,
    refuse_params,
)
from .export import (
    formats,
    game_package,
    glb,
    jointed,
    library_asset,
    print_check,
    read_back,
    sanitize,
    units,
)
from .intake import model_file, take_in
from .introspect import introspection
from .likeness import camera_solver, likeness
from .live import hand_edit
from .measure import asset, joins, report, second_opinion
from .motion import joints, pose, pose_check
from .motion.joint import Joint
from .params import Params, inside
from .rebuild import rebuild
from .render import (
    closeup,
    critic_pictures,
    engines,
    interior,
    light,
    renderer,
    shaders,
    turntable,
)
from .streams import Capture, clean
from .version import PROTOCOL

if TYPE_CHECKING:
    from .connection import Session

MAX_SCRIPT = 1024 * 1024  # characters
MAX_CPU_S = 24 * 3600
MAX_NOTES = 10


class Bridge:
    """The methods that a client can call. Paths are relative to `run_dir`."""

    def __init__(self, run_dir: str) -> None:
        self._run_dir = os.path.realpath(run_dir)
        if bpy.app.background:
            # No .blend1 beside what is saved; and the default cube is nobody's asset.
            bpy.context.preferences.filepaths.save_version = 0
            cleanup.empty_scene()
        self._facts: dict[str, Any] | None = None

    def methods(self) -> dict[str, Callable[..., Any]]:
        """The methods by name."""
        return {
            "info": self.info,
            "introspect": self.introspect,
            "check": self.check,
            "execute": self.execute,
            "preview": self.preview,
            "model": self.model,
            "open": self.open,
            "take": self.take,
            "names_beside": self.names_beside,
            "take_in": self.take_in,
            "rebuild": self.rebuild,
            "compare": self.compare,
            "measure": self.measure,
            "likeness": self.likeness,
            "render": self.render,
            "turntable": self.turntable,
            "dataset": self.dataset,
            "warm_up": self.warm_up,
            "save": self.save,
            "export": self.export,
            "read_back": self.read_back,
            "library_asset": self.library_asset,
            "print_check": self.print_check,
            "drawing": self.drawing,
        }

    def hello(self, params: dict[str, Any]) -> dict[str, Any]:
        """Opens the session: checks the protocol and answers with facts about this Blender."""
        if params.get("protocol") != PROTOCOL:
            raise BridgeError(INVALID_PARAMS, f"This bridge speaks protocol {PROTOCOL}.")
        return {"protocol": PROTOCOL, **self._known_facts()}

    def _known_facts(self) -> dict[str, Any]:
        if self._facts is None:
            self._facts = {
                **blender_info.read(),
                "engines": engines.engines(),
                "gpu": engines.gpu_backend() is not None,
                "denoise": engines.can_denoise(),
                "exports": formats.available(),
                "draco": formats.has_draco(),
            }
        return self._facts

    def info(self, params: dict[str, Any], _call: object) -> dict[str, Any]:
        """Answers with facts about this Blender and its use of memory, in bytes."""
        Params(params).done()
        # Linux counts ru_maxrss in KiB.
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        return {**self._known_facts(), "objects": len(bpy.context.scene.objects),
                "memory_bytes": memory}

    def introspect(self, params: dict[str, Any], _call: object) -> dict[str, Any]:
        """Writes the API of this Blender to a file."""
        values = Params(params)
        file = values.text("file", 1024, "introspection.json.gz")
        values.done()
        target = inside(self._run_dir, file, (".gz",))
        try:
            os.makedirs(os.path.dirname(target), mode=0o700, exist_ok=True)
            with Capture():  # Blender says a line for each enum that it finds odd
                count = introspection.write(target)
        except OSError as error:
            raise BridgeError(INTERNAL_ERROR, "What Blender knows could not be written: "
                              f"{error.strerror}") from None
        return {"file": file, "bytes": os.path.getsize(target), "entries": count,
                "blender": introspection.blender_id()}

    def check(self, params: dict[str, Any], _call: object) -> dict[str, list[dict[str, Any]]]:
        """Reads a script and answers with findings; nothing runs."""
        values = Params(params)
        script = values.text("script", MAX_SCRIPT)
        origin = values.choice("origin", ("team", "person"), "team")
        values.done()
        return {"findings": script_check.check(script, origin)}

    def execute(self, params: dict[str, Any], _call: object) -> dict[str, Any]:
        """Runs a script in an empty scene, for at most `cpu_s` seconds of processor time."""
        values = Params(params)
        script = values.text("script", MAX_SCRIPT)
        save = values.text("save", 1024, None)
        cpu_s = values.integer("cpu_s", 1, MAX_CPU_S, 120)
        values.done()
        target = inside(self._run_dir, save, (".blend",)) if save is not None else None
        result = execute.run(script, cpu_s, self._run_dir)
        result["objects"] = _count_objects()
        if target is not None and result["error"] is None:
            _save(target, compress=False)
        return result

    def preview(self, params: dict[str, Any], _call: object) -> dict[str, Any]:
        """Runs a script in an empty scene, and writes what it made as a .glb for the window."""
        values = Params(params)
        script = values.text("script", MAX_SCRIPT)
        file = values.text("file", 1024)
        cpu_s = values.integer("cpu_s", 1, MAX_CPU_S, 120)
        values.done()
        if not bpy.app.background:
            raise BridgeError(NOT_IN_BACKGROUND, "Scripts are run by the background worker.")
        inside(self._run_dir, file, (".glb",))
        # A tenth of the time would go into looking for garbage that is gone with the scene anyway.
        gc.disable()
        try:
            result = execute.run(script, cpu_s, self._run_dir)
        finally:
            gc.enable()
        result["triangles"] = 0
        nowhere = asset.unplaced() if result["error"] is None else []
        if nowhere:
            result["error"] = _describe_unplaced(nowhere)
        if result["error"] is None:
            units.apply()
            # Looked at again, as the script may have put a link in its place.
            result["triangles"] = glb.write(inside(self._run_dir, file, (".glb",)))
        return result

    def model(self, params: dict[str, Any], _call: object) -> dict[str, Any]:
        """Writes the asset as a .glb for the window."""
        values = Params(params)
        file = values.text("file", 1024)
        values.done()
        return {"file": file, "triangles": glb.write(inside(self._run_dir, file, (".glb",)))}

    def open(self, params: dict[str, Any], _call: object) -> dict[str, Any]:
        """Opens a file that a script made, without what would run by itself."""
        values = Params(params)
        file = values.text("file", 1024)
        save = values.text("save", 1024, None)
        values.done()
        source = inside(self._run_dir, file, (".blend",))
        target = inside(self._run_dir, save, (".blend",)) if save is not None else None
        _open(source)
        notes = sanitize.strip()
        nowhere = asset.unplaced()
        if not nowhere:
            notes = [*units.apply(), *notes]
        if target is not None and not nowhere:
            _save(target)
        return {"objects": _count_objects(), "notes": notes[:MAX_NOTES],
                "error": _describe_unplaced(nowhere) if nowhere else None}

    def take(self, params: dict[str, Any], _call: object) -> dict[str, Any]:
        """Reads an asset that was edited by hand, and answers with the changes."""
        values = Params(params)
        file = values.text("file", 1024)
        base = values.text("base", 1024)
        session = values.text("session", 64)
        version = values.integer("version", 1, 1000000)
        save = values.text("save", 1024)
        values.done()
        if not bpy.app.background:
            raise BridgeError(NOT_IN_BACKGROUND, "Files are read by the background worker.")
        target = inside(self._run_dir, save, (".blend",))
        _open(inside(self._run_dir, base, (".blend",)))
        before = hand_edit.read()
        hand_edit.load(inside(self._run_dir, file, (".blend",)), session, before)
        nowhere = asset.unplaced()
        if nowhere:
            raise BridgeError(INVALID_PARAMS, _describe_unplaced(nowhere)["message"])
        changes = hand_edit.compare(before)
        _save(target)
        return {"changes": changes.rows, "script": changes.script(version),
                "objects": _count_objects()}

    def names_beside(self, params: dict[str, Any], _call: object) -> dict[str, list[str]]:
        """Reads which other files a model names. Opens none of them."""
        values = Params(params)
        file = values.text("file", 1024)
        values.done()
        return {"names": model_file.names_beside(inside(self._run_dir, file))}

    def take_in(self, params: dict[str, Any], _call: object) -> dict[str, Any]:
        """Reads a model of another program, and answers with the script that makes it."""
        values = Params(params)
        file = values.text("file", 1024)
        title = values.text("title", 400)
        name = values.text("name", 1024)
        unit = values.choice("unit", (*take_in.UNITS, None), None)
        up = values.choice("up", ("y", "z", None), None)
        save = values.text("save", 1024)
        values.done()
        if not bpy.app.background:
            raise BridgeError(NOT_IN_BACKGROUND, "Files are read by the background worker.")
        source = inside(self._run_dir, file, model_file.SUFFIXES)
        target = inside(self._run_dir, save, (".blend",))
        result = take_in.take_in(source, title, name, unit, up)
        _save(target)
        return result

    def rebuild(self, params: dict[str, Any], _call: object) -> dict[str, Any]:
        """Answers with the script of a model that was taken in, its meshes as code. Saves the scene
        for `compare`."""
        values = Params(params)
        script = values.text("script", MAX_SCRIPT)
        kept = values.texts("kept", rebuild.MAX_PARTS, 80)
        save = values.text("save", 1024)
        values.done()
        target = inside(self._run_dir, save, (".blend",))
        result = rebuild.rebuild(script, kept)
        _save(target)
        return result

    def compare(self, params: dict[str, Any], _call: object) -> dict[str, Any]:
        """Measures how far the scene's parts are from those of a file that `rebuild` saved."""
        values = Params(params)
        file = values.text("file", 1024)
        parts = values.texts("parts", rebuild.MAX_PARTS, 80)
        values.done()
        return {"parts": rebuild.compare(inside(self._run_dir, file, (".blend",)), parts)}

    def measure(self, params: dict[str, Any], call: Session) -> dict[str, dict[str, Any]]:
        """Measures the asset."""
        values = Params(params)
        joined = values.joins("joins", 10000, joins.KINDS)
        asked = values.objects("requirements", 10000)
        disputed = [second_opinion.read(each)
                    for each in values.items("disputed", second_opinion.MAX_DISPUTED)]
        tolerance = values.number("tolerance_m", 0.0, 1.0, None)
        penetration = values.number("penetration_m", 0.0, 10.0, None)
        values.done()
        return {"report": report.report(joined, tolerance, penetration, asked, disputed,
                                        call.progress)}

    def likeness(self, params: dict[str, Any], call: Session) -> dict[str, Any]:
        """Compares the asset with a picture, by landmarks that are seen in it."""
        values = Params(params)
        file = values.text("picture", 1024)
        landmarks = [likeness.read(each)
                     for each in values.items("landmarks", camera_solver.MOST)]
        folder = values.text("folder", 1024, "renders")
        values.done()
        if not bpy.app.background:
            raise BridgeError(NOT_IN_BACKGROUND, "Rendering is the background worker's work.")
        picture = inside(self._run_dir, file, (".png", ".jpg", ".jpeg"))
        return likeness.compare(picture, landmarks, inside(self._run_dir, folder),
                                folder.rstrip("/"), call)

    def render(self, params: dict[str, Any], call: Session) -> dict[str, Any]:
        """Renders the asset: a preview, final pictures, or pictures for a critic."""
        values = Params(params)
        mode = values.choice("mode", ("preview", "final", "look"))
        folder = values.text("folder", 1024, "renders")
        count = values.integer("num_images", 1, 10, 5)
        options = renderer.Options(
            count=count,
            width=values.integer("width", 16, 8192, 1920),
            height=values.integer("height", 16, 8192, 1080),
            engine=values.choice("engine", renderer.ENGINES, "auto"),
            gpu=values.flag("gpu", False),
            numbers=values.integers("numbers", 10, 1, count),
            samples=values.integer("samples", 0, renderer.MAX_SAMPLES, 0),
            light=light.find(values.choice("light", tuple(light.LIGHTS), "studio"),
                             values.rows("background", 1, 3)),
            transparent=values.flag("transparent", False),
            cameras=values.rows("cameras", 10, 5))
        wanted = critic_pictures.Wanted(
            cuts=values.pairs("cuts", critic_pictures.MAX_CUTS),
            inside=values.choice("inside", interior.HOWS, "none"),
            closeups=[closeup.read(each) for each in values.items("closeups", closeup.MAX)],
            views=values.flag("views", True),
            sheet=values.flag("sheet", False),
            materials=values.flag("materials", False),
            far_poses=values.flag("far_poses", False),
            quality=values.integer("quality", 10, 100, critic_pictures.QUALITY))
        wanted_pose = values.pose()
        values.done()
        if not bpy.app.background:
            raise BridgeError(NOT_IN_BACKGROUND, "Rendering is the background worker's work.")
        target = inside(self._run_dir, folder)
        meets = _set_pose(wanted_pose)[1]
        if mode == "look":
            return meets | critic_pictures.look(target, folder.rstrip("/"), options.width,
                                                options.height, wanted, options.engine,
                                                options.gpu, call)
        return meets | renderer.render(target, folder.rstrip("/"), mode, options, call)

    def turntable(self, params: dict[str, Any], call: Session) -> dict[str, Any]:
        """Renders frames of a film in which the asset turns."""
        values = Params(params)
        frames = values.integer("frames", 1, turntable.MAX_NUMBER)
        turn = turntable.Turn(
            frames=frames,
            first=values.integer("first", 1, turntable.MAX_NUMBER + 1 - frames, 1),
            from_deg=values.number("from_deg", -360.0, 360.0, 38.0),
            degrees=values.number("degrees", -360.0, 360.0, 360.0),
            easing=values.choice("easing", turntable.EASINGS, "linear"))
        width = values.integer("width", 16, 8192, 1280)
        height = values.integer("height", 16, 8192, 720)
        engine = values.choice("engine", renderer.ENGINES, "workbench")
        gpu = values.flag("gpu", False)
        transparent = values.flag("transparent", False)
        folder = values.text("folder", 1024, "frames")
        motion = values.flag("motion", False)
        wanted_pose = values.pose()
        values.done()
        if not bpy.app.background:
            raise BridgeError(NOT_IN_BACKGROUND, "Rendering is the background worker's work.")
        moves = turntable.Motion(wanted_pose) if motion else None
        meets = {} if moves is not None else _set_pose(wanted_pose)[1]
        return meets | turntable.turntable(inside(self._run_dir, folder), folder.rstrip("/"), turn,
                                           width, height, engine, gpu, transparent, moves, call)

    def dataset(self, params: dict[str, Any], call: Session) -> dict[str, Any]:
        """Writes pictures of the asset with masks, depth, normals and cameras."""
        values = Params(params)
        maps = values.texts("maps", len(dataset.MAPS)) or dataset.MAPS
        for each in maps:
            if each not in dataset.MAPS:
                refuse_params(f"'maps' must be some of {', '.join(dataset.MAPS)}")
        options = dataset.Options(
            cameras=values.integer("cameras", 1, dataset.MAX_CAMERAS, 8),
            seed=values.integer("seed", 0, dataset.MAX_SEED, 1),
            width=values.integer("width", dataset.MIN_SIDE, dataset.MAX_SIDE, 512),
            height=values.integer("height", dataset.MIN_SIDE, dataset.MAX_SIDE, 512),
            maps=maps,
            format=values.choice("format", dataset.FORMATS, "exr"),
            engine=values.choice("engine", renderer.ENGINES, "auto"),
            gpu=values.flag("gpu", False))
        folder = values.text("folder", 1024, "dataset")
        values.done()
        if not bpy.app.background:
            raise BridgeError(NOT_IN_BACKGROUND, "Rendering is the background worker's work.")
        return dataset.write(inside(self._run_dir, folder), folder.rstrip("/"), options, call)

    def warm_up(self, params: dict[str, Any], _call: object) -> dict[str, Any]:
        """Compiles the shaders of a preview."""
        values = Params(params)
        folder = values.text("folder", 1024, "shaders")
        keep = values.flag("keep", True)
        values.done()
        if not bpy.app.background:
            raise BridgeError(NOT_IN_BACKGROUND, "Rendering is the background worker's work.")
        return shaders.warm_up(inside(self._run_dir, folder), folder.rstrip("/"), keep)

    def save(self, params: dict[str, Any], _call: object) -> dict[str, Any]:
        """Saves the scene."""
        values = Params(params)
        file = values.text("file", 1024)
        wanted_pose = values.pose()
        actions = values.flag("actions", False)
        values.done()
        target = inside(self._run_dir, file, (".blend",))
        meets = _set_pose(wanted_pose)[1]
        if actions:
            jointed.add_actions(joints.read()[0])
        _save(target)
        return {"file": file, "bytes": os.path.getsize(target), **meets}

    def export(self, params: dict[str, Any], call: Session) -> dict[str, Any]:
        """Writes the asset in another program's format."""
        values = Params(params)
        file = values.text("file", 1024)
        options = formats.Options(
            scale=values.number("scale", 1e-6, 1e6, 1.0),
            up=values.choice("up", ("z", "y", None), None),
            on_ground=values.flag("on_ground", False),
            triangulate=values.flag("triangulate", False),
            share=values.number("share", 0.001, 1.0, 1.0),
            max_triangles=values.integer("max_triangles", 1, 100_000_000, None),
            join=values.flag("join", False),
            texture_px=values.integer("texture_px", 0, 8192, 0),
            per_object=values.flag("per_object", False),
            draco=values.flag("draco", False),
            colliders=values.flag("colliders", False),
            engine=values.choice("engine", (*game_package.ENGINES, None), None),
            link=values.text("link", 200, None),
            gap=values.number("gap", 0.0, 1e6, None),
            bed=tuple(values.number(f"bed_{axis}", 1e-6, 1e9, None) for axis in "xyz"))
        preview = values.text("preview", 1024, None)
        wanted_pose = values.pose()
        values.done()
        suffixes = ((game_package.ENGINES[options.engine].suffix,) if options.engine is not None
                    else (".glb",) if options.draco or options.colliders
                    else formats.PRINTED if options.gap is not None else formats.SUFFIXES)
        target = inside(self._run_dir, file, suffixes)
        if preview is not None:
            options.preview = inside(self._run_dir, preview, (".png",))
        posed, meets = _set_pose(wanted_pose)
        result = formats.export(target, options, posed, call)
        size = os.path.getsize(target) if "off_bed" not in result else 0
        return {"file": file, "bytes": size, **result, **meets}

    def read_back(self, params: dict[str, Any], _call: object) -> dict[str, Any]:
        """Reads an exported file and answers with what is in it."""
        values = Params(params)
        file = values.text("file", 1024)
        up = values.choice("up", ("z", "y"), "z")
        with_look = values.flag("look", False)
        engine = values.choice("engine", (*game_package.ENGINES, None), None)
        values.done()
        return read_back.read(inside(self._run_dir, file, formats.SUFFIXES), up, with_look, engine)

    def library_asset(self, params: dict[str, Any], _call: object) -> dict[str, Any]:
        """Saves the scene as an asset for Blender's Asset Browser."""
        values = Params(params)
        file = values.text("file", 1024)
        name = values.text("name", 200)
        description = values.text("description", 1000, "")
        catalog = values.text("catalog", 36)
        tags = values.texts("tags", 30)
        preview = values.text("preview", 1024, None)
        values.done()
        target = inside(self._run_dir, file, (".blend",))
        picture = inside(self._run_dir, preview, (".png",)) if preview is not None else None
        collection = library_asset.mark(name, description, catalog, tags, picture)
        _save(target)
        return {"file": file, "bytes": os.path.getsize(target), "name": collection.name,
                "tags": [tag.name for tag in collection.asset_data.tags]}

    def print_check(self, params: dict[str, Any], _call: object) -> dict[str, Any]:
        """Checks if the asset can be printed in 3D."""
        values = Params(params)
        # The printer's own limits, at the scale of what is exported smaller or larger.
        wall = values.number("wall_m", 0.0, 1e6, 0.001)
        bed = [values.number(f"bed_{axis}_m", 1e-6, 1e6, None) for axis in "xyz"]
        lay_out = values.flag("lay_out", False)
        mm = values.number("mm_m", 1e-9, 1e3, 0.001)
        values.done()
        return print_check.check(wall, bed, lay_out, mm)

    def drawing(self, params: dict[str, Any], _call: object) -> dict[str, Any]:
        """Answers with the lines of a technical drawing of the asset."""
        Params(params).done()
        return drawing.draw()


def _count_objects() -> int:
    """Counts as the report does: the empty of a joint is no piece of the asset."""
    return sum(not joints.is_joint(obj) for obj in bpy.context.scene.objects)


def _set_pose(wanted: dict[str, Any]) -> tuple[list[Joint] | None, dict[str, Any]]:
    """Turns what moves; without a pose, nothing is read. Returns the joints, and `meets` and
    `opens` for the answer: what runs into each other in the pose only, and loops that cannot
    follow."""
    if not wanted:
        return None, {}
    found = joints.read()[0]
    faults = {"meets": pose_check.find(found, wanted),
              "opens": pose_check.find_open(found, wanted)}
    pose.set_pose(found, wanted)
    return found, faults


def _describe_unplaced(names: list[str]) -> dict[str, Any]:
    """As an error of the script: such objects are seen nowhere, and nothing can be told of them."""
    listed = ", ".join(clean(name) for name in names[:8]) + (" …" if len(names) > 8 else "")
    return {"type": "ValueError", "line": None, "traceback": [],
            "message": f"These objects have invalid coordinates (NaN, infinite, or "
                       f"beyond {asset.FARTHEST:g} m): {listed}. Look for a division by zero, or "
                       f"a root or an arc cosine of a number out of range, where the script "
                       f"computes them."}


def _open(source: str) -> None:
    """Opens a file that a script made: without its scripts, and without its windows."""
    try:
        with Capture():
            bpy.ops.wm.open_mainfile(filepath=source, load_ui=False, use_scripts=False)
    except RuntimeError as error:
        why = clean(str(error)).removeprefix("Error: ").strip()
        raise BridgeError(INTERNAL_ERROR, f"The scene could not be opened: {why}"[:1000]) from None


def _save(target: str, compress: bool = True) -> None:
    """Saves the scene; a full disk is said in so many words."""
    try:
        os.makedirs(os.path.dirname(target), mode=0o700, exist_ok=True)
        # copy: the file in memory stays untitled, so that no path gets into later files.
        bpy.ops.wm.save_as_mainfile(filepath=target, check_existing=False, compress=compress,
                                    copy=True)
    except (OSError, RuntimeError) as error:
        why = clean(str(error)).removeprefix("Error: ").strip()
        why = name_write_failure(os.path.dirname(target), why)
        raise BridgeError(INTERNAL_ERROR, f"The scene could not be saved: {why}"[:1000]) from None
