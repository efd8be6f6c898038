/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqAccountCheck: who sends a request to a shared service: the account that its access token names.
 * Made of the configuration; used by MqHttpServer for each request. */
#pragma once

#include "common/settings/mq-config.h"
#include "service/account/mq-account.h"
#include "service/store/mq-journal.h"

#include <glib.h>
#include <json-glib/json-glib.h>
#include <libdex.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * MqMachineTokenEntry:
 * @id: 12 hexadecimal digits
 * @name: its account's name
 * @created: seconds since 1970
 * @expires: as before
 * @revoked: when the administrator ended it, 0: not
 */
typedef struct
{
  char *id;
  char *hash;
  char *account;
  char *name;
  gint64 created;
  gint64 expires;
  gint64 revoked;
} MqMachineTokenEntry;

/* For the administrator. */
char *mq_machine_token_create (MqJournal *journal, const char *name, gint64 days,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_machine_token_list (MqJournal *journal) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_machine_token_revoke (MqJournal *journal, const char *id) G_GNUC_WARN_UNUSED_RESULT;

/* For the service. */

#define MQ_TYPE_MACHINE_TOKENS (mq_machine_tokens_get_type ())
G_DECLARE_FINAL_TYPE (MqMachineTokens, mq_machine_tokens, MQ, MACHINE_TOKENS, GObject)

MqMachineTokens *mq_machine_tokens_new (MqJournal *journal);
DexFuture *mq_machine_tokens_load (MqMachineTokens *self) G_GNUC_WARN_UNUSED_RESULT;

typedef struct _MqRateLimit MqRateLimit;

MqRateLimit *mq_rate_limit_new (guint per_minute);
void mq_rate_limit_free (MqRateLimit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqRateLimit, mq_rate_limit_free)

guint mq_rate_limit_take (MqRateLimit *self, const char *key, gint64 now);
guint mq_rate_limit_get_size (MqRateLimit *self);

typedef struct _MqAccountCheck MqAccountCheck;

gboolean mq_account_check_load (MqConfig *config, MqAccountCheck **check, GError **error);
void mq_account_check_free (MqAccountCheck *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqAccountCheck, mq_account_check_free)

gboolean mq_account_check_is_ready (gpointer check);
gboolean mq_account_check_may_enter (SoupServerMessage *message, gpointer check, GError **error);
void mq_account_check_set_machine_tokens (MqAccountCheck *self, MqMachineTokens *tokens);
JsonObject *mq_account_check_describe (MqAccountCheck *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_account_check_find (SoupServerMessage *message, gpointer check) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
