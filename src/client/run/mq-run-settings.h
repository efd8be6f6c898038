/* What a request to a service of one's own says of the settings, so that a changed setting restarts nothing. */
#pragma once

#include "common/mq-config.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* @replay: (nullable): a transcript that answers instead of any model. */
JsonObject *mq_run_settings_new (MqConfig *config, const char *replay) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
