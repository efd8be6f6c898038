/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens for machines: secrets that the administrator of a shared service makes for programs that
 * nobody signs in for (`maquette-service token`). Each name is an account of its own. The database
 * has their hashes only. MqMachineTokens checks them for MqAccountCheck. */
#pragma once

#include "service/account/mq-account.h"
#include "service/store/mq-journal.h"

G_BEGIN_DECLS

/** MQ_MACHINE_TOKEN_PREFIX: how each begins, so that people and scanners for secrets know it. */
#define MQ_MACHINE_TOKEN_PREFIX "mqt_"

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
gboolean mq_machine_token_is (const char *token);
char *mq_machine_token_describe (const char *token) G_GNUC_WARN_UNUSED_RESULT;

#define MQ_TYPE_MACHINE_TOKENS (mq_machine_tokens_get_type ())
G_DECLARE_FINAL_TYPE (MqMachineTokens, mq_machine_tokens, MQ, MACHINE_TOKENS, GObject)

MqMachineTokens *mq_machine_tokens_new (MqJournal *journal);
DexFuture *mq_machine_tokens_load (MqMachineTokens *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_machine_tokens_has (MqMachineTokens *self, const char *token);
DexFuture *
mq_machine_tokens_find (MqMachineTokens *self, const char *token) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
