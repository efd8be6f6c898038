/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Translations of suggestions, see mq-translated-phrases.h. The build takes them from the folder
 * po, so it does not matter which language the service's process has. */
#include "service/sketcher/language/mq-translated-phrases.h"

#include <string.h>

/* Without case, blanks around it and a full stop. */
static char *
fold (const char *words)
{
  g_autofree char *clean = g_strstrip (g_strdup (words));
  gsize length = strcspn (clean, ".!");

  if (clean[length + strspn (clean + length, ".!")] == '\0')
    clean[length] = '\0';
  return g_utf8_casefold (clean, -1);
}

/**
 * mq_translated_phrases_read:
 * @words: of the user; valid UTF-8
 *
 * Returns: (transfer none): the English words of a suggestion, if @words are just its translation
 *   into any language of the window; @words themselves otherwise
 */
const char *
mq_translated_phrases_read (const char *words)
{
  g_autofree char *folded = fold (words);

  for (gsize i = 0; mq_translated_phrases[i].words != NULL; i++)
    {
      g_autofree char *known = fold (mq_translated_phrases[i].words);

      if (g_str_equal (known, folded))
        return mq_translated_phrases[i].english;
    }

  return words;
}
