/* Random values of a sign-in, and the proof that who redeems a code is who asked for it: PKCE
 * (RFC 7636) with S256. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* 32 random bytes in base64url, without padding. */
char *mq_pkce_new_secret (void) G_GNUC_WARN_UNUSED_RESULT;
char *mq_pkce_dup_challenge (const char *verifier) G_GNUC_WARN_UNUSED_RESULT;
/* In a time that says nothing about where the two differ. */
gboolean mq_pkce_is_equal (const char *a, const char *b);
GBytes *mq_pkce_decode (const char *base64url) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
