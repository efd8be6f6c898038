/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The refiner role: turns the user's instruction into a change of the script limited to what it
 * names, and updates the plan. It knows the session's versions, can put a part back as it was, and
 * go back to a version. Other changes are found by geometry hashes and repaired or reported. */
#include "service/roles/mq-role.h"

#include "common/base/mq-error.h"
#include "common/events/mq-target.h"
#include "common/json/mq-json.h"
#include "common/asset/mq-requirement.h"
#include "common/script/mq-script.h"
#include "service/team/mq-asset-history.h"
#include "service/plan/mq-plan-joints.h"
#include "service/plan/mq-plan-parts.h"
#include "service/plan/mq-requirements.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_CHANGES_BY_HAND 50
#define MAX_PIECES 3 /* of a part that the last change was about */

/* @from: of the version that is changed. @back: it is not changed. @faults: gets what is wrong with
 * new requirements and materials */
static JsonObject *
update_plan (MqAssetState *asset, JsonObject *from, JsonObject *said, gboolean back,
             GString *faults)
{
  static const char *const told[] = { "title", "about" };
  const MqMessage *instruction = asset->instruction;
  JsonObject *plan = mq_json_copy_object (from);
  JsonArray *old_parts = mq_json_get_array (from, "parts");
  JsonArray *changed = mq_json_get_array (said, "parts");
  JsonArray *parts = json_array_new ();
  JsonArray *old_materials = mq_json_get_array (from, "materials");
  JsonArray *materials = json_array_new ();
  JsonArray *dropped = mq_json_get_array (said, "drop_requirements");
  g_autoptr (JsonArray) known = json_array_new ();
  g_autoptr (JsonArray) old = mq_requirement_list (from);
  g_autoptr (JsonArray) named = mq_requirement_list (said);
  g_autoptr (JsonObject) complete = mq_json_new ("requirements:a",
                                                 mq_requirements_complete (named, old));
  g_autoptr (JsonArray) added = NULL;
  g_autoptr (JsonArray) new_joints = NULL;
  g_autoptr (JsonArray) new_materials = NULL;
  g_autoptr (JsonArray) joints = NULL;

  mq_json_append (known, old_parts);
  mq_json_append (known, changed);
  MQ_JSON_EACH (old_parts, i, part)
    {
      const char *id = mq_json_get_string (part, "id", "");
      JsonObject *other = mq_json_find (changed, "id", id);
      JsonObject *plain = NULL;

      if (mq_json_contains (mq_json_get_array (said, "remove_parts"), id))
        continue;
      if (other != NULL)
        plain = mq_plan_normalize_part (other, known, TRUE);
      json_array_add_object_element (parts, plain != NULL ? plain : json_object_ref (part));
    }
  MQ_JSON_EACH (changed, i, part)
    {
      JsonObject *plain = NULL;

      if (part != NULL && mq_json_find (parts, "id", mq_json_get_string (part, "id", "")) == NULL)
        plain = mq_plan_normalize_part (part, known, TRUE);
      if (plain != NULL)
        json_array_add_object_element (parts, plain);
    }

  new_joints = mq_plan_joints_read (said, parts, faults);
  added = mq_requirements_read (complete, parts, faults);
  mq_requirements_compare_values (added, faults);
  mq_requirements_settle_values (added, instruction->text);
  if (dropped == NULL)
    dropped = mq_json_get_array (said, "drop_must_haves");

  new_materials = mq_plan_materials_read (mq_json_get_array (said, "materials"), old_materials,
                                          faults);
  MQ_JSON_EACH (old_materials, i, material)
    if (material != NULL
        && mq_json_find (new_materials, "id", mq_json_get_string (material, "id", "")) == NULL)
      json_array_add_object_element (materials, json_object_ref (material));
  mq_json_append (materials, new_materials);
  mq_json_add (plan, "parts:a materials:a requirements:a", parts, materials,
               mq_requirements_change (old, added, dropped));

  joints = mq_plan_joints_change (from, new_joints, mq_json_get_array (said, "remove_joints"),
                                  parts);
  if (mq_json_length (joints) > 0 || json_object_has_member (plan, "joints"))
    json_object_set_array_member (plan, "joints", json_array_ref (joints));
  json_object_remove_member (plan, "must_haves");
  for (gsize i = 0; i < G_N_ELEMENTS (told); i++)
    if (*mq_json_get_string (said, told[i], "") != '\0')
      json_object_set_string_member (plan, told[i], mq_json_get_string (said, told[i], ""));
  /* How to make what was planned first; since then, the script says it. */
  json_object_remove_member (plan, "notes");
  /* Going back restores the earlier instructions: with "undo that" among them, the next undo would
   * go one step too far. "thicker" says nothing later without what it was about. */
  if (!back)
    {
      JsonArray *instructions = json_array_new ();
      g_autofree char *names = mq_target_list_dup_names (instruction->targets);
      g_autofree char *words = *names != '\0'
                                   ? g_strdup_printf ("%s (about: %s)", instruction->text, names)
                                   : g_strdup (instruction->text);

      mq_json_append (instructions, mq_json_get_array (plan, "instructions"));
      json_array_add_string_element (instructions, words);
      json_object_set_array_member (plan, "instructions", instructions);
    }
  return plan;
}

/* A list of names: models also send a single one, or several in one text. */
static void
append_names (JsonArray *names, JsonObject *said, const char *key)
{
  JsonArray *list = mq_json_get_array (said, key);
  g_auto (GStrv) words = g_strsplit_set (mq_json_get_string (said, key, ""), ", ", -1);

  MQ_JSON_EACH_STRING (list, i, text)
    if (text != NULL)
      json_array_add_string_element (names, text);
  for (gsize i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      json_array_add_string_element (names, words[i]);
}

static void
append_members (JsonArray *names, JsonArray *list, const char *member)
{
  MQ_JSON_EACH (list, i, one)
    {
      const char *id = mq_json_get_string (one, member, NULL);

      if (id != NULL && !mq_json_contains (names, id))
        json_array_add_string_element (names, id);
    }
}

/* @outcome: "refused", or "already-so" when nothing is to be done */
static JsonObject *
refuse (const char *outcome, const char *why, const char *detail)
{
  return mq_json_new ("refused:b outcome:s text:s detail:s notices:a", TRUE, outcome, why, detail,
                      json_array_new ());
}

/* Applies an answer: puts parts back as they were, then changes the script. The model's own Python
 * may be left out where a version says it all. */
static char *
apply (MqRoleCall *task, JsonObject *said, JsonObject *base, const char *text, GError **error)
{
  MqAssetState *asset = task->asset;
  JsonArray *restored = mq_json_get_array (said, "restore");
  g_autofree char *python = mq_patch_read_python (text);
  const char *begun = base != NULL ? mq_json_get_string (base, "script", "") : asset->script;
  g_autoptr (MqScript) script = mq_script_new (begun, error);

  if (script == NULL)
    return NULL;

  MQ_JSON_EACH (restored, i, each)
    {
      gint64 version = mq_json_get_int (each, "version", -1);
      JsonObject *then = mq_asset_history_find (asset->history, version);
      g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
      g_auto (GStrv) parts = NULL;
      gboolean done = FALSE;

      if (then == NULL)
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                             "There is no version %" G_GINT64_FORMAT " to take a part from",
                             version);

      /* All parts of a version at its first entry. */
      MQ_JSON_EACH (restored, j, one)
        {
          if (mq_json_get_int (one, "version", -1) != version)
            continue;
          done |= j < i;
          g_strv_builder_add (builder, mq_json_get_string (one, "part", ""));
        }
      parts = g_strv_builder_end (builder);
      if (!done
          && !mq_script_restore (script, mq_json_get_string (then, "script", ""),
                                 (const char *const *)parts, version, error))
        return NULL;
    }

  if ((base != NULL || mq_json_length (restored) > 0)
      && (python == NULL || strstr (text, "```py") == NULL))
    return g_strdup (mq_script_get_text (script));

  return mq_patch_apply (task, mq_script_get_text (script), text, NULL, error);
}

/* The answer to the pipeline; NULL when the model's cannot be used. @lenient: requirements that are
 * wrong do not keep the change from being made: they are judged by eye */
static JsonObject *
read_answer (MqRoleCall *task, const char *text, gboolean lenient, GError **error)
{
  MqAssetState *asset = task->asset;
  g_autofree char *json = mq_script_unfence (text, "json");
  g_autoptr (JsonObject) said = NULL;
  g_autoptr (GString) faults = g_string_new (NULL);
  g_autoptr (JsonArray) left = json_array_new ();
  g_autoptr (JsonObject) plan = NULL;
  g_autofree char *script = NULL;
  g_autoptr (MqScript) described = NULL;
  JsonArray *touches;
  JsonObject *base = NULL;
  JsonObject *from;
  gint64 number;
  const char *single;
  const char *told;

  if (json == NULL || *json != '{')
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "The block of JSON is missing");
  if (!(said = mq_json_parse_object (json, -1, error)))
    return NULL;
  if (*mq_json_get_string (said, "refuse", "") != '\0')
    return refuse ("refused", mq_json_get_string (said, "refuse", ""), text);
  if (*mq_json_get_string (said, "already", "") != '\0')
    return refuse ("already-so", mq_json_get_string (said, "already", ""), text);

  /* The version to go back to, if it is not the current one. */
  number = mq_json_get_int (said, "go_back", -1);
  if (number >= 0 && number != asset->version)
    {
      base = mq_asset_history_find (asset->history, number);
      if (base == NULL && number != 0)
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                             "There is no version %" G_GINT64_FORMAT " to go back to", number);
    }

  if ((script = apply (task, said, base, text, error)) == NULL)
    return NULL;

  from = base != NULL ? mq_json_get_object (base, "plan") : asset->plan;
  if (from != NULL)
    plan = update_plan (
        asset, from, said,
        base != NULL && g_str_equal (script, mq_json_get_string (base, "script", "")), faults);
  if (faults->len > 0 && !lenient)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "This is wrong in the JSON:\n%s", faults->str);

  if (plan != NULL
      && (*mq_json_get_string (said, "title", "") != '\0'
          || *mq_json_get_string (said, "about", "") != '\0'))
    described = mq_script_new (script, NULL);
  if (described != NULL)
    mq_script_set_docstring (described, mq_json_get_string (plan, "title", ""),
                             mq_json_get_string (plan, "about", ""));

  /* The parts that the instruction may change: those it names, the new ones, and those that are put
   * back. */
  touches = json_array_new ();
  append_names (touches, said, "touches");
  append_members (touches, mq_json_get_array (said, "parts"), "id");
  append_names (touches, said, "remove_parts");
  append_members (touches, mq_json_get_array (said, "restore"), "part");

  /* A model that forgets them means what the user pointed at, and what its requirements are of. */
  if (json_array_get_length (touches) == 0 && base == NULL && !g_str_equal (script, asset->script))
    {
      mq_json_append (touches, asset->chosen);
      append_members (touches, mq_json_get_array (said, "requirements"), "of");
    }

  single = mq_json_get_string (said, "not_done", "");
  mq_json_append (left, mq_json_get_array (said, "not_done"));
  if (*single != '\0')
    json_array_add_string_element (left, single);

  told = mq_json_get_string (said, "summary", "");
  if (*told == '\0')
    told = asset->instruction->text;
  return mq_json_new (
      "script:s plan:O? base:O? restored:A? touches:a summary:s text:s detail:s notices:a",
      described != NULL ? mq_script_get_text (described) : script, plan, base,
      mq_json_get_array (said, "restore"), touches, told, told, text,
      mq_role_add_answer (
          mq_role_make_notices (
              "in-part", json_array_get_length (left) > 0 ? _ ("Done in part. Not done") : NULL,
              left),
          said));
}

/* @error: %MQ_ERROR_FAILED: no answer was usable; or an error of mq_role_ask(). Returns:
 * (transfer full) (nullable): `{"script", "plan", "base", "restored", "touches", "summary",
 * "text", "detail", "notices"}`, or `{"refused": true, "outcome", "text", "detail", "notices"}`.
 * `base` is the version that it went back to, `restored` what was put back */
JsonObject *
mq_role_refine (MqRoleCall *task, GError **error)
{
  MqAssetState *asset = task->asset;
  g_autofree char *words = mq_role_dup_instruction (task);
  g_autoptr (MqModelRequest) request = mq_role_new_request (task, "refiner", "refine");
  JsonObject *now = mq_asset_history_find (asset->history, asset->version);
  JsonObject *before = NULL;
  JsonArray *rows = mq_json_get_array (asset->report, "by_hand");
  g_autoptr (GString) by_hand = g_string_new (
      "# Changed by hand in Blender\nThe script does not do the following; the sizes above are "
      "measured with it. Let the script do of it what it can, and say in `summary` what is "
      "gone.\n");

  mq_model_request_take_text (request, mq_asset_history_describe (asset->history, asset->version,
                                                                  task->context->library, TRUE));

  /* The pieces before the newest change, so that "not that one" is understood. */
  if (now != NULL)
    before = mq_asset_history_find (asset->history, mq_json_get_int (now, "parent", 0));
  mq_model_request_take_text (
      request, mq_role_context_describe_before ("Before the last change",
                                                mq_json_get_object (before, "report"),
                                                asset->report, MAX_PIECES));
  mq_role_context_add_script (request, asset, task->context->library, FALSE);
  mq_model_request_take_text (
      request, mq_role_context_describe_report (asset->plan, asset->report, FALSE, NULL));

  for (guint i = 0; i < MIN (mq_json_length (rows), MAX_CHANGES_BY_HAND); i++)
    {
      JsonObject *row = mq_json_element_object (rows, i);

      g_string_append_printf (
          by_hand, "- %s (part `%s`): %s\n", mq_json_get_string (row, "object", ""),
          mq_json_get_string (row, "part", ""), mq_json_get_string (row, "change", ""));
    }
  if (mq_json_length (rows) > 0)
    mq_model_request_add_text (request, MQ_MODEL_USER, by_hand->str);

  mq_role_add_prompt (request, task, "refiner", NULL, NULL);
  mq_role_context_add_variant (request, task);
  mq_model_request_take_text (request, g_strdup_printf ("# The user now says\n%s\n", words));

  return mq_role_ask_twice (task, request, read_answer,
                            ". Send both blocks again, JSON and Python, whole.",
                            _ ("The refiner sent nothing usable"), error);
}
