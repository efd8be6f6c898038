/* MqBlender: a Blender found on this machine, and the search for them. */
#pragma once

#include <gio/gio.h>
#include <libdex.h>

G_BEGIN_DECLS

#define MQ_TYPE_BLENDER (mq_blender_get_type ())
G_DECLARE_FINAL_TYPE (MqBlender, mq_blender, MQ, BLENDER, GObject)

const char *mq_blender_get_path (MqBlender *self);
const char *mq_blender_get_version (MqBlender *self); /* "4.3.2" */
int mq_blender_compare (MqBlender *self, guint major, guint minor);

/* @configured: `blender.executable`, or NULL to look in MQ_BLENDER, PATH, /opt, ~/.local/share and Flatpak's exports. Resolves to a GListModel of
 * MqBlender, newest first, none older than 4.2. Rejects with MQ_ERROR_NO_BLENDER, saying what was found and what is needed. */
DexFuture *mq_blender_find (const char *configured) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
