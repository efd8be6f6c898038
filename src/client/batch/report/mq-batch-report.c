/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqBatchReport, see mq-batch-report.h: reads the batch, has the files written, and says in JSON
 * what they tell. */
#include "client/batch/report/mq-batch-report-private.h"

#include "common/asset/mq-requirement.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#define FIBER_STACK (256 * 1024)

G_DEFINE_FINAL_TYPE (MqBatchReport, mq_batch_report, G_TYPE_OBJECT)

static void
mq_batch_report_finalize (GObject *object)
{
  MqBatchReport *self = MQ_BATCH_REPORT (object);
  GPtrArray **arrays[] = { &self->done,       &self->rows,   &self->items,    &self->tags,
                           &self->parameters, &self->causes, &self->versions, &self->wishes };

  for (gsize i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_clear_pointer (arrays[i], g_ptr_array_unref);
  g_clear_fd (&self->dir, NULL);
  g_clear_object (&self->folder);
  g_mutex_clear (&self->lock);
  g_free (self->output);
  g_free (self->link);

  G_OBJECT_CLASS (mq_batch_report_parent_class)->finalize (object);
}

static void
mq_batch_report_class_init (MqBatchReportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_batch_report_finalize;
}

static void
mq_batch_report_init (MqBatchReport *self)
{
  self->dir = -1;
  g_mutex_init (&self->lock);
}

/**
 * mq_batch_report_new:
 * @folder: a batch, also one that is not over
 * @output: (nullable): the folder to write to; %NULL: that of the batch
 *
 * Returns: (transfer full): a report that can be written once
 */
MqBatchReport *
mq_batch_report_new (MqBatchFolder *folder, const char *output)
{
  MqBatchReport *self = g_object_new (MQ_TYPE_BATCH_REPORT, NULL);

  self->folder = g_object_ref (folder);
  self->output
      = g_canonicalize_filename (output != NULL ? output : mq_batch_folder_get_path (folder), NULL);
  return self;
}

/* Returns: (transfer full): the relative URL of the folder @to for a page in the folder @from */
static char *
make_relative (const char *from, const char *to)
{
  g_auto (GStrv) ours = g_strsplit (from, "/", -1);
  g_auto (GStrv) theirs = g_strsplit (to, "/", -1);
  g_autoptr (GString) link = g_string_new (NULL);
  gsize common = 0;

  while (ours[common] != NULL && g_strcmp0 (ours[common], theirs[common]) == 0)
    common++;
  for (gsize i = common; ours[i] != NULL; i++)
    if (*ours[i] != '\0')
      g_string_append (link, "../");
  for (gsize i = common; theirs[i] != NULL; i++)
    {
      g_autofree char *part = g_uri_escape_string (theirs[i], NULL, FALSE);

      if (*part != '\0')
        g_string_append_printf (link, "%s/", part);
    }

  return g_string_free (g_steal_pointer (&link), FALSE);
}

static gboolean
open_output (MqBatchReport *self, GError **error)
{
  g_autofree char *from = NULL; /* of malloc(), as g_free() takes */
  g_autofree char *to = NULL;

  if (g_mkdir_with_parents (self->output, 0755) != 0)
    return mq_files_fail (error, errno, N_ ("Could not write “%s”"), self->output);
  if ((self->dir = mq_files_open_dir (self->output, error)) < 0)
    return FALSE;

  from = realpath (self->output, NULL);
  to = realpath (mq_batch_folder_get_path (self->folder), NULL);
  if (from == NULL || to == NULL)
    return mq_files_fail (error, errno, N_ ("Could not open the folder “%s”"), self->output);

  self->link = make_relative (from, to);
  return TRUE;
}

/* Returns: items that were made in an hour */
double
mq_batch_report_get_rate (MqBatchReport *self)
{
  return self->busy_seconds > 0 ? self->done->len * 3600 / self->busy_seconds : 0;
}

static JsonObject *
make_summary (MqBatchReport *self)
{
  g_autofree char *page = g_build_filename (self->output, MQ_BATCH_REPORT_PAGE, NULL);
  g_autofree char *table = g_build_filename (self->output, MQ_BATCH_REPORT_TABLE, NULL);
  JsonArray *wishes = json_array_new ();
  JsonArray *causes = json_array_new ();
  guint failed = mq_batch_report_count (self, MQ_BATCH_FAILED);
  guint refused = mq_batch_report_count (self, MQ_BATCH_REFUSED);

  for (guint i = 0; i < self->wishes->len; i++)
    {
      const MqBatchReportWishes *each = self->wishes->pdata[i];

      json_array_add_object_element (wishes,
                                     mq_json_new ("kind:s met:i missed:i unseen:i", each->kind,
                                                  each->counts[MQ_REQUIREMENT_MET],
                                                  each->counts[MQ_REQUIREMENT_MISSED],
                                                  each->counts[MQ_REQUIREMENT_OPEN]));
    }
  for (guint i = 0; i < self->causes->len; i++)
    {
      const MqBatchReportCause *cause = self->causes->pdata[i];

      json_array_add_object_element (
          causes, mq_json_new ("error:s items:a", cause->text,
                               mq_json_from_strings ((const char *const *)cause->ids->pdata,
                                                     cause->ids->len)));
    }

  return mq_json_new (
      "page:s table:s sheets:i total:i done:i failed:i refused:i left:i attempts:i seconds:d "
      "busy_seconds:d items_per_hour:d tokens:l cost:d requirements:a failures:a",
      page, table, self->n_sheets, self->rows->len, self->done->len, failed, refused,
      self->rows->len - self->done->len - failed - refused, self->attempts, self->seconds,
      self->busy_seconds, mq_batch_report_get_rate (self), self->tokens, self->cost, wishes,
      causes);
}

/* Awaits; on a thread. */
static DexFuture *
write_fiber (MqBatchReport *self)
{
  GError *error = NULL;

  if (!open_output (self, &error) || !mq_batch_report_load (self, &error)
      || !dex_await (mq_batch_report_draw (self), &error)
      || !mq_batch_report_write_table (self, &error) || !mq_batch_report_write_page (self, &error))
    return dex_future_new_for_error (error);

  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, make_summary (self));
}

/**
 * mq_batch_report_write:
 * @self: a report
 *
 * Writes the page, the table and the pictures; those of an earlier report are replaced.
 *
 * Returns: (transfer full): resolves to a #JsonObject, which tells the same as the page's head;
 *   rejects with %MQ_ERROR_BAD_INPUT for a batch whose files were changed, or as mq_files_put()
 *   fails
 */
DexFuture *
mq_batch_report_write (MqBatchReport *self)
{
  return mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), FIBER_STACK, write_fiber,
                              (MQ_TYPE_BATCH_REPORT, self));
}
