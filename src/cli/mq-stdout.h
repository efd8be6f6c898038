/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Non-blocking standard output: if its reader stops reading, the run continues and Ctrl+C works.
 * Used by main() and the commands. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

void mq_stdout_open (void);
void mq_stdout_flush (void);
gboolean mq_stdout_close (GError **error);

/* One line: `event`, then the members of @object. Without @event: as others define it. */
void mq_stdout_print_json (const char *event, JsonObject *object);

G_END_DECLS
