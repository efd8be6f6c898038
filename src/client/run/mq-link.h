/* MqLink: the way to the service that outlives it: an embedded service that dies is started again,
 * the request is sent again, and the events go on where they broke off. */
#pragma once

#include "client/run/mq-service-client.h"

G_BEGIN_DECLS

#define MQ_TYPE_LINK (mq_link_get_type ())
G_DECLARE_FINAL_TYPE (MqLink, mq_link, MQ, LINK, GObject)

MqLink *mq_link_new (void);
MqLink *mq_link_new_for_url (const char *url);
DexFuture *mq_link_open (MqLink *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_link_close (MqLink *self) G_GNUC_WARN_UNUSED_RESULT;
GPid mq_link_get_pid (MqLink *self);

DexFuture *
mq_link_post (MqLink *self, const char *path, JsonObject *body) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_link_upload (MqLink *self, const char *method, const char *path, GBytes *body,
                           const char *type) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_link_get (MqLink *self, const char *path) G_GNUC_WARN_UNUSED_RESULT;
/* For what hangs on the settings. */
DexFuture *mq_link_ask (MqLink *self, const char *path, JsonObject *body,
                        JsonObject *settings) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_link_send_keys (MqLink *self) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to the whole answer, a GBytes. */
DexFuture *mq_link_download (MqLink *self, const char *path, gsize limit) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_link_delete (MqLink *self, const char *path) G_GNUC_WARN_UNUSED_RESULT;
void mq_link_follow (MqLink *self, const char *run);
DexFuture *mq_link_next_event (MqLink *self) G_GNUC_WARN_UNUSED_RESULT;

/* Signal: "restarted" (int pid): the service died and another one took over. */

G_END_DECLS
