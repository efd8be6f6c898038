/* What the files of MqRun share: mq-run.c (start, end, wishes), mq-run-events.c (what it deals
 * with). */
#pragma once

#include "client/blender/mq-worker.h"
#include "client/run/mq-hands.h"
#include "client/run/mq-link.h"
#include "client/run/mq-run.h"

G_BEGIN_DECLS

struct _MqRun
{
  GObject parent_instance;

  MqLibrary *library;
  MqConfig *config;
  MqBlender *blender;
  MqOrder *order;

  MqSession *session;
  MqLink *link;
  MqWorker *worker;
  MqHands *hands;
  char *work_dir;

  char *id;              /* the run's, at the service */
  gint64 last_event;     /* dealt with */
  guint parent;          /* of the next version: the number of the one it goes on from */
  DexPromise *asked;     /* resolves when the service has the run, rejects when it ends without */
  DexPromise *cancelled; /* rejects when the user wants it to stop */
  gboolean guided;
  gboolean done;
  gboolean told;     /* why it failed, by the service */
  gboolean detached; /* it is let go of, not ended */
  GError *output_error;
};

/* mq-run.c */
void mq_run_emit (MqRun *self, const char *type, JsonObject *data);
void mq_run_emit_own (MqRun *self, const char *type, JsonObject *data);
void mq_run_emit_text (MqRun *self, const char *type, const char *member, const char *text);
DexFuture *mq_run_unless_cancelled (MqRun *self, DexFuture *future) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_run_post (MqRun *self, const char *path, JsonObject *body, GError **error);
char *mq_run_make_path (MqRun *self, const char *what) G_GNUC_WARN_UNUSED_RESULT;

/* mq-run-events.c */
gboolean mq_run_add_message (MqRun *self, const char *role, const char *text, GError **error);
gboolean mq_run_note (MqRun *self, gboolean ended, GError **error);
gboolean mq_run_follow (MqRun *self, GError **error);

G_END_DECLS
