/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The library's table of sessions that are kept at a shared service, too: which state is there, and
 * whether it has changed here since. Used by client/remote. */
#pragma once

#include "client/library/mq-library.h"

G_BEGIN_DECLS

/**
 * MqRemoteState:
 * @session: its id
 * @revision: of the file at the service that this library has seen, 0: none
 * @title: the one there, as far as this library has seen
 * @changed: counts the changes of the session in this library
 * @sent: of these, how many are in the file there
 */
typedef struct
{
  char *session;
  gint64 revision;
  char *title;
  gint64 changed;
  gint64 sent;
} MqRemoteState;

void mq_remote_state_free (MqRemoteState *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqRemoteState, mq_remote_state_free)

DexFuture *mq_library_begin_keeping (MqLibrary *self, const char *place,
                                     const char *session) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_list_remote (MqLibrary *self, const char *place) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_note_remote (MqLibrary *self, const char *place,
                                   const MqRemoteState *state) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_library_stop_keeping (MqLibrary *self, const char *place,
                                    const char *session) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
