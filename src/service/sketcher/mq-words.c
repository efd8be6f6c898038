/* English words brought to one form for looking up. The singular need not be English ("series" may
 * become "sery"): both sides of a comparison go through the same rules. */
#include "service/sketcher/mq-words.h"

#include <string.h>

static const char *const irregular[][2] = {
  { "leaves", "leaf" },
  { "shelves", "shelf" },
  { "knives", "knife" },
  { "halves", "half" },
  { "loaves", "loaf" },
  { "wolves", "wolf" },
  { "feet", "foot" },
  { "teeth", "tooth" },
  { "geese", "goose" },
  { "mice", "mouse" },
  { "grey", "gray" },
  { "metre", "meter" },
  { "metres", "meter" },
  { "centimetre", "centimeter" },
  { "centimetres", "centimeter" },
  { "millimetre", "millimeter" },
  { "millimetres", "millimeter" },
  { "fibre", "fiber" },
  { "inches", "inch" },
  { "axes", "axe" },
  { "shoes", "shoe" },
  { "toes", "toe" },
  { "brasses", "brass" },
  { "lens", "lens" },
  { "buses", "bus" },
  { "ties", "tie" },
  { "pies", "pie" },
  { "cookies", "cookie" },
  { "colour", "color" },
  { "colours", "color" },
  { "coloured", "colored" },
  { "colourful", "colorful" },
  { "multicoloured", "multicolored" },
  { "movies", "movie" },
  { "its", "its" },
  { "aluminium", "aluminum" },
  { "jewellery", "jewelry" },
  { "mould", "mold" },
  { "armour", "armor" },
};

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
 * @phrase: words between spaces or hyphens
 *
 * Returns: (transfer full): its words in singular, one space between them
 */
char *
mq_words_phrase_key (const char *phrase)
{
  g_auto (GStrv) words = g_strsplit_set (phrase, " -\t\n", -1);
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
 * mq_words_distance:
 * @a: a word, ASCII or not; compared by bytes
 * @b: another
 *
 * Insertions, deletions, replacements and swaps of neighbours that lead from one to the other
 * (optimal string alignment). Words longer than 63 bytes are taken for their first 63.
 *
 * Returns: their number
 */
guint
mq_words_distance (const char *a, const char *b)
{
  guint rows[3][64];
  gsize a_length = MIN (strlen (a), 63);
  gsize b_length = MIN (strlen (b), 63);

  for (gsize j = 0; j <= b_length; j++)
    rows[0][j] = j;

  for (gsize i = 1; i <= a_length; i++)
    {
      guint *row = rows[i % 3];
      const guint *above = rows[(i - 1) % 3];
      const guint *above2 = rows[(i + 1) % 3];

      row[0] = i;
      for (gsize j = 1; j <= b_length; j++)
        {
          guint cost = a[i - 1] == b[j - 1] ? 0 : 1;

          row[j] = MIN (MIN (above[j] + 1, row[j - 1] + 1), above[j - 1] + cost);
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            row[j] = MIN (row[j], above2[j - 2] + 1);
        }
    }

  return rows[a_length % 3][b_length];
}

/**
 * mq_words_join:
 * @words: words
 * @last: "and" or "or"
 *
 * Returns: (transfer full): "a, b and c"
 */
char *
mq_words_join (const char *const *words, const char *last)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; words[i] != NULL; i++)
    {
      if (i > 0 && words[i + 1] == NULL)
        g_string_append_printf (text, " %s ", last);
      else if (i > 0)
        g_string_append (text, ", ");
      g_string_append (text, words[i]);
    }

  return g_string_free_and_steal (g_steal_pointer (&text));
}
