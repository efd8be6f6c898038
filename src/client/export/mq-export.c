/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqExport, see mq-export.h: writes each file in a Blender, reads it back in another, and saves it
 * where the user wants it. */
#include "client/export/mq-export-private.h"

#include "client/executor/mq-blender-job.h"
#include "client/executor/mq-render-turn.h"
#include "client/export/mq-export-files.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define FIBER_STACK (256 * 1024)
/* Writing with pictures of 8192 px on a slow machine, s. */
#define WRITE_SECONDS 3600
#define READ_SECONDS 900
#define INFO_SECONDS 120
#define SCENE "scene.blend"
#define ASSET "asset.blend"
#define PREVIEW "preview.png"
/* Bytes of an asset's name; Blender keeps fewer. */
#define MAX_NAME 120
/* Bytes of a file's name that leave room for "_surface.png". */
#define MAX_STEM 200
/* Size (px) and time limit (s) of a picture. */
#define PICTURE_WIDTH 1920
#define PICTURE_HEIGHT 1080
#define PICTURE_SECONDS 900
#define RENDERS_FOLDER "renders"

struct _MqExport
{
  GObject parent_instance;

  MqLibrary *library;
  MqVersion *version;
  MqExportOptions *options;
  MqWorkerSettings settings;
  MqBlenderJob *job;  /* unowned: what writes, while it does */
  DexFuture *dropped; /* unowned: rejects when the caller drops the future */

  DexPromise *ended; /* resolves when nothing of it is left */
  MqExportProgress progress;
  gint64 started;          /* monotonic time, µs */
  gint64 pictures_started; /* baking of the current file, or rendering */
  GStrvBuilder *rendered;  /* pictures that are done */
};

enum
{
  PROGRESS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MqExport, mq_export, G_TYPE_OBJECT)

static void
mq_export_finalize (GObject *object)
{
  MqExport *self = MQ_EXPORT (object);

  g_clear_object (&self->library);
  g_clear_object (&self->version);
  g_clear_object (&self->settings.blender);
  g_clear_pointer (&self->options, mq_export_options_free);
  g_clear_pointer (&self->rendered, g_strv_builder_unref);
  dex_clear (&self->ended);

  G_OBJECT_CLASS (mq_export_parent_class)->finalize (object);
}

static void
mq_export_class_init (MqExportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_export_finalize;

  /**
   * MqExport::progress:
   *
   * mq_export_get_progress() has changed.
   */
  signals[PROGRESS] = g_signal_new ("progress", MQ_TYPE_EXPORT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);
}

static void
mq_export_init (MqExport *self)
{
  self->ended = dex_promise_new ();
  self->rendered = g_strv_builder_new ();
  self->progress = (MqExportProgress){ MQ_EXPORT_STEP_OPENING, .file = 1, .n_files = 1 };
}

/**
 * mq_export_new:
 * @library: the library of the version
 * @settings: the Blenders to use
 * @version: a version
 * @options: (transfer full): checked with mq_export_options_check()
 *
 * Returns: (transfer full): an export
 */
MqExport *
mq_export_new (MqLibrary *library, const MqWorkerSettings *settings, MqVersion *version,
               MqExportOptions *options)
{
  MqExport *self;

  g_return_val_if_fail (MQ_IS_LIBRARY (library) && MQ_IS_KEPT_VERSION (version), NULL);
  g_return_val_if_fail (options != NULL && options->format != NULL, NULL);

  self = g_object_new (MQ_TYPE_EXPORT, NULL);
  self->library = g_object_ref (library);
  self->version = g_object_ref (version);
  self->options = options;
  self->settings = *settings;
  g_object_ref (self->settings.blender);
  if (options->unit == NULL)
    options->unit = g_strdup (options->format->unit);
  return self;
}

static void
set_step (MqExport *self, MqExportStep step)
{
  self->progress.step = step;
  if (step != MQ_EXPORT_STEP_BAKING && step != MQ_EXPORT_STEP_RENDERING)
    self->progress.done = self->progress.of = 0;
  g_signal_emit (self, signals[PROGRESS], 0);
}

/* Drafts are no pictures yet. After a crash, the next Blender begins again. */
static void
on_rendered (MqExport *self, JsonObject *params, guint done, guint of)
{
  const char *file = mq_json_get_string (mq_json_get_object (params, "image"), "file", NULL);

  if (file == NULL || mq_json_get_boolean (params, "provisional", FALSE))
    return;

  if (done <= 1)
    g_strfreev (g_strv_builder_end (self->rendered));
  g_strv_builder_add (self->rendered, file);
  self->progress.done = done;
  self->progress.of = of;
  g_signal_emit (self, signals[PROGRESS], 0);
}

/* Blender bakes, then writes. */
static void
on_progress (MqExport *self, JsonObject *params)
{
  guint done = (guint)mq_json_get_int (params, "done", 0);
  guint of = (guint)mq_json_get_int (params, "of", 0);

  if (self->options->format->kind == MQ_EXPORT_RENDERS)
    on_rendered (self, params, done, of);

  if (self->options->format->kind != MQ_EXPORT_MODEL)
    return;

  if (self->progress.step != MQ_EXPORT_STEP_BAKING)
    self->pictures_started = g_get_monotonic_time ();
  self->progress.done = done;
  self->progress.of = of;
  set_step (self, MQ_EXPORT_STEP_BAKING);
  if (done == of)
    set_step (self, MQ_EXPORT_STEP_WRITING);
}

/* A name for Blender: the user's own, because the files beside an OBJ file are named after it. What
 * such a file or Blender's paths take for more than a letter becomes "_". */
static char *
make_name (const char *path, const char *suffix)
{
  g_autofree char *base = g_path_get_basename (path);
  char *dot = strrchr (base, '.');
  g_autofree char *stem = NULL;

  if (dot != NULL && dot != base && g_ascii_strcasecmp (dot + 1, suffix) == 0)
    *dot = '\0';
  stem = g_utf8_make_valid (base, -1);
  if (strlen (stem) > MAX_STEM)
    *g_utf8_find_prev_char (stem, stem + MAX_STEM + 1) = '\0';
  for (char *p = stem; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p) || strchr ("\\\"#<>{}", *p) != NULL || (p == stem && *p == ' '))
      *p = '_';

  return g_strdup_printf ("%s.%s", stem, suffix);
}

static JsonObject *
make_params (const MqExportOptions *options, const char *file, double share)
{
  double unit = mq_length_unit_get_metres (options->unit);
  JsonObject *params = mq_json_new (
      "file:s scale:d on_ground:b triangulate:b share:d join:b texture_px:i per_object:b "
      "draco:b up:s?",
      file, options->size / unit, options->on_ground, options->triangulate, share, options->join,
      options->texture_px, options->texture_per_object, options->draco, options->up);

  if (options->max_triangles > 0)
    json_object_set_int_member (params, "max_triangles", options->max_triangles);
  return params;
}

/* A report of a file that Blender has not written as a model. */
static JsonObject *
make_report (MqExport *self)
{
  return mq_json_new ("file:s format:s version:i", self->options->path, self->options->format->id,
                      mq_version_get_number (self->version));
}

/* Writes one file, reads it back with a Blender that did not write it, and saves it as @path.
 * Awaits. */
static gboolean
export_file (MqExport *self, const char *path, double share, JsonArray *reports, GError **error)
{
  static const char *const ours[] = { "files", "pictures", "losses", "look" };
  g_autofree char *folder = g_strdup_printf ("export-%d", (int)(share * 100));
  g_autofree char *name = make_name (path, self->options->format->suffix);
  g_autofree char *file = g_build_filename (folder, name, NULL);
  g_autofree char *from = g_build_filename (self->job->folder, folder, NULL);
  g_autoptr (JsonObject) written = NULL;
  g_autoptr (JsonObject) read = NULL;
  g_autoptr (JsonObject) proof = NULL;
  g_auto (GStrv) files = NULL;

  set_step (self, MQ_EXPORT_STEP_OPENING);
  if (!mq_blender_job_open (self->job, self->version, error))
    return FALSE;

  if (self->options->texture_px == 0)
    set_step (self, MQ_EXPORT_STEP_WRITING);
  if (!(written = mq_blender_job_call (
            self->job, "export", make_params (self->options, file, share), WRITE_SECONDS, error)))
    return FALSE;

  /* The Blender that wrote it ends here. */
  set_step (self, MQ_EXPORT_STEP_READING);
  if (!dex_await (mq_worker_stop (self->job->worker), error)
      || !(read = mq_blender_job_call (self->job, "read_back",
                                       mq_json_new ("file:s up:s look:b", file,
                                                    mq_json_get_string (written, "up", "z"),
                                                    mq_json_get_boolean (written, "look", FALSE)),
                                       READ_SECONDS, error)))
    return FALSE;

  proof = mq_export_prove (self->options, written, read,
                           mq_blender_get_version (self->settings.blender));
  if (!mq_export_is_proved (proof, error))
    return FALSE;

  files = mq_json_to_strings (mq_json_get_array (written, "files"));
  if (files == NULL || g_strcmp0 (files[0], name) != 0)
    return mq_fail (error, MQ_ERROR_PROTOCOL, _ ("Blender wrote no file"));

  for (gsize i = 0; i < G_N_ELEMENTS (ours); i++)
    json_object_remove_member (written, ours[i]);
  mq_json_add (written, "file:s format:s unit:s version:i proof:o", path, self->options->format->id,
               self->options->unit, mq_version_get_number (self->version), json_object_ref (proof));
  set_step (self, MQ_EXPORT_STEP_SAVING);
  if (!dex_await (mq_export_save_files (from, files, path, self->options->report ? written : NULL,
                                        self->options->replace),
                  error))
    return FALSE;

  json_array_add_object_element (reports, g_steal_pointer (&written));
  return TRUE;
}

/* Awaits. */
static gboolean
export_model (MqExport *self, JsonArray *reports, GError **error)
{
  self->progress.n_files = self->options->levels ? MQ_EXPORT_N_LEVELS : 1;
  for (guint i = 0; i < self->progress.n_files; i++)
    {
      int percent = mq_export_levels[i];
      g_autofree char *path = mq_export_make_level_path (self->options->path, percent);

      self->progress.file = i + 1;
      if (!export_file (self, path, percent / 100.0, reports, error))
        return FALSE;
    }

  return TRUE;
}

/* Saves @file of the folder @from as it is. @report: (transfer full). Awaits. */
static gboolean
save_one (MqExport *self, const char *from, const char *file, JsonObject *report,
          JsonArray *reports, GError **error)
{
  const char *const files[] = { file, NULL };

  set_step (self, MQ_EXPORT_STEP_SAVING);
  json_array_add_object_element (reports, report);
  return dex_await (mq_export_save_files (from, (GStrv)files, self->options->path,
                                          self->options->report ? report : NULL,
                                          self->options->replace),
                    error);
}

/* Awaits. */
static gboolean
export_picture (MqExport *self, JsonArray *reports, GError **error)
{
  g_autoptr (JsonObject) params
      = mq_json_new ("mode:s num_images:i width:i height:i gpu:b transparent:b folder:s", "final",
                     1, PICTURE_WIDTH, PICTURE_HEIGHT, self->settings.gpu, TRUE, "picture");
  g_autoptr (JsonObject) rendered = NULL;
  JsonObject *report;

  set_step (self, MQ_EXPORT_STEP_RENDERING);
  if (!mq_blender_job_open (self->job, self->version, error)
      || !(rendered = mq_blender_job_call (self->job, "render", g_steal_pointer (&params),
                                           PICTURE_SECONDS, error)))
    return FALSE;

  report = make_report (self);
  mq_json_add (report, "engine:s", mq_json_get_string (rendered, "engine", ""));
  return save_one (self, self->job->folder, "picture/render_1.png", report, reports, error);
}

/* Awaits. */
static gboolean
save_renders (MqExport *self, GStrv files, GError **error)
{
  if (self->options->session != NULL)
    return dex_await (mq_library_add_renders (self->library, self->options->session, self->version,
                                              self->job->folder, files),
                      error);

  for (guint i = 0; files[i] != NULL; i++)
    {
      const char *const one[] = { files[i], NULL };
      g_autofree char *name = g_path_get_basename (files[i]);
      g_autofree char *path = g_build_filename (self->options->path, name, NULL);

      if (!dex_await (mq_export_save_files (self->job->folder, (GStrv)one, path, NULL,
                                            self->options->replace),
                      error))
        return FALSE;
    }

  return TRUE;
}

/* Says that some pictures are there, before why others are not. Returns: FALSE */
static gboolean
tell_kept (guint n, guint wanted, GError **error)
{
  GError *why;

  if (error == NULL)
    return FALSE;

  why = g_steal_pointer (error);
  g_set_error (error, why->domain, why->code,
               /* Translators: numbers of pictures, and a sentence that says why */
               _ ("%1$u of %2$u pictures are rendered. %3$s"), n, wanted, why->message);
  g_error_free (why);
  return FALSE;
}

/* Pictures that are done are kept when a later one fails. Awaits. */
static gboolean
export_renders (MqExport *self, JsonArray *reports, GError **error)
{
  const MqRenderOptions *render = self->options->render;
  g_autoptr (JsonObject) rendered = NULL;
  g_auto (GStrv) files = NULL;
  g_autoptr (MqRenderTurn) turn = NULL;
  JsonObject *report;

  set_step (self, MQ_EXPORT_STEP_WAITING);
  if (!(turn = dex_await_boxed (
            mq_fiber_unless (self->dropped, mq_render_turn_wait (render->at_once)), error)))
    return FALSE;

  set_step (self, MQ_EXPORT_STEP_OPENING);
  if (!mq_blender_job_open (self->job, self->version, error))
    return FALSE;

  self->pictures_started = g_get_monotonic_time ();
  self->progress.of = render->view > 0 ? 1 : render->n_views;
  set_step (self, MQ_EXPORT_STEP_RENDERING);
  rendered = mq_blender_job_call (
      self->job, "render",
      mq_render_options_make_params (render, self->settings.gpu, RENDERS_FOLDER), PICTURE_SECONDS,
      error);
  files = g_strv_builder_end (self->rendered);
  if (files[0] == NULL)
    return rendered != NULL && mq_fail (error, MQ_ERROR_PROTOCOL, _ ("Blender wrote no file"));

  set_step (self, MQ_EXPORT_STEP_SAVING);
  if (rendered == NULL)
    return save_renders (self, files, NULL)
           && tell_kept (g_strv_length (files), render->view > 0 ? 1 : render->n_views, error);
  if (!save_renders (self, files, error))
    return FALSE;

  report = mq_json_new ("version:i engine:s pictures:i", mq_version_get_number (self->version),
                        mq_json_get_string (rendered, "engine", ""), g_strv_length (files));
  if (self->options->session == NULL)
    mq_json_add (report, "file:s", self->options->path);
  json_array_add_object_element (reports, report);
  return TRUE;
}

static const char *
get_title (MqExport *self)
{
  return self->options->title != NULL ? self->options->title
                                      : mq_version_get_summary (self->version);
}

/* Awaits. */
static gboolean
export_sheet (MqExport *self, JsonArray *reports, GError **error)
{
  return dex_await (mq_export_sheet_draw (self->version, get_title (self), self->job->folder),
                    error)
         && save_one (self, self->job->folder, MQ_EXPORT_SHEET_FILE, make_report (self), reports,
                      error);
}

/* The first render becomes the asset's preview: Blender, which cannot read the library, gets a
 * copy. Awaits. */
static gboolean
lend_render (MqExport *self, GError **error)
{
  g_autofree char *picture = mq_version_get_picture (self->version, 0);
  g_autofree char *copy = g_build_filename (self->job->folder, PREVIEW, NULL);
  g_autoptr (GFile) from = g_file_new_for_path (picture);
  g_autoptr (GFile) to = g_file_new_for_path (copy);

  return dex_await (dex_file_copy (from, to, G_FILE_COPY_NOFOLLOW_SYMLINKS, G_PRIORITY_DEFAULT),
                    error);
}

/* Awaits. */
static gboolean
export_asset (MqExport *self, JsonArray *reports, GError **error)
{
  const char *title = get_title (self);
  const char *folder = self->options->path;
  gboolean has_preview = mq_version_get_n_pictures (self->version) > 0 && lend_render (self, NULL);
  g_autofree char *catalog = mq_export_asset_find_catalog (folder);
  g_autofree char *name = mq_text_clean (title, MAX_NAME);
  g_autofree char *saved = NULL;
  g_autoptr (JsonObject) marked = NULL;
  JsonObject *report;

  if (!mq_blender_job_open (self->job, self->version, error)
      || !(marked = mq_blender_job_call (
               self->job, "library_asset",
               mq_json_new ("file:s name:s catalog:s tags:a preview:s?", ASSET, name, catalog,
                            mq_export_asset_make_tags (title), has_preview ? PREVIEW : NULL),
               READ_SECONDS, error))
      || !(saved = dex_await_string (mq_export_asset_save (self->job->folder, ASSET, folder, title),
                                     error)))
    return FALSE;

  report = make_report (self);
  mq_json_add (report, "file:s catalog:s", saved, catalog);
  json_array_add_object_element (reports, report);
  return TRUE;
}

/* Awaits. */
static gboolean
export_by_job (MqExport *self, JsonArray *reports, GError **error)
{
  static gboolean (*const makers[]) (MqExport *, JsonArray *, GError **) = {
    [MQ_EXPORT_MODEL] = export_model,     [MQ_EXPORT_PICTURE] = export_picture,
    [MQ_EXPORT_SHEET] = export_sheet,     [MQ_EXPORT_ASSET] = export_asset,
    [MQ_EXPORT_RENDERS] = export_renders,
  };
  g_autoptr (MqBlenderJob) job = mq_blender_job_new (self->library, &self->settings, self->dropped,
                                                     error);

  if (job == NULL)
    return FALSE;

  self->job = job;
  g_signal_connect_object (job->worker, "progress", G_CALLBACK (on_progress), self,
                           G_CONNECT_SWAPPED);
  return makers[self->options->format->kind](self, reports, error);
}

static DexFuture *
perform_fiber (MqExport *self, DexFuture *dropped)
{
  JsonArray *reports = json_array_new ();
  g_autoptr (JsonObject) answer = mq_json_new ("files:a", reports);
  GError *error = NULL;
  gboolean good;

  self->dropped = dropped;
  self->started = g_get_monotonic_time ();
  /* The version's own file is packed and stripped already. */
  if (self->options->format->kind == MQ_EXPORT_BLEND)
    good = save_one (self, mq_version_get_dir (self->version), SCENE, make_report (self), reports,
                     &error);
  else
    good = export_by_job (self, reports, &error);

  dex_promise_resolve_boolean (self->ended, TRUE);
  return good ? dex_future_new_take_boxed (JSON_TYPE_OBJECT, g_steal_pointer (&answer))
              : dex_future_new_for_error (error);
}

/**
 * mq_export_perform:
 * @self: an export, once
 *
 * Dropping the future stops it; what is saved by then stays.
 *
 * Returns: (transfer full): resolves to `files`: a report of each file (JSON_TYPE_OBJECT); rejects
 * with %MQ_ERROR_FAILED if the asset cannot be written so, or was read back differently
 */
DexFuture *
mq_export_perform (MqExport *self)
{
  dex_return_error_if_fail (MQ_IS_EXPORT (self));

  return mq_fiber_spawn_droppable_with (FIBER_STACK, perform_fiber, (MQ_TYPE_EXPORT, self));
}

/**
 * mq_export_wait_ended:
 * @self: an export that was begun
 *
 * Returns: (transfer full): resolves to %TRUE when nothing of it is left but the files that the
 *   user wanted
 */
DexFuture *
mq_export_wait_ended (MqExport *self)
{
  dex_return_error_if_fail (MQ_IS_EXPORT (self));

  return dex_ref (DEX_FUTURE (self->ended));
}

/**
 * mq_export_get_progress:
 * @self: an export
 *
 * Returns: what it does now
 */
const MqExportProgress *
mq_export_get_progress (MqExport *self)
{
  g_return_val_if_fail (MQ_IS_EXPORT (self), NULL);

  return &self->progress;
}

/**
 * mq_export_get_seconds_left:
 * @self: an export that was begun
 *
 * Returns: about how many seconds it still takes: what was expected of the whole, and at least as
 *   long as the pictures that are not baked or rendered yet, by those that are; -1: unknown, as it
 * takes longer
 */
double
mq_export_get_seconds_left (MqExport *self)
{
  const MqExportProgress *progress = &self->progress;
  gint64 now = g_get_monotonic_time ();
  double left;

  g_return_val_if_fail (MQ_IS_EXPORT (self), -1);

  left = self->options->expected_seconds - (double)(now - self->started) / G_USEC_PER_SEC;
  if (progress->done > 0)
    left = MAX (left, (double)(now - self->pictures_started) / G_USEC_PER_SEC / progress->done
                          * (progress->of - progress->done));
  return left > 0 ? left : -1;
}

static GHashTable *known; /* path of a Blender: GStrv */

static DexFuture *
load_suffixes_fiber (MqLibrary *library, const MqWorkerSettings *settings, DexFuture *dropped)
{
  const char *path = mq_blender_get_path (settings->blender);
  GError *error = NULL;

  if (known == NULL)
    known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
  if (!g_hash_table_contains (known, path))
    {
      g_autoptr (MqBlenderJob) job = mq_blender_job_new (library, settings, dropped, &error);
      g_autoptr (JsonObject) facts = NULL;
      JsonArray *suffixes;

      if (job == NULL
          || !(facts = mq_blender_job_call (job, "info", json_object_new (), INFO_SECONDS, &error)))
        return dex_future_new_for_error (error);

      suffixes = mq_json_get_array (facts, "exports");
      if (suffixes != NULL && mq_json_get_boolean (facts, "draco", FALSE))
        json_array_add_string_element (suffixes, MQ_EXPORT_DRACO);
      g_hash_table_insert (known, g_strdup (path), mq_json_to_strings (suffixes));
    }

  return dex_future_new_take_boxed (G_TYPE_STRV, g_strdupv (g_hash_table_lookup (known, path)));
}

/**
 * mq_export_load_suffixes:
 * @library: a library, for the folder that Blender works in
 * @settings: the Blender to ask
 *
 * Dropping the future ends Blender.
 *
 * Returns: (transfer full): resolves to the suffixes that it can write models in, such as ".glb",
 *   and %MQ_EXPORT_DRACO if it can compress (G_TYPE_STRV); rejects if it does not start
 */
DexFuture *
mq_export_load_suffixes (MqLibrary *library, const MqWorkerSettings *settings)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (library));

  return mq_fiber_spawn_droppable_with (FIBER_STACK, load_suffixes_fiber,
                                        (MQ_TYPE_LIBRARY, library),
                                        (MQ_TYPE_WORKER_SETTINGS, settings));
}
