/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Requirements that the user wrote into a file: our JSON, or a table
 * (docs/extending/requirements.md). */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonArray *mq_requirement_file_read (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
