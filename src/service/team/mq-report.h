/* Queries of reports and plans: whether anything is visible, what changed, which parts are meant
 * to touch. Pure functions for the pipeline and the teams; data/schemas/report.schema.json
 * defines a report. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean mq_report_shows_something (JsonObject *report);
char *mq_report_describe_size (JsonObject *report) G_GNUC_WARN_UNUSED_RESULT;
char *mq_report_describe (JsonObject *report) G_GNUC_WARN_UNUSED_RESULT;
/** MQ_REPORT_GROUND_TOLERANCE: tolerance of the ground contact, in m. */
#define MQ_REPORT_GROUND_TOLERANCE 0.004

const char *mq_report_get_part (JsonObject *report, const char *object);
guint mq_report_count_faults (JsonObject *report);
char **mq_report_list_unintended_changes (JsonObject *base, JsonObject *report,
                                          JsonArray *touches) G_GNUC_WARN_UNUSED_RESULT;
JsonArray *mq_plan_list_joins (JsonObject *plan) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
