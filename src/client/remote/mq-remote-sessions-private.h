/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the operations on kept sessions. mq-remote-sessions.c: requests about one session,
 * fetching, and the library's table of what is kept there; -put: keeping what has changed. Private
 * to client/remote. */
#pragma once

#include "client/remote/mq-remote-sessions.h"
#include "client/service/mq-service-client.h"

G_BEGIN_DECLS

#define MQ_REMOTE_STACK (256 * 1024)

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

/* One operation. */
typedef struct
{
  MqLibrary *library;               /* unowned */
  const char *service;              /* its address */
  const MqWorkerSettings *settings; /* (nullable): the Blender that cleans what is fetched */
  DexFuture *dropped;               /* unowned */
  MqServiceClient *client;
  char *place;       /* of the library's rows */
  GPtrArray *merged; /* (nullable): of MqMergeResult: what came from other computers */
  gboolean refused;  /* the service has said that it does not take the file */
} MqRemoteJob;

void mq_remote_job_clear (MqRemoteJob *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MqRemoteJob, mq_remote_job_clear)

/* These await. */
gboolean mq_remote_job_start (MqRemoteJob *self, GError **error);
JsonObject *mq_remote_job_request (MqRemoteJob *self, const char *method, const char *session,
                                   JsonObject *body, GError **error);
gboolean mq_remote_job_begin_keeping (MqRemoteJob *self, const char *session, GError **error);
gboolean mq_remote_job_stop_keeping (MqRemoteJob *self, const char *session, GError **error);
gboolean mq_remote_job_note_state (MqRemoteJob *self, const MqRemoteState *state, GError **error);
GPtrArray *mq_remote_job_load_states (MqRemoteJob *self, GError **error);
gboolean mq_remote_job_load_state (MqRemoteJob *self, const char *session, MqRemoteState **state,
                                   GError **error);
void mq_remote_job_take_title (MqRemoteJob *self, MqRemoteState *state, const char *theirs,
                               gboolean is_new);
MqMergeResult *
mq_remote_job_fetch (MqRemoteJob *self, const char *session, MqRemoteState *state, GError **error);

G_END_DECLS
