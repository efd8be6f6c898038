/* MqOutput: `--output DIR`: the last version's files in a folder of the user's, each written beside
 * and renamed, so that none is ever there by half. */
#pragma once

#include "client/library/mq-library.h"

G_BEGIN_DECLS

gboolean mq_output_prepare (const char *dir, GError **error);
DexFuture *mq_output_write (const char *dir, MqSession *session, MqVersion *version,
                            JsonObject *facts) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
