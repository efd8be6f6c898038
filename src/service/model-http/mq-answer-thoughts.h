/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Thoughts in the text of an answer: servers that do not know a model's template leave them there.
 * Drafts in them are not the answer. Used by the answer parser. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *
mq_answer_thoughts_remove (const char *text, gboolean *only_thoughts) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
