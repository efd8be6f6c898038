/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The access token of a service that listens at a TCP address, where any user of the machine could
 * connect: a secret that is made at each start, in a file that only the owner can read. A Unix
 * socket needs none. Who reads /metrics has another one, which the administrator made. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mq_access_token_make (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_access_token_check (const char *token, const char *header);

G_END_DECLS
