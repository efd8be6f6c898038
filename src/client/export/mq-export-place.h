/* Where files go that leave the library: checked before they are made, and put there all together
 * or not at all, each complete. Used by MqExport and MqFilm. */
#pragma once

#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

gboolean mq_export_check_path (const char *path, gboolean replace, GError **error);
DexFuture *mq_export_place (const char *from, GStrv files, const char *path, JsonObject *report,
                            gboolean replace) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
