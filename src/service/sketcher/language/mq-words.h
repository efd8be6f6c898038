/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* English word forms: normalization for lookups (lower case, singular, hyphens as spaces),
 * plurals, and joining of words to lists. Used by the lexicon, the vocabulary and the phrases. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MQ_WORDS_MAX_PHRASE: maximum words of a phrase that is looked up. */
#define MQ_WORDS_MAX_PHRASE 5

char *mq_words_singular (const char *word) G_GNUC_WARN_UNUSED_RESULT;
char *mq_words_plural (const char *noun) G_GNUC_WARN_UNUSED_RESULT;
char *mq_words_phrase_key (const char *phrase) G_GNUC_WARN_UNUSED_RESULT;
char *mq_words_join (GStrv words) G_GNUC_WARN_UNUSED_RESULT;
char *mq_words_list (const char *const *items) G_GNUC_WARN_UNUSED_RESULT;
char *mq_words_add_article (const char *noun) G_GNUC_WARN_UNUSED_RESULT;
char *mq_words_begin_sentence (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
