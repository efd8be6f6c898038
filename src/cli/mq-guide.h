/* MqGuide: the user's turn: the instructions of `--refine` one after the other, or what is typed,
 * until there is no more. */
#pragma once

#include "cli/mq-printer.h"
#include "client/run/mq-run.h"

G_BEGIN_DECLS

#define MQ_TYPE_GUIDE (mq_guide_get_type ())
G_DECLARE_FINAL_TYPE (MqGuide, mq_guide, MQ, GUIDE, GObject)

MqGuide *mq_guide_new (MqRun *run, MqPrinter *printer, GStrv instructions, gboolean ask);
gboolean mq_guide_is_waiting (MqGuide *self);
DexFuture *mq_guide_stop (MqGuide *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
