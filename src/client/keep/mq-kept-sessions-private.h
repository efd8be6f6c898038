/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the operations on kept sessions. mq-kept-sessions.c: requests about one session, and
 * fetching; -put: keeping what has changed. Private to client/keep. */
#pragma once

#include "client/keep/mq-kept-sessions.h"
#include "client/keep/mq-library-kept.h"
#include "client/service/mq-service-client.h"

G_BEGIN_DECLS

#define MQ_KEPT_STACK (256 * 1024)

/* One operation. */
typedef struct
{
  MqLibrary *library; /* (nullable) */
  MqServiceClient *client;
  char *service;
  char *session;      /* (nullable): its id */
  char *title;        /* (nullable) */
  char *place;        /* of the library's rows */
  DexFuture *dropped; /* unowned */
  GPtrArray *merged;  /* (nullable): of MqMergeResult: what came from other computers */
  gboolean refused;   /* the service has said that it does not take the file */
} MqKeptJob;

MqKeptJob *mq_kept_job_new (MqLibrary *library, const char *service, const char *session);
void mq_kept_job_free (gpointer data);

/* These await. */
gboolean mq_kept_job_start (MqKeptJob *self, DexFuture *dropped, GError **error);
JsonObject *mq_kept_job_request (MqKeptJob *self, const char *method, const char *session,
                                 JsonObject *body, GError **error);
GPtrArray *mq_kept_job_load_states (MqKeptJob *self, GError **error);
MqKeptState *mq_kept_job_find_state (GPtrArray *states, const char *session);
void
mq_kept_job_take_title (MqKeptJob *self, MqKeptState *state, const char *theirs, gboolean is_new);
MqMergeResult *
mq_kept_job_fetch (MqKeptJob *self, const char *session, MqKeptState *state, GError **error);

G_END_DECLS
