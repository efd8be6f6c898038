/* The planner role: turns prompt and pictures into a plan. The answer follows a schema; a plan
 * without enough detail to build from is sent back once. The result has the form of the
 * sketcher's plans, so that the rest of the program reads both alike. */
#include "service/team/mq-role.h"

#include "common/mq-error.h"
#include "common/mq-json.h"
#include "common/mq-text.h"
#include "service/script/mq-python-source.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_PARTS 60
#define MAX_TITLE 40
/* m: smaller or larger sizes are mistakes of the model. */
#define MIN_SIZE 0.0005
#define MAX_SIZE 2000.0

static const char with_picture[]
    = "- First describe in `seen` what the picture shows: each part with proportions, shapes, "
      "materials, colours. Then plan that object, not the background. Words that came with it say "
      "what to change or mind.\n";

static gboolean
read_vector (JsonObject *part, const char *key, double vector[3])
{
  return mq_json_get_vector (part, key, vector) && fabs (vector[0]) <= MAX_SIZE
         && fabs (vector[1]) <= MAX_SIZE && fabs (vector[2]) <= MAX_SIZE;
}

/* The reason a part cannot be built from its entry, or NULL. */
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

/* The problems that prevent building the plan, one per line; "" when there are none. */
static char *
find_thin (JsonObject *plan)
{
  GString *text = g_string_new (NULL);
  JsonArray *parts = mq_json_get_array (plan, "parts");
  JsonArray *musts = mq_json_get_array (plan, "must_haves");
  guint count = mq_json_length (parts);
  guint pairs = 0;

  if (count == 0)
    g_string_append (text, "- there are no parts\n");
  if (count > MAX_PARTS)
    g_string_append_printf (text, "- there are more than %d parts\n", MAX_PARTS);
  if (mq_json_length (musts) < 3)
    g_string_append (text, "- there are fewer than three must-haves\n");

  for (guint i = 0; i < count && i < MAX_PARTS; i++)
    {
      JsonObject *part = mq_json_element_object (parts, i);
      JsonArray *joins = mq_json_get_array (part, "joins");
      g_autofree char *fault = part != NULL ? find_fault (part) : g_strdup ("a part is no object");

      if (fault != NULL)
        g_string_append_printf (text, "- %s\n", fault);
      pairs += mq_json_length (joins);
    }
  if (count > 2 && pairs < count / 2)
    g_string_append (text, "- most parts join nothing\n");

  return g_string_free (text, FALSE);
}

static JsonObject *
box_to_json (const double min[3], const double max[3])
{
  return mq_json_new ("min:a max:a", mq_json_from_vector (min), mq_json_from_vector (max));
}

static JsonArray *
keep_known_joins (JsonObject *part, JsonArray *parts)
{
  JsonArray *joins = mq_json_get_array (part, "joins");
  JsonArray *known = json_array_new ();

  for (guint i = 0; i < mq_json_length (joins); i++)
    {
      const char *id = mq_json_element_string (joins, i);

      if (mq_json_find (parts, "id", id) != NULL
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

/* The model's materials, each with a name for the user. */
static JsonArray *
normalize_materials (JsonArray *said)
{
  JsonArray *materials = json_array_new ();

  for (guint i = 0; i < mq_json_length (said); i++)
    {
      JsonObject *material = mq_json_element_object (said, i);
      const char *id = mq_json_get_string (material, "id", "main");
      g_autofree char *label = mq_text_make_title (id);
      JsonObject *plain;

      if (material == NULL)
        continue;
      plain = mq_json_new (
          "id:s label:s finish:s color:s", id, mq_json_get_string (material, "label", label),
          mq_json_get_string (material, "finish", ""), mq_json_get_string (material, "color", ""));
      json_array_add_object_element (materials, plain);
    }

  return materials;
}

/* Parses "LEG_LENGTH = 0.4  # m, 0.3..0.6: legs" to a plan's parameter; NULL when it is not one. */
static JsonObject *
read_param (const char *line)
{
  static const char form[]
      = "^\\s*([A-Z][A-Z0-9_]{0,63})\\s*=\\s*(-?[0-9.]{1,16})\\s*#\\s*"
        "(?:(m|deg)\\s*,\\s*)?(-?[0-9.]{1,16})\\.\\.(-?[0-9.]{1,16})\\s*:(.*)$";
  g_autoptr (GRegex) regex = g_regex_new (form, G_REGEX_DOLLAR_ENDONLY, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_auto (GStrv) words = NULL;
  const char *unit;

  if (!g_regex_match (regex, line, 0, &match))
    return NULL;

  words = g_match_info_fetch_all (match);
  unit = *words[3] != '\0'                ? words[3]
         : g_str_equal (words[1], "SEED") ? "seed"
         : strchr (words[2], '.') == NULL ? "count"
                                          : "ratio";
  return mq_json_new ("name:s value:d min:d max:d unit:s about:s", words[1],
                      g_ascii_strtod (words[2], NULL), g_ascii_strtod (words[4], NULL),
                      g_ascii_strtod (words[5], NULL), unit, g_strstrip (words[6]));
}

static JsonArray *
normalize_params (JsonArray *said)
{
  JsonArray *params = json_array_new ();

  for (guint i = 0; i < mq_json_length (said); i++)
    {
      const char *line = mq_json_element_string (said, i);
      JsonObject *param = mq_json_element_object (said, i);

      param = line != NULL ? read_param (line) : param != NULL ? json_object_ref (param) : NULL;
      if (param != NULL)
        json_array_add_object_element (params, param);
    }

  return params;
}

/**
 * mq_plan_normalize_part:
 * @part: a part of a model's answer, with `min` and `max`
 * @parts: the plan's parts
 *
 * Returns: (transfer full) (nullable): the part in the plan's form: `box`, `function`, joins to
 *   existing parts
 */
JsonObject *
mq_plan_normalize_part (JsonObject *part, JsonArray *parts)
{
  g_autofree char *fault = find_fault (part);
  g_autofree char *name = mq_text_make_title (mq_json_get_string (part, "id", ""));
  double min[3];
  double max[3];

  if (fault != NULL || !read_vector (part, "min", min) || !read_vector (part, "max", max))
    return NULL;

  return mq_json_new (
      "id:s name:s purpose:s function:s count:l box:o materials:a joins:a effect:b adjust:a",
      mq_json_get_string (part, "id", ""), mq_json_get_string (part, "name", name),
      mq_json_get_string (part, "purpose", ""), mq_json_get_string (part, "id", ""),
      MAX (1, mq_json_get_int (part, "count", 1)), box_to_json (min, max),
      dup_array (part, "materials"), keep_known_joins (part, parts), FALSE, json_array_new ());
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

/* Models state a join at one of its parts; plans list it at both. */
static void
join_both_ways (JsonArray *parts)
{
  for (guint i = 0; i < json_array_get_length (parts); i++)
    for (guint j = 0; j < json_array_get_length (parts); j++)
      {
        JsonObject *one = mq_json_element_object (parts, i);
        JsonObject *other = mq_json_element_object (parts, j);
        JsonArray *joins = mq_json_get_array (other, "joins");
        const char *id = mq_json_get_string (one, "id", "");

        if (mq_json_contains (mq_json_get_array (one, "joins"),
                              mq_json_get_string (other, "id", ""))
            && !mq_json_contains (joins, id))
          json_array_add_string_element (joins, id);
      }
}

/* Converts the answer to the form of plans that the whole program reads. */
static JsonObject *
normalize (JsonObject *answer, MqAssetState *asset)
{
  JsonArray *parts = mq_json_get_array (answer, "parts");
  JsonObject *plan;
  JsonArray *plain = json_array_new ();
  g_autofree char *title = shorten (mq_json_get_string (answer, "title", "Asset"), MAX_TITLE);
  double low[3] = { 0 };
  double high[3] = { 0 };

  plan = mq_json_new (
      "team:s title:s about:s prompt:s instructions:a seen:s style:s notes:s grounded:b scale:i",
      "model", title, mq_json_get_string (answer, "about", ""), asset->prompt, json_array_new (),
      mq_json_get_string (answer, "seen", ""), mq_json_get_string (answer, "style", ""),
      mq_json_get_string (answer, "notes", ""), mq_json_get_boolean (answer, "grounded", TRUE), 1);

  for (guint i = 0; i < json_array_get_length (parts) && i < MAX_PARTS; i++)
    {
      JsonObject *part = mq_json_element_object (parts, i);
      JsonObject *one = part != NULL ? mq_plan_normalize_part (part, parts) : NULL;

      if (one == NULL)
        continue;
      grow (part, low, high, json_array_get_length (plain) == 0);
      json_array_add_object_element (plain, one);
    }

  join_both_ways (plain);
  mq_json_add (plan, "box:o params:a materials:a parts:a must_haves:a", box_to_json (low, high),
               normalize_params (mq_json_get_array (answer, "params")),
               normalize_materials (mq_json_get_array (answer, "materials")), plain,
               dup_array (answer, "must_haves"));
  return plan;
}

/* The step's detail text for the user. */
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
  /* Translators: “Planned 9 parts”, and their size: width × depth × height in metres. */
  return g_strdup_printf (_ ("%s, %.2f × %.2f × %.2f m"), parts, max[0] - min[0], max[1] - min[1],
                          max[2] - min[2]);
}

/**
 * mq_role_plan:
 * @error: %MQ_ERROR_FAILED: the plan still lacks detail; or an error of mq_role_ask()
 *
 * Returns: (transfer full) (nullable): `{"plan", "text", "detail", "notices"}`
 */
JsonObject *
mq_role_plan (MqRoleCall *task, GError **error)
{
  gboolean picture = task->asset->references->len > 0;
  const char *const replacements[] = { "picture", picture ? with_picture : "", "finishes",
                                       task->context->agents->finishes, NULL };
  g_autofree char *role = mq_agents_dup_role (task->context->agents, "planner", replacements);
  g_autoptr (MqModelRequest) request = mq_role_new_request (task, "planner", "plan");
  g_autofree char *thin = NULL;
  g_autofree char *model = NULL;

  if (picture && !mq_role_get_abilities (task->context, "planner").pictures)
    return mq_fail_null (error, MQ_ERROR_FAILED,
                         _ ("The planner’s model does not support pictures. Describe the object in "
                            "words, or choose another model for the planner"));

  mq_model_request_add_text (request, MQ_MODEL_USER, role);
  mq_role_context_add_variant (request, task);
  mq_model_request_set_schema (request, "plan",
                               g_hash_table_lookup (task->context->agents->schemas, "planner"));

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MqModelAnswer) said = mq_role_ask (task, request, error);
      g_autofree char *back = NULL;

      if (said == NULL)
        return NULL;

      g_clear_pointer (&thin, g_free);
      g_set_str (&model, said->model);
      thin = find_thin (said->object);
      if (*thin == '\0')
        {
          JsonObject *plan = normalize (said->object, task->asset);
          g_autofree char *detail = describe (plan);
          g_autofree char *text = summarize (plan);

          /* What sets it apart is what its version is called. */
          if (task->asset->variants > 1 && *mq_json_get_string (plan, "about", "") != '\0')
            mq_json_add (plan, "summary:s", mq_json_get_string (plan, "about", ""));
          return mq_json_new ("plan:o text:s detail:s notices:a", plan, text, detail,
                              json_array_new ());
        }

      back = g_strdup_printf (
          "This plan cannot be built from:\n%sSend the whole plan again, mended.", thin);
      mq_model_request_add_text (request, MQ_MODEL_ASSISTANT, said->text);
      mq_model_request_add_text (request, MQ_MODEL_USER, back);
    }

  /* Translators: %s: the name of a model, then the problem in English */
  g_set_error (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_ANSWER,
               _ ("%s did not answer as it was asked to, twice\n%s"), model, g_strchomp (thin));
  return NULL;
}
