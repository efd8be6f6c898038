/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A script as people and programs hand it over, made plain Python: decoded from the file that they
 * have, out of its Markdown fences, with Python's own quotes, spaces and signs. Every door uses it:
 * --script, the window's editor, run_script, and answers of models. Valid Python stays as it is. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mq_python_decode (const char *data, gsize length, const char **encoding,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *mq_python_clean (const char *text, char **said) G_GNUC_WARN_UNUSED_RESULT;
char *mq_python_unescape (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
