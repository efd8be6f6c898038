/* Reports and plans as the pipeline reads them: is there anything to see, what changed, which parts
 * are meant to touch. Pure functions; data/schemas/report.schema.json says what a report holds. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean mq_report_shows_something (JsonObject *report);
char *mq_report_describe_size (JsonObject *report) G_GNUC_WARN_UNUSED_RESULT;
char *mq_report_describe (JsonObject *report) G_GNUC_WARN_UNUSED_RESULT;
/** MQ_REPORT_GROUND_TOLERANCE: m that the ground may be missed by. */
#define MQ_REPORT_GROUND_TOLERANCE 0.004

/* The part that an object belongs to; "?" for one that was not measured. */
const char *mq_report_get_part (JsonObject *report, const char *object);
guint mq_report_count_faults (JsonObject *report);
char **mq_report_list_unintended_changes (JsonObject *base, JsonObject *report,
                                          JsonArray *touches) G_GNUC_WARN_UNUSED_RESULT;
JsonArray *mq_plan_list_joins (JsonObject *plan) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
