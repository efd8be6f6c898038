/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Instructions: the results that a client may post for each kind. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean mq_instruction_check_result (const char *kind, JsonObject *body, GError **error);

G_END_DECLS
