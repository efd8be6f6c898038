# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders the asset on the stage: a quick Workbench preview of view 1, or all views."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import bpy

from ..errors import CANCELLED, INVALID_PARAMS, BridgeError, name_write_failure
from ..streams import Capture
from . import engines, framing, layers
from .light import LIGHTS, Light
from .stage import Stage

ENGINES = ("auto", "cycles", "eevee", "workbench")
MAX_SAMPLES = 4096
CYCLES_SAMPLES = 14  # without a denoiser: `polish` smooths what is left
CYCLES_SAMPLES_LARGE = 7  # where grain is finer than the eye
LARGE = 1_000_000  # pixels
CYCLES_SAMPLES_DENOISED = 16
CYCLES_SAMPLES_GPU = 64
EEVEE_SAMPLES = 32
PREVIEW_EXPOSURE = 0.45
PREVIEW_AA = "5"  # samples: a quarter less time than 8 without a GPU, and looks the same


def workbench(stage: Stage) -> str:
    """Sets the stage up for a quick picture by Workbench."""
    scene = stage.scene
    scene.render.engine = "BLENDER_WORKBENCH"
    scene.render.use_compositing = False
    scene.display.render_aa = "8"
    shading = scene.display.shading
    shading.light = "STUDIO"
    shading.color_type = "MATERIAL"
    shading.show_shadows = False  # costly without a GPU, and there is no ground to fall on
    shading.show_cavity = True
    shading.cavity_type = "BOTH"
    shading.show_specular_highlight = True
    shading.background_type = "WORLD"
    # Its studio light is dim.
    scene.view_settings.exposure = PREVIEW_EXPOSURE
    scene.world.color = [each / 2 ** PREVIEW_EXPOSURE for each in scene.world.color]
    # Its light is the camera's own, under which a ground looks like a wall.
    stage.ground.hide_render = True
    stage.show_base_colors()
    return "BLENDER_WORKBENCH"


def cycles(stage: Stage, gpu: bool, samples: int = 0) -> str:
    """Sets the stage up for Cycles; `gpu`: compute on one where there is one. `samples`: of each
    pixel; 0: as many as are usual here."""
    scene = stage.scene
    scene.render.engine = "CYCLES"
    settings = scene.cycles
    backend = engines.gpu_backend() if gpu else None
    if backend is not None:
        engines.use_gpu(backend)
        settings.device = "GPU"
    else:
        settings.device = "CPU"
    denoise = engines.can_denoise()
    large = scene.render.resolution_x * scene.render.resolution_y >= LARGE
    settings.samples = samples or (CYCLES_SAMPLES_GPU if backend is not None else
                                   CYCLES_SAMPLES_DENOISED if denoise else
                                   CYCLES_SAMPLES_LARGE if large else CYCLES_SAMPLES)
    settings.use_denoising = denoise
    settings.use_adaptive_sampling = True
    settings.adaptive_threshold = 0.06
    settings.adaptive_min_samples = 6
    # A lamp is chosen by what it gives, the rim light seldom for what it does not reach: a third
    # more time a sample, and half as many are as clean.
    settings.use_light_tree = True
    # The backdrop is even: rays that meet it by themselves show it with less grain and time.
    scene.world.cycles.sampling_method = "NONE"
    # So is what shines of the ground, which else counted as 64 more lamps.
    stage.ground.active_material.cycles.emission_sampling = "NONE"
    settings.max_bounces = 8
    settings.diffuse_bounces = 2
    settings.glossy_bounces = 4
    settings.transmission_bounces = 8
    settings.transparent_max_bounces = 16
    settings.caustics_reflective = False
    settings.caustics_refractive = False
    settings.blur_glossy = 1.0
    settings.sample_clamp_indirect = 1.5
    settings.sample_clamp_direct = 0.0
    settings.seed = 1
    if "BLUE_NOISE" in engines.enum_values(settings, "sampling_pattern"):
        settings.sampling_pattern = "BLUE_NOISE"
    stage.polish(smooth=not denoise)
    return "CYCLES"


def eevee(stage: Any, samples: int = 0) -> Any:
    """Sets the stage up for EEVEE; `samples` as for Cycles."""
    scene = stage.scene
    scene.render.engine = engines.eevee()
    settings = scene.eevee
    for name, value in (("taa_render_samples", samples or EEVEE_SAMPLES), ("use_raytracing", True),
                        ("use_shadows", True), ("use_gtao", True)):
        if hasattr(settings, name):
            setattr(settings, name, value)
    stage.polish(smooth=False)
    return scene.render.engine


def choose_engine(engine: str, gpu: bool) -> str:
    """The engine that `engine` stands for in this Blender: `auto` is the best one that there is."""
    have = engines.engines()
    if engine == "auto":
        return "cycles" if "CYCLES" in have else "eevee" if gpu else "workbench"
    if (engine == "cycles" and "CYCLES" not in have) or (engine == "eevee" and not engines.eevee()):
        raise BridgeError(INVALID_PARAMS, f"This Blender has no engine {engine!r}.")
    return engine


def set_up_engine(stage: Stage, engine: str, gpu: bool, samples: int = 0) -> str:
    """Sets up what choose_engine() returned; Blender's name of it."""
    if engine == "cycles":
        return cycles(stage, gpu, samples)
    return eevee(stage, samples) if engine == "eevee" else workbench(stage)


@dataclass
class Options:
    """count: of the views round the asset. numbers: of those that are rendered, from 1; empty: all.
    engine: of ENGINES. samples: of each pixel; 0: as many as are usual. transparent: without the
    ground. cameras: those of an earlier version, used again where the asset still fits, so that
    pictures of both can be compared."""

    count: int = 5
    width: int = 1920
    height: int = 1080
    engine: str = "auto"
    gpu: bool = False
    numbers: Sequence[int] = ()
    samples: int = 0
    light: Light = LIGHTS["studio"]
    transparent: bool = False
    cameras: Sequence[list[float]] = ()


def render(folder: str, shown_folder: str, mode: str, options: Options,
           call: Any) -> dict[str, Any]:
    """Renders into `folder`, which is called `shown_folder` in the answer. `call` hears of each
    picture and may cancel in between."""
    started = time.monotonic()
    width, height = options.width, options.height
    engine = choose_engine("workbench" if mode == "preview" else options.engine, options.gpu)
    with Stage(width, height, light=options.light) as stage:
        used = set_up_engine(stage, engine, options.gpu, options.samples)
        if mode == "preview":
            stage.scene.display.render_aa = PREVIEW_AA
        views = framing.views(options.count, stage.high - stage.low)
        numbers = [1] if mode == "preview" else list(options.numbers) or range(1, len(views) + 1)
        places = [framing.reuse(view, options.cameras, stage.points, width / height)
                  for view in views]
        os.makedirs(folder, mode=0o700, exist_ok=True)

        def take(kind: str, draw: Callable[..., Any], smaller: int = 1,
                 **more: Any) -> list[dict[str, Any]]:
            """Draws each view into a file and tells of it."""
            taken = []
            for done, number in enumerate(numbers, 1):
                view = views[number - 1]
                if call.cancelled():
                    raise BridgeError(CANCELLED, "Rendering was cancelled.")
                name = "preview.png" if mode == "preview" else f"{kind}_{number}.png"
                stage.look(view, places[number - 1])
                draw(number, os.path.join(folder, name))
                taken.append({"file": f"{shown_folder}/{name}", "view": view.name,
                              "azimuth_deg": round(view.azimuth, 3),
                              "elevation_deg": round(view.elevation, 3),
                              "place_m": list(stage.camera.matrix_world.translation),
                              "width": width // smaller, "height": height // smaller})
                call.progress({"image": taken[-1], "done": done, "of": len(numbers), **more})
            return taken

        if options.transparent:
            stage.take_ground()
        # Layers have samples of their own.
        if (used == "CYCLES" and not options.transparent and not options.samples
                and layers.can(stage)):
            with layers.Layers(stage, picture) as layered:
                take("draft", layered.draft, layers.SMALL, provisional=True)
                images = take("render", layered.finish)
        else:
            images = take("render", lambda _number, path: picture(stage.scene, path))
    return {"engine": used, "images": images, "seconds": round(time.monotonic() - started, 3)}


def picture(scene: bpy.types.Scene, path: str) -> None:
    """Renders a scene to a file."""
    # Written beside and moved into place: nobody sees half a picture.
    part = os.path.join(os.path.dirname(path), ".part" + os.path.splitext(path)[1])
    if os.path.lexists(part):
        os.unlink(part)
    scene.render.filepath = part
    with Capture() as output:
        bpy.ops.render.render(write_still=True, scene=scene.name)
    if not os.path.isfile(part) or not os.path.getsize(part):
        why = name_write_failure(os.path.dirname(part), output.stderr or output.stdout)
        raise RuntimeError(f"Blender wrote no picture: {why}"[-1500:])
    os.replace(part, path)
