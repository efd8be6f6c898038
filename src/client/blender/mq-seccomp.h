/* The system call filter of the sandbox: what a script never needs and an attack often does. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int mq_seccomp_open_filter (GError **error);

G_END_DECLS
