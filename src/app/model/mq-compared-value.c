/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of two versions, side by side, see mq-compared-value.h: the whole asset's first, then the
 * parts and the parameters that changed. */
#include "app/model/mq-compared-value.h"

#include "app/model/mq-report-view-private.h"
#include "common/asset/mq-asset-names.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"
#include "common/script/mq-script-parameter.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_ROWS 200
#define MAX_TEXT 80

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

/**
 * mq_compared_value_is_changed:
 * @self: a value
 *
 * Returns: whether it differs, as it is shown
 */
gboolean
mq_compared_value_is_changed (MqComparedValue *self)
{
  return g_strcmp0 (self->before, self->after) != 0;
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

static void
add_whole (GListStore *list, JsonObject *before, JsonObject *after)
{
  const char *const names[] = { _ ("Width"), _ ("Depth"), _ ("Height") };
  double was[3], is[3];

  if (mq_report_view_get_vector (before, "dimensions_m", was)
      && mq_report_view_get_vector (after, "dimensions_m", is))
    for (gsize axis = 0; axis < G_N_ELEMENTS (names); axis++)
      add (list, names[axis], mq_report_view_dup_length (was[axis]),
           mq_report_view_dup_length (is[axis]));

  add (list, _ ("Objects"), dup_count (before, "objects"), dup_count (after, "objects"));
  add (list, _ ("Triangles"), dup_count (before, "triangles"), dup_count (after, "triangles"));
}

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

static gboolean
is_same_size (const MqReportViewPart *before, const MqReportViewPart *after)
{
  if (before == NULL || after == NULL)
    return before == after;

  for (guint axis = 0; axis < 3; axis++)
    if (fabs (before->box[1][axis] - before->box[0][axis] - after->box[1][axis]
              + after->box[0][axis])
        > MQ_REPORT_VIEW_SAME)
      return FALSE;

  return TRUE;
}

static void
add_part (GListStore *list, const MqReportViewPart *before, const MqReportViewPart *after)
{
  g_autofree char *was = dup_part_size (before);
  g_autofree char *is = dup_part_size (after);

  if ((was != NULL || is != NULL) && (was == NULL || is == NULL || !is_same_size (before, after)))
    add (list, after != NULL ? after->title : before->title, g_steal_pointer (&was),
         g_steal_pointer (&is));
}

static void
add_parts (GListStore *list, JsonObject *before, JsonObject *after)
{
  g_autoptr (MqReportViewParts) old = mq_report_view_parts_new (before, NULL);
  g_autoptr (MqReportViewParts) new = mq_report_view_parts_new (after, NULL);

  for (guint i = 0; i < new->parts->len; i++)
    {
      const MqReportViewPart *part = new->parts->pdata[i];

      add_part (list, g_hash_table_lookup (old->by_id, part->id), part);
    }

  for (guint i = 0; i < old->parts->len; i++)
    {
      const MqReportViewPart *part = old->parts->pdata[i];

      if (g_hash_table_lookup (new->by_id, part->id) == NULL)
        add_part (list, part, NULL);
    }
}

/* "Oak" of the literal 'Oak', and what else it may be as it is. */
static char *
dup_text (const char *literal)
{
  gsize length = strlen (literal);
  gboolean quoted = length >= 2 && (*literal == '"' || *literal == '\'')
                    && literal[length - 1] == *literal;
  g_autofree char *text = quoted ? g_strndup (literal + 1, length - 2) : g_strdup (literal);

  return mq_text_clean (text, MAX_TEXT);
}

/* @parameter: (nullable) */
static char *
dup_value (const MqScriptParameter *parameter)
{
  double number;

  if (parameter == NULL)
    return NULL;
  if (!mq_script_read_number (parameter->value, &number, NULL))
    return dup_text (parameter->value);
  if (g_str_equal (parameter->unit, "m") && number > 0)
    return mq_report_view_dup_length (number);
  if (g_str_equal (parameter->unit, "deg"))
    return g_strdup_printf ("%g°", number);

  if (*parameter->unit == '\0')
    return g_strdup_printf ("%g", number);

  return g_strdup_printf ("%g %s", number, parameter->unit);
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
}

static void
add_parameters (GListStore *list, const char *before, const char *after)
{
  g_autoptr (GPtrArray) old = mq_script_parameters_list (before);
  g_autoptr (GPtrArray) new = mq_script_parameters_list (after);

  for (guint i = 0; i < new->len &&i < MAX_ROWS; i++)
    {
      const MqScriptParameter *parameter = new->pdata[i];

      add_parameter (list, mq_script_parameters_find (old, parameter->name), parameter);
    }

  for (guint i = 0; i < old->len && i < MAX_ROWS; i++)
    {
      const MqScriptParameter *parameter = old->pdata[i];

      if (mq_script_parameters_find (new, parameter->name) == NULL)
        add_parameter (list, parameter, NULL);
    }
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
  GListStore *list = g_list_store_new (MQ_TYPE_COMPARED_VALUE);

  add_whole (list, mq_json_get_object (before, "whole"), mq_json_get_object (after, "whole"));
  add_parts (list, before, after);
  if (before_script != NULL && after_script != NULL)
    add_parameters (list, before_script, after_script);

  return G_LIST_MODEL (list);
}
