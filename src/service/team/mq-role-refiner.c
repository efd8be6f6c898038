/* The refiner role: turns the user's instruction into a change of the script limited to what it
 * names, and updates the plan. Other changes are found by geometry hashes and repaired or
 * reported. */
#include "service/team/mq-role.h"

#include "common/mq-error.h"
#include "common/mq-json.h"
#include "service/script/mq-script.h"

#include <glib/gi18n.h>

#define MAX_CHANGES_BY_HAND 50

/* What the user changed in Blender, and the script does not do. */
static void
add_changes_by_hand (MqModelRequest *request, JsonObject *report)
{
  JsonArray *rows = mq_json_get_array (report, "by_hand");
  g_autoptr (GString) text = g_string_new (
      "# Changed by hand in Blender\nThe script does not do the following; the sizes above are "
      "measured with it. Let the script do of it what it can, and say in `summary` what is "
      "gone.\n");

  for (guint i = 0; i < MIN (mq_json_length (rows), MAX_CHANGES_BY_HAND); i++)
    {
      JsonObject *row = mq_json_element_object (rows, i);

      g_string_append_printf (
          text, "- %s (part `%s`): %s\n", mq_json_get_string (row, "object", ""),
          mq_json_get_string (row, "part", ""), mq_json_get_string (row, "change", ""));
    }

  if (mq_json_length (rows) > 0)
    mq_model_request_add_text (request, MQ_MODEL_USER, text->str);
}

static MqModelRequest *
make_request (MqRoleCall *task)
{
  MqAssetState *asset = task->asset;
  g_autofree char *role = mq_agents_dup_role (task->context->agents, "refiner", NULL);
  g_autofree char *report = mq_role_context_describe_report (asset->plan, asset->report, FALSE,
                                                             NULL);
  g_autofree char *words = mq_role_dup_instruction (task);
  g_autofree char *words_section = g_strdup_printf ("# The user now says\n%s\n", words);
  MqModelRequest *request = mq_role_new_request (task, "refiner", "refine");

  mq_role_context_add_script (request, asset, task->context->library, FALSE);
  mq_model_request_add_text (request, MQ_MODEL_USER, report);
  add_changes_by_hand (request, asset->report);
  mq_model_request_add_text (request, MQ_MODEL_USER, role);
  mq_role_context_add_variant (request, task);
  mq_model_request_add_text (request, MQ_MODEL_USER, words_section);
  return request;
}

static JsonArray *
merge_parts (JsonObject *plan, JsonObject *said)
{
  JsonArray *old = mq_json_get_array (plan, "parts");
  JsonArray *changed = mq_json_get_array (said, "parts");
  JsonArray *removed = mq_json_get_array (said, "remove_parts");
  g_autoptr (JsonArray) known = json_array_new ();
  JsonArray *parts = json_array_new ();

  mq_json_append (known, old);
  mq_json_append (known, changed);
  for (guint i = 0; i < mq_json_length (old); i++)
    {
      JsonObject *part = mq_json_element_object (old, i);
      const char *id = mq_json_get_string (part, "id", "");
      JsonObject *other = mq_json_find (changed, "id", id);
      JsonObject *plain = other != NULL ? mq_plan_normalize_part (other, known) : NULL;

      if (mq_json_contains (removed, id))
        continue;
      json_array_add_object_element (parts, plain != NULL ? plain : json_object_ref (part));
    }

  for (guint i = 0; i < mq_json_length (changed); i++)
    {
      JsonObject *part = mq_json_element_object (changed, i);
      JsonObject *plain = NULL;

      if (part != NULL && mq_json_find (parts, "id", mq_json_get_string (part, "id", "")) == NULL)
        plain = mq_plan_normalize_part (part, known);
      if (plain != NULL)
        json_array_add_object_element (parts, plain);
    }

  return parts;
}

static void
append_strings (JsonObject *plan, const char *key, JsonArray *more)
{
  JsonArray *all = json_array_new ();

  mq_json_append (all, mq_json_get_array (plan, key));
  for (guint i = 0; i < mq_json_length (more); i++)
    if (mq_json_element_string (more, i) != NULL)
      json_array_add_string_element (all, mq_json_element_string (more, i));
  json_object_set_array_member (plan, key, all);
}

/* Removes checks that the user's request makes obsolete. */
static void
drop_strings (JsonObject *plan, const char *key, JsonArray *gone)
{
  JsonArray *old = mq_json_get_array (plan, key);
  JsonArray *left = json_array_new ();

  for (guint i = 0; i < mq_json_length (old); i++)
    if (!mq_json_contains (gone, mq_json_element_string (old, i)))
      json_array_add_element (left, json_node_copy (json_array_get_element (old, i)));
  json_object_set_array_member (plan, key, left);
}

static JsonArray *
merge_materials (JsonObject *plan, JsonObject *said)
{
  JsonArray *old = mq_json_get_array (plan, "materials");
  JsonArray *changed = mq_json_get_array (said, "materials");
  JsonArray *materials = json_array_new ();

  for (guint i = 0; i < mq_json_length (old); i++)
    {
      JsonObject *material = mq_json_element_object (old, i);

      if (material != NULL
          && mq_json_find (changed, "id", mq_json_get_string (material, "id", "")) == NULL)
        json_array_add_object_element (materials, json_object_ref (material));
    }
  for (guint i = 0; i < mq_json_length (changed); i++)
    if (mq_json_element_object (changed, i) != NULL)
      json_array_add_object_element (materials,
                                     json_object_ref (mq_json_element_object (changed, i)));

  return materials;
}

static JsonObject *
update_plan (MqAssetState *asset, JsonObject *said)
{
  JsonObject *plan = mq_json_copy_object (asset->plan);
  g_autoptr (JsonArray) instruction = json_array_new ();

  json_array_add_string_element (instruction, asset->instruction);
  mq_json_add (plan, "parts:a materials:a", merge_parts (asset->plan, said),
               merge_materials (plan, said));
  drop_strings (plan, "must_haves", mq_json_get_array (said, "drop_must_haves"));
  append_strings (plan, "must_haves", mq_json_get_array (said, "must_haves"));
  append_strings (plan, "instructions", instruction);
  return plan;
}

/* The parts that the instruction may change: those it names, and the new ones. */
static JsonArray *
collect_touches (JsonObject *said)
{
  JsonArray *touches = json_array_new ();
  JsonArray *named = mq_json_get_array (said, "touches");
  JsonArray *parts = mq_json_get_array (said, "parts");
  JsonArray *removed = mq_json_get_array (said, "remove_parts");

  for (guint i = 0; i < mq_json_length (named); i++)
    if (mq_json_element_string (named, i) != NULL)
      json_array_add_string_element (touches, mq_json_element_string (named, i));
  for (guint i = 0; i < mq_json_length (parts); i++)
    {
      const char *id = mq_json_get_string (mq_json_element_object (parts, i), "id", NULL);

      if (id != NULL && !mq_json_contains (touches, id))
        json_array_add_string_element (touches, id);
    }
  for (guint i = 0; i < mq_json_length (removed); i++)
    if (mq_json_element_string (removed, i) != NULL)
      json_array_add_string_element (touches, mq_json_element_string (removed, i));

  return touches;
}

static JsonObject *
refuse (const char *why, const char *detail)
{
  return mq_json_new ("refused:b text:s detail:s notices:a", TRUE, why, detail, json_array_new ());
}

static JsonObject *
make_answer (MqRoleCall *task, JsonObject *said, const char *script, const char *changes,
             const char *detail)
{
  JsonObject *answer = json_object_new ();
  const char *summary = mq_json_get_string (said, "summary", "");

  if (*summary == '\0')
    summary = task->asset->instruction;
  json_object_set_string_member (answer, "script", script);
  if (task->asset->plan != NULL)
    json_object_set_object_member (answer, "plan", update_plan (task->asset, said));
  mq_json_add (answer, "touches:a summary:s text:s detail:s notices:a", collect_touches (said),
               summary, changes, detail, json_array_new ());
  return answer;
}

static JsonObject *
read_json (const char *text, GError **error)
{
  g_autofree char *json = mq_script_unfence (text, "json");
  JsonObject *said = NULL;

  if (json != NULL && *json == '{')
    said = mq_json_parse_object (json, -1, error);
  else
    g_set_error_literal (error, MQ_ERROR, MQ_ERROR_BAD_INPUT, "The block of JSON is missing");
  return said;
}

/**
 * mq_role_refine:
 * @error: %MQ_ERROR_FAILED: no answer was usable; or an error of mq_role_ask()
 *
 * Returns: (transfer full) (nullable): `{"script", "plan", "touches", "summary", "text", "detail",
 *   "notices"}`, or `{"refused": true, "text", "detail", "notices"}`
 */
JsonObject *
mq_role_refine (MqRoleCall *task, GError **error)
{
  g_autoptr (MqModelRequest) request = make_request (task);
  g_autoptr (GError) fault = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MqModelAnswer) answer = mq_role_ask (task, request, error);
      g_autoptr (JsonObject) said = NULL;
      g_autofree char *changes = NULL;
      g_autofree char *script = NULL;
      g_autofree char *back = NULL;
      const char *text;

      if (answer == NULL)
        return NULL;

      text = answer->text;
      g_clear_error (&fault);
      if ((said = read_json (text, &fault)) != NULL)
        {
          const char *why = mq_json_get_string (said, "refuse", NULL);

          if (why != NULL && *why != '\0')
            return refuse (why, text);
          if ((script = mq_patch_apply (task, text, &changes, &fault)) != NULL)
            return make_answer (task, said, script, changes, text);
        }

      back = g_strdup_printf ("%s. Send both blocks again, JSON and Python, whole.",
                              fault->message);
      mq_model_request_add_text (request, MQ_MODEL_ASSISTANT, text);
      mq_model_request_add_text (request, MQ_MODEL_USER, back);
    }

  return mq_fail_null (error, MQ_ERROR_FAILED, _ ("The refiner sent nothing that can be used"));
}
