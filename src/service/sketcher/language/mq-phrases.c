/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPhrase, see mq-phrases.h: merges phrases and renders them as a list or sentence for the user
 * ("Added 2 armrests"), or as a title. The title is always English, like the kinds, since the
 * script contains it. */
#include "service/sketcher/language/mq-phrases.h"

#include "common/base/mq-each.h"
#include "service/sketcher/language/mq-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* Maximum characters of a title, so that it fits into the window. */
#define MAX_TITLE 40
/* Maximum phrases that are listed, to keep the answer readable. */
#define MAX_PHRASES 60

static void
phrase_free (gpointer data)
{
  MqPhrase *self = data;

  g_free (self->key);
  g_free (self->one);
  g_free (self->many);
  g_free (self->before);
  g_free (self->after);
  g_free (self);
}

/** mq_phrases_new: Returns: (transfer full) (element-type MqPhrase): an empty array */
GPtrArray *
mq_phrases_new (void)
{
  return g_ptr_array_new_with_free_func (phrase_free);
}

static gboolean
is_of_part (MqPhraseType type)
{
  return type == MQ_PHRASE_PART || type == MQ_PHRASE_ADDED || type == MQ_PHRASE_CHANGE;
}

/**
 * mq_phrases_add:
 * @self: phrases
 * @type: the type of the phrase
 * @key: its subject, "" when it merges with no other phrase
 * @name: the subject's name for the user
 *
 * Returns: (transfer none): the subject's phrase, new or existing
 */
MqPhrase *
mq_phrases_add (GPtrArray *self, MqPhraseType type, const char *key, const char *name)
{
  MqPhrase *phrase;

  /* Phrases about the same thing merge: "added" takes precedence over "is red". */
  for (guint i = 0; *key != '\0' && i < self->len; i++)
    {
      phrase = g_ptr_array_index (self, i);
      if (!g_str_equal (phrase->key, key))
        continue;
      if (phrase->type == type)
        return phrase;
      if (!is_of_part (phrase->type) || !is_of_part (type))
        continue;
      if (phrase->type != MQ_PHRASE_ADDED && type != MQ_PHRASE_CHANGE)
        phrase->type = type;
      return phrase;
    }

  phrase = g_new0 (MqPhrase, 1);
  phrase->type = type;
  phrase->key = g_strdup (key);
  phrase->one = g_strdup (name);
  phrase->many = g_strdup (name);
  g_ptr_array_add (self, phrase);
  return phrase;
}

/**
 * mq_phrase_inflect:
 * @self: a phrase whose name is an English noun, in singular or plural
 *
 * Sets singular and plural of the name, so that it can follow a number.
 */
void
mq_phrase_inflect (MqPhrase *self)
{
  const char *space = strrchr (self->one, ' ');
  int lead = space != NULL ? (int)(space + 1 - self->one) : 0;
  g_autofree char *last = mq_words_singular (self->one + lead);
  char *one = g_strdup_printf ("%.*s%s", lead, self->one, last);

  g_free (self->many);
  self->many = mq_words_plural (self->one);
  self->plural = g_ascii_strcasecmp (self->one, one) != 0;
  g_free (self->one);
  self->one = one;
}

static void
put (char **place, const char *words)
{
  g_autofree char *before = NULL;

  if (*words == '\0')
    return;

  before = *place;
  if (before != NULL && strstr (before, words) != NULL)
    *place = g_steal_pointer (&before);
  else
    *place = before != NULL ? g_strdup_printf ("%s, %s", before, words) : g_strdup (words);
}

/**
 * mq_phrase_qualify:
 * @before: its adjectives as they precede the name: "translucent blue"
 * @after: the same as they follow the name: "translucent and blue"
 */
void
mq_phrase_qualify (MqPhrase *self, const char *before, const char *after)
{
  put (&self->before, before);
  put (&self->after, after);
}

static const char *
get_name (const MqPhrase *self)
{
  return self->number > 1 || (self->number == 0 && self->plural) ? self->many : self->one;
}

static void
append (GString *text, const char *words)
{
  if (words != NULL && *words != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", words);
}

/* "2 green cushions", and "four 4 mm holes": a number beside another one is a word */
static char *
make_noun (const MqPhrase *self)
{
  static const char *const words[] = { "",     "one", "two",   "three", "four",
                                       "five", "six", "seven", "eight", "nine" };
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean has_size = self->before != NULL && g_ascii_isdigit (*self->before);

  if (has_size && self->number < G_N_ELEMENTS (words))
    append (text, words[self->number]);
  else if (self->number > 0)
    g_string_append_printf (text, has_size ? "%u ×" : "%u", self->number);
  append (text, self->before);
  append (text, get_name (self));
  return g_string_free_and_steal (g_steal_pointer (&text));
}

static char *
describe_understood (const MqPhrase *self)
{
  switch (self->type)
    {
    case MQ_PHRASE_PART:
    case MQ_PHRASE_ADDED:
      return make_noun (self);
    case MQ_PHRASE_REMOVED:
      /* Translators: an item of a list of understood requests; %s is a part: “no armrests”. */
      return g_strdup_printf (_ ("no %s"), get_name (self));
    case MQ_PHRASE_WHOLE:
    case MQ_PHRASE_CHANGE:
    case MQ_PHRASE_WORDS:
    default:
      {
        g_autoptr (GString) text = g_string_new (get_name (self));

        /* "cushion green" */
        append (text, self->after);
        return g_string_free_and_steal (g_steal_pointer (&text));
      }
    }
}

/**
 * mq_phrases_list_understood:
 *
 * Returns: (transfer full): the understood phrases as list items: "2 armrests", "green cushion"
 */
GStrv
mq_phrases_list_understood (GPtrArray *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < MIN (self->len, MAX_PHRASES); i++)
    g_strv_builder_take (builder, describe_understood (g_ptr_array_index (self, i)));
  return g_strv_builder_end (builder);
}

/* The names of all phrases of a type, "" without any. */
static char *
join_nouns (GPtrArray *self, MqPhraseType type)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) nouns = NULL;

  for (guint i = 0; i < MIN (self->len, MAX_PHRASES); i++)
    {
      const MqPhrase *phrase = g_ptr_array_index (self, i);

      if (phrase->type == type)
        g_strv_builder_take (builder, make_noun (phrase));
    }
  nouns = g_strv_builder_end (builder);
  return mq_words_list ((const char *const *)nouns);
}

/**
 * mq_phrases_sum_up:
 *
 * Returns: (transfer full): a one-line summary of the changes: "Added 2 armrests, wooden frame
 *   darker"
 */
char *
mq_phrases_sum_up (GPtrArray *self)
{
  g_autofree char *added = join_nouns (self, MQ_PHRASE_ADDED);
  g_autofree char *removed = join_nouns (self, MQ_PHRASE_REMOVED);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;
  g_autofree char *joined = NULL;

  if (*added != '\0')
    /* Translators: a change, inside of a sentence; %s are parts: “added 2 armrests”. */
    g_strv_builder_take (builder, g_strdup_printf (_ ("added %s"), added));
  if (*removed != '\0')
    /* Translators: a change, inside of a sentence; %s are parts: “removed armrests”. */
    g_strv_builder_take (builder, g_strdup_printf (_ ("removed %s"), removed));
  for (guint i = 0; i < MIN (self->len, MAX_PHRASES); i++)
    {
      const MqPhrase *phrase = g_ptr_array_index (self, i);

      if (phrase->type != MQ_PHRASE_ADDED && phrase->type != MQ_PHRASE_REMOVED)
        g_strv_builder_take (builder, describe_understood (phrase));
    }

  parts = g_strv_builder_end (builder);
  joined = g_strjoinv (", ", parts);
  return mq_words_begin_sentence (joined);
}

/**
 * mq_phrases_announce:
 *
 * Returns: (transfer full): what the changes will do: "Making it 10 cm taller, adding 2 armrests"
 */
char *
mq_phrases_announce (GPtrArray *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;
  g_autofree char *joined = NULL;

  for (guint i = 0; i < MIN (self->len, MAX_PHRASES); i++)
    {
      const MqPhrase *phrase = g_ptr_array_index (self, i);
      g_autofree char *noun = make_noun (phrase);
      const char *name = get_name (phrase);
      gboolean is_change = phrase->type == MQ_PHRASE_WHOLE || phrase->type == MQ_PHRASE_CHANGE;

      if (phrase->type == MQ_PHRASE_ADDED)
        /* Translators: work that begins, inside of a sentence: “adding 2 armrests”. */
        g_strv_builder_take (builder, g_strdup_printf (_ ("adding %s"), noun));
      else if (phrase->type == MQ_PHRASE_REMOVED)
        /* Translators: work that begins, inside of a sentence: “removing armrests”. */
        g_strv_builder_take (builder, g_strdup_printf (_ ("removing %s"), name));
      else if (phrase->type == MQ_PHRASE_PART)
        /* Translators: work that begins, inside of a sentence: “giving it 5 legs”. */
        g_strv_builder_take (builder, g_strdup_printf (_ ("giving it %s"), noun));
      else if (phrase->type == MQ_PHRASE_WORDS && !g_str_equal (phrase->one, phrase->key))
        /* Translators: work that begins, inside of a sentence: “changing table: bigger”. */
        g_strv_builder_take (builder, g_strdup_printf (_ ("changing %s"), phrase->one));
      else if (is_change && phrase->after != NULL)
        /* Translators: work that begins, inside of a sentence: a part or a material, and how it
         * will be: “making the seat thicker”. */
        g_strv_builder_take (builder,
                             g_strdup_printf (_ ("making the %s %s"), name, phrase->after));
      else
        /* Translators: work that begins, inside of a sentence: “making it 10 cm taller”. */
        g_strv_builder_take (builder, g_strdup_printf (_ ("making it %s"), phrase->one));
    }
  parts = g_strv_builder_end (builder);
  joined = g_strjoinv (", ", parts);
  return mq_words_begin_sentence (joined);
}

/**
 * mq_phrases_entitle:
 * @title: the kind's title
 * @is_counted: whether a number before the thing is of what it has: "three candles"
 *
 * Returns: (transfer full): a title of at most 40 characters that contains the kind's: "Red chair
 *   with 2 armrests and green cushion", "3 white candles"
 */
char *
mq_phrases_entitle (GPtrArray *self, const char *title, gboolean is_counted)
{
  g_autoptr (GString) text = g_string_new (title);
  g_autoptr (GPtrArray) nouns = g_ptr_array_new_null_terminated (0, g_free, TRUE);
  gsize length = strlen (" with ");

  /* "Red chair": only the phrases about the whole. */
  MQ_EACH (self, i, const MqPhrase, phrase)
    {
      g_autofree char *lower = g_utf8_strdown (text->str, -1);
      g_autofree char *more = NULL;

      if (phrase->type != MQ_PHRASE_WHOLE || phrase->before == NULL
          || strstr (lower, phrase->before) != NULL)
        continue;
      more = g_strconcat (phrase->before, " ", NULL);
      if (g_utf8_strlen (text->str, -1) + g_utf8_strlen (more, -1) > MAX_TITLE)
        continue;
      more[0] = g_ascii_toupper (more[0]);
      text->str[0] = g_ascii_tolower (text->str[0]);
      g_string_prepend (text, more);
    }

  MQ_EACH (self, i, const MqPhrase, phrase)
    {
      g_autofree char *noun = NULL;
      gssize counted = -1;

      if (!(phrase->type == MQ_PHRASE_ADDED
            || (phrase->type == MQ_PHRASE_PART && (phrase->number > 1 || phrase->before != NULL))))
        continue;
      noun = make_noun (phrase);
      /* Traits, such as "with books". */
      if (g_str_has_prefix (noun, "with "))
        memmove (noun, noun + strlen ("with "), strlen (noun + strlen ("with ")) + 1);
      /* "Candle" and "Stack of books" of what has a number of itself: where the noun begins in the
       * title, the number is to stand. */
      if (is_counted && phrase->type == MQ_PHRASE_PART && phrase->number > 1)
        {
          g_autofree char *lower = g_utf8_strdown (text->str, -1);
          g_autofree char *group = g_strconcat (" of ", phrase->many, NULL);

          if (g_str_equal (lower, phrase->one))
            counted = 0;
          else if (g_str_has_suffix (lower, group))
            counted = (gssize)(strlen (lower) - strlen (phrase->many));
        }
      if (counted >= 0
          && g_utf8_strlen (text->str, counted) + g_utf8_strlen (noun, -1) <= MAX_TITLE)
        {
          g_string_truncate (text, (gsize)counted);
          g_string_append (text, noun);
          continue;
        }
      /* At most " and " separates two phrases. */
      if (g_utf8_strlen (text->str, -1) + length + g_utf8_strlen (noun, -1) > MAX_TITLE)
        continue;
      length += g_utf8_strlen (noun, -1) + strlen (" and ");
      g_ptr_array_add (nouns, g_steal_pointer (&noun));
    }

  if (nouns->len > 0)
    {
      g_autofree char *joined = mq_words_join ((GStrv)nouns->pdata);

      g_string_append_printf (text, " with %s", joined);
    }

  return g_string_free_and_steal (g_steal_pointer (&text));
}
