/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A version's measured report for the window, see mq-report-view.h: the rows of the parts list, and
 * the summary line. */
#include "app/model/mq-report-view.h"

#include "client/live/mq-hand-edit.h"
#include "common/asset/mq-asset-names.h"
#include "common/asset/mq-color-name.h"
#include "common/asset/mq-report.h"
#include "common/base/mq-each.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "common/script/mq-script-parameter.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Repeated measurements may differ by this, m. */
#define MQ_REPORT_VIEW_SAME 0.0015
#define MAX_ROWS 200
#define MAX_TEXT 80
/* The schema's limit, and limits of what a person reads. */
#define MAX_OBJECTS 5000
#define MAX_FAULTS 200
#define MAX_NAME 80
/* Objects whose sizes differ by less than this share count as equal. */
#define ALIKE 0.02
#define MAX_METRES 1e6
#define MAX_CHANGES 100
/* A side this much shorter than the others is a thickness. */
#define THIN 0.5

/* A part: the objects with the same part id. */
typedef struct
{
  char *id;
  char *title;
  char *function; /* its function in the plan, or NULL */
  guint n_objects;
  double box[2][3]; /* of all its objects, m */
  double each[3];   /* the size of one object, m, if all are equal */
  gboolean measured;
  gboolean effect; /* bubbles, sparks: allowed to float and to intersect */
  gboolean alike;
  GPtrArray *hashes;    /* in order */
  GPtrArray *materials; /* names, sorted, each once */
  GPtrArray *faults;    /* sentences without the part's name */
} MqReportViewPart;

typedef struct
{
  GPtrArray *parts;    /* of MqReportViewPart, the plan's order first */
  GHashTable *by_id;   /* id → MqReportViewPart */
  GHashTable *objects; /* object's name → MqReportViewPart */
} MqReportViewParts;

typedef char *(*CountFunc) (guint n);

typedef enum
{
  WIDTH,
  DEPTH,
  HEIGHT,
  THICKNESS,
} Extent;

static void
report_view_parts_free (MqReportViewParts *self)
{
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->objects);
  g_ptr_array_unref (self->parts);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqReportViewParts, report_view_parts_free)

G_DEFINE_FINAL_TYPE (MqComparedValue, mq_compared_value, G_TYPE_OBJECT)

static void
mq_compared_value_finalize (GObject *object)
{
  MqComparedValue *self = MQ_COMPARED_VALUE (object);

  g_free (self->title);
  g_free (self->before);
  g_free (self->after);
  g_free (self->before_color);
  g_free (self->after_color);

  G_OBJECT_CLASS (mq_compared_value_parent_class)->finalize (object);
}

static void
mq_compared_value_class_init (MqComparedValueClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_compared_value_finalize;
}

static void
mq_compared_value_init (MqComparedValue *self)
{
}

/* @before, @after: (transfer full) (nullable) */
static MqComparedValue *
add (GListStore *list, const char *title, char *before, char *after)
{
  MqComparedValue *value = g_object_new (MQ_TYPE_COMPARED_VALUE, NULL);

  value->title = g_strdup (title);
  value->before = before;
  value->after = after;
  g_list_store_append (list, value);
  g_object_unref (value);
  return value;
}

static char *
dup_count (JsonObject *whole, const char *member)
{
  return g_strdup_printf ("%'u", (guint)MAX (mq_json_get_int (whole, member, 0), 0));
}

static gboolean report_view_get_vector (JsonObject *object, const char *member, double vector[3]);

static char *
dup_part_size (const MqReportViewPart *part)
{
  double size[3];

  if (part == NULL || part->n_objects == 0 || !part->measured)
    return NULL;

  for (guint axis = 0; axis < G_N_ELEMENTS (size); axis++)
    size[axis] = part->box[1][axis] - part->box[0][axis];
  return mq_text_format_size (size);
}

/* @before, @after: (nullable): one of them may be %NULL */
static void
add_part (GListStore *list, const MqReportViewPart *before, const MqReportViewPart *after)
{
  g_autofree char *was = dup_part_size (before);
  g_autofree char *is = dup_part_size (after);
  gboolean is_changed = was == NULL || is == NULL;

  if (was == NULL && is == NULL)
    return;

  for (guint axis = 0; axis < 3 && !is_changed; axis++)
    is_changed = fabs (before->box[1][axis] - before->box[0][axis] - after->box[1][axis]
                       + after->box[0][axis])
                 > MQ_REPORT_VIEW_SAME;
  if (is_changed)
    add (list, after != NULL ? after->title : before->title, g_steal_pointer (&was),
         g_steal_pointer (&is));
}

static MqReportViewParts *report_view_parts_new (JsonObject *report, JsonObject *plan);

/* @parameter: (nullable) */
static char *
dup_value (const MqScriptParameter *parameter)
{
  double number;

  if (parameter == NULL)
    return NULL;
  if (!mq_script_read_number (parameter->value, &number, NULL))
    {
      const char *literal = parameter->value;
      gsize length = strlen (literal);
      gboolean quoted = length >= 2 && (*literal == '"' || *literal == '\'')
                        && literal[length - 1] == *literal;
      g_autofree char *text = quoted ? g_strndup (literal + 1, length - 2) : g_strdup (literal);

      if (quoted && parameter->choices != NULL)
        return mq_asset_name_make_title (MQ_ASSET_NAME_FINISH, text);

      /* "Oak" of the literal 'Oak', and what else it may be as it is. */
      return mq_text_clean (text, MAX_TEXT);
    }

  if (g_str_equal (parameter->unit, "m") && number > 0)
    return mq_report_view_dup_length (number);
  if (g_str_equal (parameter->unit, "deg"))
    return g_strdup_printf ("%g°", number);

  if (*parameter->unit == '\0')
    return g_strdup_printf ("%g", number);

  return g_strdup_printf ("%g %s", number, parameter->unit);
}

/* Two colours of one name keep their digits, too. */
static void
name_colors (MqComparedValue *self)
{
  const char *colors[] = { self->before_color, self->after_color };
  char **texts[] = { &self->before, &self->after };
  const char *names[] = { colors[0] != NULL ? mq_color_name_find (colors[0]) : NULL,
                          colors[1] != NULL ? mq_color_name_find (colors[1]) : NULL };
  gboolean is_same = g_strcmp0 (names[0], names[1]) == 0;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i] != NULL)
      {
        g_free (*texts[i]);
        *texts[i] = is_same ? g_strdup_printf (C_ ("material", "%s (%s)"), names[i], colors[i])
                            : g_strdup (names[i]);
      }
}

static void
add_parameter (GListStore *list, const MqScriptParameter *before, const MqScriptParameter *after)
{
  const MqScriptParameter *either = after != NULL ? after : before;
  g_autofree char *words = g_ascii_strdown (either->name, -1);
  g_autofree char *title = NULL;
  MqComparedValue *value;

  if (before != NULL && after != NULL && g_str_equal (before->value, after->value))
    return;

  title = mq_asset_name_make_title (MQ_ASSET_NAME_PARAMETER, words);
  value = add (list, title, dup_value (before), dup_value (after));
  value->before_color = before != NULL ? mq_script_read_color (before->value) : NULL;
  value->after_color = after != NULL ? mq_script_read_color (after->value) : NULL;
  name_colors (value);
}

/**
 * mq_compared_values_list:
 * @before: the report of the older version
 * @after: the report of the newer version
 * @before_script: (nullable): the script of the older version
 * @after_script: (nullable): the script of the newer version
 *
 * Returns: (transfer full): a list of #MqComparedValue: sizes and counts of the whole, then what
 *   changed of parts and parameters
 */
GListModel *
mq_compared_values_list (JsonObject *before, JsonObject *after, const char *before_script,
                         const char *after_script)
{
  const char *const names[] = { _ ("Width"), _ ("Depth"), _ ("Height") };
  JsonObject *old_whole = mq_json_get_object (before, "whole");
  JsonObject *new_whole = mq_json_get_object (after, "whole");
  GListStore *list = g_list_store_new (MQ_TYPE_COMPARED_VALUE);
  g_autoptr (MqReportViewParts) old = NULL;
  g_autoptr (MqReportViewParts) new = NULL;
  double was[3], is[3];

  if (report_view_get_vector (old_whole, "dimensions_m", was)
      && report_view_get_vector (new_whole, "dimensions_m", is))
    for (gsize axis = 0; axis < G_N_ELEMENTS (names); axis++)
      add (list, names[axis], mq_report_view_dup_length (was[axis]),
           mq_report_view_dup_length (is[axis]));

  add (list, _ ("Objects"), dup_count (old_whole, "objects"), dup_count (new_whole, "objects"));
  add (list, _ ("Triangles"), dup_count (old_whole, "triangles"),
       dup_count (new_whole, "triangles"));

  old = report_view_parts_new (before, NULL);
  new = report_view_parts_new (after, NULL);
  MQ_EACH (new->parts, i, const MqReportViewPart, part)
    add_part (list, g_hash_table_lookup (old->by_id, part->id), part);

  MQ_EACH (old->parts, i, const MqReportViewPart, part)
    if (g_hash_table_lookup (new->by_id, part->id) == NULL)
      add_part (list, part, NULL);

  if (before_script != NULL && after_script != NULL)
    {
      g_autoptr (GPtrArray) were = mq_script_parameters_list (before_script);
      g_autoptr (GPtrArray) are = mq_script_parameters_list (after_script);

      for (guint i = 0; i < are->len && i < MAX_ROWS; i++)
        {
          const MqScriptParameter *parameter = are->pdata[i];

          add_parameter (list, mq_script_parameters_find (were, parameter->name), parameter);
        }

      for (guint i = 0; i < were->len && i < MAX_ROWS; i++)
        {
          const MqScriptParameter *parameter = were->pdata[i];

          if (mq_script_parameters_find (are, parameter->name) == NULL)
            add_parameter (list, parameter, NULL);
        }
    }

  return G_LIST_MODEL (list);
}

/* A measured report as parts with their faults. The report comes from a process that ran an
 * untrusted script, so nothing about its shape is trusted. */

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

static void
set_title (MqReportViewPart *part, const char *name)
{
  g_free (part->title);
  part->title = mq_asset_name_make_title (MQ_ASSET_NAME_PART, name);
  if (*part->title == '\0')
    /* Translators: a part of an asset that has no name. */
    g_set_str (&part->title, _ ("Unnamed"));
}

/* Its data are a GStrv. */
static GPtrArray *
new_strings (void)
{
  return g_ptr_array_new_null_terminated (1, g_free, TRUE);
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
  part->hashes = new_strings ();
  part->materials = new_strings ();
  part->faults = new_strings ();
  part->alike = TRUE;
  g_ptr_array_add (self->parts, part);
  g_hash_table_insert (self->by_id, part->id, part);
  return part;
}

static gboolean
report_view_get_vector (JsonObject *object, const char *member, double vector[3])
{
  return mq_json_get_vector (object, member, vector) && fabs (vector[0]) <= MAX_METRES
         && fabs (vector[1]) <= MAX_METRES && fabs (vector[2]) <= MAX_METRES;
}

static gboolean
report_view_get_box (JsonObject *object, double box[2][3])
{
  JsonObject *member = mq_json_get_object (object, "box");

  return report_view_get_vector (member, "min", box[0])
         && report_view_get_vector (member, "max", box[1]);
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
add_fault (MqReportViewParts *self, MqReportViewPart *part, char *sentence)
{
  g_autofree char *owned = sentence;

  if (part->faults->len >= MAX_FAULTS
      || g_ptr_array_find_with_equal_func (part->faults, owned, g_str_equal, NULL))
    return;

  g_ptr_array_add (part->faults, g_steal_pointer (&owned));
}

static void
take_object (MqReportViewParts *self, JsonObject *object)
{
  const char *name = mq_json_get_string (object, "name", "");
  const char *hash = mq_json_get_string (object, "hash", NULL);
  MqReportViewPart *part = get_part (self, mq_json_get_string (object, "part", name));
  JsonArray *materials = mq_json_get_array (object, "materials");
  guint n_materials = MIN (mq_json_length (materials), MAX_FAULTS);
  gsize length;
  gboolean is_numbered;
  g_autofree char *clean = NULL;
  double box[2][3], size[3];

  g_hash_table_insert (self->objects, g_strdup (name), part);
  if (mq_json_get_boolean (object, "hidden", FALSE))
    return;

  part->n_objects++;
  /* A single object has the name that is beside it in the picture. */
  length = strlen (name);
  is_numbered = length == 0 || g_ascii_isdigit (name[length - 1]);
  clean = mq_text_clean (part->n_objects == 1 && !is_numbered ? name : part->id, MAX_NAME);
  set_title (part, clean);
  if (report_view_get_box (object, box) && report_view_get_vector (object, "dimensions_m", size))
    {
      for (int axis = 0; axis < 3; axis++)
        {
          double larger = MAX (fabs (size[axis]), fabs (part->each[axis]));
          double off = fabs (size[axis] - part->each[axis]);

          part->alike = part->alike && (!part->measured || off <= MAX (0.001, ALIKE * larger));
          part->box[0][axis] = part->measured ? MIN (part->box[0][axis], box[0][axis])
                                              : box[0][axis];
          part->box[1][axis] = part->measured ? MAX (part->box[1][axis], box[1][axis])
                                              : box[1][axis];
        }
      if (!part->measured)
        memcpy (part->each, size, sizeof size);
      part->measured = TRUE;
    }
  for (guint i = 0; i < n_materials; i++)
    {
      const char *material = mq_json_element_string (materials, i);
      g_autofree char *short_name = mq_text_clean (
          material != NULL ? mq_report_skip_own_name (material, name) : NULL, MAX_NAME);

      if (*short_name != '\0'
          && !g_ptr_array_find_with_equal_func (part->materials, short_name, g_str_equal, NULL)
          && part->materials->len < MAX_FAULTS)
        g_ptr_array_add (part->materials, g_steal_pointer (&short_name));
    }
  if (hash != NULL)
    g_ptr_array_add (part->hashes, g_strdup (hash));
}

/* Faults. */

static void
find_floating (MqReportViewParts *self, JsonObject *group)
{
  const char *nearest = mq_json_get_string (group, "nearest", NULL);
  MqReportViewPart *other = nearest != NULL ? g_hash_table_lookup (self->objects, nearest) : NULL;
  g_autofree char *gap = mq_report_view_dup_length (mq_json_get_double (group, "gap_m", 0));
  JsonArray *parts = mq_json_get_array (group, "parts");
  guint n = MIN (mq_json_length (parts), MAX_FAULTS);

  for (guint i = 0; i < n; i++)
    {
      const char *id = mq_json_element_string (parts, i);
      MqReportViewPart *part = id != NULL ? get_part (self, id) : NULL;

      if (part == NULL || part->effect)
        continue;

      add_fault (self, part,
                 other != NULL
                     /* Translators: a length and a part: "Not attached: 4 mm from Seat". */
                     ? g_strdup_printf (_ ("Not attached: %s from %s"), gap, other->title)
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
               g_strdup_printf (_ ("A piece is attached to nothing, %s from the rest"), gap));
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

static MqReportViewParts *
report_view_parts_new (JsonObject *report, JsonObject *plan)
{
  MqReportViewParts *self = g_new0 (MqReportViewParts, 1);
  JsonArray *objects = mq_json_get_array (report, "objects");
  guint n = MIN (mq_json_length (objects), MAX_OBJECTS);
  JsonArray *planned = mq_json_get_array (plan, "parts");
  guint n_planned = MIN (mq_json_length (planned), MAX_OBJECTS);
  g_autoptr (GHashTable) counts = NULL;

  self->parts = g_ptr_array_new_with_free_func (part_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->objects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < n_planned; i++)
    {
      JsonObject *facts = mq_json_element_object (planned, i);
      const char *id = mq_json_get_string (facts, "id", NULL);
      MqReportViewPart *part = id != NULL ? get_part (self, id) : NULL;

      if (part == NULL)
        continue;

      g_set_str (&part->function, mq_json_get_string (facts, "function", NULL));
      part->effect = mq_json_get_boolean (facts, "effect", FALSE);
    }

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

  counts = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < n; i++)
    {
      JsonObject *object = mq_json_element_object (objects, i);
      MqReportViewPart *part = g_hash_table_lookup (self->objects,
                                                    mq_json_get_string (object, "name", ""));

      if (part != NULL)
        count (counts, part, mq_json_get_int (object, "non_manifold_edges", 0));
    }

  report_counts (self, counts, describe_edges);

  find_all (self, report, "by_hand", find_by_hand);
  return self;
}

/* The changes between two measured reports, part by part, as sentences. */

/* Adds the changes in size; a box that only changed position is moved. */
static void
compare_boxes (const double before[2][3], const double after[2][3], GPtrArray *changes)
{
  /* Whole sentences, so that translators can inflect them. */
  static const struct
  {
    const char *more;
    const char *less;
  } words[] = {
    [WIDTH] = { NC_ ("change", "%s wider"), NC_ ("change", "%s narrower") },
    [DEPTH] = { NC_ ("change", "%s deeper"), NC_ ("change", "%s less deep") },
    [HEIGHT] = { NC_ ("change", "%s taller"), NC_ ("change", "%s less tall") },
    [THICKNESS] = { NC_ ("change", "%s thicker"), NC_ ("change", "%s thinner") },
  };
  double size[3];
  double moved = 0;
  guint n = changes->len;

  for (int axis = 0; axis < 3; axis++)
    size[axis] = after[1][axis] - after[0][axis];

  for (int axis = 0; axis < 3; axis++)
    {
      double grown = size[axis] - (before[1][axis] - before[0][axis]);
      double shift = after[0][axis] + after[1][axis] - before[0][axis] - before[1][axis];
      double other = MIN (size[(axis + 1) % 3], size[(axis + 2) % 3]);
      Extent extent = size[axis] < THIN * other ? THICKNESS : (Extent)axis;

      moved += shift * shift / 4;
      if (fabs (grown) > MQ_REPORT_VIEW_SAME)
        {
          const char *word = grown > 0 ? words[extent].more : words[extent].less;
          g_autofree char *length = mq_report_view_dup_length (grown);

          g_ptr_array_add (changes, g_strdup_printf (g_dpgettext2 (NULL, "change", word), length));
        }
    }

  moved = sqrt (moved);
  if (changes->len == n && moved > MQ_REPORT_VIEW_SAME)
    {
      g_autofree char *length = mq_report_view_dup_length (moved);

      g_ptr_array_add (changes, g_strdup_printf (_ ("moved by %s"), length));
    }
}

static gboolean
is_same_strings (GPtrArray *a, GPtrArray *b)
{
  return g_strv_equal ((const char *const *)a->pdata, (const char *const *)b->pdata);
}

static char *
join (GPtrArray *strings)
{
  return g_strjoinv (", ", (char **)strings->pdata);
}

/* Those of @materials that @others lack. */
static char *
join_missing (GPtrArray *materials, GPtrArray *others)
{
  g_autoptr (GPtrArray) missing = new_strings ();

  MQ_EACH (materials, i, const char, name)
    if (!g_strv_contains ((const char *const *)others->pdata, name))
      g_ptr_array_add (missing, g_strdup (name));
  return join (missing);
}

static GPtrArray *
compare_parts (const MqReportViewPart *before, const MqReportViewPart *after)
{
  GPtrArray *changes = new_strings ();
  GPtrArray *old = before->materials, *new = after->materials;
  g_autofree char *was = old->len == 1 ? g_utf8_strdown (old->pdata[0], -1) : NULL;
  g_autofree char *is = new->len == 1 ? g_utf8_strdown (new->pdata[0], -1) : NULL;
  gboolean is_same_stuff = is_same_strings (old, new);

  /* "Wooden frame" that became "wood" of the part alone is the same stuff: it only looks
   * different. */
  if (was != NULL && is != NULL && (strstr (was, is) != NULL || strstr (is, was) != NULL))
    is_same_stuff = TRUE;

  if (before->n_objects != after->n_objects)
    g_ptr_array_add (
        changes,
        /* Translators: how many objects a part has: "now 3 instead of 4". */
        g_strdup_printf (_ ("now %u instead of %u"), after->n_objects, before->n_objects));
  if (before->measured && after->measured)
    compare_boxes (before->box, after->box, changes);
  if (!is_same_stuff)
    {
      g_autofree char *joined = join (new);
      g_autofree char *gone = join_missing (old, new);
      g_autofree char *come = join_missing (new, old);

      if (new->len == 0)
        g_ptr_array_add (changes, g_strdup (_ ("now without a material")));
      else if (*gone != '\0' && *come != '\0')
        /* Translators: names of materials: "Oak instead of Pine". */
        g_ptr_array_add (changes, g_strdup_printf (_ ("%s instead of %s"), come, gone));
      else
        /* Translators: names of materials: "now of Oak, Linen". */
        g_ptr_array_add (changes, g_strdup_printf (_ ("now of %s"), joined));
    }

  return changes;
}

static void
add_change (GStrvBuilder *builder, const char *name, const char *change)
{
  /* Translators: a part and what changed: "Armrests: added". */
  g_strv_builder_take (builder, g_strdup_printf (C_ ("change", "%s: %s"), name, change));
}

/* Parts with the same position, size and number of objects, but another look: usually their
 * material changed, so they are grouped under its name. */
static void
add_looks (GStrvBuilder *builder, GPtrArray *parts)
{
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  MQ_EACH (parts, i, const MqReportViewPart, part)
    {
      g_autofree char *materials = join (part->materials);
      g_autofree char *text = NULL;
      guint n = 0;

      for (guint j = i; j < parts->len; j++)
        n += is_same_strings (part->materials, ((MqReportViewPart *)parts->pdata[j])->materials);

      if (g_hash_table_contains (told, materials))
        continue;

      if (n == 1 || part->materials->len == 0)
        {
          add_change (builder, part->title, _ ("looks different"));
          continue;
        }

      text = g_strdup_printf (
          ngettext ("looks different, on %u part", "looks different, on %u parts", n), n);
      add_change (builder, materials, text);
      g_hash_table_add (told, g_steal_pointer (&materials));
    }
}

static gboolean
is_there (const MqReportViewPart *part)
{
  return part != NULL && part->n_objects > 0;
}

/**
 * mq_report_view_dup_changes:
 * @before: (nullable): the report of the old version
 * @after: (nullable): the report of the new version
 * @with_looks: whether to name what only looks different
 *
 * Returns: (transfer full): the changes, a line each: "Armrests: added", "Back: 13.0 cm taller";
 *   empty if there are none, or a report is missing
 */
GStrv
mq_report_view_dup_changes (JsonObject *before, JsonObject *after, gboolean with_looks)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (MqReportViewParts) old = report_view_parts_new (before, NULL);
  g_autoptr (MqReportViewParts) new = report_view_parts_new (after, NULL);
  g_autoptr (GPtrArray) looks = g_ptr_array_new ();
  g_autoptr (GPtrArray) whole = new_strings ();
  g_autofree char *overall = NULL;
  double was_box[2][3], is_box[2][3];
  GStrv strings;
  guint length;

  if (before == NULL || after == NULL)
    return g_strv_builder_end (builder);

  if (report_view_get_box (mq_json_get_object (before, "whole"), was_box)
      && report_view_get_box (mq_json_get_object (after, "whole"), is_box))
    compare_boxes (was_box, is_box, whole);
  overall = join (whole);
  if (whole->len > 0)
    /* Translators: the whole asset, in a list of changes: "Overall: 13 cm taller". */
    add_change (builder, C_ ("change", "Overall"), overall);

  MQ_EACH (new->parts, i, const MqReportViewPart, part)
    if (is_there (part) && !is_there (g_hash_table_lookup (old->by_id, part->id)))
      add_change (builder, part->title, C_ ("change", "added"));

  MQ_EACH (old->parts, i, const MqReportViewPart, part)
    if (is_there (part) && !is_there (g_hash_table_lookup (new->by_id, part->id)))
      add_change (builder, part->title, C_ ("change", "removed"));

  MQ_EACH (new->parts, i, MqReportViewPart, part)
    {
      MqReportViewPart *was = g_hash_table_lookup (old->by_id, part->id);
      g_autoptr (GPtrArray) changes = NULL;
      g_autofree char *joined = NULL;

      if (!is_there (part) || !is_there (was))
        continue;

      changes = compare_parts (was, part);
      joined = join (changes);
      if (changes->len > 0)
        add_change (builder, part->title, joined);
      else if (looks->len < MAX_CHANGES && !is_same_strings (was->hashes, part->hashes))
        g_ptr_array_add (looks, part);
    }

  if (with_looks)
    add_looks (builder, looks);

  strings = g_strv_builder_end (builder);
  length = g_strv_length (strings);
  for (guint i = MAX_CHANGES; i < length; i++)
    g_clear_pointer (&strings[i], g_free);

  return strings;
}

static void
part_row_free (gpointer data)
{
  MqPartRow *row = data;

  g_free (row->part);
  g_free (row->title);
  g_free (row->facts);
  g_strfreev (row->faults);
  g_free (row);
}

static char *
describe_objects (guint n)
{
  return g_strdup_printf (ngettext ("%'u object", "%'u objects", n), n);
}

static char *
describe_part (const MqReportViewPart *part)
{
  g_autofree char *objects = describe_objects (part->n_objects);
  g_autofree char *size = NULL;
  double whole[3];

  if (part->n_objects == 0)
    return NULL;
  if (!part->measured)
    return g_steal_pointer (&objects);

  for (int axis = 0; axis < 3; axis++)
    whole[axis] = part->box[1][axis] - part->box[0][axis];

  size = mq_text_format_size (part->alike ? part->each : whole);
  if (part->n_objects == 1)
    return g_steal_pointer (&size);

  if (part->alike)
    /* Translators: how many objects, and the size of one: "4 objects · 3.8 × 3.8 × 41.4 cm each".
     */
    return g_strdup_printf (_ ("%s · %s each"), objects, size);
  /* Translators: how many objects, and the size of all of them together. */
  return g_strdup_printf (C_ ("part", "%s · %s"), objects, size);
}

/**
 * mq_report_view_list_parts:
 * @report: (nullable): the report
 * @plan: (nullable): the plan: gives the order and each part's function
 * @outline: (nullable): the script's outline
 *
 * Returns: (transfer full): an array of MqPartRow; parts with faults come first
 */
GPtrArray *
mq_report_view_list_parts (JsonObject *report, JsonObject *plan, MqOutline *outline)
{
  g_autoptr (MqReportViewParts) parts = report_view_parts_new (report, plan);
  GPtrArray *rows = g_ptr_array_new_with_free_func (part_row_free);

  for (int faulty = 1; faulty >= 0; faulty--)
    MQ_EACH (parts->parts, i, const MqReportViewPart, part)
      {
        const MqOutlineFunction *function = NULL;
        MqPartRow *row;

        /* Parts that are only planned are not listed, unless nothing was measured at all. */
        if ((part->faults->len > 0) != (faulty == 1)
            || (report != NULL && part->n_objects == 0 && part->faults->len == 0))
          continue;

        if (outline != NULL && part->function != NULL)
          function = mq_outline_find_part (outline, part->function);
        if (outline != NULL && function == NULL)
          function = mq_outline_find_part (outline, part->id);

        row = g_new0 (MqPartRow, 1);
        row->part = g_strdup (part->id);
        row->title = g_strdup (part->title);
        row->facts = describe_part (part);
        row->faults = part->faults->len > 0 ? g_strdupv ((GStrv)part->faults->pdata) : NULL;
        row->line = function != NULL ? function->first_line : 0;
        g_ptr_array_add (rows, row);
      }

  return rows;
}

static char *
describe_counts (JsonObject *whole)
{
  gint64 objects = CLAMP (mq_json_get_int (whole, "objects", 0), 0, G_MAXINT);
  gint64 triangles = CLAMP (mq_json_get_int (whole, "triangles", 0), 0, G_MAXINT);
  g_autofree char *first = describe_objects ((guint)objects);
  g_autofree char *second = g_strdup_printf (
      ngettext ("%'u triangle", "%'u triangles", (gulong)triangles), (guint)triangles);

  /* Translators: "25 objects · 29,768 triangles". */
  return g_strdup_printf (C_ ("report", "%s · %s"), first, second);
}

/**
 * mq_report_view_dup_counts:
 * @report: (nullable): the report
 *
 * Returns: (transfer full) (nullable): "25 objects · 29,768 triangles", and what moves
 */
char *
mq_report_view_dup_counts (JsonObject *report)
{
  JsonObject *whole = mq_json_get_object (report, "whole");
  guint moving = (guint)CLAMP (mq_json_get_int (whole, "moving", 0), 0, G_MAXINT);
  g_autofree char *counts = whole != NULL ? describe_counts (whole) : NULL;
  g_autofree char *third = NULL;

  if (moving == 0)
    return g_steal_pointer (&counts);

  third = g_strdup_printf (ngettext ("%u moving part", "%u moving parts", moving), moving);
  return g_strdup_printf (C_ ("report", "%s · %s"), counts, third);
}

/**
 * mq_report_view_dup_facts:
 * @report: (nullable): the report
 *
 * Returns: (transfer full) (nullable): "25 objects · 29,768 triangles · 44.0 × 54.0 × 94.0 cm"
 */
char *
mq_report_view_dup_facts (JsonObject *report)
{
  JsonObject *whole = mq_json_get_object (report, "whole");
  g_autofree char *counts = whole != NULL ? describe_counts (whole) : NULL;
  g_autofree char *size = NULL;
  double dimensions[3];

  if (counts == NULL || !report_view_get_vector (whole, "dimensions_m", dimensions))
    return g_steal_pointer (&counts);

  size = mq_text_format_size (dimensions);
  /* Translators: the first already holds two facts: "25 objects · 29,768 triangles · 0.44 × 0.54 ×
   * 1.04 m". */
  return g_strdup_printf (C_ ("report", "%s · %s"), counts, size);
}
