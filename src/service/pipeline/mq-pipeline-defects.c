/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The defects of a pipeline's asset: which are repaired and which are told, and how they are told.
 * See mq-pipeline-private.h. */
#include "service/pipeline/mq-pipeline-private.h"

#include "common/json/mq-json.h"
#include "common/asset/mq-defect-list.h"
#include "common/asset/mq-measured-defects.h"
#include "common/asset/mq-verdict.h"

#include <glib/gi18n.h>

/* Frees the contents. */
void
mq_defects_clear (MqDefects *self)
{
  g_clear_pointer (&self->all, json_array_unref);
  g_clear_pointer (&self->to_repair, json_array_unref);
  g_clear_pointer (&self->to_report, json_array_unref);
}

static void
put (JsonArray *list, JsonObject *defect)
{
  json_array_add_object_element (list, json_object_ref (defect));
}

/* Sorts defects into those to repair and those to report. @self: gets lists of its own;
 * @defects: all defects. */
void
mq_defects_sort (MqDefects *self, JsonArray *defects, MqMinor minor)
{
  gboolean any_severe = FALSE;

  mq_defects_clear (self);
  self->all = json_array_ref (defects);
  self->to_repair = json_array_new ();
  self->to_report = json_array_new ();
  self->minor = minor;

  for (guint i = 0; i < json_array_get_length (defects); i++)
    any_severe |= mq_json_element_object (defects, i) != NULL
                  && mq_defect_is_severe (mq_json_element_object (defects, i));
  self->careful = minor == MQ_MINOR_AFTER && !any_severe;

  for (guint i = 0; i < json_array_get_length (defects); i++)
    {
      JsonObject *defect = mq_json_element_object (defects, i);

      if (defect == NULL)
        continue;
      /* A debugger had what is left, and gave its reason; what is not sure earns no call. */
      put (!json_object_has_member (defect, "left") && mq_json_get_boolean (defect, "sure", TRUE)
                   && (minor == MQ_MINOR_TOO || self->careful || mq_defect_is_severe (defect))
               ? self->to_repair
               : self->to_report,
           defect);
    }
}

/* Emits a notice with defects, which clients describe in their own language. @level: of the
 * notice; @code: stable; @text: for the user; @defects: what it is about. Returns: whether it
 * was emitted */
gboolean
mq_pipeline_tell_defects (MqPipeline *self, MqNoticeLevel level, const char *code, const char *text,
                          JsonArray *defects, GError **error)
{
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_NOTICE);
  g_autoptr (GStrvBuilder) items = g_strv_builder_new ();

  event->notice.defects = json_array_new ();
  for (guint i = 0; i < mq_json_length (defects); i++)
    {
      JsonObject *defect = mq_json_element_object (defects, i);

      const char *what = mq_json_get_string (defect, "what", "");
      const char *reason = mq_json_get_string (defect, "left", "");

      g_strv_builder_take (items, *reason != '\0' ? g_strdup_printf ("%s (%s)", what, reason)
                                                  : g_strdup (what));
      mq_verdict_add_facts (event->notice.defects, defect);
    }

  event->notice.level = level;
  event->notice.code = g_strdup (code);
  event->notice.text = g_strdup (text);
  event->notice.items = g_strv_builder_end (items);
  return mq_service_run_emit (self->run, event, error);
}

/* Reports the defects that are left, and remembers them for the version. @defects: those that
 * are left. Returns: %FALSE if the run has to end */
gboolean
mq_pipeline_report_defects (MqPipeline *self, JsonArray *defects, GError **error)
{
  g_autoptr (JsonArray) open = json_array_new ();
  g_autoptr (JsonArray) disputed = json_array_new ();

  mq_json_replace_array (&self->left, defects);
  for (guint i = 0; i < json_array_get_length (defects); i++)
    {
      JsonObject *defect = mq_json_element_object (defects, i);

      if (defect != NULL)
        put (json_object_has_member (defect, "left") ? disputed : open, defect);
    }

  return (json_array_get_length (disputed) == 0
          || mq_pipeline_tell_defects (self, MQ_NOTICE_LEVEL_INFO, "defects-disputed",
                                       _ ("Found, and left as it is for a reason"), disputed,
                                       error))
         && (json_array_get_length (open) == 0
             || mq_pipeline_tell_defects (self, MQ_NOTICE_LEVEL_WARNING, "defects-left",
                                          _ ("Found but not repaired; you can ask for it"), open,
                                          error));
}

/* @a: (nullable): defects; @b: (nullable): defects. Returns: (transfer full): both lists without
 * duplicates, for the notice of what is left */
JsonArray *
mq_defects_join (JsonArray *a, JsonArray *b)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *const both[] = { a, b };
  JsonArray *joined = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
    for (guint j = 0; both[i] != NULL && j < json_array_get_length (both[i]); j++)
      {
        JsonObject *defect = mq_json_element_object (both[i], j);

        if (g_hash_table_add (seen, (gpointer)mq_json_get_string (defect, "what", "")))
          json_array_add_object_element (joined, json_object_ref (defect));
      }

  return joined;
}

/* @defects: (nullable): defects. Returns: (transfer full): those that the critic saw; the others
 * are measured again after each repair */
JsonArray *
mq_defects_filter_seen (JsonArray *defects)
{
  JsonArray *seen = json_array_new ();

  for (guint i = 0; i < mq_json_length (defects); i++)
    if (!mq_measured_defects_include (mq_json_element_object (defects, i)))
      json_array_add_object_element (seen, json_object_ref (mq_json_element_object (defects, i)));

  return seen;
}

/* Reports the remaining defects when no picture is taken: measured ones are known, and seen ones
 * are assumed to be there still. @before: (nullable): the defects when the team last looked.
 * Returns: %FALSE if the run has to end */
gboolean
mq_pipeline_report_known (MqPipeline *self, JsonArray *before, GError **error)
{
  g_autoptr (JsonArray) seen = mq_defects_filter_seen (before);
  g_autoptr (JsonArray) now = mq_measured_defects_find (self->asset->plan, self->asset->report);
  g_autoptr (JsonArray) open = mq_defects_join (now, seen);

  return mq_pipeline_report_defects (self, open, error);
}
