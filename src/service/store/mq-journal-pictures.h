/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of a run, stored beside its log until the run is finished: renders that the client
 * sent for an instruction, and the user's references. Part of MqJournal. */
#pragma once

#include "service/store/mq-journal.h"

G_BEGIN_DECLS

/**
 * MqRunPicture:
 * @instruction: the instruction that asked for it, 0: a reference of the user
 * @number: number of the view or the reference, from 1
 * @bytes: (nullable): PNG or JPEG
 */
typedef struct
{
  gint64 instruction;
  gint64 number;
  GBytes *bytes;
} MqRunPicture;

DexFuture *mq_journal_add_picture (MqJournal *self, const char *run,
                                   const MqRunPicture *picture) G_GNUC_WARN_UNUSED_RESULT;
/* Resolve to a GPtrArray (G_TYPE_PTR_ARRAY) of MqRunPicture, in order: all of the run without
 * bytes, or those of one instruction. */
DexFuture *mq_journal_list_pictures (MqJournal *self, const char *run) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_journal_read_pictures (MqJournal *self, const char *run,
                                     gint64 instruction) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_journal_drop_pictures (MqJournal *self, const char *run) G_GNUC_WARN_UNUSED_RESULT;
/* Deletes pictures of runs that are finished, or had no event since @before (microseconds since
 * 1970): left by a service that was killed. Resolves to TRUE. */
DexFuture *mq_journal_sweep_pictures (MqJournal *self, gint64 before) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
