/* An answer of the team as it stands in the journal: what it said or why it did not, and what that used up.
 * A failure keeps its kind as a stable code, so that a run that is played again takes the same way. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

char *mq_run_answer_to_text (JsonObject *answer, JsonObject *usage,
                             const GError *fault) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_run_answer_from_text (const char *text, JsonObject **usage,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
