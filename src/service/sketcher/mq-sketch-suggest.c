/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes that the user may want next, see mq-sketch-suggest.h. */
#include "service/sketcher/mq-sketch-suggest.h"

#include "service/sketcher/mq-sketch-planner.h"
#include "service/sketcher/language/mq-words.h"

#include <string.h>

/* Suggestions in all, and among them parts to add. */
#define MAX_SUGGESTIONS 4
#define MAX_PARTS 2

/* Suggested after the parts. */
static const char *const changes[] = { "Make it taller", "Make it wider", "Make it dark blue",
                                       "Make it bigger", NULL };

/* Nouns without article or plural: "Add smoke". */
static const char *const mass_nouns[] = { "coffee", "foam",      "grass",     "half-timbering",
                                          "ivy",    "lightning", "smoke",     "snow",
                                          "steam",  "water",     "underglow", NULL };

static char *
describe_part (MqSketchPlan *plan, const MqKindPart *part)
{
  const char *word = part->words[0];
  g_autofree char *many = NULL;

  if (g_strv_contains (mass_nouns, word))
    return g_strdup_printf ("Add %s", word);
  if (mq_sketch_plan_get_count (plan, part) > 1)
    {
      many = mq_words_plural (word);
      return g_strdup_printf ("Add %s", many);
    }

  return g_strdup_printf ("Add %s %s", strchr ("aeiou", *word) != NULL ? "an" : "a", word);
}

/* Whether the planner understands all of it, and it changes something. */
static gboolean
is_possible (MqKindCatalogue *catalogue, MqSketchPlan *plan, const char *words)
{
  g_autoptr (MqRefinement) refinement = mq_sketch_planner_refine (catalogue, plan, words, 1);

  return refinement->plan != NULL && refinement->not_done[0] == NULL;
}

/**
 * mq_sketch_suggest:
 * @plan: the plan of a version
 *
 * Returns: (transfer full): up to four changes, each of which is possible
 */
GStrv
mq_sketch_suggest (MqKindCatalogue *catalogue, MqSketchPlan *plan)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_null_terminated (MAX_SUGGESTIONS, g_free, TRUE);
  guint n_parts = 0;

  for (guint i = 0; i < plan->kind->parts->len && n_parts < MAX_PARTS; i++)
    {
      const MqKindPart *part = g_ptr_array_index (plan->kind->parts, i);
      g_autofree char *words = NULL;

      /* One that replaces others is another look, not something more. */
      if (!part->optional || part->words[0] == NULL || part->replaces[0] != NULL
          || mq_sketch_plan_find_part (plan, part->id) != NULL)
        continue;

      words = describe_part (plan, part);
      if (!is_possible (catalogue, plan, words))
        continue;
      g_ptr_array_add (found, g_steal_pointer (&words));
      n_parts++;
    }

  for (guint i = 0; changes[i] != NULL && found->len < MAX_SUGGESTIONS; i++)
    if (is_possible (catalogue, plan, changes[i]))
      g_ptr_array_add (found, g_strdup (changes[i]));

  return (GStrv)g_ptr_array_free (g_steal_pointer (&found), FALSE);
}
