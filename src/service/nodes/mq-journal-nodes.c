/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes, see mq-journal-nodes.h. Each function is one statement or one transaction. */
#include "service/nodes/mq-journal-nodes.h"

#include "common/base/mq-error.h"
#include "common/base/mq-features.h"
#include "service/store/mq-journal-private.h"
#include "service/store/mq-journal-query.h"
#include "service/store/mq-postgres.h"
#if MQ_HAS_POSTGRES
#include "service/nodes/mq-postgres-listener.h"
#endif

#define SECOND G_USEC_PER_SEC
#define IS_ALIVE "node.until > " MQ_POSTGRES_NOW

/* @func: called on the main loop with each message of mq_journal_notify(), also of this node;
 * @user_data: for @func; @error: %MQ_ERROR_UNREACHABLE. Returns: (transfer full) (nullable):
 * keep it as long as @func is to be called */
GObject *
mq_journal_listen (MqJournal *self, MqJournalHeard func, gpointer user_data, GError **error)
{
#if MQ_HAS_POSTGRES
  MqPostgresListener *listener = mq_postgres_listener_new (self->uri, MQ_JOURNAL_CHANNEL, error);

  if (listener == NULL)
    return NULL;

  g_signal_connect (listener, "heard", G_CALLBACK (func), user_data);
  return G_OBJECT (listener);
#else
  g_assert_not_reached ();
#endif
}

/* @message: for all nodes, at most 8000 bytes. Returns: (transfer full): resolves once it is on
 * disk */
DexFuture *
mq_journal_notify (MqJournal *self, const char *message)
{
  return mq_journal_execute (self, "SELECT pg_notify ('" MQ_JOURNAL_CHANNEL "', ?1)", "s", message);
}

/* From now on, this journal adds to the logs of runs that this node has, and to no others.
 * @node: an id of its own for each start of a service; @url: where the other nodes reach it.
 * Returns: (transfer full): resolves once it is on disk */
DexFuture *
mq_journal_enter_node (MqJournal *self, const char *node, const char *url)
{
  if (self->group->node == NULL)
    self->group->node = g_strdup (node);

  return mq_journal_execute (self,
                             "INSERT INTO node (id, url, until)"
                             " VALUES (?1, ?2, " MQ_POSTGRES_NOW " + ?3)"
                             " ON CONFLICT (id) DO UPDATE SET until = excluded.until",
                             "ssl", node, url, (gint64)(MQ_JOURNAL_LEASE_SECONDS * SECOND));
}

/* A run that waits for its user goes on when somebody asks for it. */
static gboolean
is_under_way (const char *last_event)
{
  return !g_str_equal (last_event, "waiting") && !g_str_equal (last_event, "done")
         && !g_str_equal (last_event, "failed");
}

/* Takes over what dead nodes had. Deleting a node's row decides which node does it. */
static gboolean
inherit (MqDatabase *db, const char *node, GStrvBuilder *runs, GError **error)
{
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
        if (is_under_way (mq_statement_get_text (moved, 1)))
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

/* @node: this node, which ends. Returns: (transfer full): resolves when other nodes may claim
 * its runs */
DexFuture *
mq_journal_leave_node (MqJournal *self, const char *node)
{
  return mq_journal_execute (self,
                             "WITH gone AS (DELETE FROM client WHERE node = ?1)"
                             " DELETE FROM node WHERE id = ?1",
                             "s", node);
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

/* Makes this node the one that has the run, unless a living one has it. @node: this node; @run:
 * an id, perhaps from outside. Returns: (transfer full): resolves to a string: the address of
 * the node that has it; "": this one has it, or there is no such run */
DexFuture *
mq_journal_claim_run (MqJournal *self, const char *node, const char *run)
{
  return mq_journal_write (self, claim_run, (G_TYPE_STRING, node), (G_TYPE_STRING, run));
}

/* @node: this node; @runs: ids of runs that it has in memory, with spaces between them. Returns:
 * (transfer full): resolves to a #GStrv: those that another node has by now */
DexFuture *
mq_journal_list_lost_runs (MqJournal *self, const char *node, const char *runs)
{
  return mq_journal_list_texts (
      self, "SELECT id FROM run WHERE id = ANY (string_to_array (?2, ' ')) AND node <> ?1", "ss",
      node, runs);
}

/* @node: this node. Returns: (transfer full): resolves to a #GStrv: the addresses of the other
 * living nodes, in any order, so that all of them are asked first sometimes */
DexFuture *
mq_journal_list_other_nodes (MqJournal *self, const char *node)
{
  return mq_journal_list_texts (
      self, "SELECT url FROM node WHERE id <> ?1 AND " IS_ALIVE " ORDER BY random ()", "s", node);
}

/* @node: this node. Returns: (transfer full): resolves to an int64: how many living nodes come
 * before it, in an order that is the same for all of them */
DexFuture *
mq_journal_count_nodes_before (MqJournal *self, const char *node)
{
  return mq_journal_read_number (self, "SELECT count(*) FROM node WHERE id < ?1 AND " IS_ALIVE, "s",
                                 node);
}

/* @lead: the client that leads it, "": none. Returns: (transfer full): resolves once it is on
 * disk */
DexFuture *
mq_journal_note_lead (MqJournal *self, const char *run, const char *lead)
{
  return mq_journal_execute (self, "UPDATE run SET lead = ?2 WHERE id = ?1", "ss", run, lead);
}

/* @node: this node; @owner: id of the client's account. Returns: (transfer full): resolves when
 * all nodes know that the client is here */
DexFuture *
mq_journal_enter_client (MqJournal *self, const char *node, const char *owner, const char *client)
{
  return mq_journal_execute (self,
                             "INSERT INTO client (owner, id, node) VALUES (?1, ?2, ?3)"
                             " ON CONFLICT DO NOTHING",
                             "sss", owner, client, node);
}

/* @node: this node; @owner: id of the client's account. Returns: (transfer full): resolves once
 * it is on disk */
DexFuture *
mq_journal_leave_client (MqJournal *self, const char *node, const char *owner, const char *client)
{
  return mq_journal_execute (self, "DELETE FROM client WHERE owner = ?1 AND id = ?2 AND node = ?3",
                             "sss", owner, client, node);
}

/* @owner: id of an account; @client: an id, perhaps from outside. Returns: (transfer full):
 * resolves to an int64: to how many living nodes the client is connected */
DexFuture *
mq_journal_has_client (MqJournal *self, const char *owner, const char *client)
{
  return mq_journal_read_number (self,
                                 "SELECT count(*) FROM client JOIN node ON node.id = client.node"
                                 " WHERE client.owner = ?1 AND client.id = ?2 AND " IS_ALIVE,
                                 "ss", owner, client);
}

/* @node: this node; @owner: id of an account; @pattern: of ids of clients, as of LIKE. Returns:
 * (transfer full): resolves to a #GStrv: the addresses of the other living nodes to which such a
 * client is connected */
DexFuture *
mq_journal_list_nodes_with_client (MqJournal *self, const char *node, const char *owner,
                                   const char *pattern)
{
  return mq_journal_list_texts (self,
                                "SELECT DISTINCT node.url FROM client"
                                " JOIN node ON node.id = client.node"
                                " WHERE client.owner = ?1 AND client.id LIKE ?2"
                                " AND node.id <> ?3 AND " IS_ALIVE,
                                "sss", owner, pattern, node);
}
