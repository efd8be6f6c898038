/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The accounts of a shared service as its administrator sees them, and quotas of single accounts.
 * For `maquette-service user`; what accounts themselves do is in mq-accounts.h. */
#pragma once

#include "service/store/mq-journal.h"

G_BEGIN_DECLS

/** MQ_ACCOUNT_DEFAULT_QUOTA: no quota of its own. */
#define MQ_ACCOUNT_DEFAULT_QUOTA (-2)

/**
 * MqAccountEntry:
 * @id: 64 hexadecimal digits
 * @name: for people; several may have the same; "" if it is blocked and was deleted
 * @created: when it was seen first, seconds since 1970
 * @seen: when it was seen last, up to an hour before
 * @runs: of today
 * @quota: a quota of its own, %MQ_ACCOUNTS_UNLIMITED or %MQ_ACCOUNT_DEFAULT_QUOTA
 * @is_blocked: it may not use the service
 * @cost: of this month, in millionths of a US dollar
 */
typedef struct
{
  char *id;
  char *name;
  gint64 created;
  gint64 seen;
  gint64 runs;
  gint64 quota;
  gint64 cost;
  gboolean is_blocked;
} MqAccountEntry;

void mq_account_entry_free (MqAccountEntry *self);

DexFuture *mq_account_list (MqJournal *journal) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_account_set_quota (MqJournal *journal, const char *account,
                                 gint64 quota) G_GNUC_WARN_UNUSED_RESULT;

/* Part of a job of MqAccounts. */
gboolean
mq_account_read_own_quota (MqDatabase *db, const char *account, gint64 *quota, GError **error);

G_END_DECLS
