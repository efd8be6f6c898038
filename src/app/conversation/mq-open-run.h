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

struct _MqOpenRun
{
  GObject parent_instance;

  /* Read only */
  char *id;             /* of the open run, followed or not; NULL: none */
  MqRun *run;           /* the open run, while it is followed */
  MqVariants *variants; /* runs that were started together, while they are followed; no @run */
  MqVersion *latest;    /* the last version of the run, or its base */
  gboolean is_turn;     /* the last event of the run was `waiting` */
  gboolean is_leaving;  /* its end is nobody's news: another run starts, or the window closes */

  /* Set by the conversation */
  char *recorded;   /* id of the run whose record is last in the timeline */
  MqVersion *draft; /* of the first version, until that is kept or the run is over */
  char *preview;    /* path of the run's last preview, deleted with the run */
  char *asked;      /* id of the last run, if it called a model; it has a transcript */

  /* Private */
  MqWorkspace *workspace; /* borrowed; NULL when it was closed */
  GObject *owner;         /* borrowed; it owns this object, and is held while a run is followed */
  char *over;             /* id of the last one that ended here; a list of runs may still have it */
  GHashTable *led;        /* ids of the runs of variants that were started here */
  DexFuture *going;       /* resolves when nothing is followed any more */
  DexPromise *taken;      /* resolves when the run has accepted its first message */
  DexPromise *script;     /* resolves to the version of the user's own script */
  guint wait_source;
};

MqOpenRun *mq_open_run_new (MqWorkspace *workspace, GObject *owner);

/* Following. */
DexFuture *mq_open_run_start (MqOpenRun *self, MqRunOptions *options, guint variants,
                              DexPromise *script) G_GNUC_WARN_UNUSED_RESULT;
void mq_open_run_resume (MqOpenRun *self, MqRunOptions *options);
gboolean mq_open_run_offer (MqOpenRun *self, const char *run);
DexFuture *mq_open_run_wait_left (MqOpenRun *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_open_run_attach (MqOpenRun *self, MqSession *session,
                               gboolean is_shown) G_GNUC_WARN_UNUSED_RESULT;
void mq_open_run_watch (MqOpenRun *self, gboolean waits);

/* The end. */
DexFuture *mq_open_run_leave (MqOpenRun *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_open_run_finish (MqOpenRun *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_open_run_cancel (MqOpenRun *self) G_GNUC_WARN_UNUSED_RESULT;
void mq_open_run_make_room (MqOpenRun *self);
void mq_open_run_expect_stop (MqOpenRun *self, const char *run);
void
mq_open_run_stop_other (MqOpenRun *self, MqSession *session, const char *run, const char *server);

/* Whether it follows a run or variants; whether there is an open run that is not followed. */
gboolean mq_open_run_is_followed (MqOpenRun *self);
gboolean mq_open_run_is_suspended (MqOpenRun *self);

/* Signals: "event" (MqRun *run, MqRunEvent *event): every event of the run or of a variant; "ended"
 * (GError *error, gboolean is_message, MqVariants *variants): it is followed no more, also when it
 * was left. @error: (nullable): why it failed; @is_message: a message began it, so that the same
 * one can begin another; @variants: (nullable): those that have ended. */

G_END_DECLS
