/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Import block of a script: merges import statements into one sorted block without duplicates.
 * Used by the script generator and MqScript. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mq_python_imports_to_text (GPtrArray *imports) G_GNUC_WARN_UNUSED_RESULT;

void mq_script_statements_tidy_imports (GPtrArray *statements);

G_END_DECLS
