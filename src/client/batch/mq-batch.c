/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqBatch, see mq-batch.h. Each of its jobs is a fiber that takes the next item, claims it, and
 * makes it, until there is none or the batch ends. */
#include "client/batch/mq-batch.h"

#include "client/blender/mq-disk-use.h"
#include "client/batch/mq-batch-claim.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <glib/gstdio.h>
#include <string.h>

/* Bytes on the disk below which no further item is begun: more than one is likely to need. */
#define MIN_FREE ((guint64)512 << 20)
/* Seconds before the next item, after a provider had no room: doubled each time. */
#define FIRST_PAUSE 5
#define MAX_PAUSE 300
/* Seconds that the end of an item is stopped before the program's. */
#define RESERVE 10
#define MAX_ERROR 2000

typedef enum
{
  BATCH_WORKING,
  BATCH_ENDING,  /* no further item begins */
  BATCH_STOPPED, /* what is being made ends, too */
} BatchState;

struct _MqBatch
{
  GObject parent_instance;

  MqBatchFolder *folder;
  GPtrArray *items;   /* of MqBatchItem */
  MqBatchTools tools; /* borrowed by the caller for as long as it works */
  MqBatchMaker *maker;
  MqBatchLimits limits;

  BatchState state;
  char *why;         /* (nullable): why it ends early */
  GError *cause;     /* (nullable): what ends it early, of an item */
  GError *error;     /* (nullable): why it cannot go on */
  guint next;        /* item */
  guint n_prepared;  /* jobs that have a Blender for their next item, or get one */
  gint64 began;      /* monotonic, µs */
  gint64 paused;     /* until when no item begins, monotonic, µs */
  gint64 pause_set;  /* when that was decided */
  guint n_pauses;    /* since an item was made */
  gint64 away_since; /* when the first of these began; 0: there is none */
  guint64 bytes;     /* of the items that were made */
  double spent;      /* seconds, of all items that were made */
  MqBatchProgress progress;
  GHashTable *working; /* ids of the items that are being made */
  guint renew_source;
  guint deadline_source;
};

G_DEFINE_FINAL_TYPE (MqBatch, mq_batch, G_TYPE_OBJECT)

static guint attempt_signal;

static void
mq_batch_finalize (GObject *object)
{
  MqBatch *self = MQ_BATCH (object);

  g_clear_handle_id (&self->renew_source, g_source_remove);
  g_clear_handle_id (&self->deadline_source, g_source_remove);
  g_object_unref (self->folder);
  g_ptr_array_unref (self->items);
  g_object_unref (self->maker);
  g_hash_table_unref (self->working);
  g_clear_error (&self->error);
  g_clear_error (&self->cause);
  g_free (self->why);

  G_OBJECT_CLASS (mq_batch_parent_class)->finalize (object);
}

static void
mq_batch_class_init (MqBatchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_batch_finalize;

  attempt_signal = g_signal_new ("attempt", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, JSON_TYPE_OBJECT);
}

static void
mq_batch_init (MqBatch *self)
{
  self->working = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * mq_batch_new:
 * @folder: the folder of the batch, with its states loaded
 * @items: (element-type MqBatchItem): all items of the batch
 * @tools: what it works with, which stay there as long as it performs
 * @limits: what it may do and use
 *
 * Returns: (transfer full): a batch that does not work yet
 */
MqBatch *
mq_batch_new (MqBatchFolder *folder, GPtrArray *items, const MqBatchTools *tools,
              const MqBatchLimits *limits)
{
  MqBatch *self = g_object_new (MQ_TYPE_BATCH, NULL);

  self->folder = g_object_ref (folder);
  self->items = g_ptr_array_ref (items);
  self->tools = *tools;
  self->limits = *limits;
  self->maker = mq_batch_maker_new (tools);
  return self;
}

static void
end_early (MqBatch *self, const char *why)
{
  if (self->state == BATCH_WORKING)
    self->state = BATCH_ENDING;
  if (self->why == NULL)
    self->why = g_strdup (why);
}

/* Nothing else could be made, either, because of what has ended an item. */
static void
end_by_error (MqBatch *self, const GError *cause)
{
  g_autofree char *clean = mq_text_clean (cause->message, MAX_ERROR);

  if (self->state == BATCH_WORKING && self->cause == NULL)
    self->cause = g_error_copy (cause);
  clean[strcspn (clean, "\n")] = '\0';
  end_early (self, clean);
}

/**
 * mq_batch_stop:
 * @self: a batch
 * @at_once: whether items that are being made are stopped, too
 *
 * No further item begins. What is in place stays; what is stopped is made by the next run.
 */
void
mq_batch_stop (MqBatch *self, gboolean at_once)
{
  end_early (self, "It was stopped");
  if (!at_once || self->state == BATCH_STOPPED)
    return;

  self->state = BATCH_STOPPED;
  mq_batch_maker_stop (self->maker);
}

static gboolean
is_wanted (MqBatch *self, guint index)
{
  const MqBatchItem *item = self->items->pdata[index];
  MqBatchStatus status = mq_batch_folder_get_status (self->folder, item->id);

  return index % self->limits.n_shards == self->limits.shard && status != MQ_BATCH_DONE
         && (self->limits.retry_failed
             || (status != MQ_BATCH_FAILED && status != MQ_BATCH_REFUSED));
}

/* Returns: (nullable): an item that is claimed for us */
static const MqBatchItem *
take_next (MqBatch *self)
{
  const MqBatchLimits *limits = &self->limits;

  for (;;)
    {
      const MqBatchItem *item;
      double elapsed = (double)(g_get_monotonic_time () - self->began) / G_USEC_PER_SEC;
      guint made = self->progress.made;
      guint64 bytes = made > 0 ? self->bytes / made : 0;
      double seconds = made > 0 ? self->spent / made : 0;

      /* Ends before an item is spoiled by something that is used up. */
      if (self->state == BATCH_WORKING && limits->time_left > 0
          && limits->time_left - elapsed < seconds + RESERVE)
        end_early (self, "The time that is left is too short for another item (--time-left)");
      else if (limits->cost > 0 && self->progress.cost >= limits->cost)
        end_early (self, "The cost limit is reached (--limit-cost)");
      else if (limits->tokens > 0 && self->progress.tokens >= limits->tokens)
        end_early (self, "The token limit is reached (--limit-tokens)");
      else if (limits->disk > 0 && self->bytes + bytes > limits->disk)
        end_early (self, "The disk space limit is reached (--limit-disk)");
      else if (mq_disk_use_get_free (mq_batch_folder_get_path (self->folder))
               < MAX (MIN_FREE, 2 * bytes * limits->jobs))
        end_early (self, "The disk is nearly full");
      if (self->state != BATCH_WORKING || self->error != NULL || self->next == self->items->len)
        return NULL;

      item = self->items->pdata[self->next];
      if (!is_wanted (self, self->next++))
        continue;
      if (!mq_batch_folder_claim (self->folder, item->id, &self->error))
        {
          self->progress.elsewhere++;
          continue;
        }
      if (!mq_batch_folder_has_item (self->folder, item->id))
        return item;

      /* Made by another program since we looked. */
      mq_batch_folder_release (self->folder, item->id);
      self->progress.done++;
    }
}

static gboolean
is_one_of (const GError *error, const MqError *codes, gsize n_codes)
{
  for (gsize i = 0; i < n_codes; i++)
    if (g_error_matches (error, MQ_ERROR, (int)codes[i]))
      return TRUE;

  return FALSE;
}

/* Ends or pauses the batch, if no other item could be made, either. @attempt_began: monotonic, µs;
 * @may_pass: (out): whether another attempt may do better: a script or words that fail today fail
 * tomorrow; @is_counted: (out): whether this is one of the attempts that an item may have. Returns:
 * the status */
static MqBatchStatus
judge (MqBatch *self, const GError *error, JsonObject *item, gint64 attempt_began,
       gboolean *may_pass, gboolean *is_counted)
{
  static const MqError passing[] = { MQ_ERROR_TIMEOUT, MQ_ERROR_WORKER_LOST, MQ_ERROR_UNREACHABLE,
                                     MQ_ERROR_PROTOCOL, MQ_ERROR_MODEL_CUT };
  static const MqError away[] = { MQ_ERROR_BUSY, MQ_ERROR_MODEL_AWAY };
  /* The user has to change something before any item can be made. */
  static const MqError of_all[] = { MQ_ERROR_NO_BLENDER, MQ_ERROR_MODEL_ACCESS, MQ_ERROR_SIGN_IN,
                                    MQ_ERROR_TERMS, MQ_ERROR_QUOTA };
  gboolean is_full = g_error_matches (error, MQ_ERROR, MQ_ERROR_NO_SPACE);
  gboolean is_of_all = is_one_of (error, of_all, G_N_ELEMENTS (of_all));
  /* A provider or a shared service is away, for all items. Our own service, which is started again
   * each time, may be ended by this item. */
  gboolean is_away = is_one_of (error, away, G_N_ELEMENTS (away))
                     || (self->tools.server != NULL
                         && g_error_matches (error, MQ_ERROR, MQ_ERROR_UNREACHABLE));
  MqBatchStatus status = MQ_BATCH_FAILED;
  gint64 seconds, now, end;

  /* A model or a team that the item itself names is the item's fault. */
  if (g_error_matches (error, MQ_ERROR, MQ_ERROR_NO_MODEL))
    is_of_all = !json_object_has_member (item, "model")
                && g_str_equal (mq_json_get_string (item, "team", "model"), "model");

  /* Whatever ends a job of a cluster signals its Blenders and its service, too. */
  *is_counted = !is_away;
  *may_pass = is_away || is_one_of (error, passing, G_N_ELEMENTS (passing));
  if (is_full || is_of_all || is_away || g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED)
      || (*may_pass && self->state != BATCH_WORKING))
    status = MQ_BATCH_CUT;
  else if (g_error_matches (error, MQ_ERROR, MQ_ERROR_UNKNOWN_KIND)
           || g_error_matches (error, MQ_ERROR, MQ_ERROR_BAD_INPUT)
           || g_error_matches (error, MQ_ERROR, MQ_ERROR_NO_MODEL))
    status = MQ_BATCH_REFUSED;

  if (is_full)
    end_early (self, "The disk is full");
  if (is_of_all)
    end_by_error (self, error);
  if (!is_away)
    return status;

  /* No job begins an item for a while. An attempt that began before the last pause tells nothing
   * new. */
  now = g_get_monotonic_time ();
  if (self->away_since == 0)
    self->away_since = now;
  else if (attempt_began <= self->pause_set)
    return status;

  end = self->away_since + (gint64)(self->limits.wait * G_USEC_PER_SEC);
  if (now >= end)
    {
      end_by_error (self, error);
      return status;
    }

  seconds = MIN ((gint64)FIRST_PAUSE << MIN (self->n_pauses, 16), MAX_PAUSE);
  self->n_pauses++;
  self->pause_set = now;
  self->paused = MIN (now + seconds * G_USEC_PER_SEC, end);
  return status;
}

/* @error: (nullable) */
static JsonObject *
make_attempt (const MqBatchItem *item, JsonObject *json, MqBatchStatus status, guint number,
              const GError *error, double seconds, JsonObject *facts, MqBatchTools *tools)
{
  static const char *const copied[] = { "seed", "model", "team", "tags" };
  g_autofree char *clean = error != NULL ? mq_text_clean (error->message, MAX_ERROR) : NULL;
  g_autofree char *job = mq_batch_claim_dup_job ();
  JsonObject *attempt = mq_json_new ("id:s status:s attempt:i exit:i error:s? seconds:d", item->id,
                                     mq_batch_status_to_string (status), number,
                                     error != NULL ? mq_error_get_exit_status (error) : 0, clean,
                                     seconds);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, facts);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    json_object_set_member (attempt, name, json_node_copy (node));
  for (gsize i = 0; i < G_N_ELEMENTS (copied); i++)
    if (json_object_has_member (json, copied[i]))
      json_object_set_member (attempt, copied[i], json_object_dup_member (json, copied[i]));
  mq_json_add (attempt, "blender:s maquette:s host:s job:s? ended:l",
               mq_blender_get_version (tools->blender), MQ_VERSION, mq_batch_claim_get_host (), job,
               g_get_real_time () / G_USEC_PER_SEC);
  return attempt;
}

/* The last attempt has twice the memory: a Blender that the kernel ended looks like a crash. */
static MqConfig *
make_config (MqBatch *self, JsonObject *item, guint job, gboolean is_last)
{
  MqConfig *config = g_object_ref (self->tools.config);
  const char *engine = mq_json_get_string (item, "engine", NULL);
  const char *model = mq_json_get_string (item, "model", NULL);
  const struct
  {
    gboolean wanted;
    MqConfigKey key;
    double value;
    const char *text;
  } changes[] = {
    { json_object_has_member (item, "renders"), MQ_CONFIG_RENDER_NUM_IMAGES,
      (double)mq_json_get_int (item, "renders", 0), NULL },
    { engine != NULL, MQ_CONFIG_RENDER_ENGINE, 0, engine },
    { model != NULL, MQ_CONFIG_MODEL_DEFAULT, 0, model },
    { self->limits.jobs > 1, MQ_CONFIG_RENDER_AT_ONCE,
      MAX ((double)self->limits.jobs, mq_config_get_int (config, MQ_CONFIG_RENDER_AT_ONCE)), NULL },
    { self->limits.gpus > 0, MQ_CONFIG_BLENDER_GPU_RENDERING, TRUE, NULL },
    { self->limits.gpus > 0, MQ_CONFIG_BLENDER_GPU_CARD, job % MAX (self->limits.gpus, 1), NULL },
    { is_last && self->limits.retries > 0, MQ_CONFIG_LIMITS_MEMORY_GIB,
      2.0 * mq_config_get_int (config, MQ_CONFIG_LIMITS_MEMORY_GIB), NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    if (changes[i].wanted)
      {
        MqConfig *changed = mq_config_dup_with (config, changes[i].key, changes[i].value,
                                                changes[i].text);

        g_object_unref (config);
        config = changed;
      }

  return config;
}

static void
add_bytes (MqBatch *self, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf info;

      if (g_lstat (path, &info) == 0 && S_ISDIR (info.st_mode))
        add_bytes (self, path);
      else
        self->bytes += (guint64)info.st_size;
    }
}

/* Awaits. */
static void
await_pause (MqBatch *self)
{
  while (self->state == BATCH_WORKING && g_get_monotonic_time () < self->paused)
    dex_await (dex_timeout_new_msec (200), NULL);
}

/* Awaits. @again: (out): whether another attempt is to be made. @is_counted: (out): whether it is
 * one of the attempts that an item may have.
 * Returns: the status */
static MqBatchStatus
try_item (MqBatch *self, const MqBatchItem *item, JsonObject *json, guint job, MqReadyWorker *ready,
          gboolean prepares, guint number, gboolean is_last, gboolean *again, gboolean *is_counted)
{
  g_autoptr (JsonObject) facts = json_object_new ();
  g_autoptr (JsonObject) attempt = NULL;
  g_autoptr (MqConfig) config = make_config (self, json, job, is_last);
  g_autoptr (GError) failure = NULL;
  g_autofree char *folder = mq_batch_folder_begin_item (self->folder, item->id, &failure);
  gint64 began = g_get_monotonic_time ();
  gboolean may_pass = FALSE;
  MqBatchStatus status = MQ_BATCH_DONE;
  double seconds;

  if (folder != NULL)
    dex_await (mq_batch_maker_make (self->maker, json, config, ready, prepares, folder, facts),
               &failure);
  seconds = (double)(g_get_monotonic_time () - began) / G_USEC_PER_SEC;

  if (failure == NULL)
    {
      add_bytes (self, folder);
      attempt = make_attempt (item, json, status, number, NULL, seconds, facts, &self->tools);
      if (mq_batch_folder_put_item (self->folder, item->id, attempt, &failure))
        {
          self->spent += seconds;
          /* The service and the provider are there again. */
          self->n_pauses = 0;
          self->away_since = 0;
        }
      g_clear_pointer (&attempt, json_object_unref);
    }
  mq_batch_folder_discard_item (self->folder, item->id);

  /* It is there, only not by us. */
  if (g_error_matches (failure, MQ_ERROR, MQ_ERROR_CONFLICT))
    return MQ_BATCH_DONE;

  if (failure != NULL)
    status = judge (self, failure, json, began, &may_pass, is_counted);
  *again = may_pass && (!is_last || !*is_counted) && self->state == BATCH_WORKING;
  attempt = make_attempt (item, json, status, number, failure, seconds, facts, &self->tools);
  if (status != MQ_BATCH_DONE && self->error == NULL)
    mq_batch_folder_add_attempt (self->folder, attempt, &self->error);

  self->progress.cost += mq_json_get_double (facts, "cost", 0);
  self->progress.tokens += mq_json_get_int (facts, "tokens", 0);
  self->progress.made += status == MQ_BATCH_DONE;
  self->progress.done += status == MQ_BATCH_DONE;
  g_signal_emit (self, attempt_signal, 0, attempt);
  return status;
}

static DexFuture *
job_fiber (MqBatch *self, guint job)
{
  g_autoptr (MqReadyWorker) ready = mq_ready_worker_new (self->tools.library);
  gboolean prepares = TRUE; /* this job counts until it has taken its first item */
  const MqBatchItem *item;

  for (;;)
    {
      g_autoptr (JsonObject) json = NULL;
      MqBatchStatus status = MQ_BATCH_WAITING;
      gboolean again;
      guint n_counted = 0;
      guint tried;
      guint n = 0;

      await_pause (self);
      item = take_next (self);
      self->n_prepared -= prepares;
      if (item == NULL)
        break;

      /* Whether an item will be left for a Blender that is started ahead, beside those of the other
       * jobs. */
      for (guint i = self->next; i < self->items->len && n <= self->n_prepared; i++)
        n += is_wanted (self, i);
      prepares = n > self->n_prepared;
      self->n_prepared += prepares;

      tried = mq_batch_folder_get_attempts (self->folder, item->id);
      json = mq_batch_item_load (item, &self->error);
      again = json != NULL;
      g_hash_table_add (self->working, g_strdup (item->id));
      while (again)
        {
          gboolean is_counted = TRUE;

          again = FALSE;
          status = try_item (self, item, json, job, ready, prepares, ++tried,
                             n_counted == self->limits.retries, &again, &is_counted);
          n_counted += is_counted;
          await_pause (self);
          again = again && (is_counted || self->state == BATCH_WORKING);
        }
      g_hash_table_remove (self->working, item->id);
      mq_batch_folder_release (self->folder, item->id);

      self->progress.failed += status == MQ_BATCH_FAILED;
      self->progress.refused += status == MQ_BATCH_REFUSED;
      self->progress.tried++;
    }

  dex_await (mq_ready_worker_stop (ready), NULL);
  return dex_future_new_true ();
}

static gboolean
on_renew (gpointer user_data)
{
  MqBatch *self = user_data;
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->working);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    mq_batch_folder_renew (self->folder, id);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_deadline (gpointer user_data)
{
  MqBatch *self = user_data;

  self->deadline_source = 0;
  mq_batch_stop (self, TRUE);
  return G_SOURCE_REMOVE;
}

static DexFuture *
perform_fiber (MqBatch *self)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func (dex_unref);
  double reserved = self->limits.time_left - RESERVE;

  self->began = g_get_monotonic_time ();

  MQ_EACH (self->items, i, const MqBatchItem, item)
    {
      MqBatchStatus status = mq_batch_folder_get_status (self->folder, item->id);

      if (i % self->limits.n_shards != self->limits.shard)
        continue;
      self->progress.total++;
      self->progress.done += status == MQ_BATCH_DONE;
      self->progress.missing += status == MQ_BATCH_MISSING;
      if (!is_wanted (self, i))
        {
          self->progress.failed += status == MQ_BATCH_FAILED;
          self->progress.refused += status == MQ_BATCH_REFUSED;
        }
    }
  self->renew_source = g_timeout_add_seconds (MQ_BATCH_CLAIM_RENEW, on_renew, self);
  if (self->limits.time_left > 0)
    self->deadline_source = g_timeout_add ((guint)(MAX (reserved, 0) * 1000), on_deadline, self);

  self->n_prepared = self->limits.jobs;
  for (guint i = 0; i < self->limits.jobs; i++)
    g_ptr_array_add (jobs, mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, job_fiber,
                                                (MQ_TYPE_BATCH, self), (G_TYPE_UINT, i)));
  for (guint i = 0; i < jobs->len; i++)
    dex_await (dex_ref (jobs->pdata[i]), NULL);

  g_clear_handle_id (&self->renew_source, g_source_remove);
  g_clear_handle_id (&self->deadline_source, g_source_remove);
  if (self->error == NULL)
    mq_batch_folder_write_tables (self->folder, self->items, &self->error);
  return self->error == NULL ? dex_future_new_true ()
                             : dex_future_new_for_error (g_error_copy (self->error));
}

/**
 * mq_batch_perform:
 * @self: a batch
 *
 * Returns: (transfer full): resolves to %TRUE when no item is being made any more; rejects with
 *   %MQ_ERROR_NO_SPACE or %MQ_ERROR_READ_ONLY if the folder cannot be written
 */
DexFuture *
mq_batch_perform (MqBatch *self)
{
  dex_return_error_if_fail (MQ_IS_BATCH (self));

  return mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, perform_fiber, (MQ_TYPE_BATCH, self));
}

/**
 * mq_batch_get_progress:
 * @self: a batch
 * @progress: (out): where it is
 */
void
mq_batch_get_progress (MqBatch *self, MqBatchProgress *progress)
{
  *progress = self->progress;
  progress->working = g_hash_table_size (self->working);
  progress->seconds = (double)(g_get_monotonic_time () - self->began) / G_USEC_PER_SEC;
}

/**
 * mq_batch_get_seconds_left:
 * @self: a batch
 *
 * Returns: about how long the rest takes, by what was made in this run; 0: unknown
 */
double
mq_batch_get_seconds_left (MqBatch *self)
{
  MqBatchProgress progress;
  guint over;

  mq_batch_get_progress (self, &progress);
  over = progress.done + progress.failed + progress.refused + progress.elsewhere;
  return progress.tried > 0 && progress.total > over
             ? progress.seconds / progress.tried * (progress.total - over)
             : 0;
}

/**
 * mq_batch_get_cause:
 * @self: a batch
 *
 * Returns: (nullable): the error of an item that has ended the batch, because no other item could
 *   be made, either
 */
const GError *
mq_batch_get_cause (MqBatch *self)
{
  return self->cause;
}

/**
 * mq_batch_get_why:
 * @self: a batch
 *
 * Returns: (nullable): why it ended before all items were tried
 */
const char *
mq_batch_get_why (MqBatch *self)
{
  return self->why;
}
