/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for a thing to carry, see mq-request-lettering.h. */
#include "service/sketcher/requests/mq-request-lettering.h"

#include <string.h>

/* Maximum bytes of the words. */
#define MAX_BYTES 160

#define ITS_TEXT "(?:the |an? )?(?:texts?|words?|name|inscription)"
/* A name after "for" begins with a capital, or is in a script that has none. */
#define LEAD                                                                                       \
  "(?:(?i:"                                                                                        \
  "(?:make|let) (?:it|them) (?:say|read)|(?:change|set) " ITS_TEXT " to|write|engrave|"            \
  "(?:and )?(?:with|has|have|having|bearing|showing) " ITS_TEXT "|" ITS_TEXT " is|"                \
  "(?:that|which) (?:says?|reads?)|saying|reading|named|labell?ed|inscribed|engraved"              \
  ")(?: with)?:? +|(?<!\\w)for (?=[\\p{Lu}\\p{Lo}]))"
/* An inch mark follows a digit, and an apostrophe a letter: neither opens a quotation. */
#define QUOTED                                                                                     \
  "(?:“([^”“]+)[”“]|„([^“”]+)[“”]|«\\s*([^»]+?)\\s*»|「([^」]+)」|‘([^’]+)’(?!\\w)|"               \
  "(?<!\\S)\"([^\"]+)\"(?!\\w)|(?<!\\S)'([^']+(?:'\\w[^']*)*)'(?!\\w))"
/* "with a text in red", "with text 5 mm high": these are no words of it. */
#define UNQUOTED "(?!in |on |and |[\\d.]+ ?(?:mm|cm|m|in)\\b)([^\\s\"“„«「,;][^,;\"]*?)"
/* It ends at a colour or finish of the thing: "Anna in red". */
#define END "(?= in (?:an? )?\\p{Ll}|[.!]?\\s*$|[,;])"
#define ON_IT "(?: on (?:it|them)\\b)?"

/* The first group that matched. */
static char *
dup_group (GMatchInfo *match)
{
  for (int i = 1; i < g_match_info_get_match_count (match); i++)
    {
      g_autofree char *group = g_match_info_fetch (match, i);

      g_strstrip (group);
      if (*group != '\0')
        return g_steal_pointer (&group);
    }

  return NULL;
}

/* @text: the user's message; @letters: (out) (nullable): the words, without quotation marks.
 * Returns: (transfer full) (nullable): the text without them; %NULL if it has none */
char *
mq_request_lettering_cut (const char *text, char **letters)
{
  static const char *const patterns[] = { "(?:\\b" LEAD ")?" QUOTED ON_IT,
                                          "\\b" LEAD UNQUOTED ON_IT END };

  *letters = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_autoptr (GRegex) regex = g_regex_new (patterns[i], 0, 0, NULL);
      g_autoptr (GMatchInfo) match = NULL;
      g_autofree char *found = NULL;
      int start;
      int end;

      g_assert (regex != NULL);
      if (!g_regex_match (regex, text, 0, &match)
          || !g_match_info_fetch_pos (match, 0, &start, &end) || (found = dup_group (match)) == NULL
          || strlen (found) > MAX_BYTES)
        continue;
      *letters = g_steal_pointer (&found);
      return g_strdup_printf ("%.*s%s", start, text, text + end);
    }

  return NULL;
}
