/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of a text, see mq-knowledge-words.h. */
#include "service/knowledge/mq-knowledge-words.h"

#include "service/knowledge/mq-stop-words.h"

#include <string.h>

static int
compare_words (const void *a, const void *b)
{
  return strcmp (a, *(const char *const *)b);
}

/* @word: in lower case. Returns: whether it is too common to help a search */
gboolean
mq_knowledge_is_stop_word (const char *word)
{
  return bsearch (word, stop_words, G_N_ELEMENTS (stop_words), sizeof stop_words[0], compare_words)
         != NULL;
}

/* Appends it with a space at each change of case and each underscore, and ends it with a space:
 * "Shader Node Bsdf Principled inputs Base Color ". Everything but letters and digits is a
 * space. @text: such as "ShaderNodeBsdfPrincipled.inputs['Base Color']". */
void
mq_knowledge_append_split (GString *to, const char *text)
{
  char before = ' ';

  for (const char *p = text != NULL ? text : ""; *p != '\0'; p++)
    {
      gboolean letter = g_ascii_isalnum (*p) || (guchar)*p >= 0x80;
      gboolean begins = g_ascii_isupper (*p)
                        && (g_ascii_islower (before) || g_ascii_isdigit (before)
                            || (g_ascii_isupper (before) && g_ascii_islower (p[1])));

      if (begins)
        g_string_append_c (to, ' ');
      g_string_append_c (to, letter ? *p : ' ');
      before = *p;
    }

  g_string_append_c (to, ' ');
}

/* Cuts off the endings of number and tense, so that "chamfered" matches "chamfer". Only for
 * looking up synonyms; the index has its own stemmer. @word: in lower case. Returns: (transfer
 * full): the stem */
char *
mq_knowledge_stem (const char *word)
{
  static const char *const endings[] = { "ings", "ing", "ed", "es", "s", "e" };
  gsize length = strlen (word);

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      gsize cut = strlen (endings[i]);

      if (length < cut + 3 || !g_str_has_suffix (word, endings[i])
          || (endings[i][0] == 's' && word[length - 2] == 's'))
        continue;

      length -= cut;
      /* "rigged": rig */
      if (cut > 1 && endings[i][0] != 's' && word[length - 1] == word[length - 2]
          && strchr ("bdgmnprt", word[length - 1]) != NULL)
        length--;
      /* "extruding", "extrudes" and "extrude" get the same stem. */
      return g_strndup (word, length);
    }

  return g_strdup (word);
}

/* @text: any text. Returns: (transfer full) (element-type utf8): its words in lower case,
 * identifiers split */
GPtrArray *
mq_knowledge_split_words (const char *text)
{
  g_autoptr (GString) split = g_string_new (NULL);
  g_auto (GStrv) parts = NULL;
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  mq_knowledge_append_split (split, text);
  parts = g_strsplit (split->str, " ", -1);
  for (char **part = parts; *part != NULL; part++)
    if (**part != '\0')
      g_ptr_array_add (words, g_utf8_strdown (*part, -1));

  return words;
}
