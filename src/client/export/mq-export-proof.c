/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The proof of an export: what a Blender read back, compared with what another one meant to write.
 */
#include "client/export/mq-export-private.h"

#include "common/asset/mq-requirement.h"
#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* How far a corner of the asset's box may be off, m. STL and PLY have single precision. */
#define TOLERANCE 0.0005
/* How far a mean value of a picture's cell may be off, of 255. Exporters may encode it anew. */
#define PICTURE_TOLERANCE 8
#define MAX_NAME 100 /* bytes */
#define MAX_NOTES 50

/* Finds how far a corner of the boxes moved along an axis, in the file's unit; INFINITY if a box is
 * missing. */
static double
find_largest_distance (JsonObject *written, JsonObject *read)
{
  static const char *const corners[] = { "low", "high" };
  double largest = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (corners); i++)
    {
      double a[3], b[3];

      if (!mq_json_get_vector (written, corners[i], a) || !mq_json_get_vector (read, corners[i], b))
        return INFINITY;
      for (guint axis = 0; axis < 3; axis++)
        largest = fmax (largest, fabs (a[axis] - b[axis]));
    }

  return largest;
}

/* Whether a picture that was read is the one that was baked, by the mean values of its cells. */
static gboolean
is_same_picture (JsonObject *baked, JsonObject *read)
{
  JsonArray *wanted = mq_json_get_array (baked, "cells");
  JsonArray *found = mq_json_get_array (read, "cells");

  if (mq_json_length (wanted) != mq_json_length (found))
    return FALSE;

  for (guint i = 0; i < mq_json_length (wanted); i++)
    if (ABS (json_array_get_int_element (wanted, i) - json_array_get_int_element (found, i))
        > PICTURE_TOLERANCE)
      return FALSE;

  return TRUE;
}

/* Names the first picture that is in the file with other contents than were baked. A format may
 * have no place for one. */
static const char *
find_changed_picture (JsonObject *written, JsonObject *read)
{
  JsonArray *baked = mq_json_get_array (written, "pictures");

  for (guint i = 0; i < mq_json_length (baked); i++)
    {
      JsonObject *picture = mq_json_element_object (baked, i);
      const char *name = picture != NULL ? mq_json_get_string (picture, "name", NULL) : NULL;
      JsonObject *found = name != NULL
                              ? mq_json_find (mq_json_get_array (read, "pictures"), "name", name)
                              : NULL;

      if (found != NULL && !is_same_picture (picture, found))
        return name;
    }

  return NULL;
}

/* One sentence about what a material lost in the file, by what the bridge says of it. */
static char *
describe_loss (JsonObject *loss)
{
  const char *why = mq_json_get_string (loss, "why", "");
  g_autofree char *material = mq_text_clean (mq_json_get_string (loss, "material", "?"), MAX_NAME);
  g_autofree char *file = mq_text_clean (mq_json_get_string (loss, "file", ""), MAX_NAME);

  if (g_str_equal (why, "picture") && *file == '\0')
    /* Translators: the name of a material */
    return g_strdup_printf (_ ("“%s” is plain in the file: it is made with a picture, and the "
                               "script gave it none"),
                            material);
  if (g_str_equal (why, "picture"))
    /* Translators: the names of a material and of a file */
    return g_strdup_printf (_ ("“%1$s” is plain in the file: its picture “%2$s” is not there"),
                            material, file);
  if (g_str_equal (why, "unbent"))
    /* Translators: the name of a material, such as glass */
    return g_strdup_printf (_ ("“%s” can be seen through in the file, but bends no light: the "
                               "format has no glass"),
                            material);
  if (g_str_equal (why, "pattern"))
    return g_strdup_printf (_ ("“%s” is exported as opaque: where it can be seen through is a "
                               "pattern, and patterns need pictures"),
                            material);
  if (g_str_equal (why, "opaque"))
    return g_strdup_printf (_ ("“%s” is exported as opaque: its shader or volume has no "
                               "counterpart in files of other programs"),
                            material);

  return g_strdup_printf (_ ("“%s” looks different in the file"), material);
}

/* Lists the materials that are known to look otherwise in the file, and those that are seen to.
 * None of them makes the file wrong: a format may have no place for it. */
static JsonArray *
list_notes (JsonObject *written, JsonObject *read)
{
  JsonArray *const lists[] = { mq_json_get_array (written, "losses"),
                               mq_json_get_array (read, "differs") };
  JsonArray *notes = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint j = 0; j < MIN (mq_json_length (lists[i]), MAX_NOTES); j++)
      {
        g_autofree char *sentence = describe_loss (mq_json_element_object (lists[i], j));

        json_array_add_string_element (notes, sentence);
      }

  return notes;
}

/* @written: what the bridge answered to `export`; @read: what the bridge of another Blender
 * answered to `read_back`. Returns: (transfer full): `read_by`, `box_off_mm`, `wrong` (sentences
 * about what differs; empty when the file holds what it should), `notes` (sentences about
 * materials that look otherwise in the file; empty when the look is the same) */
JsonObject *
mq_export_prove (const MqExportOptions *options, JsonObject *written, JsonObject *read,
                 const char *reader)
{
  g_autoptr (GStrvBuilder) wrong = g_strv_builder_new ();
  g_auto (GStrv) sentences = NULL;
  double unit = options->format->has_unit ? 1 : mq_length_unit_get_metres (options->unit);
  double off = find_largest_distance (written, read) * unit;
  gint64 triangles = mq_json_get_int (written, "triangles", -1);
  gint64 found = mq_json_get_int (read, "triangles", -2);
  g_autofree char *by = g_strdup_printf ("Blender %s", reader);

  if (!(off <= TOLERANCE))
    g_strv_builder_take (wrong, g_strdup_printf (_ ("The box is off by %.2f mm"), off * 1000));
  if (found != triangles)
    g_strv_builder_take (wrong, g_strdup_printf (_ ("There are %d triangles instead of %d"),
                                                 (int)found, (int)triangles));

  if (options->format->has_materials)
    {
      gint64 textures = mq_json_length (mq_json_get_array (written, "textures"));
      gint64 materials = mq_json_length (mq_json_get_array (written, "materials"));
      const char *changed = find_changed_picture (written, read);

      if (mq_json_get_int (read, "materials", -1) != materials)
        g_strv_builder_take (wrong, g_strdup_printf (_ ("There are %d materials instead of %d"),
                                                     (int)mq_json_get_int (read, "materials", 0),
                                                     (int)materials));
      /* An exporter may leave out a picture of one plain value. */
      if (textures > 0 && mq_json_get_int (read, "textures", 0) == 0)
        g_strv_builder_take (wrong, g_strdup (_ ("The pictures of the materials are missing")));
      if (changed != NULL)
        g_strv_builder_take (
            wrong, g_strdup_printf (_ ("The picture “%s” is empty, cut or another one"), changed));
    }

  sentences = g_strv_builder_end (wrong);
  return mq_json_new (
      "read_by:s box_off_mm:d wrong:a notes:a", by, off * 1000,
      mq_json_from_strings ((const char *const *)sentences, g_strv_length (sentences)),
      list_notes (written, read));
}

/* @proof: what mq_export_prove() returned; @error: %MQ_ERROR_FAILED. Returns: whether nothing
 * differs */
gboolean
mq_export_is_proved (JsonObject *proof, GError **error)
{
  JsonArray *wrong = mq_json_get_array (proof, "wrong");

  if (mq_json_length (wrong) == 0)
    return TRUE;

  return mq_fail (
      error, MQ_ERROR_FAILED,
      /* Translators: %s is a sentence such as “There are 3 triangles instead of 4” */
      _ ("The file was not kept, because another Blender reads something else in it: %s"),
      json_array_get_string_element (wrong, 0));
}
