/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRuns: the runs of a service, see mq-runs.h. A run is in memory from its start, or from a
 * client's request for it, until its last event. */
#include "service/runs/mq-runs.h"

#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "service/account/mq-account-orders.h"
#include "service/metrics/mq-metrics.h"
#include "service/pipeline/mq-pipeline.h"
#include "service/run/mq-http-problem.h"
#include "service/runs/mq-transcripts.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

/* Accounts: deletes one with all its runs, and carries out the orders of the administrator. */

/* How often the orders are read. */
#define WATCH_SECONDS 2
#define FIBER_STACK (256 * 1024)

typedef struct
{
  MqRuns *runs;
  char *id;
  JsonObject *request;         /* NULL: open an existing run */
  MqServiceSettings *settings; /* of a new run */
  MqAccount *account;          /* of a new run; NULL: none */
  MqRunRequest *parsed;        /* of a new run */
  MqTeam *team;                /* of a new run; the settings own it */
  GPtrArray *rows;             /* the first ones of a new run */
} OpenCall;

/* Returns: (transfer full): resolves to %TRUE when a run leaves the memory */
static DexFuture *
wait_forgotten (MqRuns *self)
{
  return dex_ref (DEX_FUTURE (self->forgotten));
}

static DexFuture *
put_away_fiber (MqRuns *runs, const char *owner)
{
  g_autoptr (GPtrArray) suspended = g_ptr_array_new_with_free_func (g_object_unref);
  DexFuture *next;

  do
    {
      g_autoptr (GList) futures = g_hash_table_get_values (runs->loaded);
      gboolean is_left = FALSE;

      /* A run that is being loaded may be the owner's: it is waited for, before the next look. */
      next = NULL;
      for (GList *iter = futures; iter != NULL; iter = iter->next)
        {
          DexFuture *future = iter->data;
          const GValue *value = dex_future_get_value (future, NULL);
          MqServiceRun *run = value != NULL ? g_value_get_object (value) : NULL;

          if (dex_future_is_pending (future))
            {
              next = future;
              break;
            }
          if (run == NULL || !g_str_equal (run->owner, owner))
            continue;

          mq_service_run_suspend (run);
          if (!g_ptr_array_find (suspended, run, NULL))
            g_ptr_array_add (suspended, g_object_ref (run));
          is_left = TRUE;
        }
      if (next == NULL && is_left)
        next = DEX_FUTURE (runs->forgotten);
      if (next != NULL)
        dex_await (dex_ref (next), NULL);
    }
  while (next != NULL);

  /* Their files are complete: nothing makes one of them anew after it was deleted. */
  MQ_EACH (suspended, i, MqServiceRun, run)
    if (run->asset->transcript != NULL)
      dex_await (mq_transcript_wait_written (run->asset->transcript), NULL);

  if (runs->knowledge != NULL)
    mq_knowledge_forget (runs->knowledge, owner);
  return dex_future_new_true ();
}

/* Suspends all runs of an account whose data will be deleted, and removes what its Blenders
 * know. @owner: id of an account. Returns: (transfer full): resolves to %TRUE when none is in
 * memory, and their transcripts are written */
static DexFuture *
put_away (MqRuns *self, const char *owner)
{
  return mq_fiber_spawn_with (NULL, 0, put_away_fiber, (MQ_TYPE_RUNS, self),
                              (G_TYPE_STRING, owner));
}

static DexFuture *
delete_account_fiber (MqRuns *self, const char *owner)
{
  g_auto (GStrv) ids = NULL;
  GError *error = NULL;

  if (self->nodes != NULL)
    mq_nodes_notify_deletion (self->nodes, owner);
  if (!dex_await (put_away (self, owner), &error)
      || !(ids = dex_await_boxed (mq_journal_list_ids (self->journal, owner), &error))
      || !dex_await (mq_accounts_delete (self->accounts, owner), &error))
    return dex_future_new_for_error (error);

  mq_runs_delete_transcripts (self, (const char *const *)ids);

  /* Once more: another node may have noted the account before it was deleted. */
  if (self->nodes != NULL)
    mq_nodes_notify_deletion (self->nodes, owner);
  return dex_future_new_true ();
}

/**
 * mq_runs_delete_account:
 * @owner: id of an account
 *
 * Deletes all that is the account's.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_runs_delete_account (MqRuns *self, const char *owner)
{
  return mq_fiber_spawn_with (NULL, 0, delete_account_fiber, (MQ_TYPE_RUNS, self),
                              (G_TYPE_STRING, owner));
}

static DexFuture *
drop_account_fiber (MqRuns *self, const char *owner)
{
  g_auto (GStrv) ids = NULL;

  dex_await (put_away (self, owner), NULL);
  if (self->transcripts != NULL)
    ids = dex_await_boxed (mq_transcripts_list (self->transcripts), NULL);
  for (gsize i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MqRunRecord) record = dex_await_boxed (mq_journal_find_run (self->journal, ids[i]),
                                                        &error);

      if (g_error_matches (error, MQ_ERROR, MQ_ERROR_NOT_FOUND))
        mq_runs_delete_transcripts (self, (const char *const[]){ ids[i], NULL });
    }

  return dex_future_new_true ();
}

/**
 * mq_runs_check_blocked:
 * @owner: id of an account, "" for none
 * @error: %MQ_HTTP_PROBLEM_BLOCKED
 *
 * Returns: whether the account may use the service
 */
gboolean
mq_runs_check_blocked (MqRuns *self, const char *owner, GError **error)
{
  return self->accounts == NULL || !mq_accounts_is_blocked (self->accounts, owner)
         || mq_http_problem_fail (error, MQ_HTTP_PROBLEM_BLOCKED,
                                  _ ("The people who run this service have blocked this account"));
}

/* Awaits. */
static gboolean
look (MqRuns *self, GError **error)
{
  g_autoptr (GPtrArray) orders = dex_await_boxed (mq_account_orders_read (self->journal), error);
  g_autoptr (GPtrArray) blocked = NULL;

  if (orders == NULL)
    return FALSE;

  if (!dex_await (mq_machine_tokens_load (self->accounts->machine_tokens), error))
    return FALSE;

  blocked = g_hash_table_get_keys_as_ptr_array (self->accounts->blocked);
  MQ_EACH (blocked, i, const char, account)
    {
      gboolean is_ordered = FALSE;

      MQ_EACH (orders, j, const MqAccountOrder, order)
        is_ordered |= !order->is_deletion && g_str_equal (order->account, account);
      if (!is_ordered)
        mq_accounts_set_blocked (self->accounts, account, FALSE);
    }

  /* A deletion that fails is tried again with the next look. */
  MQ_EACH (orders, i, const MqAccountOrder, order)
    {
      g_autoptr (GError) fault = NULL;

      if (!order->is_deletion)
        {
          if (mq_accounts_set_blocked (self->accounts, order->account, TRUE))
            dex_await (put_away (self, order->account), NULL);
        }
      else if (dex_await (mq_runs_delete_account (self, order->account), &fault))
        g_message ("The administrator has deleted an account");
      else
        g_warning ("An account could not be deleted: %s", fault->message);
    }
  return TRUE;
}

/* Returns: whether it takes no more runs */
static gboolean
is_closed (MqRuns *self)
{
  return !dex_future_is_pending (DEX_FUTURE (self->closed));
}

/* While the database is away, nothing changes; others say that it is. */
static DexFuture *
watch_fiber (MqRuns *self)
{
  while (!is_closed (self))
    {
      dex_await (dex_future_first (dex_ref (DEX_FUTURE (self->closed)),
                                   dex_timeout_new_seconds (WATCH_SECONDS), NULL),
                 NULL);
      if (!is_closed (self))
        look (self, NULL);
    }

  return dex_future_new_true ();
}

/**
 * mq_runs_watch_accounts:
 * @error: as of the journal
 *
 * Carries out the orders of the administrator, now and from now on. Call it once, if there are
 * accounts. Awaits.
 *
 * Returns: whether they could be read
 */
gboolean
mq_runs_watch_accounts (MqRuns *self, GError **error)
{
  if (!look (self, error))
    return FALSE;

  self->watching = mq_fiber_spawn_with (NULL, 256 * 1024, watch_fiber, (MQ_TYPE_RUNS, self));
  return TRUE;
}

/* Runs and leads that end. A suspended run is replayed when somebody asks for it. */

/**
 * mq_runs_release_leads:
 * @owner: id of the account of the client, "" for none
 * @client: id of a client that has left
 *
 * Ends the client's leads.
 */
void
mq_runs_release_leads (MqRuns *self, const char *owner, const char *client)
{
  g_autoptr (GPtrArray) runs = mq_runs_list_loaded (self);

  MQ_EACH (runs, i, MqServiceRun, run)
    if (g_str_equal (run->owner, owner))
      mq_service_run_release_lead (run, client);
}

/**
 * mq_runs_wait_going_on:
 * @owner: id of the account of the client, "" for none
 * @client: id of a client that has left
 *
 * Returns: (transfer full): resolves to %TRUE when those of its runs that go on without it wait for
 *   a client, or are over
 */
DexFuture *
mq_runs_wait_going_on (MqRuns *self, const char *owner, const char *client)
{
  g_autoptr (GPtrArray) runs = mq_runs_list_loaded (self);
  g_autoptr (GPtrArray) rests = g_ptr_array_new_with_free_func (dex_unref);

  MQ_EACH (runs, i, MqServiceRun, run)
    if (run->request->go_on && g_str_equal (run->owner, owner)
        && g_str_equal (run->request->client, client))
      g_ptr_array_add (rests, mq_service_run_wait_rest (run));

  return rests->len > 0 ? dex_future_allv ((DexFuture *const *)rests->pdata, rests->len)
                        : dex_future_new_true ();
}

static DexFuture *
wait_answers_fiber (MqRuns *self)
{
  g_autoptr (GPtrArray) runs = mq_runs_list_loaded (self);

  for (guint i = 0; i < runs->len; i++)
    dex_await (mq_service_run_wait_answer (runs->pdata[i]), NULL);

  return dex_future_new_true ();
}

/**
 * mq_runs_wait_answers:
 *
 * Waits for pending answers of models before the service exits: an answer on disk is not paid for
 * twice.
 *
 * Returns: (transfer full): resolves to %TRUE when the pending answers are on disk
 */
DexFuture *
mq_runs_wait_answers (MqRuns *self)
{
  return mq_fiber_spawn_with (NULL, 0, wait_answers_fiber, (MQ_TYPE_RUNS, self));
}

/* Suspends every run. They can be replayed from the journal. */
static void
suspend_all (MqRuns *self)
{
  g_autoptr (GPtrArray) runs = mq_runs_list_loaded (self);

  for (guint i = 0; i < runs->len; i++)
    mq_service_run_suspend (runs->pdata[i]);
}

static DexFuture *
close_fiber (MqRuns *self)
{
  while (g_hash_table_size (self->loaded) > 0)
    dex_await (wait_forgotten (self), NULL);
  if (self->watching != NULL)
    dex_await (g_steal_pointer (&self->watching), NULL);

  return dex_future_new_true ();
}

/**
 * mq_runs_close:
 *
 * Takes no more runs, and suspends every run. They can be replayed from the journal.
 *
 * Returns: (transfer full): resolves to %TRUE when all are suspended
 */
DexFuture *
mq_runs_close (MqRuns *self)
{
  if (!is_closed (self))
    dex_promise_resolve_boolean (self->closed, TRUE);
  suspend_all (self);
  return mq_fiber_spawn_with (NULL, 0, close_fiber, (MQ_TYPE_RUNS, self));
}

/* News of the other nodes of a service. */

/* After a node has died, or messages were missed: any leading client may be gone. */
static void
check_leads (MqRuns *self)
{
  g_autoptr (GPtrArray) runs = mq_runs_list_loaded (self);

  MQ_EACH (runs, i, MqServiceRun, run)
    if (run->lead != NULL)
      mq_nodes_check_client (self->nodes, run->owner, run->lead);
}

static void
delete_account (MqRuns *self, const char *owner)
{
  /* Puts away its runs, and deletes what this node has of runs that are gone: only it has their
   * transcripts. */
  dex_future_disown (mq_fiber_spawn_with (NULL, 256 * 1024, drop_account_fiber,
                                          (MQ_TYPE_RUNS, self), (G_TYPE_STRING, owner)));
  if (self->accounts != NULL)
    mq_accounts_forget_seen (self->accounts, owner);
}

static void
recover (MqRuns *self)
{
  check_leads (self);
  if (self->accounts != NULL)
    mq_accounts_forget_seen (self->accounts, NULL);
}

/* Loads a run that is under way, so that it goes on although nobody asks for it. */
static void
take_over (MqRuns *self, const char *run)
{
  dex_future_disown (mq_runs_open (self, run));
}

static DexFuture *
suspend_lost_fiber (MqRuns *self, const char *id)
{
  g_autoptr (GPtrArray) runs = mq_runs_list_loaded (self);
  g_autoptr (GString) ids = g_string_new (id);
  g_auto (GStrv) lost = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n = 0;

  for (guint i = 0; *id == '\0' && i < runs->len; i++)
    g_string_append_printf (ids, "%s ", mq_service_run_get_id (runs->pdata[i]));
  if (ids->len > 0
      && !(lost = dex_await_boxed (mq_nodes_list_lost (self->nodes, ids->str), &error)))
    return dex_future_new_for_error (g_steal_pointer (&error));

  for (guint i = 0; lost != NULL && i < runs->len; i++)
    {
      MqServiceRun *run = runs->pdata[i];

      if (run->halted || !g_strv_contains ((const char *const *)lost, mq_service_run_get_id (run)))
        continue;

      g_message ("Another node has run %s by now", mq_service_run_get_id (run));
      mq_service_run_suspend (run);
      n++;
    }

  return dex_future_new_for_int64 (n);
}

/**
 * mq_runs_suspend_lost:
 * @id: of a run, "": all
 *
 * Suspends what is in memory here, though another node has it: a run that began, or was loaded,
 * while this node was late for a moment, and was claimed by the other one.
 *
 * Returns: (transfer full): resolves to an int64: how many these were
 */
DexFuture *
mq_runs_suspend_lost (MqRuns *self, const char *id)
{
  return mq_fiber_spawn_with (NULL, 0, suspend_lost_fiber, (MQ_TYPE_RUNS, self),
                              (G_TYPE_STRING, id));
}

static void
suspend_all_lost (MqRuns *self)
{
  dex_future_disown (mq_runs_suspend_lost (self, ""));
}

/* Resolves the futures of mq_runs_wait_change(). */
static void
emit_changed (MqRuns *self)
{
  mq_fiber_wake (&self->changed);
}

/**
 * mq_runs_set_nodes:
 * @nodes: the nodes of which this service is one, with the same journal
 *
 * Call it before the first run.
 */
void
mq_runs_set_nodes (MqRuns *self, MqNodes *nodes)
{
  static const struct
  {
    const char *signal;
    GCallback func;
  } handlers[] = {
    { "changed", G_CALLBACK (emit_changed) },
    { "client-left", G_CALLBACK (mq_runs_release_leads) },
    { "account-deleted", G_CALLBACK (delete_account) },
    { "node-died", G_CALLBACK (check_leads) },
    { "missed", G_CALLBACK (recover) },
    { "late", G_CALLBACK (suspend_all) },
    { "took-over", G_CALLBACK (take_over) },
    { "renewed", G_CALLBACK (suspend_all_lost) },
  };

  g_set_object (&self->nodes, nodes);
  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (nodes, handlers[i].signal, handlers[i].func, self, G_CONNECT_SWAPPED);
}

G_DEFINE_FINAL_TYPE (MqRuns, mq_runs, G_TYPE_OBJECT)

static void
mq_runs_finalize (GObject *object)
{
  MqRuns *self = MQ_RUNS (object);

  g_clear_object (&self->journal);
  g_clear_object (&self->own);
  g_clear_object (&self->knowledge);
  g_clear_pointer (&self->transcripts, g_free);
  g_clear_object (&self->accounts);
  g_clear_object (&self->nodes);
  g_clear_pointer (&self->loaded, g_hash_table_unref);
  g_clear_pointer (&self->starting, g_ptr_array_unref);
  dex_clear (&self->forgotten);
  dex_clear (&self->changed);
  dex_clear (&self->closed);
  dex_clear (&self->watching);

  G_OBJECT_CLASS (mq_runs_parent_class)->finalize (object);
}

static void
mq_runs_class_init (MqRunsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_runs_finalize;
}

static void
mq_runs_init (MqRuns *self)
{
  self->loaded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, dex_unref);
  self->starting = g_ptr_array_new ();
  self->max_live = MQ_RUNS_DEFAULT_MAX_LIVE;
  self->forgotten = dex_promise_new ();
  self->changed = dex_promise_new ();
  self->closed = dex_promise_new ();
}

/**
 * mq_runs_new:
 * @journal: stores the runs
 * @own: the service's own settings, for requests without settings
 *
 * Returns: (transfer full): the runs
 */
MqRuns *
mq_runs_new (MqJournal *journal, MqServiceSettings *own)
{
  MqRuns *self = g_object_new (MQ_TYPE_RUNS, NULL);

  self->journal = g_object_ref (journal);
  self->own = g_object_ref (own);
  return self;
}

/**
 * mq_runs_find_settings:
 * @settings: (nullable): the member `settings` of a request
 * @error: %MQ_ERROR_BAD_INPUT, %MQ_HTTP_PROBLEM_FORBIDDEN
 *
 * Returns: (transfer full) (nullable): the settings object; the service's own for %NULL
 */
MqServiceSettings *
mq_runs_find_settings (MqRuns *self, JsonObject *settings, GError **error)
{
  if (settings == NULL)
    return g_object_ref (self->own);

  if (self->find_settings != NULL)
    return self->find_settings (settings, self->find_settings_data, error);

  return mq_http_problem_fail_null (error, MQ_HTTP_PROBLEM_FORBIDDEN,
                                    "The settings of this service are for the one who runs it");
}

/**
 * mq_runs_dup_transcript:
 * @id: of a run
 *
 * Returns: (transfer full) (nullable): path of its transcript, which may not exist
 */
char *
mq_runs_dup_transcript (MqRuns *self, const char *id)
{
  return self->transcripts != NULL ? mq_transcripts_dup_path (self->transcripts, id) : NULL;
}

/**
 * mq_runs_delete_transcripts:
 * @ids: (array zero-terminated=1): of runs, which may have none
 */
void
mq_runs_delete_transcripts (MqRuns *self, const char *const *ids)
{
  if (self->transcripts != NULL)
    mq_transcripts_delete (self->transcripts, ids);
}

/**
 * mq_runs_find_team:
 * @settings: has the teams
 * @id: (nullable): of a team; %NULL: the default
 * @error: %MQ_HTTP_PROBLEM_NO_SUCH_TEAM
 *
 * Returns: (transfer none) (nullable): the team
 */
MqTeam *
mq_runs_find_team (MqServiceSettings *settings, const char *id, GError **error)
{
  g_autoptr (GError) why = NULL;
  MqTeam *team = mq_teams_find (settings->teams, id, &why);

  if (team == NULL)
    g_set_error_literal (error, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_NO_SUCH_TEAM, why->message);

  return team;
}

static OpenCall *
call_new (MqRuns *runs, const char *id, JsonObject *request)
{
  OpenCall *self = g_new (OpenCall, 1);

  *self = (OpenCall){ .runs = g_object_ref (runs),
                      .id = g_strdup (id),
                      .request = request != NULL ? json_object_ref (request) : NULL };
  return self;
}

static void
open_call_free (gpointer data)
{
  OpenCall *self = data;

  g_object_unref (self->runs);
  g_free (self->id);
  g_clear_pointer (&self->request, json_object_unref);
  g_clear_object (&self->settings);
  g_clear_object (&self->account);
  g_clear_pointer (&self->parsed, mq_run_request_free);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self);
}

/* Other nodes list the runs, too; what this one tells comes back to it. */
static void
tell_changed (MqRuns *self)
{
  if (self->nodes != NULL)
    mq_nodes_notify_change (self->nodes);
  else
    emit_changed (self);
}

static void
run_changed_cb (MqServiceRun *run, gpointer user_data)
{
  MqRuns *self = user_data;

  if (self->nodes != NULL)
    mq_nodes_notify_lead (self->nodes, mq_service_run_get_id (run), run->lead);
  tell_changed (self);
}

static void
forget (MqRuns *self, const char *id)
{
  g_autoptr (DexPromise) forgotten = self->forgotten;

  g_hash_table_remove (self->loaded, id);
  self->forgotten = dex_promise_new ();
  dex_promise_resolve_boolean (forgotten, TRUE);
  tell_changed (self);
}

/* A row that is still on its way would be missing in another log of the run. */
static DexFuture *
perform_fiber (MqRuns *self, MqServiceRun *run)
{
  const char *id = mq_service_run_get_id (run);
  g_autoptr (GError) error = NULL;

  /* The log of a run that was suspended takes no more rows. */
  if (!dex_await (mq_pipeline_run (run), &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED)
      && !g_error_matches (error, MQ_HTTP_PROBLEM_ERROR, (int)MQ_HTTP_PROBLEM_BUSY))
    g_warning ("Run %s: %s", id, error->message);

  dex_await (mq_run_log_wait_written (run->log), NULL);
  forget (self, id);
  return dex_future_new_true ();
}

static void
set_going (MqRuns *self, MqServiceRun *run)
{
  g_autofree char *path = mq_runs_dup_transcript (self, mq_service_run_get_id (run));

  g_signal_connect_object (run, "changed", G_CALLBACK (run_changed_cb), self, 0);
  tell_changed (self);
  g_set_object (&run->knowledge, self->knowledge);
  g_set_object (&run->accounts, self->accounts);
  if (path != NULL)
    {
      g_autoptr (MqTranscript) transcript = mq_transcript_new (path);

      g_set_object (&run->asset->transcript, transcript);
      dex_future_disown (mq_transcripts_prune (self->transcripts, MQ_RUNS_MAX_TRANSCRIPTS));
    }

  if (is_closed (self))
    mq_service_run_suspend (run);

  dex_future_disown (mq_fiber_spawn_with (NULL, 0, perform_fiber, (MQ_TYPE_RUNS, self),
                                          (MQ_TYPE_SERVICE_RUN, run)));
}

/**
 * mq_runs_get_room:
 *
 * Returns: how many further runs can begin here
 */
guint
mq_runs_get_room (MqRuns *self)
{
  guint n = g_hash_table_size (self->loaded);

  return is_closed (self) || n >= self->max_live ? 0 : self->max_live - n;
}

static gboolean
fail_full (guint most, GError **error)
{
  return mq_http_problem_fail (
      error, MQ_HTTP_PROBLEM_BUSY,
      ngettext ("%u run is already under way", "%u runs are already under way", most), most);
}

static gboolean
has_room (MqRuns *self, GError **error)
{
  if (is_closed (self))
    return mq_http_problem_fail (error, MQ_HTTP_PROBLEM_BUSY, _ ("The service is stopping"));

  return mq_runs_get_room (self) > 0 || fail_full (self->max_live, error);
}

static const char *
get_owner (OpenCall *call)
{
  return call->account != NULL ? call->account->id : "";
}

static gboolean
fail_id (GError **error)
{
  return mq_fail (error, MQ_ERROR_CONFLICT, "The “id” of the run is in use; make another one");
}

/* Checks the request of a new run. */
static gboolean
read_request (OpenCall *call, GError **error)
{
  if (!(call->parsed = mq_run_request_parse (call->request, error))
      || !(call->team = mq_runs_find_team (call->settings, call->parsed->team, error)))
    return FALSE;

  if (call->parsed->message->numbers->len > 0 && !mq_team_sees (call->team))
    return mq_http_problem_fail (error, MQ_HTTP_PROBLEM_PICTURES_NEED_A_MODEL,
                                 _ ("“%s” does not support pictures"),
                                 mq_team_get_label (call->team));

  call->rows = mq_service_run_make_first_rows (call->request, error);
  return call->rows != NULL;
}

/* Awaits. Returns: (transfer full) (nullable): a new run, which is on disk */
static MqServiceRun *
make_run (OpenCall *call, GError **error)
{
  MqRuns *self = call->runs;
  g_autofree char *text = mq_json_object_to_string (call->request, FALSE);
  g_autoptr (MqRunLog) log = mq_run_log_new (self->journal, call->id);
  g_autoptr (MqServiceRun) run = mq_service_run_new (
      log, call->team, g_steal_pointer (&call->parsed), &call->settings->limits, get_owner (call));
  MqRunRecord record = {
    .id = call->id,
    .time = g_get_real_time (),
    .team = (char *)mq_team_get_id (call->team),
    .mode = (char *)mq_run_mode_to_string (run->request->mode),
    .text = run->request->message->text,
    .request = text,
    .owner = (char *)get_owner (call),
    .session = run->request->session,
    .rows = call->rows,
  };
  g_autoptr (GPtrArray) loaded = mq_runs_list_loaded (self);
  g_autoptr (GError) why = NULL;
  gboolean is_added;
  guint n = 0;

  /* Whether the account may have one more run in memory. */
  for (guint i = 0; i < self->starting->len; i++)
    n += g_str_equal (((MqServiceRun *)self->starting->pdata[i])->owner, get_owner (call));
  MQ_EACH (loaded, i, MqServiceRun, live)
    n += g_str_equal (live->owner, get_owner (call)) && !mq_run_log_is_over (live->log);
  g_clear_pointer (&loaded, g_ptr_array_unref);
  if (call->account != NULL && n >= MQ_RUNS_MAX_LIVE_OWNED)
    {
      fail_full (MQ_RUNS_MAX_LIVE_OWNED, error);
      return NULL;
    }

  g_ptr_array_add (self->starting, run);
  if (call->account == NULL || self->accounts == NULL)
    is_added = dex_await (mq_journal_add_run (self->journal, &record), error);
  else
    {
      /* A script of the user's own asks no team, so it costs nothing before its first
       * refinement. */
      gboolean costs = run->request->mode != MQ_RUN_SCRIPT;

      is_added = dex_await (mq_accounts_add_run (self->accounts, call->account, &record, costs),
                            &why)
                 || mq_http_problem_fail_quota (error, g_steal_pointer (&why));
    }
  is_added = is_added && dex_await (mq_run_log_load (log), error);
  g_ptr_array_remove (self->starting, run);
  return is_added ? g_steal_pointer (&run) : NULL;
}

static DexFuture *
fail_call (OpenCall *call, GError *error)
{
  forget (call->runs, call->id);
  return dex_future_new_for_error (error);
}

static MqServiceRun *
load (OpenCall *call, GError **error)
{
  MqRuns *self = call->runs;
  g_autoptr (MqRunRecord) record = NULL;
  g_autoptr (MqRunRequest) request = NULL;
  g_autoptr (MqServiceSettings) settings = NULL;
  g_autoptr (MqRunLog) log = NULL;
  g_autoptr (JsonObject) json = NULL;
  g_autoptr (GError) why = NULL;
  MqTeam *team = NULL;

  if (!(record = dex_await_boxed (mq_journal_find_run (self->journal, call->id), error)))
    return NULL;

  if (record->recorded)
    return mq_fail_null (error, MQ_ERROR_NOT_FOUND,
                         "The run “%s” is over, and its client has the record of it", call->id);

  if (!mq_runs_check_blocked (self, record->owner, error))
    return NULL;

  if (self->nodes != NULL)
    {
      g_autofree char *url = dex_await_string (mq_nodes_claim (self->nodes, call->id), error);

      if (url == NULL)
        return NULL;
      if (*url != '\0')
        {
          mq_http_problem_fail_elsewhere (error);
          return NULL;
        }
    }

  if (!(json = mq_json_parse_object (record->request, -1, error))
      || !(request = mq_run_request_parse (json, error)))
    return NULL;

  log = mq_run_log_new (self->journal, call->id);
  if (!dex_await (mq_run_log_load (log), error))
    return NULL;

  /* A run that is over needs no team; an open one needs the team that started it. */
  if (!(settings = mq_runs_find_settings (self, mq_json_get_object (json, "settings"), &why))
      || !(team = mq_runs_find_team (settings, record->team, &why)))
    {
      if (!mq_run_log_is_over (log))
        return mq_fail_null_with (error, &why);
      g_set_object (&settings, self->own);
      team = mq_teams_get_default (settings->teams);
    }

  return mq_service_run_new (log, team, g_steal_pointer (&request), &settings->limits,
                             record->owner);
}

static DexFuture *
open_fiber (gpointer user_data)
{
  OpenCall *call = user_data;
  g_autoptr (MqServiceRun) run = NULL;
  g_autoptr (GError) error = NULL;

  if (!(run = load (call, &error)))
    return fail_call (call, g_steal_pointer (&error));

  if (mq_run_log_is_over (run->log))
    {
      /* Needed if the service was killed right after the last event. */
      mq_service_run_drop_pictures (run);
      forget (call->runs, call->id);
    }
  else
    set_going (call->runs, run);

  return dex_future_new_take_object (g_steal_pointer (&run));
}

/* A client that did not get the answer repeats its request: then the run is there. */
static DexFuture *
create_fiber (gpointer user_data)
{
  OpenCall *call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MqRunRecord) record
      = dex_await_boxed (mq_journal_find_run (call->runs->journal, call->id), &error);
  g_autoptr (MqServiceRun) run = NULL;

  if (record != NULL && !record->recorded && g_str_equal (record->owner, get_owner (call)))
    return open_fiber (call);

  if (record != NULL)
    fail_id (&error);
  if (!g_error_matches (error, MQ_ERROR, MQ_ERROR_NOT_FOUND))
    return fail_call (call, g_steal_pointer (&error));

  g_clear_error (&error);
  if (!(run = make_run (call, &error)))
    return fail_call (call, g_steal_pointer (&error));

  mq_metrics_add (MQ_METRIC_RUNS_STARTED, 1);
  set_going (call->runs, run);
  return dex_future_new_take_object (g_steal_pointer (&run));
}

/* Waits for the request with the same id that is under way. */
static DexFuture *
create_again_fiber (gpointer user_data)
{
  OpenCall *call = user_data;
  DexFuture *first = g_hash_table_lookup (call->runs->loaded, call->id);
  g_autoptr (MqServiceRun) run = first != NULL ? dex_await_object (dex_ref (first), NULL) : NULL;
  g_autoptr (GError) error = NULL;

  if (run == NULL)
    return mq_runs_create (call->runs, call->settings, call->account, call->request);

  if (g_str_equal (run->owner, get_owner (call)))
    return dex_future_new_take_object (g_steal_pointer (&run));

  fail_id (&error);
  return dex_future_new_for_error (g_steal_pointer (&error));
}

/* Takes @call, whose run is in @loaded from now on, so that nobody loads it a second time. */
static DexFuture *
start_call (OpenCall *call, DexFiberFunc func)
{
  g_autoptr (MqRuns) self = g_object_ref (call->runs);
  g_autofree char *id = g_strdup (call->id);
  DexFuture *future = mq_fiber_spawn (NULL, FIBER_STACK, func, call, open_call_free);

  g_hash_table_insert (self->loaded, g_steal_pointer (&id), dex_ref (future));
  return future;
}

/**
 * mq_runs_create:
 * @settings: (nullable): settings of the run; %NULL: the service's own
 * @account: (nullable): owns the run, and pays for it with its quota
 * @request: the body of POST /v1/runs
 *
 * Starts a run.
 *
 * Returns: (transfer full): resolves to a #MqServiceRun once it is on disk; rejects with
 *   %MQ_ERROR_BAD_INPUT, %MQ_HTTP_PROBLEM_NO_SUCH_TEAM, %MQ_HTTP_PROBLEM_BUSY, %MQ_ERROR_TERMS,
 *   %MQ_ERROR_QUOTA, %MQ_HTTP_PROBLEM_COST, %MQ_ERROR_CONFLICT (somebody else's run has that id)
 */
DexFuture *
mq_runs_create (MqRuns *self, MqServiceSettings *settings, MqAccount *account, JsonObject *request)
{
  const char *given = mq_json_get_string (request, "id", "");
  g_autofree char *id = *given != '\0' ? g_strdup (given) : mq_json_new_id ();
  OpenCall *call = call_new (self, id, request);
  GError *error = NULL;

  call->settings = g_object_ref (settings != NULL ? settings : self->own);
  g_set_object (&call->account, account);
  if (!read_request (call, &error)
      || (!g_hash_table_contains (self->loaded, id) && !has_room (self, &error)))
    {
      open_call_free (call);
      return dex_future_new_for_error (error);
    }

  if (g_hash_table_contains (self->loaded, id))
    return mq_fiber_spawn (NULL, FIBER_STACK, create_again_fiber, call, open_call_free);

  return start_call (call, create_fiber);
}

static gboolean
is_halted (MqRuns *self, const char *id)
{
  MqServiceRun *run = mq_runs_find_loaded (self, id);

  return run != NULL && run->halted;
}

static DexFuture *
open_again_fiber (MqRuns *self, const char *id)
{
  while (is_halted (self, id))
    dex_await (wait_forgotten (self), NULL);

  return mq_runs_open (self, id);
}

/**
 * mq_runs_open:
 * @id: a run's id, perhaps from outside
 *
 * Finds a run in memory, or replays it from the journal, after one that is being suspended is gone.
 *
 * Returns: (transfer full): resolves to a #MqServiceRun, which may be over; rejects with
 *   %MQ_ERROR_NOT_FOUND, %MQ_HTTP_PROBLEM_BUSY
 */
DexFuture *
mq_runs_open (MqRuns *self, const char *id)
{
  DexFuture *future = g_hash_table_lookup (self->loaded, id);
  GError *error = NULL;

  if (future != NULL && !is_halted (self, id))
    return dex_ref (future);

  if (!has_room (self, &error))
    return dex_future_new_for_error (error);

  if (future != NULL)
    return mq_fiber_spawn_with (NULL, 0, open_again_fiber, (MQ_TYPE_RUNS, self),
                                (G_TYPE_STRING, id));

  return start_call (call_new (self, id, NULL), open_fiber);
}

/**
 * mq_runs_find_loaded:
 * @id: a run's id, perhaps from outside
 *
 * Returns: (transfer none) (nullable): the run, if it is in memory
 */
MqServiceRun *
mq_runs_find_loaded (MqRuns *self, const char *id)
{
  DexFuture *future = g_hash_table_lookup (self->loaded, id);

  return future != NULL && dex_future_is_resolved (future)
             ? g_value_get_object (dex_future_get_value (future, NULL))
             : NULL;
}

/**
 * mq_runs_list_loaded:
 *
 * Returns: (transfer full) (element-type MqServiceRun): the runs in memory
 */
GPtrArray *
mq_runs_list_loaded (MqRuns *self)
{
  GPtrArray *runs = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  DexFuture *future;

  g_hash_table_iter_init (&iter, self->loaded);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&future))
    if (dex_future_is_resolved (future))
      g_ptr_array_add (runs, g_value_dup_object (dex_future_get_value (future, NULL)));

  return runs;
}

static DexFuture *
pruned (DexFuture *future, gpointer user_data)
{
  tell_changed (user_data);
  return dex_ref (future);
}

/**
 * mq_runs_prune:
 * @id: id of a finished run whose record a client has saved
 *
 * Returns: (transfer full): resolves to %TRUE when its log is pruned
 */
DexFuture *
mq_runs_prune (MqRuns *self, const char *id)
{
  return dex_future_then (mq_journal_prune (self->journal, id), pruned, g_object_ref (self),
                          g_object_unref);
}

/**
 * mq_runs_wait_change:
 *
 * Returns: (transfer full): resolves to %TRUE when a run starts or ends, or its lead or state
 *   changes
 */
DexFuture *
mq_runs_wait_change (MqRuns *self)
{
  return dex_ref (DEX_FUTURE (self->changed));
}
