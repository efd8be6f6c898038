/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqServiceLink: the workspace's connection to the service of the settings, for what is asked
 * outside of runs. It connects again when the service is lost, or the settings choose another one.
 */
#pragma once

#include "common/settings/mq-config.h"

#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

#define MQ_TYPE_SERVICE_LINK (mq_service_link_get_type ())
G_DECLARE_FINAL_TYPE (MqServiceLink, mq_service_link, MQ, SERVICE_LINK, GObject)

void mq_service_link_set_config (MqServiceLink *self, MqConfig *config);
void mq_service_link_connect (MqServiceLink *self);
DexFuture *mq_service_link_disconnect (MqServiceLink *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_service_link_stop (MqServiceLink *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_service_link_ask (MqServiceLink *self, char *path, JsonObject *body) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_service_link_load_transcript (MqServiceLink *self, const char *run) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_service_link_send_keys (MqServiceLink *self) G_GNUC_WARN_UNUSED_RESULT;

/* Signals: "connected" (gboolean): it is connected, or the service is not there; "runs" (JsonArray
 * *): the open runs of the service, at every change. */

G_END_DECLS
