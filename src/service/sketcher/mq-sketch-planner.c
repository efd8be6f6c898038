/* The planner and the refiner: reading, carrying out, and keeping account of what was understood. */
#include "service/sketcher/mq-sketch-planner.h"

#include "common/mq-error.h"
#include "service/sketcher/mq-composer.h"
#include "service/sketcher/mq-sketch-changes.h"
#include "service/sketcher/mq-words.h"

#include <string.h>

/* How many of the nearest kinds are named. */
#define MAX_NEAREST 4

void
mq_refinement_free (MqRefinement *refinement)
{
  g_clear_object (&refinement->plan);
  g_free (refinement->script);
  g_strfreev (refinement->touches);
  g_strfreev (refinement->follows);
  g_free (refinement->summary);
  g_strfreev (refinement->done);
  g_strfreev (refinement->not_done);
  g_free (refinement);
}

/* The kind that the words from @at on name, and how many words it took. */
static MqKind *
kind_at (MqKindCatalogue *catalogue, GPtrArray *tokens, guint at, guint *taken)
{
  guint count = 0;

  while (count < MQ_WORDS_MAX_PHRASE && at + count < tokens->len
         && ((MqItem *)g_ptr_array_index (tokens, at + count))->type == MQ_ITEM_PHRASE)
    count++;

  for (; count > 0; count--)
    {
      g_autoptr (GString) phrase = g_string_new (NULL);
      g_autofree char *key = NULL;
      MqKind *kind;

      for (guint i = 0; i < count; i++)
        g_string_append_printf (phrase, "%s%s", i > 0 ? " " : "",
                                ((MqItem *)g_ptr_array_index (tokens, at + i))->text);
      key = mq_words_phrase_key (phrase->str);
      if ((kind = mq_kind_catalogue_find (catalogue, key)) != NULL)
        {
          *taken = count;
          return kind;
        }
    }

  return NULL;
}

/**
 * mq_sketch_planner_find_kind:
 * @catalogue: what the sketcher knows
 * @text: a prompt
 *
 * The first kind that is named; of names in a row ("flower pot", "lamp table") the last, which is
 * what such a word is a kind of in English.
 *
 * Returns: (transfer none) (nullable): the kind
 */
MqKind *
mq_sketch_planner_find_kind (MqKindCatalogue *catalogue, const char *text)
{
  g_autoptr (GPtrArray) tokens = mq_vocabulary_tokens (text);

  for (guint at = 0; at < tokens->len; at++)
    {
      guint taken = 0;
      MqKind *kind = kind_at (catalogue, tokens, at, &taken);
      MqKind *next;

      if (kind == NULL)
        continue;
      while ((next = kind_at (catalogue, tokens, at += taken, &taken)) != NULL)
        kind = next;
      return kind;
    }

  return NULL;
}

/**
 * mq_sketch_planner_list_strange_words:
 * @catalogue: what the sketcher knows
 * @prompt: the user's words
 *
 * Returns: (transfer full): the words that mean nothing whatever the kind is; "create", "red" and
 *   "the" are none
 */
GStrv
mq_sketch_planner_list_strange_words (MqKindCatalogue *catalogue, const char *prompt)
{
  g_autoptr (GPtrArray) tokens = mq_vocabulary_tokens (prompt);
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  for (guint i = 0; i < tokens->len; i++)
    {
      const MqItem *token = g_ptr_array_index (tokens, i);
      g_autofree char *key = mq_words_phrase_key (token->text);

      if (token->type == MQ_ITEM_PHRASE
          && mq_lexicon_lookup (mq_kind_catalogue_get_lexicon (catalogue), key) == NULL)
        g_strv_builder_add (words, key);
    }

  return g_strv_builder_end (words);
}

/**
 * mq_sketch_planner_list_nearest:
 * @catalogue: what the sketcher knows
 * @words: see mq_sketch_planner_list_strange_words()
 *
 * Returns: (transfer full): names of kinds, the nearest first; may be empty
 */
GStrv
mq_sketch_planner_list_nearest (MqKindCatalogue *catalogue, GStrv words)
{
  return mq_kind_catalogue_nearest (catalogue, (const char *const *)words, MAX_NEAREST);
}

static void
set_unknown_kind (MqKindCatalogue *catalogue, const char *prompt, GError **error)
{
  g_auto (GStrv) words = mq_sketch_planner_list_strange_words (catalogue, prompt);
  g_auto (GStrv) near = mq_sketch_planner_list_nearest (catalogue, words);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) name_list = NULL;
  g_autofree char *all = NULL;
  g_autofree char *near_text = NULL;
  GPtrArray *kinds = mq_kind_catalogue_get_kinds (catalogue);

  for (guint i = 0; i < kinds->len; i++)
    g_strv_builder_add (names, ((MqKind *)g_ptr_array_index (kinds, i))->words[0]);
  name_list = g_strv_builder_end (names);
  all = mq_words_join ((const char *const *)name_list, "and");
  if (near[0] != NULL)
    {
      g_autofree char *joined = mq_words_join ((const char *const *)near, "or");

      near_text = g_strdup_printf (" Nearest: %s.", joined);
    }

  g_set_error (error, MQ_ERROR, MQ_ERROR_UNKNOWN_KIND,
               "The built-in sketcher (no AI model) knows no kind of object that these words "
               "name.%s It knows: %s. Name one of these, or teach it a kind (docs/kinds.md). "
               "Making anything else takes an AI model, which is not part of this version yet "
               "(docs/models.md).",
               near_text != NULL ? near_text : "", *all != '\0' ? all : "nothing yet");
}

static void
take_strings (GPtrArray *to, GPtrArray *from)
{
  for (guint i = 0; i < from->len; i++)
    g_ptr_array_add (to, g_strdup (g_ptr_array_index (from, i)));
}

/**
 * mq_sketch_planner_plan:
 * @catalogue: what the sketcher knows
 * @prompt: the user's words
 * @error: %MQ_ERROR_UNKNOWN_KIND, with the nearest kinds, all kinds and the next step
 *
 * Returns: (transfer full) (nullable): the plan
 */
MqSketchPlan *
mq_sketch_planner_plan (MqKindCatalogue *catalogue, const char *prompt, GError **error)
{
  MqKind *kind = mq_sketch_planner_find_kind (catalogue, prompt);
  g_autoptr (MqReading) reading = NULL;
  g_autoptr (MqChangeLog) log = NULL;
  MqSketchPlan *plan;

  if (kind == NULL)
    {
      set_unknown_kind (catalogue, prompt, error);
      return NULL;
    }

  plan = mq_sketch_plan_new (kind, prompt);
  reading = mq_reader_read (mq_kind_catalogue_get_lexicon (catalogue), kind, prompt, FALSE);
  log = mq_sketch_changes_apply (plan, reading, FALSE);
  g_ptr_array_add (plan->understood, g_strdup (kind->words[0]));
  take_strings (plan->understood, log->done);
  take_strings (plan->must_have, log->done);
  take_strings (plan->not_understood, log->not_done);
  return plan;
}

static GStrv
to_strv (GPtrArray *texts)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < texts->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (texts, i));
  return g_strv_builder_end (builder);
}

/* Parts whose fingerprint differs, in the kind's order. */
static void
compare_plans (MqKindCatalogue *catalogue, MqSketchPlan *before, MqRefinement *refinement,
               GHashTable *named)
{
  g_autoptr (GHashTable) old = mq_composer_fingerprints (catalogue, before);
  g_autoptr (GHashTable) new = mq_composer_fingerprints (catalogue, refinement->plan);
  g_autoptr (GStrvBuilder) touches = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) follows = g_strv_builder_new ();

  for (guint i = 0; i < before->kind->parts->len; i++)
    {
      const MqKindPart *part = g_ptr_array_index (before->kind->parts, i);

      if (g_strcmp0 (g_hash_table_lookup (old, part->id), g_hash_table_lookup (new, part->id)) == 0)
        continue;
      g_strv_builder_add (touches, part->id);
      if (!g_hash_table_contains (named, part->id))
        {
          g_autofree char *name = g_utf8_strdown (part->name, -1);

          g_strv_builder_add (follows, name);
        }
    }

  refinement->touches = g_strv_builder_end (touches);
  refinement->follows = g_strv_builder_end (follows);
}

/**
 * mq_sketch_planner_refine:
 * @catalogue: what the sketcher knows
 * @plan: what is there; it is not changed
 * @instruction: the user's words
 *
 * Returns: (transfer full): the outcome
 */
MqRefinement *
mq_sketch_planner_refine (MqKindCatalogue *catalogue, MqSketchPlan *plan, const char *instruction)
{
  MqRefinement *refinement = g_new0 (MqRefinement, 1);
  g_autoptr (MqSketchPlan) next = mq_sketch_plan_copy (plan);
  g_autoptr (MqReading) reading = mq_reader_read (mq_kind_catalogue_get_lexicon (catalogue),
                                                  plan->kind, instruction, TRUE);
  g_autoptr (MqChangeLog) log = mq_sketch_changes_apply (next, reading, TRUE);

  refinement->done = to_strv (log->done);
  refinement->not_done = to_strv (log->not_done);
  refinement->summary = mq_words_join ((const char *const *)refinement->done, "and");
  refinement->plan = g_steal_pointer (&next);
  compare_plans (catalogue, plan, refinement, log->named);
  if (refinement->touches[0] == NULL)
    {
      g_clear_object (&refinement->plan);
      return refinement;
    }

  g_ptr_array_add (refinement->plan->instructions, g_strdup (instruction));
  g_ptr_array_set_size (refinement->plan->understood, 0);
  g_ptr_array_set_size (refinement->plan->not_understood, 0);
  take_strings (refinement->plan->understood, log->done);
  take_strings (refinement->plan->not_understood, log->not_done);
  refinement->script = mq_composer_write (catalogue, refinement->plan);
  return refinement;
}
