/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Descriptions of a shared service and its sign-in server: MqSignInOffer is the service's protected
 * resource metadata (RFC 9728), MqSignInServer the addresses that OpenID Connect discovery
 * finds. */
#pragma once

#include <json-glib/json-glib.h>
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
void mq_sign_in_offer_free (MqSignInOffer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqSignInOffer, mq_sign_in_offer_free)

MqSignInServer *mq_sign_in_server_parse (JsonObject *metadata, const char *issuer,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
MqSignInServer *mq_sign_in_server_discover (const char *issuer, DexFuture *dropped,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_sign_in_server_free (MqSignInServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqSignInServer, mq_sign_in_server_free)

G_END_DECLS
