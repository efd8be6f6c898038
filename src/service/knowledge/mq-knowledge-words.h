/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of a text: splits identifiers on case and underscores, drops stop words and cuts off
 * endings. Used for questions and the index. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void mq_knowledge_append_split (GString *to, const char *text);
char *mq_knowledge_stem (const char *word) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_knowledge_is_stop_word (const char *word);
GPtrArray *mq_knowledge_split_words (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
