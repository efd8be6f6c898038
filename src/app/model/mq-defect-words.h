/* Sentences for the defects that a notice `defects-left` has as facts, in the user's language. For the timeline. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* NULL when the code is not known here: the service's words stand then. @facts: (nullable), of docs/protocol.md. */
char *mq_defect_words_make (JsonObject *facts) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
