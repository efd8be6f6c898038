# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of the functions that scripts may call without defining them, as
data/agents/toolkit.txt lists them. The check names them as nearest right ones, and says so when a
script's own function takes the place of one. tests/blender/test_check.py compares the lists."""

NAMES = frozenset("""
start box cylinder sphere torus lathe extrude cushion prism_gem boulder mesh_of to_mesh add
join_meshes level_foot sides_for sharp_extrude drilled_plate hollow_cylinder open_box
open_cylinder boolean drill_holes involute_gear screw_thread hexagon butt_hinge solid_text tube
ribbon post loft surface piping catmull resample helix circle arc rounded_rectangle round_corners
hollow arched_opening duplicate resize copy_to bounds scatter_mesh growing cover limb leaf_blade
needle_tuft open_blossom petal_blade grass_blades split_leaf foliage_pad blocks tiled_slope
shingled_cone crenels wood painted lacquer metal gold silver copper ceramic terracotta porcelain
glass crystal gem fabric silk velvet leather rubber plastic paper stone concrete brick neon screen
wicker bark leaf petal moss soil grass water skin flame snow scales pattern shader node noise ramp
roughen
""".split())
