/* What measuring says is wrong with an asset, as defects, and what it says against defects that were named by looking. Nothing is
 * asked; data/schemas/report.schema.json says what a report holds. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonArray *
mq_measured_defects_find (JsonObject *plan, JsonObject *report) G_GNUC_WARN_UNUSED_RESULT;
JsonArray *mq_measured_defects_find_unintended (JsonObject *kept, JsonObject *report,
                                                JsonArray *touches) G_GNUC_WARN_UNUSED_RESULT;
/* Whether measuring contradicts a defect that a critic named by looking. */
gboolean mq_measured_defects_contradict (JsonObject *defect, JsonObject *plan, JsonObject *report);
/* Whether a defect was found by measuring; else by looking. */
gboolean mq_measured_defects_include (JsonObject *defect);
/* Whether any of them was seen rather than measured. */
gboolean mq_measured_defects_need_critic (JsonArray *defects);

G_END_DECLS
