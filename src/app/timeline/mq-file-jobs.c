/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqFileJobs, see mq-file-jobs.h. */
#include "app/timeline/mq-file-jobs.h"

#include "client/export/mq-export.h"
#include "client/film/mq-film.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-signal.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define STACK (256 * 1024)

/* Seconds between two looks at the clock. */
#define TICK 1

struct _MqFileJobs
{
  GObject parent_instance;

  guint n_files; /* that are being made */
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_ENDED,
  N_SIGNALS
};

/* An export with its row, while it is made. */
typedef struct
{
  MqFileItem *item;
  MqExport *export;
} Clock;

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MqFileJobs, mq_file_jobs, G_TYPE_OBJECT)

static void
mq_file_jobs_class_init (MqFileJobsClass *klass)
{
  signals[SIGNAL_CHANGED] = mq_signal_new (MQ_TYPE_FILE_JOBS, "changed", 0);
  signals[SIGNAL_ENDED] = mq_signal_new (MQ_TYPE_FILE_JOBS, "ended", 1, G_TYPE_STRING);
}

static void
mq_file_jobs_init (MqFileJobs *self)
{
}

/**
 * mq_file_jobs_has_any:
 * @self: the files of a conversation
 *
 * Returns: whether a file is being made, or what is left of one is being removed
 */
gboolean
mq_file_jobs_has_any (MqFileJobs *self)
{
  return self->n_files > 0;
}

/* The bar follows the clock: nobody knows how far a Blender is in one step. */
static void
show_export (MqFileItem *item, MqExport *export)
{
  static const char *const steps[] = {
    [MQ_EXPORT_STEP_OPENING] = N_ ("Opening the version"),
    [MQ_EXPORT_STEP_BAKING] = N_ ("Baking textures"),
    [MQ_EXPORT_STEP_WRITING] = N_ ("Writing the file"),
    [MQ_EXPORT_STEP_RENDERING] = N_ ("Rendering the picture"),
    [MQ_EXPORT_STEP_READING] = N_ ("Reading the file back to check it"),
    [MQ_EXPORT_STEP_SAVING] = N_ ("Saving"),
  };
  const MqExportProgress *progress = mq_export_get_progress (export);
  guint number = MIN (progress->done + 1, progress->of);
  g_autofree char *step = NULL;
  g_autofree char *text = NULL;
  double left = mq_export_get_seconds_left (export);
  double elapsed
      = (double)(g_get_real_time () - mq_timeline_item_get_time (MQ_TIMELINE_ITEM (item)))
        / G_USEC_PER_SEC;

  if (progress->before != NULL)
    step = g_strdup_printf (_ ("Waiting for the pictures of “%1$s” (number %2$u in line)"),
                            progress->before, progress->ahead + 1);
  else if (progress->of == 0)
    step = g_strdup (_ (steps[progress->step]));
  else if (progress->step == MQ_EXPORT_STEP_RENDERING)
    step = g_strdup_printf (_ ("Rendering picture %u of %u"), number, progress->of);
  else
    /* Translators: of images: “Baking texture 2 of 3” */
    step = g_strdup_printf (_ ("Baking texture %1$u of %2$u"), number, progress->of);

  if (progress->n_files == 1)
    text = g_steal_pointer (&step);
  else
    /* Translators: a step of an export of several files: “File 2 of 3 · Writing the file” */
    text = g_strdup_printf (_ ("File %1$u of %2$u · %3$s"), progress->file, progress->n_files,
                            step);
  mq_file_item_set_progress (item, text, left > 0 ? CLAMP (elapsed / (elapsed + left), 0, 1) : -1,
                             left);
}

static void
show_film (MqFileItem *item, guint done, guint of, MqFilm *film)
{
  /* Translators: numbers of frames of a film: “Drawing frame 12 of 144” */
  g_autofree char *text = g_strdup_printf (_ ("Drawing frame %1$u of %2$u"), MIN (done + 1, of),
                                           of);

  mq_file_item_set_progress (item, text, of > 0 ? (double)done / of : -1,
                             mq_film_get_seconds_left (film));
}

static gboolean
tick_cb (gpointer data)
{
  const Clock *clock = data;

  show_export (clock->item, clock->export);
  return G_SOURCE_CONTINUE;
}

/* "29,768 triangles, 9.1 MB. Checked: opens with the same size, triangles and materials." */
static char *
describe_export (JsonArray *files)
{
  JsonObject *first = mq_json_element_object (files, 0);
  JsonArray *notes = mq_json_get_array (mq_json_get_object (first, "proof"), "notes");
  gint64 triangles = mq_json_get_int (first, "triangles", 0);
  g_autofree char *size = g_format_size (mq_json_get_int (first, "bytes", 0));
  g_autofree char *facts = g_strdup_printf (
      /* Translators: of a file: a number, a size such as “9.1 MB” */
      ngettext ("%1$d triangle, %2$s", "%1$d triangles, %2$s", (gulong)triangles), (int)triangles,
      size);
  g_autoptr (GString) text = g_string_new (facts);

  for (guint i = 1; i < mq_json_length (files); i++)
    {
      const char *path = mq_json_get_string (mq_json_element_object (files, i), "file", "");
      g_autofree char *name = g_path_get_basename (path);

      g_string_append_printf (text, " · %s", name);
    }
  g_string_append_c (text, '\n');
  g_string_append (text, mq_json_length (mq_json_get_array (first, "materials")) > 0
                             /* Translators: another Blender has read the file */
                             ? _ ("Checked: opens with the same size, triangles and materials")
                             : _ ("Checked: opens with the same size and triangles"));
  for (guint i = 0; i < mq_json_length (notes); i++)
    g_string_append_printf (text, "\n%s", mq_json_element_string (notes, i));
  return g_string_free_and_steal (g_steal_pointer (&text));
}

/* Awaits. */
static gboolean
make (MqFileItem *item, GObject *job, GError **error)
{
  g_autoptr (DexFuture) cancelled = dex_cancellable_new_from_cancellable (item->cancellable);
  DexFuture *making = MQ_IS_FILM (job) ? mq_film_perform (MQ_FILM (job))
                                       : mq_export_perform (MQ_EXPORT (job));
  g_autoptr (JsonObject) report = dex_await_boxed (mq_fiber_unless (cancelled, making), error);

  if (report != NULL)
    {
      JsonArray *files = mq_json_get_array (report, "files");
      JsonObject *first = mq_json_length (files) > 0 ? mq_json_element_object (files, 0) : report;
      const char *path = mq_json_get_string (first, "file", item->path);
      JsonArray *notes = mq_json_get_array (first, "notes");
      g_autofree char *size = NULL;
      g_autofree char *text = NULL;
      g_autoptr (GString) whole = NULL;
      GStatBuf facts = { 0 };

      size = g_stat (path, &facts) == 0 ? g_format_size ((guint64)facts.st_size) : g_strdup ("");

      if (item->kind == MQ_FILE_KIND_RENDERS)
        {
          guint n = (guint)mq_json_get_int (first, "pictures", 0);

          text = g_strdup_printf (
              ngettext ("%u picture, added to the version", "%u pictures, added to the version", n),
              n);
          path = item->path;
        }
      else if (item->kind == MQ_FILE_KIND_FILM)
        /* Translators: of a film: seconds, a size such as “9.1 MB” */
        text = g_strdup_printf (_ ("%1$.0f s, %2$s"), mq_json_get_double (report, "seconds", 0),
                                size);
      else if (mq_json_get_object (first, "proof") != NULL)
        text = describe_export (files);
      whole = g_string_new (text != NULL ? text : size);
      for (guint i = 0; i < mq_json_length (notes); i++)
        g_string_append_printf (whole, "\n%s", mq_json_element_string (notes, i));
      mq_file_item_end (item, MQ_STEP_DONE, path, whole->str);
    }
  return report != NULL;
}

static void
set_making (MqFileJobs *self, int n)
{
  self->n_files += n;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static DexFuture *
make_file_fiber (MqFileJobs *self, MqFileItem *item, GObject *job)
{
  Clock clock = { item, MQ_IS_EXPORT (job) ? MQ_EXPORT (job) : NULL };
  guint tick = clock.export != NULL ? g_timeout_add_seconds (TICK, tick_cb, &clock) : 0;
  GError *error = NULL;
  gboolean good = make (item, job, &error);

  g_clear_handle_id (&tick, g_source_remove);
  if (g_cancellable_is_cancelled (item->cancellable) && !good)
    {
      const MqExportProgress *progress = clock.export != NULL
                                             ? mq_export_get_progress (clock.export)
                                             : NULL;
      /* A file that is being saved at that moment may become complete. */
      gboolean is_kept = progress != NULL
                         && (progress->file > 1 || progress->step == MQ_EXPORT_STEP_SAVING
                             || (progress->step == MQ_EXPORT_STEP_RENDERING && progress->done > 0));

      mq_file_item_end (item, MQ_STEP_STOPPED, NULL,
                        is_kept ? _ ("Cancelled. The files that were complete are kept.")
                                : _ ("Cancelled. No file was written."));
      /* Blender and what is half made. */
      dex_await (MQ_IS_FILM (job) ? mq_film_wait_ended (MQ_FILM (job))
                                  : mq_export_wait_ended (MQ_EXPORT (job)),
                 NULL);
    }
  else
    {
      g_autofree char *name = NULL;
      gboolean is_done;
      g_autofree char *sentence = NULL;

      if (!good)
        mq_file_item_end (item, MQ_STEP_FAILED, NULL, error->message);

      name = g_path_get_basename (item->path);
      is_done = item->state == MQ_STEP_DONE;
      sentence = item->kind == MQ_FILE_KIND_RENDERS
                     ? g_strdup (is_done ? _ ("New pictures are ready") : _ ("Rendering failed"))
                     /* Translators: %s is the name of a file */
                     : g_strdup_printf (is_done ? _ ("%s is ready") : _ ("%s could not be made"),
                                        name);
      g_signal_emit (self, signals[SIGNAL_ENDED], 0, sentence);
    }

  set_making (self, -1);
  return good ? dex_future_new_true () : dex_future_new_for_error (error);
}

/**
 * mq_file_jobs_make:
 * @self: the files of a conversation
 * @item: the row that shows the file, with how far it is
 * @job: an #MqExport or #MqFilm of it that was not begun
 *
 * Makes a file.
 *
 * Returns: (transfer full): resolves to %TRUE when the file is there
 */
DexFuture *
mq_file_jobs_make (MqFileJobs *self, MqFileItem *item, GObject *job)
{
  dex_return_error_if_fail (MQ_IS_EXPORT (job) || MQ_IS_FILM (job));

  if (MQ_IS_FILM (job))
    {
      mq_file_item_set_progress (item, _ ("Opening the version"), -1, -1);
      g_signal_connect_object (job, "progress", G_CALLBACK (show_film), item, G_CONNECT_SWAPPED);
    }
  else
    {
      show_export (item, MQ_EXPORT (job));
      g_signal_connect_object (job, "progress", G_CALLBACK (show_export), item, G_CONNECT_SWAPPED);
    }

  set_making (self, 1);
  return mq_fiber_spawn_with (NULL, STACK, make_file_fiber, (MQ_TYPE_FILE_JOBS, self),
                              (MQ_TYPE_FILE_ITEM, item), (G_TYPE_OBJECT, job));
}
