/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions that are kept at a shared service with accounts, for the person's other computers: put
 * there after each change, listed, fetched, renamed, deleted (docs/accounts.md). What is there is
 * the file of mq_share_save(); fetching merges it into the library, and changes nothing that is
 * here. Used by the window and the command line. Main thread only; a future that is dropped ends
 * its request. */
#pragma once

#include "client/remote/mq-remote-session.h"
#include "client/library/mq-library-merge.h"

G_BEGIN_DECLS

DexFuture *mq_remote_sessions_put (MqLibrary *library, const char *service,
                                   MqSession *session) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_remote_sessions_list (const char *service) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_remote_sessions_fetch (MqLibrary *library, const char *service,
                                     const char *session) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_remote_sessions_rename (MqLibrary *library, const char *service, const char *session,
                                      const char *title) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_remote_sessions_delete (MqLibrary *library, const char *service,
                                      const char *session) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_remote_sessions_has (MqLibrary *library, const char *service,
                                   const char *session) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
