/* The folder of transcripts: a file a run, of the newest runs only. */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

DexFuture *mq_transcripts_prune (const char *folder, guint most) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
