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

/* The pieces before the newest change, so that "not that one" is understood. */
static char *
describe_last_change (MqAssetState *asset)
{
  JsonObject *now = mq_asset_history_find (asset->history, asset->version);
  gint64 parent = mq_json_get_int (now, "parent", 0);
  JsonObject *before = now != NULL ? mq_asset_history_find (asset->history, parent) : NULL;

  return mq_role_context_describe_before (
      "Before the last change", mq_json_get_object (before, "report"), asset->report, MAX_PIECES);
}

static MqModelRequest *
make_request (MqRoleCall *task)
{
  MqAssetState *asset = task->asset;
  g_autofree char *words = mq_role_dup_instruction (task);
  MqModelRequest *request = mq_role_new_request (task, "refiner", "refine");
  JsonArray *rows;
  g_autoptr (GString) text = NULL;

  mq_model_request_take_text (request, mq_asset_history_describe (asset->history, asset->version,
                                                                  task->context->library, TRUE));
  mq_model_request_take_text (request, describe_last_change (asset));
  mq_role_context_add_script (request, asset, task->context->library, FALSE);
  mq_model_request_take_text (
      request, mq_role_context_describe_report (asset->plan, asset->report, FALSE, NULL));

  /* Lists the user's changes in Blender, which the script does not make. */
  rows = mq_json_get_array (asset->report, "by_hand");
  text = g_string_new (
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

  mq_role_add_prompt (request, task, "refiner", NULL);
  mq_role_context_add_variant (request, task);
  mq_model_request_take_text (request, g_strdup_printf ("# The user now says\n%s\n", words));
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
      JsonObject *plain = other != NULL ? mq_plan_normalize_part (other, known, TRUE) : NULL;

      if (mq_json_contains (removed, id))
        continue;
      json_array_add_object_element (parts, plain != NULL ? plain : json_object_ref (part));
    }

  for (guint i = 0; i < mq_json_length (changed); i++)
    {
      JsonObject *part = mq_json_element_object (changed, i);
      JsonObject *plain = NULL;

      if (part != NULL && mq_json_find (parts, "id", mq_json_get_string (part, "id", "")) == NULL)
        plain = mq_plan_normalize_part (part, known, TRUE);
      if (plain != NULL)
        json_array_add_object_element (parts, plain);
    }

  return parts;
}

/* @faults: gets what is wrong with the new ones */
static JsonArray *
merge_materials (JsonObject *plan, JsonObject *said, GString *faults)
{
  JsonArray *old = mq_json_get_array (plan, "materials");
  g_autoptr (JsonArray) changed = mq_plan_materials_read (mq_json_get_array (said, "materials"),
                                                          old, faults);
  JsonArray *materials = json_array_new ();

  for (guint i = 0; i < mq_json_length (old); i++)
    {
      JsonObject *material = mq_json_element_object (old, i);

      if (material != NULL
          && mq_json_find (changed, "id", mq_json_get_string (material, "id", "")) == NULL)
        json_array_add_object_element (materials, json_object_ref (material));
    }
  mq_json_append (materials, changed);
  return materials;
}

/* "thicker" says nothing later without what it was about. */
static void
append_instruction (JsonObject *plan, const MqMessage *instruction)
{
  JsonArray *all = json_array_new ();
  g_autofree char *names = mq_target_list_dup_names (instruction->targets);
  g_autofree char *about = *names != '\0' ? g_strdup_printf (" (about: %s)", names) : g_strdup ("");
  g_autofree char *said = g_strconcat (instruction->text, about, NULL);

  mq_json_append (all, mq_json_get_array (plan, "instructions"));
  json_array_add_string_element (all, said);
  json_object_set_array_member (plan, "instructions", all);
}

/* The requirements after the change. @words: the user's. @faults: gets what is wrong with the new
 * ones */
static JsonArray *
merge_requirements (JsonObject *plan, JsonArray *parts, JsonObject *said, const char *words,
                    GString *faults)
{
  g_autoptr (JsonArray) old = mq_requirement_list (plan);
  g_autoptr (JsonArray) named = mq_requirement_list (said);
  g_autoptr (JsonObject) complete = mq_json_new ("requirements:a",
                                                 mq_requirements_complete (named, old));
  g_autoptr (JsonArray) added = mq_requirements_read (complete, parts, faults);
  JsonArray *dropped = mq_json_get_array (said, "drop_requirements");

  mq_requirements_compare_values (added, faults);
  mq_requirements_settle_values (added, words);
  if (dropped == NULL)
    dropped = mq_json_get_array (said, "drop_must_haves");
  return mq_requirements_change (old, added, dropped);
}

/* @from: of the version that is changed. @back: it is not changed. @faults: gets what is wrong with
 * new requirements */
static JsonObject *
update_plan (MqAssetState *asset, JsonObject *from, JsonObject *said, gboolean back,
             GString *faults)
{
  static const char *const told[] = { "title", "about" };
  JsonObject *plan = mq_json_copy_object (from);
  JsonArray *parts = merge_parts (from, said);
  g_autoptr (JsonArray) added = mq_plan_joints_read (mq_json_get_array (said, "joints"), parts,
                                                     faults);
  g_autoptr (JsonArray) joints = NULL;

  mq_json_add (plan, "parts:a materials:a requirements:a", parts,
               merge_materials (from, said, faults),
               merge_requirements (from, parts, said, asset->instruction->text, faults));
  joints = mq_plan_joints_change (mq_json_get_array (from, "joints"), added,
                                  mq_json_get_array (said, "remove_joints"), parts);
  if (mq_json_length (joints) > 0 || json_object_has_member (plan, "joints"))
    json_object_set_array_member (plan, "joints", json_array_ref (joints));
  json_object_remove_member (plan, "must_haves");
  for (gsize i = 0; i < G_N_ELEMENTS (told); i++)
    if (*mq_json_get_string (said, told[i], "") != '\0')
      json_object_set_string_member (plan, told[i], mq_json_get_string (said, told[i], ""));
  /* How to make what was planned first; since then, the script says it. */
  json_object_remove_member (plan, "notes");
  /* Going back restores the earlier instructions: with "undo that" among them, the next undo would
   * go one step too far. */
  if (!back)
    append_instruction (plan, asset->instruction);
  return plan;
}

/* A list of names: models also send a single one, or several in one text. */
static void
append_names (JsonArray *names, JsonObject *said, const char *key)
{
  JsonArray *list = mq_json_get_array (said, key);
  g_auto (GStrv) words = g_strsplit_set (mq_json_get_string (said, key, ""), ", ", -1);

  for (guint i = 0; i < mq_json_length (list); i++)
    if (mq_json_element_string (list, i) != NULL)
      json_array_add_string_element (names, mq_json_element_string (list, i));
  for (gsize i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      json_array_add_string_element (names, words[i]);
}

static void
append_members (JsonArray *names, JsonArray *list, const char *member)
{
  for (guint i = 0; i < mq_json_length (list); i++)
    {
      const char *id = mq_json_get_string (mq_json_element_object (list, i), member, NULL);

      if (id != NULL && !mq_json_contains (names, id))
        json_array_add_string_element (names, id);
    }
}

/* The parts that the instruction may change: those it names, the new ones, and those that are put
 * back. */
static JsonArray *
collect_touches (JsonObject *said)
{
  JsonArray *touches = json_array_new ();

  append_names (touches, said, "touches");
  append_members (touches, mq_json_get_array (said, "parts"), "id");
  append_names (touches, said, "remove_parts");
  append_members (touches, mq_json_get_array (said, "restore"), "part");
  return touches;
}

/* @outcome: "refused", or "already-so" when nothing is to be done */
static JsonObject *
refuse (const char *outcome, const char *why, const char *detail)
{
  return mq_json_new ("refused:b outcome:s text:s detail:s notices:a", TRUE, outcome, why, detail,
                      json_array_new ());
}

/* A notice for what of the instruction is not done, with the model's reasons. */
static JsonArray *
make_notices (JsonObject *said)
{
  g_autoptr (JsonArray) left = json_array_new ();
  const char *single = mq_json_get_string (said, "not_done", "");

  mq_json_append (left, mq_json_get_array (said, "not_done"));
  if (*single != '\0')
    json_array_add_string_element (left, single);

  return mq_role_add_answer (
      mq_role_make_notices (
          "in-part", json_array_get_length (left) > 0 ? _ ("Done in part. Not done") : NULL, left),
      said);
}

/* The version to go back to; NULL without an error when the change is of the current one. */
static JsonObject *
find_base (MqAssetState *asset, JsonObject *said, GError **error)
{
  gint64 number = mq_json_get_int (said, "go_back", -1);
  JsonObject *base;

  if (!json_object_has_member (said, "go_back") || number < 0 || number == asset->version
      || (number == 0 && mq_asset_history_find (asset->history, 0) == NULL))
    return NULL;

  base = mq_asset_history_find (asset->history, number);
  if (base == NULL)
    g_set_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT,
                 "There is no version %" G_GINT64_FORMAT " to go back to", number);
  return base;
}

/* The parts that are to be as they were in a version; NULL if an earlier entry names the version,
 * too. */
static GStrv
list_restored (JsonArray *restored, guint first)
{
  gint64 version = mq_json_get_int (mq_json_element_object (restored, first), "version", -1);
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();

  for (guint i = 0; i < mq_json_length (restored); i++)
    {
      JsonObject *one = mq_json_element_object (restored, i);

      if (mq_json_get_int (one, "version", -1) != version)
        continue;
      if (i < first)
        return NULL;
      g_strv_builder_add (parts, mq_json_get_string (one, "part", ""));
    }

  return g_strv_builder_end (parts);
}

/* Puts parts back into the script as they were. */
static char *
restore_parts (MqAssetState *asset, const char *text, JsonArray *restored, GError **error)
{
  g_autoptr (MqScript) script = mq_script_new (text, error);

  for (guint i = 0; script != NULL && i < mq_json_length (restored); i++)
    {
      JsonObject *one = mq_json_element_object (restored, i);
      gint64 version = mq_json_get_int (one, "version", -1);
      JsonObject *then = mq_asset_history_find (asset->history, version);
      g_auto (GStrv) parts = list_restored (restored, i);

      if (then == NULL)
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                             "There is no version %" G_GINT64_FORMAT " to take a part from",
                             version);
      if (parts != NULL
          && !mq_script_restore (script, mq_json_get_string (then, "script", ""),
                                 (const char *const *)parts, version, error))
        return NULL;
    }

  return script != NULL ? g_strdup (mq_script_get_text (script)) : NULL;
}

/* Applies an answer. The model's own Python may be left out where a version says it all. */
static char *
apply (MqRoleCall *task, JsonObject *said, JsonObject *base, const char *text, GError **error)
{
  MqAssetState *asset = task->asset;
  JsonArray *restored = mq_json_get_array (said, "restore");
  g_autofree char *python = mq_patch_read_python (text);
  g_autofree char *begun = NULL;

  begun = restore_parts (asset,
                         base != NULL ? mq_json_get_string (base, "script", "") : asset->script,
                         restored, error);
  if (begun == NULL)
    return NULL;

  if ((base != NULL || mq_json_length (restored) > 0)
      && (python == NULL || strstr (text, "```py") == NULL))
    return g_steal_pointer (&begun);

  return mq_patch_apply (task, begun, text, NULL, error);
}

/* Updates the docstring to the plan. */
static char *
dup_with_docstring (const char *text, JsonObject *plan, JsonObject *said)
{
  g_autoptr (MqScript) script = NULL;

  if (plan == NULL
      || (*mq_json_get_string (said, "title", "") == '\0'
          && *mq_json_get_string (said, "about", "") == '\0')
      || !(script = mq_script_new (text, NULL)))
    return g_strdup (text);

  mq_script_set_docstring (script, mq_json_get_string (plan, "title", ""),
                           mq_json_get_string (plan, "about", ""));
  return g_strdup (mq_script_get_text (script));
}

/* The answer to the pipeline; NULL when the model's cannot be used. @lenient: requirements that are
 * wrong do not keep the change from being made: they are judged by eye */
static JsonObject *
read_answer (MqRoleCall *task, const char *text, gboolean lenient, GError **error)
{
  MqAssetState *asset = task->asset;
  g_autoptr (JsonObject) said = NULL;
  g_autoptr (GString) faults = g_string_new (NULL);
  g_autoptr (JsonObject) plan = NULL;
  g_autofree char *script = NULL;
  g_autofree char *described = NULL;
  g_autoptr (GError) fault = NULL;
  JsonObject *base;
  JsonObject *from;
  const char *summary;
  const char *told;
  JsonArray *restored;
  g_autofree char *json = mq_script_unfence (text, "json");

  if (json != NULL && *json == '{')
    said = mq_json_parse_object (json, -1, error);
  else
    g_set_error_literal (error, MQ_ERROR, MQ_ERROR_BAD_INPUT, "The block of JSON is missing");

  if (said == NULL)
    return NULL;
  if (*mq_json_get_string (said, "refuse", "") != '\0')
    return refuse ("refused", mq_json_get_string (said, "refuse", ""), text);
  if (*mq_json_get_string (said, "already", "") != '\0')
    return refuse ("already-so", mq_json_get_string (said, "already", ""), text);

  base = find_base (asset, said, &fault);
  if (fault != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
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

  described = dup_with_docstring (script, plan, said);

  summary = mq_json_get_string (said, "summary", "");
  told = *summary != '\0' ? summary : task->asset->instruction->text;
  restored = mq_json_get_array (said, "restore");
  return mq_json_new (
      "script:s plan:O? base:O? restored:A? touches:a summary:s text:s detail:s notices:a",
      described, plan, base, restored, collect_touches (said), told, told, text,
      make_notices (said));
}

/* @error: %MQ_ERROR_FAILED: no answer was usable; or an error of mq_role_ask(). Returns:
 * (transfer full) (nullable): `{"script", "plan", "base", "restored", "touches", "summary",
 * "text", "detail", "notices"}`, or `{"refused": true, "outcome", "text", "detail", "notices"}`.
 * `base` is the version that it went back to, `restored` what was put back */
JsonObject *
mq_role_refine (MqRoleCall *task, GError **error)
{
  g_autoptr (MqModelRequest) request = make_request (task);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MqModelAnswer) answer = mq_role_ask (task, request, error);
      g_autoptr (GError) fault = NULL;
      JsonObject *used;

      if (answer == NULL)
        return NULL;

      if ((used = read_answer (task, answer->text, i > 0, &fault)) != NULL)
        return used;

      mq_role_add_correction (
          request, answer,
          g_strdup_printf ("%s. Send both blocks again, JSON and Python, whole.", fault->message));
    }

  return mq_fail_null (error, MQ_ERROR_FAILED, _ ("The refiner sent nothing usable"));
}
