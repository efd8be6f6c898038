/* Understanding of a prompt, see mq-sketch-understanding.h: the same reading as the planner's,
 * as text. */
#include "service/sketcher/mq-sketch-understanding.h"

#include "common/mq-json.h"
#include "service/sketcher/mq-sketch-planner.h"

#include <glib/gi18n.h>

static JsonArray *
to_array (const char *const *texts, guint count)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < count; i++)
    json_array_add_string_element (array, texts[i]);
  return array;
}

/* "Making: chair, green cushion. Couldn’t do this part: “flumph”." */
static char *
describe (MqSketchPlan *plan)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GPtrArray *lists[] = { plan->understood, plan->not_understood };
  const char *labels[] = { _ ("Making"), _ ("Couldn’t do this part") };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
      g_auto (GStrv) phrases = NULL;
      g_autofree char *joined = NULL;

      for (guint j = 0; j < lists[i]->len; j++)
        g_strv_builder_add (builder, g_ptr_array_index (lists[i], j));
      phrases = g_strv_builder_end (builder);
      if (phrases[0] == NULL)
        continue;

      /* Joined without "and", as phrases may contain an "and". */
      joined = g_strjoinv (", ", phrases);
      if (text->len > 0)
        g_string_append_c (text, ' ');
      /* Translators: “Making” and what: “Making: chair, green cushion.” */
      g_string_append_printf (text, _ ("%s: %s."), labels[i], joined);
    }

  return g_string_free_and_steal (g_steal_pointer (&text));
}

static JsonObject *
known (MqSketchPlan *plan)
{
  g_autofree char *text = describe (plan);
  guint n_said = plan->understood->len - MIN (plan->understood->len, 1);

  return mq_json_new (
      "known:b kind:s text:s understood:a ignored:a nearest:a", TRUE, plan->kind->id, text,
      to_array ((const char *const *)plan->understood->pdata + 1, n_said),
      to_array ((const char *const *)plan->not_understood->pdata, plan->not_understood->len),
      json_array_new ());
}

static JsonObject *
unknown (MqKindCatalogue *catalogue, const char *prompt)
{
  g_auto (GStrv) strange = mq_sketch_planner_list_strange_words (catalogue, prompt);
  g_auto (GStrv) nearest = mq_sketch_planner_list_nearest (catalogue, strange);
  g_autofree char *text = mq_sketch_planner_describe_unknown (strange, nearest);

  return mq_json_new ("known:b kind:s text:s understood:a ignored:a nearest:a", FALSE, NULL, text,
                      json_array_new (), json_array_new (),
                      to_array ((const char *const *)nearest, g_strv_length (nearest)));
}

/**
 * mq_sketch_understanding_of:
 * @catalogue: the sketcher's data
 * @prompt: the user's prompt
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
