/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares what one Blender wrote with what another one has read back of it: what is wrong, what
 * looks otherwise, and what is not in the file. */
#include "client/export/mq-export.h"

#include "client/export/mq-game-package.h"
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
#define MAX_NAMES 1000
#define MAX_NOTES 50

static void G_GNUC_PRINTF (2, 3) add_note (JsonArray *notes, const char *format, ...)
{
  va_list args;
  g_autofree char *sentence = NULL;

  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);
  json_array_add_string_element (notes, sentence);
}

/* Adds a sentence about each sort of thing of the scene that the file has no place for, the names
 * that are others in it, and how pictures lie on objects. Returns: whether the file has all of the
 * scene */
static gboolean
add_left_out (JsonArray *notes, const MqExportFormat *format, JsonObject *written, JsonObject *read)
{
  /* Translators: after “Not in .stl:”; %s are names of objects */
  static const struct
  {
    const char *what;
    const char *words;
  } things[] = {
    { "rig", N_ ("rig of %s") },
    { "animation", N_ ("animation of %s") },
    { "shape keys", N_ ("shape keys of %s") },
    { "hair", N_ ("hair of %s") },
    { "points", N_ ("points of %s") },
    { "volume", N_ ("volume of %s") },
    { "drawing", N_ ("lines of %s") },
    { "curve", N_ ("curve %s, which has no surface") },
    { "constraints", N_ ("constraints of %s") },
    { "instances", N_ ("instances of %s, which are meshes of their own") },
    { "custom properties", N_ ("custom properties of %s") },
    { "camera", N_ ("camera %s") },
    { "light", N_ ("light %s") },
    { "joint", N_ ("joint %s") },
    { "loop", N_ ("closed loop at %s") },
  };
  static const char *const counted[] = { "skins", "shape_keys", "animations", "joints" };
  JsonArray *rows = mq_json_get_array (written, "left_out");
  JsonArray *layouts = mq_json_get_array (written, "layouts");
  JsonObject *meant = mq_json_get_object (written, "kept");
  JsonObject *found = mq_json_get_object (read, "kept");
  g_autofree char *renamed = mq_text_clean (mq_json_get_string (written, "renamed", ""), MAX_NAMES);
  g_autofree char *assumed = mq_text_clean (mq_json_get_string (written, "assumed", ""), MAX_NAMES);
  guint before = mq_json_length (notes);
  gboolean whole;

  for (guint i = 0; i < MIN (mq_json_length (rows), MAX_NOTES); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (things); j++)
      {
        JsonObject *row = mq_json_element_object (rows, i);
        g_autofree char *of = mq_text_clean (mq_json_get_string (row, "of", "?"), MAX_NAMES);
        g_autofree char *words = g_strdup_printf (_ (things[j].words), of);

        /* Translators: the suffix of a file, and “hair of “Brush”” */
        if (g_str_equal (mq_json_get_string (row, "what", ""), things[j].what))
          add_note (notes, _ ("Not in .%1$s: %2$s"), format->suffix, words);
      }

  for (gsize i = 0; i < G_N_ELEMENTS (counted); i++)
    if (mq_json_get_int (found, counted[i], 0) < mq_json_get_int (meant, counted[i], 0))
      {
        add_note (
            notes,
            _ ("Some rigs, shape keys, animations or joints of the scene are not in the file"));
        break;
      }
  whole = mq_json_length (notes) == before;
  if (*renamed != '\0')
    /* Translators: “2nd door (left)” → “2nd_door_left” */
    add_note (notes, _ ("Names that are others in the file: %s"), renamed);
  if (*assumed != '\0')
    add_note (notes, _ ("The masses are assumed, as these names say no substance: %s"), assumed);
  for (guint i = 0; i < MIN (mq_json_length (layouts), MAX_NOTES); i++)
    {
      JsonObject *row = mq_json_element_object (layouts, i);
      g_autofree char *object = mq_text_clean (mq_json_get_string (row, "object", "?"), MAX_NAME);

      /* Translators: how the picture of an object lies on its surface */
      add_note (notes,
                _ ("“%1$s” has %2$.0f to %3$.0f pixels of its picture on a meter, stretched up to "
                   "%4$.1f times; it uses %5$.0f %% of the picture, and %6$.0f %% of that is under "
                   "several faces"),
                object, mq_json_get_double (row, "least", 0), mq_json_get_double (row, "most", 0),
                mq_json_get_double (row, "stretch", 0), mq_json_get_double (row, "used", 0),
                mq_json_get_double (row, "overlap", 0));
    }
  return whole;
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
        JsonObject *loss = mq_json_element_object (lists[i], j);
        const char *why = mq_json_get_string (loss, "why", "");
        g_autofree char *material = mq_text_clean (mq_json_get_string (loss, "material", "?"),
                                                   MAX_NAME);
        g_autofree char *file = mq_text_clean (mq_json_get_string (loss, "file", ""), MAX_NAME);

        if (g_str_equal (why, "picture") && *file == '\0')
          /* Translators: the name of a material */
          add_note (
              notes,
              _ ("“%s” has a plain color in the file: it needs a picture, and the script has none"),
              material);
        else if (g_str_equal (why, "picture"))
          /* Translators: the names of a material and of a file */
          add_note (notes,
                    _ ("“%1$s” has a plain color in the file: its picture “%2$s” is missing"),
                    material, file);
        else if (g_str_equal (why, "unbent"))
          /* Translators: the name of a material, such as glass */
          add_note (notes,
                    _ ("“%s” is transparent in the file, but does not refract light: the format "
                       "has no glass"),
                    material);
        else if (g_str_equal (why, "pattern"))
          add_note (notes,
                    _ ("“%s” is exported as opaque: its transparency is a pattern, and patterns "
                       "need pictures"),
                    material);
        else if (g_str_equal (why, "opaque"))
          add_note (notes,
                    _ ("“%s” is exported as opaque: its shader or volume has no "
                       "counterpart in files of other programs"),
                    material);
        else
          add_note (notes, _ ("“%s” looks different in the file"), material);
      }

  return notes;
}

/* @written: what the bridge answered to `export`; @read: what the bridge of another Blender
 * answered to `read_back`. Returns: (transfer full): `read_by`, `box_off_mm`, `wrong` (sentences
 * about what differs; empty when the file holds what it should), `same_look`, `whole` (whether
 * the file has all that the scene has), `notes` (sentences about materials that look otherwise in
 * the file, about what is not in it, and names that are others in it) */
JsonObject *
mq_export_prove (const MqExportOptions *options, JsonObject *written, JsonObject *read,
                 const char *reader)
{
  g_autoptr (GStrvBuilder) wrong = g_strv_builder_new ();
  g_auto (GStrv) sentences = NULL;
  JsonArray *notes = list_notes (written, read);
  gboolean same_look = mq_json_length (notes) == 0;
  gboolean whole = add_left_out (notes, options->format, written, read);
  double unit = mq_length_unit_get_metres (options->unit != NULL ? options->unit
                                                                 : options->format->unit);
  static const char *const corners[] = { "low", "high" };
  double low[3], high[3];
  double off = 0;
  gint64 triangles = mq_json_get_int (written, "triangles", -1);
  gint64 found = mq_json_get_int (read, "triangles", -2);
  g_autofree char *by = g_strdup_printf ("Blender %s", reader);

  /* How far a corner of the boxes moved along an axis; infinitely, if a box is missing. */
  for (gsize i = 0; i < G_N_ELEMENTS (corners); i++)
    {
      double a[3], b[3];
      gboolean has_both = mq_json_get_vector (written, corners[i], a)
                          && mq_json_get_vector (read, corners[i], b);

      for (guint axis = 0; axis < 3; axis++)
        off = has_both ? fmax (off, fabs (a[axis] - b[axis]) * unit) : INFINITY;
    }

  if (!(off <= TOLERANCE))
    g_strv_builder_take (wrong, g_strdup_printf (_ ("The box is off by %.2f mm"), off * 1000));
  if (found != triangles)
    g_strv_builder_take (wrong, g_strdup_printf (_ ("There are %d triangles instead of %d"),
                                                 (int)found, (int)triangles));

  if (options->lay_out && mq_json_get_vector (written, "low", low)
      && mq_json_get_vector (written, "high", high))
    add_note (notes, _ ("Laid out for printing, on %.0f x %.0f mm"),
              1000 * unit * (high[0] - low[0]), 1000 * unit * (high[1] - low[1]));

  if (options->format->has_materials)
    {
      gint64 textures = mq_json_length (mq_json_get_array (written, "textures"));
      gint64 materials = mq_json_length (mq_json_get_array (written, "materials"));
      JsonArray *baked = mq_json_get_array (written, "pictures");
      const char *changed = NULL;

      /* The first picture that is in the file with other contents than were baked, by the mean
       * values of its cells. A format may have no place for one. */
      for (guint i = 0; i < mq_json_length (baked) && changed == NULL; i++)
        {
          JsonObject *picture = mq_json_element_object (baked, i);
          const char *name = mq_json_get_string (picture, "name", NULL);
          JsonObject *kept = mq_json_find (mq_json_get_array (read, "pictures"), "name", name);
          JsonArray *wanted = mq_json_get_array (picture, "cells");
          JsonArray *cells = mq_json_get_array (kept, "cells");
          gboolean is_same = kept == NULL || mq_json_length (wanted) == mq_json_length (cells);

          for (guint j = 0; kept != NULL && is_same && j < mq_json_length (wanted); j++)
            is_same = ABS (json_array_get_int_element (wanted, j)
                           - json_array_get_int_element (cells, j))
                      <= PICTURE_TOLERANCE;
          if (!is_same)
            changed = name;
        }

      if (mq_json_get_int (read, "materials", -1) != materials)
        g_strv_builder_take (wrong, g_strdup_printf (_ ("There are %d materials instead of %d"),
                                                     (int)mq_json_get_int (read, "materials", 0),
                                                     (int)materials));
      /* An exporter may leave out a picture of one plain value. */
      if (textures > 0 && mq_json_get_int (read, "textures", 0) == 0)
        g_strv_builder_take (wrong, g_strdup (_ ("The pictures of the materials are missing")));
      if (changed != NULL)
        g_strv_builder_take (
            wrong,
            g_strdup_printf (_ ("The picture “%s” is empty, cut off or different"), changed));
    }

  mq_game_package_prove (written, read, wrong);
  sentences = g_strv_builder_end (wrong);
  return mq_json_new (
      "read_by:s box_off_mm:d wrong:a same_look:b whole:b notes:a", by, off * 1000,
      mq_json_from_strings ((const char *const *)sentences, g_strv_length (sentences)), same_look,
      whole, notes);
}

/* @proof: what mq_export_prove() returned; @error: %MQ_ERROR_FAILED. Returns: whether nothing
 * differs */
gboolean
mq_export_is_proved (JsonObject *proof, GError **error)
{
  JsonArray *wrong = mq_json_get_array (proof, "wrong");

  if (mq_json_length (wrong) == 0)
    return TRUE;

  return mq_fail (error, MQ_ERROR_FAILED,
                  /* Translators: %s is a sentence such as “There are 3 triangles instead of 4” */
                  _ ("The file was not kept, because reading it back gave a different result: %s"),
                  json_array_get_string_element (wrong, 0));
}
