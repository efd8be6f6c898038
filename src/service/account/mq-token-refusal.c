/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Why an access token is refused, see mq-token-refusal.h. */
#include "service/account/mq-token-refusal.h"

#include <stdarg.h>

static const char *const kinds[MQ_N_TOKEN_REFUSALS] = {
  [MQ_TOKEN_REFUSAL_MALFORMED] = "malformed", [MQ_TOKEN_REFUSAL_KEY] = "key",
  [MQ_TOKEN_REFUSAL_SIGNATURE] = "signature", [MQ_TOKEN_REFUSAL_ISSUER] = "issuer",
  [MQ_TOKEN_REFUSAL_AUDIENCE] = "audience",   [MQ_TOKEN_REFUSAL_ID_TOKEN] = "id-token",
  [MQ_TOKEN_REFUSAL_SUBJECT] = "subject",     [MQ_TOKEN_REFUSAL_SCOPE] = "scope",
  [MQ_TOKEN_REFUSAL_CLIENT] = "client",       [MQ_TOKEN_REFUSAL_EXPIRED] = "expired",
  [MQ_TOKEN_REFUSAL_EARLY] = "early",         [MQ_TOKEN_REFUSAL_UNKNOWN] = "unknown",
  [MQ_TOKEN_REFUSAL_INACTIVE] = "inactive",   [MQ_TOKEN_REFUSAL_REVOKED] = "revoked",
};

GQuark
mq_token_refusal_quark (void)
{
  return g_quark_from_static_string ("mq-token-refusal-quark");
}

/* @format: a sentence for the sender and for the log. Returns: %FALSE */
gboolean
mq_token_refuse (GError **error, MqTokenRefusal why, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_propagate_error (error, g_error_new_valist (MQ_TOKEN_REFUSAL, (int)why, format, args));
  va_end (args);
  return FALSE;
}

/* @error: of the domain %MQ_TOKEN_REFUSAL. Returns: its name, one of a small set */
const char *
mq_token_refusal_get_kind (const GError *error)
{
  g_return_val_if_fail (error->domain == MQ_TOKEN_REFUSAL, NULL);

  return kinds[error->code];
}
