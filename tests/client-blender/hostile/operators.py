# expect: tried
# Operators that reach out of the scene.
import bpy


def attempt(name, **arguments):
    module, operator = name.split(".")
    try:
        result = getattr(getattr(bpy.ops, module), operator)(**arguments)
    except BaseException as error:
        print("held:", name, str(error).strip()[:120])
    else:
        print("did:", name, result)


attempt("wm.url_open", url="http://127.0.0.1:@PORT@/")
attempt("wm.path_open", filepath="@SECRET@")
attempt("wm.save_userpref")
attempt("wm.save_homefile")
attempt("wm.open_mainfile", filepath="@SECRET@", use_scripts=True)
attempt("wm.link", filepath="@SECRET@")
attempt("wm.quit_blender")
attempt("wm.read_factory_settings")
attempt("extensions.package_install", repo_index=0, pkg_id="evil")
attempt("extensions.repo_sync_all")
attempt("preferences.addon_install", filepath="@SECRET@")
attempt("script.python_file_run", filepath="@SECRET@")
attempt("script.reload")
attempt("image.open", filepath="@SECRET@")
attempt("sound.open", filepath="@SECRET@")
bpy.context.preferences.filepaths.script_directories.new()
bpy.context.scene.render.filepath = "@OUTSIDE@"
# Past the guards, which leave these out.
for module in ("wm", "render"):
    vars(bpy.ops).pop(module, None)
attempt("wm.save_as_mainfile", filepath="@OUTSIDE@", copy=True)
attempt("wm.obj_export", filepath="@OUTSIDE@")
attempt("render.opengl", write_still=True)
print("TRIED")
