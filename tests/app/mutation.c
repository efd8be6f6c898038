/* The mutations of mutation.h, made by a seeded random source. */
#include "mutation.h"

#include <string.h>

static void
mutate_once (GString *text, GRand *random, const char *alphabet)
{
  gsize at = text->len > 0 ? (gsize)g_rand_int_range (random, 0, text->len) : 0;
  gsize length = g_rand_int_range (random, 1, 24);
  gsize n = MIN (text->len - at, length);
  g_autofree char *piece = g_strndup (text->str + at, n);

  switch (g_rand_int_range (random, 0, 7))
    {
    case 0: /* another byte */
      if (text->len > 0)
        text->str[at] = (char)g_rand_int_range (random, 1, 256);
      break;
    case 1: /* a flipped bit */
      if (text->len > 0)
        text->str[at] ^= (char)(1 << g_rand_int_range (random, 0, 8));
      break;
    case 2:
      g_string_erase (text, at, n);
      break;
    case 3: /* the same again, some times */
      for (int i = g_rand_int_range (random, 1, 20); i > 0; i--)
        g_string_insert (text, at, piece);
      break;
    case 4: /* something that means something */
      for (int i = g_rand_int_range (random, 1, 4); i > 0; i--)
        g_string_insert_c (text, at, alphabet[g_rand_int_range (random, 0, strlen (alphabet))]);
      break;
    case 5: /* a piece moved */
      g_string_erase (text, at, n);
      g_string_insert (text, g_rand_int_range (random, 0, text->len + 1), piece);
      break;
    default:
      g_string_truncate (text, at);
    }
}

void
mutation_run (const char *const *samples, guint count, guint32 seed, const char *alphabet,
              MutationFunc func, gpointer user_data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);

  for (gsize s = 0; samples[s] != NULL; s++)
    for (guint i = 0; i < count; i++)
      {
        g_autoptr (GString) text = g_string_new (samples[s]);
        g_autofree char *exact = NULL;

        for (int m = g_rand_int_range (random, 1, 8); m > 0; m--)
          mutate_once (text, random, alphabet);

        exact = g_malloc (text->len + 1);
        memcpy (exact, text->str, text->len);
        exact[text->len] = '\0';
        func (exact, text->len, user_data);
      }
}
