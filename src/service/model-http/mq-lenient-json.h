/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads JSON as models write it: with trailing or missing commas, comments, quotes of other kinds,
 * Python's words, or without its end. Used where strict reading fails. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *
mq_lenient_json_read (const char *text, gsize *length, gboolean *is_cut) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
