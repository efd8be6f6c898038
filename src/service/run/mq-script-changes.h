/* What a person changed in the script of a version: in words, and in the version's plan, so that what
 * is said of the new version and what comes of it next know of it. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

char *mq_script_changes_describe (const char *before, const char *after) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_script_changes_follow (JsonObject *plan, const char *script,
                                      JsonObject *report) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
