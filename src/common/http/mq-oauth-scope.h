/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Scopes of OAuth 2.0, as the service asks for them and as sign-in servers grant them; and which
 * values may stand in a header. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean mq_oauth_scope_is_of_openid (const char *scope);
gboolean mq_oauth_scope_has (const char *scopes, const char *scope);
gboolean mq_oauth_is_value (const char *text, gsize most);

G_END_DECLS
