/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer to a message that names no kind, see mq-unknown-kind.h: the nouns that are unknown,
 * whether the message is of another language, and the kinds that are spelled alike. */
#include "service/sketcher/mq-unknown-kind.h"

#include "common/base/mq-each.h"
#include "service/sketcher/kinds/mq-vocabulary.h"
#include "service/sketcher/language/mq-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* Maximum similar kinds that are listed. */
#define MAX_NEAREST 4
/* Maximum unknown words that are quoted. */
#define MAX_STRANGE 3

/* Articles, and words for “with” and “and”, that are no English words. */
static const char *const foreign[] = {
  "ein", "eine", "einen", "der", "das", "mit", "und", "un", "une", "le",  "les", "avec",
  "et",  "una",  "el",    "los", "las", "con", "il",  "lo", "di",  "um",  "uma", "com",
  "een", "het",  "met",   "och", "med", "en",  "ett", "na", "z",   "bir", "ve",  NULL,
};

static gboolean
is_noun (MqLexicon *lexicon, const MqItem *token)
{
  return mq_item_is_file (token) || mq_lexicon_is_noun (lexicon, token->text);
}

/**
 * mq_unknown_kind_describe:
 * @text: a message that names no kind
 * @noun: (nullable): what it is about, if that is the unknown one: "bottle opener"
 * @nearest: (out): the words of the kinds that are spelled alike
 *
 * Returns: (transfer full): what the sketcher does not know, for the user
 */
char *
mq_unknown_kind_describe (MqKindCatalogue *catalogue, const char *text, const char *noun,
                          GStrv *nearest)
{
  g_autoptr (GPtrArray) tokens = mq_vocabulary_tokens (text);
  MqLexicon *lexicon = catalogue->lexicon;
  /* "garden bench" is one noun; all words where none is a noun. */
  g_autoptr (GPtrArray) nouns = g_ptr_array_new_null_terminated (MAX_STRANGE, g_free, TRUE);
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) quoted = g_ptr_array_new_null_terminated (MAX_STRANGE, g_free, TRUE);
  g_autoptr (GString) phrase = g_string_new (NULL);
  g_autofree char *lower = g_utf8_strdown (text, -1);
  g_auto (GStrv) pieces = g_strsplit_set (lower, " ,.;:!?'\n\t", -1);
  g_autofree char *joined = NULL;
  g_auto (GStrv) words = NULL;
  g_autofree char *list = NULL;
  g_autofree char *sentence = NULL;
  gboolean is_foreign;
  guint n_words = 0;
  guint n_unknown = 0; /* for every kind; "create", "red" and "the" are known */

  MQ_EACH (tokens, i, const MqItem, token)
    {
      const MqItem *next = i + 1 < tokens->len ? g_ptr_array_index (tokens, i + 1) : NULL;
      g_autofree char *key = mq_words_phrase_key (token->text);
      gboolean is_unknown = token->type == MQ_ITEM_PHRASE
                            && mq_lexicon_lookup (lexicon, token->text) == NULL;

      n_words += token->type == MQ_ITEM_PHRASE;
      n_unknown += is_unknown;
      /* The "stand" of "phone stand". */
      is_unknown |= phrase->len > 0;
      /* The "x" of "10x20" is no word. */
      if (!is_unknown || key[1] == '\0' || mq_lexicon_is_in (lexicon, "descriptions", key))
        {
          g_string_truncate (phrase, 0);
          continue;
        }
      g_string_append_printf (phrase, "%s%s", phrase->len > 0 ? " " : "",
                              mq_item_is_file (token) ? token->text : key);
      if (next != NULL && next->type == MQ_ITEM_PHRASE && is_noun (lexicon, next))
        continue;
      g_ptr_array_add (is_noun (lexicon, token) ? nouns : others, g_strdup (phrase->str));
      g_string_truncate (phrase, 0);
    }
  if (noun != NULL)
    {
      g_ptr_array_set_size (nouns, 0);
      g_ptr_array_add (nouns, g_strdup (noun));
    }
  else if (nouns->len == 0)
    g_ptr_array_extend_and_steal (nouns, g_steal_pointer (&others));

  joined = g_strjoinv (" ", (GStrv)nouns->pdata);
  words = g_strsplit (joined, " ", -1);
  *nearest = mq_kind_catalogue_nearest (catalogue, (const char *const *)words, MAX_NEAREST);

  for (guint i = 0; i < MIN (nouns->len, MAX_STRANGE); i++)
    g_ptr_array_add (quoted, g_strdup_printf (_ ("“%s”"), (char *)nouns->pdata[i]));
  list = mq_words_list ((const char *const *)quoted->pdata);
  if (*list == '\0')
    sentence = g_strdup (_ ("Your words name no object that the built-in sketcher knows."));
  else
    /* Translators: %s are words of the user's, in quotation marks. */
    sentence = g_strdup_printf (_ ("The built-in sketcher does not know %s."), list);

  /* A message that was not understood is of another language if it has letters or words of one, or
   * several words and none that is known. */
  is_foreign = n_unknown > 1 && n_unknown == n_words;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    is_foreign |= g_utf8_get_char (p) > 0x7f && g_unichar_isalpha (g_utf8_get_char (p));
  for (gsize i = 0; pieces[i] != NULL; i++)
    is_foreign |= g_strv_contains (foreign, pieces[i]);
  if (!is_foreign)
    return g_steal_pointer (&sentence);

  /* Translators: %s is a sentence about unknown words. Leave the example in English. */
  return g_strdup_printf (
      _ ("%s It only reads English. Try: “a chair with armrests”. A model reads "
         "other languages, too."),
      sentence);
}
