/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqOpenRun: the open run of a session, or the variants that were started together: whether it is
 * followed here, led, left, has a draft, and that it ends when it waits for too long. It knows the
 * workspace, not the conversation, to which it reports by signals. */
#pragma once

#include "app/workspace/mq-workspace.h"
#include "client/variants/mq-variants.h"

G_BEGIN_DECLS

#define MQ_TYPE_OPEN_RUN (mq_open_run_get_type ())
G_DECLARE_FINAL_TYPE (MqOpenRun, mq_open_run, MQ, OPEN_RUN, GObject)

MqOpenRun *mq_open_run_new (MqWorkspace *workspace, GObject *owner);

/* Following. */
DexFuture *mq_open_run_start (MqOpenRun *self, MqRunOptions *options, guint variants,
                              DexPromise *script) G_GNUC_WARN_UNUSED_RESULT;
void mq_open_run_resume (MqOpenRun *self, MqRunOptions *options);
gboolean mq_open_run_offer (MqOpenRun *self, const char *run);
DexFuture *mq_open_run_wait_left (MqOpenRun *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_open_run_attach (MqOpenRun *self, MqSession *session,
                               gboolean is_shown) G_GNUC_WARN_UNUSED_RESULT;
void mq_open_run_set_recorded (MqOpenRun *self, const char *run);
gboolean mq_open_run_set_draft (MqOpenRun *self, MqVersion *draft);
gboolean mq_open_run_set_preview (MqOpenRun *self, const char *path);
gboolean mq_open_run_set_asked (MqOpenRun *self, const char *run);
void mq_open_run_watch (MqOpenRun *self, gboolean waits);

/* The end. */
DexFuture *mq_open_run_leave (MqOpenRun *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_open_run_finish (MqOpenRun *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_open_run_cancel (MqOpenRun *self) G_GNUC_WARN_UNUSED_RESULT;
void mq_open_run_make_room (MqOpenRun *self);
void mq_open_run_expect_stop (MqOpenRun *self, const char *run);
void
mq_open_run_stop_other (MqOpenRun *self, MqSession *session, const char *run, const char *server);

const char *mq_open_run_get_id (MqOpenRun *self);
MqRun *mq_open_run_get_run (MqOpenRun *self);
MqVariants *mq_open_run_get_variants (MqOpenRun *self);
MqVersion *mq_open_run_get_latest (MqOpenRun *self);
MqVersion *mq_open_run_get_draft (MqOpenRun *self);
const char *mq_open_run_get_preview (MqOpenRun *self);
const char *mq_open_run_get_asked (MqOpenRun *self);
gboolean mq_open_run_is_followed (MqOpenRun *self);
gboolean mq_open_run_is_suspended (MqOpenRun *self);
gboolean mq_open_run_is_leaving (MqOpenRun *self);
gboolean mq_open_run_is_turn (MqOpenRun *self);

/* Signals: "event" (MqRun *run, MqRunEvent *event): every event of the run or of a variant; "ended"
 * (GError *error, gboolean is_message, MqVariants *variants): it is followed no more, also when it
 * was left. @error: (nullable): why it failed; @is_message: a message began it, so that the same
 * one can begin another; @variants: (nullable): those that have ended. */

G_END_DECLS
