/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps of a repair what mended and puts back what broke: each changed function for itself,
 * measured without a model. See mq-pipeline-private.h. */
#include "service/team/mq-change-defects.h"
#include "service/pipeline/mq-pipeline-private.h"

#include "common/json/mq-json.h"
#include "common/script/mq-script.h"
#include "common/asset/mq-defect-list.h"
#include "common/asset/mq-measured-defects.h"

/* Scripts that are run for it. */
#define MAX_TRIES 6

/* How the asset, as it is measured now, compares with before. */
static void
compare (MqPipeline *self, JsonArray *known, MqDefectChanges *changes)
{
  MqAssetState *asset = self->asset;
  g_autoptr (JsonArray) now = mq_measured_defects_find (asset->plan, asset->report);
  g_autoptr (JsonArray) measured = json_array_new ();

  mq_change_defects_find (now, asset);
  for (guint i = 0; i < mq_json_length (known); i++)
    if (mq_measured_defects_include (mq_json_element_object (known, i)))
      json_array_add_object_element (measured, json_object_ref (mq_json_element_object (known, i)));

  mq_defect_changes_clear (changes);
  mq_defect_changes_find (changes, measured, now);
}

/* The functions in the order in which they are tried: first those of the parts that the new faults
 * are about. */
static GPtrArray *
list_candidates (const MqSnapshot *before, const char *script, JsonArray *fresh)
{
  g_auto (GStrv) names = mq_script_list_changed (before->script, script);
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);

  for (guint wanted = 0; wanted < 2; wanted++)
    for (gsize i = 0; names[i] != NULL; i++)
      if ((mq_json_find (fresh, "part", names[i]) != NULL) == (wanted == 0))
        g_ptr_array_add (list, g_strdup (names[i]));

  return list;
}

/* Builds the script. Without an error, @built says whether it runs and was measured. */
static gboolean
try_script (MqPipeline *self, const char *script, gboolean *built, GError **error)
{
  g_autoptr (JsonObject) answer = mq_json_new ("script:s", script);
  g_autoptr (GError) fault = NULL;

  if (!mq_pipeline_apply_answer (self, answer, MQ_SCRIPT_REASON_REPAIR, error))
    return FALSE;

  *built = mq_remote_blender_attempt (&self->blender, &fault) && self->asset->report != NULL;
  if (fault == NULL || !mq_remote_blender_is_stopped (fault))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

static void
replace (MqSnapshot *self, MqPipeline *pipeline)
{
  mq_snapshot_clear (self);
  mq_snapshot_take (self, pipeline);
}

/* Restores the best of the scripts, defects included. */
static void
restore (const MqSnapshot *best, MqPipeline *pipeline, JsonArray *defects)
{
  mq_snapshot_restore (best, pipeline);
  mq_json_replace_array (&pipeline->asset->defects, defects);
}

/* Puts functions of a repair that brought new faults back, one by one, as long as that makes it
 * better. @put_back: (out) (transfer full): the functions and parameters that are as they were
 * before; @helps: (out): whether what is left of the repair may be better than before; if not,
 * the asset is to be rolled back. Returns: %FALSE if the run has to end */
gboolean
mq_pipeline_salvage (MqPipeline *self, const MqSnapshot *before, JsonArray *known, GStrv *put_back,
                     gboolean *helps, GError **error)
{
  MqAssetState *asset = self->asset;
  g_autoptr (JsonArray) defects = json_array_ref (asset->defects);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GPtrArray) candidates = NULL;
  g_auto (MqDefectChanges) changes = { 0 };
  g_auto (MqSnapshot) best = { 0 };
  gboolean stale = FALSE; /* the scene is of another script than the best */
  guint tries = 0;
  int weight;

  *put_back = g_new0 (char *, 1);
  mq_snapshot_take (&best, self);
  compare (self, known, &changes);
  weight = mq_defect_changes_weigh (&changes);
  candidates = list_candidates (before, asset->script, changes.fresh);

  for (guint i = 0;
       i < candidates->len && tries < MAX_TRIES && json_array_get_length (changes.fresh) > 0; i++)
    {
      const char *name = g_ptr_array_index (candidates, i);
      g_autofree char *script = mq_script_put_back (best.script, before->script, name, NULL);
      g_auto (MqDefectChanges) now = { 0 };
      gboolean built;

      if (script == NULL || g_str_equal (script, best.script)
          || g_str_equal (script, before->script))
        continue;

      tries++;
      if (!try_script (self, script, &built, error))
        return FALSE;

      if (built)
        compare (self, known, &now);
      if (built && mq_defect_changes_weigh (&now) > weight)
        {
          replace (&best, self);
          weight = mq_defect_changes_weigh (&now);
          mq_defect_changes_clear (&changes);
          compare (self, known, &changes);
          g_strv_builder_add (names, name);
          stale = FALSE;
          continue;
        }

      stale = TRUE;
      restore (&best, self, defects);
    }

  g_strfreev (*put_back);
  *put_back = g_strv_builder_end (names);
  /* It may be better to the eye all the same. */
  *helps = weight > 0
           || (json_array_get_length (changes.fresh) == 0
               && mq_measured_defects_need_critic (defects));
  if (!*helps || !stale)
    return TRUE;

  if (!mq_pipeline_build_again (self, &best, error))
    return FALSE;

  mq_json_replace_array (&asset->defects, defects);
  return TRUE;
}
