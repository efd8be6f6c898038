#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the files of this folder by other programs: a lamp of three parts in all formats, and a plate as outlines. It
is not a part of the tests: they read what is kept here.

    blender --background --factory-startup --python write_foreign.py      Blender's own exporters; first
    python3 write_foreign.py                                              assimp, admesh, openscad, ezdxf
    node write_foreign.mjs NODE_MODULES                                   three.js"""

import pathlib
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
# name, color, sides, radii and height in mm; all stand on each other
LAMP = [("Foot", (0.03, 0.13, 0.32), 4, 60, 60, 10), ("Post", (0.60, 0.40, 0.03), 8, 6, 6, 150),
        ("Shade", (0.32, 0.03, 0.03), 8, 50, 25, 40)]
PLATE = """difference() {
  offset(r = 5, $fn = 32) translate([5, 5]) square([70, 30]);
  translate([10, 10]) circle(r = 3, $fn = 32);
  translate([70, 30]) circle(r = 3, $fn = 32);
}
"""
SCAD = """module lamp() {
  cylinder(h = 10, r = 60, $fn = 4);
  translate([0, 0, 10]) cylinder(h = 150, r = 6, $fn = 8);
  translate([0, 0, 160]) cylinder(h = 40, r1 = 50, r2 = 25, $fn = 8);
}
lamp();
"""


def write_by_blender():
    import bpy
    bpy.ops.wm.read_factory_settings(use_empty=True)
    low = 0
    for name, color, sides, one, other, height in LAMP:
        bpy.ops.mesh.primitive_cone_add(vertices=sides, radius1=one / 1000, radius2=other / 1000, depth=height / 1000,
                                        location=(0, 0, (low + height / 2) / 1000))
        obj = bpy.context.object
        obj.name, obj.data.name = name, name
        material = bpy.data.materials.new(name + " paint")
        material.use_nodes = True
        material.node_tree.nodes["Principled BSDF"].inputs["Base Color"].default_value = (*color, 1)
        obj.data.materials.append(material)
        low += height
    out = f"{HERE}/blender-4.3"
    bpy.ops.export_scene.gltf(filepath=f"{out}.glb", export_format="GLB")
    bpy.ops.export_scene.gltf(filepath=f"{out}-beside.gltf", export_format="GLTF_SEPARATE", export_yup=False)
    bpy.ops.wm.obj_export(filepath=f"{out}.obj")
    bpy.ops.wm.obj_export(filepath=f"{out}-z-mm.obj", up_axis="Z", forward_axis="Y", global_scale=1000,
                          export_triangulated_mesh=True, export_materials=False, export_object_groups=True)
    bpy.ops.wm.stl_export(filepath=f"{out}.stl", global_scale=1000)
    bpy.ops.wm.stl_export(filepath=f"{out}-text.stl", ascii_format=True, global_scale=1000)
    bpy.ops.wm.ply_export(filepath=f"{out}.ply", forward_axis="Y", up_axis="Z")
    bpy.ops.wm.ply_export(filepath=f"{out}-text.ply", ascii_format=True, export_normals=True, forward_axis="Y",
                          up_axis="Z", global_scale=1000)
    bpy.ops.export_scene.fbx(filepath=f"{out}.fbx", bake_anim=False)
    bpy.ops.export_scene.fbx(filepath=f"{out}-units.fbx", bake_anim=False, apply_unit_scale=False,
                             apply_scale_options="FBX_SCALE_UNITS", axis_up="Z", axis_forward="Y")


def run(*words):
    subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL)


def write_by_others():
    first = HERE / "blender-4.3.obj"
    for kind, name in (("glb2", "assimp.glb"), ("gltf2", "assimp.gltf"), ("obj", "assimp.obj"),
                       ("stl", "assimp-text.stl"), ("stlb", "assimp.stl"),
                       ("ply", "assimp-text.ply"), ("plyb", "assimp.ply"),
                       ("3mf", "assimp.3mf"), ("fbx", "assimp.fbx"), ("fbxa", "assimp-text.fbx")):
        run("assimp", "export", first, HERE / name, f"-f{kind}")
    run("admesh", f"--write-binary-stl={HERE / 'admesh.stl'}", HERE / "blender-4.3.stl")
    run("admesh", "--scale=2", f"--write-ascii-stl={HERE / 'admesh-text.stl'}", HERE / "blender-4.3.stl")
    run("admesh", f"--write-dxf={HERE / 'admesh.dxf'}", HERE / "blender-4.3.stl")
    with tempfile.TemporaryDirectory() as folder:
        lamp, plate = pathlib.Path(folder, "lamp.scad"), pathlib.Path(folder, "plate.scad")
        lamp.write_text(SCAD)
        plate.write_text(PLATE)
        for name in ("openscad.stl", "openscad.3mf"):
            run("openscad", "-q", "-o", HERE / name, lamp)
        for name in ("openscad.dxf", "openscad.svg"):
            run("openscad", "-q", "-o", HERE / name, plate)
    write_dxf()


def write_dxf():
    import ezdxf
    for version in ("R12", "R2018"):
        doc = ezdxf.new(version)
        if version != "R12":
            doc.units = ezdxf.units.CM
        doc.layers.add("IV_OUTER_PROFILE")
        doc.layers.add("IV_INTERIOR_PROFILES")
        space = doc.modelspace()
        outline = [(0.5, 0, 0), (7.5, 0, 0.41421356), (8, 0.5, 0), (8, 4, 0), (0, 4, 0), (0, 0.5, 0.41421356)]
        add = space.add_polyline2d if version == "R12" else space.add_lwpolyline
        add(outline, format="xyb", close=True, dxfattribs={"layer": "IV_OUTER_PROFILE"})
        hole = doc.blocks.new("HOLE")
        hole.add_circle((0, 0), 0.3)
        for x, y in ((1, 1), (7, 3)):
            space.add_blockref("HOLE", (x, y), dxfattribs={"layer": "IV_INTERIOR_PROFILES"})
        space.add_line((3, 1), (5, 1))
        space.add_arc((5, 2), 1, -90, 90)
        space.add_line((5, 3), (3, 3))
        space.add_arc((3, 2), 1, 90, 270)
        space.add_text("t = 3", dxfattribs={"height": 0.3})
        if version != "R12":
            space.add_ellipse((10, 2), (0, 1.5), 0.5, dxfattribs={"layer": "Knob"})
            space.add_linear_dim((0, -1), (0, 0), (8, 0)).render()
        doc.saveas(HERE / f"ezdxf-{version}.dxf")


if __name__ == "__main__":
    try:
        import bpy  # noqa: F401
    except ImportError:
        write_by_others()
    else:
        write_by_blender()
