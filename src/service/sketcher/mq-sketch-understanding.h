/* Understanding of a prompt by the sketcher, shown while the user types, before a run starts. */
#pragma once

#include "service/sketcher/mq-kind-catalogue.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *mq_sketch_understanding_of (MqKindCatalogue *catalogue,
                                        const char *prompt) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
