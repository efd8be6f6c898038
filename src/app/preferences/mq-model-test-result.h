/* What a try of a model came to, in words. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* @answer: of POST /v1/models/try. */
char *mq_model_test_result_describe (JsonObject *answer) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
