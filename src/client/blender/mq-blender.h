/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqBlender: a Blender installation on this machine (path and version), and the search for
 * installations. The run, the command line and Preferences use it. */
#pragma once

#include <gio/gio.h>
#include <libdex.h>

G_BEGIN_DECLS

#define MQ_TYPE_BLENDER (mq_blender_get_type ())
G_DECLARE_FINAL_TYPE (MqBlender, mq_blender, MQ, BLENDER, GObject)

const char *mq_blender_get_path (MqBlender *self);
const char *mq_blender_get_version (MqBlender *self); /* "4.3.2" */
int mq_blender_compare (MqBlender *self, guint major, guint minor);

/* @configured: `blender.executable`, or NULL to search MQ_BLENDER, PATH, /opt, ~/.local/share and
 * Flatpak's installations. Resolves to a GListModel of MqBlender, newest first, none older than
 * 4.2. Rejects with MQ_ERROR_NO_BLENDER; the message names what was found and what is required. */
DexFuture *mq_blender_find (const char *configured) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
