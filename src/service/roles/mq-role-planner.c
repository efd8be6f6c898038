/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The planner role: turns message and pictures into a plan. The answer follows a schema; a plan
 * without enough detail to build from is sent back once. The result has the form of the
 * sketcher's plans, so that the rest of the program reads both alike. */
#include "service/roles/mq-role.h"

#include "common/asset/mq-joint.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "common/script/mq-python-source.h"
#include "service/plan/mq-plan-joints.h"
#include "service/plan/mq-plan-parts.h"
#include "service/plan/mq-requirements.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_PARTS 60
#define MAX_TITLE 40
#define MAX_TRIES 3
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

/* The problems that prevent building the plan, one per line; "" when there are none.
 * @requirements: those that were read of it, fewer than it had when it was cut off */
static char *
find_thin (JsonObject *plan, JsonArray *requirements, gboolean is_cut)
{
  GString *text = g_string_new (NULL);
  JsonArray *parts = mq_json_get_array (plan, "parts");
  guint count = mq_json_length (parts);
  guint pairs = 0;

  if (count == 0)
    g_string_append (text, "- there are no parts\n");
  if (count > MAX_PARTS)
    g_string_append_printf (text, "- there are more than %d parts\n", MAX_PARTS);
  if (json_array_get_length (requirements) < 2 && !is_cut)
    g_string_append (text, "- there are fewer than two requirements\n");

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

  return g_string_free_and_steal (text);
}

static JsonObject *
box_to_json (const double min[3], const double max[3])
{
  return mq_json_new ("min:a max:a", mq_json_from_vector (min), mq_json_from_vector (max));
}

/* @part: a part of a model's answer, with `min` and `max`; @rests: whether parts only touch
 * where a join does not say how. Returns: (transfer full) (nullable): the part in the plan's
 * form: `box`, `function`, joins to existing parts */
JsonObject *
mq_plan_normalize_part (JsonObject *part, JsonArray *parts, gboolean rests)
{
  const char *id = mq_json_get_string (part, "id", "");
  g_autofree char *fault = find_fault (part);
  g_autofree char *name = mq_text_make_title (id);
  JsonArray *materials = mq_json_get_array (part, "materials");
  JsonObject *plain;
  double min[3];
  double max[3];

  if (fault != NULL || !read_vector (part, "min", min) || !read_vector (part, "max", max))
    return NULL;

  plain = mq_json_new (
      "id:s name:s purpose:s function:s count:l box:o materials:a effect:b adjust:a called:s?", id,
      mq_json_get_string (part, "name", name), mq_json_get_string (part, "purpose", ""), id,
      MAX (1, mq_json_get_int (part, "count", 1)), box_to_json (min, max),
      materials != NULL ? json_array_ref (materials) : json_array_new (), FALSE, json_array_new (),
      mq_json_get_string (part, "called", NULL));
  mq_plan_joins_read (part, parts, rests, plain);
  return plain;
}

/* Converts the answer to the form of plans that the whole program reads. */
static JsonObject *
normalize (JsonObject *answer, JsonArray *requirements, MqAssetState *asset)
{
  static const char form[]
      = "^\\s*([A-Z][A-Z0-9_]{0,63})\\s*=\\s*(-?[0-9.]{1,16})\\s*#\\s*"
        "(?:(m|deg)\\s*,\\s*)?(-?[0-9.]{1,16})\\.\\.(-?[0-9.]{1,16})\\s*:(.*)$";
  g_autoptr (GRegex) regex = g_regex_new (form, G_REGEX_DOLLAR_ENDONLY, 0, NULL);
  JsonArray *parts = mq_json_get_array (answer, "parts");
  JsonArray *materials = mq_json_get_array (answer, "materials");
  JsonArray *said = mq_json_get_array (answer, "params");
  JsonArray *params = json_array_new ();
  JsonArray *used = json_array_new ();
  JsonArray *plain = json_array_new ();
  JsonObject *plan;
  g_autoptr (GString) ignored = g_string_new (NULL);
  g_autoptr (JsonArray) joints = mq_plan_joints_read (answer, parts, ignored);
  /* A plan of an earlier form says nothing of how its parts join. */
  gboolean rests = json_object_has_member (answer, "requirements");
  g_autofree char *title = mq_text_shorten (mq_json_get_string (answer, "title", "Asset"),
                                            MAX_TITLE);
  double low[3] = { 0 };
  double high[3] = { 0 };

  plan = mq_json_new (
      "team:s title:s about:s prompt:s instructions:a seen:s style:s notes:s grounded:b scale:i",
      "model", title, mq_json_get_string (answer, "about", ""), asset->first_message,
      json_array_new (), mq_json_get_string (answer, "seen", ""),
      mq_json_get_string (answer, "style", ""), mq_json_get_string (answer, "notes", ""),
      mq_json_get_boolean (answer, "grounded", TRUE), 1);

  for (guint i = 0; i < json_array_get_length (parts) && i < MAX_PARTS; i++)
    {
      JsonObject *part = mq_json_element_object (parts, i);
      JsonObject *one = part != NULL ? mq_plan_normalize_part (part, parts, rests) : NULL;
      double min[3] = { 0 };
      double max[3] = { 0 };

      if (one == NULL)
        continue;

      mq_json_get_box (one, min, max);
      mq_json_grow_box (low, high, min, max, json_array_get_length (plain) == 0);
      json_array_add_object_element (plain, one);
    }

  /* Models state a join at one of its parts; plans list it at both. */
  MQ_JSON_EACH (plain, i, one)
    MQ_JSON_EACH (plain, j, other)
      {
        JsonArray *joins = mq_json_get_array (other, "joins");
        const char *id = mq_json_get_string (one, "id", "");

        if (mq_json_contains (mq_json_get_array (one, "joins"),
                              mq_json_get_string (other, "id", ""))
            && !mq_json_contains (joins, id))
          json_array_add_string_element (joins, id);
      }

  /* The materials that parts are made of; without parts, all. */
  MQ_JSON_EACH (materials, i, material)
    {
      const char *id = mq_json_get_string (material, "id", "main");
      gboolean is_used = mq_json_length (parts) == 0;

      MQ_JSON_EACH (parts, j, part)
        is_used |= mq_json_contains (mq_json_get_array (part, "materials"), id);
      if (material != NULL && is_used)
        json_array_add_object_element (used, json_object_ref (material));
    }

  /* Parameters are objects, or lines as "LEG_LENGTH = 0.4  # m, 0.3..0.6: legs". */
  MQ_JSON_EACH (said, i, param)
    {
      const char *line = mq_json_element_string (said, i);
      g_autoptr (GMatchInfo) match = NULL;
      g_auto (GStrv) words = NULL;
      const char *unit = "ratio";

      if (param != NULL)
        json_array_add_object_element (params, json_object_ref (param));
      if (line == NULL || !g_regex_match (regex, line, 0, &match))
        continue;

      words = g_match_info_fetch_all (match);
      if (*words[3] != '\0')
        unit = words[3];
      else if (g_str_equal (words[1], "SEED"))
        unit = "seed";
      else if (strchr (words[2], '.') == NULL)
        unit = "count";
      json_array_add_object_element (
          params, mq_json_new ("name:s value:d min:d max:d unit:s about:s", words[1],
                               g_ascii_strtod (words[2], NULL), g_ascii_strtod (words[4], NULL),
                               g_ascii_strtod (words[5], NULL), unit, g_strstrip (words[6])));
    }

  mq_json_add (plan, "box:o params:a materials:a parts:a requirements:A", box_to_json (low, high),
               params, used, plain, requirements);
  if (mq_json_length (joints) > 0)
    json_object_set_array_member (plan, "joints", json_array_ref (joints));
  return plan;
}

static JsonObject *
make_answer (MqRoleCall *task, JsonObject *said, JsonArray *requirements, gboolean is_cut)
{
  JsonObject *plan = normalize (said, requirements, task->asset);
  JsonArray *parts = mq_json_get_array (plan, "parts");
  g_autoptr (GPtrArray) joints = mq_joints_read (plan);
  const char *about = mq_json_get_string (plan, "about", "");
  const char *seen = mq_json_get_string (plan, "seen", "");
  guint count = json_array_get_length (parts);
  g_autofree char *planned
      = g_strdup_printf (ngettext ("Planned %u part", "Planned %u parts", count), count);
  g_autoptr (GString) detail = g_string_new (NULL);
  g_autofree char *size = NULL;
  g_autofree char *text = NULL;
  g_autofree char *warning = NULL;
  JsonArray *items = NULL;
  double min[3] = { 0 };
  double max[3] = { 0 };

  mq_json_get_box (plan, min, max);
  size = mq_text_format_size (
      (const double[3]){ max[0] - min[0], max[1] - min[1], max[2] - min[2] });
  /* Translators: “Planned 9 parts”, and their size: “44.0 × 54.0 × 94.0 cm”. */
  text = g_strdup_printf (_ ("%s, %s"), planned, size);

  g_string_append_printf (detail, "**%s**: %s\n\n", mq_json_get_string (plan, "title", ""), about);
  if (*seen != '\0')
    g_string_append_printf (detail, "%s\n\n", seen);
  MQ_JSON_EACH (parts, i, part)
    {
      const char *called = mq_json_get_string (part, "called", NULL);

      g_string_append_printf (detail, "- %s: %s\n", mq_json_get_string (part, "name", ""),
                              mq_json_get_string (part, "purpose", ""));
      if (called != NULL)
        g_string_append_printf (detail, "  (`%s` in the script: `%s` is another thing there)\n",
                                mq_json_get_string (part, "id", ""), called);
    }
  MQ_EACH (joints, i, const MqJoint, joint)
    g_string_append_printf (detail, "- %s ↻ %s\n", joint->name, joint->axis_words);
  g_string_append_c (detail, '\n');
  MQ_JSON_EACH (requirements, i, requirement)
    g_string_append_printf (detail, "%u. %s\n", i + 1,
                            mq_json_get_string (requirement, "words", ""));

  /* A variant's version is named after its difference. */
  if (task->asset->variants > 1 && *about != '\0')
    mq_json_add (plan, "summary:s", about);

  if (is_cut)
    {
      /* The plan could be closed, so that only what stood behind the last thing in it is missing.
       */
      JsonArray *said_parts = mq_json_get_array (said, "parts");
      JsonArray *said_requirements = mq_json_get_array (said, "requirements");
      guint n_parts = mq_json_length (said_parts);
      guint n_requirements = mq_json_length (said_requirements);
      const char *last = NULL;

      if (n_requirements > 0)
        last = mq_json_get_string (mq_json_element_object (said_requirements, n_requirements - 1),
                                   "words", NULL);
      if (last == NULL && n_parts > 0)
        last = mq_json_get_string (mq_json_element_object (said_parts, n_parts - 1), "id", NULL);
      /* Translators: %s is the last part or requirement of a plan */
      warning = g_strdup_printf (
          _ ("The plan was cut off at the token limit, after “%s”; the rest is missing"),
          last != NULL ? last : "…");
    }
  else if (mq_json_length (mq_json_get_array (said, "cannot")) > 0)
    {
      items = mq_json_get_array (said, "cannot");
      warning = g_strdup (_ ("Not all of it is possible"));
    }
  return mq_json_new ("plan:o text:s detail:s notices:a", plan, text, detail->str,
                      mq_role_add_answer (mq_role_make_notices ("in-part", warning, items), said));
}

/* Goes on with an empty plan: the writer has the user's words. @is_reason: whether @why is for the
 * user, too */
static JsonObject *
go_on_without_plan (MqRoleCall *task, const char *why, gboolean is_reason)
{
  const char *first_message = task->asset->first_message;
  g_autofree char *line = g_strndup (first_message, strcspn (first_message, "\n"));
  g_autofree char *title = mq_text_shorten (*line != '\0' ? line : "Asset", MAX_TITLE);
  g_autoptr (JsonObject) said = mq_json_new (
      "title:s about:s notes:s parts:a", title, "",
      "There is no plan: choose the parts and their sizes yourself.", json_array_new ());
  g_autoptr (JsonArray) requirements = json_array_new ();
  g_autofree char *reason = g_strndup (why, strcspn (why, "\n"));
  g_autoptr (JsonArray) items = *reason != '\0' && is_reason
                                    ? mq_json_from_strings ((const char *const[]){ reason }, 1)
                                    : NULL;
  JsonArray *notices = mq_role_make_notices (
      "no-plan", _ ("The model made no usable plan, and writes the script without one"), items);

  if (*first_message != '\0')
    json_array_add_object_element (requirements,
                                   mq_json_new ("words:s what:s", first_message, "look"));
  return mq_json_new ("plan:o text:s detail:s notices:a",
                      normalize (said, requirements, task->asset), _ ("Continuing without a plan"),
                      why, notices);
}

/* @error: an error of mq_role_ask(), unless the model answers but makes no plan: then the asset
 * is written without one. Returns: (transfer full) (nullable): `{"plan", "text", "detail",
 * "notices"}` */
JsonObject *
mq_role_plan (MqRoleCall *task, GError **error)
{
  JsonArray *own = task->asset->own;
  gboolean pictured = task->asset->references->len > 0;
  const char *const replacements[] = { "picture",
                                       pictured ? with_picture : "",
                                       "finishes",
                                       task->context->agents->toolkit->finishes,
                                       "requirements",
                                       mq_requirement_hints,
                                       NULL };
  g_autoptr (MqModelRequest) request = NULL;
  g_autofree char *thin = NULL;
  gboolean compared = FALSE;

  if (pictured && !mq_role_get_abilities (task->context, "planner").pictures)
    return mq_fail_null (error, MQ_ERROR_FAILED,
                         _ ("The planner’s model does not support pictures. Describe the object in "
                            "words, or choose another model for the planner"));

  request = mq_role_new_request (task, "planner", "plan");
  mq_role_add_prompt (request, task, "planner", replacements, "plan");
  mq_role_context_add_variant (request, task);
  if (mq_json_length (own) > 0)
    {
      g_autoptr (GString) text = g_string_new (
          "# Requirements of the user's own\nThey are in the plan as they are: "
          "write none of them again, give the parts the names that they have "
          "here, and boxes that meet them.\n");

      mq_requirements_append (text, own);
      mq_model_request_add_text (request, MQ_MODEL_USER, text->str);
    }

  for (guint i = 0; i < MAX_TRIES; i++)
    {
      g_autoptr (GError) fault = NULL;
      g_autoptr (MqModelAnswer) said = mq_role_ask (task, request, &fault);
      g_autoptr (GString) mistakes = g_string_new (NULL);
      g_autoptr (JsonObject) plan = NULL;
      g_autoptr (JsonArray) requirements = NULL;
      g_autoptr (JsonArray) joints = NULL;
      gboolean is_cut;

      if (said == NULL && g_error_matches (fault, MQ_MODEL_ERROR, MQ_MODEL_ERROR_ANSWER))
        return go_on_without_plan (task, fault->message, TRUE);
      if (said == NULL)
        return mq_fail_null_with (error, &fault);

      is_cut = said->stop == MQ_MODEL_STOP_LENGTH;
      plan = mq_plan_names_settle (said->object);
      json_object_set_array_member (
          plan, "materials",
          mq_plan_materials_read (mq_json_get_array (plan, "materials"), NULL, mistakes));
      requirements = mq_requirements_read (plan, mq_json_get_array (plan, "parts"), mistakes);
      mq_requirements_add_own (requirements, own, FALSE);
      g_clear_pointer (&thin, g_free);
      thin = find_thin (plan, requirements, is_cut);
      mq_plan_names_find_twice (mq_json_get_array (said->object, "parts"), mistakes);
      joints = mq_plan_joints_read (plan, mq_json_get_array (plan, "parts"), mistakes);

      /* Mistakes that keep the requirements from being measured as the user meant them. A plan of
       * an earlier form has no numbers. */
      mq_requirements_find_contradictions (requirements, mistakes);
      if (json_object_has_member (plan, "requirements"))
        mq_requirements_compare_words (requirements, plan, task->asset->first_message, mistakes);

      /* Requirements are sent back once: a plan can be built without all of them. A plan that was
       * cut off would be cut off again. */
      if (*thin == '\0' && (mistakes->len == 0 || compared || is_cut))
        {
          mq_requirements_settle_values (requirements, task->asset->first_message);
          return make_answer (task, plan, requirements, is_cut);
        }

      compared |= mistakes->len > 0;
      mq_role_add_correction (
          request, said,
          g_strdup_printf ("This plan cannot be built from:\n%s%sSend the whole plan again, "
                           "mended. What the user asks for that cannot be had goes to `cannot`.",
                           thin, mistakes->str));
    }

  return go_on_without_plan (task, thin, FALSE);
}
