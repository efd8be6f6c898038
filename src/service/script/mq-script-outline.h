/* A script made short for a model to read: parameters as they are, functions as their heads but for those that matter, or none. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @script: without the toolkit. @whole: (nullable): functions that are given whole, with all that they call; NULL: no code at all. */
char *mq_script_outline (const char *script, const char *const *whole) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
