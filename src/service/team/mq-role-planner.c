/* The planner: words and pictures into a plan. Its answer follows a schema; a plan that is too thin to build from is sent back once. The
 * result has the form that sketcher's plans have, so that measuring, the window and later runs read both alike. */
#include "service/team/mq-role.h"

#include "common/mq-error.h"
#include "common/mq-json.h"
#include "service/script/mq-python-source.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_PARTS 60
#define MAX_TITLE 40
/* m: smaller and larger things are a slip of the pen. */
#define MIN_SIZE 0.0005
#define MAX_SIZE 2000.0

static const char with_picture[]
    = "- First describe in `seen` what the picture shows: each part with proportions, shapes, "
      "materials, colours. Then plan that object, not the background. Words that came with it say "
      "what to change or mind.\n";

static gboolean
read_vector (JsonObject *part, const char *key, double vector[3])
{
  JsonArray *array = mq_json_get_array (part, key);

  if (array == NULL || json_array_get_length (array) != 3)
    return FALSE;

  for (guint axis = 0; axis < 3; axis++)
    {
      JsonNode *node = json_array_get_element (array, axis);

      if (!JSON_NODE_HOLDS_VALUE (node))
        return FALSE;
      vector[axis] = json_node_get_double (node);
      if (!isfinite (vector[axis]) || fabs (vector[axis]) > MAX_SIZE)
        return FALSE;
    }

  return TRUE;
}

static gboolean
has_part (JsonArray *parts, const char *id)
{
  for (guint i = 0; i < json_array_get_length (parts); i++)
    if (g_strcmp0 (mq_json_get_string (mq_json_element_object (parts, i), "id", NULL), id) == 0)
      return TRUE;

  return FALSE;
}

/* Why a part cannot be built from its entry, or NULL. */
static char *
find_fault (JsonObject *part)
{
  const char *id = mq_json_get_string (part, "id", "");
  double min[3];
  double max[3];

  if (!mq_python_is_identifier (id))
    return g_strdup_printf ("“%s” is no id of a part: it names a Python function", id);

  if (!read_vector (part, "min", min) || !read_vector (part, "max", max))
    return g_strdup_printf ("%s has no box (min and max of three numbers in metres)", id);

  for (guint axis = 0; axis < 3; axis++)
    if (max[axis] - min[axis] < MIN_SIZE)
      return g_strdup_printf ("the box of %s has no extent along %c", id, "xyz"[axis]);

  return NULL;
}

/* What keeps a plan from being built from, a line each; "" when nothing does. */
static char *
find_thin (JsonObject *plan)
{
  GString *text = g_string_new (NULL);
  JsonArray *parts = mq_json_get_array (plan, "parts");
  JsonArray *musts = mq_json_get_array (plan, "must_haves");
  guint count = parts != NULL ? json_array_get_length (parts) : 0;
  guint joined = 0;

  if (count == 0)
    g_string_append (text, "- there are no parts\n");
  if (count > MAX_PARTS)
    g_string_append_printf (text, "- there are more than %d parts\n", MAX_PARTS);
  if (musts == NULL || json_array_get_length (musts) < 3)
    g_string_append (text, "- there are fewer than three must-haves\n");

  for (guint i = 0; i < count && i < MAX_PARTS; i++)
    {
      JsonObject *part = mq_json_element_object (parts, i);
      JsonArray *joins = mq_json_get_array (part, "joins");
      g_autofree char *fault = part != NULL ? find_fault (part) : g_strdup ("a part is no object");

      if (fault != NULL)
        g_string_append_printf (text, "- %s\n", fault);
      joined += joins != NULL && json_array_get_length (joins) > 0;
    }
  if (count > 2 && joined < count / 2)
    g_string_append (text, "- most parts join nothing\n");

  return g_string_free (text, FALSE);
}

static JsonArray *
vector_to_json (const double vector[3])
{
  JsonArray *array = json_array_new ();

  for (guint axis = 0; axis < 3; axis++)
    json_array_add_double_element (array, rint (vector[axis] * 1e5) / 1e5);
  return array;
}

static JsonObject *
box_to_json (const double min[3], const double max[3])
{
  JsonObject *box = json_object_new ();

  json_object_set_array_member (box, "min", vector_to_json (min));
  json_object_set_array_member (box, "max", vector_to_json (max));
  return box;
}

static JsonArray *
keep_known_joins (JsonObject *part, JsonArray *parts)
{
  JsonArray *joins = mq_json_get_array (part, "joins");
  JsonArray *known = json_array_new ();

  for (guint i = 0; joins != NULL && i < json_array_get_length (joins); i++)
    {
      const char *id = mq_json_element_string (joins, i);

      if (id != NULL && has_part (parts, id)
          && g_strcmp0 (id, mq_json_get_string (part, "id", NULL)) != 0)
        json_array_add_string_element (known, id);
    }

  return known;
}

static JsonArray *
dup_array (JsonObject *object, const char *key)
{
  JsonArray *array = mq_json_get_array (object, key);

  return array != NULL ? json_array_ref (array) : json_array_new ();
}

/**
 * mq_plan_normalize_part:
 * @part: as a model wrote it: `min` and `max`
 * @parts: of the plan
 *
 * Returns: (transfer full) (nullable): as plans have it: `box`, `function`, joins to parts that are there
 */
JsonObject *
mq_plan_normalize_part (JsonObject *part, JsonArray *parts)
{
  g_autofree char *fault = find_fault (part);
  JsonObject *plain;
  double min[3];
  double max[3];

  if (fault != NULL || !read_vector (part, "min", min) || !read_vector (part, "max", max))
    return NULL;

  plain = json_object_new ();
  json_object_set_string_member (plain, "id", mq_json_get_string (part, "id", ""));
  json_object_set_string_member (plain, "name", mq_json_get_string (part, "name", ""));
  json_object_set_string_member (plain, "purpose", mq_json_get_string (part, "purpose", ""));
  json_object_set_string_member (plain, "function", mq_json_get_string (part, "id", ""));
  json_object_set_int_member (plain, "count", MAX (1, mq_json_get_int (part, "count", 1)));
  json_object_set_object_member (plain, "box", box_to_json (min, max));
  json_object_set_array_member (plain, "materials", dup_array (part, "materials"));
  json_object_set_array_member (plain, "joins", keep_known_joins (part, parts));
  json_object_set_boolean_member (plain, "effect", FALSE);
  json_object_set_array_member (plain, "adjust", json_array_new ());
  return plain;
}

static void
grow (JsonObject *part, double low[3], double high[3], gboolean first)
{
  double min[3] = { 0 };
  double max[3] = { 0 };

  read_vector (part, "min", min);
  read_vector (part, "max", max);
  for (guint axis = 0; axis < 3; axis++)
    {
      low[axis] = first ? min[axis] : MIN (low[axis], min[axis]);
      high[axis] = first ? max[axis] : MAX (high[axis], max[axis]);
    }
}

static char *
shorten (const char *text, glong chars)
{
  return g_utf8_strlen (text, -1) > chars ? g_utf8_substring (text, 0, chars) : g_strdup (text);
}

/* The plan as all of Maquette reads plans. */
static JsonObject *
normalize (JsonObject *answer, MqDraft *draft)
{
  JsonArray *parts = mq_json_get_array (answer, "parts");
  JsonObject *plan = json_object_new ();
  JsonArray *plain = json_array_new ();
  g_autofree char *title = shorten (mq_json_get_string (answer, "title", "Asset"), MAX_TITLE);
  double low[3] = { 0 };
  double high[3] = { 0 };

  json_object_set_string_member (plan, "team", "model");
  json_object_set_string_member (plan, "title", title);
  json_object_set_string_member (plan, "about", mq_json_get_string (answer, "about", ""));
  json_object_set_string_member (plan, "prompt", mq_draft_get_prompt (draft));
  json_object_set_array_member (plan, "instructions", json_array_new ());
  json_object_set_string_member (plan, "seen", mq_json_get_string (answer, "seen", ""));
  json_object_set_string_member (plan, "style", mq_json_get_string (answer, "style", ""));
  json_object_set_string_member (plan, "notes", mq_json_get_string (answer, "notes", ""));
  json_object_set_boolean_member (plan, "grounded", mq_json_get_boolean (answer, "grounded", TRUE));
  json_object_set_int_member (plan, "scale", 1);

  for (guint i = 0; i < json_array_get_length (parts) && i < MAX_PARTS; i++)
    {
      JsonObject *part = mq_json_element_object (parts, i);
      JsonObject *one = part != NULL ? mq_plan_normalize_part (part, parts) : NULL;

      if (one == NULL)
        continue;
      grow (part, low, high, json_array_get_length (plain) == 0);
      json_array_add_object_element (plain, one);
    }

  json_object_set_object_member (plan, "box", box_to_json (low, high));
  json_object_set_array_member (plan, "params", dup_array (answer, "params"));
  json_object_set_array_member (plan, "materials", dup_array (answer, "materials"));
  json_object_set_array_member (plan, "parts", plain);
  json_object_set_array_member (plan, "must_haves", dup_array (answer, "must_haves"));
  return plan;
}

/* For whoever opens the step. */
static char *
describe (JsonObject *plan)
{
  GString *text = g_string_new (NULL);
  JsonArray *parts = mq_json_get_array (plan, "parts");
  JsonArray *musts = mq_json_get_array (plan, "must_haves");
  const char *seen = mq_json_get_string (plan, "seen", "");

  g_string_append_printf (text, "**%s**: %s\n\n", mq_json_get_string (plan, "title", ""),
                          mq_json_get_string (plan, "about", ""));
  if (*seen != '\0')
    g_string_append_printf (text, "%s\n\n", seen);
  for (guint i = 0; i < json_array_get_length (parts); i++)
    {
      JsonObject *part = mq_json_element_object (parts, i);

      g_string_append_printf (text, "- %s: %s\n", mq_json_get_string (part, "name", ""),
                              mq_json_get_string (part, "purpose", ""));
    }
  g_string_append_c (text, '\n');
  for (guint i = 0; i < json_array_get_length (musts); i++)
    if (mq_json_element_string (musts, i) != NULL)
      g_string_append_printf (text, "%u. %s\n", i + 1, mq_json_element_string (musts, i));

  return g_string_free (text, FALSE);
}

static char *
summarize (JsonObject *plan)
{
  guint count = json_array_get_length (mq_json_get_array (plan, "parts"));
  JsonObject *box = mq_json_get_object (plan, "box");
  g_autofree char *parts = g_strdup_printf (ngettext ("Planned %u part", "Planned %u parts", count),
                                            count);
  double min[3] = { 0 };
  double max[3] = { 0 };

  read_vector (box, "min", min);
  read_vector (box, "max", max);
  /* Translators: “Planned 9 parts”, and how large they are: width × depth × height in metres. */
  return g_strdup_printf (_ ("%s, %.2f × %.2f × %.2f m"), parts, max[0] - min[0], max[1] - min[1],
                          max[2] - min[2]);
}

/**
 * mq_role_plan:
 * @error: %MQ_ERROR_FAILED: the plan stayed too thin; or what asking said
 *
 * Returns: (transfer full) (nullable): `{"plan", "text", "detail", "notices"}`
 */
JsonObject *
mq_role_plan (MqTask *task, GError **error)
{
  gboolean picture = mq_draft_get_references (task->draft)->len > 0;
  const char *const replacements[] = { "picture", picture ? with_picture : "", "finishes",
                                       mq_agents_get_finishes (task->desk->agents), NULL };
  g_autofree char *role = mq_agents_dup_role (task->desk->agents, "planner", replacements);
  g_autoptr (MqModelRequest) request = mq_role_new_request (task, "planner", "plan");
  g_autofree char *thin = NULL;
  JsonObject *answer;

  if (picture && !mq_role_get_abilities (task->desk, "planner").pictures)
    {
      g_set_error_literal (error, MQ_ERROR, MQ_ERROR_FAILED,
                           _ ("The planner’s model cannot look at pictures. Describe the object in "
                              "words, or choose another model for the planner"));
      return NULL;
    }

  mq_model_request_add_text (request, MQ_MODEL_USER, role);
  mq_model_request_set_schema (request, "plan",
                               mq_agents_get_schema (task->desk->agents, "planner"));

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MqModelAnswer) said = mq_role_ask (task, request, error);
      g_autofree char *back = NULL;

      if (said == NULL)
        return NULL;

      g_clear_pointer (&thin, g_free);
      thin = find_thin (mq_model_answer_get_object (said));
      if (*thin == '\0')
        {
          JsonObject *plan = normalize (mq_model_answer_get_object (said), task->draft);
          g_autofree char *detail = describe (plan);
          g_autofree char *text = summarize (plan);

          answer = json_object_new ();
          json_object_set_object_member (answer, "plan", plan);
          json_object_set_string_member (answer, "text", text);
          json_object_set_string_member (answer, "detail", detail);
          json_object_set_array_member (answer, "notices", json_array_new ());
          return answer;
        }

      back = g_strdup_printf (
          "This plan cannot be built from:\n%sSend the whole plan again, mended.", thin);
      mq_model_request_add_text (request, MQ_MODEL_ASSISTANT, mq_model_answer_get_text (said));
      mq_model_request_add_text (request, MQ_MODEL_USER, back);
    }

  g_set_error (error, MQ_ERROR, MQ_ERROR_FAILED, _ ("The plan could not be built from: %s"), thin);
  return NULL;
}
