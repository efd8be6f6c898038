/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Slurm, see mq-batch-slurm.h: sbatch(1), squeue(1), sacct(1), scancel(1). Each job of a batch is a
 * file in its folder's `jobs`, which the job itself makes when it starts. */
#include "client/batch/mq-batch-slurm.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <string.h>

/* Seconds before a task's limit at which it is told to end. */
#define WARNING 120
#define CORES 2
#define MEMORY_GIB 2
/* Starts of a task, so that one that never gets anywhere does not go on for ever. */
#define MAX_RESTARTS 50

/* No variable with a key is among them: Slurm keeps a job's environment in files. */
#define VARIABLES                                                                                  \
  "HOME,USER,PATH,LANG,TMPDIR,XDG_CONFIG_HOME,XDG_CACHE_HOME,XDG_DATA_HOME,XDG_STATE_HOME,"        \
  "MQ_BLENDER,MQ_SERVICE,MQ_DATA_DIR,MAQUETTE_MODEL,MAQUETTE_PROVIDER,MAQUETTE_BASE_URL,"          \
  "MAQUETTE_EFFORT"

static void
add_option (GString *script, const char *format, ...)
{
  va_list arguments;

  g_string_append (script, "#SBATCH ");
  va_start (arguments, format);
  g_string_append_vprintf (script, format, arguments);
  va_end (arguments);
  g_string_append_c (script, '\n');
}

/**
 * mq_batch_slurm_make_script:
 * @self: an array job
 *
 * A task that ends with status 75 has more to do, and is started again.
 *
 * Returns: (transfer full): what sbatch(1) reads
 */
char *
mq_batch_slurm_make_script (const MqBatchSlurm *self)
{
  g_autoptr (GString) script = g_string_new ("#!/bin/sh\n");
  g_autofree char *folder = g_shell_quote (self->folder);

  g_string_append_printf (
      script,
      "# A batch of Maquette %s as an array job of Slurm. Submit it as often as "
      "you like:\n# what is in place is not made again.\n",
      MQ_VERSION);
  add_option (script, "--job-name=%s", self->name);
  add_option (script, "--array=1-%u", self->tasks);
  add_option (script, "--cpus-per-task=%u", CORES * self->jobs);
  add_option (script, "--mem=%uG", MEMORY_GIB * self->jobs);
  if (self->minutes > 0)
    add_option (script, "--time=%u", self->minutes);
  if (self->partition != NULL)
    add_option (script, "--partition=%s", self->partition);
  if (self->gpus != NULL)
    add_option (script, "--gpus-per-task=%s", self->gpus);
  add_option (script, "--signal=B:USR1@%d", WARNING);
  add_option (script, "--requeue");
  add_option (script, "--open-mode=append");
  add_option (script, "--output=\"%s/log/%%A_%%a.log\"", self->folder);
  add_option (script, "--export=" VARIABLES);
  for (gsize i = 0; self->options != NULL && self->options[i] != NULL; i++)
    add_option (script, "%s", self->options[i]);

  g_string_append_printf (script,
                          "\nmkdir -p %s/jobs && : >%s/jobs/\"$SLURM_ARRAY_JOB_ID\"\n"
                          "ended= left= end=${SLURM_JOB_END_TIME:-0}\n"
                          "[ \"$end\" = 0 ] || left=\"--time-left $((end - $(date +%%s) - 30))\"\n",
                          folder, folder);
  for (gsize i = 0; self->command[i] != NULL; i++)
    {
      g_autofree char *quoted = g_shell_quote (self->command[i]);

      g_string_append_printf (script, "%s%s", i > 0 ? " " : "", quoted);
    }
  g_string_append_printf (
      script,
      " --shard \"$SLURM_ARRAY_TASK_ID/%u\" $left &\n"
      "pid=$!\n"
      "trap 'kill -USR1 $pid' USR1\n"
      "# scancel, and preemption, which starts the task again by itself.\n"
      "trap 'ended=1; kill -TERM $pid' TERM\n"
      "# A signal ends wait(1), and not what it waits for.\n"
      "while kill -0 $pid 2>/dev/null; do wait $pid; status=$?; done\n"
      "if [ $status = 75 ] && [ -z \"$ended\" ] && [ \"${SLURM_RESTART_COUNT:-0}\" -lt %d ]; "
      "then\n"
      "  scontrol requeue \"$SLURM_JOB_ID\"\n"
      "fi\n"
      "exit $status\n",
      self->tasks, MAX_RESTARTS);
  return g_string_free_and_steal (g_steal_pointer (&script));
}

/* Awaits. Returns: (transfer full) (nullable): what a program of Slurm prints */
static char *
run (const char *const *argv, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (
      argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &failure);
  g_autofree char *out = NULL;
  g_autofree char *problem = NULL;

  if (process == NULL)
    return mq_fail_null (error, MQ_ERROR_NOT_FOUND,
                         "There is no %s here: %s\nRun this where Slurm's commands are", argv[0],
                         failure->message);
  if (!g_subprocess_communicate_utf8 (process, NULL, NULL, &out, &problem, error))
    return NULL;
  if (!g_subprocess_get_successful (process))
    return mq_fail_null (error, MQ_ERROR_FAILED, "%s: %s", argv[0], g_strstrip (problem));

  return g_steal_pointer (&out);
}

static DexFuture *
submit_fiber (const char *script)
{
  const char *argv[] = { "sbatch", "--parsable", script, NULL };
  GError *error = NULL;
  char *out = run (argv, &error);

  if (out == NULL)
    return dex_future_new_for_error (error);

  /* "123" or "123;cluster" */
  out[strcspn (out, ";\n")] = '\0';
  return dex_future_new_take_string (out);
}

/**
 * mq_batch_slurm_submit:
 * @script: path of a script
 *
 * Returns: (transfer full): resolves to the job's number (G_TYPE_STRING); rejects with
 *   %MQ_ERROR_NOT_FOUND if there is no Slurm here
 */
DexFuture *
mq_batch_slurm_submit (const char *script)
{
  return mq_fiber_spawn_on_thread (submit_fiber, (G_TYPE_STRING, script));
}

/* Returns: (transfer full) (nullable): the numbers of the jobs, with commas between them */
static char *
list_ids (MqBatchFolder *folder)
{
  g_autofree char *path = g_build_filename (mq_batch_folder_get_path (folder), "jobs", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr (GString) ids = g_string_new (NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (name[strspn (name, "0123456789")] == '\0')
      g_string_append_printf (ids, "%s%s", ids->len > 0 ? "," : "", name);

  return ids->len > 0 ? g_string_free_and_steal (g_steal_pointer (&ids)) : NULL;
}

/* Adds `{"task", "state", "seconds", "where"}` for each line of "ID|STATE|TIME|WHERE". */
static void
add_lines (GHashTable *tasks, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], "|", 4);
      g_auto (GStrv) parts = NULL;
      JsonObject *task;
      const char *time, *dash;
      gint64 seconds = 0;

      /* Steps of a job, such as 7_1.batch, say nothing new. */
      if (g_strv_length (fields) != 4 || strchr (fields[0], '.') != NULL)
        continue;

      task = mq_json_new ("task:s state:s where:s", fields[0], fields[1], g_strstrip (fields[3]));
      g_hash_table_insert (tasks, g_strdup (fields[0]), task);

      /* Slurm writes "3:07", "1:02:03" and "2-01:02:03", or that there is no time. */
      time = fields[2];
      dash = strchr (time, '-');
      parts = g_strsplit (dash != NULL ? dash + 1 : time, ":", 3);
      if (*time == '\0' || strspn (time, "0123456789:-") != strlen (time) || parts[1] == NULL)
        continue;

      for (guint j = 0; parts[j] != NULL; j++)
        seconds = seconds * 60 + g_ascii_strtoll (parts[j], NULL, 10);
      if (dash != NULL)
        seconds += g_ascii_strtoll (time, NULL, 10) * 24 * 60 * 60;
      if (seconds >= 0)
        mq_json_add (task, "seconds:l", seconds);
    }
}

static int
compare_tasks (gconstpointer a, gconstpointer b)
{
  g_autofree char *one = g_utf8_collate_key_for_filename (a, -1);
  g_autofree char *other = g_utf8_collate_key_for_filename (b, -1);

  return strcmp (one, other);
}

static DexFuture *
list_fiber (MqBatchFolder *folder)
{
  g_autofree char *ids = list_ids (folder);
  g_autoptr (GHashTable) tasks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                        (GDestroyNotify)json_object_unref);
  const char *queued[] = { "squeue", "-h", "-a", "-r",          "-t", "all",
                           "-j",     ids,  "-o", "%i|%T|%M|%R", NULL };
  const char *accounted[]
      = { "sacct", "-n", "-P", "-X", "-j", ids, "-o", "JobID,State,Elapsed,NodeList", NULL };
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (GPtrArray) names = NULL;
  g_autofree char *past = NULL;
  g_autofree char *now = NULL;

  /* Many clusters have no accounting, and squeue forgets a job some minutes after its end. */
  if (ids != NULL)
    {
      past = run (accounted, NULL);
      now = run (queued, NULL);
    }
  if (past != NULL)
    add_lines (tasks, past);
  if (now != NULL)
    add_lines (tasks, now);

  names = g_hash_table_get_keys_as_ptr_array (tasks);
  g_ptr_array_sort_values (names, compare_tasks);
  for (guint i = 0; i < names->len; i++)
    json_array_add_object_element (array,
                                   json_object_ref (g_hash_table_lookup (tasks, names->pdata[i])));
  return dex_future_new_take_boxed (JSON_TYPE_OBJECT,
                                    mq_json_new ("tasks:a", g_steal_pointer (&array)));
}

/**
 * mq_batch_slurm_list:
 * @folder: a batch
 *
 * Returns: (transfer full): resolves to `{"tasks": [{"task": "123_4", "state": "RUNNING",
 *   "where", "seconds"}]}` (JSON_TYPE_OBJECT), those that Slurm still knows
 */
DexFuture *
mq_batch_slurm_list (MqBatchFolder *folder)
{
  return mq_fiber_spawn_on_thread (list_fiber, (MQ_TYPE_BATCH_FOLDER, folder));
}

static DexFuture *
cancel_fiber (MqBatchFolder *folder)
{
  g_autofree char *ids = list_ids (folder);
  g_auto (GStrv) each = ids != NULL ? g_strsplit (ids, ",", -1) : g_new0 (char *, 1);
  GError *error = NULL;

  for (gsize i = 0; each[i] != NULL; i++)
    {
      const char *argv[] = { "scancel", "--quiet", each[i], NULL };
      g_autofree char *out = run (argv, &error);

      if (out == NULL)
        return dex_future_new_for_error (error);
    }

  return dex_future_new_for_int ((int)g_strv_length (each));
}

/**
 * mq_batch_slurm_cancel:
 * @folder: a batch
 *
 * Cancels all jobs of it. Items that are in place stay.
 *
 * Returns: (transfer full): resolves to the number of jobs (G_TYPE_INT)
 */
DexFuture *
mq_batch_slurm_cancel (MqBatchFolder *folder)
{
  return mq_fiber_spawn_on_thread (cancel_fiber, (MQ_TYPE_BATCH_FOLDER, folder));
}
