/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions that an account keeps at a shared service, each as the file that its program makes
 * (docs/using/share.md), so that another computer can go on with it. Part of MqJournal. */
#pragma once

#include "service/store/mq-journal.h"

G_BEGIN_DECLS

/**
 * MqSessionRecord:
 * @owner: id of its account
 * @id: the session's id
 * @title: its title, "" before it has got one
 * @versions: the number of its versions
 * @revision: counts the files, from 1
 * @time: of the last file, microseconds since 1970
 * @bytes: the size of the file
 */
typedef struct
{
  char *owner;
  char *id;
  char *title;
  gint64 versions;
  gint64 revision;
  gint64 time;
  gint64 bytes;
} MqSessionRecord;

#define MQ_TYPE_SESSION_RECORD (mq_session_record_get_type ())
GType mq_session_record_get_type (void);
void mq_session_record_free (MqSessionRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqSessionRecord, mq_session_record_free)

/* Resolves to a GPtrArray (G_TYPE_PTR_ARRAY) of MqSessionRecord, latest first. */
DexFuture *mq_journal_list_kept (MqJournal *self, const char *owner) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_journal_list_kept_page (MqJournal *self, const char *owner, const char *after,
                                      gint64 limit) G_GNUC_WARN_UNUSED_RESULT;
/* Resolve to a MqSessionRecord or its GBytes; reject with MQ_ERROR_NOT_FOUND. */
DexFuture *mq_journal_find_kept (MqJournal *self, const char *owner,
                                 const char *session) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_journal_read_kept (MqJournal *self, const char *owner,
                                 const char *session) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_journal_keep_session (MqJournal *self, const MqSessionRecord *session, GBytes *file,
                                    gint64 most) G_GNUC_WARN_UNUSED_RESULT;
/* Resolve to TRUE; reject with MQ_ERROR_NOT_FOUND. */
DexFuture *mq_journal_rename_session (MqJournal *self, const char *owner, const char *session,
                                      const char *title) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_journal_delete_session (MqJournal *self, const char *owner,
                                      const char *session) G_GNUC_WARN_UNUSED_RESULT;

/* Resolves to a GStrv: the ids of the session's runs. */
DexFuture *mq_journal_list_session_ids (MqJournal *self, const char *owner,
                                        const char *session) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
