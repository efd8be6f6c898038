/* The words of a text, as the library's search knows them: small letters without accents, names of
 * code taken apart (`LEG_COUNT`, `legCount`), Chinese and the like by pairs. Private to the room. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GHashTable *mq_index_words_new (void) G_GNUC_WARN_UNUSED_RESULT;
void mq_index_words_add (GHashTable *words, const char *text);
void mq_index_words_add_joined (GHashTable *words, const char *text);
char *mq_index_words_join (GHashTable *words) G_GNUC_WARN_UNUSED_RESULT;
char *mq_index_words_make_query (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
