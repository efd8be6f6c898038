/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Scopes and values of OAuth 2.0, see mq-oauth-scope.h. */
#include "common/http/mq-oauth-scope.h"

#include <string.h>

/**
 * mq_oauth_scope_is_of_openid:
 * @scope: one scope
 *
 * Returns: whether OpenID Connect Core 1.0 defines it (5.4 and 11): it says what the ID token is to
 *   tell and what programs get, not what they may do. Sign-in servers leave these out of their
 *   answers and tokens
 */
gboolean
mq_oauth_scope_is_of_openid (const char *scope)
{
  static const char *const names[] = { "openid", "profile",        "email", "address",
                                       "phone",  "offline_access", NULL };

  return g_strv_contains (names, scope);
}

/**
 * mq_oauth_scope_has:
 * @scopes: separated by blanks
 * @scope: one scope
 *
 * Returns: whether it is one of them
 */
gboolean
mq_oauth_scope_has (const char *scopes, const char *scope)
{
  g_auto (GStrv) words = g_strsplit (scopes, " ", -1);

  return g_strv_contains ((const char *const *)words, scope);
}

/**
 * mq_oauth_is_value:
 * @text: (nullable): a code, a token or a word of a scope
 * @most: its longest length, bytes
 *
 * Returns: whether it has only characters that a header may carry (RFC 6750, section 2.1, and a
 *   little more)
 */
gboolean
mq_oauth_is_value (const char *text, gsize most)
{
  gsize length = text != NULL ? strlen (text) : 0;
  gboolean good = length > 0 && length <= most;

  for (gsize i = 0; good && i < length; i++)
    good = g_ascii_isgraph (text[i]);

  return good;
}
