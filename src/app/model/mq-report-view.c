/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A version's measured report for the window, see mq-report-view.h: the rows of the parts list, and
 * the summary line. */
#include "app/model/mq-report-view-private.h"

#include "common/json/mq-json.h"
#include "common/base/mq-text.h"

#include <glib/gi18n.h>

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
  MqPartRow *row = g_new0 (MqPartRow, 1);
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
 * Returns: (transfer full): an array of MqPartRow; parts with faults come first
 */
GPtrArray *
mq_report_view_list_parts (JsonObject *report, JsonObject *plan, MqOutline *outline)
{
  g_autoptr (MqReportViewParts) parts = mq_report_view_parts_new (report, plan);
  GPtrArray *rows = g_ptr_array_new_with_free_func (part_row_free);

  for (int faulty = 1; faulty >= 0; faulty--)
    for (guint i = 0; i < parts->parts->len; i++)
      {
        const MqReportViewPart *part = parts->parts->pdata[i];

        /* Parts that are only planned are not listed, unless nothing was measured at all. */
        if ((part->faults->len > 0) == (faulty == 1)
            && (report == NULL || part->n_objects > 0 || part->faults->len > 0))
          g_ptr_array_add (rows, make_row (part, outline));
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

  size = mq_text_format_size (dimensions);
  /* Translators: the first already holds two facts: "25 objects · 29,768 triangles · 0.44 × 0.54 ×
   * 1.04 m". */
  return g_strdup_printf (C_ ("report", "%s · %s"), counts, size);
}
