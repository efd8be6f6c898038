/* A user's picture as a team sees it: decoded apart, made small, without metadata. */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

DexFuture *mq_reference_make (const char *path) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
