/* Instructions: what a client may answer to each kind of them. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean mq_instruction_check_result (const char *kind, JsonObject *body, GError **error);

G_END_DECLS
