/* What a scripted exchange looks like on the wire, in either dialect. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The bytes of the stream (or of the one object) that answers @request by @exchange. */
GString *mq_fake_answer_write (JsonObject *exchange, JsonObject *request,
                               gboolean anthropic) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
