# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of the functions that scripts may call without defining them, as
data/agents/toolkit.txt lists them. The check names them as nearest right ones, and says so when a
script's own function takes the place of one. tests/blender/test_check.py compares the lists."""

import ast
import hashlib

NAMES = frozenset("""
start box cylinder sphere torus lathe extrude cushion prism_gem boulder mesh_of to_mesh add
join_meshes level_foot paint_faces sides_for sharp_extrude drilled_plate hollow_cylinder open_box
open_cylinder boolean drill_holes involute_gear involute_ring_gear mesh_turn screw_thread hexagon
butt_hinge solid_text bend_path sweep loft_profiles hollow_out fillet_edges pattern_along
relief_text outline_boolean outline_offset link_chain tube ribbon post loft surface piping catmull
resample helix circle arc rounded_rectangle round_corners hollow arched_opening duplicate resize
copy_to bounds scatter_mesh growing cover limb leaf_blade needle_tuft open_blossom petal_blade
grass_blades split_leaf foliage_pad blocks tiled_slope shingled_cone crenels wood painted lacquer
metal gold silver copper ceramic terracotta porcelain glass crystal gem fabric silk velvet leather
rubber plastic paper stone concrete brick neon screen wicker bark leaf petal moss soil grass water
skin flame snow scales pattern shader node noise_at ramp roughen hinge slider ball_joint screw
fixed closes add_joints blend_skin
""".split())

# The arguments that functions which make objects must be given, in this order.
NEEDS = {line.partition(":")[0]: line.partition(":")[2].split() for line in """
box: name size location material part
cylinder: name radius height location material part
sphere: name radius location material part
torus: name radius thickness location material part
lathe: name profile location material part
extrude: name outline depth location material part
cushion: name size location material part
prism_gem: name radius height location material part
boulder: name location size material part
sharp_extrude: name outline depth location material part
drilled_plate: name size location material part
hollow_cylinder: name radius inner height location material part
open_box: name size wall floor location material part
open_cylinder: name radius height wall floor location material part
involute_gear: name module teeth thickness location material part
involute_ring_gear: name module teeth thickness diameter location material part
screw_thread: name diameter pitch length location material part
butt_hinge: name length width thickness location material part
solid_text: name text height depth location material part
link_chain: name points wire pitch width material part
tube: name points radius material part
ribbon: name points width thickness material part
post: name stations material part
loft: name sections material part
sweep: name outline points material part
loft_profiles: name profiles material part
surface: name rows material part
piping: name outline radius material part
scatter_mesh: name placements template material part
cover: name ground template count material part
limb: name path material part
foliage_pad: name centre size count template material part
blocks: name placements material part
tiled_slope: name corner along up rows columns thickness material part
shingled_cone: name radius height location material part
""".strip().splitlines()}

# The functions that may look for files, as they are: the toolkit's for installed fonts, and that of
# a model that was taken in (intake/mesh_script.py), for the meshes and the rig beside the script.
_FILE_READERS = {
    "installed_font": "ad6aee106c71ad7b7ab538cf9679d94d2cac2c49c7b48960298098d336624ae7",
    "meshes": "273559b7c0c75b068df99d5222ad2c9f3ee4b981220d7325d4d3d51057a10511",
    "rig": "99f34b195dca4bd8d96b3c68f0f354542faba0273b70b0d19919f77eeb32a8af",
}


def lines_of_file_readers(source: str, tree: ast.Module) -> set[int]:
    """The lines of a script in which our own code looks for files; none if it was changed."""
    lines: set[int] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in _FILE_READERS:
            text = ast.get_source_segment(source, node) or ""
            if hashlib.sha256(text.encode()).hexdigest() == _FILE_READERS[node.name]:
                lines.update(range(node.lineno, (node.end_lineno or 0) + 1))
    return lines
