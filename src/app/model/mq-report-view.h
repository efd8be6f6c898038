/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A version's measured report (data/schemas/report.schema.json) as text: parts, counts, sizes,
 * faults and changes. Used by the window's version views. */
#pragma once

#include <gio/gio.h>
#include "app/model/mq-outline.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define MQ_TYPE_COMPARED_VALUE (mq_compared_value_get_type ())
G_DECLARE_FINAL_TYPE (MqComparedValue, mq_compared_value, MQ, COMPARED_VALUE, GObject)

/**
 * MqComparedValue:
 * @title: "Width", "Seat", "Frame color"
 * @before: (nullable): "47.0 cm"; %NULL where the older version has no such thing
 * @after: (nullable): as @before, of the newer version
 * @before_color: (nullable): "#9a6238", if it is a colour
 * @after_color: (nullable): as @before_color
 */
struct _MqComparedValue
{
  GObject parent_instance;

  char *title;
  char *before;
  char *after;
  char *before_color;
  char *after_color;
};

GListModel *
mq_compared_values_list (JsonObject *before, JsonObject *after, const char *before_script,
                         const char *after_script) G_GNUC_WARN_UNUSED_RESULT;

/* A row of the parts list; parts with faults come first. */
typedef struct
{
  char *part;   /* its id in plan and report */
  char *title;  /* its name for the user; plain text */
  char *facts;  /* "4 objects · 4.0 × 4.0 × 45.0 cm each", or NULL; plain text */
  GStrv faults; /* that measuring found, a sentence each, or NULL; plain text */
  guint line;   /* of its function in the script, from 1; 0: none */
} MqPartRow;

/* All accept the data of mq_version_load(); report and plan may be NULL. */
GPtrArray *mq_report_view_list_parts (JsonObject *report, JsonObject *plan, MqOutline *outline);
char *mq_report_view_dup_counts (JsonObject *report); /* "25 objects · 29,768 triangles" */
char *mq_report_view_dup_facts (JsonObject *report);  /* the same and "· 0.44 × 0.54 × 1.04 m" */
GStrv mq_report_view_dup_changes (JsonObject *before, JsonObject *after,
                                  gboolean with_looks); /* "Armrests: added", … */
char *mq_report_view_dup_length (double metres);        /* "4 mm", "2.5 cm", "1.20 m" */

G_END_DECLS
