/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqLive: sends finished versions to the Blender that the user has open and connected
 * (docs/using/live.md). Scripts never run there. Used by the window and the command line. */
#pragma once

#include <gio/gio.h>
#include <glib.h>
#include <libdex.h>

G_BEGIN_DECLS

/** MQ_LIVE_PROTOCOL: the version of the add-on's protocol that this program implements. */
#define MQ_LIVE_PROTOCOL 1

/**
 * MqLiveAddress:
 * @place: the socket's address
 * @token: a secret that only its user can read
 * @protocol: version of its protocol
 * @since: time of its connection, Unix seconds
 *
 * The address of one open Blender.
 */
typedef struct
{
  GSocketConnectable *place;
  char *token;
  int protocol;
  double since;
} MqLiveAddress;

void mq_live_address_free (MqLiveAddress *self);
MqLiveAddress *
mq_live_address_parse (const char *text, gssize length, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqLiveAddress, mq_live_address_free)

DexFuture *mq_live_place (const char *session, const char *title, guint version,
                          const char *folder) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_live_take (const char *session, const char *folder, const char *file) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_live_undo (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
