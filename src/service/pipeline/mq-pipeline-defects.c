/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The defects of a pipeline's asset: which are repaired and which are told, and how they are told.
 * See mq-pipeline-private.h. */
#include "service/pipeline/mq-pipeline-private.h"

#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "common/asset/mq-defect-list.h"
#include "common/asset/mq-measured-defects.h"
#include "common/asset/mq-requirement.h"

#include <glib/gi18n.h>

#define MAX_DETACHED 100

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

      if (defect != NULL)
        put (minor == MQ_MINOR_TOO || self->careful || mq_defect_is_severe (defect)
                 ? self->to_repair
                 : self->to_report,
             defect);
    }
}

/* Members from which a client makes its own sentence; null if the defect has only the team's
 * text. */
static void
add_facts (JsonArray *list, JsonObject *defect)
{
  static const char *const members[] = { "code", "part" };
  JsonObject *facts = mq_json_get_object (defect, "facts");
  JsonObject *copy;

  if (facts == NULL)
    {
      json_array_add_null_element (list);
      return;
    }

  copy = mq_json_copy_object (facts);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    json_object_set_string_member (copy, members[i], mq_json_get_string (defect, members[i], ""));
  json_array_add_object_element (list, copy);
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

      g_strv_builder_add (items, mq_json_get_string (defect, "what", ""));
      add_facts (event->notice.defects, defect);
    }

  event->notice.level = level;
  event->notice.code = g_strdup (code);
  event->notice.text = g_strdup (text);
  event->notice.items = g_strv_builder_end (items);
  return mq_service_run_emit (self->run, event, error);
}

/* Parts that float, and no effects, which may. */
static GStrv
list_detached (JsonObject *plan, JsonObject *report)
{
  JsonArray *groups = mq_json_get_array (report, "floating");
  JsonArray *planned = mq_json_get_array (plan, "parts");
  g_autoptr (GPtrArray) titles = g_ptr_array_new_null_terminated (0, g_free, TRUE);

  for (guint i = 0; i < mq_json_length (groups); i++)
    {
      JsonArray *parts = mq_json_get_array (mq_json_element_object (groups, i), "parts");

      for (guint j = 0; j < mq_json_length (parts) && titles->len < MAX_DETACHED; j++)
        {
          const char *id = mq_json_element_string (parts, j);
          JsonObject *part = id != NULL ? mq_json_find (planned, "id", id) : NULL;
          g_autofree char *title = mq_text_make_title (id != NULL ? id : "");

          if (*title != '\0' && !mq_json_get_boolean (part, "effect", FALSE)
              && !g_ptr_array_find_with_equal_func (titles, title, g_str_equal, NULL))
            g_ptr_array_add (titles, g_steal_pointer (&title));
        }
    }

  return (GStrv)g_ptr_array_free (g_steal_pointer (&titles), FALSE);
}

/* A fault of a version. One that has only the team's words has these. */
static void
add_fault (JsonArray *list, JsonObject *defect)
{
  if (mq_json_get_object (defect, "facts") != NULL)
    add_facts (list, defect);
  else
    json_array_add_object_element (list, mq_json_new ("code:s part:s text:s",
                                                      mq_json_get_string (defect, "code", ""),
                                                      mq_json_get_string (defect, "part", ""),
                                                      mq_json_get_string (defect, "what", "")));
}

/* Whether a defect is told already: by the rows of requirements, by the parts that float, or, one
 * of the sketcher's, by the measured one. Where no plan says what may overlap, a small overlap is
 * no fault. */
static gboolean
is_told (const MqVersionEvent *event, JsonObject *defect)
{
  const char *code = mq_json_get_string (defect, "code", "");
  gint64 n = mq_json_get_int (defect, "n", 0);

  return g_str_equal (code, "unmet") || !json_object_has_member (defect, "source")
         || (g_str_equal (code, "floating") && event->detached[0] != NULL)
         || (event->plan == NULL && !mq_defect_is_severe (defect))
         || mq_requirement_get_state (mq_requirement_get_numbered (event->requirements, n))
                == MQ_REQUIREMENT_MISSED;
}

/* @event: has plan and rows; gets the faults of the asset: the severe ones, which the team itself
 * would repair, and the small ones. They are measured, or were seen and are left. Parts that float
 * are listed by themselves */
void
mq_pipeline_judge_version (MqPipeline *self, MqVersionEvent *event)
{
  JsonObject *plan = self->asset->plan;
  JsonObject *report = self->asset->report;
  g_autoptr (JsonArray) measured = mq_measured_defects_find (plan, report);
  g_autoptr (JsonArray) seen = mq_defects_filter_seen (self->left);
  g_autoptr (JsonArray) defects = mq_defects_join (measured, seen);

  event->detached = list_detached (plan, report);
  event->faults = json_array_new ();
  event->minor = json_array_new ();
  for (guint i = 0; i < json_array_get_length (defects); i++)
    {
      JsonObject *defect = mq_json_element_object (defects, i);

      if (!is_told (event, defect))
        add_fault (mq_defect_is_severe (defect) ? event->faults : event->minor, defect);
    }
}

/* Reports the defects that are left, and remembers them for the version. @defects: those that
 * are left. Returns: %FALSE if the run has to end */
gboolean
mq_pipeline_report_defects (MqPipeline *self, JsonArray *defects, GError **error)
{
  mq_json_replace_array (&self->left, defects);
  return json_array_get_length (defects) == 0
         || mq_pipeline_tell_defects (self, MQ_NOTICE_LEVEL_WARNING, "defects-left",
                                      _ ("Found but not repaired; you can ask for it"), defects,
                                      error);
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
