/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqVerdict, see mq-verdict.h. */
#include "common/asset/mq-verdict.h"

#include "common/asset/mq-defect-list.h"
#include "common/asset/mq-measured-defects.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>

/* m: the longest side from which a thing whose script speaks of millimetres may be too large, and
 * below which any thing may be too small. */
#define TOO_LARGE 5.0
#define TOO_SMALL 0.0005
#define MAX_DETACHED 100

/**
 * mq_verdict_add_facts:
 * @list: gets the members of a defect from which a client makes its own sentence; null if it has
 *   only the team's text
 */
void
mq_verdict_add_facts (JsonArray *list, JsonObject *defect)
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

/**
 * mq_verdict_judge:
 * @plan: (nullable): the plan
 * @report: (nullable): the report; without one nothing is known
 * @rows: requirements with what was found
 * @seen: (nullable): defects that were seen and are left
 * @faults: (out) (transfer full) (nullable): facts of the severe faults, which a team would repair
 * @minor: (out) (transfer full) (nullable): those of the small ones
 * @detached: (out) (transfer full) (nullable): names of parts that are not attached, which are no
 *   @faults
 */
void
mq_verdict_judge (JsonObject *plan, JsonObject *report, JsonArray *rows, JsonArray *seen,
                  JsonArray **faults, JsonArray **minor, GStrv *detached)
{
  JsonArray *groups = mq_json_get_array (report, "floating");
  JsonArray *planned = mq_json_get_array (plan, "parts");
  g_autoptr (GPtrArray) titles = g_ptr_array_new_null_terminated (0, g_free, TRUE);
  g_autoptr (JsonArray) defects = NULL;

  *faults = *minor = NULL;
  *detached = NULL;
  if (report == NULL)
    return;

  defects = mq_measured_defects_find (plan, report);

  /* Parts that float, and no effects, which may, nor what a team left so, for a reason. */
  MQ_JSON_EACH (groups, i, group)
    {
      JsonArray *objects = mq_json_get_array (group, "objects");
      JsonArray *parts = mq_json_get_array (group, "parts");
      const char *name = mq_json_length (objects) > 0 ? mq_json_element_string (objects, 0) : NULL;
      gboolean is_left = FALSE;

      for (guint j = 0; j < json_array_get_length (defects) && !is_left; j++)
        {
          JsonObject *defect = mq_json_element_object (defects, j);
          JsonObject *facts = mq_json_get_object (defect, "facts");

          is_left = g_str_equal (mq_json_get_string (defect, "code", ""), "floating")
                    && json_object_has_member (defect, "left")
                    && mq_json_contains (mq_json_get_array (facts, "objects"), name);
        }

      for (guint j = 0; !is_left && j < mq_json_length (parts) && titles->len < MAX_DETACHED; j++)
        {
          const char *id = mq_json_element_string (parts, j);
          JsonObject *part = mq_json_find (planned, "id", id);
          g_autofree char *title = mq_text_make_title (id != NULL ? id : "");

          if (*title != '\0' && !mq_json_get_boolean (part, "effect", FALSE)
              && !g_ptr_array_find_with_equal_func (titles, title, g_str_equal, NULL))
            g_ptr_array_add (titles, g_steal_pointer (&title));
        }
    }
  *detached = (GStrv)g_ptr_array_free (g_steal_pointer (&titles), FALSE);

  *faults = json_array_new ();
  *minor = json_array_new ();
  mq_json_append (defects, seen);
  MQ_JSON_EACH (defects, i, defect)
    {
      const char *code = mq_json_get_string (defect, "code", "");
      gint64 n = mq_json_get_int (defect, "n", 0);
      JsonObject *row = mq_requirement_get_numbered (rows, n);
      JsonArray *list = mq_defect_is_severe (defect) ? *faults : *minor;

      /* Told already by the rows of requirements, by the parts that float, or, one of the
       * sketcher's, by the measured one. */
      if (g_str_equal (code, "unmet") || !json_object_has_member (defect, "source")
          || (g_str_equal (code, "floating") && **detached != NULL)
          || mq_requirement_get_state (row) == MQ_REQUIREMENT_MISSED)
        continue;
      /* Where no plan says what may overlap, a small overlap is no fault. */
      if (plan == NULL && !mq_defect_is_severe (defect))
        continue;

      /* One that has only the team's words has these. */
      if (mq_json_get_object (defect, "facts") != NULL)
        mq_verdict_add_facts (list, defect);
      else
        json_array_add_object_element (list, mq_json_new ("code:s part:s text:s", code,
                                                          mq_json_get_string (defect, "part", ""),
                                                          mq_json_get_string (defect, "what", "")));
    }
}

/**
 * mq_verdict_make:
 * @rows: (nullable): requirements with what was found, as in the event `version`
 * @faults: (nullable): facts of faults; %NULL: nothing is known
 * @minor: (nullable): facts of small faults, and of those that are left for a reason
 * @detached: (nullable): names of parts that are not attached
 *
 * A requirement that nobody has looked at or measured is not met.
 *
 * Returns: the verdict
 */
MqVerdict
mq_verdict_make (JsonArray *rows, JsonArray *faults, JsonArray *minor, const char *const *detached)
{
  MqVerdict self = MQ_VERDICT_NONE;

  self.wishes = mq_json_length (rows);
  for (guint i = 0; i < self.wishes; i++)
    {
      MqRequirementState state = mq_requirement_get_state (mq_json_element_object (rows, i));

      self.missed += state == MQ_REQUIREMENT_MISSED;
      self.unseen += state == MQ_REQUIREMENT_OPEN;
    }

  if (faults != NULL)
    self.faults = (int)MIN (json_array_get_length (faults), G_MAXINT);
  for (guint i = 0; i < mq_json_length (minor); i++)
    if (mq_json_get_string (mq_json_element_object (minor, i), "left", NULL) != NULL)
      self.left++;
    else
      self.minor++;
  self.detached = detached != NULL ? g_strv_length ((GStrv)detached) : 0;
  return self;
}

/**
 * mq_verdict_read:
 * @measured: (nullable): as mq_verdict_write() makes it
 *
 * Returns: the verdict; nothing is known without @measured
 */
MqVerdict
mq_verdict_read (JsonObject *measured)
{
  return (MqVerdict){
    .faults = (int)CLAMP (mq_json_get_int (measured, "faults", -1), -1, G_MAXINT),
    .minor = (guint)CLAMP (mq_json_get_int (measured, "minor", 0), 0, G_MAXINT),
    .left = (guint)CLAMP (mq_json_get_int (measured, "left", 0), 0, G_MAXINT),
    .detached = (guint)CLAMP (mq_json_get_int (measured, "detached", 0), 0, G_MAXINT),
    .wishes = (guint)CLAMP (mq_json_get_int (measured, "wishes", 0), 0, G_MAXINT),
    .missed = (guint)CLAMP (mq_json_get_int (measured, "missed", 0), 0, G_MAXINT),
    .unseen = (guint)CLAMP (mq_json_get_int (measured, "unseen", 0), 0, G_MAXINT),
    .unmeasured = mq_json_get_boolean (measured, "unmeasured", FALSE),
  };
}

/**
 * mq_verdict_write:
 * @self: a verdict
 *
 * Returns: (transfer full): `measured` of an item of a batch (docs/using/batch.md)
 */
JsonObject *
mq_verdict_write (const MqVerdict *self)
{
  JsonObject *measured = mq_json_new (
      "faults:i minor:i left:i detached:i wishes:i missed:i unseen:i", self->faults, self->minor,
      self->left, self->detached, self->wishes, self->missed, self->unseen);

  if (self->unmeasured)
    json_object_set_boolean_member (measured, "unmeasured", TRUE);
  return measured;
}

/**
 * mq_verdict_get_state:
 * @self: a verdict
 *
 * Returns: whether it is good
 */
MqVerdictState
mq_verdict_get_state (const MqVerdict *self)
{
  if (self->faults > 0 || self->detached > 0 || self->missed > 0)
    return MQ_VERDICT_BAD;
  if (self->faults < 0 || self->unmeasured)
    return MQ_VERDICT_UNKNOWN;

  return self->minor + self->left + self->unseen > 0 ? MQ_VERDICT_OPEN : MQ_VERDICT_GOOD;
}

static void
append (GString *text, char *fact)
{
  g_autofree char *owned = fact;

  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, owned);
}

/**
 * mq_verdict_describe:
 * @self: a verdict
 *
 * Returns: (transfer full) (nullable): the badge: "2 parts not attached · 1 of 2 wishes", "No
 *   Problems"; %NULL if nothing is known; translated
 */
char *
mq_verdict_describe (const MqVerdict *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->unmeasured)
    /* Translators: of a 3D object. */
    return g_strdup (C_ ("verdict", "Not measured"));
  if (self->detached > 0)
    /* Translators: of a 3D object: parts that float. */
    append (text, g_strdup_printf (
                      ngettext ("%u part not attached", "%u parts not attached", self->detached),
                      self->detached));
  if (self->faults > 0)
    append (text, g_strdup_printf (ngettext ("%d fault", "%d faults", (gulong)self->faults),
                                   self->faults));
  if (self->minor > 0)
    append (text, g_strdup_printf (ngettext ("%u small fault", "%u small faults", self->minor),
                                   self->minor));
  if (self->left > 0)
    /* Translators: of a 3D object: faults that are not repaired, as the thing is meant to be so. */
    append (text, g_strdup_printf (ngettext ("%u left as meant", "%u left as meant", self->left),
                                   self->left));
  if (self->missed + self->unseen > 0)
    /* Translators: how many of the user's requirements are met, and how many there are. */
    append (text, g_strdup_printf (
                      ngettext ("%u of %u requirement", "%u of %u requirements", self->wishes),
                      self->wishes - self->missed - self->unseen, self->wishes));
  if (text->len > 0)
    return g_string_free_and_steal (g_steal_pointer (&text));

  /* Translators: of a 3D object: its measurements show no fault. */
  return self->faults == 0 ? g_strdup (C_ ("verdict", "No Problems")) : NULL;
}

/**
 * mq_verdict_list_missed:
 * @rows: (nullable): as for mq_verdict_make()
 * @detached: (nullable): as for mq_verdict_make()
 *
 * Returns: (transfer full): a line for each part that is not attached, and for each wish that is
 *   not met, not looked at or not measured; translated
 */
GStrv
mq_verdict_list_missed (JsonArray *rows, const char *const *detached)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();

  for (guint i = 0; detached != NULL && detached[i] != NULL; i++)
    /* Translators: the name of a part that floats. */
    g_strv_builder_take (lines, g_strdup_printf (_ ("Not attached: %s"), detached[i]));

  MQ_JSON_EACH (rows, i, row)
    {
      MqRequirementState state = mq_requirement_get_state (row);
      g_autofree char *label = mq_requirement_label (row);
      g_autofree char *found = mq_requirement_describe (row);

      if (state == MQ_REQUIREMENT_MISSED)
        g_strv_builder_take (lines, g_strdup_printf ("✗ %s (%s)", label, found));
      else if (state == MQ_REQUIREMENT_OPEN)
        g_strv_builder_take (lines, g_strdup_printf ("? %s (%s)", label, found));
    }

  return g_strv_builder_end (lines);
}

/**
 * mq_verdict_doubt_unit:
 * @sized: (nullable): what has `dimensions_m`
 * @script: the script that made it
 *
 * Returns: (transfer full) (nullable): a sentence for a thing that may be a thousand times too
 * large or too small, as its numbers are taken for another unit, and what to do then
 */
char *
mq_verdict_doubt_unit (JsonObject *sized, const char *script)
{
  double m[3];
  double longest;
  g_autofree char *size = NULL;

  if (!mq_json_get_vector (sized, "dimensions_m", m))
    return NULL;

  longest = MAX (m[0], MAX (m[1], m[2]));
  size = mq_text_format_size (m);
  if (longest > 0 && longest < TOO_SMALL)
    return g_strdup_printf (
        _ ("It is only %.3g mm in size. If the numbers in its script are metres, run the script "
           "with --unit m, or set unit_settings.scale_length to 1 in it."),
        longest * 1000);
  if (longest >= TOO_LARGE
      && g_regex_match_simple ("(?<![a-z])mm(?![a-z])|millimet", script, G_REGEX_CASELESS, 0))
    return g_strdup_printf (
        _ ("It is %s in size, and its script mentions millimetres. If its numbers are millimetres, "
           "run the script with --unit mm, or set unit_settings.scale_length to 0.001 in it."),
        size);

  return NULL;
}
