/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The exchanges with a sign-in server: a sign-in in the browser (authorization code with PKCE), one
 * on another device (RFC 8628), new tokens for old ones, and the end of tokens. Used by
 * MqUserAccount. */
#pragma once

#include <json-glib/json-glib.h>

#include "client/account/mq-tokens.h"

#include <libdex.h>

G_BEGIN_DECLS

/**
 * MqSignInOffer:
 * @issuer: the sign-in server
 * @resource: (nullable): what the access token is to be for (RFC 8707); %NULL: is not sent
 * @client_id: by which the sign-in server knows Maquette
 * @scope: what is asked for, separated by blanks
 * @is_signed_out: somebody has signed out, so that the sign-in server is to ask who it is
 */
typedef struct
{
  char *issuer;
  char *resource;
  char *client_id;
  char *scope;
  gboolean is_signed_out;
} MqSignInOffer;

/**
 * MqSignInServer:
 * @issuer: its name, an address
 * @authorization: where the browser signs in
 * @token: where codes and refresh tokens become access tokens
 * @device: (nullable): where a sign-in without a browser begins
 * @revocation: (nullable): where tokens end
 */
typedef struct
{
  char *issuer;
  char *authorization;
  char *token;
  char *device;
  char *revocation;
} MqSignInServer;

#define MQ_TYPE_SIGN_IN_OFFER (mq_sign_in_offer_get_type ())
GType mq_sign_in_offer_get_type (void);

MqSignInOffer *mq_sign_in_offer_parse (JsonObject *metadata, const char *service,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_sign_in_offer_fetch (const char *service) G_GNUC_WARN_UNUSED_RESULT;
void mq_sign_in_offer_unref (MqSignInOffer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqSignInOffer, mq_sign_in_offer_unref)

MqSignInServer *mq_sign_in_server_parse (JsonObject *metadata, const char *issuer,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_sign_in_server_free (MqSignInServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqSignInServer, mq_sign_in_server_free)

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
