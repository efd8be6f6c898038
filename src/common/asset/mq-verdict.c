/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqVerdict, see mq-verdict.h. */
#include "common/asset/mq-verdict.h"

#include "common/asset/mq-requirement.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>

/* m: the longest side from which a thing whose script speaks of millimetres may be too large, and
 * below which any thing may be too small. */
#define TOO_LARGE 5.0
#define TOO_SMALL 0.0005

static gboolean
is_unseen (JsonObject *row)
{
  return mq_requirement_get_state (row) == MQ_REQUIREMENT_OPEN
         && g_str_equal (mq_json_get_string (row, "by", ""), "eye");
}

/**
 * mq_verdict_make:
 * @rows: (nullable): requirements with what was found, as in the event `version`
 * @faults: (nullable): facts of faults; %NULL: nothing is known
 * @minor: (nullable): facts of small faults
 * @detached: (nullable): names of parts that are not attached
 *
 * What the script does and nothing can measure counts as met. What a critic was to look at does
 * not.
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
      JsonObject *row = mq_json_element_object (rows, i);

      self.missed += mq_requirement_get_state (row) == MQ_REQUIREMENT_MISSED;
      self.unseen += is_unseen (row);
    }

  if (faults != NULL)
    self.faults = (int)MIN (json_array_get_length (faults), G_MAXINT);
  self.minor = mq_json_length (minor);
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
    .detached = (guint)CLAMP (mq_json_get_int (measured, "detached", 0), 0, G_MAXINT),
    .wishes = (guint)CLAMP (mq_json_get_int (measured, "wishes", 0), 0, G_MAXINT),
    .missed = (guint)CLAMP (mq_json_get_int (measured, "missed", 0), 0, G_MAXINT),
    .unseen = (guint)CLAMP (mq_json_get_int (measured, "unseen", 0), 0, G_MAXINT),
  };
}

/**
 * mq_verdict_write:
 * @self: a verdict
 *
 * Returns: (transfer full): `measured` of an item of a batch (docs/batch.md)
 */
JsonObject *
mq_verdict_write (const MqVerdict *self)
{
  return mq_json_new ("faults:i minor:i detached:i wishes:i missed:i unseen:i", self->faults,
                      self->minor, self->detached, self->wishes, self->missed, self->unseen);
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
  if (self->faults < 0)
    return MQ_VERDICT_UNKNOWN;

  return self->minor + self->unseen > 0 ? MQ_VERDICT_OPEN : MQ_VERDICT_GOOD;
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
  if (self->missed + self->unseen > 0)
    /* Translators: how many of the user's wishes are met, and how many there are. */
    append (text, g_strdup_printf (ngettext ("%u of %u wish", "%u of %u wishes", self->wishes),
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
 *   not met or not looked at; translated
 */
GStrv
mq_verdict_list_missed (JsonArray *rows, const char *const *detached)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();

  for (guint i = 0; detached != NULL && detached[i] != NULL; i++)
    /* Translators: the name of a part that floats. */
    g_strv_builder_take (lines, g_strdup_printf (_ ("Not attached: %s"), detached[i]));

  for (guint i = 0; i < mq_json_length (rows); i++)
    {
      JsonObject *row = mq_json_element_object (rows, i);
      MqRequirementState state = mq_requirement_get_state (row);
      g_autofree char *label = mq_requirement_label (row);
      g_autofree char *found = mq_requirement_describe (row);

      if (state == MQ_REQUIREMENT_MISSED)
        g_strv_builder_take (lines, g_strdup_printf ("✗ %s (%s)", label, found));
      else if (is_unseen (row))
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
    return g_strdup_printf (_ ("It is only %.3g mm large. If the numbers of its script are metres, "
                               "run the script with --unit m, or set unit_settings.scale_length to "
                               "1 in it."),
                            longest * 1000);
  if (longest >= TOO_LARGE
      && g_regex_match_simple ("(?<![a-z])mm(?![a-z])|millimet", script, G_REGEX_CASELESS, 0))
    return g_strdup_printf (_ ("It is %s large, and its script speaks of millimetres. If its "
                               "numbers are millimetres, run the script with --unit mm, or set "
                               "unit_settings.scale_length to 0.001 in it."),
                            size);

  return NULL;
}
