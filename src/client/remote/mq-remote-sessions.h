/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions that are kept at a shared service with accounts, for the person's other computers: put
 * there after each change, listed, fetched, renamed, deleted (docs/service/accounts.md). What is
 * there is the file of mq_share_save(); fetching merges it into the library, and changes nothing
 * that is here. Used by the window and the command line. Main thread only; a future that is dropped
 * ends its request. */
#pragma once

#include "client/blender/mq-worker.h"
#include "client/library/mq-library-merge.h"

G_BEGIN_DECLS

/* MqRemoteSession: a session that is kept at a shared service, as the service lists it. It does not
 * change. */
#define MQ_TYPE_REMOTE_SESSION (mq_remote_session_get_type ())
G_DECLARE_FINAL_TYPE (MqRemoteSession, mq_remote_session, MQ, REMOTE_SESSION, GObject)

/**
 * MqRemoteSession:
 * @id: its id
 * @title: one line; "" if it has no title there
 * @revision: how often its file was kept there
 * @n_versions: the number of its versions
 * @updated: when its file was kept there, Unix µs
 * @size: bytes of its file
 */
struct _MqRemoteSession
{
  GObject parent_instance;

  char *id;
  char *title;
  gint64 revision;
  guint n_versions;
  gint64 updated;
  guint64 size;
};

DexFuture *mq_remote_sessions_put (MqLibrary *library, const char *service, MqSession *session,
                                   const MqWorkerSettings *settings) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_remote_sessions_list (const char *service) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_remote_sessions_fetch (MqLibrary *library, const char *service, const char *session,
                                     const MqWorkerSettings *settings) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_remote_sessions_rename (MqLibrary *library, const char *service, const char *session,
                                      const char *title) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_remote_sessions_delete (MqLibrary *library, const char *service,
                                      const char *session) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_remote_sessions_has (MqLibrary *library, const char *service,
                                   const char *session) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
