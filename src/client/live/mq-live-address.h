/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The addresses of open Blenders, from the files that the add-on writes (docs/live.md). Used by
 * MqLive. */
#pragma once

#include <gio/gio.h>
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
DexFuture *mq_live_address_find (void) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqLiveAddress, mq_live_address_free)

G_END_DECLS
