/* mq_file_name_make(): file names for what the user saves of a version. Used by MqReview and
 * MqGallery. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mq_file_name_make (const char *title, guint version, guint picture,
                         const char *extension) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
