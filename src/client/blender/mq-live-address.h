/* Where open Blenders wait to be spoken to: files that the add-on leaves (docs/live.md). */
#pragma once

#include <gio/gio.h>
#include <libdex.h>

G_BEGIN_DECLS

/** MQ_LIVE_PROTOCOL: of the add-on that this program understands. */
#define MQ_LIVE_PROTOCOL 1

/**
 * MqLiveAddress:
 * @place: what to connect to
 * @token: what only its user can read
 * @protocol: that it speaks
 * @since: when it was connected, Unix seconds
 *
 * One Blender.
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
