/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTokens: what a sign-in server gave for an account: the access token, the refresh token and whom
 * they are for. Reads the server's answers and the keyring's entry. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * MqTokens:
 * @issuer: the sign-in server
 * @client_id: by which it knows Maquette
 * @resource: (nullable): what the access token is for; %NULL: that is not sent
 * @account: the account's name, for people
 * @id: (nullable): a hash of the issuer and of its identifier for the account, which never changes
 * @access: the access token
 * @refresh: (nullable): the refresh token
 * @expires: when @access ends, in seconds since 1970; 0: not known
 */
typedef struct
{
  char *issuer;
  char *client_id;
  char *resource;
  char *account;
  char *id;
  char *access;
  char *refresh;
  gint64 expires;
} MqTokens;

#define MQ_TYPE_TOKENS (mq_tokens_get_type ())
GType mq_tokens_get_type (void);

MqTokens *mq_tokens_new_from_answer (JsonObject *answer, const char *scope, gint64 now,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
mq_tokens_read_id_token (MqTokens *self, JsonObject *answer, const char *nonce, GError **error);
MqTokens *mq_tokens_new_from_text (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *mq_tokens_to_text (MqTokens *self) G_GNUC_WARN_UNUSED_RESULT;
MqTokens *mq_tokens_ref (MqTokens *self) G_GNUC_WARN_UNUSED_RESULT;
void mq_tokens_unref (MqTokens *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqTokens, mq_tokens_unref)

G_END_DECLS
