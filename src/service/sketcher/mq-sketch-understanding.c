/* What the sketcher makes of a prompt, see mq-sketch-understanding.h: the same reading as the
 * planner's, put in words. */
#include "service/sketcher/mq-sketch-understanding.h"

#include "service/sketcher/mq-sketch-planner.h"
#include "service/sketcher/mq-words.h"

#include <string.h>

/* Words that are quoted as not known. */
#define MAX_STRANGE 3

static JsonArray *
to_array (const char *const *texts, guint count)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < count; i++)
    json_array_add_string_element (array, texts[i]);
  return array;
}

/* "Chair. Understood: tall, wooden frame: oak and blue." */
static char *
describe (MqSketchPlan *plan)
{
  g_autoptr (GString) text = g_string_new (plan->title);
  /* The first that is understood is the kind itself. */
  GPtrArray *lists[] = { plan->understood, plan->not_understood };
  guint from[] = { 1, 0 };
  const char *labels[] = { "Understood", "Not understood, or not possible with this kind" };

  g_string_append_c (text, '.');
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
      g_auto (GStrv) phrases = NULL;
      g_autofree char *joined = NULL;

      for (guint j = from[i]; j < lists[i]->len; j++)
        g_strv_builder_add (builder, g_ptr_array_index (lists[i], j));
      phrases = g_strv_builder_end (builder);
      if (phrases[0] == NULL)
        continue;

      /* Phrases may have an "and" of their own. */
      joined = g_strjoinv (", ", phrases);
      g_string_append_printf (text, " %s: %s.", labels[i], joined);
    }

  return g_string_free_and_steal (g_steal_pointer (&text));
}

static JsonObject *
known (MqSketchPlan *plan)
{
  JsonObject *answer = json_object_new ();
  g_autofree char *text = describe (plan);
  guint n_said = plan->understood->len - MIN (plan->understood->len, 1);

  json_object_set_boolean_member (answer, "known", TRUE);
  json_object_set_string_member (answer, "kind", plan->kind->id);
  json_object_set_string_member (answer, "text", text);
  json_object_set_array_member (
      answer, "understood", to_array ((const char *const *)plan->understood->pdata + 1, n_said));
  json_object_set_array_member (
      answer, "ignored",
      to_array ((const char *const *)plan->not_understood->pdata, plan->not_understood->len));
  json_object_set_array_member (answer, "nearest", json_array_new ());
  return answer;
}

static char *
quote (GStrv words)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) quoted = NULL;

  for (guint i = 0; words[i] != NULL && i < MAX_STRANGE; i++)
    g_strv_builder_take (builder, g_strdup_printf ("“%s”", words[i]));
  quoted = g_strv_builder_end (builder);
  return mq_words_join ((const char *const *)quoted, "or");
}

static JsonObject *
unknown (MqKindCatalogue *catalogue, const char *prompt)
{
  g_auto (GStrv) strange = mq_sketch_planner_list_strange_words (catalogue, prompt);
  g_auto (GStrv) nearest = mq_sketch_planner_list_nearest (catalogue, strange);
  g_autofree char *quoted = quote (strange);
  g_autofree char *text
      = *quoted != '\0' ? g_strdup_printf ("The built-in sketcher does not know %s.", quoted)
                        : g_strdup ("The built-in sketcher finds no kind of object that these "
                                    "words name.");
  JsonObject *answer = json_object_new ();

  json_object_set_boolean_member (answer, "known", FALSE);
  json_object_set_null_member (answer, "kind");
  json_object_set_string_member (answer, "text", text);
  json_object_set_array_member (answer, "understood", json_array_new ());
  json_object_set_array_member (answer, "ignored", json_array_new ());
  json_object_set_array_member (answer, "nearest",
                                to_array ((const char *const *)nearest, g_strv_length (nearest)));
  return answer;
}

/**
 * mq_sketch_understanding_of:
 * @catalogue: what the sketcher knows
 * @prompt: the user's words
 *
 * Returns: (transfer full): the answer of @understand of #MqTeamInterface
 */
JsonObject *
mq_sketch_understanding_of (MqKindCatalogue *catalogue, const char *prompt)
{
  g_autoptr (MqSketchPlan) plan = NULL;

  if (mq_sketch_planner_find_kind (catalogue, prompt) == NULL)
    return unknown (catalogue, prompt);

  plan = mq_sketch_planner_plan (catalogue, prompt, NULL);
  return known (plan);
}
