/* What a request to a service of one's own says of the settings, so that a changed setting restarts nothing. */
#pragma once

#include "common/mq-config.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* MAQUETTE_MODEL and its like, NULL-terminated: they travel with a run, never in a child's environment. */
extern const char *const mq_run_settings_variables[];

/* @replay: (nullable): a transcript that answers instead of any model. */
JsonObject *mq_run_settings_new (MqConfig *config, const char *replay) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
