/* Keeping a version on disk, and putting in order what a crash left. Runs on the database's writer
 * thread. Private to the room. */
#pragma once

#include "client/library/mq-library.h"
#include "common/mq-sqlite.h"

G_BEGIN_DECLS

MqVersion *mq_library_keep (MqSqlite *db, const char *library_dir, const char *session,
                            MqVersionDraft *draft, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_library_recover (MqSqlite *db, const char *library_dir, GError **error);

G_END_DECLS
