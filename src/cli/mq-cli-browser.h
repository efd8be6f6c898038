/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens an address in the user's browser. Used by --login. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Call this before the program sets its own language. */
void mq_cli_browser_keep_language (void);
gboolean mq_cli_browser_is_there (void);
gboolean mq_cli_browser_open (const char *url, GError **error);

G_END_DECLS
