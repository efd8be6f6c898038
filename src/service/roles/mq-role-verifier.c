/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The verifier role: decides whether each defect was repaired and whether anything became worse.
 * Measured defects are checked by measurement; only visual ones need a model. A refinement is
 * compared with the previous version by measurement alone, since its critic already saw the
 * renders. */
#include "service/roles/mq-role.h"

#include "common/asset/mq-defect-list.h"
#include "common/asset/mq-report.h"
#include "common/base/mq-each.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>

static JsonObject *
make_result (const char *verdict, JsonArray *fixed, JsonArray *left, JsonArray *fresh,
             JsonArray *defects, const char *text, const char *detail)
{
  return mq_json_new ("verdict:s fixed:a left:a new:a changed:a defects:a text:s detail:s", verdict,
                      fixed, left, fresh, json_array_new (), defects, text, detail);
}

/* Returns: whether the list has this very object */
static gboolean
defect_list_holds (JsonArray *defects, JsonObject *defect)
{
  MQ_JSON_EACH (defects, i, one)
    if (one == defect)
      return TRUE;

  return FALSE;
}

/* The texts of those of @changed that were to be repaired. */
static JsonArray *
list_texts (JsonArray *changed, JsonArray *defects)
{
  JsonArray *texts = json_array_new ();

  MQ_JSON_EACH (changed, i, defect)
    if (defects == NULL || defect_list_holds (defects, defect))
      json_array_add_string_element (texts, mq_json_get_string (defect, "what", ""));

  return texts;
}

/* Whether a defect was disputed, and is left as it is therefore. */
static gboolean
is_disputed (MqAssetState *asset, JsonObject *defect)
{
  JsonObject *one = mq_json_find (mq_json_get_array (asset->plan, "disputed"), "id",
                                  mq_json_get_string (defect, "id", ""));

  return mq_json_get_boolean (one, "left", FALSE);
}

static char *
describe (guint fixed, guint left, guint fresh, guint withdrawn, guint disputed)
{
  char *text;

  if (withdrawn > 0 && fixed + left + fresh == 0)
    {
      text = g_strdup_printf (ngettext ("%u measured fault is not a fault, measured another way",
                                        "%u measured faults are not faults, measured another way",
                                        withdrawn),
                              withdrawn);
      withdrawn = 0;
    }
  else if (left == 0)
    text = g_strdup_printf (ngettext ("Repaired %u defect", "Repaired %u defects", fixed), fixed);
  else
    /* Translators: the number of repaired defects, and of all defects. */
    text = g_strdup_printf (_ ("Repaired %u of %u defects"), fixed, fixed + left);

  if (fresh > 0)
    {
      g_autofree char *before = text;

      /* Translators: “Repaired 8 of 17 defects; 1 is new”. */
      text = g_strdup_printf (ngettext ("%s; %u is new", "%s; %u are new", fresh), before, fresh);
    }
  if (withdrawn > 0)
    {
      g_autofree char *before = text;

      /* Translators: “Repaired 3 of 4 defects; 1 was none, measured another way”. */
      text = g_strdup_printf (ngettext ("%s; %u was not a fault, measured another way",
                                        "%s; %u were not faults, measured another way", withdrawn),
                              before, withdrawn);
    }
  if (disputed > 0)
    {
      g_autofree char *before = text;

      /* Translators: “Repaired 3 defects; 1 is left as it is, for a reason”. */
      text = g_strdup_printf (ngettext ("%s; %u is left as it is, for a reason",
                                        "%s; %u are left as they are, for a reason", disputed),
                              before, disputed);
    }
  return text;
}

/* Compares with what was known before the repair. @said: (nullable): what a model sees of it */
static JsonObject *
compare_with_known (MqRoleCall *task, JsonObject *said)
{
  MqAssetState *asset = task->asset;
  JsonArray *defects = asset->defects;
  JsonArray *known = asset->known != NULL ? asset->known : defects;
  JsonArray *again = mq_json_get_array (asset->report, "again");
  JsonArray *lines = mq_json_get_array (said, "defects");
  const char *why = mq_json_get_string (said, "why", "");
  gboolean looks_worse = g_str_equal (mq_json_get_string (said, "overall", ""), "worse");
  g_autoptr (JsonArray) now = mq_role_measure (task);
  g_autoptr (JsonArray) gone = NULL;
  g_autofree char *text = NULL;
  g_auto (MqDefectChanges) changes = { 0 };
  const char *verdict = "same";
  guint n = 0;
  guint n_withdrawn = 0;
  guint n_disputed = 0;
  guint n_fixed = 0;
  guint n_left = 0;
  int weight;

  /* The visual defects that are left. The n-th line of the answer is about the n-th of those that
   * were to be mended. */
  MQ_JSON_EACH (known, i, defect)
    {
      JsonObject *line = NULL;

      if (mq_measured_defects_include (defect))
        continue;
      if (defect_list_holds (defects, defect) && n < mq_json_length (lines))
        line = mq_json_element_object (lines, n++);
      if (!mq_json_get_boolean (line, "fixed", FALSE))
        json_array_add_object_element (now, json_object_ref (defect));
    }
  if (looks_worse)
    json_array_add_object_element (
        now, mq_json_new ("id:s code:s source:s part:s object:s severity:s what:s evidence:s "
                          "fix:s",
                          "worse", "worse", "seen", "whole", "", "severe",
                          *why != '\0' ? why : "It looks worse than before", "", ""));
  mq_defect_changes_find (&changes, known, now);

  /* A defect that a second measurement found to be none is gone, but not repaired; neither is one
   * that is left for a reason. */
  gone = g_steal_pointer (&changes.gone);
  changes.gone = json_array_new ();
  MQ_JSON_EACH (gone, i, defect)
    {
      JsonObject *row = mq_json_find (again, "id", mq_json_get_string (defect, "id", ""));

      if (is_disputed (asset, defect))
        continue;
      if (mq_json_get_boolean (row, "withdrawn", FALSE))
        {
          n_withdrawn++;
          continue;
        }
      json_array_add_object_element (changes.gone, json_object_ref (defect));
      if (defect_list_holds (defects, defect))
        n_fixed += mq_defect_count (defect);
    }

  MQ_JSON_EACH (changes.left, i, defect)
    {
      guint less = (guint)MAX (0, g_array_index (changes.less, int, i));

      if (!defect_list_holds (defects, defect) || is_disputed (asset, defect))
        continue;
      n_fixed += less;
      n_left += mq_defect_count (defect) - less;
    }
  MQ_JSON_EACH (defects, i, one)
    n_disputed += is_disputed (asset, one);
  text = describe (n_fixed, n_left, json_array_get_length (changes.fresh), n_withdrawn, n_disputed);

  /* A repair is better or worse by the number and severity of what went and what came. A defect
   * that is none any more is as good as repaired. */
  weight = mq_defect_changes_weigh (&changes) + (int)n_withdrawn;
  if (weight < 0 || (asset->careful && looks_worse))
    verdict = "worse";
  else if (weight > 0)
    verdict = "better";
  return make_result (verdict, list_texts (changes.gone, defects),
                      list_texts (changes.left, defects), json_array_ref (changes.fresh),
                      json_array_ref (now), text, why);
}

/* @error: an error of mq_role_ask(). Returns: (transfer full) (nullable): `{"verdict", "fixed",
 * "left", "new", "changed", "defects", "text", "detail"}` */
JsonObject *
mq_role_verify (MqRoleCall *task, GError **error)
{
  static const char *const kept[] = { "penetration", "loose", "fit", "unmet", NULL };
  MqAssetState *asset = task->asset;
  JsonArray *defects = asset->defects;
  gboolean any_seen = mq_measured_defects_need_critic (defects);
  g_autoptr (MqModelRequest) request = NULL;
  g_autoptr (MqModelAnswer) answer = NULL;
  g_autoptr (GString) text = g_string_new ("# Defects that were to be mended\n");

  /* A refinement is worse when measurement finds a new defect. One that a touched part keeps after
   * all repairs is reported with the version; it is no reason to refuse all of the user's change.
   */
  if (asset->base_report != NULL || defects == NULL)
    {
      g_autoptr (JsonArray) before = mq_measured_defects_find (asset->plan, asset->base_report);
      g_autoptr (JsonArray) now = mq_measured_defects_find (asset->plan, asset->report);
      g_auto (MqDefectChanges) changes = { 0 };
      const char *worse = NULL;

      mq_defect_changes_find (&changes, before, now);
      MQ_JSON_EACH (changes.fresh, i, defect)
        {
          const char *part = mq_json_get_string (defect, "part", "whole");
          JsonArray *objects = mq_json_get_array (mq_json_get_object (defect, "facts"), "objects");
          gboolean touched = g_str_equal (part, "whole") || mq_json_contains (asset->touches, part)
                             || mq_json_contains (asset->touches, "whole");

          MQ_JSON_EACH_STRING (objects, j, name)
            if (name != NULL)
              touched |= mq_json_contains (asset->touches,
                                           mq_report_get_part (asset->report, name));
          touched &= g_strv_contains (kept, mq_json_get_string (defect, "code", ""));
          if (worse == NULL && mq_defect_is_severe (defect) && !touched)
            worse = mq_json_get_string (defect, "what", "");
        }

      return make_result (worse != NULL ? "worse" : "better", json_array_new (), json_array_new (),
                          json_array_new (), json_array_new (),
                          worse != NULL ? worse : _ ("No new faults"), "");
    }

  if (!any_seen && (!asset->careful || asset->views->len == 0))
    return compare_with_known (task, NULL);

  request = mq_role_new_request (task, "verifier", "verify");
  MQ_JSON_EACH (defects, i, defect)
    if (!mq_measured_defects_include (defect))
      g_string_append_printf (
          text, "- [%s] %s (%s)\n", mq_json_get_string (defect, "part", "whole"),
          mq_json_get_string (defect, "what", ""), mq_json_get_string (defect, "evidence", ""));
  if (!any_seen)
    g_string_append (text, "none that you judge: measured ones were mended. Answer only whether it "
                           "looks better, the same or worse as a whole\n");

  mq_model_request_take_text (
      request, mq_role_context_describe_report (asset->plan, asset->report, TRUE, NULL));
  mq_role_context_add_views (request, asset);

  /* Adds the close-ups of the defects: those from before the repair, then those after it, from the
   * same cameras. */
  MQ_EACH (asset->closeups, i, const MqAssetStatePicture, closeup)
    mq_role_context_add_picture (request, closeup, g_strdup (closeup->label));

  mq_model_request_add_text (request, MQ_MODEL_USER, text->str);
  mq_role_add_prompt (request, task, "verifier", NULL, "verdict");
  answer = mq_role_ask (task, request, error);
  return answer != NULL ? compare_with_known (task, answer->object) : NULL;
}
