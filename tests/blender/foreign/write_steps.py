#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the STEP files of this folder by other programs: the lamp of write_foreign.py with round parts, and an angle.
It is not a part of the tests: they read what is kept here. On Debian 13, with libocct-draw-7.8, gmsh and solvespace:

    python3 write_steps.py"""

import ctypes
import pathlib
import subprocess
import tempfile

from write_foreign import HERE, LAMP

# In mm; the corners of an angle, and how thick it is.
ANGLE, THICK = [(0, 0), (60, 0), (60, 10), (10, 10), (10, 40), (0, 40)], 20
NAMING = "opencascade-7.8-naming.step"
LIBRARIES = ["TKDraw", "TKTopTest", "TKDCAF", "TKXDEDRAW", "TKXSDRAWSTEP"]


def write_by_open_cascade():
    """By its interpreter. The post is moved, so that it is an assembly of one thing without a name."""
    libraries = [ctypes.CDLL(f"lib{name}.so.7.8", mode=ctypes.RTLD_GLOBAL) for name in LIBRARIES]
    draw, *plugins = libraries
    get = draw._ZN4Draw14GetInterpretorEv
    get.restype = ctypes.c_void_p
    interpreter = ctypes.c_void_p(get())
    draw._ZN16Draw_Interpretor4InitEv(interpreter)
    for each in plugins:
        each.PLUGINFACTORY(interpreter)
    lines, low = ["NewDocument lamp BinXCAF"], 0
    for name, color, _sides, one, other, height in LAMP:
        shape = f"pcylinder {name} at {one} {height}" if one == other else f"pcone {name} at {one} {other} {height}"
        lines += [f"plane at 0 0 {0 if name == 'Post' else low} 0 0 1", shape,
                  f"ttranslate {name} 0 0 {low}" if name == "Post" else "", f"set label [XAddShape lamp {name}]",
                  f"SetName lamp $label {{{name}}}", f"XSetColor lamp $label {' '.join(map(str, color))}"]
        low += height
    for unit, name in (("MM", "opencascade-7.8.step"), ("INCH", "opencascade-7.8-inch.step")):
        lines += [f"param write.step.unit {unit}", f"WriteStep lamp {HERE / name}"]
    # Its parts are files of their own, which are not kept.
    lines += ["param write.step.unit MM", f"WriteStep lamp {HERE / NAMING} a other_"]
    for line in lines:
        assert draw._ZN16Draw_Interpretor4EvalEPKc(interpreter, line.encode()) == 0, line
    for other in HERE.glob("other_*"):
        other.unlink()


def write_by_gmsh():
    with tempfile.TemporaryDirectory() as folder:
        lamp, lines, low = pathlib.Path(folder, "lamp.geo"), ['SetFactory("OpenCASCADE");'], 0
        for number, (_name, _color, _sides, one, other, height) in enumerate(LAMP, 1):
            kind, radii = ("Cylinder", f"{one}") if one == other else ("Cone", f"{one}, {other}")
            lines.append(f"{kind}({number}) = {{0, 0, {low}, 0, 0, {height}, {radii}}};")
            low += height
        lamp.write_text("\n".join([*lines, f'Save "{HERE / "gmsh-4.13.step"}";', ""]))
        subprocess.run(["gmsh", "-", lamp], check=True, stdout=subprocess.DEVNULL)


def write_by_solvespace():
    """SolveSpace has a writer of its own. The model: three planes, an outline on the first one, extruded."""
    lines = ["\xb1\xb2\xb3SolveSpaceREVa", ""]

    def add(kind, **values):
        lines.extend(f"{kind}.{name.replace('_', '.')}={value}" for name, value in values.items())
        lines.extend([f"Add{kind}", ""])

    def add_param(handle, value):
        lines.extend([f"Param.h.v.={handle:08x}", f"Param.val={value:.20f}", "AddParam", ""])

    add("Group", h_v="00000001", type=5000, name="#references", visible=1, scale=1)
    add("Group", h_v="00000002", type=5001, order=1, name="outline", activeWorkplane_v=80020000, subtype=6000,
        predef_q_w=1, predef_origin_v="00010001", visible=1, scale=1)
    add("Group", h_v="00000003", type=5100, order=2, name="extrude", opA_v="00000002", color="00cc6633", subtype=7000,
        predef_entityB_v=80020000, visible=1, scale=1)
    for plane, turn in enumerate([(1, 0, 0, 0), (.5, .5, .5, .5), (.5, -.5, -.5, -.5)], 1):
        for number, value in zip([0x10, 0x11, 0x12, 0x20, 0x21, 0x22, 0x23], [0, 0, 0, *turn]):
            add_param(plane << 16 | number, value)
        add("Request", h_v=f"{plane:08x}", type=100, group_v="00000001", construction=0)
    for number, (one, other) in enumerate(zip(ANGLE, [*ANGLE[1:], ANGLE[0]]), 4):
        for param, value in zip([0x10, 0x11, 0x13, 0x14], [*one, *other]):
            add_param(number << 16 | param, value)
        add("Request", h_v=f"{number:08x}", type=200, workplane_v=80020000, group_v="00000002", construction=0)
    for number, value in enumerate([0, 0, THICK / 2]):  # it goes as far again
        add_param(0x80030000 + number, value)
    with tempfile.TemporaryDirectory() as folder:
        model = pathlib.Path(folder, "angle.slvs")
        model.write_bytes("\n".join(lines).encode("latin-1"))
        subprocess.run(["solvespace-cli", "export-surfaces", "-o", HERE / "solvespace-3.1.step", model], check=True)


if __name__ == "__main__":
    write_by_open_cascade()
    write_by_gmsh()
    write_by_solvespace()
