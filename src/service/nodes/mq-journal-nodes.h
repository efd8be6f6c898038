/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The nodes of a service that share one PostgreSQL: which are alive, which of them has a run, and
 * the clients that are connected to each. A node is alive as long as it renews its row; the clock
 * is that of the server. Part of MqJournal. */
#pragma once

#include "service/store/mq-journal.h"

G_BEGIN_DECLS

/** MQ_JOURNAL_CHANNEL: of LISTEN and NOTIFY. */
#define MQ_JOURNAL_CHANNEL "maquette"
/** MQ_JOURNAL_NODE_DIED: what all nodes are told when one has died or left. */
#define MQ_JOURNAL_NODE_DIED "died"
/** MQ_JOURNAL_LEASE_SECONDS: how long a node is taken for alive after it has renewed its row. */
#define MQ_JOURNAL_LEASE_SECONDS 6

/**
 * MqJournalHeard:
 * @listener: of mq_journal_listen()
 * @message: what a node said with mq_journal_notify(); "": any message may have been missed
 */
typedef void (*MqJournalHeard) (GObject *listener, const char *message, gpointer user_data);

GObject *mq_journal_listen (MqJournal *self, MqJournalHeard func, gpointer user_data,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_journal_notify (MqJournal *self, const char *message) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_journal_enter_node (MqJournal *self, const char *node,
                                  const char *url) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to a GStrv: runs under way that this node has from nodes that are dead; rejects with
 * MQ_ERROR_NOT_FOUND if it comes too late: others may have taken this node for dead. */
DexFuture *mq_journal_renew_node (MqJournal *self, const char *node,
                                  gboolean may_judge) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_journal_leave_node (MqJournal *self, const char *node) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *
mq_journal_claim_run (MqJournal *self, const char *node, const char *run) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_journal_list_lost_runs (MqJournal *self, const char *node,
                                      const char *runs) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_journal_list_other_nodes (MqJournal *self, const char *node) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_journal_count_nodes_before (MqJournal *self, const char *node) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_journal_note_lead (MqJournal *self, const char *run, const char *lead) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_journal_enter_client (MqJournal *self, const char *node, const char *owner,
                                    const char *client) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_journal_leave_client (MqJournal *self, const char *node, const char *owner,
                                    const char *client) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_journal_has_client (MqJournal *self, const char *owner,
                                  const char *client) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to a GStrv. */
DexFuture *mq_journal_list_nodes_with_client (MqJournal *self, const char *node, const char *owner,
                                              const char *pattern) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
