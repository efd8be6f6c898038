/* What a person changed in the script of a version, in words. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mq_script_changes_describe (const char *before, const char *after) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
