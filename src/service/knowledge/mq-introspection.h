/* The file that the bridge's `introspect` writes: gzip or plain, a line of JSON an entry. It comes from a client, so
 * its size, its lines and each entry are checked before anything is made of them. */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** MQ_INTROSPECTION_MAX_BYTES: most that a file may be when unpacked; Blender 5.2's is 5 MB. */
#define MQ_INTROSPECTION_MAX_BYTES (64 * 1024 * 1024)
/** MQ_INTROSPECTION_MAX_LINE: longest line in bytes; the longest of Blender's own is 200 KB. */
#define MQ_INTROSPECTION_MAX_LINE (2 * 1024 * 1024)
/** MQ_INTROSPECTION_MAX_ENTRIES: most entries; Blender 5.2 has 4,600. */
#define MQ_INTROSPECTION_MAX_ENTRIES 40000
/** MQ_INTROSPECTION_MAX_MEMBERS: most members, functions, inputs or outputs of one entry. */
#define MQ_INTROSPECTION_MAX_MEMBERS 4000

/**
 * MqIntrospectionFunc:
 * @entry: one entry, with an "id" and a "kind" that are sound
 * @user_data: as given
 *
 * Returns: whether to go on; with @error when not
 */
typedef gboolean (*MqIntrospectionFunc) (JsonObject *entry, gpointer user_data, GError **error);

gboolean
mq_introspection_read (GBytes *file, MqIntrospectionFunc func, gpointer user_data, GError **error);

G_END_DECLS
