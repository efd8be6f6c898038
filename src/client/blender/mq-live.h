/* MqLive: the Blender that its user has open and has connected (docs/live.md). It is given finished
 * versions; scripts never run there. */
#pragma once

#include <glib.h>
#include <libdex.h>

G_BEGIN_DECLS

DexFuture *mq_live_place (const char *session, const char *title, guint version,
                          const char *folder) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_live_undo (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
