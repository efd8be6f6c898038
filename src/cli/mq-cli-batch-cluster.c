/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Batches on a cluster, see mq-cli-batch-cluster.h. */
#include "cli/mq-cli-batch-cluster.h"

#include "cli/mq-stdout.h"
#include "client/programs/mq-program-command.h"
#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define MAX_TOLD 20

/* The names of files as they are from anywhere. */
static GStrv
make_command (MqCliOptions *options, const char *folder, GStrv arguments)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) program = mq_program_command_make ();
  const struct
  {
    const char *option;
    const char *value;
    gboolean is_path;
  } given[] = {
    { "--output", folder, FALSE },
    { "--config", options->config, TRUE },
    { "--key-file", options->key_file, TRUE },
    { "--server", options->server, FALSE },
    { "--team", options->team, FALSE },
    { "--model", options->model, FALSE },
  };

  g_strv_builder_addv (builder, (const char **)program);
  g_strv_builder_add (builder, "batch");
  g_strv_builder_take (builder, g_canonicalize_filename (options->words[0], NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (given); i++)
    if (given[i].value != NULL)
      {
        g_strv_builder_add (builder, given[i].option);
        g_strv_builder_take (builder, given[i].is_path
                                          ? g_canonicalize_filename (given[i].value, NULL)
                                          : g_strdup (given[i].value));
      }
  g_strv_builder_addv (builder, (const char **)arguments);
  return g_strv_builder_end (builder);
}

static gboolean
check (MqCliOptions *options, const MqBatchSlurm *slurm, GError **error)
{
  if (options->output == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "Where to? Give a folder that all nodes have with --output");
  if (g_str_equal (options->words[0], "-"))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "A job cannot read this standard input\nGive the name of a file");
  if (strpbrk (options->output, "\n%") != NULL || strpbrk (options->words[0], "\n") != NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "Slurm cannot use these names of files");

  return (slurm->tasks >= 1 && slurm->tasks <= 10000)
         || mq_fail (error, MQ_ERROR_BAD_INPUT, "--array is from 1 to 10000");
}

/**
 * mq_cli_batch_print_script:
 * @options: of a batch
 * @slurm: the array job, without its command, folder and name
 * @arguments: further options of the batch
 * @submit: whether it is submitted, too
 * @error: %MQ_ERROR_BAD_INPUT, %MQ_ERROR_NOT_FOUND
 *
 * Prints the script of an array job, or submits it and prints the job's number. Awaits.
 *
 * Returns: whether that was possible
 */
gboolean
mq_cli_batch_print_script (MqCliOptions *options, MqBatchSlurm *slurm, GStrv arguments,
                           gboolean submit, GError **error)
{
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;
  g_auto (GStrv) command = NULL;
  g_autofree char *script = NULL;
  g_autofree char *log = NULL;
  g_autofree char *path = NULL;
  g_autofree char *job = NULL;

  if (!check (options, slurm, error))
    return FALSE;

  folder = g_canonicalize_filename (options->output, NULL);
  name = g_path_get_basename (folder);
  command = make_command (options, folder, arguments);
  slurm->command = command;
  slurm->folder = folder;
  slurm->name = g_strdelimit (name, " \t", '_');
  script = mq_batch_slurm_make_script (slurm);

  /* Slurm makes no folder for the output of jobs, and a job without one fails at once. */
  log = g_build_filename (folder, "log", NULL);
  if (g_mkdir_with_parents (log, 0755) != 0)
    return mq_fail (error, MQ_ERROR_READ_ONLY, "The folder “%s” cannot be made: %s", log,
                    g_strerror (errno));
  if (!submit)
    {
      fputs (script, stdout);
      return TRUE;
    }

  path = g_build_filename (folder, "job.sh", NULL);
  if (!g_file_set_contents (path, script, -1, error)
      || !(job = dex_await_string (mq_batch_slurm_submit (path), error)))
    return FALSE;

  if (options->json)
    {
      g_autoptr (JsonObject) line = mq_json_new ("job:s script:s", job, path);

      mq_stdout_print_json ("submitted", line);
    }
  else
    printf ("Job %s is submitted: %u tasks. maquette-cli batch status %s shows its progress.\n",
            job, slurm->tasks, options->output);
  return TRUE;
}

/* How many items have each status, and which are being made. */
typedef struct
{
  guint n[MQ_BATCH_MISSING + 1];
  GPtrArray *working; /* of char *: ids */
} Count;

static void
count_items (MqBatchFolder *folder, GPtrArray *items, Count *count)
{
  for (guint i = 0; i < items->len; i++)
    {
      const MqBatchItem *item = items->pdata[i];
      MqBatchStatus status = mq_batch_folder_get_status (folder, item->id);

      if (status != MQ_BATCH_DONE && mq_batch_folder_is_claimed (folder, item->id))
        g_ptr_array_add (count->working, item->id);
      else
        count->n[status]++;
    }
}

/* The sums of all attempts, those that failed included. */
static void
sum_attempts (MqBatchFolder *folder, gint64 *tokens, double *cost)
{
  g_autoptr (GPtrArray) attempts = mq_batch_folder_list_attempts (folder);

  for (guint i = 0; i < attempts->len; i++)
    {
      *tokens += (gint64)mq_batch_attempt_get_amount (attempts->pdata[i], "tokens");
      *cost += mq_batch_attempt_get_amount (attempts->pdata[i], "cost");
    }
}

static void
print_tasks (JsonArray *tasks)
{
  for (guint i = 0; i < MIN (mq_json_length (tasks), MAX_TOLD); i++)
    {
      JsonObject *task = mq_json_element_object (tasks, i);
      g_autofree char *clock = mq_text_format_clock (mq_json_get_double (task, "seconds", 0));

      printf ("  %-14s %-12s %10s  %s\n", mq_json_get_string (task, "task", ""),
              mq_json_get_string (task, "state", ""), clock,
              mq_json_get_string (task, "where", ""));
    }
  if (mq_json_length (tasks) > MAX_TOLD)
    printf ("  and %u more tasks (squeue, sacct)\n", mq_json_length (tasks) - MAX_TOLD);
}

/**
 * mq_cli_batch_print_status:
 * @path: the folder of a batch
 * @json: as JSON
 * @error: %MQ_ERROR_NOT_FOUND: there is no batch
 *
 * Prints how many items are done, which are being made, and what Slurm knows of the jobs. Brings
 * manifest.jsonl up to date. Awaits.
 *
 * Returns: whether there is a batch
 */
gboolean
mq_cli_batch_print_status (const char *path, gboolean json, GError **error)
{
  g_autoptr (MqBatchFolder) folder = mq_batch_folder_open (path, FALSE, error);
  g_autoptr (GPtrArray) items = folder != NULL ? mq_batch_folder_load_items (folder, error) : NULL;
  g_autoptr (JsonObject) jobs = NULL;
  g_autoptr (GPtrArray) working = g_ptr_array_new_null_terminated (0, NULL, TRUE);
  Count count = { .working = working };
  gint64 tokens = 0;
  double cost = 0;
  JsonArray *tasks;

  if (items == NULL || !mq_batch_folder_write_tables (folder, items, error)
      || !(jobs = dex_await_boxed (mq_batch_slurm_list (folder), error)))
    return FALSE;

  count_items (folder, items, &count);
  sum_attempts (folder, &tokens, &cost);
  tasks = mq_json_get_array (jobs, "tasks");
  if (json)
    {
      g_autoptr (JsonObject) line
          = mq_json_new ("folder:s total:i done:i failed:i refused:i cut:i waiting:i missing:i "
                         "tokens:l cost:d working:a tasks:a",
                         mq_batch_folder_get_path (folder), items->len, count.n[MQ_BATCH_DONE],
                         count.n[MQ_BATCH_FAILED], count.n[MQ_BATCH_REFUSED], count.n[MQ_BATCH_CUT],
                         count.n[MQ_BATCH_WAITING], count.n[MQ_BATCH_MISSING], tokens, cost,
                         mq_json_from_strings ((const char *const *)working->pdata, working->len),
                         json_array_ref (tasks));

      mq_stdout_print_json ("status", line);
      return TRUE;
    }

  printf ("%u of %u items are done, %u failed, %u were refused; %u are being made, %u are left\n",
          count.n[MQ_BATCH_DONE], items->len, count.n[MQ_BATCH_FAILED], count.n[MQ_BATCH_REFUSED],
          working->len,
          count.n[MQ_BATCH_WAITING] + count.n[MQ_BATCH_CUT] + count.n[MQ_BATCH_MISSING]);
  if (count.n[MQ_BATCH_MISSING] > 0)
    printf (
        "%u of these were made, and are missing in %s/items: the same command makes them again\n",
        count.n[MQ_BATCH_MISSING], mq_batch_folder_get_path (folder));
  if (tokens > 0)
    printf ("%" G_GINT64_FORMAT " tokens of models were used\n", tokens);
  if (cost > 0)
    printf ("Models cost $%.2f\n", cost);
  print_tasks (tasks);
  return TRUE;
}

/**
 * mq_cli_batch_cancel:
 * @path: the folder of a batch
 * @error: %MQ_ERROR_NOT_FOUND: there is no batch, or no Slurm
 *
 * Cancels the jobs of a batch. Awaits.
 *
 * Returns: whether that was possible
 */
gboolean
mq_cli_batch_cancel (const char *path, GError **error)
{
  g_autoptr (MqBatchFolder) folder = mq_batch_folder_open (path, FALSE, error);
  g_autoptr (GError) failure = NULL;
  int n;

  if (folder == NULL)
    return FALSE;

  n = dex_await_int (mq_batch_slurm_cancel (folder), &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  printf ("%d jobs are cancelled. Finished items stay; the same command continues with the rest.\n",
          n);
  return TRUE;
}
