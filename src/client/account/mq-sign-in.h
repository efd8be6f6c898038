/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The exchanges with a sign-in server: a sign-in in the browser (authorization code with PKCE), one
 * on another device (RFC 8628), new tokens for old ones, and the end of tokens. Used by
 * MqUserAccount. */
#pragma once

#include "client/account/mq-sign-in-server.h"
#include "client/account/mq-tokens.h"

#include <libdex.h>

G_BEGIN_DECLS

/* Opens @url in the browser. */
typedef void (*MqSignInOpenFunc) (const char *url, gpointer user_data);
/* Shows that @code is to be typed at @url, on any device; @whole is an address that has it already,
 * or NULL. */
typedef void (*MqSignInDeviceFunc) (const char *url, const char *code, const char *whole,
                                    gpointer user_data);

char *mq_sign_in_new_secret (void) G_GNUC_WARN_UNUSED_RESULT;
char *mq_sign_in_dup_challenge (const char *verifier) G_GNUC_WARN_UNUSED_RESULT;
char *mq_sign_in_make_url (const MqSignInServer *issuer, const MqSignInOffer *offer,
                           const char *redirect, const char *state, const char *nonce,
                           const char *challenge) G_GNUC_WARN_UNUSED_RESULT;

/* All of these await. */
MqTokens *mq_sign_in_with_browser (const MqSignInOffer *offer, const char *ports,
                                   MqSignInOpenFunc open, gpointer user_data, DexFuture *dropped,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
MqTokens *
mq_sign_in_with_device (const MqSignInOffer *offer, MqSignInDeviceFunc show, gpointer user_data,
                        DexFuture *dropped, GError **error) G_GNUC_WARN_UNUSED_RESULT;
MqTokens *mq_sign_in_renew (const MqTokens *tokens, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_sign_in_revoke (const MqTokens *tokens, GError **error);

G_END_DECLS
