/* Taking out of a run folder what a script left there, without being led out of it. */
#pragma once

#include <gio/gio.h>
#include <libdex.h>

G_BEGIN_DECLS

int mq_artifact_open (const char *run_dir, const char *name, guint64 max_bytes, guint64 *ret_bytes,
                      GError **error);
char *mq_artifact_load (const char *run_dir, const char *name, gsize max_bytes, gsize *ret_bytes,
                        GError **error);
DexFuture *mq_artifact_copy (const char *run_dir, const char *name, const char *destination,
                             guint64 max_bytes) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
