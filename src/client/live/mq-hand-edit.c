/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqHandEdit, see mq-hand-edit.h. The user's Blender writes its file into a work folder; a Blender
 * in the sandbox reads it like any foreign file, and compares it with the version's own. */
#include "client/live/mq-hand-edit.h"

#include "client/live/mq-live.h"
#include "common/asset/mq-asset-changes.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#define READ_SECONDS 900
/* Bytes. */
#define MAX_SCENE ((guint64)4 << 30)
/* In the work folder. */
#define FROM_LIVE "live.blend"
#define BASE "base.blend"
#define SCENE "taken.blend"
/* In the summary. */
#define MAX_TOLD 3
#define MAX_NAME 60

struct _MqHandEdit
{
  GObject parent_instance;

  MqLibrary *library;
  MqSession *session;
  MqWorkerSettings settings;
  char *work_dir;
  DexFuture
      *dropped; /* unowned: rejects when the caller of mq_hand_edit_fetch() drops the future */

  MqVersion *base;
  char *summary;
  char *script;
  gint64 n_objects;
  JsonArray *changes; /* those that the script does not do */
  GStrv unpacked;     /* names of pictures */
};

G_DEFINE_FINAL_TYPE (MqHandEdit, mq_hand_edit, G_TYPE_OBJECT)

static void
mq_hand_edit_finalize (GObject *object)
{
  MqHandEdit *self = MQ_HAND_EDIT (object);

  dex_future_disown (mq_hand_edit_close (self));
  g_clear_object (&self->library);
  g_clear_object (&self->session);
  g_clear_object (&self->settings.blender);
  g_clear_object (&self->base);
  g_clear_pointer (&self->changes, json_array_unref);
  g_strfreev (self->unpacked);
  g_free (self->summary);
  g_free (self->script);

  G_OBJECT_CLASS (mq_hand_edit_parent_class)->finalize (object);
}

static void
mq_hand_edit_class_init (MqHandEditClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_hand_edit_finalize;
}

static void
mq_hand_edit_init (MqHandEdit *self)
{
}

/* The bridge's words for a change, and ours. */
static const struct
{
  const char *change;
  const char *text;
} changes[] = {
  /* Translators: %s is an object of the asset, such as “Leg 1”, that was changed by hand. */
  { "moved", N_ ("%s moved") },
  { "turned", N_ ("%s turned") },
  { "scaled", N_ ("%s scaled") },
  { "removed", N_ ("%s removed") },
  { "added", N_ ("%s added") },
  { "reshaped", N_ ("%s reshaped") },
  { "recolored", N_ ("%s has another material") },
  { "parented", N_ ("%s has another parent") },
  { "sheared", N_ ("%s sheared") },
};

/**
 * mq_hand_edit_describe_change:
 * @row: `{"object", "change", "by"}`, of a report's `by_hand`, or of what was taken
 *
 * Returns: (transfer full): for the user: "Leg 1 moved 5 cm up"
 */
char *
mq_hand_edit_describe_change (JsonObject *row)
{
  const char *change = mq_json_get_string (row, "change", "");
  g_autofree char *name = mq_text_clean (mq_json_get_string (row, "object", ""), MAX_NAME);
  g_autofree char *move = NULL;
  double by[3];

  if (mq_json_get_vector (row, "by", by))
    move = mq_asset_changes_describe_move (by);
  if (move != NULL && *move != '\0')
    /* Translators: an object of the asset, and how it was moved: “Leg 1 moved 5 cm up”. */
    return g_strdup_printf (C_ ("move", "%s %s"), name, move);

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    if (g_str_equal (change, changes[i].change))
      {
        g_auto (GStrv) pieces = g_strsplit (_ (changes[i].text), "%s", 2);

        return g_strjoinv (name, pieces);
      }

  return g_steal_pointer (&name);
}

/* Awaits. Lets the user's Blender write the asset, finds the version that it was made from, and
 * compares the two in the sandbox. Returns: whether something has changed */
static gboolean
take_from_live (MqHandEdit *self, GError **error)
{
  const char *session = mq_session_get_id (self->session);
  g_autoptr (JsonObject) answer = dex_await_boxed (
      mq_fiber_unless (self->dropped, mq_live_take (session, self->work_dir, FROM_LIVE)), error);
  g_autoptr (MqWorker) worker = NULL;
  g_autoptr (JsonObject) params = NULL;
  g_autofd int from = -1;
  g_autofd int to = -1;
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (JsonObject) loaded = NULL;
  g_autofree char *script = NULL;
  JsonArray *rows;
  const char *more;
  GString *text;
  guint n;
  gint64 version;

  if (answer == NULL)
    return FALSE;

  version = mq_json_get_int (answer, "version", 0);
  self->unpacked = mq_json_to_strings (mq_json_get_array (answer, "unpacked"));
  self->base = mq_version_find (mq_session_get_versions (self->session), version);
  if (self->base == NULL)
    return mq_fail (error, MQ_ERROR_NOT_FOUND,
                    _ ("Version %d, which was sent to Blender, is no longer in this session"),
                    (int)version);

  if ((from = mq_files_open_dir (mq_version_get_dir (self->base), error)) < 0
      || (to = mq_files_open_dir (self->work_dir, error)) < 0
      || !mq_files_copy (from, "scene.blend", to, BASE, MAX_SCENE, error))
    return FALSE;

  worker = mq_worker_new (&self->settings, self->work_dir, FALSE);
  params = mq_json_new ("file:s base:s session:s version:i save:s", FROM_LIVE, BASE, session,
                        mq_version_get_number (self->base), SCENE);
  result = dex_await_boxed (
      mq_fiber_unless (self->dropped, mq_worker_call (worker, "take", params, READ_SECONDS)),
      error);
  dex_await (mq_worker_stop (worker), NULL);
  if (result == NULL)
    return FALSE;

  /* Describes the changes, and puts what a script can do of them at the end of the version's. */
  rows = mq_json_get_array (result, "changes");
  n = mq_json_length (rows);
  if (n == 0)
    return mq_fail (
        error, MQ_ERROR_CONFLICT,
        _ ("Nothing was changed by hand: the asset in Blender is the same as version %u"),
        mq_version_get_number (self->base));

  text = g_string_new (_ ("Changed in Blender: "));
  for (guint i = 0; i < MIN (n, MAX_TOLD); i++)
    {
      g_autofree char *change = mq_hand_edit_describe_change (mq_json_element_object (rows, i));

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", change);
    }
  if (n > MAX_TOLD)
    g_string_append_printf (text, ngettext (" and %u more", " and %u more", n - MAX_TOLD),
                            n - MAX_TOLD);
  self->summary = g_string_free_and_steal (text);

  self->changes = json_array_new ();
  for (guint i = 0; i < n; i++)
    {
      const char *object = "", *part = "", *change = "";
      gboolean is_in_script = FALSE;

      mq_json_read (mq_json_element_object (rows, i), "object:s part:s change:s in_script:b",
                    &object, &part, &change, &is_in_script);
      if (!is_in_script)
        json_array_add_object_element (
            self->changes, mq_json_new ("object:s part:s change:s", object, part, change));
    }
  self->n_objects = mq_json_get_int (result, "objects", 0);

  loaded = dex_await_boxed (mq_version_load (self->base), error);
  if (loaded == NULL)
    return FALSE;

  more = mq_json_get_string (result, "script", "");
  script = g_strchomp (g_strdup (mq_json_get_string (loaded, "script", "")));
  if (*script == '\0')
    return mq_fail (error, MQ_ERROR_NOT_FOUND, _ ("The script of version %u is missing"),
                    mq_version_get_number (self->base));

  self->script = *more != '\0' ? g_strdup_printf ("%s\n\n\n%s", script, more)
                               : g_strconcat (script, "\n", NULL);
  return TRUE;
}

static DexFuture *
fetch_fiber (gpointer data, DexFuture *dropped)
{
  MqHandEdit *self = data;
  GError *error = NULL;

  self->dropped = dropped;
  if (!(self->work_dir = dex_await_string (mq_library_make_work_dir (self->library), &error))
      || !take_from_live (self, &error))
    {
      dex_await (mq_hand_edit_close (self), NULL);
      return dex_future_new_for_error (error);
    }

  return dex_future_new_take_object (g_object_ref (self));
}

/**
 * mq_hand_edit_fetch:
 * @library: the library of @session
 * @settings: the Blenders to use
 * @session: the session whose asset stands in the open Blender
 *
 * Returns: (transfer full): resolves to an #MqHandEdit; rejects as mq_live_place() does, with
 *   %MQ_ERROR_CONFLICT if nothing was changed, with %MQ_ERROR_NOT_FOUND if the asset is not there
 */
DexFuture *
mq_hand_edit_fetch (MqLibrary *library, const MqWorkerSettings *settings, MqSession *session)
{
  MqHandEdit *self;

  dex_return_error_if_fail (MQ_IS_LIBRARY (library) && MQ_IS_SESSION (session));

  self = g_object_new (MQ_TYPE_HAND_EDIT, NULL);
  self->library = g_object_ref (library);
  self->session = g_object_ref (session);
  self->settings = *settings;
  g_object_ref (self->settings.blender);
  return mq_fiber_spawn_droppable (MQ_FIBER_STACK, fetch_fiber, self, g_object_unref);
}

/**
 * mq_hand_edit_close:
 * @self: what was taken and is a version by now, or never will be
 *
 * Returns: (transfer full): resolves when its files are removed; a program that goes on need not
 *   wait
 */
DexFuture *
mq_hand_edit_close (MqHandEdit *self)
{
  g_autofree char *work_dir = g_steal_pointer (&self->work_dir);

  return work_dir != NULL ? mq_library_remove_work_dir (self->library, work_dir)
                          : dex_future_new_true ();
}

static DexFuture *
open_fiber (MqHandEdit *edit, MqWorker *worker, const char *file, guint seconds, DexFuture *dropped)
{
  g_autofree char *scene = g_build_filename (edit->work_dir, SCENE, NULL);
  g_autoptr (JsonObject) params = mq_json_new ("file:s", file);
  g_autoptr (JsonObject) saved = NULL;
  JsonObject *result;
  GError *error = NULL;

  if (!dex_await (mq_worker_open (worker, scene), &error)
      || !(
          saved = dex_await_boxed (
              mq_fiber_unless (dropped, mq_worker_call (worker, "save", params, seconds)), &error)))
    return dex_future_new_for_error (error);

  result = mq_json_new ("seconds:d stdout:s stderr:s truncated:b objects:l", 0.0, "", "", FALSE,
                        edit->n_objects);
  json_object_set_null_member (result, "error");
  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, result);
}

/**
 * mq_hand_edit_open:
 * @worker: an idle worker
 * @file: where the worker saves the scene, in its folder
 * @seconds: limit of the saving, wall clock
 *
 * Opens the asset as it was changed by hand, in place of what a script makes.
 *
 * Returns: (transfer full): resolves to what the method `execute` answers (`JSON_TYPE_OBJECT`)
 */
DexFuture *
mq_hand_edit_open (MqHandEdit *self, MqWorker *worker, const char *file, guint seconds)
{
  dex_return_error_if_fail (MQ_IS_HAND_EDIT (self) && MQ_IS_WORKER (worker) && file != NULL);

  return mq_fiber_spawn_droppable_with (MQ_FIBER_STACK, open_fiber, (MQ_TYPE_HAND_EDIT, self),
                                        (MQ_TYPE_WORKER, worker), (G_TYPE_STRING, file),
                                        (G_TYPE_UINT, seconds));
}

/* Returns: the version that was changed by hand */
MqVersion *
mq_hand_edit_get_base (MqHandEdit *self)
{
  g_return_val_if_fail (MQ_IS_HAND_EDIT (self), NULL);

  return self->base;
}

/* Returns: what was changed, for the user: "Changed in Blender: Leg 1 moved 5 cm up, Knob removed"
 */
const char *
mq_hand_edit_get_summary (MqHandEdit *self)
{
  g_return_val_if_fail (MQ_IS_HAND_EDIT (self), NULL);

  return self->summary;
}

/* Returns: the version's script, which also does what a script can do of the changes */
const char *
mq_hand_edit_get_script (MqHandEdit *self)
{
  g_return_val_if_fail (MQ_IS_HAND_EDIT (self), NULL);

  return self->script;
}

/* Returns: the changes that the script does not do, as in a report's `by_hand` */
JsonArray *
mq_hand_edit_get_changes (MqHandEdit *self)
{
  g_return_val_if_fail (MQ_IS_HAND_EDIT (self), NULL);

  return self->changes;
}

/**
 * mq_hand_edit_describe_unpacked:
 * @self: what was taken
 *
 * A picture that is not packed stays a file that only the user's Blender reads.
 *
 * Returns: (transfer full) (nullable): a translated line that names those pictures, and one that
 *   says what to do; %NULL if there is none
 */
char *
mq_hand_edit_describe_unpacked (MqHandEdit *self)
{
  g_autofree char *names = NULL;
  g_autofree char *what = NULL;

  g_return_val_if_fail (MQ_IS_HAND_EDIT (self), NULL);

  if (self->unpacked == NULL || self->unpacked[0] == NULL)
    return NULL;

  names = g_strjoinv (", ", self->unpacked);
  what = g_strdup_printf (_ ("These pictures were not included: %s"), names);
  return g_strconcat (
      what, "\n",
      _ ("Pack them in Blender (File, External Data, Pack Resources) and take it again"), NULL);
}
