/* Sentences for defects, see mq-defect-words.h. The service has the same sentences in English
 * (service/team/mq-measured-defects.c). */
#include "app/model/mq-defect-words.h"

#include "common/mq-json.h"
#include "common/mq-text.h"

#include <glib/gi18n.h>

#define MAX_NAME 100 /* bytes */

/* The facts of a sentence; each sentence uses some of them. */
typedef struct
{
  const char *names;
  const char *first;
  const char *second;
  const char *other;
  double mm;
} Facts;

static char *
say_floating (const Facts *facts)
{
  /* Translators: names of objects; a gap in millimetres; the name of another object. */
  return g_strdup_printf (_ ("%s floats, %.1f mm from %s"), facts->names, facts->mm, facts->other);
}

static char *
say_penetration (const Facts *facts)
{
  /* Translators: names of two objects; a depth in millimetres. */
  return g_strdup_printf (_ ("%s and %s run %.0f mm into each other"), facts->first, facts->second,
                          facts->mm);
}

static char *
say_sunken (const Facts *facts)
{
  return g_strdup_printf (_ ("It reaches %.1f mm below the ground"), facts->mm);
}

static char *
say_above_ground (const Facts *facts)
{
  return g_strdup_printf (_ ("It stands %.1f mm above the ground"), facts->mm);
}

static char *
say_missing (const Facts *facts)
{
  /* Translators: the name of a part, in English. */
  return g_strdup_printf (_ ("%s is missing"), facts->other);
}

static char *
say_bare (const Facts *facts)
{
  return g_strdup_printf (_ ("Without material: %s"), facts->names);
}

static char *
say_empty (const Facts *facts)
{
  return g_strdup_printf (_ ("Without any surface: %s"), facts->names);
}

static char *
say_stray (const Facts *facts)
{
  return g_strdup_printf (_ ("Changed although it was not asked for: %s"), facts->names);
}

static char *
say_unmet (const Facts *facts)
{
  return g_strdup_printf (_ ("Not met: %s"), facts->other);
}

static const struct
{
  const char *code;
  char *(*say) (const Facts *facts);
} sentences[] = {
  { "floating", say_floating }, { "penetration", say_penetration },
  { "sunken", say_sunken },     { "above-ground", say_above_ground },
  { "missing", say_missing },   { "bare", say_bare },
  { "empty", say_empty },       { "stray", say_stray },
  { "unmet", say_unmet },
};

/* Names come from untrusted scripts. */
static char *
dup_name (JsonArray *names, guint index)
{
  const char *name = names != NULL && index < json_array_get_length (names)
                         ? mq_json_element_string (names, index)
                         : NULL;

  return mq_text_clean (name != NULL ? name : "", MAX_NAME);
}

static char *
join_names (JsonArray *names, gboolean more)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; names != NULL && i < json_array_get_length (names); i++)
    {
      g_autofree char *name = dup_name (names, i);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", name);
    }
  if (more)
    g_string_append (text, " …");
  return g_string_free (text, FALSE);
}

/**
 * mq_defect_words_make:
 * @facts: (nullable): one of a notice's `defects`
 *
 * Returns: (transfer full) (nullable): a translated sentence; %NULL if the code is unknown
 */
char *
mq_defect_words_make (JsonObject *facts)
{
  const char *code = mq_json_get_string (facts, "code", "");
  JsonArray *objects = mq_json_get_array (facts, "objects");
  g_autofree char *names = join_names (objects, mq_json_get_boolean (facts, "more", FALSE));
  g_autofree char *first = dup_name (objects, 0);
  g_autofree char *second = dup_name (objects, 1);
  g_autofree char *other = mq_text_clean (mq_json_get_string (facts, "other", "?"), MAX_NAME);

  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (g_str_equal (sentences[i].code, code))
      return sentences[i].say (
          &(Facts){ names, first, second, other, mq_json_get_double (facts, "mm", 0) });

  return NULL;
}
