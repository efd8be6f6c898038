/* What the files of MqExport share: mq-export.c makes the files, mq-export-proof.c compares what
 * was written with what was read back. */
#pragma once

#include "client/export/mq-export.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* mq-export-proof.c */
JsonObject *mq_export_prove (const MqExportOptions *options, JsonObject *written, JsonObject *read,
                             const char *reader) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_export_is_proved (JsonObject *proof, GError **error);

G_END_DECLS
