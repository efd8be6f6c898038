/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqUserAccount: the account that is signed in at a shared service, with an access token for each
 * request. It keeps its tokens in the system's keyring, or without one in memory, and nowhere else.
 * There is one object for each service. Used by MqServiceClient, and by whoever signs in or out.
 * Main thread only. */
#pragma once

#include "client/account/mq-tokens.h"
#include <libdex.h>
#include "client/account/mq-sign-in.h"

G_BEGIN_DECLS

/* Each rejects with MQ_ERROR_NO_KEYRING if there is no keyring, or it stays locked. */
/* Resolves to a text for mq_tokens_new_from_text(), NULL if there is none. */
DexFuture *mq_account_store_load (const char *service) G_GNUC_WARN_UNUSED_RESULT;

/* That somebody has signed out there, until somebody signs in. */
/* Resolves to a file descriptor. While it is open, no other process of this user renews tokens. */
DexFuture *mq_account_store_lock (void) G_GNUC_WARN_UNUSED_RESULT;

#define MQ_TYPE_USER_ACCOUNT (mq_user_account_get_type ())
G_DECLARE_FINAL_TYPE (MqUserAccount, mq_user_account, MQ, USER_ACCOUNT, GObject)

MqUserAccount *mq_user_account_get (const char *service);
/* NULL: nobody is signed in, as far as is known; mq_user_account_get_token() finds out. */
const char *mq_user_account_get_name (MqUserAccount *self);
/* The system has no keyring, or the user keeps it locked: signing in lasts as long as this
 * process. */
const char *mq_user_account_get_id (MqUserAccount *self);
gboolean mq_user_account_is_in_memory (MqUserAccount *self);

/* Each resolves to TRUE. */
DexFuture *
mq_user_account_sign_in (MqUserAccount *self, const char *ports, MqSignInOpenFunc open,
                         gpointer user_data, GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_user_account_sign_in_with_device (MqUserAccount *self, MqSignInDeviceFunc show,
                                                gpointer user_data,
                                                GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_user_account_sign_out (MqUserAccount *self) G_GNUC_WARN_UNUSED_RESULT;

/* Resolves to an access token, NULL if nobody is signed in. */
DexFuture *mq_user_account_get_token (MqUserAccount *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_user_account_renew (MqUserAccount *self, const char *refused) G_GNUC_WARN_UNUSED_RESULT;

/* Signal: "changed": somebody signed in or out. */

G_END_DECLS
