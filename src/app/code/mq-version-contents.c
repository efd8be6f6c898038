/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a version, loaded, see mq-version-contents.h. */
#include "app/code/mq-version-contents.h"

#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>

#define SCENE "scene.blend"

G_DEFINE_FINAL_TYPE (MqVersionContents, mq_version_contents, G_TYPE_OBJECT)

static void
mq_version_contents_finalize (GObject *object)
{
  MqVersionContents *self = MQ_VERSION_CONTENTS (object);

  g_clear_object (&self->version);
  g_clear_pointer (&self->script, g_free);
  g_clear_pointer (&self->report, json_object_unref);
  g_clear_pointer (&self->plan, json_object_unref);
  g_clear_pointer (&self->outline, mq_outline_free);
  g_clear_pointer (&self->missing, g_free);

  G_OBJECT_CLASS (mq_version_contents_parent_class)->finalize (object);
}

static void
mq_version_contents_class_init (MqVersionContentsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_version_contents_finalize;
}

static void
mq_version_contents_init (MqVersionContents *self)
{
}

static JsonObject *
ref_member (JsonObject *object, const char *member)
{
  JsonObject *value = mq_json_get_object (object, member);

  return value != NULL ? json_object_ref (value) : NULL;
}

/* Makes the sentence for the banner. @missing: names of files, as mq_version_load() returns
 * them. */
static char *
describe_missing (MqVersion *version, JsonArray *missing)
{
  static const struct
  {
    const char *file;
    const char *words;
  } files[] = {
    { "script.py", N_ ("the script") },
    { "report.json", N_ ("the measurements") },
    { "plan.json", N_ ("the plan") },
    { SCENE, N_ ("the Blender file") },
  };
  guint n_pictures = mq_version_get_n_pictures (version);
  guint n_missing = 0;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *list = NULL;

  MQ_JSON_EACH_STRING (missing, i, name)
    {
      n_missing += g_str_has_prefix (name, "renders/");
      for (guint j = 0; j < G_N_ELEMENTS (files); j++)
        if (g_str_equal (name, files[j].file))
          g_ptr_array_add (names, g_strdup (_ (files[j].words)));
    }

  if (n_missing > 0 && n_missing == n_pictures)
    g_ptr_array_add (names, g_strdup (_ ("the renders")));
  else if (n_missing > 0)
    /* Translators: an item in a list of missing files, as in "2 of 5 renders". */
    g_ptr_array_add (names, g_strdup_printf (_ ("%u of %u renders"), n_missing, n_pictures));

  g_ptr_array_add (names, NULL);
  /* Translators: separator in a list, as in "the script, the renders". */
  list = g_strjoinv (_ (", "), (char **)names->pdata);
  /* Translators: %s is a list such as "the script, 2 of 5 renders". */
  return g_strdup_printf (_ ("Missing from version %u, or unreadable: %s."),
                          mq_version_get_number (version), list);
}

static DexFuture *
load_fiber (MqVersion *version)
{
  g_autoptr (MqVersionContents) self = g_object_new (MQ_TYPE_VERSION_CONTENTS, NULL);
  g_autoptr (JsonObject) loaded = NULL;
  GError *error = NULL;
  JsonArray *missing;

  if (!(loaded = dex_await_boxed (mq_version_load (version), &error)))
    return dex_future_new_for_error (error);

  missing = mq_json_get_array (loaded, "missing");
  self->version = g_object_ref (version);
  self->script = g_strdup (mq_json_get_string (loaded, "script", NULL));
  self->report = ref_member (loaded, "report");
  self->plan = ref_member (loaded, "plan");
  self->has_scene = !mq_json_contains (missing, SCENE);
  self->missing = missing != NULL && !mq_version_is_draft (version)
                      ? describe_missing (version, missing)
                      : NULL;
  self->outline = mq_outline_new (self->script != NULL ? self->script : "");

  return dex_future_new_take_object (g_steal_pointer (&self));
}

/**
 * mq_version_contents_load:
 * @version: a version
 *
 * Loads the version's files on a worker thread.
 *
 * Returns: (transfer full): resolves to an #MqVersionContents
 */
DexFuture *
mq_version_contents_load (MqVersion *version)
{
  dex_return_error_if_fail (MQ_IS_KEPT_VERSION (version));

  return mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), 256 * 1024, load_fiber,
                              (MQ_TYPE_VERSION, version));
}

/**
 * mq_version_contents_is_draft_of:
 * @self: (nullable): contents
 * @other: (nullable): contents that take their place
 *
 * Returns: whether @self is a draft, and @other has the same script
 */
gboolean
mq_version_contents_is_draft_of (MqVersionContents *self, MqVersionContents *other)
{
  return self != NULL && other != NULL && mq_version_is_draft (self->version)
         && self->script != NULL && g_strcmp0 (self->script, other->script) == 0;
}

/**
 * mq_version_contents_dup_file:
 * @self: the contents
 * @name: a file name, e.g. "script.py"
 *
 * Returns: (transfer full): the path of that file of the version; it may not exist
 */
char *
mq_version_contents_dup_file (MqVersionContents *self, const char *name)
{
  return g_build_filename (mq_version_get_dir (self->version), name, NULL);
}
