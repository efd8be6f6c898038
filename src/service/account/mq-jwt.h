/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Access tokens of a shared service: JSON Web Tokens (RFC 7519, RFC 9068) in their signed, compact
 * form, checked as RFC 8725 advises. */
#pragma once

#include "service/account/mq-signing-keys.h"

G_BEGIN_DECLS

/** MQ_JWT_MAX_BYTES: longer tokens are refused. */
#define MQ_JWT_MAX_BYTES (16 * 1024)
/** MQ_JWT_CLOCK_SKEW: seconds by which the clocks of service and issuer may differ. */
#define MQ_JWT_CLOCK_SKEW 60

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
gboolean mq_jwt_check_claims (JsonObject *claims, const MqJwtRules *rules, GError **error);
JsonObject *mq_jwt_verify (const char *token, MqSigningKeys *keys, const MqJwtRules *rules,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
