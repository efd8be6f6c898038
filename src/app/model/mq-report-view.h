/* A version's measured report (data/schemas/report.schema.json) as text: parts, counts, sizes,
 * faults and changes. Used by the window's version views. */
#pragma once

#include "app/model/mq-outline.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* MqPartRow: a row of the parts list; parts with faults come first. Properties: "part" (its id),
 * "title", "facts" ("4 objects · 4.0 × 4.0 × 45.0 cm each"), "faults" (GStrv of sentences or NULL),
 * "line" (of its function in the script, 0: none). */
#define MQ_TYPE_PART_ROW (mq_part_row_get_type ())
G_DECLARE_FINAL_TYPE (MqPartRow, mq_part_row, MQ, PART_ROW, GObject)

const char *mq_part_row_get_part (MqPartRow *self);
const char *mq_part_row_get_title (MqPartRow *self);
const char *mq_part_row_get_facts (MqPartRow *self);
const char *const *mq_part_row_get_faults (MqPartRow *self);
guint mq_part_row_get_line (MqPartRow *self);

/* All accept the data of mq_version_load(); report and plan may be NULL. */
GListModel *mq_report_view_list_parts (JsonObject *report, JsonObject *plan, MqOutline *outline);
char *mq_report_view_dup_counts (JsonObject *report); /* "25 objects · 29,768 triangles" */
char *mq_report_view_dup_facts (JsonObject *report);  /* the same and "· 0.44 × 0.54 × 1.04 m" */
GStrv mq_report_view_dup_faults (JsonObject *report);
GStrv mq_report_view_dup_changes (JsonObject *before, JsonObject *after); /* "Armrests: added", … */

G_END_DECLS
