/* Translated sentences for the defects that a `defects-left` notice lists as facts. Used by the
 * timeline. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* NULL if the code is unknown: use the service's sentence then. @facts: (nullable), see
 * docs/protocol.md. */
char *mq_defect_words_make (JsonObject *facts) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
