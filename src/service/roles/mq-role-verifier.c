/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The verifier role: decides whether each defect was repaired and whether anything became worse.
 * Measured defects are checked by measurement; only visual ones need a model. A refinement is
 * compared with the previous version by measurement alone, since its critic already saw the
 * renders. */
#include "service/roles/mq-role.h"

#include "common/json/mq-json.h"
#include "service/team/mq-report.h"

#include <glib/gi18n.h>

static gboolean
have_same (JsonObject *a, JsonObject *b, const char *member)
{
  return g_str_equal (mq_json_get_string (a, member, ""), mq_json_get_string (b, member, ""));
}

/* Compares the fault and the part, not the text, since its numbers change. A part may miss several
 * requirements. */
static gboolean
has_same (JsonArray *defects, JsonObject *wanted)
{
  for (guint i = 0; i < json_array_get_length (defects); i++)
    {
      JsonObject *defect = mq_json_element_object (defects, i);

      if (have_same (defect, wanted, "code") && have_same (defect, wanted, "part")
          && (!g_str_equal (mq_json_get_string (defect, "code", ""), "unmet")
              || have_same (mq_json_get_object (defect, "facts"),
                            mq_json_get_object (wanted, "facts"), "other")))
        return TRUE;
    }

  return FALSE;
}

static guint
count_new_severe (JsonArray *before, JsonArray *now)
{
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (now); i++)
    {
      JsonObject *defect = mq_json_element_object (now, i);

      count += g_str_equal (mq_json_get_string (defect, "severity", ""), "severe")
               && !has_same (before, defect);
    }

  return count;
}

static JsonObject *
make_result (const char *verdict, JsonArray *fixed, JsonArray *left, JsonArray *defects,
             const char *text, const char *detail)
{
  return mq_json_new ("verdict:s fixed:a left:a changed:a defects:a text:s detail:s", verdict,
                      fixed, left, json_array_new (), defects, text, detail);
}

/* A defect that a touched part keeps after all repairs is reported with the version; it is no
 * reason to refuse all of the user's change. */
static gboolean
is_left_of_change (JsonObject *defect, MqAssetState *asset)
{
  static const char *const left[] = { "penetration", "loose", "unmet", NULL };
  const char *part = mq_json_get_string (defect, "part", "whole");
  JsonArray *objects = mq_json_get_array (mq_json_get_object (defect, "facts"), "objects");
  gboolean touched = g_str_equal (part, "whole") || mq_json_contains (asset->touches, part)
                     || mq_json_contains (asset->touches, "whole");

  for (guint i = 0; i < mq_json_length (objects); i++)
    if (mq_json_element_string (objects, i) != NULL)
      touched |= mq_json_contains (
          asset->touches, mq_report_get_part (asset->report, mq_json_element_string (objects, i)));

  return touched && g_strv_contains (left, mq_json_get_string (defect, "code", ""));
}

/* A refinement is worse when measurement finds a new defect. */
static JsonObject *
compare_with_base (MqRoleCall *task)
{
  MqAssetState *asset = task->asset;
  g_autoptr (JsonArray) before = mq_measured_defects_find (asset->plan, asset->base_report);
  g_autoptr (JsonArray) now = mq_measured_defects_find (asset->plan, asset->report);
  const char *worse = NULL;

  for (guint i = 0; worse == NULL && i < json_array_get_length (now); i++)
    {
      JsonObject *defect = mq_json_element_object (now, i);

      if (g_str_equal (mq_json_get_string (defect, "severity", ""), "severe")
          && !has_same (before, defect) && !is_left_of_change (defect, asset))
        worse = mq_json_get_string (defect, "what", "");
    }

  return make_result (worse != NULL ? "worse" : "better", json_array_new (), json_array_new (),
                      json_array_new (), worse != NULL ? worse : _ ("No new faults"), "");
}

/* Splits the measured defects into fixed and left, by measurement. @still: gets all that is
 * measured now */
static void
split_measured (JsonArray *defects, JsonArray *now, JsonArray *fixed, JsonArray *left,
                JsonArray *still)
{
  for (guint i = 0; i < json_array_get_length (defects); i++)
    {
      JsonObject *defect = mq_json_element_object (defects, i);
      const char *what = mq_json_get_string (defect, "what", "");

      if (!mq_measured_defects_include (defect))
        continue;
      if (has_same (now, defect))
        json_array_add_string_element (left, what);
      else
        json_array_add_string_element (fixed, what);
    }

  mq_json_append (still, now);
}

static MqModelRequest *
make_request (MqRoleCall *task)
{
  MqAssetState *asset = task->asset;
  JsonArray *defects = asset->defects;
  g_autofree char *role = mq_agents_dup_role (task->context->agents, "verifier", NULL);
  g_autofree char *report = mq_role_context_describe_report (asset->plan, asset->report, TRUE,
                                                             NULL);
  g_autoptr (GString) text = g_string_new ("# Defects that were to be mended\n");
  MqModelRequest *request = mq_role_new_request (task, "verifier", "verify");

  for (guint i = 0; i < json_array_get_length (defects); i++)
    {
      JsonObject *defect = mq_json_element_object (defects, i);

      if (!mq_measured_defects_include (defect))
        g_string_append_printf (
            text, "- [%s] %s (%s)\n", mq_json_get_string (defect, "part", "whole"),
            mq_json_get_string (defect, "what", ""), mq_json_get_string (defect, "evidence", ""));
    }

  mq_model_request_add_text (request, MQ_MODEL_USER, report);
  mq_role_context_add_views (request, asset);
  mq_role_context_add_closeups (request, asset);
  mq_model_request_add_text (request, MQ_MODEL_USER, text->str);
  mq_model_request_add_text (request, MQ_MODEL_USER, role);
  mq_model_request_set_schema (request, "verdict",
                               g_hash_table_lookup (task->context->agents->schemas, "verifier"));
  return request;
}

/* Splits the visual defects by the model's answer; its n-th line is about the n-th visual
 * defect. */
static void
split_seen (JsonArray *defects, JsonArray *said, JsonArray *fixed, JsonArray *left,
            JsonArray *still)
{
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (defects); i++)
    {
      JsonObject *defect = mq_json_element_object (defects, i);
      JsonObject *line;

      if (mq_measured_defects_include (defect))
        continue;
      line = n < mq_json_length (said) ? mq_json_element_object (said, n) : NULL;
      n++;
      if (mq_json_get_boolean (line, "fixed", FALSE))
        {
          json_array_add_string_element (fixed, mq_json_get_string (defect, "what", ""));
          continue;
        }
      json_array_add_string_element (left, mq_json_get_string (defect, "what", ""));
      json_array_add_object_element (still, json_object_ref (defect));
    }
}

static char *
describe (guint fixed, guint left)
{
  if (left == 0)
    return g_strdup_printf (ngettext ("Repaired %u defect", "Repaired %u defects", fixed), fixed);

  /* Translators: the number of repaired defects, and of all defects. */
  return g_strdup_printf (_ ("Repaired %u of %u defects"), fixed, fixed + left);
}

/**
 * mq_role_verify:
 * @error: an error of mq_role_ask()
 *
 * Returns: (transfer full) (nullable): `{"verdict", "fixed", "left", "changed", "defects", "text",
 *   "detail"}`
 */
JsonObject *
mq_role_verify (MqRoleCall *task, GError **error)
{
  MqAssetState *asset = task->asset;
  JsonArray *defects = asset->defects;
  g_autoptr (MqModelAnswer) answer = NULL;
  g_autoptr (JsonArray) now = NULL;
  g_autofree char *text = NULL;
  JsonArray *fixed;
  JsonArray *left;
  JsonArray *still;
  const char *verdict;
  const char *why = "";

  if (asset->base_report != NULL || defects == NULL)
    return compare_with_base (task);

  now = mq_role_measure (task);
  if (mq_measured_defects_need_critic (defects))
    {
      g_autoptr (MqModelRequest) request = make_request (task);

      if (!(answer = mq_role_ask (task, request, error)))
        return NULL;
    }

  fixed = json_array_new ();
  left = json_array_new ();
  still = json_array_new ();
  split_measured (defects, now, fixed, left, still);
  if (answer != NULL)
    {
      JsonObject *said = answer->object;

      split_seen (defects, mq_json_get_array (said, "defects"), fixed, left, still);
      verdict = mq_json_get_string (said, "overall", "same");
      why = mq_json_get_string (said, "why", "");
    }
  else
    verdict = json_array_get_length (fixed) > 0 ? "better" : "same";

  /* Measurements override the model's verdict. */
  if (count_new_severe (defects, now) > 0)
    {
      verdict = "worse";
      why = _ ("It brought new faults that measuring finds.");
    }

  text = g_str_equal (verdict, "worse")
             ? g_strdup (*why != '\0' ? why : _ ("It came out worse"))
             : describe (json_array_get_length (fixed), json_array_get_length (left));
  return make_result (verdict, fixed, left, still, text, why);
}
