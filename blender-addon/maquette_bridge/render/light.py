# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lights that an asset can be rendered in: the lamps round it, and what surrounds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

Color = tuple[float, float, float]


@dataclass(frozen=True)
class Lamp:
    """A soft disc that goes round with the camera. `azimuth`, `elevation`: degrees, from the
    camera; `distance`, `size`: of the asset's diagonal; `power`: W on an asset of 1 m."""

    name: str
    azimuth: float
    elevation: float
    distance: float
    size: float
    power: float
    color: Color


@dataclass(frozen=True)
class Light:
    """`ground`: its color; `backdrop`: what the ground fades into; `far`, `zenith`: how bright the
    backdrop is at the horizon and overhead, near the asset being 1."""

    lamps: tuple[Lamp, ...]
    ground: Color
    backdrop: Color
    far: float
    zenith: float


LIGHTS = {
    "studio": Light(
        (Lamp("Key", -46.0, 50.0, 2.2, 1.5, 31.0, (1.0, 0.975, 0.95)),
         Lamp("Fill", 62.0, 24.0, 2.6, 2.2, 7.0, (0.94, 0.97, 1.0)),
         Lamp("Rim", 160.0, 44.0, 2.4, 1.3, 20.0, (1.0, 1.0, 1.0))),
        ground=(0.62, 0.62, 0.625), backdrop=(0.60, 0.602, 0.608), far=0.62, zenith=1.05),
    # A clear noon: a small hard sun, and a blue sky that fills the shadows.
    "day": Light(
        (Lamp("Sun", -38.0, 54.0, 3.0, 0.35, 74.0, (1.0, 0.94, 0.84)),
         Lamp("Sky", 70.0, 40.0, 2.6, 2.6, 9.0, (0.72, 0.86, 1.0))),
        ground=(0.66, 0.63, 0.58), backdrop=(0.66, 0.76, 0.88), far=0.95, zenith=0.62),
    # A low sun that is warm, against a sky that is not.
    "evening": Light(
        (Lamp("Sun", -64.0, 17.0, 2.8, 0.5, 78.0, (1.0, 0.62, 0.32)),
         Lamp("Sky", 75.0, 38.0, 2.6, 2.6, 8.0, (0.62, 0.66, 1.0)),
         Lamp("Rim", 150.0, 20.0, 2.4, 1.0, 22.0, (1.0, 0.58, 0.36))),
        ground=(0.46, 0.37, 0.33), backdrop=(0.62, 0.41, 0.33), far=1.0, zenith=0.42),
    # Before black: the edges shine.
    "dark": Light(
        (Lamp("Key", -52.0, 46.0, 2.2, 1.2, 34.0, (1.0, 0.96, 0.90)),
         Lamp("Rim", 148.0, 38.0, 2.2, 1.2, 44.0, (0.80, 0.90, 1.0)),
         Lamp("Other rim", -150.0, 30.0, 2.4, 1.0, 26.0, (1.0, 0.92, 0.84))),
        ground=(0.035, 0.035, 0.038), backdrop=(0.022, 0.022, 0.025), far=0.45, zenith=0.6),
}


def find(name: str, background: Sequence[Sequence[float]]) -> Light:
    """The light called `name`; `background`: none, or one even color (linear RGB) for all that
    surrounds the asset."""
    light = LIGHTS[name]
    for row in background:
        red, green, blue = (min(max(each, 0.0), 1.0) for each in row)
        # The lamps make the ground brighter than what it fades into.
        light = replace(light, ground=(0.8 * red, 0.8 * green, 0.8 * blue),
                        backdrop=(red, green, blue), far=1.0, zenith=1.0)
    return light
