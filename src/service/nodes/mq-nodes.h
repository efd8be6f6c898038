/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqNodes: this service as one of several nodes that share a PostgreSQL. Each run is in the memory
 * of one node; the others forward requests for it. A node says every two seconds that it is alive;
 * what a dead one had, another takes over. What all have to know at once is told by NOTIFY. */
#pragma once

#include "service/store/mq-journal.h"

G_BEGIN_DECLS

/** MQ_JOURNAL_CHANNEL: of LISTEN and NOTIFY. */
#define MQ_JOURNAL_CHANNEL "maquette"
/** MQ_JOURNAL_NODE_DIED: what all nodes are told when one has died or left. */
#define MQ_JOURNAL_NODE_DIED "died"
/** MQ_JOURNAL_LEASE_SECONDS: how long a node is taken for alive after it has renewed its row. */
#define MQ_JOURNAL_LEASE_SECONDS 6

DexFuture *mq_journal_enter_node (MqJournal *self, const char *node,
                                  const char *url) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to a GStrv: runs under way that this node has from nodes that are dead; rejects with
 * MQ_ERROR_NOT_FOUND if it comes too late: others may have taken this node for dead. */
DexFuture *mq_journal_renew_node (MqJournal *self, const char *node,
                                  gboolean may_judge) G_GNUC_WARN_UNUSED_RESULT;

/* Resolves to a GStrv. */

#define MQ_TYPE_NODES (mq_nodes_get_type ())
G_DECLARE_FINAL_TYPE (MqNodes, mq_nodes, MQ, NODES, GObject)

/* Signals:
 * "changed": the list of an account's runs may be another one, also by this node;
 * "client-left" (owner, client): it is connected to no node any more;
 * "account-deleted" (owner): its data are being deleted, or were;
 * "node-died": the clients of that node may be gone;
 * "missed": any of these may have happened unheard;
 * "late": others may have taken over the runs of this node;
 * "took-over" (run): a run under way, of a node that has died, is this node's now;
 * "renewed": the others know that this node is alive. */
MqNodes *mq_nodes_new (MqJournal *journal, const char *url);
/* Await; for the fiber of the program. */
gboolean mq_nodes_enter (MqNodes *self, GError **error);
gboolean mq_nodes_leave (MqNodes *self, GError **error);

gboolean mq_nodes_is_late (MqNodes *self);

/* Resolves to a string: the address of the node that has the run; "": this one. */
DexFuture *mq_nodes_claim (MqNodes *self, const char *run) G_GNUC_WARN_UNUSED_RESULT;

/* Resolves to a GStrv: those of @runs, ids with spaces between them, that another node has. */
DexFuture *mq_nodes_list_lost (MqNodes *self, const char *runs) G_GNUC_WARN_UNUSED_RESULT;

/* Resolves to a GStrv: the addresses of the other living nodes. */
DexFuture *mq_nodes_list_others (MqNodes *self) G_GNUC_WARN_UNUSED_RESULT;

/* Resolves to an int64: 0 for one living node, which does what one node is to do for all. */
DexFuture *mq_nodes_count_before (MqNodes *self) G_GNUC_WARN_UNUSED_RESULT;

/* News from this node to the others. */
void mq_nodes_notify_change (MqNodes *self);
void mq_nodes_notify_lead (MqNodes *self, const char *run, const char *lead);
void mq_nodes_notify_deletion (MqNodes *self, const char *owner);

/* Clients that are connected to this node. Resolve once all nodes know. */
DexFuture *mq_nodes_enter_client (MqNodes *self, const char *owner,
                                  const char *client) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_nodes_leave_client (MqNodes *self, const char *owner,
                                  const char *client) G_GNUC_WARN_UNUSED_RESULT;
void mq_nodes_check_client (MqNodes *self, const char *owner, const char *client);
/* Resolves to an int64: to how many nodes the client is connected. */
DexFuture *mq_nodes_has_client (MqNodes *self, const char *owner,
                                const char *client) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to a GStrv: the addresses of the other living nodes with such a client of the account;
 * @pattern: as of LIKE. */
DexFuture *mq_nodes_list_with_client (MqNodes *self, const char *owner,
                                      const char *pattern) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
