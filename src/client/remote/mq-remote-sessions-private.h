/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the operations on kept sessions. mq-remote-sessions.c: requests about one session, and
 * fetching; -put: keeping what has changed. Private to client/remote. */
#pragma once

#include "client/remote/mq-remote-sessions.h"
#include "client/remote/mq-library-remote.h"
#include "client/service/mq-service-client.h"

G_BEGIN_DECLS

#define MQ_REMOTE_STACK (256 * 1024)

/* One operation. */
typedef struct
{
  MqLibrary *library;  /* unowned */
  const char *service; /* its address */
  DexFuture *dropped;  /* unowned */
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
GPtrArray *mq_remote_job_load_states (MqRemoteJob *self, GError **error);
gboolean mq_remote_job_load_state (MqRemoteJob *self, const char *session, MqRemoteState **state,
                                   GError **error);
void mq_remote_job_take_title (MqRemoteJob *self, MqRemoteState *state, const char *theirs,
                               gboolean is_new);
MqMergeResult *
mq_remote_job_fetch (MqRemoteJob *self, const char *session, MqRemoteState *state, GError **error);

G_END_DECLS
