/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTokenIntrospection: asks the issuer about access tokens that are no JSON Web Tokens (RFC 7662),
 * with credentials of the service's own. For MqAccountCheck. */
#pragma once

#include "service/account/mq-issuer.h"

G_BEGIN_DECLS

/** MQ_TOKEN_INTROSPECTION_SECONDS: how long an answer counts; the issuer may end the token
 * meanwhile. */
#define MQ_TOKEN_INTROSPECTION_SECONDS 60

#define MQ_TYPE_TOKEN_INTROSPECTION (mq_token_introspection_get_type ())
G_DECLARE_FINAL_TYPE (MqTokenIntrospection, mq_token_introspection, MQ, TOKEN_INTROSPECTION,
                      GObject)

MqTokenIntrospection *
mq_token_introspection_new (MqIssuer *issuer, const char *url, const char *client,
                            const char *secret, const char *const *clients);
gboolean mq_token_introspection_has (MqTokenIntrospection *self, const char *token);
DexFuture *mq_token_introspection_verify (MqTokenIntrospection *self,
                                          const char *token) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
