/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The tokenizer of the search index, see mq-index-words.h. */
#include "common/base/mq-index-words.h"

#include <string.h>

/* Maximum bytes of a word; longer words are truncated. */
#define MAX_WORD 64
/* Maximum number of distinct words of a text, and of words in a query. */
#define MAX_WORDS 20000
#define MAX_QUERY_WORDS 16

/* Classes of letters in a name: a new class starts a new part. */
typedef enum
{
  OTHER, /* not part of a word */
  LOWER,
  UPPER,
  DIGIT,
  IDEOGRAPH, /* written without blanks between words */
} Kind;

typedef void (*WordFunc) (const char *word, gpointer data);

static Kind
get_kind (gunichar c)
{
  if (c < 0x80)
    return g_ascii_islower (c)   ? LOWER
           : g_ascii_isupper (c) ? UPPER
           : g_ascii_isdigit (c) ? DIGIT
                                 : OTHER;

  switch (g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_THAI:
    case G_UNICODE_SCRIPT_LAO:
    case G_UNICODE_SCRIPT_KHMER:
    case G_UNICODE_SCRIPT_MYANMAR:
      return g_unichar_isalnum (c) || g_unichar_ismark (c) ? IDEOGRAPH : OTHER;
    default:
      break;
    }

  if (g_unichar_isdigit (c))
    return DIGIT;
  if (g_unichar_isupper (c))
    return UPPER;

  return g_unichar_isalnum (c) || g_unichar_ismark (c) ? LOWER : OTHER;
}

/* Normalises a word: composed Unicode, lower case, no accents. */
static void
emit_word (const char *start, const char *end, WordFunc func, gpointer data)
{
  g_autofree char *plain = NULL;
  g_autofree char *folded = NULL;
  g_autoptr (GString) word = NULL;
  gboolean is_ascii = TRUE;

  for (const char *p = start; p < end; p++)
    is_ascii &= (guchar)*p < 0x80;
  if (is_ascii)
    {
      g_autofree char *small = g_ascii_strdown (start, MIN (end - start, MAX_WORD - 4));

      func (small, data);
      return;
    }

  word = g_string_new (NULL);
  plain = g_utf8_normalize (start, end - start, G_NORMALIZE_ALL);
  folded = plain != NULL ? g_utf8_casefold (plain, -1) : NULL;
  for (const char *p = folded; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_ismark (c) && get_kind (c) != IDEOGRAPH)
        continue;
      if (word->len > MAX_WORD - 4)
        break;
      g_string_append_unichar (word, c);
    }

  if (word->len > 0)
    func (word->str, data);
}

/* Adds a name and its parts: HTTPServer2 gives httpserver2, http, server, 2. */
static const char *
emit_name (const char *start, gboolean query, WordFunc func, gpointer data)
{
  const char *part = start;
  const char *p = start;
  Kind last = OTHER;

  for (;;)
    {
      Kind kind = *p != '\0' ? get_kind (g_utf8_get_char (p)) : OTHER;
      gboolean inside = kind != OTHER && kind != IDEOGRAPH;
      Kind next = inside && p[0] != '\0' ? get_kind (g_utf8_get_char (g_utf8_next_char (p)))
                                         : OTHER;
      gboolean begins = inside && last != OTHER
                        && ((kind == DIGIT) != (last == DIGIT) || (kind == UPPER && last == LOWER)
                            || (kind == UPPER && last == UPPER && next == LOWER));

      if (begins || (!inside && part > start))
        {
          emit_word (part, p, func, data);
          part = p;
        }
      if (!inside)
        break;

      last = kind;
      p = g_utf8_next_char (p);
    }

  /* Queries use the parts only; a name of one part was already added as a whole. */
  if (part == start || !query)
    emit_word (start, p, func, data);

  return p;
}

static void
split (const char *text, gboolean query, WordFunc func, gpointer data)
{
  gboolean is_first = TRUE; /* of a row of ideographs */
  const char *p = text;

  while (*p != '\0')
    {
      Kind kind = get_kind (g_utf8_get_char (p));
      const char *next = g_utf8_next_char (p);

      if (kind == IDEOGRAPH)
        {
          gboolean pair = *next != '\0' && get_kind (g_utf8_get_char (next)) == IDEOGRAPH;

          /* Every character and every pair, so that a query matches anywhere in the text. */
          if (!query || (is_first && !pair))
            emit_word (p, next, func, data);
          if (pair)
            emit_word (p, g_utf8_next_char (next), func, data);
          p = next;
        }
      else
        p = kind == OTHER ? next : emit_name (p, query, func, data);
      is_first = kind != IDEOGRAPH;
    }
}

/**
 * mq_index_words_new:
 *
 * Returns: (transfer full): an empty set of words
 */
GHashTable *
mq_index_words_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
take_word (const char *word, gpointer data)
{
  GHashTable *words = data;

  if (g_hash_table_size (words) < MAX_WORDS)
    g_hash_table_add (words, g_strdup (word));
}

/**
 * mq_index_words_add:
 * @words: a set
 * @text: UTF-8; other bytes are skipped
 *
 * Adds the words of a text.
 */
void
mq_index_words_add (GHashTable *words, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  split (valid, FALSE, take_word, words);
}

/**
 * mq_index_words_join:
 * @words: a set
 *
 * Returns: (transfer full): its words, separated by blanks
 */
char *
mq_index_words_join (GHashTable *words)
{
  GString *text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer word;

  g_hash_table_iter_init (&iter, words);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    {
      if (text->len > 0)
        g_string_append_c (text, ' ');
      g_string_append (text, word);
    }

  return g_string_free_and_steal (text);
}

static void
take_query_word (const char *word, gpointer data)
{
  GPtrArray *terms = data;

  if (terms->len < MAX_QUERY_WORDS)
    g_ptr_array_add (terms, g_strdup_printf ("\"%s\"", word));
}

/**
 * mq_index_words_add_joined:
 * @words: a set
 * @text: a result of mq_index_words_join()
 *
 * Adds words that are already normalised.
 */
void
mq_index_words_add_joined (GHashTable *words, const char *text)
{
  while (*text != '\0')
    {
      gsize length = strcspn (text, " ");

      if (length > 0 && g_hash_table_size (words) < MAX_WORDS)
        g_hash_table_add (words, g_strndup (text, length));
      text += length + (text[length] != '\0');
    }
}

/**
 * mq_index_words_make_query:
 * @text: the user's input
 *
 * Builds an FTS5 query that requires every word; the last one, still being typed, is a prefix.
 * Nothing in @text is interpreted as query syntax.
 *
 * Returns: (transfer full) (nullable): the query, %NULL if @text has no word
 */
char *
mq_index_words_make_query (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GPtrArray) terms = g_ptr_array_new_with_free_func (g_free);
  gsize length = strlen (valid);
  gboolean typing = length > 0
                    && get_kind (g_utf8_get_char (g_utf8_prev_char (valid + length))) != OTHER;
  g_autofree char *query = NULL;

  split (valid, TRUE, take_query_word, terms);
  if (terms->len == 0)
    return NULL;

  g_ptr_array_add (terms, NULL);
  query = g_strjoinv (" ", (char **)terms->pdata);
  return typing ? g_strconcat (query, "*", NULL) : g_steal_pointer (&query);
}

static void
take_part (const char *word, gpointer data)
{
  g_ptr_array_add (data, g_strdup (word));
}

/**
 * mq_index_words_count:
 * @text: a text
 * @query: the user's input
 *
 * Returns: how many words of @query begin a word of @text
 */
guint
mq_index_words_count (const char *text, const char *query)
{
  g_autofree char *valid = g_utf8_make_valid (query, -1);
  g_autoptr (GHashTable) words = mq_index_words_new ();
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  guint n = 0;

  split (valid, TRUE, take_part, parts);
  mq_index_words_add (words, text);
  for (guint i = 0; i < parts->len; i++)
    {
      GHashTableIter iter;
      gpointer word;
      gboolean found = FALSE;

      g_hash_table_iter_init (&iter, words);
      while (!found && g_hash_table_iter_next (&iter, &word, NULL))
        found = g_str_has_prefix (word, parts->pdata[i]);
      n += found;
    }

  return n;
}
