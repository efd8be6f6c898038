/* MqHands: carries out a run's instructions with a worker, and remembers what they made, so that a
 * version can be put together from it. */
#pragma once

#include "client/blender/mq-worker.h"
#include "client/library/mq-library.h"
#include "common/mq-config.h"
#include "common/mq-run-event.h"

G_BEGIN_DECLS

#define MQ_TYPE_HANDS (mq_hands_get_type ())
G_DECLARE_FINAL_TYPE (MqHands, mq_hands, MQ, HANDS, GObject)

MqHands *mq_hands_new (MqWorker *worker, const char *work_dir, MqConfig *config);
DexFuture *mq_hands_carry_out (MqHands *self, MqRunEvent *instruction) G_GNUC_WARN_UNUSED_RESULT;
MqVersionDraft *
mq_hands_make_draft (MqHands *self, MqRunEvent *version, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Of a run that is gone on with after its worker and its folder were lost: */
void mq_hands_remember (MqHands *self, MqRunEvent *instruction);
DexFuture *mq_hands_catch_up (MqHands *self, MqRunEvent *instruction) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_hands_make_again (MqHands *self, MqRunEvent *version) G_GNUC_WARN_UNUSED_RESULT;

void mq_hands_forget_before (MqHands *self, MqRunEvent *version);

G_END_DECLS
