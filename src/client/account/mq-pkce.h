/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Random values of a sign-in, and the proof that who redeems a code is who asked for it: PKCE
 * (RFC 7636) with S256. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* 32 random bytes in base64url, without padding. */
char *mq_pkce_new_secret (void) G_GNUC_WARN_UNUSED_RESULT;
char *mq_pkce_dup_challenge (const char *verifier) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
