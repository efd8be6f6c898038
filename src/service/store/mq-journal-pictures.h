/* Pictures of a run, kept beside its log until it is over: what the client sent of an instruction, and the
 * user's own references. */
#pragma once

#include "service/store/mq-journal.h"

G_BEGIN_DECLS

/**
 * MqRunPicture:
 * @instruction: that asked for it, 0: a reference of the user's
 * @number: of the view, or of the reference; from 1
 * @bytes: (nullable): PNG or JPEG
 */
typedef struct
{
  gint64 instruction;
  gint64 number;
  GBytes *bytes;
} MqRunPicture;

#define MQ_TYPE_RUN_PICTURE (mq_run_picture_get_type ())
GType mq_run_picture_get_type (void);
MqRunPicture *mq_run_picture_copy (const MqRunPicture *self);
void mq_run_picture_free (MqRunPicture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqRunPicture, mq_run_picture_free)

/* Resolves to whether it is new, once it is on disk. */
DexFuture *mq_journal_add_picture (MqJournal *self, const char *run,
                                   const MqRunPicture *picture) G_GNUC_WARN_UNUSED_RESULT;
/* Resolve to a GPtrArray (G_TYPE_PTR_ARRAY) of MqRunPicture, in order: which there are, without bytes; those of an
 * instruction. */
DexFuture *mq_journal_list_pictures (MqJournal *self, const char *run) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_journal_read_pictures (MqJournal *self, const char *run,
                                     gint64 instruction) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to TRUE when the run has none any more. */
DexFuture *mq_journal_drop_pictures (MqJournal *self, const char *run) G_GNUC_WARN_UNUSED_RESULT;
/* Those of runs that are over, or that nobody went on with since @before (microseconds since 1970): left behind by a
 * service that was killed. Resolves to TRUE. */
DexFuture *mq_journal_sweep_pictures (MqJournal *self, gint64 before) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
