/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Why an access token is refused: an error domain, and the name that each reason has in the log
 * and in /metrics. MqAccountCheck makes a problem for the sender of it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MQ_TOKEN_REFUSAL (mq_token_refusal_quark ())

/**
 * MqTokenRefusal:
 * @MQ_TOKEN_REFUSAL_MALFORMED: it is no signed access token
 * @MQ_TOKEN_REFUSAL_KEY: the issuer has no key of that name
 * @MQ_TOKEN_REFUSAL_SIGNATURE: that key did not sign it
 * @MQ_TOKEN_REFUSAL_ISSUER: another one issued it
 * @MQ_TOKEN_REFUSAL_AUDIENCE: it is meant for another service
 * @MQ_TOKEN_REFUSAL_ID_TOKEN: it says who somebody is, not what a program may do
 * @MQ_TOKEN_REFUSAL_SUBJECT: it names nobody
 * @MQ_TOKEN_REFUSAL_SCOPE: it lacks a scope
 * @MQ_TOKEN_REFUSAL_CLIENT: it was given to a program that the service does not take
 * @MQ_TOKEN_REFUSAL_EXPIRED: it has ended
 * @MQ_TOKEN_REFUSAL_EARLY: it is not valid yet
 * @MQ_TOKEN_REFUSAL_UNKNOWN: the service has not made it, or does not know it yet
 * @MQ_TOKEN_REFUSAL_INACTIVE: the issuer was asked, and says that it is not valid
 * @MQ_TOKEN_REFUSAL_REVOKED: the administrator has ended it
 */
typedef enum
{
  MQ_TOKEN_REFUSAL_MALFORMED,
  MQ_TOKEN_REFUSAL_KEY,
  MQ_TOKEN_REFUSAL_SIGNATURE,
  MQ_TOKEN_REFUSAL_ISSUER,
  MQ_TOKEN_REFUSAL_AUDIENCE,
  MQ_TOKEN_REFUSAL_ID_TOKEN,
  MQ_TOKEN_REFUSAL_SUBJECT,
  MQ_TOKEN_REFUSAL_SCOPE,
  MQ_TOKEN_REFUSAL_CLIENT,
  MQ_TOKEN_REFUSAL_EXPIRED,
  MQ_TOKEN_REFUSAL_EARLY,
  MQ_TOKEN_REFUSAL_UNKNOWN,
  MQ_TOKEN_REFUSAL_INACTIVE,
  MQ_TOKEN_REFUSAL_REVOKED,
  MQ_N_TOKEN_REFUSALS,
} MqTokenRefusal;

GQuark mq_token_refusal_quark (void);

gboolean
mq_token_refuse (GError **error, MqTokenRefusal why, const char *format, ...) G_GNUC_PRINTF (3, 4);
const char *mq_token_refusal_get_kind (const GError *error);

G_END_DECLS
