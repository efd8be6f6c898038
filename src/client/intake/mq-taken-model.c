/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTakenModel, see mq-taken-model.h. The file is a stranger's: only a Blender in the sandbox reads
 * it, in a folder that has nothing but its copy and copies of what it names beside it. Another
 * Blender, which has not read it, opens what came of it, strips it and saves it anew. */
#include "client/intake/mq-taken-model.h"

#include "client/executor/mq-blender-job.h"
#include "client/intake/mq-step-file.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-text.h"
#include "common/foreign/mq-file-kind.h"
#include "common/json/mq-json.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes of the file, and of all files beside it. */
#define MAX_FILE ((guint64)512 << 20)
#define MAX_BESIDE ((guint64)1 << 30)
/* Files beside it; and how often one of them names others. */
#define MAX_NAMES 200
#define MAX_ROUNDS 4
#define NAMES_SECONDS 120
#define READ_SECONDS 600
#define CHECK_SECONDS 120
#define SAVE_SECONDS 180
/* In the folder of the Blender that reads it. */
#define FOLDER "from"
/* The last formats may also be pictures of a message. */
#define N_DRAWINGS 2
#define TAKEN "taken.blend"
#define MAX_TITLE 80   /* bytes */
#define MAX_REASON 600 /* bytes */

struct _MqTakenModel
{
  GObject parent_instance;

  MqLibrary *library;
  MqWorkerSettings settings;
  char *path;
  char *suffix;       /* of its kind: ".glb" */
  char *unit;         /* (nullable) */
  char *up;           /* (nullable) */
  DexFuture *dropped; /* unowned: rejects when nobody waits for the result */

  char *folder; /* that the meshes are in; NULL: none is left */
  char *meshes;
  char *title;
  JsonObject *facts;
};

G_DEFINE_FINAL_TYPE (MqTakenModel, mq_taken_model, G_TYPE_OBJECT)

/* The formats of mq_file_kind_read() that Blender, or the bridge, reads
 * (maquette_bridge/intake/model_file.py); of a STEP file, what mq_step_file_convert() makes. */
static const struct
{
  const char *format;
  const char *suffix;
} formats[] = {
  { "GLB", ".glb" },   { "glTF", ".gltf" }, { "OBJ", ".obj" }, { "STL", ".stl" },
  { "PLY", ".ply" },   { "FBX", ".fbx" },   { "USD", ".usd" }, { "USD", ".usda" },
  { "USD", ".usdc" },  { "USDZ", ".usdz" }, { "3MF", ".3mf" }, { "Blender", ".blend" },
  { "STEP", ".step" }, { "STEP", ".stp" },  { "SVG", ".svg" }, { "DXF", ".dxf" },
};

/**
 * mq_taken_model_list_suffixes:
 *
 * Returns: (transfer full): the suffixes of the files that may be read, such as ".glb"
 */
GStrv
mq_taken_model_list_suffixes (void)
{
  GStrv suffixes = g_new0 (char *, G_N_ELEMENTS (formats) + 1);

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    suffixes[i] = g_strdup (formats[i].suffix);
  return suffixes;
}

/**
 * mq_taken_model_can_read:
 * @path: (nullable): a file
 *
 * Returns: whether it is a model by its name, and nothing else; mq_taken_model_read() looks into it
 */
gboolean
mq_taken_model_can_read (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path != NULL ? path : "", -1);

  for (gsize i = 0; i < G_N_ELEMENTS (formats) - N_DRAWINGS; i++)
    if (g_str_has_suffix (lower, formats[i].suffix))
      return TRUE;

  return FALSE;
}

static void
mq_taken_model_finalize (GObject *object)
{
  MqTakenModel *self = MQ_TAKEN_MODEL (object);

  dex_future_disown (mq_taken_model_close (self));
  g_clear_object (&self->library);
  g_clear_object (&self->settings.blender);
  g_clear_pointer (&self->facts, json_object_unref);
  g_free (self->path);
  g_free (self->suffix);
  g_free (self->unit);
  g_free (self->up);
  g_free (self->meshes);
  g_free (self->title);

  G_OBJECT_CLASS (mq_taken_model_parent_class)->finalize (object);
}

static void
mq_taken_model_class_init (MqTakenModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_taken_model_finalize;
}

static void
mq_taken_model_init (MqTakenModel *self)
{
}

/* On a thread. Resolves to the suffix of what the file is; a damaged one is what its name says. */
static DexFuture *
find_suffix (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *shown = g_filename_display_name (name);
  g_autofree char *lower = g_ascii_strdown (name, -1);
  const char *format = NULL;
  MqFileKind kind = mq_file_kind_read (path, &format);
  gboolean is_known = kind != MQ_FILE_UNKNOWN && kind != MQ_FILE_TEXT && kind != MQ_FILE_ARCHIVE;
  struct stat info;
  GError *error = NULL;

  if (stat (path, &info) != 0)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT, _ ("“%s” cannot be read: %s"),
                                  shown, g_strerror (errno));
  if (!S_ISREG (info.st_mode))
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT, _ ("“%s” is not a file"), shown);
  if ((guint64)info.st_size > MAX_FILE)
    return dex_future_new_reject (
        MQ_ERROR, MQ_ERROR_BAD_INPUT,
        _ ("“%s” is larger than 512 MiB\nReduce it in the program that made it"), shown);

  if (kind == MQ_FILE_BLENDER)
    format = "Blender";
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (is_known ? g_strcmp0 (format, formats[i].format) == 0
                 : g_str_has_suffix (lower, formats[i].suffix))
      return dex_future_new_take_string (g_strdup (formats[i].suffix));

  if (kind != MQ_FILE_MODEL && kind != MQ_FILE_TEXT && kind != MQ_FILE_UNKNOWN)
    mq_file_kind_refuse (kind, format, shown, &error);
  else
    mq_fail (&error, MQ_ERROR_BAD_INPUT,
             _ ("“%s” is not a model that Maquette reads\nIt reads GLB, glTF, OBJ, STL, PLY, FBX, "
                "USD, 3MF, STEP, SVG, DXF and Blender files: save it as one of these"),
             shown);
  return dex_future_new_for_error (error);
}

/* Whether it is the name of a file beside the model, or in a folder there. */
static gboolean
is_plain (const char *name)
{
  g_auto (GStrv) steps = g_strsplit (name, "/", -1);

  if (*name == '\0' || strlen (name) > NAME_MAX || strpbrk (name, "\\:\n") != NULL)
    return FALSE;

  for (char **step = steps; *step != NULL; step++)
    if (**step == '\0' || **step == '.' || **step == '~')
      return FALSE;
  return TRUE;
}

/* On a thread. Copies the model to @folder/from, under the name of its kind: a STEP file as a GLB.
 */
static DexFuture *
copy_model (const char *path, const char *folder, const char *suffix)
{
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *into = g_build_filename (folder, FOLDER, NULL);
  g_autofree char *copy = g_strconcat ("model", suffix, NULL);
  GError *error = NULL;
  g_autofd int from = mq_files_open_dir (parent, &error);
  g_autofd int to = -1;
  g_autofd int model = -1;
  g_autofd int made = -1;
  gboolean is_copied = FALSE;

  if (from >= 0 && mkdir (into, 0700) != 0)
    mq_files_fail (&error, errno, N_ ("Could not make the folder “%s”"), FOLDER);
  else if (from >= 0)
    to = mq_files_open_dir (into, &error);

  if (to >= 0 && !g_str_equal (suffix, ".step") && !g_str_equal (suffix, ".stp"))
    is_copied = mq_files_copy (from, name, to, copy, MAX_FILE, &error);
  else if (to >= 0 && (model = mq_files_open (from, name, MAX_FILE, NULL, &error)) >= 0)
    {
      made = openat (to, copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
      is_copied = made >= 0 ? mq_step_file_convert (model, made, &error)
                            : mq_files_fail (&error, errno, N_ ("Could not write “%s”"), copy);
    }

  return is_copied ? dex_future_new_true () : dex_future_new_for_error (error);
}

/* On a thread. Copies a file that the model names; its folders are made. Resolves to how many bytes
 * it has, or rejects: then the model has to do without it. No link is followed. */
static DexFuture *
copy_beside (const char *path, const char *folder, const char *name, guint64 limit)
{
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *into = g_build_filename (folder, FOLDER, name, NULL);
  g_autofree char *own = g_path_get_dirname (into);
  g_autofree char *base = g_path_get_basename (into);
  GError *error = NULL;
  g_autofd int from = mq_files_open_dir (parent, &error);
  g_autofd int to = -1;
  struct stat info;

  if (from >= 0 && g_mkdir_with_parents (own, 0700) == 0)
    to = mq_files_open_dir (own, &error);
  if (to < 0 || !mq_files_copy (from, name, to, base, limit, &error)
      || fstatat (to, base, &info, AT_SYMLINK_NOFOLLOW) != 0)
    return error != NULL ? dex_future_new_for_error (error)
                         : dex_future_new_reject (MQ_ERROR, MQ_ERROR_FAILED, "No room for a copy");

  return dex_future_new_for_int64 (info.st_size);
}

/* Copies what the model names beside it, and what those files name. A Blender reads the names; they
 * are only taken if they are plain. Awaits. */
static gboolean
copy_all_beside (MqTakenModel *self, MqBlenderJob *job, GError **error)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) waiting = g_ptr_array_new_with_free_func (g_free);
  guint64 left = MAX_BESIDE;

  g_ptr_array_add (waiting, g_strconcat ("model", self->suffix, NULL));
  for (guint round = 0; round < MAX_ROUNDS && waiting->len > 0; round++)
    {
      g_autoptr (GPtrArray) reading = g_steal_pointer (&waiting);

      waiting = g_ptr_array_new_with_free_func (g_free);
      for (guint i = 0; i < reading->len; i++)
        {
          g_autofree char *file = g_build_filename (FOLDER, reading->pdata[i], NULL);
          g_autoptr (JsonObject) answer = mq_blender_job_call (
              job, "names_beside", mq_json_new ("file:s", file), NAMES_SECONDS, error);
          JsonArray *names = mq_json_get_array (answer, "names");

          if (answer == NULL)
            return FALSE;
          for (guint j = 0; j < mq_json_length (names); j++)
            {
              const char *name = mq_json_element_string (names, j);
              gint64 size;

              if (!is_plain (name) || g_hash_table_size (known) >= MAX_NAMES
                  || !g_hash_table_add (known, g_strdup (name)))
                continue;

              size = dex_await_int64 (
                  mq_fiber_spawn_on_thread (copy_beside, (G_TYPE_STRING, self->path),
                                            (G_TYPE_STRING, job->folder), (G_TYPE_STRING, name),
                                            (G_TYPE_UINT64, left)),
                  NULL);
              left -= MIN (left, (guint64)MAX (size, 0));
              if (size > 0)
                g_ptr_array_add (waiting, g_strdup (name));
            }
        }
    }

  return TRUE;
}

/* Awaits. @name: of the file, for the user. Returns: (transfer full) (nullable): the answer of
 * `take_in`, which leaves its scene in the job's folder */
static JsonObject *
read_model (MqTakenModel *self, MqBlenderJob *job, const char *name, GError **error)
{
  g_autofree char *file = g_strconcat (FOLDER "/model", self->suffix, NULL);

  if (!dex_await (mq_fiber_spawn_on_thread (copy_model, (G_TYPE_STRING, self->path),
                                            (G_TYPE_STRING, job->folder),
                                            (G_TYPE_STRING, self->suffix)),
                  error)
      || !copy_all_beside (self, job, error))
    return NULL;

  return mq_blender_job_call (job, "take_in",
                              mq_json_new ("file:s title:s name:s unit:s? up:s? save:s", file,
                                           self->title, name, self->unit, self->up, TAKEN),
                              READ_SECONDS, error);
}

/* Calls the Blender that saves. Awaits. */
static JsonObject *
call (MqTakenModel *self, MqWorker *worker, const char *method, JsonObject *params, guint seconds,
      GError **error)
{
  g_autoptr (JsonObject) owned = params;

  return dex_await_boxed (
      mq_fiber_unless (self->dropped, mq_worker_call (worker, method, owned, seconds)), error);
}

/* Opens @taken in a Blender that has read nothing of the stranger's, checks the script there and
 * saves the meshes. Awaits. */
static gboolean
save_anew (MqTakenModel *self, MqWorker *worker, const char *taken, GError **error)
{
  const char *script = mq_json_get_string (self->facts, "script", "");
  g_autoptr (JsonObject) checked = call (self, worker, "check",
                                         mq_json_new ("script:s origin:s", script, "team"),
                                         CHECK_SECONDS, error);
  JsonArray *findings = mq_json_get_array (checked, "findings");
  g_autoptr (JsonObject) saved = NULL;

  if (checked == NULL)
    return FALSE;

  for (guint i = 0; i < mq_json_length (findings); i++)
    {
      JsonObject *finding = mq_json_element_object (findings, i);

      if (g_strcmp0 (mq_json_get_string (finding, "severity", ""), "error") == 0)
        return mq_fail (error, MQ_ERROR_FAILED, _ ("The script of the model is refused: %s"),
                        mq_json_get_string (finding, "what", ""));
    }

  return dex_await (mq_worker_open (worker, taken), error)
         && (saved = call (self, worker, "save", mq_json_new ("file:s", MQ_VERSION_MESHES),
                           SAVE_SECONDS, error));
}

/* Awaits. @name: of the file, for the user. The folder with the meshes stays until it is closed. */
static gboolean
take_in (MqTakenModel *self, const char *name, GError **error)
{
  g_autoptr (MqBlenderJob) reader = mq_blender_job_new (self->library, &self->settings,
                                                        self->dropped, error);
  g_autoptr (MqWorker) worker = NULL;
  g_autofree char *taken = NULL;
  gboolean is_saved;

  if (reader == NULL || !(self->facts = read_model (self, reader, name, error))
      || !(self->folder = dex_await_string (mq_library_make_work_dir (self->library), error)))
    return FALSE;

  taken = g_build_filename (reader->folder, TAKEN, NULL);
  worker = mq_worker_new (&self->settings, self->folder, FALSE);
  is_saved = save_anew (self, worker, taken, error);
  dex_await (mq_worker_stop (worker), NULL);
  self->meshes = g_build_filename (self->folder, MQ_VERSION_MESHES, NULL);
  return is_saved;
}

/* Makes a title of the name of the file: "old robot" of "old_robot.glb". */
static char *
make_title (const char *name)
{
  g_autofree char *stem = g_strdup (name);
  g_autofree char *clean = NULL;
  char *dot = strrchr (stem, '.');

  if (dot != NULL && dot != stem)
    *dot = '\0';
  clean = mq_text_clean (g_strdelimit (stem, "_\n\t", ' '), MAX_TITLE);
  return *g_strstrip (clean) != '\0' ? g_steal_pointer (&clean) : g_strdup (_ ("Model"));
}

static DexFuture *
read_fiber (gpointer data, DexFuture *dropped)
{
  MqTakenModel *self = data;
  g_autofree char *base = g_path_get_basename (self->path);
  g_autofree char *name = g_filename_display_name (base);
  g_autoptr (GError) why = NULL;
  g_autofree char *reason = NULL;
  GError *error = NULL;

  self->dropped = dropped;
  self->title = make_title (name);
  if (!(self->suffix = dex_await_string (
            mq_fiber_spawn_on_thread (find_suffix, (G_TYPE_STRING, self->path)), &error)))
    return dex_future_new_for_error (error);

  if (take_in (self, name, &why))
    return dex_future_new_take_object (g_object_ref (self));

  dex_await (mq_taken_model_close (self), NULL);
  if (g_error_matches (why, MQ_ERROR, MQ_ERROR_CANCELLED)
      || g_error_matches (why, MQ_ERROR, MQ_ERROR_NO_BLENDER)
      || g_error_matches (why, MQ_ERROR, MQ_ERROR_NO_SPACE)
      || g_error_matches (why, MQ_ERROR, MQ_ERROR_READ_ONLY))
    return dex_future_new_for_error (g_steal_pointer (&why));

  reason = mq_text_join_lines (why->message, MAX_REASON);
  return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT,
                                /* Translators: the name of a file, then the reason, a sentence */
                                _ ("“%s” cannot be taken in\n%s"), name, reason);
}

/**
 * mq_taken_model_read:
 * @library: a library
 * @settings: the Blenders that read it
 * @path: a model of another program
 * @unit: (nullable): "m", "cm", "mm", "in" or "ft": of its numbers, if the file does not say
 * @up: (nullable): "y" or "z": the axis that is up
 *
 * Reads the model in the sandbox, and splits it into parts.
 *
 * Returns: (transfer full): resolves to an #MqTakenModel; rejects with %MQ_ERROR_BAD_INPUT (the
 *   message's second line says why), %MQ_ERROR_NO_BLENDER, %MQ_ERROR_NO_SPACE or
 *   %MQ_ERROR_CANCELLED. Dropping it ends its Blenders
 */
DexFuture *
mq_taken_model_read (MqLibrary *library, const MqWorkerSettings *settings, const char *path,
                     const char *unit, const char *up)
{
  MqTakenModel *self;

  dex_return_error_if_fail (MQ_IS_LIBRARY (library) && settings != NULL && path != NULL);

  self = g_object_new (MQ_TYPE_TAKEN_MODEL, NULL);
  self->library = g_object_ref (library);
  self->settings = *settings;
  g_object_ref (self->settings.blender);
  self->path = g_canonicalize_filename (path, NULL);
  self->unit = g_strdup (unit);
  self->up = g_strdup (up);
  return mq_fiber_spawn_droppable (MQ_FIBER_STACK, read_fiber, self, g_object_unref);
}

/**
 * mq_taken_model_close:
 * @self: what is a version by now, or never will be
 *
 * Returns: (transfer full): resolves when its files are removed
 */
DexFuture *
mq_taken_model_close (MqTakenModel *self)
{
  g_autofree char *folder = g_steal_pointer (&self->folder);

  return folder != NULL ? mq_library_remove_work_dir (self->library, folder)
                        : dex_future_new_true ();
}

/* Returns: of a session of it, from the name of its file */
const char *
mq_taken_model_get_title (MqTakenModel *self)
{
  g_return_val_if_fail (MQ_IS_TAKEN_MODEL (self), NULL);

  return self->title;
}

/* Returns: the script, whose parts are its meshes */
const char *
mq_taken_model_get_script (MqTakenModel *self)
{
  g_return_val_if_fail (MQ_IS_TAKEN_MODEL (self), NULL);

  return mq_json_get_string (self->facts, "script", "");
}

/* Returns: the path of the %MQ_VERSION_MESHES that the script loads, until it is closed */
const char *
mq_taken_model_get_meshes (MqTakenModel *self)
{
  g_return_val_if_fail (MQ_IS_TAKEN_MODEL (self), NULL);

  return self->meshes;
}

/* Returns: what the bridge answered: `parts`, `notes`, `guessed` … (docs/inside/bridge.md) */
JsonObject *
mq_taken_model_get_facts (MqTakenModel *self)
{
  g_return_val_if_fail (MQ_IS_TAKEN_MODEL (self), NULL);

  return self->facts;
}
