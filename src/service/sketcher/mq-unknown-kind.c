/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer to a prompt that names no kind, see mq-unknown-kind.h: the nouns that are unknown,
 * whether the prompt is of another language, and the kinds that are spelled alike. */
#include "service/sketcher/mq-unknown-kind.h"

#include "service/sketcher/kinds/mq-vocabulary.h"
#include "service/sketcher/language/mq-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* Maximum similar kinds that are listed. */
#define MAX_NEAREST 4
/* Maximum unknown words that are quoted. */
#define MAX_STRANGE 3

typedef struct
{
  GPtrArray *nouns; /* of char *; "garden bench" is one; all words where none is a noun */
  guint n_unknown;  /* words that are unknown for every kind; "create", "red" and "the" are known */
  guint n_words;
} StrangeWords;

static void
strange_words_clear (StrangeWords *self)
{
  g_clear_pointer (&self->nouns, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StrangeWords, strange_words_clear)

static gboolean
is_noun (MqLexicon *lexicon, const MqItem *token)
{
  return mq_item_is_file (token) || mq_lexicon_is_noun (lexicon, token->text);
}

static char *
quote (char *const *words)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) quoted = NULL;

  for (guint i = 0; words[i] != NULL && i < MAX_STRANGE; i++)
    g_strv_builder_take (builder, g_strdup_printf (_ ("“%s”"), words[i]));
  quoted = g_strv_builder_end (builder);
  return mq_words_list ((const char *const *)quoted);
}

/* A prompt that was not understood is of another language if it has letters or words of one, or
 * several words and none that is known. */
static gboolean
is_foreign (const StrangeWords *strange, const char *prompt)
{
  /* Articles, and words for “with” and “and”, that are no English words. */
  static const char *const words[] = {
    "ein", "eine", "einen", "der", "das", "mit", "und", "un", "une", "le",  "les", "avec",
    "et",  "una",  "el",    "los", "las", "con", "il",  "lo", "di",  "um",  "uma", "com",
    "een", "het",  "met",   "och", "med", "en",  "ett", "na", "z",   "bir", "ve",  NULL,
  };
  g_autofree char *lower = g_utf8_strdown (prompt, -1);
  g_auto (GStrv) pieces = g_strsplit_set (lower, " ,.;:!?'\n\t", -1);

  for (const char *p = prompt; *p != '\0'; p = g_utf8_next_char (p))
    if (g_utf8_get_char (p) > 0x7f && g_unichar_isalpha (g_utf8_get_char (p)))
      return TRUE;
  for (gsize i = 0; pieces[i] != NULL; i++)
    if (g_strv_contains (words, pieces[i]))
      return TRUE;

  return strange->n_unknown > 1 && strange->n_unknown == strange->n_words;
}

/**
 * mq_unknown_kind_describe:
 * @prompt: a prompt that names no kind
 * @noun: (nullable): what it is about, if that is the unknown one: "bottle opener"
 * @nearest: (out): the words of the kinds that are spelled alike
 *
 * Returns: (transfer full): what the sketcher does not know, for the user
 */
char *
mq_unknown_kind_describe (MqKindCatalogue *catalogue, const char *prompt, const char *noun,
                          GStrv *nearest)
{
  g_auto (StrangeWords) strange = { 0 };
  g_autofree char *joined = NULL;
  g_autofree char *quoted = NULL;
  g_autofree char *sentence = NULL;
  g_auto (GStrv) words = NULL;
  g_autoptr (GPtrArray) tokens = mq_vocabulary_tokens (prompt);
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) phrase = g_string_new (NULL);

  strange.nouns = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < tokens->len; i++)
    {
      const MqItem *token = g_ptr_array_index (tokens, i);
      const MqItem *next = i + 1 < tokens->len ? g_ptr_array_index (tokens, i + 1) : NULL;
      g_autofree char *key = mq_words_phrase_key (token->text);
      gboolean is_unknown = token->type == MQ_ITEM_PHRASE
                            && mq_lexicon_lookup (catalogue->lexicon, token->text) == NULL;

      strange.n_words += token->type == MQ_ITEM_PHRASE;
      strange.n_unknown += is_unknown;
      /* The "stand" of "phone stand". */
      is_unknown |= phrase->len > 0;
      /* The "x" of "10x20" is no word. */
      if (!is_unknown || key[1] == '\0'
          || mq_lexicon_is_in (catalogue->lexicon, "descriptions", key))
        {
          g_string_truncate (phrase, 0);
          continue;
        }
      g_string_append_printf (phrase, "%s%s", phrase->len > 0 ? " " : "",
                              mq_item_is_file (token) ? token->text : key);
      if (next != NULL && next->type == MQ_ITEM_PHRASE && is_noun (catalogue->lexicon, next))
        continue;
      g_ptr_array_add (is_noun (catalogue->lexicon, token) ? strange.nouns : others,
                       g_strdup (phrase->str));
      g_string_truncate (phrase, 0);
    }

  if (noun != NULL)
    {
      g_ptr_array_set_size (strange.nouns, 0);
      g_ptr_array_add (strange.nouns, g_strdup (noun));
    }
  else if (strange.nouns->len == 0)
    g_ptr_array_extend_and_steal (strange.nouns, g_steal_pointer (&others));
  g_ptr_array_add (strange.nouns, NULL);

  joined = g_strjoinv (" ", (GStrv)strange.nouns->pdata);
  words = g_strsplit (joined, " ", -1);
  *nearest = mq_kind_catalogue_nearest (catalogue, (const char *const *)words, MAX_NEAREST);

  quoted = quote ((char *const *)strange.nouns->pdata);
  sentence = *quoted == '\0'
                 ? g_strdup (_ ("Your words name no object that the built-in sketcher knows."))
                 /* Translators: %s are words of the user's, in quotation marks. */
                 : g_strdup_printf (_ ("The built-in sketcher does not know %s."), quoted);
  if (!is_foreign (&strange, prompt))
    return g_steal_pointer (&sentence);

  /* Translators: %s is a sentence about unknown words. Leave the example in English. */
  return g_strdup_printf (
      _ ("%s It only reads English. Try: “a chair with armrests”. A model reads "
         "other languages, too."),
      sentence);
}
