/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqHandEdit: a version's asset as it stands in the user's open Blender, taken back with what was
 * changed by hand. It is fetched before the run that makes a version of it, see MqRunOptions. */
#pragma once

#include "client/blender/mq-worker.h"
#include "client/library/mq-library.h"

G_BEGIN_DECLS

#define MQ_TYPE_HAND_EDIT (mq_hand_edit_get_type ())
G_DECLARE_FINAL_TYPE (MqHandEdit, mq_hand_edit, MQ, HAND_EDIT, GObject)

DexFuture *mq_hand_edit_fetch (MqLibrary *library, const MqWorkerSettings *settings,
                               MqSession *session) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_hand_edit_close (MqHandEdit *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_hand_edit_open (MqHandEdit *self, MqWorker *worker, const char *file,
                              guint seconds) G_GNUC_WARN_UNUSED_RESULT;

MqVersion *mq_hand_edit_get_base (MqHandEdit *self);
const char *mq_hand_edit_get_summary (MqHandEdit *self);
const char *mq_hand_edit_get_script (MqHandEdit *self);
JsonArray *mq_hand_edit_get_changes (MqHandEdit *self);
char *mq_hand_edit_describe_unpacked (MqHandEdit *self) G_GNUC_WARN_UNUSED_RESULT;

char *mq_hand_edit_describe_change (JsonObject *row) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
