/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The critic role: lists the measured defects, then those that a model finds in views and
 * measurements. Defects that the measurements contradict are dropped; a requirement that the model
 * sees is not met is a severe defect. With effort `quick`, or without views, only measurements
 * count: a model that sees nothing is not asked how the asset looks. */
#include "service/roles/mq-role.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-text.h"
#include "service/team/mq-asset-history.h"
#include "common/asset/mq-defect-list.h"
#include "service/plan/mq-requirements.h"
#include "service/team/mq-likeness.h"

#include <glib/gi18n.h>

/* Maximum visual defects; measured ones have a limit of their own. */
#define MAX_SEEN 6
#define MAX_REASON 200 /* bytes */
#define MAX_PIECES 12  /* of a changed part */

/* Why a debugger left what measuring found. */
static void
append_reason (GString *text, const char *reason)
{
  if (reason != NULL)
    g_string_append_printf (text, " (left by the debugger: “%s”)", reason);
}

static void
append_faults (GString *text, JsonArray *measured, const char *severity, const char *heading)
{
  gboolean headed = FALSE;

  MQ_JSON_EACH (measured, i, defect)
    {
      if (!g_str_equal (mq_json_get_string (defect, "severity", ""), severity))
        continue;
      if (!headed)
        g_string_append (text, heading);
      headed = TRUE;
      g_string_append_printf (text, "- [%s] %s", mq_json_get_string (defect, "part", "whole"),
                              mq_json_get_string (defect, "what", ""));
      append_reason (text, mq_json_get_string (defect, "left", NULL));
      g_string_append_c (text, '\n');
    }
}

static MqModelRequest *
make_request (MqRoleCall *task, JsonArray *measured)
{
  MqAssetState *asset = task->asset;
  MqModelRequest *request
      = mq_role_new_request (task, "critic", asset->instruction != NULL ? "judge change" : "judge");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) reasons = g_string_new (NULL);
  g_autoptr (JsonArray) rows = mq_requirement_list_rows (asset->plan, asset->report);
  gboolean any = FALSE;

  if (mq_models_get_effort (task->context->models) != MQ_EFFORT_THOROUGH)
    mq_role_context_add_outline (request, asset, task->context->library, NULL);
  else
    mq_role_context_add_script (request, asset, task->context->library, FALSE);

  /* The pieces of the parts with measured defects are listed. */
  MQ_JSON_EACH (measured, i, one)
    g_strv_builder_add (builder, mq_json_get_string (one, "part", "whole"));
  parts = g_strv_builder_end (builder);
  mq_model_request_take_text (request,
                              mq_role_context_describe_report (asset->plan, asset->report, TRUE,
                                                               (const char *const *)parts));
  mq_model_request_take_text (request, mq_role_context_describe_before ("Before the change",
                                                                        asset->kept_report,
                                                                        asset->report, MAX_PIECES));

  append_faults (text, measured, "severe",
                 "Faults found by measuring (they are mended without you; do not repeat them):\n");
  append_faults (text, measured, "minor",
                 "Measured, and left as it is unless it looks wrong; then name it:\n");
  if (json_array_get_length (measured) == 0)
    g_string_append (text, "Faults found by measuring: none. Parts touch as planned, nothing "
                           "floats, nothing runs too deep\n");
  mq_model_request_add_text (request, MQ_MODEL_USER, text->str);

  /* The requirements that nothing measures, and why what can be measured was not. */
  g_string_assign (text, "Requirements for you to judge, by number: ");
  MQ_JSON_EACH (rows, i, row)
    {
      gboolean by_number = g_str_equal (mq_json_get_string (row, "by", "eye"), "measured");

      if (by_number && mq_requirement_get_state (row) != MQ_REQUIREMENT_OPEN)
        continue;
      g_string_append_printf (text, "%s%u", any ? ", " : "", i + 1);
      append_reason (text, mq_json_get_string (row, "disputed", NULL));
      if (by_number && !json_object_has_member (row, "disputed"))
        {
          g_autofree char *why = mq_text_clean (mq_json_get_string (row, "how", ""), MAX_REASON);

          g_string_append_printf (reasons, "- %u could not be measured: %s\n", i + 1, why);
        }
      any = TRUE;
    }
  g_string_append_printf (text, "%s%s", any ? "\n" : "none, all are measured\n", reasons->str);
  mq_model_request_add_text (request, MQ_MODEL_USER, text->str);

  mq_model_request_take_text (request, mq_likeness_describe (asset->report));
  mq_role_context_add_views (request, asset);
  if (asset->instruction != NULL)
    {
      g_autofree char *words = mq_role_dup_instruction (task);
      g_autofree char *history = mq_asset_history_describe (asset->history, asset->version,
                                                            task->context->library, FALSE);
      JsonObject *before = mq_asset_history_find (asset->history, asset->version);
      g_autoptr (GString) required = g_string_new (NULL);
      g_autoptr (JsonArray) changes = NULL;

      /* The requirements that the change gave up or broke, which the refiner decided alone. */
      if (before != NULL)
        changes = mq_requirements_list_changes (mq_json_get_object (before, "plan"),
                                                mq_json_get_object (before, "report"), asset->plan,
                                                asset->report, FALSE);
      MQ_JSON_EACH_STRING (changes, i, change)
        g_string_append_printf (required, "%s- %s\n",
                                i == 0 ? "Requirements that it changed or broke (one that the user "
                                         "did not ask to give up is a severe defect):\n"
                                       : "",
                                change);

      mq_model_request_add_text (request, MQ_MODEL_USER, history);
      mq_model_request_take_text (
          request, g_strdup_printf (
                       "# The change\nThe user asked: “%s”. Judge whether that was done well "
                       "(about: instruction), and whether it harmed anything; the rest was judged "
                       "before.\n%s",
                       words, required->str));
    }
  mq_role_add_prompt (request, task, "critic", NULL, "critique");
  return request;
}

static JsonObject *
make_defect (JsonObject *said, const char *severity)
{
  const char *code = mq_json_get_string (said, "about", "other");
  const char *part = mq_json_get_string (said, "part", "whole");
  const char *what = mq_json_get_string (said, "what", "");
  g_autofree char *id = mq_defect_dup_id (code, part, NULL, what);

  return mq_json_new ("id:s n:l code:s source:s part:s object:s severity:s what:s evidence:s fix:s",
                      id, mq_json_get_int (said, "n", 0), code, "seen", part, "", severity, what,
                      mq_json_get_string (said, "evidence", ""),
                      mq_json_get_string (said, "fix", ""));
}

static guint
count_severe (JsonArray *defects, gboolean measured)
{
  guint count = 0;

  MQ_JSON_EACH (defects, i, defect)
    count += g_str_equal (mq_json_get_string (defect, "severity", ""), "severe")
             && mq_measured_defects_include (defect) == measured;
  return count;
}

/* Whether a debugger left a requirement as it is: it does not get it a second time. */
static gboolean
is_disputed (MqAssetState *asset, gint64 n)
{
  JsonArray *rows = mq_json_get_array (asset->report, "requirements");

  return mq_json_get_string (mq_requirement_get_numbered (rows, n), "disputed", NULL) != NULL;
}

/* Takes over the defects that the model names, and the verdict on each of the @requirements.
 * Returns: the number of defects that the measurements contradict */
static guint
read_answer (MqAssetState *asset, JsonObject *said, JsonArray *defects, JsonArray *requirements)
{
  static const char *const of_surface[] = { "color", "material", NULL };
  static const char *const of_numbers[]
      = { "contact", "overlap", "size", "place", "missing", NULL };
  JsonArray *rows = mq_json_get_array (asset->report, "requirements");
  JsonArray *named = mq_json_get_array (said, "defects");
  JsonArray *verdicts = mq_json_get_array (said, "requirements");
  guint dropped = 0;

  MQ_JSON_EACH (named, i, one)
    {
      gint64 n = mq_json_get_int (one, "n", 0);
      JsonObject *row = mq_requirement_get_numbered (rows, n);
      const char *about = mq_json_get_string (one, "about", "other");
      gboolean measured;

      if (one == NULL || i >= MAX_SEEN || is_disputed (asset, n))
        continue;
      if (mq_measured_defects_contradict (one, asset->plan, asset->report))
        {
          dropped++;
          continue;
        }

      /* Eyes that speak against a requirement which was measured as met are not sure: the user is
       * told of it, but it is not repaired. A number says nothing of a shape, nor a color of a
       * place. */
      if (g_strv_contains (of_surface, mq_json_get_string (row, "what", "")))
        measured = g_str_equal (about, "material");
      else
        measured = g_strv_contains (of_numbers, about);
      if (measured && mq_requirement_get_state (row) == MQ_REQUIREMENT_MET
          && g_str_equal (mq_json_get_string (row, "by", "measured"), "measured"))
        json_array_add_object_element (defects, make_defect (one, "minor"));
      else
        json_array_add_object_element (
            defects, make_defect (one, mq_json_get_string (one, "severity", "minor")));
    }

  /* Models refer to a requirement by its number in the plan; older transcripts say `must_haves`,
   * and repeat the text. */
  if (verdicts == NULL)
    verdicts = mq_json_get_array (said, "must_haves");
  MQ_JSON_EACH (verdicts, i, one)
    {
      gint64 n = mq_json_get_int (one, "n", (gint64)i + 1);
      JsonObject *requirement = mq_requirement_get_numbered (requirements, n);
      const char *check = mq_json_get_string (requirement, "words",
                                              mq_json_get_string (one, "check", NULL));
      gboolean met = mq_json_get_boolean (one, "met", TRUE);
      gboolean settled = met;
      const char *evidence = mq_json_get_string (one, "evidence", "");
      g_autofree char *what = NULL;
      g_autofree char *fix = NULL;
      g_autoptr (JsonObject) unmet = NULL;
      JsonObject *defect;

      if (one == NULL || check == NULL)
        continue;

      if (requirement != NULL)
        json_object_set_object_member (requirement, "seen",
                                       mq_json_new ("met:b evidence:s", met, evidence));

      /* One that is not met becomes a defect itself, unless a severe one is about it (answers of
       * earlier transcripts do not say which: then any is), or measuring says otherwise. */
      MQ_JSON_EACH (named, j, other)
        settled |= g_str_equal (mq_json_get_string (other, "severity", ""), "severe")
                   && mq_json_get_int (other, "n", n) == n;
      if (settled || is_disputed (asset, n)
          || mq_requirement_get_state (mq_requirement_get_numbered (rows, n))
                 != MQ_REQUIREMENT_OPEN)
        continue;

      /* English: the text is for the debugger's model. */
      what = g_strdup_printf ("Not met: %s", check);
      fix = g_strdup_printf ("find in the code why (seen: %s), and change that", evidence);
      unmet = mq_json_new ("n:l evidence:s", n, evidence);
      defect = make_defect (unmet, "severe");
      mq_json_add (defect, "code:s facts:o what:s fix:s", "unmet", mq_json_new ("other:s", check),
                   what, fix);
      json_array_add_object_element (defects, defect);
    }

  return dropped;
}

/* @error: an error of mq_role_ask(), unless the model's answer is unusable: then the
 * measurements alone count. Returns: (transfer full) (nullable): `{"defects", "plan", "text",
 * "detail", "notices"}`; `plan` has the verdicts */
JsonObject *
mq_role_critique (MqRoleCall *task, GError **error)
{
  static const char *const marks[] = { "–", "✓", "✗" };
  MqAssetState *asset = task->asset;
  g_autoptr (JsonArray) defects = mq_role_measure (task);
  g_autoptr (JsonObject) plan = NULL;
  g_autoptr (JsonArray) requirements = NULL;
  g_autoptr (JsonArray) rows = NULL;
  g_autoptr (MqModelAnswer) answer = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GString) detail = g_string_new (NULL);
  g_autofree char *unseen = NULL;
  guint dropped = 0;
  guint measured;
  guint seen;

  if (mq_models_get_effort (task->context->models) != MQ_EFFORT_QUICK && asset->views->len > 0)
    {
      g_autoptr (MqModelRequest) request = make_request (task, defects);

      answer = mq_role_ask (task, request, &fault);
      if (answer == NULL && !g_error_matches (fault, MQ_MODEL_ERROR, MQ_MODEL_ERROR_ANSWER)
          && !g_error_matches (fault, MQ_ERROR, MQ_ERROR_FAILED))
        return mq_fail_null_with (error, &fault);
    }

  /* The verdicts stay with the requirements until they are judged again. If nobody looked, earlier
   * verdicts are of another asset. */
  plan = answer != NULL ? mq_json_copy_object (asset->plan)
                        : mq_requirements_forget_seen (asset->plan);
  requirements = mq_requirement_list (plan);
  if (plan != NULL)
    {
      json_object_set_array_member (plan, "requirements", json_array_ref (requirements));
      json_object_remove_member (plan, "must_haves");
    }
  if (answer != NULL)
    dropped = read_answer (asset, answer->object, defects, requirements);

  measured = count_severe (defects, TRUE);
  seen = count_severe (defects, FALSE);
  if (answer == NULL && measured > 0)
    text = g_strdup_printf (ngettext ("Measured %u fault; the pictures were not judged",
                                      "Measured %u faults; the pictures were not judged", measured),
                            measured);
  else if (answer == NULL)
    text = g_strdup (_ ("Measured no fault; the pictures were not judged"));
  else if (measured > 0 && seen == 0)
    text = g_strdup_printf (ngettext ("Measured %u fault, saw nothing severe",
                                      "Measured %u faults, saw nothing severe", measured),
                            measured);
  else if (seen > 0)
    text = g_strdup_printf (
        ngettext ("Found %u severe defect", "Found %u severe defects", measured + seen),
        measured + seen);
  else
    text = g_strdup (_ ("Found nothing severe"));

  rows = mq_requirement_list_rows (plan, asset->report);
  if (fault != NULL)
    /* Translators: %s is a sentence that says why. */
    unseen = g_strdup_printf (_ ("The pictures were not looked at. %s"), fault->message);
  if (json_array_get_length (rows) > 0)
    {
      g_autofree char *found = g_steal_pointer (&text);
      g_autofree char *met = mq_requirement_describe_count (rows);

      text = g_strdup_printf ("%s; %s", found, met);
    }

  if (answer != NULL)
    g_string_append_printf (detail, "%s\n\n", mq_json_get_string (answer->object, "overall", ""));
  MQ_JSON_EACH (rows, i, row)
    {
      g_autofree char *label = mq_requirement_label (row);
      g_autofree char *found = mq_requirement_describe_with_words (row);

      g_string_append_printf (detail, "- %s %s (%s)\n", marks[mq_requirement_get_state (row)],
                              label, found);
    }
  g_string_append_c (detail, '\n');
  MQ_JSON_EACH (defects, i, defect)
    g_string_append_printf (
        detail, "%u. **%s** (%s) %s\n", i + 1, mq_json_get_string (defect, "what", ""),
        mq_json_get_string (defect, "evidence", ""), mq_json_get_string (defect, "fix", ""));
  if (dropped > 0)
    g_string_append_printf (detail,
                            ngettext ("\n%u claim was dropped: measuring contradicts it.\n",
                                      "\n%u claims were dropped: measuring contradicts them.\n",
                                      dropped),
                            dropped);
  return mq_json_new ("defects:A plan:O? text:s detail:s notices:a", defects, plan, text,
                      detail->str,
                      /* The measured defects are repaired without it. */
                      mq_role_make_notices ("no-critique", unseen, NULL));
}
