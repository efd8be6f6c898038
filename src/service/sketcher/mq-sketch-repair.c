/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Repairs of the sketcher's critic, see mq-sketch-critic.h: turns defects into adjustments of
 * the plan, removes a part whose function fails, and compares the result of a repair. */
#include "service/sketcher/mq-sketch-critic.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "service/sketcher/plan/mq-sketch-requirements.h"

#include <glib/gi18n.h>

static gboolean
repair_one (MqSketchPlan *plan, JsonObject *defect)
{
  JsonObject *fix = mq_json_get_object (defect, "fix");
  const char *id = mq_json_get_string (fix, "part", "");
  gint64 object = mq_json_get_int (fix, "object", 0);
  gboolean whole = g_str_equal (id, "whole");
  /* "Lamp floats: 12.0 mm away from Seat, as measured"; English, as it is part of the script. */
  g_autofree char *why = g_strdup_printf ("%s, as measured",
                                          mq_json_get_string (defect, "reason", "Repaired"));
  gboolean mended = FALSE;

  if (g_strcmp0 (mq_json_get_string (fix, "do", NULL), "set") == 0 && plan->things->len == 0)
    {
      const char *name = mq_json_get_string (fix, "name", "");
      double before = mq_sketch_plan_get_value (plan, name);

      mq_sketch_plan_set_value (plan, name, mq_json_get_double (fix, "value", before));
      return mq_sketch_plan_get_value (plan, name) != before;
    }

  if (g_strcmp0 (mq_json_get_string (fix, "do", NULL), "scale") == 0 && plan->things->len == 0
      && g_str_equal (mq_json_get_string (fix, "thing", ""),
                      plan->name != NULL && *plan->name != '\0' ? plan->name : "whole"))
    {
      double before = plan->scale;

      plan->scale = CLAMP (mq_json_get_double (fix, "value", before), 0.01, 100);
      return plan->scale != before;
    }

  for (guint i = 0; i < plan->things->len; i++)
    mended |= repair_one (g_ptr_array_index (plan->things, i), defect);
  for (guint i = 0; i < plan->parts->len; i++)
    {
      MqPlanPart *part = g_ptr_array_index (plan->parts, i);
      guint count = whole ? mq_sketch_plan_get_count (plan, part->kind) : 1;

      for (guint j = 0; j < count; j++)
        if (whole || g_str_equal (part->kind->id, id))
          mended |= mq_plan_part_adjust_from_json (part, fix, whole ? j : object, why);
    }

  return mended;
}

/* @plan: a plan; adjustments are added to it; @defects: defects from mq_sketch_critic_find();
 * @said: (element-type utf8): receives the descriptions of the repairs. Returns: the number of
 * defects that have a repair */
guint
mq_sketch_critic_repair (MqSketchPlan *plan, JsonArray *defects, GPtrArray *said)
{
  guint mended = 0;

  for (guint i = 0; i < json_array_get_length (defects); i++)
    {
      JsonObject *defect = mq_json_element_object (defects, i);

      if (defect != NULL && repair_one (plan, defect))
        {
          g_ptr_array_add (said, g_strdup (mq_json_get_string (defect, "what", "")));
          mended++;
        }
    }

  return mended;
}

static gboolean
uses_function (MqKindCatalogue *catalogue, MqSketchPlan *plan, const MqPlanPart *part,
               const char *function)
{
  const char *names[] = { part->kind->function, NULL };
  g_autoptr (MqPythonNeeds) needs = mq_python_library_resolve (catalogue->library,
                                                               plan->kind->source, names);
  GPtrArray *lists[] = { needs->own, needs->library };

  for (gsize list = 0; list < G_N_ELEMENTS (lists); list++)
    for (guint i = 0; i < lists[list]->len; i++)
      if (g_str_equal (((const MqPythonFunction *)g_ptr_array_index (lists[list], i))->name,
                       function))
        return TRUE;

  return FALSE;
}

/* @plan: a plan whose script fails; the failing part is removed from it; @said: (out): a
 * description of the removed parts, for the user; @error: %MQ_ERROR_FAILED when the kind
 * requires the part, or no part has the function. Returns: whether the part was removed */
gboolean
mq_sketch_critic_drop_failing_part (MqKindCatalogue *catalogue, MqSketchPlan *plan,
                                    const char *function, char **said, GError **error)
{
  g_autoptr (GPtrArray) failing = g_ptr_array_new ();
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < plan->things->len; i++)
    if (mq_python_source_lookup (((MqSketchPlan *)plan->things->pdata[i])->kind->source, function)
        != NULL)
      return mq_sketch_critic_drop_failing_part (catalogue, plan->things->pdata[i], function, said,
                                                 error);

  for (guint i = 0; i < plan->parts->len; i++)
    {
      const MqPlanPart *part = g_ptr_array_index (plan->parts, i);

      if (uses_function (catalogue, plan, part, function))
        g_ptr_array_add (failing, (gpointer)part->kind);
    }

  for (guint i = 0; i < failing->len; i++)
    if (!((const MqKindPart *)g_ptr_array_index (failing, i))->optional)
      {
        const MqKindPart *part = g_ptr_array_index (failing, i);

        return mq_fail (
            error, MQ_ERROR_FAILED,
            _ ("%s() of the kind “%s” fails, and the kind needs its %s. Report it, or fix "
               "%s/parts.py if it is your own kind"),
            function, plan->kind->id, part->name, plan->kind->id);
      }
  if (failing->len == 0)
    return mq_fail (error, MQ_ERROR_FAILED,
                    _ ("The script of the kind “%s” fails in %s(). Report it, or fix it if it "
                       "is your own kind"),
                    plan->kind->id, function);

  for (guint i = 0; i < failing->len; i++)
    {
      const MqKindPart *part = g_ptr_array_index (failing, i);

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", part->name);
      mq_sketch_plan_exclude (plan, part->id);
    }
  /* Translators: %s is a function of a script and names of parts, in English. */
  *said = g_strdup_printf (_ ("Left out, because %s() fails: %s"), function, names->str);
  g_ptr_array_add (plan->not_understood, g_strdup (*said));
  return TRUE;
}

/* Compares codes, not texts, since texts depend on the language. */
static gboolean
has_defect (JsonArray *defects, JsonObject *defect)
{
  static const char *const names[] = { "code", "part", "object", NULL };

  for (guint i = 0; i < json_array_get_length (defects); i++)
    if (mq_sketch_requirements_is_same (defect, mq_json_element_object (defects, i), names))
      return TRUE;

  return FALSE;
}

static guint
count_severe (JsonArray *defects)
{
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (defects); i++)
    if (g_strcmp0 (mq_json_get_string (mq_json_element_object (defects, i), "severity", NULL),
                   "severe")
        == 0)
      count++;

  return count;
}

/* Whether there is a new severe defect. */
gboolean
mq_sketch_critic_has_new (JsonArray *before, JsonArray *now)
{
  for (guint i = 0; i < json_array_get_length (now); i++)
    {
      JsonObject *defect = mq_json_element_object (now, i);

      if (g_strcmp0 (mq_json_get_string (defect, "severity", NULL), "severe") == 0
          && !has_defect (before, defect))
        return TRUE;
    }

  return FALSE;
}

/* Names of objects that were changed, added or removed between two reports. */
static JsonArray *
list_changed (JsonObject *base, JsonObject *report)
{
  g_autoptr (GHashTable) hashes = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *before = mq_json_get_array (base, "objects");
  JsonArray *now = mq_json_get_array (report, "objects");
  JsonArray *changed = json_array_new ();

  for (guint i = 0; i < mq_json_length (before); i++)
    {
      JsonObject *object = mq_json_element_object (before, i);

      g_hash_table_insert (hashes, (gpointer)mq_json_get_string (object, "name", ""),
                           (gpointer)mq_json_get_string (object, "hash", ""));
    }
  for (guint i = 0; i < mq_json_length (now); i++)
    {
      JsonObject *object = mq_json_element_object (now, i);
      const char *name = mq_json_get_string (object, "name", "");

      if (g_strcmp0 (g_hash_table_lookup (hashes, name), mq_json_get_string (object, "hash", ""))
          != 0)
        json_array_add_string_element (changed, name);
      g_hash_table_remove (hashes, name);
    }
  for (guint i = 0; i < mq_json_length (before); i++)
    {
      const char *name = mq_json_get_string (mq_json_element_object (before, i), "name", "");

      if (g_hash_table_contains (hashes, name))
        json_array_add_string_element (changed, name);
    }

  return changed;
}

/* @before: defects before a repair, or of the version that a refinement started from; @now:
 * defects now; @base_report: (nullable): the report before. Returns: (transfer full): the
 * verdict in the form of %MQ_TEAM_VERIFY */
JsonObject *
mq_sketch_critic_compare (JsonArray *before, JsonArray *now, JsonObject *base_report,
                          JsonObject *report)
{
  JsonArray *fixed = json_array_new ();
  JsonArray *left = json_array_new ();
  guint severe_before = count_severe (before);
  guint severe_now = count_severe (now);
  guint total_before = json_array_get_length (before);
  guint total_now = json_array_get_length (now);
  const char *verdict = "same";
  g_autofree char *text = NULL;

  for (guint i = 0; i < total_before; i++)
    {
      JsonObject *defect = mq_json_element_object (before, i);

      if (!has_defect (now, defect))
        json_array_add_string_element (fixed, mq_json_get_string (defect, "what", ""));
    }
  for (guint i = 0; i < total_now; i++)
    json_array_add_string_element (
        left, mq_json_get_string (mq_json_element_object (now, i), "what", ""));

  if (severe_now != severe_before)
    verdict = severe_now < severe_before ? "better" : "worse";
  else if (total_now != total_before)
    verdict = total_now < total_before ? "better" : "worse";

  text = total_now == 0 ? g_strdup (_ ("No fixes needed"))
                        /* Translators: the numbers of repaired and of remaining defects. */
                        : g_strdup_printf (_ ("%u repaired, %u left"),
                                           json_array_get_length (fixed), total_now);
  return mq_json_new ("verdict:s fixed:a left:a changed:a text:s", verdict, fixed, left,
                      base_report != NULL ? list_changed (base_report, report) : json_array_new (),
                      text);
}
