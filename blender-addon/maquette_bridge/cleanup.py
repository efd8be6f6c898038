# SPDX-License-Identifier: GPL-3.0-or-later
"""Leaves nothing of a script behind: remembers Python's and Blender's state before it and puts it
back.

`Baseline` is taken once, when the worker starts, and restored after every script.
"""

import builtins
import gc
import os
import random
import signal
import sys
import threading
import types
import warnings

import bpy
import mathutils

from .preferences import PreferencesBaseline

# Modules whose names a script could rebind for the scripts after it, or for the bridge itself.
_GUARDED_MODULES = (
    "builtins", "math", "random", "colorsys", "itertools", "functools", "os", "posix", "posixpath",
    "io", "time", "json", "struct", "socket", "select", "threading", "traceback", "hashlib",
    "ctypes", "collections", "bpy", "bpy.ops", "bpy.path", "bpy.props", "bpy.utils", "bpy_types",
    "_bpy_types", "_bpy", "bmesh", "bmesh.ops", "bmesh.types", "mathutils", "mathutils.bvhtree",
    "mathutils.geometry", "mathutils.kdtree", "mathutils.noise", "numpy",
)
# What the interpreter itself keeps in sys.
_SYS_LIVE = {"last_exc", "last_traceback", "last_type", "last_value", "modules"}
_RNA_BASES = ("Header", "KeyingSetInfo", "Macro", "Menu", "Node", "NodeSocket", "NodeTree",
              "Operator", "Panel", "PropertyGroup", "RenderEngine", "UIList", "AddonPreferences",
              "Gizmo", "GizmoGroup", "FileHandler", "AssetShelf", "WorkSpaceTool")


class CannotClean(Exception):
    """Something of a script goes on that cannot be stopped; the process has to end."""


def _registered_classes():
    found = set()
    waiting = [getattr(bpy.types, name) for name in _RNA_BASES if hasattr(bpy.types, name)]
    while waiting:
        base = waiting.pop()
        for each in base.__subclasses__():
            if each not in found:
                found.add(each)
                waiting.append(each)
    # Types that Blender makes itself are not a script's: from 5.2 the inputs of a geometry nodes
    # modifier are such, and taking them away crashes Blender.
    return {each for each in found
            if each.__module__ != "bpy.types" and getattr(each, "is_registered", False)}


def _runtime_properties():
    """(type, property) of everything set by bpy.props on Blender's own types."""
    found = set()
    for name in dir(bpy.types):
        rna = getattr(getattr(bpy.types, name), "bl_rna", None)
        if rna is None:
            continue
        for prop in rna.properties:
            if prop.is_runtime:
                found.add((name, prop.identifier))
    return found


class Baseline:
    """The state of the process that every script starts from."""

    def __init__(self):
        self._modules = dict(sys.modules)
        guarded = [sys.modules.get(name) for name in _GUARDED_MODULES]
        guarded += [bpy.app.timers, bpy.msgbus]
        self._spaces = [(vars(module), dict(vars(module))) for module in guarded
                        if isinstance(module, types.ModuleType)]
        # The bridge's own modules, wherever the package was imported from.
        self._spaces += [(vars(module), dict(vars(module)))
                         for name, module in self._modules.items()
                         if name.startswith(__package__ + ".") and module is not None]
        known = {getattr(bpy.types, name) for name in dir(bpy.types)
                 if isinstance(getattr(bpy.types, name), type)}
        for name in ("bpy_types", "_bpy_types"):  # renamed for 5.0
            known |= {each for each in vars(sys.modules.get(name, builtins)).values()
                      if isinstance(each, type) and each.__module__ == name}
        self._type_spaces = [(each, dict(vars(each))) for each in known]
        self._sys = dict(vars(sys))
        self._path = list(sys.path)
        self._meta_path = list(sys.meta_path)
        self._path_hooks = list(sys.path_hooks)
        self._environ = dict(os.environ)
        self._cwd = os.getcwd()
        self._umask = os.umask(0o022)
        os.umask(self._umask)
        self._recursion = sys.getrecursionlimit()
        self._switch = sys.getswitchinterval()
        self._signals = {number: signal.getsignal(number) for number in signal.valid_signals()}
        self._filters = list(warnings.filters)
        self._threads = set(threading.enumerate())
        self._handlers = {name: list(getattr(bpy.app.handlers, name))
                          for name in dir(bpy.app.handlers)
                          if isinstance(getattr(bpy.app.handlers, name), list)}
        self._namespace = dict(bpy.app.driver_namespace)
        self._classes = _registered_classes()
        self._properties = _runtime_properties()
        self._preferences = PreferencesBaseline()
        self._timers = []
        self._owners = []

    # Blender keeps no list of timers and subscriptions: remember them as they are made.

    def watch(self):
        """Just before a script: state that every script starts with, and an eye on
        registrations."""
        register = bpy.app.timers.register
        subscribe = bpy.msgbus.subscribe_rna

        def register_and_remember(function, *args, **keywords):
            self._timers.append(function)
            return register(function, *args, **keywords)

        def subscribe_and_remember(*args, **keywords):
            self._owners.append(keywords.get("owner"))
            return subscribe(*args, **keywords)

        bpy.app.timers.register = register_and_remember
        bpy.msgbus.subscribe_rna = subscribe_and_remember
        self._unwatch = register, subscribe
        random.seed(0)
        mathutils.noise.seed_set(1)
        if "numpy.random" in sys.modules:
            sys.modules["numpy.random"].seed(0)

    def restore_names(self):
        """First of all after a script: the names that this very code lives on, `builtins` before
        all others."""
        for space, saved in self._spaces:
            if space != saved:
                space.clear()
                space.update(saved)

    def restore(self):
        """After `restore_names`: all the rest. Raises CannotClean when something of a script goes
        on."""
        sys.settrace(None)
        sys.setprofile(None)
        threading.settrace(None)
        threading.setprofile(None)
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in self._signals.items():
            if handler is not None and signal.getsignal(number) is not handler:
                signal.signal(number, handler)
        self._restore_sys()
        self._restore_blender()
        warnings.filters[:] = self._filters
        random.seed()
        gc.enable()
        for thread in threading.enumerate():
            if thread not in self._threads:
                raise CannotClean(f"the script left the thread {thread.name!r} running")

    def _restore_sys(self):
        space = vars(sys)
        for name in [name for name in space if name not in self._sys and name not in _SYS_LIVE]:
            del space[name]
        for name, value in self._sys.items():
            if name not in _SYS_LIVE and space.get(name) is not value:
                space[name] = value
        for name in ("last_exc", "last_traceback", "last_type", "last_value"):
            space.pop(name, None)
        sys.path[:] = self._path
        sys.meta_path[:] = self._meta_path
        sys.path_hooks[:] = self._path_hooks
        sys.setrecursionlimit(self._recursion)
        sys.setswitchinterval(self._switch)
        self._restore_modules()
        os.chdir(self._cwd)
        os.umask(self._umask)
        if dict(os.environ) != self._environ:
            os.environ.clear()
            os.environ.update(self._environ)

    def _restore_modules(self):
        added = {name: module for name, module in sys.modules.items() if name not in self._modules}
        # A C extension cannot be loaded twice: its package stays whole.
        native = {name.partition(".")[0] for name, module in added.items()
                  if (getattr(getattr(module, "__spec__", None), "origin", None) or "").endswith(
                      (".so", ".pyd", "built-in"))}
        for name in added:
            if name.partition(".")[0] not in native:
                del sys.modules[name]
        for name, module in self._modules.items():
            if sys.modules.get(name) is not module:
                sys.modules[name] = module

    def _restore_blender(self):
        bpy.app.timers.register, bpy.msgbus.subscribe_rna = self._unwatch
        for function in self._timers:
            if bpy.app.timers.is_registered(function):
                bpy.app.timers.unregister(function)
        for owner in self._owners:
            bpy.msgbus.clear_by_owner(owner)
        self._timers.clear()
        self._owners.clear()
        for name, saved in self._handlers.items():
            getattr(bpy.app.handlers, name)[:] = saved
        bpy.app.driver_namespace.clear()
        bpy.app.driver_namespace.update(self._namespace)
        self._preferences.restore()
        for type_name, name in _runtime_properties() - self._properties:
            each = getattr(bpy.types, type_name, None)
            if each is not None and name in each.bl_rna.properties:
                try:
                    delattr(each, name)
                except (AttributeError, TypeError, RuntimeError):
                    pass  # inherited: goes with the type it was set on
        for each in _registered_classes() - self._classes:
            try:
                bpy.utils.unregister_class(each)
            except RuntimeError:
                pass  # went with the class before
        for each, saved in self._type_spaces:
            self._restore_type(each, saved)

    @staticmethod
    def _restore_type(each, saved):
        now = dict(vars(each))
        if now == saved:
            return
        for name in now.keys() | saved.keys():
            if now.get(name) is saved.get(name) or name.startswith(("__", "bl_")):
                continue
            try:
                if name in saved:
                    setattr(each, name, saved[name])
                else:
                    delattr(each, name)
            except (AttributeError, TypeError):
                pass  # Blender's own bookkeeping, which a script cannot set either


def children():
    """Processes started by this one that are still there."""
    found = []
    try:
        for task in os.listdir("/proc/self/task"):
            with open(f"/proc/self/task/{task}/children", encoding="ascii") as file:
                found += [int(pid) for pid in file.read().split()]
    except OSError:
        pass
    return found


def end_children():
    """Kills and reaps what a script started and left."""
    for pid in children():
        try:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        except OSError:
            pass


def drop_what_runs_by_itself():
    """Texts, and drivers that need Python: in a .blend that is opened elsewhere they would run
    there, not in the sandbox."""
    for text in list(bpy.data.texts):
        bpy.data.texts.remove(text)
    for prop in bpy.data.bl_rna.properties:
        if prop.type != "COLLECTION":
            continue
        for block in getattr(bpy.data, prop.identifier):
            for owner in (block, getattr(block, "node_tree", None)):
                drivers = getattr(getattr(owner, "animation_data", None), "drivers", None)
                for curve in list(drivers or ()):
                    if curve.driver.type == "SCRIPTED" and not curve.driver.is_simple_expression:
                        drivers.remove(curve)


def empty_scene():
    """A new file with an empty scene, as the factory made it."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    scene = bpy.context.scene
    if scene.world is None:
        # As in a new file of a person's own: scripts expect one.
        scene.world = bpy.data.worlds.new("World")
