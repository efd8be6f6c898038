/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* batch FILE: makes many assets, in a folder. docs/using/batch.md describes it. */
#include "cli/commands/mq-commands.h"
#include "cli/mq-cli-model.h"
#include "cli/mq-cli-options.h"
#include "cli/mq-stdout.h"
#include "client/batch/mq-batch-claim.h"
#include "client/batch/mq-batch-slurm.h"
#include "client/batch/mq-batch-sweep.h"
#include "client/batch/mq-batch.h"
#include "client/batch/report/mq-batch-report.h"
#include "client/executor/mq-worker-settings.h"
#include "client/programs/mq-program-command.h"
#include "client/service/mq-embedded-service.h"
#include "client/share/mq-share.h"
#include "client/variants/mq-variants.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The lines that a batch prints while it works, and at its end. */

#define MAX_LINE 300
#define MAX_TOLD 20
#define MAX_BATCH ((gsize)2 << 30)
#define WORK_PREFIX "maquette-batch"
/* Not in memory, as /tmp may be. */
#define LOCAL_DISK "/var/tmp"
/* Seconds between two lines of progress, at a terminal and elsewhere. */
#define TERMINAL_SECONDS 1
#define LOG_SECONDS 30

/* One batch at the command line. */
typedef struct
{
  MqCliContext *context;
  char *input; /* its text */
  gsize length;
  MqBatchFolder *folder;
  GPtrArray *items;
  MqBatchTools tools;
  MqBatchMaker *maker;
  MqBatch *batch;
  int work; /* lock of the folder of @library */
  char *work_path;
  guint interrupts;
  gboolean at_terminal;
} BatchJob;

/* Prints the summary. Returns: whether all items are done */
static gboolean
end_batch (MqBatch *batch, MqBatchFolder *folder, gboolean json, GError **error)
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

static struct
{
  int jobs;
  int gpu;
  char *shard;
  int retry;
  gboolean retry_failed;
  gboolean go_on;
  double time_left;
  double limit_cost;
  gint64 limit_tokens;
  double limit_disk;
  double limit_wait;
  gboolean dry_run;
  gboolean library;
  gboolean sbatch;
  gboolean submit;
  int array;
  char *partition;
  char *gpus;
  int minutes;
  GStrv sbatch_options;
} args = { .retry = 2, .limit_wait = 30, .array = 10 };

static void
batch_job_clear (BatchJob *job)
{
  g_clear_object (&job->batch);
  g_clear_object (&job->maker);
  g_clear_object (&job->folder);
  g_clear_object (&job->tools.library);
  g_clear_object (&job->tools.connection);
  g_clear_pointer (&job->items, g_ptr_array_unref);
  g_free (job->tools.input_dir);
  if (job->work_path != NULL)
    mq_files_remove_tree (AT_FDCWD, job->work_path);
  g_clear_fd (&job->work, NULL);
  g_free (job->work_path);
  g_free (job->input);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BatchJob, batch_job_clear)

static gboolean
read_limits (MqBatchLimits *limits, GError **error)
{
  guint64 which = 0;
  guint64 of = 0;
  g_auto (GStrv) parts = NULL;

  if (args.gpu < 0 || args.gpu > 256)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "--gpu is the number of graphics cards, at most 256");
  if (args.jobs < 0 || args.jobs > 256 || args.retry < 0 || args.retry > 20 || args.time_left < 0
      || args.limit_cost < 0 || args.limit_tokens < 0 || args.limit_disk < 0 || args.limit_wait < 0)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "--jobs is at most 256, --retry at most 20, and no limit is negative");

  *limits = (MqBatchLimits){
    .jobs = (guint)(args.jobs > 0 ? args.jobs : args.gpu),
    .gpus = (guint)args.gpu,
    .retries = (guint)args.retry,
    .retry_failed = args.retry_failed,
    .time_left = args.time_left,
    .cost = args.limit_cost,
    .tokens = args.limit_tokens,
    .disk = (guint64)(args.limit_disk * 1e9),
    .wait = args.limit_wait * 60,
  };

  /* "2/8": the second of eight parts. */
  parts = args.shard != NULL ? g_strsplit (args.shard, "/", 2) : NULL;
  limits->n_shards = 1;
  if (args.shard == NULL)
    return TRUE;

  if (g_strv_length (parts) != 2
      || !g_ascii_string_to_unsigned (parts[1], 10, 1, 1000000, &of, NULL)
      || !g_ascii_string_to_unsigned (parts[0], 10, 1, of, &which, NULL))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "--shard is I/N, from 1/N to N/N: %s is not one\nAn array job of Slurm gives "
                    "--shard $((SLURM_ARRAY_TASK_ID))/$SLURM_ARRAY_TASK_COUNT",
                    args.shard);

  limits->shard = (guint)which - 1;
  limits->n_shards = (guint)of;
  return TRUE;
}

/* Awaits. The parameters of the kinds that sweeps vary. */
static gboolean
expand (BatchJob *job, GPtrArray *lines, GError **error)
{
  g_autoptr (GHashTable) kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                        (GDestroyNotify)json_object_unref);

  MQ_EACH (lines, i, const MqBatchLine, line)
    {
      const char *kind = mq_json_get_string (line->json, "kind", NULL);
      JsonObject *about;

      if (!mq_batch_sweep_is_one (line->json))
        {
          g_ptr_array_add (job->items, mq_batch_item_new (line->number, line->json));
          continue;
        }

      if ((about = g_hash_table_lookup (kinds, kind)) == NULL)
        {
          about = dex_await_boxed (mq_batch_maker_load_params (job->maker, kind), error);
          if (about != NULL)
            g_hash_table_insert (kinds, g_strdup (kind), about);
        }
      if (about == NULL
          || !mq_batch_sweep_expand (line, mq_json_get_array (about, "parameters"), job->items,
                                     error))
        {
          g_prefix_error (error, "%s, line %u: ", job->context->options->words[0], line->number);
          return FALSE;
        }
    }

  return TRUE;
}

/* The items are written when the batch begins; the same input has the same ones. Awaits. */
static gboolean
load_items (BatchJob *job, GError **error)
{
  const char *name = job->context->options->words[0];
  JsonObject *about = job->folder != NULL ? mq_batch_folder_get_about (job->folder) : NULL;
  g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)job->input,
                                                      job->length);
  /* Without its folder: a set is given away. */
  g_autofree char *base = g_path_get_basename (name);
  const char *known = mq_json_get_string (mq_json_get_object (about, "input"), "sha256", NULL);
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (JsonObject) begun = NULL;
  g_autoptr (GHashTable) ids = NULL;

  if (g_strcmp0 (known, sum) == 0)
    return (job->items = mq_batch_folder_load_items (job->folder, error)) != NULL;

  if (about != NULL && !args.go_on)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "“%s” was begun with another input than %s\nGive another --output, or "
                    "--continue to make what is new in it; what is in place stays as it is",
                    mq_batch_folder_get_path (job->folder), name);

  job->items = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_batch_item_free);
  if (!(lines = mq_batch_lines_read (name, job->input, job->length, error))
      || !expand (job, lines, error))
    return FALSE;

  ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  MQ_EACH (job->items, i, const MqBatchItem, item)
    if (!g_hash_table_add (ids, g_ascii_strdown (item->id, -1)))
      return mq_fail (error, MQ_ERROR_BAD_INPUT,
                      "Line %u: two items are called “%s” when its sweep is expanded", item->line,
                      item->id);

  if (job->folder == NULL)
    return TRUE;

  begun = mq_json_new ("format:i maquette:s blender:s input:o created:l", MQ_BATCH_FORMAT,
                       MQ_VERSION, mq_blender_get_version (job->context->blender),
                       mq_json_new ("name:s sha256:s items:i", base, sum, job->items->len),
                       g_get_real_time () / G_USEC_PER_SEC);
  return mq_batch_folder_set_items (job->folder, begun, job->items, error);
}

/* All that is possible before anything is made. Awaits. */
static gboolean
prepare (BatchJob *job, GError **error)
{
  MqCliContext *context = job->context;
  MqCliOptions *options = context->options;
  const char *name = options->words[0];
  g_autofree char *path = g_canonicalize_filename (name, NULL);
  g_autofree char *prefix = NULL;
  g_autoptr (GError) unread = NULL;
  gboolean is_usual;
  const char *parent;
  char buffer[65536];
  gssize got;

  if (options->output == NULL && !args.dry_run)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "Where to? Give the folder of the batch with --output, such as --output set");

  if (g_str_equal (name, "-"))
    {
      g_autoptr (GString) text = g_string_new (NULL);

      while ((got = read (STDIN_FILENO, buffer, sizeof buffer)) > 0 && text->len < MAX_BATCH)
        g_string_append_len (text, buffer, got);
      job->length = text->len;
      job->input = g_string_free (g_steal_pointer (&text), FALSE);
      job->tools.input_dir = g_get_current_dir ();
    }
  else
    {
      job->input = mq_files_load (name, MAX_BATCH, &job->length, &unread);
      job->tools.input_dir = g_path_get_dirname (path);
    }
  if (job->input == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "%s", unread->message);

  if (!mq_cli_model_apply (options, error)
      || !mq_cli_context_prepare (context, MQ_CLI_CONFIG, error)
      || !mq_cli_model_check_team (options, context->config, error)
      || !mq_cli_context_prepare (context, MQ_CLI_BLENDER, error)
      || (!args.dry_run && !(job->folder = mq_batch_folder_open (options->output, TRUE, error))))
    return FALSE;

  /* A library of this program's own, where the cluster says or on a disk of this computer: it needs
   * locks, which the folder of the batch may not have. */
  is_usual = g_getenv ("TMPDIR") == NULL && access (LOCAL_DISK, W_OK | X_OK) == 0;
  parent = is_usual ? LOCAL_DISK : g_get_tmp_dir ();
  prefix = g_strconcat (WORK_PREFIX "-", mq_batch_claim_get_host (), NULL);
  mq_files_sweep_temp (parent, prefix);
  job->work = mq_files_make_temp (parent, prefix, &job->work_path, error);
  if (!(job->work >= 0)
      || (job->tools.library = dex_await_object (mq_library_open (job->work_path, FALSE), error))
             == NULL)
    return FALSE;

  job->tools.config = context->config;
  job->tools.blender = context->blender;
  job->tools.server = (char *)mq_cli_context_get_server (context);
  job->tools.team = options->team;
  job->tools.connection = job->tools.server != NULL
                              ? mq_service_connection_new_for_url (job->tools.server)
                              : mq_service_connection_new ();
  if ((job->tools.server == NULL && !mq_embedded_service_use_own (error))
      || !dex_await (mq_service_connection_open (job->tools.connection), error))
    return FALSE;

  job->maker = mq_batch_maker_new (&job->tools);
  return load_items (job, error)
         && (job->folder == NULL || mq_batch_folder_load_states (job->folder, error));
}

static void
tell (const MqBatchItem *item, const char *problem)
{
  g_autofree char *line = mq_text_join_lines (problem, 500);

  g_printerr ("maquette-cli: %s (line %u): %s\n", item->id, item->line, line);
}

/* Awaits. Says what each item would be refused for, and what is wrong with its script. */
static gboolean
dry_run (BatchJob *job, const MqBatchLimits *limits, GError **error)
{
  gboolean json = job->context->options->json;
  g_autoptr (MqBlenderJob) checker = NULL;
  guint n_bake = 0;
  guint n_refused = 0;
  guint n = 0;

  for (guint i = limits->shard; i < job->items->len; i += limits->n_shards)
    {
      const MqBatchItem *item = job->items->pdata[i];
      g_autoptr (JsonObject) parsed = mq_batch_item_load (item, error);
      g_autoptr (GError) refusal = NULL;
      g_autofree char *found = NULL;
      JsonArray *exports = mq_json_get_array (parsed, "export");
      gboolean bakes = FALSE;

      if (parsed == NULL)
        return FALSE;
      if (job->interrupts > 0)
        return mq_fail (error, MQ_ERROR_CANCELLED, "Stopped");

      n++;
      for (guint e = 0; e < mq_json_length (exports) && !bakes; e++)
        {
          g_autoptr (MqExportOptions) options
              = mq_batch_item_make_export (json_array_get_element (exports, e), ".", NULL);

          bakes = options != NULL && options->format->has_materials && options->texture_px > 0;
        }
      /* An item that wants no pictures has Cycles draw some, of its materials. */
      n_bake += bakes && mq_json_get_int (parsed, "renders", -1) == 0;
      found = dex_await_string (mq_batch_maker_check (job->maker, parsed, &checker), &refusal);
      n_refused += refusal != NULL;
      if (refusal != NULL)
        tell (item, refusal->message);
      else if (found != NULL && *found != '\0')
        tell (item, found);
      if (json)
        mq_stdout_print_json (NULL, parsed);
    }

  if (n_bake > 0)
    g_printerr ("maquette-cli: for %u %s without pictures Cycles still bakes materials, for the "
                "exports, which may take most of the time; {\"format\": \"glb\", \"textures\": 0} "
                "leaves that out\n",
                n_bake, n_bake == 1 ? "item" : "items");
  if (!json)
    printf ("%u %s, %u of them refused. Nothing was made.\n", n, n == 1 ? "item" : "items",
            n_refused);
  return n_refused == 0
         || mq_fail (error, MQ_ERROR_FAILED, "%u of %u items would be refused", n_refused, n);
}

static gboolean
on_interrupt (gpointer user_data)
{
  BatchJob *job = user_data;

  if (job->interrupts++ == 0)
    g_printerr ("%smaquette-cli: no further item is started; items in progress are finished. Press "
                "again to stop them, too\n",
                job->at_terminal ? "\r\033[K" : "");
  if (job->batch != NULL)
    mq_batch_stop (job->batch, job->interrupts > 1);
  return G_SOURCE_CONTINUE;
}

static void
on_attempt (BatchJob *job, JsonObject *attempt)
{
  if (job->context->options->json)
    mq_stdout_print_json ("attempt", attempt);
  else
    {
      const char *status = mq_json_get_string (attempt, "status", "");
      g_autofree char *clean = mq_text_clean (mq_json_get_string (attempt, "error", ""), MAX_LINE);

      /* Prints what did not work; what did is counted */
      if (g_str_equal (status, "done"))
        return;

      clean[strcspn (clean, "\n")] = '\0';
      g_printerr ("%s%s: %s: %s\n", job->at_terminal ? "\r\033[K" : "",
                  mq_json_get_string (attempt, "id", ""), status, clean);
    }
}

static gboolean
on_tick (gpointer user_data)
{
  BatchJob *job = user_data;
  double left = mq_batch_get_seconds_left (job->batch);
  g_autofree char *clock = left > 0 ? mq_text_format_clock (left) : NULL;
  MqBatchProgress progress;

  mq_batch_get_progress (job->batch, &progress);
  g_printerr ("%s%u of %u done, %u failed, %u refused; %.0f an hour%s%s%s",
              job->at_terminal ? "\r\033[K" : "", progress.done, progress.total, progress.failed,
              progress.refused, progress.seconds > 0 ? progress.made * 3600 / progress.seconds : 0,
              clock != NULL ? "; about " : "", clock != NULL ? clock : "",
              clock != NULL ? " left" : "");
  if (progress.cost > 0)
    g_printerr ("; $%.2f", progress.cost);
  if (!job->at_terminal)
    g_printerr ("\n");
  return G_SOURCE_CONTINUE;
}

/* A task of an array job. The names of files are as they are from anywhere. */
static GStrv
make_command (MqCliOptions *options, const char *folder, guint jobs)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) program = mq_program_command_make ();
  char number[G_ASCII_DTOSTR_BUF_SIZE];
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
  const struct
  {
    const char *option;
    double value; /* NAN: it has none */
    gboolean is_given;
  } numbers[] = {
    { "--jobs", jobs, TRUE },
    { "--gpu", args.gpu, args.gpu > 0 },
    { "--retry", args.retry, TRUE },
    { "--limit-wait", args.limit_wait, TRUE },
    { "--retry-failed", NAN, args.retry_failed },
    { "--limit-cost", args.limit_cost, args.limit_cost > 0 },
    { "--limit-tokens", (double)args.limit_tokens, args.limit_tokens > 0 },
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

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (numbers[i].is_given)
      g_strv_builder_add_many (builder, numbers[i].option,
                               isnan (numbers[i].value)
                                   ? NULL
                                   : g_ascii_dtostr (number, sizeof number, numbers[i].value),
                               NULL);
  return g_strv_builder_end (builder);
}

/* Prints the script of an array job, or submits it and prints the job's number. Awaits. Returns:
 * whether that was possible */
static gboolean
print_script (MqCliOptions *options, GError **error)
{
  g_autofree char *gpus = args.gpu > 0 ? g_strdup_printf ("%d", args.gpu) : NULL;
  MqBatchSlurm slurm = {
    .tasks = (guint)MAX (args.array, 0),
    .minutes = (guint)MAX (args.minutes, 0),
    .jobs = (guint)(args.jobs > 0 ? args.jobs : MAX (args.gpu, 1)),
    .partition = args.partition,
    .gpus = args.gpus != NULL ? args.gpus : gpus,
    .options = args.sbatch_options,
  };
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;
  g_auto (GStrv) command = NULL;
  g_autofree char *script = NULL;
  g_autofree char *log = NULL;
  g_autofree char *path = NULL;
  g_autofree char *job = NULL;

  if (options->output == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "Where to? Give a folder that all nodes have with --output");
  if (g_str_equal (options->words[0], "-"))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "A job cannot read this standard input\nGive the name of a file");
  if (strpbrk (options->output, "\n%") != NULL || strpbrk (options->words[0], "\n") != NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "Slurm cannot use these names of files");
  if (slurm.tasks < 1 || slurm.tasks > 10000)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "--array is from 1 to 10000");

  folder = g_canonicalize_filename (options->output, NULL);
  name = g_path_get_basename (folder);
  command = make_command (options, folder, slurm.jobs);
  slurm.command = command;
  slurm.folder = folder;
  slurm.name = g_strdelimit (name, " \t", '_');
  script = mq_batch_slurm_make_script (&slurm);

  /* Slurm makes no folder for the output of jobs, and a job without one fails at once. */
  log = g_build_filename (folder, "log", NULL);
  if (g_mkdir_with_parents (log, 0755) != 0)
    return mq_fail (error, MQ_ERROR_READ_ONLY, "The folder “%s” cannot be made: %s", log,
                    g_strerror (errno));
  if (!args.submit)
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
            job, slurm.tasks, options->output);
  return TRUE;
}

/* Awaits. */
static gboolean
perform (BatchJob *job, GError **error)
{
  MqBatchLimits limits;
  g_autoptr (GError) refusal = NULL; /* of the import */
  guint ticks = 0;
  gboolean good;

  if (!read_limits (&limits, error))
    return FALSE;
  if (args.sbatch || args.submit)
    return print_script (job->context->options, error);
  if (!prepare (job, error))
    return FALSE;
  if (args.dry_run)
    return dry_run (job, &limits, error);

  if (limits.jobs == 0)
    limits.jobs = mq_variants_count_at_once (256, g_get_num_processors (),
                                             mq_worker_settings_get_free_memory ());
  job->at_terminal = isatty (STDERR_FILENO) && !job->context->options->json;
  job->batch = mq_batch_new (job->folder, job->items, &job->tools, &limits);

  if (job->interrupts > 0)
    mq_batch_stop (job->batch, TRUE);
  if (!job->context->options->json)
    ticks = g_timeout_add_seconds (job->at_terminal ? TERMINAL_SECONDS : LOG_SECONDS, on_tick, job);
  g_signal_connect_swapped (job->batch, "attempt", G_CALLBACK (on_attempt), job);

  good = dex_await (mq_batch_perform (job->batch), error);

  g_signal_handlers_disconnect_by_data (job->batch, job);
  g_clear_handle_id (&ticks, g_source_remove);
  if (!good)
    return FALSE;

  if (args.library && job->interrupts == 0
      && !mq_command_import_set (job->context, mq_batch_folder_get_path (job->folder), &refusal))
    g_printerr ("maquette-cli: %s\n", refusal->message);
  if (!end_batch (job->batch, job->folder, job->context->options->json, error))
    return FALSE;
  if (refusal != NULL)
    g_propagate_error (error, g_steal_pointer (&refusal));
  return *error == NULL;
}

/* Awaits. */
static gboolean
write_report (MqCliContext *self, GError **error)
{
  g_autoptr (MqBatchFolder) folder = mq_batch_folder_open (self->options->words[1], FALSE, error);
  g_autoptr (MqBatchReport) report = NULL;
  g_autoptr (JsonObject) summary = NULL;

  if (folder == NULL)
    return FALSE;

  report = mq_batch_report_new (folder, self->options->output);
  summary = dex_await_boxed (mq_batch_report_write (report), error);
  if (summary == NULL)
    return FALSE;

  if (self->options->json)
    mq_stdout_print_json ("report", summary);
  else
    printf ("%s\n", mq_json_get_string (summary, "page", ""));
  return TRUE;
}

/* Awaits. */
static gboolean
print_status (MqCliContext *self, GError **error)
{
  const char *path = self->options->words[1];
  g_autoptr (MqBatchFolder) folder = mq_batch_folder_open (path, FALSE, error);
  g_autoptr (GPtrArray) items = folder != NULL ? mq_batch_folder_load_items (folder, error) : NULL;
  g_autoptr (JsonObject) jobs = NULL;
  g_autoptr (GPtrArray) working = g_ptr_array_new_null_terminated (0, NULL, TRUE);
  guint n[MQ_BATCH_MISSING + 1] = { 0 }; /* items of each status */
  gint64 tokens = 0;
  double cost = 0;
  JsonArray *tasks;
  g_autoptr (GPtrArray) attempts = NULL;

  /* Prints how many items are done, which are being made, and what Slurm knows of the jobs. Brings
   * manifest.jsonl up to date. */
  if (items == NULL || !mq_batch_folder_write_tables (folder, items, error)
      || !(jobs = dex_await_boxed (mq_batch_slurm_list (folder), error)))
    return FALSE;

  MQ_EACH (items, i, const MqBatchItem, item)
    {
      MqBatchStatus status = mq_batch_folder_get_status (folder, item->id);

      if (status != MQ_BATCH_DONE && mq_batch_folder_is_claimed (folder, item->id))
        g_ptr_array_add (working, item->id);
      else
        n[status]++;
    }

  /* The sums of all attempts, those that failed included. */
  attempts = mq_batch_folder_list_attempts (folder);
  for (guint i = 0; i < attempts->len; i++)
    {
      tokens += (gint64)mq_batch_attempt_get_amount (attempts->pdata[i], "tokens");
      cost += mq_batch_attempt_get_amount (attempts->pdata[i], "cost");
    }
  tasks = mq_json_get_array (jobs, "tasks");
  if (self->options->json)
    {
      g_autoptr (JsonObject) line = mq_json_new (
          "folder:s total:i done:i failed:i refused:i cut:i waiting:i missing:i tokens:l cost:d "
          "working:a tasks:A",
          mq_batch_folder_get_path (folder), items->len, n[MQ_BATCH_DONE], n[MQ_BATCH_FAILED],
          n[MQ_BATCH_REFUSED], n[MQ_BATCH_CUT], n[MQ_BATCH_WAITING], n[MQ_BATCH_MISSING], tokens,
          cost, mq_json_from_strings ((const char *const *)working->pdata, working->len), tasks);

      mq_stdout_print_json ("status", line);
      return TRUE;
    }

  printf ("%u of %u items are done, %u failed, %u were refused; %u are being made, %u are left\n",
          n[MQ_BATCH_DONE], items->len, n[MQ_BATCH_FAILED], n[MQ_BATCH_REFUSED], working->len,
          n[MQ_BATCH_WAITING] + n[MQ_BATCH_CUT] + n[MQ_BATCH_MISSING]);
  if (n[MQ_BATCH_MISSING] > 0)
    printf (
        "%u of these were made, and are missing in %s/items: the same command makes them again\n",
        n[MQ_BATCH_MISSING], mq_batch_folder_get_path (folder));
  if (tokens > 0)
    printf ("%" G_GINT64_FORMAT " tokens of models were used\n", tokens);
  if (cost > 0)
    printf ("Models cost $%.2f\n", cost);
  print_tasks (tasks);
  return TRUE;
}

/* Awaits. */
static gboolean
cancel_jobs (MqCliContext *self, GError **error)
{
  const char *path = self->options->words[1];
  g_autoptr (MqBatchFolder) folder = mq_batch_folder_open (path, FALSE, error);
  g_autoptr (GError) failure = NULL;
  int n;

  if (folder == NULL)
    return FALSE;

  n = dex_await_int (mq_batch_slurm_cancel (folder), &failure);
  if (failure != NULL)
    return mq_fail_with (error, &failure);

  printf ("%d jobs are cancelled. Finished items stay; the same command continues with the rest.\n",
          n);
  return TRUE;
}

/* Commands for a batch that was begun, by the first of two words. */
static const struct
{
  const char *name;
  gboolean (*run) (MqCliContext *context, GError **error);
} of_folder[] = {
  { "cancel", cancel_jobs },
  { "report", write_report },
  { "status", print_status },
};

/* Awaits. */
static gboolean
make_batch (MqCliContext *self, GError **error)
{
  const char *const *words = (const char *const *)self->options->words;

  if (words[1] == NULL)
    {
      static const int numbers[] = { SIGINT, SIGTERM, SIGUSR1 };
      g_auto (BatchJob) job = { .context = self, .work = -1 };
      guint sources[G_N_ELEMENTS (numbers)];
      gboolean good;

      for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
        sources[i] = g_unix_signal_add (numbers[i], on_interrupt, &job);
      good = perform (&job, error);
      for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
        g_source_remove (sources[i]);

      if (job.tools.connection != NULL)
        dex_await (mq_service_connection_close (job.tools.connection), NULL);
      return good;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (of_folder); i++)
    if (g_str_equal (words[0], of_folder[i].name))
      return of_folder[i].run (self, error);

  return mq_fail (error, MQ_ERROR_BAD_INPUT,
                  "“%s %s” is not a command of batch\nmaquette-cli batch --help lists them",
                  words[0], words[1]);
}

static const GOptionEntry batch_options[] = {
  MQ_OPTION_OUTPUT ("The folder of the batch; the same command continues an interrupted batch. For "
                    "a report: the folder to write (default: the batch)",
                    "DIR"),
  { "jobs", 0, 0, G_OPTION_ARG_INT, &args.jobs,
    "Number of items to make at the same time (default: as many as the machine allows)", "NUMBER" },
  { "gpu", 0, 0, G_OPTION_ARG_INT, &args.gpu,
    "Number of graphics cards to render on: as many items at the same time, one on each",
    "NUMBER" },
  { "shard", 0, 0, G_OPTION_ARG_FILENAME, &args.shard,
    "Make only this share of the items, to use several computers", "I/N" },
  { "retry", 0, 0, G_OPTION_ARG_INT, &args.retry,
    "Number of retries after a crash, a time limit or a busy provider (default: 2)", "NUMBER" },
  { "retry-failed", 0, 0, G_OPTION_ARG_NONE, &args.retry_failed,
    "Also retry items that failed or were refused in an earlier run", NULL },
  { "continue", 0, 0, G_OPTION_ARG_NONE, &args.go_on,
    "Accept an input file that has changed since the batch began", NULL },
  { "time-left", 0, 0, G_OPTION_ARG_DOUBLE, &args.time_left,
    "End within this many seconds, and start no item that could not be finished", "SECONDS" },
  { "limit-cost", 0, 0, G_OPTION_ARG_DOUBLE, &args.limit_cost,
    "Start no further item when models have cost this much", "DOLLARS" },
  { "limit-tokens", 0, 0, G_OPTION_ARG_INT64, &args.limit_tokens,
    "Start no further item when models have used this many tokens", "NUMBER" },
  { "limit-disk", 0, 0, G_OPTION_ARG_DOUBLE, &args.limit_disk,
    "Start no further item when the items of this run take this much space", "GB" },
  { "limit-wait", 0, 0, G_OPTION_ARG_DOUBLE, &args.limit_wait,
    "End when a provider or a shared service has been unreachable this long (default: 30)",
    "MINUTES" },
  { "dry-run", 0, 0, G_OPTION_ARG_NONE, &args.dry_run,
    "Check all items, and list those that would be refused; with --json, print the items", NULL },
  { "library", 0, 0, G_OPTION_ARG_NONE, &args.library,
    "At the end, import the finished items into your library as a set", NULL },
  { "sbatch", 0, 0, G_OPTION_ARG_NONE, &args.sbatch,
    "Print the script of a Slurm array job that makes the batch", NULL },
  { "submit", 0, 0, G_OPTION_ARG_NONE, &args.submit,
    "Submit that script, and print the job’s number", NULL },
  { "array", 0, 0, G_OPTION_ARG_INT, &args.array, "Tasks of the array job (default: 10)",
    "NUMBER" },
  { "partition", 0, 0, G_OPTION_ARG_FILENAME, &args.partition, "The Slurm partition of the job",
    "NAME" },
  { "gpus", 0, 0, G_OPTION_ARG_FILENAME, &args.gpus, "Graphics cards of each task", "NUMBER" },
  { "minutes", 0, 0, G_OPTION_ARG_INT, &args.minutes,
    "The time limit of a task; a task with more to do is started again", "NUMBER" },
  { "sbatch-option", 0, 0, G_OPTION_ARG_STRING_ARRAY, &args.sbatch_options,
    "Another option for sbatch, such as --account=lab; can be repeated", "OPTION" },
  MQ_OPTION ("team", 0, FILENAME, team, "The team for items that name none: sketcher or model",
             "TEAM"),
  MQ_OPTION ("model", 'm', FILENAME, model, "The AI model: MODEL, or PROVIDER:MODEL", "MODEL"),
  MQ_OPTION ("key-file", 0, FILENAME, key_file,
             "Read the model’s key from this file, which others must not be able to read", "FILE"),
  MQ_OPTION_SERVER,
  MQ_OPTION_JSON,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_batch[] = {
  { "batch", "FILE|status DIR|cancel DIR|report DIR", 1, 2,
    "Make many assets from a file with one item per line; the same command continues an "
    "interrupted batch. Or report on a batch, or cancel its jobs",
    make_batch, batch_options },
  { NULL },
};
