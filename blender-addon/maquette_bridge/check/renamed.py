# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of older scripts that newer Blenders lack, with their successors. A row says nothing about
versions: it speaks only when the live API really lacks the name."""

# (type, name): (what to do, names to use)
MEMBERS = {
    ("Mesh", "use_auto_smooth"): (
        "Smooth by angle is an operator or a modifier now", ["shade_smooth_by_angle"]),
    ("Mesh", "auto_smooth_angle"): (
        "Smooth by angle is an operator or a modifier now", ["shade_smooth_by_angle"]),
    ("Mesh", "calc_normals"): ("Normals are always up to date: leave the call out", []),
    ("Mesh", "calc_normals_split"): ("Normals are always up to date: leave the call out",
                                     ["corner_normals"]),
    ("Mesh", "create_normals_split"): ("Leave the call out", ["normals_split_custom_set"]),
    ("Mesh", "free_normals_split"): ("Leave the call out", []),
    ("Mesh", "vertex_colors"): ("Colours are attributes now", ["color_attributes"]),
    ("NodeTree", "inputs"): (
        'Use interface.new_socket(name, in_out="INPUT", socket_type=…)', ["interface"]),
    ("NodeTree", "outputs"): (
        'Use interface.new_socket(name, in_out="OUTPUT", socket_type=…)', ["interface"]),
    ("Material", "shadow_method"): ("Leave it out", ["surface_render_method"]),
    ("Material", "blend_method"): ("", ["surface_render_method"]),
    ("Material", "show_transparent_back"): ("", ["use_transparency_overlap"]),
    ("Material", "use_nodes"): ("Materials always have nodes: leave the line out", ["node_tree"]),
    ("World", "use_nodes"): ("Worlds always have nodes: leave the line out", ["node_tree"]),
    ("MeshUVLoopLayer", "data"): ("", ["uv"]),
    ("Material", "use_screen_refraction"): ("", ["use_raytrace_refraction"]),
    ("SceneEEVEE", "use_bloom"): ("Bloom is made by the compositor's Glare node", []),
    ("SceneEEVEE", "use_ssr"): ("", ["use_raytracing"]),
    ("SceneEEVEE", "use_ssr_refraction"): ("", ["use_raytracing"]),
    ("SceneEEVEE", "use_gtao"): ("", ["use_fast_gi"]),
    ("Action", "fcurves"): (
        "Curves of an action lie in its channel bags", ["fcurve_ensure_for_datablock", "layers"]),
    ("Action", "groups"): ("Groups of an action lie in its channel bags", ["layers"]),
    ("Scene", "node_tree"): ("Assign a CompositorNodeTree", ["compositing_node_group"]),
    ("Armature", "layers"): ("Bones are in collections now", ["collections"]),
    ("Bone", "layers"): ("Bones are in collections now", ["collections"]),
    ("SequenceEditor", "sequences"): ("", ["strips"]),
    ("SequenceEditor", "sequences_all"): ("", ["strips_all"]),
    ("Object", "select"): ("", ["select_set", "select_get"]),
    ("Object", "hide"): ("", ["hide_set", "hide_viewport"]),
    ("Scene", "objects_link"): ("", ["collection"]),
    ("Scene", "update"): ("Use bpy.context.view_layer.update()", ["view_layers"]),
    ("Object", "draw_type"): ("", ["display_type"]),
    ("Object", "dupli_type"): ("", ["instance_type"]),
    ("Object", "dupli_group"): ("", ["instance_collection"]),
    ("BlendData", "groups"): ("", ["collections"]),
    ("BlendData", "lamps"): ("", ["lights"]),
    ("BlendData", "grease_pencils"): ("", ["annotations", "grease_pencils_v3"]),
    ("Context", "user_preferences"): ("", ["preferences"]),
}
# Names among these that mean the same wherever they are met, also on a value of unknown type.
ANYWHERE = {"use_auto_smooth": "Mesh", "auto_smooth_angle": "Mesh", "calc_normals_split": "Mesh",
            "create_normals_split": "Mesh", "calc_normals": "Mesh", "shadow_method": "Material",
            "use_screen_refraction": "Material", "show_transparent_back": "Material",
            "use_bloom": "SceneEEVEE"}

NODES = {
    "ShaderNodeTexMusgrave": ["ShaderNodeTexNoise"],
    "ShaderNodeBsdfVelvet": ["ShaderNodeBsdfSheen"],
    "ShaderNodeBsdfGlossy": ["ShaderNodeBsdfAnisotropic"],
    "ShaderNodeBsdfAnisotropic": ["ShaderNodeBsdfGlossy", "ShaderNodeBsdfAnisotropic"],
    "ShaderNodeSeparateRGB": ["ShaderNodeSeparateColor"],
    "ShaderNodeCombineRGB": ["ShaderNodeCombineColor"],
    "ShaderNodeSeparateHSV": ["ShaderNodeSeparateColor"],
    "ShaderNodeCombineHSV": ["ShaderNodeCombineColor"],
    "CompositorNodeComposite": ["NodeGroupOutput"],
    "CompositorNodeMixRGB": ["ShaderNodeMix"],
}

# Sockets of the Principled BSDF before 4.0.
PRINCIPLED = {
    "Subsurface": ["Subsurface Weight"],
    "Subsurface Color": ["Base Color"],
    "Specular": ["Specular IOR Level"],
    "Transmission": ["Transmission Weight"],
    "Transmission Roughness": ["Roughness"],
    "Clearcoat": ["Coat Weight"],
    "Clearcoat Roughness": ["Coat Roughness"],
    "Clearcoat Normal": ["Coat Normal"],
    "Coat": ["Coat Weight"],
    "Sheen": ["Sheen Weight"],
    "Emission": ["Emission Color"],
    "Color": ["Base Color"],
}
# Names among these that no other node has.
PRINCIPLED_ONLY = {"Subsurface Color", "Clearcoat", "Clearcoat Roughness", "Clearcoat Normal",
                   "Transmission Roughness"}

OPERATORS = {
    "import_scene.obj": ["wm.obj_import"], "export_scene.obj": ["wm.obj_export"],
    "import_mesh.stl": ["wm.stl_import"], "export_mesh.stl": ["wm.stl_export"],
    "import_mesh.ply": ["wm.ply_import"], "export_mesh.ply": ["wm.ply_export"],
    "object.lamp_add": ["object.light_add"],
    "object.shade_smooth_auto": ["object.shade_smooth_by_angle"],
    "object.hide_render_clear": ["object.hide_render_clear_all"],
    "transform.shrink": ["transform.shrink_fatten"],
}
# (operator, argument): arguments to use
ARGUMENTS = {
    ("object.shade_smooth", "use_auto_smooth"): ["shade_smooth_by_angle"],
    ("mesh.primitive_uv_sphere_add", "size"): ["radius"],
    ("mesh.primitive_cone_add", "radius"): ["radius1"],
    ("mesh.primitive_cube_add", "radius"): ["size"],
    ("mesh.primitive_plane_add", "radius"): ["size"],
    ("bmesh.ops.create_uvsphere", "diameter"): ["radius"],
    ("bmesh.ops.create_icosphere", "diameter"): ["radius"],
    ("bmesh.ops.create_cone", "diameter1"): ["radius1"],
    ("bmesh.ops.create_cone", "diameter2"): ["radius2"],
    ("bmesh.ops.create_circle", "diameter"): ["radius"],
}
# Modules that Blender's Python lacks, or names in them: what does the same with what it has.
MODULES = {
    "scipy": "numpy and mathutils",
    "scipy.interpolate": "numpy.interp and mathutils.geometry.interpolate_bezier",
    "scipy.ndimage": "numpy",
    "scipy.spatial.ConvexHull": "bmesh.ops.convex_hull",
    "scipy.spatial.Delaunay": "mathutils.geometry.delaunay_2d_cdt",
    "scipy.spatial.KDTree": "mathutils.kdtree",
    "scipy.spatial.cKDTree": "mathutils.kdtree",
    "scipy.spatial.transform": "mathutils.Euler, mathutils.Quaternion and mathutils.Matrix",
    "trimesh": "bmesh",
    "open3d": "bmesh",
    "pyvista": "bmesh",
    "shapely": "mathutils.geometry",
    "triangle": "mathutils.geometry.delaunay_2d_cdt",
    "mapbox_earcut": "mathutils.geometry.tessellate_polygon",
    "noise": "mathutils.noise",
    "opensimplex": "mathutils.noise",
    "perlin_noise": "mathutils.noise",
    "sklearn.neighbors": "mathutils.kdtree",
    "PIL": "bpy.data.images and numpy",
    "cv2": "bpy.data.images and numpy",
    "imageio": "bpy.data.images",
}
ENUMS = {"BLENDER_EEVEE_NEXT": ["BLENDER_EEVEE"], "BLENDER_EEVEE": ["BLENDER_EEVEE_NEXT"],
         "NISHITA": ["MULTIPLE_SCATTERING", "SINGLE_SCATTERING"], "AUTO_SMOOTH": []}
