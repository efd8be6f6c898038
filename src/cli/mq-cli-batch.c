/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of a batch at the command line, see mq-cli-batch.h. */
#include "cli/mq-cli-batch.h"

#include "cli/mq-stdout.h"
#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <stdio.h>
#include <string.h>

#define MAX_LINE 300

/**
 * mq_cli_batch_print_attempt:
 * @attempt: a line of the manifest
 * @at_terminal: whether a line of progress is to be overwritten
 *
 * Prints what did not work; what did is counted.
 */
void
mq_cli_batch_print_attempt (JsonObject *attempt, gboolean at_terminal)
{
  const char *status = mq_json_get_string (attempt, "status", "");
  g_autofree char *clean = mq_text_clean (mq_json_get_string (attempt, "error", ""), MAX_LINE);

  if (g_str_equal (status, "done"))
    return;

  clean[strcspn (clean, "\n")] = '\0';
  g_printerr ("%s%s: %s: %s\n", at_terminal ? "\r\033[K" : "",
              mq_json_get_string (attempt, "id", ""), status, clean);
}

/**
 * mq_cli_batch_print_progress:
 * @batch: a batch that works
 * @at_terminal: whether the line is overwritten by the next one
 */
void
mq_cli_batch_print_progress (MqBatch *batch, gboolean at_terminal)
{
  double left = mq_batch_get_seconds_left (batch);
  g_autofree char *clock = left > 0 ? mq_text_format_clock (left) : NULL;
  MqBatchProgress progress;

  mq_batch_get_progress (batch, &progress);
  g_printerr ("%s%u of %u done, %u failed, %u refused; %.0f an hour%s%s%s",
              at_terminal ? "\r\033[K" : "", progress.done, progress.total, progress.failed,
              progress.refused, progress.seconds > 0 ? progress.made * 3600 / progress.seconds : 0,
              clock != NULL ? "; about " : "", clock != NULL ? clock : "",
              clock != NULL ? " left" : "");
  if (progress.cost > 0)
    g_printerr ("; $%.2f", progress.cost);
  if (!at_terminal)
    g_printerr ("\n");
}

/**
 * mq_cli_batch_end:
 * @batch: a batch that is over
 * @folder: its folder
 * @json: whether the summary is a JSON line
 * @error: %MQ_ERROR_FAILED: some items failed; %MQ_ERROR_BUSY: there is more to do; another one,
 *   such as %MQ_ERROR_MODEL_ACCESS: it has ended the batch
 *
 * Prints the summary.
 *
 * Returns: whether all items are done
 */
gboolean
mq_cli_batch_end (MqBatch *batch, MqBatchFolder *folder, gboolean json, GError **error)
{
  const char *why = mq_batch_get_why (batch);
  const char *path = mq_batch_folder_get_path (folder);
  const GError *cause = mq_batch_get_cause (batch);
  const char *next = cause != NULL ? strchr (cause->message, '\n') : NULL;
  g_autoptr (JsonObject) line = NULL;
  MqBatchProgress progress;
  guint left;

  mq_batch_get_progress (batch, &progress);
  left = progress.total - progress.done - progress.failed - progress.refused;
  if (json)
    {
      line = mq_json_new ("folder:s total:i done:i failed:i refused:i left:i made:i missing:i "
                          "seconds:d tokens:l cost:d why:s?",
                          path, progress.total, progress.done, progress.failed, progress.refused,
                          left, progress.made, progress.missing, progress.seconds, progress.tokens,
                          progress.cost, why);
      mq_stdout_print_json ("batch", line);
    }
  else
    printf ("%u of %u items are in %s/items; %u failed, %u were refused, %u are left. %u were made "
            "in %.0f s.\n",
            progress.done, progress.total, path, progress.failed, progress.refused, left,
            progress.made, progress.seconds);
  if (!json && progress.missing > 0)
    printf ("%u items of earlier runs were missing in %s/items.\n", progress.missing, path);

  if (left > 0 && cause != NULL)
    return mq_fail (error, cause->code == MQ_ERROR_MODEL_AWAY ? MQ_ERROR_BUSY : cause->code,
                    "%u items are left to do, because nothing more can be made: %s\n%s", left, why,
                    next != NULL ? next + 1 : "Run the same command again when this is solved");
  if (left > 0)
    return mq_fail (error, MQ_ERROR_BUSY, "%u items are left to do%s%s\nRun the same command again",
                    left, why != NULL ? ": " : "",
                    why != NULL ? why : ": other programs make them");
  if (progress.failed + progress.refused > 0)
    return mq_fail (error, MQ_ERROR_FAILED,
                    "%u items failed, %u were refused\n%s/failed.jsonl has their lines, and "
                    "manifest.jsonl the reasons; --retry-failed tries them again",
                    progress.failed, progress.refused, path);

  return TRUE;
}
