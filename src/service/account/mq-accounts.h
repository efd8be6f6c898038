/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqAccounts: the accounts of a shared service: when they were seen, which terms they accepted, how
 * many runs of today's quota are left, and what models cost them. They are in the journal's
 * database, which several services may share. */
#pragma once

#include "common/database/mq-database.h"
#include <json-glib/json-glib.h>
#include "service/account/mq-account.h"
#include "service/account/mq-account-check.h"
#include "service/account/mq-terms.h"
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

DexFuture *mq_account_list (MqJournal *journal) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_account_set_quota (MqJournal *journal, const char *account,
                                 gint64 quota) G_GNUC_WARN_UNUSED_RESULT;

/* Part of a job of MqAccounts. */

double mq_account_cost_to_dollars (gint64 cost);

/** MQ_ACCOUNTS_UNLIMITED: a quota without limit. */
#define MQ_ACCOUNTS_UNLIMITED (-1)

/**
 * MqAccountQuota:
 * @limit: runs a day, or %MQ_ACCOUNTS_UNLIMITED
 * @left: how many of them are left today, or %MQ_ACCOUNTS_UNLIMITED
 * @resets: the next midnight UTC, seconds since 1970
 * @seconds: until then, at least 1
 * @cost: what models cost the account this month, US dollars
 * @cost_limit: what they may cost, 0: no limit
 * @cost_resets: the beginning of the next month (UTC), seconds since 1970
 */
typedef struct
{
  gint64 limit;
  gint64 left;
  gint64 resets;
  gint64 seconds;
  double cost;
  double cost_limit;
  gint64 cost_resets;
} MqAccountQuota;

#define MQ_TYPE_ACCOUNT_QUOTA (mq_account_quota_get_type ())
GType mq_account_quota_get_type (void);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqAccountQuota, g_free)

/**
 * MqAccountsClock:
 *
 * Returns: the time in seconds since 1970
 */
typedef gint64 (*MqAccountsClock) (gpointer user_data);

#define MQ_TYPE_ACCOUNTS (mq_accounts_get_type ())
G_DECLARE_FINAL_TYPE (MqAccounts, mq_accounts, MQ, ACCOUNTS, GObject)

/**
 * MqAccounts:
 * @terms: (nullable): what everybody has to accept before their first run
 * @metadata: (nullable): how programs sign in (RFC 9728); set it before the first request
 * @machine_tokens: tokens that the administrator made
 * @session_bytes: that all kept sessions of an account may have together
 *
 * The members are read-only.
 */
struct _MqAccounts
{
  GObject parent_instance;

  MqTerms *terms;
  JsonObject *metadata;
  MqMachineTokens *machine_tokens;
  gint64 session_bytes;

  /*< private >*/
  MqJournal *journal;
  gint64 runs_per_day;
  gint64 cost_per_month; /* millionths of a US dollar, 0: no limit */
  GStrv unlimited_groups;
  GHashTable *seen;    /* account → when it was written last, seconds since 1970 */
  GHashTable *blocked; /* set of the ids of accounts */
  MqAccountsClock clock;
  gpointer clock_data;
};

MqAccounts *mq_accounts_new (MqJournal *journal, MqTerms *terms, guint runs_per_day,
                             const char *const *unlimited_groups);
void mq_accounts_set_clock (MqAccounts *self, MqAccountsClock clock, gpointer user_data);

DexFuture *mq_accounts_note_seen (MqAccounts *self, MqAccount *account) G_GNUC_WARN_UNUSED_RESULT;
void mq_accounts_forget_seen (MqAccounts *self, const char *account);
DexFuture *mq_accounts_accept_terms (MqAccounts *self, MqAccount *account,
                                     const char *version) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_accounts_has_accepted (MqAccounts *self, MqAccount *account) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_accounts_add_run (MqAccounts *self, MqAccount *account, const MqRunRecord *run,
                                gboolean is_paid) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_accounts_pay_run (MqAccounts *self, MqAccount *account,
                                const char *run) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_accounts_give_back_run (MqAccounts *self, const char *run) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_accounts_read_quota (MqAccounts *self, MqAccount *account) G_GNUC_WARN_UNUSED_RESULT;

void mq_accounts_set_cost_per_month (MqAccounts *self, double dollars);
DexFuture *mq_accounts_add_cost (MqAccounts *self, const char *account,
                                 double dollars) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_accounts_check_cost (MqAccounts *self, const char *account) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_accounts_describe (MqAccounts *self, MqAccount *account) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_accounts_delete (MqAccounts *self, const char *account) G_GNUC_WARN_UNUSED_RESULT;

gboolean mq_accounts_is_blocked (MqAccounts *self, const char *account);
gboolean mq_accounts_set_blocked (MqAccounts *self, const char *account, gboolean is_blocked);

G_END_DECLS
