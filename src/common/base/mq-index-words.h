/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The tokenizer of the library's search: lower-case words without accents, the parts of names in
 * code (`LEG_COUNT`, `legCount`), and pairs of Chinese and similar characters. Used by
 * client/library and client/session. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GHashTable *mq_index_words_new (void) G_GNUC_WARN_UNUSED_RESULT;
void mq_index_words_add (GHashTable *words, const char *text);
void mq_index_words_add_joined (GHashTable *words, const char *text);
char *mq_index_words_join (GHashTable *words) G_GNUC_WARN_UNUSED_RESULT;
char *mq_index_words_make_query (const char *text) G_GNUC_WARN_UNUSED_RESULT;
guint mq_index_words_count (const char *text, const char *query);

G_END_DECLS
