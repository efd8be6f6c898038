/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Base64url without padding (RFC 4648, 5), as tokens and PKCE are written. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mq_base64url_random (gsize length) G_GNUC_WARN_UNUSED_RESULT;
char *mq_base64url_encode (const void *data, gsize length) G_GNUC_WARN_UNUSED_RESULT;
GBytes *mq_base64url_decode (const char *text, gssize length) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
