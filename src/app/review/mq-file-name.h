/* mq_file_name_make(): what files are called that one saves of a version. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mq_file_name_make (const char *title, guint version, guint picture,
                         const char *extension) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
