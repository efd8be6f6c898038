/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqSpare: a Blender that was started before it is needed, for one script. It never runs another
 * one, so that nothing of a script is left for the next. Used by MqWorker. */
#pragma once

#include "client/blender/mq-instance.h"

G_BEGIN_DECLS

#define MQ_TYPE_SPARE (mq_spare_get_type ())
G_DECLARE_FINAL_TYPE (MqSpare, mq_spare, MQ, SPARE, GObject)

MqSpare *mq_spare_new (const MqWorkerSettings *settings, const char *parent_dir);
void mq_spare_prepare (MqSpare *self);
MqInstance *
mq_spare_take (MqSpare *self, DexFuture **ret_ready, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_spare_give_back (MqSpare *self, MqInstance *instance);
DexFuture *mq_spare_stop (MqSpare *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
