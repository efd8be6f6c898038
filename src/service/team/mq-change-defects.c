/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Defects of a change, see mq-change-defects.h. The texts are English, for models; clients
 * translate the facts. */
#include "service/team/mq-change-defects.h"

#include "common/asset/mq-measured-defects.h"
#include "common/asset/mq-report.h"
#include "common/json/mq-json.h"
#include "common/script/mq-script-parameter.h"
#include "common/script/mq-script.h"
#include "service/team/mq-asset-history.h"

/**
 * mq_change_defects_made_no_difference:
 * @asset: a state whose script was changed
 * @before: the report before that
 *
 * Returns: whether a change left all that is seen, and the parameters, as they were: who wants more
 *   sliders wants nothing else to change
 */
gboolean
mq_change_defects_made_no_difference (MqAssetState *asset, JsonObject *before)
{
  JsonObject *current = mq_asset_history_find (asset->history, asset->version);
  const char *script = mq_json_get_string (current, "script", NULL);
  g_autoptr (GPtrArray) old = NULL;
  g_autoptr (GPtrArray) now = NULL;
  gboolean same;

  if (!mq_report_is_unchanged (before, asset->report))
    return FALSE;
  if (script == NULL)
    return TRUE;

  old = mq_script_parameters_list (script);
  now = mq_script_parameters_list (asset->script);
  same = old->len == now->len;
  for (guint i = 0; same && i < now->len; i++)
    {
      const MqScriptParameter *parameter = g_ptr_array_index (now, i);

      same = mq_script_parameters_find (old, parameter->name) != NULL;
    }
  return same;
}

/**
 * mq_change_defects_find:
 * @defects: gets what is wrong with a change
 * @asset: a state with the report before an instruction, and the one after it
 *
 * Finds objects that changed without being asked for, a change that is not there, and parts that
 * are not as they were.
 */
void
mq_change_defects_find (JsonArray *defects, MqAssetState *asset)
{
  g_auto (GStrv) unintended = NULL;

  if (asset->kept_report == NULL)
    return;

  unintended = mq_report_list_unintended_changes (asset->kept_report, asset->report,
                                                  asset->touches);
  if (*unintended != NULL)
    {
      g_autofree char *names = g_strjoinv (", ", unintended);
      g_autoptr (JsonArray) objects = mq_json_from_strings ((const char *const *)unintended, -1);

      mq_measured_defects_add (
          defects, "stray", "whole", "severe", (MqDefectFacts){ objects },
          g_strdup_printf ("Changed although it was not asked for: %s", names),
          g_strdup_printf (
              "these objects must come out exactly as before the change: %s. Undo what "
              "the change did to functions, parameters, materials or random sequences "
              "that they share, and give the new parts their own",
              names));
    }

  /* Parts that the instruction put back as they were in an earlier version. */
  MQ_JSON_EACH (asset->restored, i, one)
    {
      const char *part = mq_json_get_string (one, "part", "");
      gint64 version = mq_json_get_int (one, "version", -1);
      JsonObject *then = mq_asset_history_find (asset->history, version);
      JsonObject *report = mq_json_get_object (then, "report");
      g_auto (GStrv) differ = report != NULL
                                  ? mq_report_list_differences (report, asset->report, part)
                                  : NULL;
      g_autofree char *names = differ != NULL ? g_strjoinv (", ", differ) : NULL;
      g_autoptr (JsonArray) objects = NULL;

      if (differ == NULL || *differ == NULL)
        continue;

      objects = mq_json_from_strings ((const char *const *)differ, -1);
      mq_measured_defects_add (
          defects, "not-restored", part, "severe", (MqDefectFacts){ objects },
          g_strdup_printf ("Not as it was in version %" G_GINT64_FORMAT ": %s", version, names),
          g_strdup_printf ("%s must come out exactly as in version %" G_GINT64_FORMAT
                           ": call it in build() with the materials and values of that version",
                           part, version));
    }

  if (mq_json_length (asset->touches) > 0 && mq_json_length (asset->restored) == 0
      && mq_change_defects_made_no_difference (asset, asset->kept_report))
    mq_measured_defects_add (
        defects, "no-change", "whole", "severe", (MqDefectFacts){ NULL },
        g_strdup ("The change made no difference: everything is as it was"),
        g_strdup ("the user asked for a change that can be seen or measured: make it"));
}
