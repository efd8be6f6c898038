/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqLive: sends finished versions to the Blender that the user has open and connected
 * (docs/live.md). Scripts never run there. Used by the window and the command line. */
#pragma once

#include <glib.h>
#include <libdex.h>

G_BEGIN_DECLS

DexFuture *mq_live_place (const char *session, const char *title, guint version,
                          const char *folder) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_live_take (const char *session, const char *folder, const char *file) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_live_undo (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
