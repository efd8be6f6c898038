/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqVersion, see mq-version.h. */
#include "client/session/mq-version.h"

#include "common/asset/mq-asset-names.h"
#include "common/asset/mq-report.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-text.h"
#include "common/events/mq-target.h"
#include "common/json/mq-json.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Maximum bytes of script.py, report.json and plan.json. */
#define MAX_TEXT (8 * 1024 * 1024)

struct _MqVersion
{
  GObject parent_instance;

  char *dir;
  guint number;
  guint parent;
  char *summary;
  char *instruction;
  guint n_pictures;
  gint64 created;
  char *warning;
};

enum
{
  PROP_0,
  PROP_N_PICTURES,
  PROP_WARNING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

typedef struct
{
  int dir;
  JsonObject *into;
  JsonArray *missing; /* names of missing files */
} VersionReading;

G_DEFINE_FINAL_TYPE (MqVersion, mq_version, G_TYPE_OBJECT)

static void
mq_version_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_N_PICTURES)
    g_value_set_uint (value, MQ_KEPT_VERSION (object)->n_pictures);
  else if (id == PROP_WARNING)
    g_value_set_string (value, MQ_KEPT_VERSION (object)->warning);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
mq_version_finalize (GObject *object)
{
  MqVersion *self = MQ_KEPT_VERSION (object);

  g_free (self->dir);
  g_free (self->summary);
  g_free (self->instruction);
  g_free (self->warning);

  G_OBJECT_CLASS (mq_version_parent_class)->finalize (object);
}

static void
mq_version_class_init (MqVersionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_version_finalize;
  G_OBJECT_CLASS (klass)->get_property = mq_version_get_property;

  properties[PROP_N_PICTURES] = g_param_spec_uint ("n-pictures", NULL, NULL, 0, G_MAXUINT, 0,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS
                                                       | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_WARNING] = g_param_spec_string ("warning", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS
                                                      | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

static void
mq_version_init (MqVersion *self)
{
}

/**
 * mq_version_new:
 * @dir: its folder
 * @number: from 1; 0: a draft
 * @parent: number of the version it is based on, 0: none
 * @summary: (nullable): a description for the user
 * @instruction: (nullable): the user's message that led to it
 * @n_pictures: the number of its pictures
 * @created: Unix time in seconds
 *
 * For MqLibrary, from which other code gets versions.
 *
 * Returns: (transfer full): the version
 */
MqVersion *
mq_version_new (const char *dir, guint number, guint parent, const char *summary,
                const char *instruction, guint n_pictures, gint64 created)
{
  MqVersion *self = g_object_new (MQ_TYPE_VERSION, NULL);

  self->dir = g_strdup (dir);
  self->number = number;
  self->parent = parent;
  self->summary = g_strdup (summary != NULL ? summary : "");
  self->instruction = g_strdup (instruction != NULL ? instruction : "");
  self->n_pictures = n_pictures;
  self->created = created;
  return self;
}

/**
 * mq_version_find_draft:
 * @picture: the path of a preview
 *
 * Blocks.
 *
 * Returns: (transfer full) (nullable): the draft whose picture it is, if that can be turned; its
 *   folder is there until the run ends
 */
MqVersion *
mq_version_find_draft (const char *picture)
{
  g_autofree char *renders = g_path_get_dirname (picture);
  g_autofree char *dir = g_path_get_dirname (renders);
  g_autofree char *model = g_build_filename (dir, MQ_VERSION_MODEL, NULL);

  return g_file_test (model, G_FILE_TEST_IS_REGULAR) ? mq_version_new (dir, 0, 0, NULL, NULL, 1, 0)
                                                     : NULL;
}

/**
 * mq_version_is_draft:
 * @self: a version
 *
 * Returns: whether it is not kept, or not yet
 */
gboolean
mq_version_is_draft (MqVersion *self)
{
  g_return_val_if_fail (MQ_IS_KEPT_VERSION (self), FALSE);

  return self->number == 0;
}

/**
 * mq_version_find:
 * @versions: (nullable): a list of #MqVersion
 * @number: of a version
 *
 * Returns: (transfer full) (nullable): it
 */
MqVersion *
mq_version_find (GListModel *versions, gint64 number)
{
  for (guint i = versions != NULL ? g_list_model_get_n_items (versions) : 0; i > 0; i--)
    {
      g_autoptr (MqVersion) version = g_list_model_get_item (versions, i - 1);

      if (version->number == number)
        return g_steal_pointer (&version);
    }

  return NULL;
}

/**
 * mq_version_list_chain:
 * @versions: a list of #MqVersion
 * @last: one of them
 *
 * Returns: (transfer full) (element-type MqVersion): the versions that led to @last, and @last,
 *   oldest first
 */
GPtrArray *
mq_version_list_chain (GListModel *versions, MqVersion *last)
{
  GPtrArray *chain = g_ptr_array_new_with_free_func (g_object_unref);

  for (MqVersion *each = g_object_ref (last); each != NULL;)
    {
      guint parent = each->parent;

      g_ptr_array_insert (chain, 0, each);
      /* A parent is older; a library that says otherwise must not lead around in a circle. */
      each = parent > 0 && parent < each->number ? mq_version_find (versions, parent) : NULL;
    }

  return chain;
}

/**
 * mq_version_get_number:
 * @self: a version
 *
 * Returns: its number within the session, from 1; 0: it is a draft
 */
guint
mq_version_get_number (MqVersion *self)
{
  g_return_val_if_fail (MQ_IS_KEPT_VERSION (self), 0);

  return self->number;
}

/**
 * mq_version_get_parent:
 * @self: a version
 *
 * Returns: the number of the version it is based on, 0: none
 */
guint
mq_version_get_parent (MqVersion *self)
{
  g_return_val_if_fail (MQ_IS_KEPT_VERSION (self), 0);

  return self->parent;
}

/**
 * mq_version_get_summary:
 * @self: a version
 *
 * Returns: a description for the user; may be empty
 */
const char *
mq_version_get_summary (MqVersion *self)
{
  g_return_val_if_fail (MQ_IS_KEPT_VERSION (self), NULL);

  return self->summary;
}

/**
 * mq_version_get_instruction:
 * @self: a version
 *
 * Returns: the user's message that led to it; may be empty
 */
const char *
mq_version_get_instruction (MqVersion *self)
{
  g_return_val_if_fail (MQ_IS_KEPT_VERSION (self), NULL);

  return self->instruction;
}

/**
 * mq_version_get_created:
 * @self: a version
 *
 * Returns: Unix time in seconds
 */
gint64
mq_version_get_created (MqVersion *self)
{
  g_return_val_if_fail (MQ_IS_KEPT_VERSION (self), 0);

  return self->created;
}

/**
 * mq_version_get_dir:
 * @self: a version
 *
 * Returns: the folder with `script.py`, `scene.blend`, `report.json`, `renders/`, and optionally
 *   `plan.json` and %MQ_VERSION_MESHES
 */
const char *
mq_version_get_dir (MqVersion *self)
{
  g_return_val_if_fail (MQ_IS_KEPT_VERSION (self), NULL);

  return self->dir;
}

/**
 * mq_version_dup_meshes:
 * @self: a version
 *
 * Returns: (transfer full) (nullable): the path of %MQ_VERSION_MESHES, if the version has it
 */
char *
mq_version_dup_meshes (MqVersion *self)
{
  g_autofree char *path = NULL;
  GStatBuf info;

  g_return_val_if_fail (MQ_IS_KEPT_VERSION (self), NULL);

  if (self->dir == NULL)
    return NULL;

  path = g_build_filename (self->dir, MQ_VERSION_MESHES, NULL);
  return g_lstat (path, &info) == 0 && S_ISREG (info.st_mode) ? g_steal_pointer (&path) : NULL;
}

/**
 * mq_version_get_n_pictures:
 * @self: a version
 *
 * Returns: the number of its pictures
 */
guint
mq_version_get_n_pictures (MqVersion *self)
{
  g_return_val_if_fail (MQ_IS_KEPT_VERSION (self), 0);

  return self->n_pictures;
}

/**
 * mq_version_set_n_pictures:
 * @self: a version
 * @n_pictures: the number of its pictures
 *
 * For MqLibrary, which has added some.
 */
void
mq_version_set_n_pictures (MqVersion *self, guint n_pictures)
{
  g_return_if_fail (MQ_IS_KEPT_VERSION (self));

  if (self->n_pictures == n_pictures)
    return;

  self->n_pictures = n_pictures;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_PICTURES]);
}

/**
 * mq_version_get_warning:
 * @self: a version
 *
 * Returns: (nullable): its badge if it is not as it should be; %NULL: it is, or its events were not
 *   read yet
 */
const char *
mq_version_get_warning (MqVersion *self)
{
  return self->warning;
}

/**
 * mq_version_set_warning:
 * @self: a version
 * @warning: (nullable): see mq_version_get_warning()
 *
 * For the timeline, which reads its events. It is not saved.
 */
void
mq_version_set_warning (MqVersion *self, const char *warning)
{
  if (g_set_str (&self->warning, warning))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WARNING]);
}

/**
 * mq_version_get_picture:
 * @self: a version
 * @index: from 0
 *
 * Returns: (transfer full): the path of a picture (PNG)
 */
char *
mq_version_get_picture (MqVersion *self, guint index)
{
  g_return_val_if_fail (MQ_IS_KEPT_VERSION (self) && index < self->n_pictures, NULL);

  return g_strdup_printf ("%s/renders/render_%u.png", self->dir, index + 1);
}

/**
 * mq_version_dup_cover:
 * @self: a version
 *
 * Returns: (transfer full) (nullable): the path of the picture that stands for it: the first one,
 *   or the preview while there is none
 */
char *
mq_version_dup_cover (MqVersion *self)
{
  g_autofree char *preview = NULL;

  g_return_val_if_fail (MQ_IS_KEPT_VERSION (self), NULL);

  if (self->n_pictures > 0)
    return mq_version_get_picture (self, 0);

  preview = g_build_filename (self->dir, MQ_VERSION_PREVIEW, NULL);
  return g_file_test (preview, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&preview) : NULL;
}

/* Returns NULL if the file is missing or cannot be read, and records that unless it is optional. */
static GBytes *
read_file (VersionReading *reading, const char *name, gboolean optional)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = NULL;

  if (reading->dir >= 0)
    bytes = mq_files_read (reading->dir, name, MAX_TEXT, &error);

  if (bytes == NULL && optional && faccessat (reading->dir, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0)
    return NULL;

  if (bytes == NULL)
    {
      g_info ("%s", error != NULL ? error->message : "The folder of a version is missing");
      json_array_add_string_element (reading->missing, name);
    }

  return bytes;
}

/* A file that is not a JSON object counts as missing. */
static void
read_object (VersionReading *reading, const char *member, const char *name)
{
  g_autoptr (GBytes) bytes = read_file (reading, name, TRUE);
  g_autoptr (GError) error = NULL;
  JsonObject *object = NULL;

  if (bytes != NULL
      && !(object = mq_json_parse_object (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                          &error)))
    {
      g_info ("%s: %s", name, error->message);
      json_array_add_string_element (reading->missing, name);
    }

  if (object != NULL)
    json_object_set_object_member (reading->into, member, object);
}

static void
look_for (VersionReading *reading, const char *name)
{
  if (reading->dir < 0 || faccessat (reading->dir, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0)
    json_array_add_string_element (reading->missing, name);
}

static DexFuture *
load_fiber (MqVersion *self)
{
  g_autofd int dir = mq_files_open_dir (self->dir, NULL);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonArray) missing = json_array_new ();
  VersionReading reading = { dir, object, missing };
  g_autoptr (GBytes) script = read_file (&reading, "script.py", FALSE);

  json_object_set_null_member (object, "script");
  json_object_set_null_member (object, "plan");
  json_object_set_null_member (object, "report");

  if (script != NULL
      && !g_utf8_validate (g_bytes_get_data (script, NULL), g_bytes_get_size (script), NULL))
    {
      g_info ("A script is not UTF-8 text");
      json_array_add_string_element (missing, "script.py");
    }
  else if (script != NULL)
    json_object_set_string_member (object, "script", g_bytes_get_data (script, NULL));

  read_object (&reading, "plan", "plan.json");
  read_object (&reading, "report", "report.json");
  look_for (&reading, "scene.blend");
  for (guint i = 0; i < self->n_pictures; i++)
    {
      g_autofree char *name = g_strdup_printf ("renders/render_%u.png", i + 1);

      look_for (&reading, name);
    }

  if (json_array_get_length (missing) > 0)
    json_object_set_array_member (object, "missing", g_steal_pointer (&missing));

  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, g_steal_pointer (&object));
}

/**
 * mq_version_load:
 * @self: a version
 *
 * Loads the data that a run based on this version needs. Missing or unreadable files are not an
 * error: their values are null, and `missing` names them.
 *
 * Returns: (transfer full): resolves to a JSON_TYPE_OBJECT with `script`, `plan` and `report` (each
 *   may be null), as the protocol's `base`; and, only if something is missing, `missing`: an array
 *   of names such as "renders/render_2.png"
 */
DexFuture *
mq_version_load (MqVersion *self)
{
  dex_return_error_if_fail (MQ_IS_KEPT_VERSION (self));

  return mq_fiber_spawn_on_thread (load_fiber, (MQ_TYPE_VERSION, self));
}

static DexFuture *
put_report_fiber (MqVersion *self, JsonObject *report)
{
  g_autofree char *text = mq_json_object_to_string (report, TRUE);
  GError *error = NULL;
  g_autofd int dir = mq_files_open_dir (self->dir, &error);

  return dir >= 0 && mq_files_put (dir, "report.json", text, strlen (text), TRUE, &error)
             ? dex_future_new_true ()
             : dex_future_new_for_error (error);
}

/**
 * mq_version_put_report:
 * @self: a version
 * @report: its report from now on, for MqRun and mq_measure_again()
 *
 * Returns: (transfer full): resolves to %TRUE when it is on disk; rejects as mq_files_fail()
 */
DexFuture *
mq_version_put_report (MqVersion *self, JsonObject *report)
{
  dex_return_error_if_fail (MQ_IS_KEPT_VERSION (self));

  return mq_fiber_spawn_on_thread (put_report_fiber, (MQ_TYPE_VERSION, self),
                                   (JSON_TYPE_OBJECT, report));
}

/**
 * mq_version_find_parts:
 * @self: a version
 * @names: names of parts
 * @error: %MQ_ERROR_BAD_INPUT, naming the parts that there are; or as mq_version_load()
 *
 * Awaits.
 *
 * Returns: (transfer full) (nullable): a target for each name, as a message has them
 */
JsonArray *
mq_version_find_parts (MqVersion *self, const char *const *names, GError **error)
{
  g_autoptr (JsonObject) content = dex_await_boxed (mq_version_load (self), error);
  JsonObject *report = mq_json_get_object (content, "report");
  JsonArray *objects = mq_json_get_array (report, "objects");
  g_autoptr (JsonArray) targets = json_array_new ();

  if (content == NULL)
    return NULL;
  if (g_strv_length ((GStrv)names) > MQ_TARGETS_MAX)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "At most %d parts can be named",
                         MQ_TARGETS_MAX);

  for (; *names != NULL; names++)
    {
      const char *part = mq_report_find_part (report, *names);
      g_autofree char *wanted = mq_text_clean (*names, MQ_TARGET_MAX_TEXT);
      g_autoptr (GString) known = g_string_new (NULL);

      for (guint i = 0; part == NULL && i < mq_json_length (objects); i++)
        {
          JsonObject *object = mq_json_element_object (objects, i);
          const char *id = mq_json_get_string (object, "part", "");
          g_autofree char *name = mq_asset_name_from_id (MQ_ASSET_NAME_PART, id);

          if (mq_json_find (objects, "part", id) == object)
            g_string_append_printf (known, "%s%s", known->len > 0 ? ", " : "", name);
        }
      if (part == NULL)
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "Version %u has no part “%s”\n%s%s",
                             self->number, wanted,
                             known->len > 0 ? "It has: " : "It was not measured", known->str);

      json_array_add_object_element (targets, mq_target_new (part, NULL, NULL));
    }

  return g_steal_pointer (&targets);
}
