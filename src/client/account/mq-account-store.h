/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts in the system's keyring: one entry for each sign-in server, service and account. Used by
 * MqUserAccount. */
#pragma once

#include "client/account/mq-tokens.h"

#include <libdex.h>

G_BEGIN_DECLS

/* Each rejects with MQ_ERROR_NO_KEYRING if there is no keyring, or it stays locked. */
DexFuture *mq_account_store_save (const char *service, MqTokens *tokens) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to a text for mq_tokens_new_from_text(), NULL if there is none. */
DexFuture *mq_account_store_load (const char *service) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_account_store_clear (const char *service) G_GNUC_WARN_UNUSED_RESULT;

/* That somebody has signed out there, until somebody signs in. */
void mq_account_store_note_signed_out (const char *service, gboolean is_signed_out);
gboolean mq_account_store_is_signed_out (const char *service);
/* Resolves to a file descriptor. While it is open, no other process of this user renews tokens. */
DexFuture *mq_account_store_lock (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
