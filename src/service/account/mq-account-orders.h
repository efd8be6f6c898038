/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Orders of the administrator for accounts: to block one, and to delete one. They are rows of the
 * database, which all its services read (mq-runs.c), so that `maquette-service user` need
 * not know which ones run. */
#pragma once

#include "service/store/mq-journal.h"

G_BEGIN_DECLS

/**
 * MqAccountOrder:
 * @account: an account's id
 * @is_deletion: its data are to be deleted; else it is blocked
 */
typedef struct
{
  char *account;
  gboolean is_deletion;
} MqAccountOrder;

DexFuture *mq_account_orders_read (MqJournal *journal) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_account_block (MqJournal *journal, const char *account) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_account_order_deletion (MqJournal *journal, const char *account) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
