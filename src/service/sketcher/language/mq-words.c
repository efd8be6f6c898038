/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* English word forms, see mq-words.h. The singular need not be correct English ("series" may
 * become "sery"), since both sides of a comparison use the same rules. */
#include "service/sketcher/language/mq-words.h"

#include "service/sketcher/language/mq-word-forms.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * mq_words_singular:
 * @word: one word
 *
 * Returns: (transfer full): @word in lower case and singular
 */
char *
mq_words_singular (const char *word)
{
  g_autofree char *lower = g_utf8_strdown (word, -1);
  gsize length = strlen (lower);

  for (gsize i = 0; i < G_N_ELEMENTS (irregular); i++)
    if (g_str_equal (irregular[i][0], lower))
      return g_strdup (irregular[i][1]);

  if (length > 4 && g_str_has_suffix (lower, "ies"))
    return g_strdup_printf ("%.*sy", (int)length - 3, lower);
  if (length > 4
      && (g_str_has_suffix (lower, "sses") || g_str_has_suffix (lower, "ches")
          || g_str_has_suffix (lower, "shes") || g_str_has_suffix (lower, "xes")))
    return g_strndup (lower, length - 2);
  if (length > 3 && g_str_has_suffix (lower, "s") && !g_str_has_suffix (lower, "ss")
      && !g_str_has_suffix (lower, "us") && !g_str_has_suffix (lower, "is"))
    return g_strndup (lower, length - 1);

  return g_steal_pointer (&lower);
}

/**
 * mq_words_phrase_key:
 * @phrase: words between spaces or hyphens, or an identifier
 *
 * Returns: (transfer full): its words in singular, one space between them
 */
char *
mq_words_phrase_key (const char *phrase)
{
  g_auto (GStrv) words = g_strsplit_set (phrase, " -_\t\n", -1);
  g_autoptr (GString) key = g_string_new (NULL);

  for (gsize i = 0; words[i] != NULL; i++)
    {
      g_autofree char *word = *words[i] != '\0' ? mq_words_singular (words[i]) : NULL;

      if (word != NULL)
        g_string_append_printf (key, "%s%s", key->len > 0 ? " " : "", word);
    }

  return g_string_free_and_steal (g_steal_pointer (&key));
}

/**
 * mq_words_plural:
 * @noun: a noun, perhaps with words before it, in singular or plural
 *
 * Returns: (transfer full): @noun in plural: "leaf pads"
 */
char *
mq_words_plural (const char *noun)
{
  const char *space = strrchr (noun, ' ');
  const char *last = space != NULL ? space + 1 : noun;
  int before = (int)(last - noun);
  g_autofree char *singular = mq_words_singular (last);
  gsize length = strlen (singular);

  if (g_ascii_strcasecmp (singular, last) != 0)
    return g_strdup (noun);

  for (gsize i = 0; i < N_IRREGULAR_PLURALS; i++)
    if (g_str_equal (irregular[i][1], singular))
      return g_strdup_printf ("%.*s%s", before, noun, irregular[i][0]);
  if (length > 1 && singular[length - 1] == 'y' && strchr ("aeiou", singular[length - 2]) == NULL)
    return g_strdup_printf ("%.*s%.*sies", before, noun, (int)length - 1, singular);
  if (g_str_has_suffix (singular, "s") || g_str_has_suffix (singular, "x")
      || g_str_has_suffix (singular, "ch") || g_str_has_suffix (singular, "sh"))
    return g_strdup_printf ("%.*s%ses", before, noun, singular);
  return g_strdup_printf ("%.*s%ss", before, noun, singular);
}

/**
 * mq_words_join:
 * @words: words
 *
 * Returns: (transfer full): "a, b and c"
 */
char *
mq_words_join (GStrv words)
{
  g_autoptr (GString) text = g_string_new (words[0]);

  for (gsize i = 1; words[0] != NULL && words[i] != NULL; i++)
    g_string_append_printf (text, "%s%s", words[i + 1] != NULL ? ", " : " and ", words[i]);
  return g_string_free_and_steal (g_steal_pointer (&text));
}

/**
 * mq_words_list:
 * @items: words or phrases
 *
 * Returns: (transfer full): "a, b and c", in the user's language
 */
char *
mq_words_list (const char *const *items)
{
  g_autoptr (GString) text = g_string_new (items[0]);

  for (gsize i = 1; items[0] != NULL && items[i] != NULL; i++)
    {
      g_autofree char *before = g_strdup (text->str);

      if (items[i + 1] == NULL)
        /* Translators: the end of a list: “wheels, doors” and “windows”. */
        g_string_printf (text, _ ("%s and %s"), before, items[i]);
      else
        /* Translators: a list that goes on: “wheels” and “doors”. */
        g_string_printf (text, _ ("%s, %s"), before, items[i]);
    }

  return g_string_free_and_steal (g_steal_pointer (&text));
}

/**
 * mq_words_add_article:
 * @noun: an English noun, perhaps with words around it: "stack of books"
 *
 * Returns: (transfer full): "a chair", "an oak tree", "an L bracket", and "books" and "L shaped" as
 *   they are
 */
char *
mq_words_add_article (const char *noun)
{
  static const char *const ends[] = { " of ", " with ", " (" };
  gboolean is_letter = g_ascii_isupper (*noun) && !g_ascii_isalpha (noun[1]);
  g_autofree char *head = g_strdup (noun);
  g_autofree char *one = NULL;
  const char *space;

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    if (strstr (head, ends[i]) != NULL)
      *strstr (head, ends[i]) = '\0';
  space = strrchr (head, ' ');
  one = mq_words_singular (space != NULL ? space + 1 : head);
  if (!g_str_has_suffix (head, one) || g_str_has_suffix (head, "shaped"))
    return g_strdup (noun);

  return g_strconcat (strchr (is_letter ? "AEFHILMNORSX" : "aeiou", *noun) != NULL ? "an " : "a ",
                      noun, NULL);
}

/**
 * mq_words_begin_sentence:
 * @text: a sentence
 *
 * Returns: (transfer full): @text with a capital first letter
 */
char *
mq_words_begin_sentence (const char *text)
{
  g_autofree char *first = g_utf8_strup (text, g_utf8_next_char (text) - text);

  return *text == '\0' ? g_strdup ("") : g_strconcat (first, g_utf8_next_char (text), NULL);
}
