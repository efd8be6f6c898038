/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A measured report as parts with their faults, see mq-report-view-private.h. The report comes from
 * a process that ran an untrusted script, so nothing about its shape is trusted. */
#include "app/model/mq-report-view-private.h"

#include "client/live/mq-hand-edit.h"
#include "common/asset/mq-asset-names.h"
#include "common/asset/mq-report.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* The schema's limit, and limits of what a person reads. */
#define MAX_OBJECTS 5000
#define MAX_FAULTS 200
#define MAX_NAME 80

/* Objects whose sizes differ by less than this share count as equal. */
#define ALIKE 0.02
#define MAX_METRES 1e6

static void
part_free (gpointer data)
{
  MqReportViewPart *part = data;

  g_free (part->id);
  g_free (part->title);
  g_free (part->function);
  g_ptr_array_unref (part->hashes);
  g_ptr_array_unref (part->materials);
  g_ptr_array_unref (part->faults);
  g_free (part);
}

void
mq_report_view_parts_free (MqReportViewParts *self)
{
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->objects);
  g_ptr_array_unref (self->parts);
  g_free (self);
}

static void
set_title (MqReportViewPart *part, const char *name)
{
  g_free (part->title);
  part->title = mq_asset_name_make_title (MQ_ASSET_NAME_PART, name);
  if (*part->title == '\0')
    /* Translators: a part of an asset that has no name. */
    g_set_str (&part->title, _ ("Unnamed"));
}

static MqReportViewPart *
get_part (MqReportViewParts *self, const char *id)
{
  g_autofree char *clean = mq_text_clean (id, MAX_NAME);
  MqReportViewPart *part = g_hash_table_lookup (self->by_id, clean);

  if (part != NULL)
    return part;

  part = g_new0 (MqReportViewPart, 1);
  set_title (part, clean);
  part->id = g_steal_pointer (&clean);
  part->hashes = g_ptr_array_new_with_free_func (g_free);
  part->materials = g_ptr_array_new_with_free_func (g_free);
  part->faults = g_ptr_array_new_with_free_func (g_free);
  part->alike = TRUE;
  g_ptr_array_add (self->parts, part);
  g_hash_table_insert (self->by_id, part->id, part);
  return part;
}

gboolean
mq_report_view_get_vector (JsonObject *object, const char *member, double vector[3])
{
  return mq_json_get_vector (object, member, vector) && fabs (vector[0]) <= MAX_METRES
         && fabs (vector[1]) <= MAX_METRES && fabs (vector[2]) <= MAX_METRES;
}

gboolean
mq_report_view_get_box (JsonObject *object, double box[2][3])
{
  JsonObject *member = mq_json_get_object (object, "box");

  return mq_report_view_get_vector (member, "min", box[0])
         && mq_report_view_get_vector (member, "max", box[1]);
}

/* Millimetres below 2 cm, centimetres below a metre, as people say them. */
char *
mq_report_view_dup_length (double metres)
{
  double length = fabs (metres);

  if (length >= 0.9995)
    /* Translators: metres, centimetres, millimetres. */
    return g_strdup_printf (C_ ("length", "%.2f m"), length);
  if (length >= 0.01995)
    return g_strdup_printf (C_ ("length", "%.1f cm"), length * 100);
  if (length >= 0.00095)
    return g_strdup_printf (C_ ("length", "%.0f mm"), length * 1000);
  return g_strdup_printf (C_ ("length", "%.1f mm"), length * 1000);
}

static void
take_size (MqReportViewPart *part, JsonObject *object)
{
  double box[2][3];
  double size[3];

  if (!mq_report_view_get_box (object, box)
      || !mq_report_view_get_vector (object, "dimensions_m", size))
    return;

  for (int axis = 0; axis < 3; axis++)
    {
      double larger = MAX (fabs (size[axis]), fabs (part->each[axis]));

      part->alike = part->alike
                    && (!part->measured
                        || fabs (size[axis] - part->each[axis]) <= MAX (0.001, ALIKE * larger));
      part->box[0][axis] = part->measured ? MIN (part->box[0][axis], box[0][axis]) : box[0][axis];
      part->box[1][axis] = part->measured ? MAX (part->box[1][axis], box[1][axis]) : box[1][axis];
    }

  if (!part->measured)
    memcpy (part->each, size, sizeof size);
  part->measured = TRUE;
}

static void
take_materials (MqReportViewPart *part, JsonObject *object)
{
  const char *own = mq_json_get_string (object, "name", "");
  JsonArray *names = mq_json_get_array (object, "materials");
  guint n = MIN (mq_json_length (names), MAX_FAULTS);

  for (guint i = 0; i < n; i++)
    {
      const char *name = mq_json_element_string (names, i);
      g_autofree char *clean
          = mq_text_clean (name != NULL ? mq_report_skip_own_name (name, own) : NULL, MAX_NAME);

      if (*clean != '\0'
          && !g_ptr_array_find_with_equal_func (part->materials, clean, g_str_equal, NULL)
          && part->materials->len < MAX_FAULTS)
        g_ptr_array_add (part->materials, g_steal_pointer (&clean));
    }
}

static void
add_fault (MqReportViewParts *self, MqReportViewPart *part, char *sentence)
{
  g_autofree char *owned = sentence;

  if (part->faults->len >= MAX_FAULTS
      || g_ptr_array_find_with_equal_func (part->faults, owned, g_str_equal, NULL))
    return;

  g_ptr_array_add (part->faults, g_steal_pointer (&owned));
}

/* A single object has the name that is beside it in the picture. */
static void
take_title (MqReportViewPart *part, const char *object)
{
  gsize length = strlen (object);
  gboolean is_numbered = length == 0 || g_ascii_isdigit (object[length - 1]);
  g_autofree char *clean = mq_text_clean (part->n_objects == 1 && !is_numbered ? object : part->id,
                                          MAX_NAME);

  set_title (part, clean);
}

static void
take_object (MqReportViewParts *self, JsonObject *object)
{
  const char *name = mq_json_get_string (object, "name", "");
  const char *hash = mq_json_get_string (object, "hash", NULL);
  MqReportViewPart *part = get_part (self, mq_json_get_string (object, "part", name));

  g_hash_table_insert (self->objects, g_strdup (name), part);
  if (mq_json_get_boolean (object, "hidden", FALSE))
    return;

  part->n_objects++;
  take_title (part, name);
  take_size (part, object);
  take_materials (part, object);
  if (hash != NULL)
    g_ptr_array_add (part->hashes, g_strdup (hash));
}

static void
take_plan (MqReportViewParts *self, JsonObject *plan)
{
  JsonArray *parts = mq_json_get_array (plan, "parts");
  guint n = MIN (mq_json_length (parts), MAX_OBJECTS);

  for (guint i = 0; i < n; i++)
    {
      JsonObject *planned = mq_json_element_object (parts, i);
      const char *id = mq_json_get_string (planned, "id", NULL);
      MqReportViewPart *part = id != NULL ? get_part (self, id) : NULL;

      if (part == NULL)
        continue;

      g_set_str (&part->function, mq_json_get_string (planned, "function", NULL));
      part->effect = mq_json_get_boolean (planned, "effect", FALSE);
    }
}

/* Faults. */

static const char *
get_title (MqReportViewParts *self, const char *object, const char *fallback)
{
  MqReportViewPart *part = object != NULL ? g_hash_table_lookup (self->objects, object) : NULL;

  return part != NULL ? part->title : fallback;
}

static void
find_floating (MqReportViewParts *self, JsonObject *group)
{
  const char *nearest = mq_json_get_string (group, "nearest", NULL);
  g_autofree char *gap = mq_report_view_dup_length (mq_json_get_double (group, "gap_m", 0));
  JsonArray *parts = mq_json_get_array (group, "parts");
  guint n = MIN (mq_json_length (parts), MAX_FAULTS);

  for (guint i = 0; i < n; i++)
    {
      const char *id = mq_json_element_string (parts, i);
      const char *title = get_title (self, nearest, NULL);
      MqReportViewPart *part = id != NULL ? get_part (self, id) : NULL;

      if (part == NULL || part->effect)
        continue;

      add_fault (self, part,
                 title != NULL
                     /* Translators: a length and a part: "Not attached: 4 mm from Seat". */
                     ? g_strdup_printf (_ ("Not attached: %s from %s"), gap, title)
                     : g_strdup (_ ("Not attached to anything")));
    }
}

static void
find_piece (MqReportViewParts *self, JsonObject *piece)
{
  const char *object = mq_json_get_string (piece, "object", "");
  MqReportViewPart *part = g_hash_table_lookup (self->objects, object);
  g_autofree char *gap = mq_report_view_dup_length (mq_json_get_double (piece, "gap_m", 0));

  if (part != NULL && !part->effect)
    add_fault (self, part,
               /* Translators: a piece of an object's mesh; a length. */
               g_strdup_printf (_ ("A piece holds on to nothing, %s from the rest"), gap));
}

static void
find_penetration (MqReportViewParts *self, JsonObject *pair)
{
  JsonArray *ids = mq_json_get_array (pair, "parts");
  const char *first = ids != NULL && json_array_get_length (ids) == 2
                          ? mq_json_element_string (ids, 0)
                          : NULL;
  const char *second = first != NULL ? mq_json_element_string (ids, 1) : NULL;
  g_autofree char *depth = mq_report_view_dup_length (mq_json_get_double (pair, "depth_m", 0));
  MqReportViewPart *part;
  MqReportViewPart *other;

  if (second == NULL)
    return;

  part = get_part (self, first);
  other = get_part (self, second);
  if ((part != NULL && part->effect) || (other != NULL && other->effect))
    return;

  if (part == other)
    {
      add_fault (self, part,
                 /* Translators: of the objects of one part; a length. */
                 g_strdup_printf (_ ("Its pieces run %s into each other"), depth));
      return;
    }

  /* Translators: a length and a part: "Runs 2.5 cm into Seat". */
  add_fault (self, part, g_strdup_printf (_ ("Runs %s into %s"), depth, other->title));
  add_fault (self, other, g_strdup_printf (_ ("Runs %s into %s"), depth, part->title));
}

typedef char *(*CountFunc) (guint n);

static char *
describe_without_material (guint n)
{
  return g_strdup_printf (ngettext ("%u object has faces without a material",
                                    "%u objects have faces without a material", n),
                          n);
}

static char *
describe_flipped (guint n)
{
  return g_strdup_printf (ngettext ("%u object has faces that look inside out",
                                    "%u objects have faces that look inside out", n),
                          n);
}

static char *
describe_hidden (guint n)
{
  return g_strdup_printf (ngettext ("%u object is hidden and not rendered",
                                    "%u objects are hidden and not rendered", n),
                          n);
}

static char *
describe_empty (guint n)
{
  return g_strdup_printf (ngettext ("%u object has no surface", "%u objects have no surface", n),
                          n);
}

static char *
describe_edges (guint n)
{
  return g_strdup_printf (ngettext ("%u edge is loose or joins more than two faces",
                                    "%u edges are loose or join more than two faces", n),
                          n);
}

static void
count (GHashTable *counts, MqReportViewPart *part, gint64 n)
{
  guint before = GPOINTER_TO_UINT (g_hash_table_lookup (counts, part));

  if (n > 0)
    g_hash_table_insert (counts, part,
                         GUINT_TO_POINTER (before + (guint)MIN (n, (gint64)G_MAXINT - before)));
}

static void
report_counts (MqReportViewParts *self, GHashTable *counts, CountFunc describe)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, self->parts->pdata[i]));

      if (n > 0)
        add_fault (self, self->parts->pdata[i], describe (n));
    }
}

/* Converts names of objects to a count per part. */
static void
find_named (MqReportViewParts *self, JsonObject *report, const char *member, CountFunc describe)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (NULL, NULL);
  JsonArray *names = mq_json_get_array (report, member);
  guint n = MIN (mq_json_length (names), MAX_OBJECTS);

  for (guint i = 0; i < n; i++)
    {
      const char *name = mq_json_element_string (names, i);
      MqReportViewPart *part = name != NULL ? g_hash_table_lookup (self->objects, name) : NULL;

      if (part != NULL)
        count (counts, part, 1);
    }

  report_counts (self, counts, describe);
}

static void
find_edges (MqReportViewParts *self, JsonArray *objects, guint n)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < n; i++)
    {
      JsonObject *object = mq_json_element_object (objects, i);
      MqReportViewPart *part = g_hash_table_lookup (self->objects,
                                                    mq_json_get_string (object, "name", ""));

      if (part != NULL)
        count (counts, part, mq_json_get_int (object, "non_manifold_edges", 0));
    }

  report_counts (self, counts, describe_edges);
}

/* Marks parts that the user changed in Blender: they differ from what their script makes. */
static void
find_by_hand (MqReportViewParts *self, JsonObject *row)
{
  const char *object = mq_json_get_string (row, "object", "");
  g_autofree char *change = mq_hand_edit_describe_change (row);

  add_fault (self, get_part (self, mq_json_get_string (row, "part", object)),
             /* Translators: what the user changed in Blender: “Leg 1 reshaped”. */
             g_strdup_printf (_ ("By hand, not in the script: %s"), change));
}

static void
find_all (MqReportViewParts *self, JsonObject *report, const char *member,
          void (*find) (MqReportViewParts *self, JsonObject *entry))
{
  JsonArray *entries = mq_json_get_array (report, member);
  guint n = MIN (mq_json_length (entries), MAX_OBJECTS);

  for (guint i = 0; i < n; i++)
    {
      JsonObject *entry = mq_json_element_object (entries, i);

      if (entry != NULL)
        find (self, entry);
    }
}

MqReportViewParts *
mq_report_view_parts_new (JsonObject *report, JsonObject *plan)
{
  MqReportViewParts *self = g_new0 (MqReportViewParts, 1);
  JsonArray *objects = mq_json_get_array (report, "objects");
  guint n = MIN (mq_json_length (objects), MAX_OBJECTS);

  self->parts = g_ptr_array_new_with_free_func (part_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->objects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  take_plan (self, plan);
  for (guint i = 0; i < n; i++)
    if (mq_json_element_object (objects, i) != NULL)
      take_object (self, mq_json_element_object (objects, i));

  find_all (self, report, "floating", find_floating);
  find_all (self, report, "loose_pieces", find_piece);
  find_all (self, report, "penetrations", find_penetration);
  find_named (self, report, "without_material", describe_without_material);
  find_named (self, report, "flipped", describe_flipped);
  find_named (self, report, "hidden", describe_hidden);
  find_named (self, report, "empty", describe_empty);
  find_edges (self, objects, n);
  find_all (self, report, "by_hand", find_by_hand);
  return self;
}
