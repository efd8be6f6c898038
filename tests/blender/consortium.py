"""Reads a 3MF file with lib3mf, the library of those who define the format (version 1.8)."""

import ctypes
from ctypes import byref

COLOR = 2  # of eModelPropertyType


def read(path):
    """(warnings in its strict mode, [{name, vertices, triangles, closed, kind} of each mesh])."""
    library = ctypes.CDLL("lib3MF.so.1")

    def call(name, *arguments):
        code = getattr(library, f"lib3mf_{name}")(*arguments)
        assert code == 0, f"lib3mf_{name}: {code & 0xffffffff:#x}"

    def make(name, *arguments):
        made = ctypes.c_void_p()
        call(name, *arguments, byref(made))
        return made

    def number(name, of):
        found = ctypes.c_int()
        call(name, of, byref(found))
        return found.value

    def describe(mesh):
        text, needed = ctypes.create_string_buffer(500), ctypes.c_uint32()
        call("object_getnameutf8", mesh, text, len(text), byref(needed))
        return {"name": text.value.decode(), "vertices": number("meshobject_getvertexcount", mesh),
                "triangles": number("meshobject_gettrianglecount", mesh),
                "closed": bool(number("meshobject_ismanifoldandoriented", mesh)),
                "kind": number("defaultpropertyhandler_getpropertytype",
                               make("object_createdefaultpropertyhandler", mesh))}

    model = make("createmodel")
    reader = make("model_queryreader", model, b"3mf")
    call("reader_setstrictmodeactive", reader, ctypes.c_int(1))
    call("reader_readfromfileutf8", reader, str(path).encode())
    meshes = make("model_getmeshobjects", model)
    found = []
    while number("resourceiterator_movenext", meshes):
        found.append(describe(make("resourceiterator_getcurrent", meshes)))
    return number("reader_getwarningcount", reader), found
