/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqNodes, see mq-nodes.h. Only the database decides which node has a run and which one is dead;
 * a node that was wrongly taken for dead finds its place in a run's log taken, and drops the
 * run. */
#include "service/nodes/mq-nodes.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "service/store/mq-journal-query.h"
#include "service/store/mq-postgres.h"

#include <string.h>

/* The rows of nodes that share one PostgreSQL: which are alive, which of them has a run, and the
 * clients that are connected to each. A node is alive as long as it renews its row; the clock is
 * that of the server. Each function is one statement or one transaction. */

#define SECOND G_USEC_PER_SEC
#define IS_ALIVE "node.until > " MQ_POSTGRES_NOW
#define RENEW_SECONDS 2
/* How often in a row a node has to be in time itself before it takes others for dead: after an
 * outage of the database, all are late. */
#define CALM_RENEWALS 4
/* Messages: one word, then ids. */
#define MESSAGE_CHANGE "changed"
#define MESSAGE_LEFT "left "
#define MESSAGE_DELETED "deleted "

struct _MqNodes
{
  GObject parent_instance;

  MqJournal *journal;
  char *id;
  char *url;
  GObject *listener;
  GHashTable *clients; /* set of "OWNER CLIENT" that are connected here */
  DexPromise *stop;
  DexFuture *renewing;
  guint calm;          /* renewals in time, in a row */
  gint64 leased_until; /* monotonic, µs: before that, no other node takes this one for dead */
  enum
  {
    TELLING_NOTHING,
    TELLING,
    TELLING_AND_MORE, /* something has changed since */
  } telling;
};

enum
{
  CHANGED,
  CLIENT_LEFT,
  ACCOUNT_DELETED,
  NODE_DIED,
  MISSED,
  LATE,
  TOOK_OVER,
  RENEWED,
  N_SIGNALS
};

/* @message: for all nodes, at most 8000 bytes. Returns: (transfer full): resolves once it is on
 * disk */
static DexFuture *
journal_notify (MqJournal *self, const char *message)
{
  return mq_journal_execute (self, "SELECT pg_notify ('" MQ_JOURNAL_CHANNEL "', ?1)", "s", message);
}

/* From now on, this journal adds to the logs of runs that this node has, and to no others.
 * @node: an id of its own for each start of a service; @url: where the other nodes reach it.
 * Returns: (transfer full): resolves once it is on disk */
DexFuture *
mq_journal_enter_node (MqJournal *self, const char *node, const char *url)
{
  mq_journal_set_node (self, node);
  return mq_journal_execute (self,
                             "INSERT INTO node (id, url, until)"
                             " VALUES (?1, ?2, " MQ_POSTGRES_NOW " + ?3)"
                             " ON CONFLICT (id) DO UPDATE SET until = excluded.until",
                             "ssl", node, url, (gint64)(MQ_JOURNAL_LEASE_SECONDS * SECOND));
}

/* Takes over what dead nodes had. Deleting a node's row decides which node does it. */
static gboolean
inherit (MqDatabase *db, const char *node, GStrvBuilder *runs, GError **error)
{
  static const char *const ended[] = { "waiting", "done", "failed", NULL };
  g_autoptr (MqStatement) statement
      = mq_database_query (db, "DELETE FROM node WHERE NOT " IS_ALIVE " RETURNING id", error, "");
  g_auto (GStrv) dead = statement != NULL ? mq_statement_list_texts (statement, error) : NULL;

  for (gsize i = 0; dead != NULL && dead[i] != NULL; i++)
    {
      g_autoptr (MqStatement) moved = mq_database_query (
          db,
          "UPDATE run SET node = ?1, lead = '' WHERE node = ?2 AND recorded = 0 RETURNING id,"
          " coalesce ((SELECT type FROM log WHERE log.run = run.id AND kind = 1"
          " ORDER BY key DESC LIMIT 1), '')",
          error, "ss", node, dead[i]);
      gboolean has_row = FALSE;
      gboolean ok;

      if (moved == NULL
          || !mq_database_run (db, "DELETE FROM client WHERE node = ?1", error, "s", dead[i])
          || !mq_database_run (
              db, "SELECT pg_notify ('" MQ_JOURNAL_CHANNEL "', '" MQ_JOURNAL_NODE_DIED "')", error,
              ""))
        return FALSE;

      while ((ok = mq_statement_step (moved, &has_row, error)) && has_row)
        if (!g_strv_contains (ended, mq_statement_get_text (moved, 1)))
          g_strv_builder_add (runs, mq_statement_get_text (moved, 0));

      if (!ok)
        return FALSE;
    }

  return dead != NULL;
}

static DexFuture *
renew_node (const char *node, gboolean may_judge, MqDatabase *db)
{
  GError *error = NULL;
  g_autoptr (GStrvBuilder) runs = g_strv_builder_new ();
  g_autoptr (MqTransaction) transaction = mq_database_begin (db, &error);

  if (transaction == NULL
      || !mq_database_run (db,
                           "UPDATE node SET until = " MQ_POSTGRES_NOW " + ?2 WHERE id = ?1"
                           " AND " IS_ALIVE,
                           &error, "sl", node, (gint64)(MQ_JOURNAL_LEASE_SECONDS * SECOND)))
    return dex_future_new_for_error (error);

  if (mq_database_get_changes (db) == 0)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND,
                                  "Others could take this node for dead");

  if ((may_judge && !inherit (db, node, runs, &error))
      || !mq_transaction_commit (g_steal_pointer (&transaction), &error))
    return dex_future_new_for_error (error);

  return dex_future_new_take_boxed (G_TYPE_STRV, g_strv_builder_end (runs));
}

/* Says that the node is alive, and, with @may_judge, takes over what dead ones had. @node: this
 * node; @may_judge: whether it takes other nodes for dead that are late. Returns: (transfer
 * full): resolves to a #GStrv: runs under way that this node has now; rejects with
 * %MQ_ERROR_NOT_FOUND if it comes too late: others may have taken this node for dead */
DexFuture *
mq_journal_renew_node (MqJournal *self, const char *node, gboolean may_judge)
{
  return mq_journal_write (self, renew_node, (G_TYPE_STRING, node), (G_TYPE_BOOLEAN, may_judge));
}

static DexFuture *
claim_run (const char *node, const char *run, MqDatabase *db)
{
  GError *error = NULL;
  g_autoptr (MqStatement) statement = NULL;
  gboolean has_row = FALSE;

  if (!mq_database_run (db,
                        "UPDATE run SET node = ?2, lead = '' WHERE id = ?1 AND node <> ?2"
                        " AND NOT EXISTS (SELECT 1 FROM node WHERE node.id = run.node"
                        " AND " IS_ALIVE ")",
                        &error, "ss", run, node)
      || !(statement = mq_database_query (db,
                                          "SELECT node.url FROM run JOIN node ON node.id = run.node"
                                          " WHERE run.id = ?1 AND run.node <> ?2",
                                          &error, "ss", run, node))
      || !mq_statement_step (statement, &has_row, &error))
    return dex_future_new_for_error (error);

  return dex_future_new_take_string (has_row ? mq_statement_dup_text (statement, 0)
                                             : g_strdup (""));
}

/* @node: this node; @owner: id of the client's account. Returns: (transfer full): resolves when
 * all nodes know that the client is here */
static DexFuture *
journal_enter_client (MqJournal *self, const char *node, const char *owner, const char *client)
{
  return mq_journal_execute (self,
                             "INSERT INTO client (owner, id, node) VALUES (?1, ?2, ?3)"
                             " ON CONFLICT DO NOTHING",
                             "sss", owner, client, node);
}

G_DEFINE_FINAL_TYPE (MqNodes, mq_nodes, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void
mq_nodes_finalize (GObject *object)
{
  MqNodes *self = MQ_NODES (object);

  g_clear_object (&self->listener);
  g_clear_object (&self->journal);
  g_clear_pointer (&self->clients, g_hash_table_unref);
  dex_clear (&self->stop);
  dex_clear (&self->renewing);
  g_free (self->id);
  g_free (self->url);

  G_OBJECT_CLASS (mq_nodes_parent_class)->finalize (object);
}

static guint
add_signal (const char *name, guint n_texts)
{
  return g_signal_new (name, MQ_TYPE_NODES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       n_texts, G_TYPE_STRING, G_TYPE_STRING);
}

static void
mq_nodes_class_init (MqNodesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_nodes_finalize;

  signals[CHANGED] = add_signal ("changed", 0);
  signals[CLIENT_LEFT] = add_signal ("client-left", 2);
  signals[ACCOUNT_DELETED] = add_signal ("account-deleted", 1);
  signals[NODE_DIED] = add_signal ("node-died", 0);
  signals[MISSED] = add_signal ("missed", 0);
  signals[LATE] = add_signal ("late", 0);
  signals[TOOK_OVER] = add_signal ("took-over", 1);
  signals[RENEWED] = add_signal ("renewed", 0);
}

static void
mq_nodes_init (MqNodes *self)
{
  self->id = g_uuid_string_random ();
  self->clients = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->stop = dex_promise_new ();
}

/**
 * mq_nodes_new:
 * @journal: a shared journal
 * @url: where the other nodes reach this one
 *
 * Returns: (transfer full): nodes that this one has not entered yet
 */
MqNodes *
mq_nodes_new (MqJournal *journal, const char *url)
{
  MqNodes *self = g_object_new (MQ_TYPE_NODES, NULL);

  self->journal = g_object_ref (journal);
  self->url = g_strdup (url);
  return self;
}

/* Splits "OWNER CLIENT". */
static gboolean
split_client (const char *text, char **owner, const char **client)
{
  const char *space = strchr (text, ' ');

  if (space == NULL)
    return FALSE;

  *owner = g_strndup (text, space - text);
  *client = space + 1;
  return TRUE;
}

static DexFuture *
check_client_fiber (MqNodes *self, const char *owner, const char *client)
{
  g_autoptr (GError) error = NULL;

  if (dex_await_int64 (mq_nodes_has_client (self, owner, client), &error) == 0 && error == NULL)
    g_signal_emit (self, signals[CLIENT_LEFT], 0, owner, client);

  return dex_future_new_true ();
}

/**
 * mq_nodes_check_client:
 * @owner: id of the client's account
 * @client: an id
 *
 * Emits “client-left” if the client is connected to no node.
 */
void
mq_nodes_check_client (MqNodes *self, const char *owner, const char *client)
{
  dex_future_disown (mq_fiber_spawn_with (NULL, 0, check_client_fiber, (MQ_TYPE_NODES, self),
                                          (G_TYPE_STRING, owner), (G_TYPE_STRING, client)));
}

static void
heard (GObject *listener, const char *message, gpointer user_data)
{
  MqNodes *self = user_data;
  const char *rest = strchr (message, ' ');
  g_autofree char *owner = NULL;
  const char *client;

  /* The client may be connected to another node. */
  if (g_str_has_prefix (message, MESSAGE_LEFT))
    {
      if (split_client (rest + 1, &owner, &client))
        mq_nodes_check_client (self, owner, client);
    }
  else if (g_str_has_prefix (message, MESSAGE_DELETED))
    g_signal_emit (self, signals[ACCOUNT_DELETED], 0, rest + 1);
  else
    {
      if (*message == '\0')
        g_signal_emit (self, signals[MISSED], 0);
      else if (g_str_equal (message, MQ_JOURNAL_NODE_DIED))
        g_signal_emit (self, signals[NODE_DIED], 0);
      g_signal_emit (self, signals[CHANGED], 0);
    }
}

static DexFuture *
told (DexFuture *future, gpointer user_data)
{
  MqNodes *self = user_data;
  gboolean again = self->telling == TELLING_AND_MORE;

  self->telling = TELLING_NOTHING;
  if (again)
    mq_nodes_notify_change (self);
  return dex_ref (future);
}

/**
 * mq_nodes_notify_change:
 *
 * Tells all nodes, this one, too, that the list of an account's runs may be another one now.
 */
void
mq_nodes_notify_change (MqNodes *self)
{
  if (self->telling != TELLING_NOTHING)
    {
      self->telling = TELLING_AND_MORE;
      return;
    }

  self->telling = TELLING;
  dex_future_disown (dex_future_finally (journal_notify (self->journal, MESSAGE_CHANGE), told,
                                         g_object_ref (self), g_object_unref));
}

/**
 * mq_nodes_notify_lead:
 * @run: the id of a run that this node has
 * @lead: (nullable): the client that leads it
 *
 * Notes which client leads the run.
 */
void
mq_nodes_notify_lead (MqNodes *self, const char *run, const char *lead)
{
  dex_future_disown (mq_journal_execute (self->journal, "UPDATE run SET lead = ?2 WHERE id = ?1",
                                         "ss", run, lead != NULL ? lead : ""));
}

/**
 * mq_nodes_notify_deletion:
 * @owner: id of an account whose data are being deleted, or were
 *
 * Lets all nodes put away its runs, and forget that they have noted it.
 */
void
mq_nodes_notify_deletion (MqNodes *self, const char *owner)
{
  g_autofree char *message = g_strconcat (MESSAGE_DELETED, owner, NULL);

  dex_future_disown (journal_notify (self->journal, message));
}

DexFuture *
mq_nodes_claim (MqNodes *self, const char *run)
{
  /* Makes this node the one that has the run, unless a living one has it. */
  return mq_journal_write (self->journal, claim_run, (G_TYPE_STRING, self->id),
                           (G_TYPE_STRING, run));
}

DexFuture *
mq_nodes_list_lost (MqNodes *self, const char *runs)
{
  return mq_journal_list_texts (
      self->journal, "SELECT id FROM run WHERE id = ANY (string_to_array (?2, ' ')) AND node <> ?1",
      "ss", self->id, runs);
}

/**
 * mq_nodes_list_others:
 *
 * Returns: (transfer full): as of journal_list_other_nodes()
 */
DexFuture *
mq_nodes_list_others (MqNodes *self)
{
  return mq_journal_list_texts (
      self->journal, "SELECT url FROM node WHERE id <> ?1 AND " IS_ALIVE " ORDER BY random ()", "s",
      self->id);
}

/**
 * mq_nodes_count_before:
 *
 * Returns: (transfer full): as of journal_count_nodes_before()
 */
DexFuture *
mq_nodes_count_before (MqNodes *self)
{
  return mq_journal_read_number (
      self->journal, "SELECT count(*) FROM node WHERE id < ?1 AND " IS_ALIVE, "s", self->id);
}

DexFuture *
mq_nodes_enter_client (MqNodes *self, const char *owner, const char *client)
{
  g_hash_table_add (self->clients, g_strconcat (owner, " ", client, NULL));
  return journal_enter_client (self->journal, self->id, owner, client);
}

static DexFuture *
leave_client_fiber (MqNodes *self, const char *owner, const char *client)
{
  g_autofree char *message = g_strconcat (MESSAGE_LEFT, owner, " ", client, NULL);
  GError *error = NULL;

  if (!dex_await (
          mq_journal_execute (self->journal,
                              "DELETE FROM client WHERE owner = ?1 AND id = ?2 AND node = ?3",
                              "sss", owner, client, self->id),
          &error))
    return dex_future_new_for_error (error);

  return journal_notify (self->journal, message);
}

DexFuture *
mq_nodes_leave_client (MqNodes *self, const char *owner, const char *client)
{
  g_autofree char *text = g_strconcat (owner, " ", client, NULL);

  g_hash_table_remove (self->clients, text);
  return mq_fiber_spawn_with (NULL, 0, leave_client_fiber, (MQ_TYPE_NODES, self),
                              (G_TYPE_STRING, owner), (G_TYPE_STRING, client));
}

DexFuture *
mq_nodes_has_client (MqNodes *self, const char *owner, const char *client)
{
  return mq_journal_read_number (self->journal,
                                 "SELECT count(*) FROM client JOIN node ON node.id = client.node"
                                 " WHERE client.owner = ?1 AND client.id = ?2 AND " IS_ALIVE,
                                 "ss", owner, client);
}

DexFuture *
mq_nodes_list_with_client (MqNodes *self, const char *owner, const char *pattern)
{
  return mq_journal_list_texts (self->journal,
                                "SELECT DISTINCT node.url FROM client"
                                " JOIN node ON node.id = client.node"
                                " WHERE client.owner = ?1 AND client.id LIKE ?2"
                                " AND node.id <> ?3 AND " IS_ALIVE,
                                "sss", owner, pattern, self->id);
}

/* @asked: when the database was asked for it, monotonic, µs */
static void
note_lease (MqNodes *self, gint64 asked)
{
  self->leased_until = asked + MQ_JOURNAL_LEASE_SECONDS * G_TIME_SPAN_SECOND;
}

/**
 * mq_nodes_is_late:
 *
 * Returns: whether other nodes may have taken this one for dead, and its runs
 */
gboolean
mq_nodes_is_late (MqNodes *self)
{
  return g_get_monotonic_time () > self->leased_until;
}

/* Awaits. */
static gboolean
enter (MqNodes *self, GError **error)
{
  gint64 now = g_get_monotonic_time ();

  if (!dex_await (mq_journal_enter_node (self->journal, self->id, self->url), error))
    return FALSE;

  note_lease (self, now);
  return TRUE;
}

/* Awaits. */
static gboolean
renew (MqNodes *self, GError **error)
{
  g_autoptr (GError) why = NULL;
  gboolean may_judge = self->calm >= CALM_RENEWALS;
  gint64 now = g_get_monotonic_time ();
  g_auto (GStrv) runs = dex_await_boxed (mq_journal_renew_node (self->journal, self->id, may_judge),
                                         &why);

  if (runs != NULL)
    {
      self->calm++;
      note_lease (self, now);
      for (gsize i = 0; runs[i] != NULL; i++)
        {
          g_message ("Took over run %s from a node that has died", runs[i]);
          g_signal_emit (self, signals[TOOK_OVER], 0, runs[i]);
        }
      return TRUE;
    }

  self->calm = 0;
  if (g_error_matches (why, MQ_ERROR, MQ_ERROR_NOT_FOUND))
    {
      GHashTableIter iter;
      const char *text;

      /* Others may have this node's runs; those that nobody has are loaded again when they are
       * asked for. */
      g_message ("This node was late, so others may have its runs");
      g_signal_emit (self, signals[LATE], 0);
      if (!enter (self, error))
        return FALSE;

      g_hash_table_iter_init (&iter, self->clients);
      while (g_hash_table_iter_next (&iter, (gpointer *)&text, NULL))
        {
          g_autofree char *owner = NULL;
          const char *client;

          if (split_client (text, &owner, &client))
            dex_future_disown (journal_enter_client (self->journal, self->id, owner, client));
        }

      return TRUE;
    }

  return mq_fail_with (error, &why);
}

static DexFuture *
renew_fiber (MqNodes *self)
{
  while (dex_future_is_pending (DEX_FUTURE (self->stop)))
    {
      gint64 before = g_get_monotonic_time ();
      g_autoptr (GError) error = NULL;

      if (renew (self, &error))
        g_signal_emit (self, signals[RENEWED], 0);
      else
        g_warning ("This node could not say that it is alive: %s", error->message);
      if (g_get_monotonic_time () - before > RENEW_SECONDS * G_TIME_SPAN_SECOND)
        self->calm = 0;
      dex_await (dex_future_first (dex_ref (DEX_FUTURE (self->stop)),
                                   dex_timeout_new_seconds (RENEW_SECONDS), NULL),
                 NULL);
    }

  return dex_future_new_true ();
}

/**
 * mq_nodes_enter:
 * @error: %MQ_ERROR_UNREACHABLE
 *
 * Makes this service a node. Awaits.
 *
 * Returns: whether it is one
 */
gboolean
mq_nodes_enter (MqNodes *self, GError **error)
{
  if (!(self->listener = mq_journal_listen (self->journal, MQ_JOURNAL_CHANNEL, G_CALLBACK (heard),
                                            self, error))
      || !enter (self, error))
    return FALSE;

  self->renewing = mq_fiber_spawn_with (NULL, 0, renew_fiber, (MQ_TYPE_NODES, self));
  return TRUE;
}

/**
 * mq_nodes_leave:
 * @error: as of the journal
 *
 * Ends being a node, so that others may go on with its runs at once. Awaits.
 *
 * Returns: whether the others know
 */
gboolean
mq_nodes_leave (MqNodes *self, GError **error)
{
  if (self->renewing == NULL)
    return TRUE;

  dex_promise_resolve_boolean (self->stop, TRUE);
  g_clear_object (&self->listener);
  dex_await (g_steal_pointer (&self->renewing), NULL);
  return dex_await (mq_journal_execute (self->journal,
                                        "WITH gone AS (DELETE FROM client WHERE node = ?1)"
                                        " DELETE FROM node WHERE id = ?1",
                                        "s", self->id),
                    error)
         && dex_await (journal_notify (self->journal, MQ_JOURNAL_NODE_DIED), error);
}
