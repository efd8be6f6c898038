# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the links and joints of an asset for simulations: as URDF (wiki.ros.org/urdf/XML) and as
MJCF (mujoco.readthedocs.io, XML Reference). Both are in metres, with z up; the meshes are files
beside. Reads both again, for the proof of an export."""

from __future__ import annotations

import math
import os
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Sequence

import bpy
from mathutils import Vector

from ..errors import INVALID_PARAMS, BridgeError
from ..measure.joins import plain
from ..motion.joint import Joint
from ..motion.joints import pins_of
from ..motion.masses import Mass
from ..streams import Capture
from . import links
from .jointed import Jointed
from .links import Link

# Nobody knows how strong the joints are: what a hand can do, N or N m, and m/s or rad/s.
_EFFORT, _VELOCITY = "100", "10"
_REACH = 1.0  # m; of a slider without limits, which these formats do not know
# The ghosts between the axes of one joint are as light as MuJoCo takes them, kg and kg m².
_GHOST_MASS, _GHOST_INERTIA = 1e-3, 1e-6
# MuJoCo's own values let a nut stay a millimetre behind its screw, often more than that turns in a
# second. The time is two of its usual steps, the least that it takes; the impedance its largest.
_STIFF = {"solref": "0.004 1", "solimp": "0.9999 0.9999 0.001"}
_CALM = 1.0  # 1/s; how fast a joint that nobody moves slows down
_AXES = "xyz"


def write(path: str, objects: list[bpy.types.Object], jointed: Jointed,
          weights: dict[str, tuple[Mass, dict[str, float]]]) -> str:
    """Writes flattened objects and their joints to `path`, by its suffix. Returns the names that
    are others in the file, for a sentence."""
    found = links.find(path, objects, jointed, weights)
    name = links.Names().make(os.path.splitext(os.path.basename(path))[0])
    root = (_write_urdf if path.endswith(".urdf") else _write_mjcf)(name, found, jointed)
    ET.indent(root)
    with open(path, "xb") as file:
        ET.ElementTree(root).write(file, encoding="utf-8", xml_declaration=True)
        file.write(b"\n")
    pairs = [(link.joint.child, link.name) for link in found if link.joint is not None]
    pairs += _JointNames(jointed).own.items()
    return ", ".join(f"“{before}” → “{after}”" for before, after in dict.fromkeys(pairs)
                     if plain(before) != plain(after))


def _row(values: Iterable[float]) -> str:
    """To a tenth of a micrometre: Blender computes in single precision."""
    return " ".join(f"{round(value, 7) + 0.0:.9g}" for value in values)


def _axis(way: Vector) -> str:
    """To a hundred thousandth, so that an axis of the file is one."""
    return " ".join(f"{round(value, 5) + 0.0:.9g}" for value in way)


def _add(parent: ET.Element, tag: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, tag, attributes)


def _plain(text: str) -> str:
    """A name without what XML has no place for."""
    return "".join(each if each.isprintable() else " " for each in text) or "default"


def _remark(parent: ET.Element, text: str) -> None:
    parent.append(ET.Comment(f" {_plain(text).replace('--', '- -')} "))


def _remarks(link: Link) -> Iterator[str]:
    if link.assumed:
        yield f"densities that are assumed in {link.name}: {link.assumed}"
    if link.buried:
        yield f"all of {link.name} lies in other links at rest, which its collider meets"


class _JointNames:
    """The names of joints; those that have several axes get one for each."""

    def __init__(self, jointed: Jointed) -> None:
        names = links.Names()
        self.own = {joint.name: names.make(joint.name) for joint in jointed.joints}
        self.axes = {joint.name: [names.make(f"{joint.name}_{axis}") for axis in _AXES]
                     for joint in jointed.joints if joint.kind == "ball"}
        self.slides = {joint.name: names.make(f"{joint.name}_slide")
                       for joint in jointed.joints if joint.kind == "screw"}


def _parent(joint: Joint) -> str:
    """The joint that moves a joint's parent; "": none."""
    return joint.outer.name if joint.outer is not None else ""


def _damping(link: Link, axis: Vector, slides: bool) -> float:
    if slides:
        return _CALM * link.mass
    # The moment about the axis through the link's origin.
    far = link.centre - axis * link.centre.dot(axis)
    ixx, ixy, ixz, iyy, iyz, izz = link.inertia
    x, y, z = axis
    own = (ixx * x * x + iyy * y * y + izz * z * z
           + 2 * (ixy * x * y + ixz * x * z + iyz * y * z))
    return _CALM * (link.mass * far.length_squared + own)


# URDF.

def _write_urdf(name: str, found: Sequence[Link], jointed: Jointed) -> ET.Element:
    root = ET.Element("robot", {"name": name})
    _remark(root, "metres, kilograms and radians; z is up; all links look the same way at 0")
    # MuJoCo alone looks for it, and would drop folders and visual meshes without.
    _add(_add(root, "mujoco"), "compiler", meshdir=links.FOLDER, strippath="true",
         discardvisual="false", balanceinertia="true")
    for link in found:
        for remark in _remarks(link):
            _remark(root, remark)
        element = _add(root, "link", name=link.name)
        inertial = _add(element, "inertial")
        _add(inertial, "origin", xyz=_row(link.centre))
        _add(inertial, "mass", value=f"{link.mass:.6g}")
        _add(inertial, "inertia", **{key: f"{value:.6g}" for key, value in zip(
            ("ixx", "ixy", "ixz", "iyy", "iyz", "izz"), link.inertia)})
        for visual in link.visuals:
            part = _add(element, "visual")
            _add(_add(part, "geometry"), "mesh", filename=visual.file)
            # A colour belongs to its name in the whole file.
            material = _add(part, "material", name=_plain(visual.material))
            _add(material, "color", rgba=_row(round(each, 4) for each in visual.color))
        for collider in link.colliders:
            _add(_add(_add(element, "collision"), "geometry"), "mesh", filename=collider.file)
    names = _JointNames(jointed)
    by_joint = {link.joint.name if link.joint is not None else "": link for link in found}
    ghosts = links.Names()
    for link in found:
        ghosts.make(link.name)
    for pin in pins_of(jointed.joints):
        _remark(root, f"not in this file, as URDF has no loops: “{pin.name}”, which holds "
                f"{by_joint[pin.link].name} on {by_joint[_parent(pin)].name} at "
                f"{_row(jointed.origin(pin))}")
    for joint in jointed.joints:
        parent = by_joint[_parent(joint)]
        _add_urdf_joint(root, jointed, joint, parent.name, by_joint[joint.name], names, ghosts)
    return root


def _add_urdf_joint(root: ET.Element, jointed: Jointed, joint: Joint, parent: str, link: Link,
                    names: _JointNames, ghosts: links.Names) -> None:
    limits = jointed.limits(joint)
    place = _row(jointed.offset(joint))
    turning = "revolute" if limits is not None else "continuous"

    def add(name: str, kind: str, above: str, below: str, axis: Vector,
            ends: tuple[float, float] | None, mimic: tuple[str, float] | None = None) -> None:
        element = _add(root, "joint", name=name, type=kind)
        _add(element, "parent", link=above)
        _add(element, "child", link=below)
        _add(element, "origin", xyz=place if above == parent else "0 0 0")
        if kind == "fixed":
            return
        _add(element, "axis", xyz=_axis(axis))
        low, high = ends or ((-_REACH, _REACH) if kind == "prismatic" else (0.0, 0.0))
        about = {"lower": f"{low:.9g}", "upper": f"{high:.9g}"} if kind != "continuous" else {}
        _add(element, "limit", **about, effort=_EFFORT, velocity=_VELOCITY)
        _add(element, "dynamics", damping=f"{_damping(link, axis, kind == 'prismatic'):.4g}",
             friction="0")
        if mimic is not None:
            _add(element, "mimic", joint=mimic[0], multiplier=f"{mimic[1]:.9g}")

    def ghost(name: str) -> str:
        made = ghosts.make(name)
        inertial = _add(_add(root, "link", name=made), "inertial")
        _add(inertial, "mass", value=f"{_GHOST_MASS:g}")
        _add(inertial, "inertia", ixx=f"{_GHOST_INERTIA:g}", ixy="0", ixz="0",
             iyy=f"{_GHOST_INERTIA:g}", iyz="0", izz=f"{_GHOST_INERTIA:g}")
        return made

    coupling = jointed.coupling(joint)
    own = names.own[joint.name]
    mimic = (names.own[coupling[0].name], coupling[1]) if coupling is not None else None
    if joint.kind == "ball":
        _remark(root, f"the ball joint “{joint.name}”, as three that turn")
        # The last one is about its axis, and has its name where others follow it.
        above = parent
        for number, name in enumerate(names.axes[joint.name]):
            below = link.name if number == 2 else ghost(name)
            axis = joint.frame.col[number].to_3d().normalized()
            add(name if number < 2 else own, turning, above, below, axis, limits,
                mimic if number == 2 else None)
            above = below
    elif joint.kind == "screw":
        between = ghost(f"{joint.name}_turned")
        add(own, turning, parent, between, joint.axis, limits, mimic)
        goes = joint.pitch * jointed.scale / math.tau
        ends = tuple(sorted(each * goes for each in limits)) if limits is not None else None
        slide = (mimic[0], mimic[1] * goes) if mimic is not None else (own, goes)
        add(names.slides[joint.name], "prismatic", between, link.name, joint.axis,
            ends, slide)  # type: ignore[arg-type]
    else:
        kind = {"slider": "prismatic", "fixed": "fixed"}.get(joint.kind, turning)
        add(own, kind, parent, link.name, joint.axis, limits, mimic)


# MJCF.

def _write_mjcf(name: str, found: Sequence[Link], jointed: Jointed) -> ET.Element:
    root = ET.Element("mujoco", {"model": name})
    _remark(root, "metres, kilograms and radians; z is up; all bodies look the same way at 0")
    _add(root, "compiler", angle="radian", meshdir=links.FOLDER, balanceinertia="true")
    assets = _add(root, "asset")
    materials: set[str] = set()
    for link in found:
        for visual in link.visuals:
            _add(assets, "mesh", name=_stem(visual.file), file=os.path.basename(visual.file))
            material = _plain(visual.material)
            if material not in materials:
                materials.add(material)
                _add(assets, "material", name=material,
                     rgba=_row(round(each, 4) for each in visual.color))
        for collider in link.colliders:
            _add(assets, "mesh", name=_stem(collider.file), file=os.path.basename(collider.file))
    names = _JointNames(jointed)
    bodies: dict[str, ET.Element] = {}
    world = _add(root, "worldbody")
    for link in found:
        above = world
        if link.joint is not None:
            above = bodies[_parent(link.joint)]
        for remark in _remarks(link):
            _remark(above, remark)
        joint = link.joint
        body = _add(above, "body", name=link.name,
                    pos=_row(jointed.offset(joint) if joint is not None else Vector()))
        if joint is None:
            _add(body, "freejoint")
        elif joint.kind != "fixed":
            _add_joints(body, link, joint, jointed, names)
        ixx, ixy, ixz, iyy, iyz, izz = link.inertia
        _add(body, "inertial", pos=_row(link.centre), mass=f"{link.mass:.6g}",
             fullinertia=" ".join(f"{each:.6g}" for each in (ixx, iyy, izz, ixy, ixz, iyz)))
        for visual in link.visuals:
            _add(body, "geom", type="mesh", mesh=_stem(visual.file),
                 material=_plain(visual.material), contype="0", conaffinity="0", group="2")
        for collider in link.colliders:
            _add(body, "geom", type="mesh", mesh=_stem(collider.file), group="3")
        bodies[link.joint.name if link.joint is not None else ""] = body
    pairs = [(link.name, other) for link in found for other in dict.fromkeys(link.meets)]
    by_joint = {link.joint.name if link.joint is not None else "": link for link in found}
    pins = [(pin, by_joint[_parent(pin)], by_joint[pin.link]) for pin in pins_of(jointed.joints)]
    # As those of any other joint, the two parts at a pin may lie in each other.
    pairs += [pair for _pin, base, tip in pins for pair in [(base.name, tip.name)]
              if pair not in pairs and pair[::-1] not in pairs]
    if pairs:
        contact = _add(root, "contact")
        for one, other in pairs:
            _add(contact, "exclude", body1=one, body2=other)
    _add_equalities(root, jointed, names, pins)
    return root


def _stem(file: str) -> str:
    return os.path.splitext(os.path.basename(file))[0]


def _add_joints(body: ET.Element, link: Link, joint: Joint, jointed: Jointed,
                names: _JointNames) -> None:
    limits = jointed.limits(joint)

    def add(name: str, kind: str, ends: tuple[float, ...] | None) -> None:
        element = _add(body, "joint", name=name, type=kind,
                       damping=f"{_damping(link, joint.axis, kind == 'slide'):.4g}")
        if kind != "ball":
            element.set("axis", _axis(joint.axis))
        if ends is not None:
            element.set("limited", "true")
            element.set("range", _row(ends))

    own = names.own[joint.name]
    if joint.kind == "ball":
        add(own, "ball", (0.0, max(map(abs, limits))) if limits is not None else None)
    elif joint.kind == "slider":
        add(own, "slide", limits)
    else:
        add(own, "hinge", limits)
    if joint.kind == "screw":
        add(names.slides[joint.name], "slide", None)


def _add_equalities(root: ET.Element, jointed: Jointed, names: _JointNames,
                    pins: Sequence[tuple[Joint, Link, Link]]) -> None:
    """Adds the ratios of coupled joints, and the pins that close loops."""
    rows = []
    for joint in jointed.joints:
        coupling = jointed.coupling(joint)
        if joint.kind == "screw":
            rows.append((names.slides[joint.name], names.own[joint.name],
                         joint.pitch * jointed.scale / math.tau))
        if coupling is not None and "ball" not in (joint.kind, coupling[0].kind):
            rows.append((names.own[joint.name], names.own[coupling[0].name], coupling[1]))
    if rows or pins:
        equality = _add(root, "equality")
        for follower, leader, ratio in rows:
            _add(equality, "joint", joint1=follower, joint2=leader,
                 polycoef=f"0 {ratio:.9g} 0 0 0", **_STIFF)
        for pin, base, tip in pins:
            _add(equality, "connect", body1=base.name, body2=tip.name,
                 anchor=_row(jointed.origin(pin) - base.origin), **_STIFF)


# The proof.

def read(path: str) -> None:
    """Puts what is seen of such a file at 0 into the scene. Raises BridgeError if it is broken."""
    try:
        root = ET.parse(path).getroot()
        places = (_read_urdf if root.tag == "robot" else _read_mjcf)(root)
        for file, place in places:
            _read_mesh(os.path.join(os.path.dirname(path), file), place)
    except (ET.ParseError, KeyError, ValueError, AttributeError) as error:
        raise BridgeError(INVALID_PARAMS, f"The file cannot be read: {error}"[:1000]) from None


def count(path: str) -> int:
    """How many joints such a file has."""
    return len(ET.parse(path).getroot().findall(".//joint[@type]"))


def _vector(text: str) -> Vector:
    return Vector(map(float, text.split()))


def _read_urdf(root: ET.Element) -> Iterator[tuple[str, Vector]]:
    above = {each.find("child").attrib["link"]:  # type: ignore[union-attr]
             (each.find("parent").attrib["link"],  # type: ignore[union-attr]
              _vector(each.find("origin").attrib["xyz"]))  # type: ignore[union-attr]
             for each in root.iter("joint")}
    for link in root.iter("link"):
        place, name = Vector((0.0, 0.0, 0.0)), link.attrib["name"]
        while name in above:
            name, offset = above[name]
            place += offset
        for mesh in link.iterfind("visual/geometry/mesh"):
            yield mesh.attrib["filename"], place


def _read_mjcf(root: ET.Element) -> Iterator[tuple[str, Vector]]:
    files = {each.attrib["name"]: each.attrib["file"] for each in root.iter("mesh")}

    def walk(body: ET.Element, place: Vector) -> Iterator[tuple[str, Vector]]:
        for each in body.findall("body"):
            here = place + _vector(each.attrib["pos"])
            for geom in each.findall("geom"):
                if geom.get("contype") == "0":
                    yield f"{links.FOLDER}/{files[geom.attrib['mesh']]}", here
            yield from walk(each, here)

    yield from walk(root.find("worldbody"), Vector((0.0, 0.0, 0.0)))  # type: ignore[arg-type]


def _read_mesh(path: str, place: Vector) -> None:
    before = set(bpy.context.scene.objects)
    with Capture():
        bpy.ops.wm.obj_import(filepath=path, up_axis="Z", forward_axis="Y")
    for obj in set(bpy.context.scene.objects) - before:
        obj.location = place
