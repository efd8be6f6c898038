/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqIssuer: who signs the access tokens of a shared service: an OpenID Connect provider, known by
 * its address. Its keys are fetched when they are needed first, and again for a token that names a
 * key which is not among them. The tokens themselves (MqJwt) and the keys are here, too. */
#pragma once

#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

typedef struct _MqSigningKeys MqSigningKeys;

MqSigningKeys *mq_signing_keys_new (JsonObject *set);
void mq_signing_keys_free (MqSigningKeys *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqSigningKeys, mq_signing_keys_free)

gboolean mq_signing_keys_has (MqSigningKeys *self, const char *id);

/** MQ_JWT_MAX_BYTES: longer tokens are refused. */
#define MQ_JWT_MAX_BYTES (16 * 1024)

/**
 * MqJwtRules:
 * @issuer: who must have issued it
 * @audience: who it must be meant for
 * @now: seconds since 1970
 * @scopes: (nullable) (array zero-terminated=1): what it must allow, if it says what it allows
 * @clients: (nullable) (array zero-terminated=1): the programs to which it may have been given, if
 *   it names one; %NULL: any
 */
typedef struct
{
  const char *issuer;
  const char *audience;
  gint64 now;
  const char *const *scopes;
  const char *const *clients;
} MqJwtRules;

char *mq_jwt_describe (const char *token) G_GNUC_WARN_UNUSED_RESULT;
char *mq_jwt_dup_key_id (const char *token) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_jwt_verify (const char *token, MqSigningKeys *keys, const MqJwtRules *rules,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

#define MQ_TYPE_ISSUER (mq_issuer_get_type ())
G_DECLARE_FINAL_TYPE (MqIssuer, mq_issuer, MQ, ISSUER, GObject)

MqIssuer *
mq_issuer_new (const char *url, const char *audience, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_issuer_restrict (MqIssuer *self, const char *scope, const char *clients);
const char *mq_issuer_get_url (MqIssuer *self);
gboolean mq_issuer_fetch_keys (MqIssuer *self, GError **error);
gboolean mq_issuer_is_ready (MqIssuer *self);
gboolean mq_issuer_may_accept (MqIssuer *self, const char *token, GError **error);
gboolean mq_issuer_check_claims (MqIssuer *self, JsonObject *claims, GError **error);
const char *mq_issuer_get_audience (MqIssuer *self);
DexFuture *mq_issuer_verify (MqIssuer *self, const char *token) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
