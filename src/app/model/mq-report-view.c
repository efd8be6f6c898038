/* A version's measured report for the window, see mq-report-view.h: the rows of the parts list, and
 * the summary line. */
#include "app/model/mq-report-view-private.h"

#include "common/mq-json.h"

#include <glib/gi18n.h>

struct _MqPartRow
{
  GObject parent_instance;

  char *part;
  char *title;
  char *facts;
  GStrv faults;
  guint line;
};

enum
{
  PROP_0,
  PROP_PART,
  PROP_TITLE,
  PROP_FACTS,
  PROP_FAULTS,
  PROP_LINE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MqPartRow, mq_part_row, G_TYPE_OBJECT)

static void
mq_part_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MqPartRow *self = MQ_PART_ROW (object);

  switch (id)
    {
    case PROP_PART:
      g_value_set_string (value, self->part);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_FACTS:
      g_value_set_string (value, self->facts);
      break;
    case PROP_FAULTS:
      g_value_set_boxed (value, self->faults);
      break;
    case PROP_LINE:
      g_value_set_uint (value, self->line);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mq_part_row_finalize (GObject *object)
{
  MqPartRow *self = MQ_PART_ROW (object);

  g_free (self->part);
  g_free (self->title);
  g_free (self->facts);
  g_strfreev (self->faults);

  G_OBJECT_CLASS (mq_part_row_parent_class)->finalize (object);
}

static void
mq_part_row_class_init (MqPartRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = mq_part_row_finalize;
  object_class->get_property = mq_part_row_get_property;

  properties[PROP_PART] = g_param_spec_string ("part", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_FACTS] = g_param_spec_string ("facts", NULL, NULL, NULL, flags);
  properties[PROP_FAULTS] = g_param_spec_boxed ("faults", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_LINE] = g_param_spec_uint ("line", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mq_part_row_init (MqPartRow *self)
{
}

/**
 * mq_part_row_get_part:
 * @self: a row
 *
 * Returns: the part's id in plan and report
 */
const char *
mq_part_row_get_part (MqPartRow *self)
{
  g_return_val_if_fail (MQ_IS_PART_ROW (self), NULL);

  return self->part;
}

/**
 * mq_part_row_get_title:
 * @self: a row
 *
 * Returns: the part's name for the user; plain text
 */
const char *
mq_part_row_get_title (MqPartRow *self)
{
  g_return_val_if_fail (MQ_IS_PART_ROW (self), NULL);

  return self->title;
}

/**
 * mq_part_row_get_facts:
 * @self: a row
 *
 * Returns: (nullable): "4 objects · 3.8 × 3.8 × 41.4 cm each"; plain text
 */
const char *
mq_part_row_get_facts (MqPartRow *self)
{
  g_return_val_if_fail (MQ_IS_PART_ROW (self), NULL);

  return self->facts;
}

/**
 * mq_part_row_get_faults:
 * @self: a row
 *
 * Returns: (nullable): the faults that measuring found, a sentence each; plain text
 */
const char *const *
mq_part_row_get_faults (MqPartRow *self)
{
  g_return_val_if_fail (MQ_IS_PART_ROW (self), NULL);

  return (const char *const *)self->faults;
}

/**
 * mq_part_row_get_line:
 * @self: a row
 *
 * Returns: the line of its function in the script, from 1; 0: none
 */
guint
mq_part_row_get_line (MqPartRow *self)
{
  g_return_val_if_fail (MQ_IS_PART_ROW (self), 0);

  return self->line;
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

  size = mq_report_view_dup_size (part->alike ? part->each : whole);
  if (part->n_objects == 1)
    return g_steal_pointer (&size);

  if (part->alike)
    /* Translators: how many objects, and the size of one: "4 objects · 3.8 × 3.8 × 41.4 cm each". */
    return g_strdup_printf (_ ("%s · %s each"), objects, size);
  /* Translators: how many objects, and the size of all of them together. */
  return g_strdup_printf (C_ ("part", "%s · %s"), objects, size);
}

static GStrv
dup_strings (GPtrArray *strings)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < strings->len; i++)
    g_strv_builder_add (builder, strings->pdata[i]);

  return g_strv_builder_end (builder);
}

static MqPartRow *
make_row (const MqReportViewPart *part, MqOutline *outline)
{
  MqPartRow *row = g_object_new (MQ_TYPE_PART_ROW, NULL);
  const MqOutlineFunction *function = NULL;

  if (outline != NULL && part->function != NULL)
    function = mq_outline_find_part (outline, part->function);
  if (outline != NULL && function == NULL)
    function = mq_outline_find_part (outline, part->id);

  row->part = g_strdup (part->id);
  row->title = g_strdup (part->title);
  row->facts = describe_part (part);
  row->faults = part->faults->len > 0 ? dup_strings (part->faults) : NULL;
  row->line = function != NULL ? function->first_line : 0;
  return row;
}

/**
 * mq_report_view_list_parts:
 * @report: (nullable): the report
 * @plan: (nullable): the plan: gives the order and each part's function
 * @outline: (nullable): the script's outline
 *
 * Returns: (transfer full): a list of MqPartRow; parts with faults come first
 */
GListModel *
mq_report_view_list_parts (JsonObject *report, JsonObject *plan, MqOutline *outline)
{
  g_autoptr (MqReportViewParts) parts = mq_report_view_parts_new (report, plan);
  GListStore *rows = g_list_store_new (MQ_TYPE_PART_ROW);

  for (int faulty = 1; faulty >= 0; faulty--)
    for (guint i = 0; i < parts->parts->len; i++)
      {
        const MqReportViewPart *part = parts->parts->pdata[i];
        g_autoptr (MqPartRow) row = NULL;

        /* Parts that are only planned are not listed, unless nothing was measured at all. */
        if ((part->faults->len > 0) != (faulty == 1)
            || (report != NULL && part->n_objects == 0 && part->faults->len == 0))
          continue;

        row = make_row (part, outline);
        g_list_store_append (rows, row);
      }

  return G_LIST_MODEL (rows);
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
 * Returns: (transfer full) (nullable): "25 objects · 29,768 triangles"
 */
char *
mq_report_view_dup_counts (JsonObject *report)
{
  JsonObject *whole = mq_json_get_object (report, "whole");

  return whole != NULL ? describe_counts (whole) : NULL;
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

  if (counts == NULL || !mq_report_view_get_vector (whole, "dimensions_m", dimensions))
    return g_steal_pointer (&counts);

  size = mq_report_view_dup_size (dimensions);
  /* Translators: the first already holds two facts: "25 objects · 29,768 triangles · 0.44 × 0.54 ×
   * 1.04 m". */
  return g_strdup_printf (C_ ("report", "%s · %s"), counts, size);
}

/**
 * mq_report_view_dup_faults:
 * @report: (nullable): the report
 *
 * Returns: (transfer full): the faults that measuring found, a line each: "Armrests – Not attached:
 *   4 mm from Seat"; empty if there are none
 */
GStrv
mq_report_view_dup_faults (JsonObject *report)
{
  g_autoptr (MqReportViewParts) parts = mq_report_view_parts_new (report, NULL);

  return dup_strings (parts->faults);
}
