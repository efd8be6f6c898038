/* The runs that a service has: which one a session has, for a program that wants to follow it. */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

DexFuture *mq_open_runs_find (const char *server, const char *session) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
