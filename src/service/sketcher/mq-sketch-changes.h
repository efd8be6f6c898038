/* Carrying out a reading on a plan, and keeping account: what was done, and what could not be. */
#pragma once

#include "service/sketcher/mq-phrases.h"
#include "service/sketcher/mq-reading.h"
#include "service/sketcher/mq-sketch-plan.h"

G_BEGIN_DECLS

/**
 * MqChangeLog:
 * @done: what was done (`MqPhrase *`)
 * @not_done: what was not, with the reason, for people
 * @named: set of ids of the parts that the words were about
 */
typedef struct
{
  GPtrArray *done;
  GPtrArray *not_done;
  GHashTable *named;
} MqChangeLog;

void mq_change_log_free (MqChangeLog *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqChangeLog, mq_change_log_free)

MqChangeLog *mq_sketch_changes_apply (MqSketchPlan *plan, MqReading *reading,
                                      gboolean instruction) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
