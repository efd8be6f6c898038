/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqExport, see mq-export.h: writes each file in a Blender, reads it back in another, and saves it
 * where the user wants it. */
#include "client/export/mq-export.h"

#include "client/executor/mq-blender-job.h"
#include "client/executor/mq-render-turn.h"
#include "client/export/mq-export-files.h"
#include "client/export/mq-game-package.h"
#include "client/export/mq-model-page.h"
#include "client/export/mq-sheet.h"
#include "client/technical-drawing/mq-technical-drawing.h"
#include "client/motion/mq-motion.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define MAX_NAME 100 /* bytes */
#define MAX_NAMES 1000
#define SHEET_FILE "sheet.png"
/* Writing with pictures of 8192 px on a slow machine, s. */
#define WRITE_SECONDS 3600
#define READ_SECONDS 900
#define INFO_SECONDS 120
#define SCENE "scene.blend"
#define ASSET "asset.blend"
#define MOVING "moving.blend"
#define PREVIEW "preview.png"
#define MODEL "model.glb"
#define PAGE "page.html"
/* Bytes of a model in a page: browsers need many times as much. */
#define MAX_PAGE_MODEL ((gsize)256 << 20)
/* Bytes of an asset's name; Blender keeps fewer. */
#define EXPORT_MAX_NAME 120
/* Bytes of a file's name that leave room for "_surface.png". */
#define MAX_STEM 200
/* mm, between pieces on a printer’s bed: brims and skirts of two meet no other piece. */
#define LAY_OUT_GAP 5
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

/* All that one joint moves, or all that stays. */
typedef struct
{
  const char *joint; /* "": what stays */
  const char *part;
  char *path; /* of its file */
} MqLink;

/* The contact sheet of a version. It needs no Blender. Awaits the version's data; on a thread. */
static DexFuture *
draw_fiber (MqVersion *version, const char *title, const char *folder)
{
  GError *error = NULL;
  g_autoptr (JsonObject) loaded = dex_await_boxed (mq_version_load (version), &error);
  g_autoptr (GPtrArray) pictures
      = g_ptr_array_new_with_free_func ((GDestroyNotify)cairo_surface_destroy);
  g_autofree char *facts = NULL;
  g_autofd int dir = -1;
  cairo_surface_t *sheet;
  gboolean good;

  /* Those that are there: a user may have deleted some. */
  for (guint i = 0; i < mq_version_get_n_pictures (version); i++)
    {
      g_autofree char *path = mq_version_get_picture (version, i);
      cairo_surface_t *picture = mq_sheet_load_picture (path);

      if (picture != NULL)
        g_ptr_array_add (pictures, picture);
    }

  if (loaded == NULL)
    return dex_future_new_for_error (error);
  if (pictures->len == 0)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT, "%s",
                                  _ ("This version has no renders, so there is nothing to put on "
                                     "a sheet"));

  facts = mq_sheet_describe (mq_json_get_object (loaded, "report"));
  sheet = mq_sheet_draw (pictures, title, facts);
  dir = mq_files_open_dir (folder, &error);
  good = dir >= 0 && mq_sheet_save (sheet, dir, SHEET_FILE, FALSE, &error);
  cairo_surface_destroy (sheet);
  if (!good)
    return dex_future_new_for_error (error);

  return dex_future_new_true ();
}

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
  if (options->title == NULL)
    options->title = g_strdup (mq_version_get_summary (version));
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

static void
on_progress (MqExport *self, JsonObject *params)
{
  guint done = (guint)mq_json_get_int (params, "done", 0);
  guint of = (guint)mq_json_get_int (params, "of", 0);
  const char *file = mq_json_get_string (mq_json_get_object (params, "image"), "file", NULL);

  /* Drafts are no pictures yet. After a crash, the next Blender begins again. */
  if (self->options->format->kind == MQ_EXPORT_RENDERS && file != NULL
      && !mq_json_get_boolean (params, "provisional", FALSE))
    {
      if (done <= 1)
        g_strfreev (g_strv_builder_end (self->rendered));
      g_strv_builder_add (self->rendered, file);
      self->progress.done = done;
      self->progress.of = of;
      g_signal_emit (self, signals[PROGRESS], 0);
    }
  if (self->options->format->kind != MQ_EXPORT_MODEL)
    return;

  /* Blender bakes, then writes. */
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

static void
link_free (gpointer data)
{
  MqLink *link = data;

  g_free (link->path);
  g_free (link);
}

/* A report of a file that Blender has not written as a model. */
static JsonObject *
make_report (MqExport *self)
{
  return mq_json_new ("file:s format:s version:i", self->options->path, self->options->format->id,
                      mq_version_get_number (self->version));
}

/* Blender, which cannot read the library, gets a copy of the first render, in PREVIEW. Returns:
 * whether there is one. Awaits. */
static gboolean
copy_preview (MqExport *self)
{
  g_autofree char *copy = g_build_filename (self->job->folder, PREVIEW, NULL);
  g_autofree char *picture = NULL;
  g_autoptr (GFile) from = NULL;
  g_autoptr (GFile) to = g_file_new_for_path (copy);

  if (mq_version_get_n_pictures (self->version) == 0)
    return FALSE;

  picture = mq_version_get_picture (self->version, 0);
  from = g_file_new_for_path (picture);
  return dex_await (dex_file_copy (from, to, G_FILE_COPY_NOFOLLOW_SYMLINKS | G_FILE_COPY_OVERWRITE,
                                   G_PRIORITY_DEFAULT),
                    NULL);
}

/* Writes one file, and reads it back with a Blender that did not write it. @options: of a model;
 * @name: of the file; @link: (nullable): what is in it; NULL: all; @files: (out): the names of all
 * that belong to it, in the folder “export-NUMBER”. Awaits. Returns: (transfer full) (nullable): a
 * report for the user */
static JsonObject *
write_model (MqExport *self, const MqExportOptions *options, const char *name, double share,
             const MqLink *link, GStrv *files, GError **error)
{
  static const char *const ours[] = { "files", "pictures", "losses",  "look",  "left_out",
                                      "kept",  "renamed",  "assumed", "meets", "opens" };
  g_autofree char *file = g_strdup_printf ("export-%u/%s", self->progress.file, name);
  g_autoptr (JsonObject) written = NULL;
  g_autoptr (JsonObject) read = NULL;
  g_autoptr (JsonObject) proof = NULL;
  static const char *const sides[] = { "bed_x", "bed_y", "bed_z" };
  double size = options->size / mq_length_unit_get_metres (options->unit);
  JsonArray *off_bed;
  JsonObject *params;

  set_step (self, MQ_EXPORT_STEP_OPENING);
  if (!mq_blender_job_open (self->job, self->version, error))
    return NULL;

  if (options->texture_px == 0)
    set_step (self, MQ_EXPORT_STEP_WRITING);
  params = mq_json_new (
      "file:s scale:d on_ground:b triangulate:b share:d join:b texture_px:i per_object:b "
      "draco:b colliders:b engine:s? up:s? link:s? pose:O?",
      file, size, options->on_ground, options->triangulate, share, options->join,
      options->texture_px, options->texture_per_object, options->draco, options->colliders,
      options->engine, options->up, link != NULL ? link->joint : NULL, options->pose);
  if (g_str_equal (options->format->id, "3mf") && copy_preview (self))
    json_object_set_string_member (params, "preview", PREVIEW);
  if (options->max_triangles > 0)
    json_object_set_int_member (params, "max_triangles", options->max_triangles);
  if (options->lay_out)
    {
      double mm = 0.001 / mq_length_unit_get_metres (options->unit);

      json_object_set_double_member (params, "gap", LAY_OUT_GAP * mm);
      for (guint i = 0; options->bed[0] > 0 && i < G_N_ELEMENTS (sides); i++)
        json_object_set_double_member (params, sides[i], options->bed[i] * mm);
    }
  if (!(written = mq_blender_job_call (self->job, "export", params, WRITE_SECONDS, error)))
    return NULL;

  if (mq_json_length (off_bed = mq_json_get_array (written, "off_bed")) > 0)
    {
      g_auto (GStrv) names = mq_json_to_strings (off_bed);
      g_autofree char *joined = g_strjoinv (", ", names);
      g_autofree char *list = mq_text_clean (joined, MAX_NAMES);

      /* Translators: names of objects, after the size of a printer’s build space in mm. */
      return mq_fail_null (
          error, MQ_ERROR_FAILED,
          _ ("Not all pieces have room on a bed of %1$.10gx%2$.10gx%3$.10g mm: %4$s\n"
             "Export it smaller, or without the bed, and print these apart"),
          options->bed[0], options->bed[1], options->bed[2], list);
    }

  /* The Blender that wrote it ends here. */
  set_step (self, MQ_EXPORT_STEP_READING);
  if (!dex_await (mq_worker_stop (self->job->worker), error)
      || !(read = mq_blender_job_call (self->job, "read_back",
                                       mq_json_new ("file:s up:s look:b engine:s?", file,
                                                    mq_json_get_string (written, "up", "z"),
                                                    mq_json_get_boolean (written, "look", FALSE),
                                                    options->engine),
                                       READ_SECONDS, error)))
    return NULL;

  proof = mq_export_prove (options, written, read, mq_blender_get_version (self->settings.blender));
  if (!mq_export_is_proved (proof, error))
    return NULL;

  *files = mq_json_to_strings (mq_json_get_array (written, "files"));
  if (*files == NULL || g_strcmp0 ((*files)[0], name) != 0)
    return mq_fail_null (error, MQ_ERROR_PROTOCOL, _ ("Blender wrote no file"));

  mq_joints_note_pose (written, written);
  mq_game_package_describe (written, read);
  for (gsize i = 0; i < G_N_ELEMENTS (ours); i++)
    json_object_remove_member (written, ours[i]);
  mq_json_add (written, "version:i link:s? proof:o", mq_version_get_number (self->version),
               link != NULL ? link->part : NULL, json_object_ref (proof));
  return g_steal_pointer (&written);
}

/* Writes one file, proves it, and saves it as @path. @link: (nullable): what is in it; NULL: all.
 * Awaits. */
static gboolean
export_file (MqExport *self, const char *path, double share, const MqLink *link, JsonArray *reports,
             GError **error)
{
  const MqExportOptions *options = self->options;
  g_autofree char *name = make_name (path, options->format->suffix);
  g_autofree char *folder = g_strdup_printf ("export-%u", self->progress.file);
  g_autofree char *from = g_build_filename (self->job->folder, folder, NULL);
  g_auto (GStrv) files = NULL;
  g_autoptr (JsonObject) report = write_model (self, options, name, share, link, &files, error);

  if (report == NULL)
    return FALSE;

  mq_json_add (report, "file:s format:s unit:s", path, options->format->id, options->unit);
  set_step (self, MQ_EXPORT_STEP_SAVING);
  if (!mq_game_package_make_folder (options, error)
      || !dex_await (mq_export_save_files (from, files, path, options->report ? report : NULL,
                                           options->replace),
                     error)
      || !mq_game_package_save_readme (options, self->options->title, report, error))
    return FALSE;

  json_array_add_object_element (reports, g_steal_pointer (&report));
  return TRUE;
}

/* Adds a link, whose file is named after its part: with "_" for what is no letter and no digit, and
 * with a number if another one has the name. Returns: whether the file can be written */
static gboolean
add_link (MqExport *self, GPtrArray *links, const char *joint, const char *part, GError **error)
{
  MqLink *link = g_new0 (MqLink, 1);
  g_autoptr (GString) name = g_string_new (*part != '\0' ? part : "link");

  for (char *c = name->str; *c != '\0'; c++)
    if (g_ascii_ispunct (*c) || g_ascii_isspace (*c) || g_ascii_iscntrl (*c))
      *c = '_';
  if (name->len > MAX_NAME)
    *g_utf8_find_prev_char (name->str, name->str + MAX_NAME) = '\0';
  link->joint = joint;
  link->part = part;
  link->path = mq_export_make_own_path (self->options->path, name->str);
  for (guint i = 0; i < links->len; i++)
    if (g_str_equal (((MqLink *)links->pdata[i])->path, link->path))
      {
        g_autofree char *other = g_strdup_printf ("%s_%u", name->str, links->len);

        g_free (link->path);
        link->path = mq_export_make_own_path (self->options->path, other);
      }
  g_ptr_array_add (links, link);
  return mq_export_check_path (link->path, self->options->replace, error);
}

/* Awaits. */
static gboolean
export_model (MqExport *self, JsonArray *reports, GError **error)
{
  g_autoptr (GPtrArray) links = g_ptr_array_new_with_free_func (link_free);
  g_autoptr (JsonObject) loaded = NULL;
  g_autoptr (MqMotion) motion = NULL;

  if (!self->options->links)
    {
      self->progress.n_files = self->options->levels ? MQ_EXPORT_N_LEVELS : 1;
      for (guint i = 0; i < self->progress.n_files; i++)
        {
          int percent = mq_export_levels[i];
          g_autofree char *path = mq_export_make_level_path (self->options->path, percent);

          self->progress.file = i + 1;
          if (!export_file (self, path, percent / 100.0, NULL, reports, error))
            return FALSE;
        }
      return TRUE;
    }

  if (!(loaded = dex_await_boxed (mq_version_load (self->version), error)))
    return FALSE;
  if ((motion = mq_motion_new (mq_json_get_object (loaded, "report"))) == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    _ ("Nothing in this version moves, so it has no links: leave them out"));

  if (!add_link (self, links, "", ((MqJoint *)motion->order->pdata[0])->parent, error))
    return FALSE;
  for (guint i = 0; i < motion->joints->len; i++)
    {
      const MqJoint *joint = mq_motion_get_joint (motion, i);

      if (!add_link (self, links, joint->name, joint->child, error))
        return FALSE;
    }

  self->progress.n_files = links->len;
  MQ_EACH (links, i, const MqLink, link)
    {
      self->progress.file = i + 1;
      if (!export_file (self, link->path, 1, link, reports, error))
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
export_blend (MqExport *self, JsonArray *reports, GError **error)
{
  g_autoptr (JsonObject) saved = NULL;
  JsonObject *report;

  if (!mq_blender_job_open (self->job, self->version, error)
      || !(saved = mq_blender_job_call (self->job, "save",
                                        mq_json_new ("file:s actions:b pose:O?", MOVING,
                                                     self->options->pose == NULL,
                                                     self->options->pose),
                                        READ_SECONDS, error)))
    return FALSE;

  report = make_report (self);
  mq_joints_note_pose (report, saved);
  return save_one (self, self->job->folder, MOVING, report, reports, error);
}

/* Awaits. */
static gboolean
export_picture (MqExport *self, JsonArray *reports, GError **error)
{
  g_autoptr (JsonObject) params = mq_json_new (
      "mode:s num_images:i width:i height:i gpu:b transparent:b folder:s pose:O?", "final", 1,
      PICTURE_WIDTH, PICTURE_HEIGHT, self->settings.gpu, TRUE, "picture", self->options->pose);
  g_autoptr (JsonObject) rendered = NULL;
  JsonObject *report;

  set_step (self, MQ_EXPORT_STEP_RENDERING);
  if (!mq_blender_job_open (self->job, self->version, error)
      || !(rendered = mq_blender_job_call (self->job, "render", g_steal_pointer (&params),
                                           PICTURE_SECONDS, error)))
    return FALSE;

  report = make_report (self);
  mq_json_add (report, "engine:s", mq_json_get_string (rendered, "engine", ""));
  mq_joints_note_pose (report, rendered);
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

/* Pictures that are done are kept when a later one fails. Awaits. */
static gboolean
export_renders (MqExport *self, JsonArray *reports, GError **error)
{
  const MqRenderOptions *render = self->options->render;
  g_autoptr (JsonObject) rendered = NULL;
  g_auto (GStrv) files = NULL;
  g_autoptr (MqRenderTurn) turn = mq_render_turn_new (MQ_RENDER_RANK_PERSON, self->options->title);
  MqExportProgress *progress = &self->progress;
  guint wanted = render->view > 0 ? 1 : render->n_views;
  g_autoptr (GError) why = NULL;
  JsonObject *report;

  /* Workbench needs no turn. */
  while (!g_str_equal (render->engine, "workbench")
         && (progress->ahead = mq_render_turn_try (turn, render->at_once, &progress->before)) > 0)
    {
      gboolean is_changed;

      set_step (self, MQ_EXPORT_STEP_WAITING);
      is_changed = dex_await (mq_fiber_unless (self->dropped, mq_render_turn_wait (turn)), error);
      g_clear_pointer (&progress->before, g_free);
      if (!is_changed)
        return FALSE;
    }

  set_step (self, MQ_EXPORT_STEP_OPENING);
  if (!mq_blender_job_open (self->job, self->version, error))
    return FALSE;

  self->pictures_started = g_get_monotonic_time ();
  progress->of = wanted;
  set_step (self, MQ_EXPORT_STEP_RENDERING);
  rendered = mq_blender_job_call (
      self->job, "render",
      mq_render_options_make_params (render, self->settings.gpu, RENDERS_FOLDER), PICTURE_SECONDS,
      &why);
  files = g_strv_builder_end (self->rendered);
  if (files[0] == NULL && rendered != NULL)
    return mq_fail (error, MQ_ERROR_PROTOCOL, _ ("Blender wrote no file"));

  if (files[0] != NULL)
    set_step (self, MQ_EXPORT_STEP_SAVING);
  if (rendered == NULL)
    {
      if (files[0] != NULL && save_renders (self, files, NULL))
        {
          g_set_error (error, why->domain, why->code,
                       /* Translators: numbers of pictures, and a sentence that says why */
                       _ ("%1$u of %2$u pictures are rendered. %3$s"), g_strv_length (files),
                       wanted, why->message);
          return FALSE;
        }
      return mq_fail_with (error, &why);
    }
  if (!save_renders (self, files, error))
    return FALSE;

  report = mq_json_new ("version:i engine:s pictures:i", mq_version_get_number (self->version),
                        mq_json_get_string (rendered, "engine", ""), g_strv_length (files));
  if (self->options->session == NULL)
    mq_json_add (report, "file:s", self->options->path);
  mq_joints_note_pose (report, rendered);
  json_array_add_object_element (reports, report);
  return TRUE;
}

/* Awaits. */
static gboolean
export_sheet (MqExport *self, JsonArray *reports, GError **error)
{
  /* Draws the sheet as the file %SHEET_FILE in @folder. */
  return dex_await (mq_fiber_spawn_on_thread (draw_fiber, (MQ_TYPE_VERSION, self->version),
                                              (G_TYPE_STRING, self->options->title),
                                              (G_TYPE_STRING, self->job->folder)),
                    error)
         && save_one (self, self->job->folder, SHEET_FILE, make_report (self), reports, error);
}

/* Awaits. @report: (out): of the model. Returns: (transfer full) (nullable): what a page shows */
static JsonObject *
describe_page (MqExport *self, JsonObject **report, GError **error)
{
  const MqExportFormat *glb = mq_export_format_find ("glb");
  g_autoptr (MqExportOptions) options = mq_export_options_new (glb, MODEL);
  g_auto (GStrv) files = NULL;
  g_autoptr (GBytes) model = NULL;
  g_autofd int dir = -1;

  options->unit = g_strdup (glb->unit);
  options->max_triangles = self->options->max_triangles;
  if (self->options->pose != NULL)
    options->pose = json_object_ref (self->options->pose);

  /* When a page is written, no Blender is left that could write there, too. */
  if (!(*report = write_model (self, options, MODEL, 1, NULL, &files, error))
      || !dex_await (mq_worker_stop (self->job->worker), error)
      || (dir = mq_files_open_dir (self->job->folder, error)) < 0
      || !(model = mq_files_read (dir, "export-1/" MODEL, MAX_PAGE_MODEL, error)))
    return NULL;

  return dex_await_boxed (mq_model_page_describe (self->version, self->options->title, model),
                          error);
}

/* Awaits. */
static gboolean
export_page (MqExport *self, JsonArray *reports, GError **error)
{
  g_autoptr (JsonObject) report = NULL;
  g_autoptr (JsonObject) data = describe_page (self, &report, error);
  g_autofree char *page = NULL;
  g_autofd int dir = -1;

  if (data == NULL)
    return FALSE;

  page = mq_model_page_make (data);
  mq_json_add (report, "file:s format:s", self->options->path, self->options->format->id);
  return (dir = mq_files_open_dir (self->job->folder, error)) >= 0
         && mq_files_put (dir, PAGE, page, strlen (page), TRUE, error)
         && save_one (self, self->job->folder, PAGE, g_steal_pointer (&report), reports, error);
}

/* Awaits. */
static gboolean
export_view (MqExport *self, JsonArray *reports, GError **error)
{
  g_autoptr (JsonObject) report = NULL;
  JsonObject *data = describe_page (self, &report, error);

  if (data != NULL)
    json_array_add_object_element (reports, data);
  return data != NULL;
}

/* Awaits. */
static gboolean
export_asset (MqExport *self, JsonArray *reports, GError **error)
{
  const char *title = self->options->title;
  const char *folder = self->options->path;
  gboolean has_preview = copy_preview (self);
  g_autofree char *catalog = mq_export_asset_find_catalog (folder);
  g_autofree char *name = mq_text_clean (title, EXPORT_MAX_NAME);
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
export_drawing (MqExport *self, JsonArray *reports, GError **error)
{
  const char *paper = self->options->paper != NULL ? self->options->paper : mq_papers[0].id;
  const char *folder = self->job->folder;
  g_autofree char *file = g_strconcat ("drawing.", self->options->format->suffix, NULL);
  g_autoptr (JsonObject) found = NULL;
  JsonObject *report;

  if (!mq_blender_job_open (self->job, self->version, error)
      || !(found = mq_blender_job_call (self->job, "drawing", json_object_new (), READ_SECONDS,
                                        error)))
    return FALSE;

  set_step (self, MQ_EXPORT_STEP_WRITING);
  if (!dex_await (mq_fiber_spawn_on_thread (
                      mq_technical_drawing_save, (MQ_TYPE_VERSION, self->version),
                      (JSON_TYPE_OBJECT, found), (G_TYPE_STRING, self->options->title),
                      (G_TYPE_STRING, paper), (G_TYPE_STRING, folder), (G_TYPE_STRING, file)),
                  error))
    return FALSE;

  report = make_report (self);
  mq_json_add (report, "paper:s cut:b", paper, mq_json_get_boolean (found, "cut", FALSE));
  return save_one (self, folder, file, report, reports, error);
}

/* Awaits. */
static gboolean
export_script (MqExport *self, JsonArray *reports, GError **error)
{
  JsonObject *report = make_report (self);

  json_array_add_object_element (reports, report);
  set_step (self, MQ_EXPORT_STEP_SAVING);
  return mq_export_save_script (self->version, self->options->path,
                                self->options->report ? report : NULL, self->options->replace,
                                error);
}

static DexFuture *
perform_fiber (MqExport *self, DexFuture *dropped)
{
  static gboolean (*const makers[]) (MqExport *, JsonArray *, GError **) = {
    [MQ_EXPORT_MODEL] = export_model,     [MQ_EXPORT_PICTURE] = export_picture,
    [MQ_EXPORT_SHEET] = export_sheet,     [MQ_EXPORT_ASSET] = export_asset,
    [MQ_EXPORT_RENDERS] = export_renders, [MQ_EXPORT_BLEND] = export_blend,
    [MQ_EXPORT_PAGE] = export_page,       [MQ_EXPORT_VIEW] = export_view,
    [MQ_EXPORT_DRAWING] = export_drawing, [MQ_EXPORT_SCRIPT] = export_script,
  };
  MqExportKind kind = self->options->format->kind;
  JsonArray *reports = json_array_new ();
  g_autoptr (JsonObject) answer = mq_json_new ("files:a", reports);
  g_autoptr (JsonObject) loaded = NULL;
  JsonArray *joints = NULL;
  GError *error = NULL;
  gboolean good = FALSE;

  self->dropped = dropped;
  self->started = g_get_monotonic_time ();
  if (kind == MQ_EXPORT_BLEND)
    {
      loaded = dex_await_boxed (mq_version_load (self->version), NULL);
      joints = mq_json_get_array (mq_json_get_object (loaded, "report"), "joints");
    }

  /* The version's own file is packed and stripped already. It has no actions. */
  if (kind == MQ_EXPORT_BLEND && self->options->pose == NULL && mq_json_length (joints) == 0)
    good = save_one (self, mq_version_get_dir (self->version), SCENE, make_report (self), reports,
                     &error);
  else
    {
      g_autoptr (MqBlenderJob) job = mq_blender_job_new (self->library, &self->settings, dropped,
                                                         &error);

      self->job = job;
      if (job != NULL)
        {
          g_signal_connect_object (job->worker, "progress", G_CALLBACK (on_progress), self,
                                   G_CONNECT_SWAPPED);
          good = makers[kind](self, reports, &error);
        }
    }

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

  return mq_fiber_spawn_droppable_with (MQ_FIBER_STACK, perform_fiber, (MQ_TYPE_EXPORT, self));
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

  return mq_fiber_spawn_droppable_with (MQ_FIBER_STACK, load_suffixes_fiber,
                                        (MQ_TYPE_LIBRARY, library),
                                        (MQ_TYPE_WORKER_SETTINGS, settings));
}
