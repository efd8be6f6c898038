/* The folder of transcripts: a file a run, of the newest runs only. */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

/* Resolves to TRUE when at most @most files are left, the newest; on a worker thread. */
DexFuture *mq_transcripts_prune (const char *folder, guint most) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
