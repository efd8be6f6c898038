/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The file in which a Blender describes its API. Used by the index, which is made of it. */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** MQ_INTROSPECTION_MAX_BYTES: maximum unpacked size; Blender 5.2's file has 5 MB. */
#define MQ_INTROSPECTION_MAX_BYTES (64 * 1024 * 1024)
/** MQ_INTROSPECTION_MAX_LINE: maximum bytes of a line; Blender's longest has 200 KB. */
#define MQ_INTROSPECTION_MAX_LINE (2 * 1024 * 1024)
/** MQ_INTROSPECTION_MAX_ENTRIES: maximum entries; Blender 5.2 has 4,600. */
#define MQ_INTROSPECTION_MAX_ENTRIES 40000
/** MQ_INTROSPECTION_MAX_MEMBERS: maximum members, functions, inputs or outputs of one entry. */
#define MQ_INTROSPECTION_MAX_MEMBERS 4000

/**
 * MqIntrospectionFunc:
 * @entry: one entry, with a valid "id" and "kind"
 * @user_data: as given
 *
 * Returns: whether to continue; sets @error when not
 */
typedef gboolean (*MqIntrospectionFunc) (JsonObject *entry, gpointer user_data, GError **error);

GBytes *mq_introspection_unpack (GBytes *file, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_introspection_read (GBytes *file, const char *blender, MqIntrospectionFunc func,
                                gpointer user_data, GError **error);

G_END_DECLS
