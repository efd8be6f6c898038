/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqServiceRun: one run. Routes post results, refinements, finish and cancel to it. The
 * pipeline sends events and instructions through it, calls the team and waits for the user. It
 * handles the client that leads; mq-service-run-pictures.c handles the pictures. Everything is
 * written to the run's log, so that the service can replay the run. */
#pragma once

#include "common/events/mq-run-event.h"
#include "service/account/mq-accounts.h"
#include "service/knowledge/mq-knowledge.h"
#include "service/run/mq-run-log.h"
#include "service/run/mq-run-request.h"
#include "service/run/mq-run-stream.h"
#include "service/team/mq-team.h"

#include <libdex.h>

G_BEGIN_DECLS

/**
 * MqRunLimits:
 * @repairs: attempts to repair one script
 * @rounds: rounds of automatic refinement
 * @idle_seconds: how long the run waits for the user; 0: no limit
 * @script_seconds: limit of one execution
 * @budget: limits of models and time for the whole run
 * @unattended_seconds: after this time, a run that waits for a result without any client is
 *   suspended; a client's request replays it
 */
typedef struct
{
  guint repairs;
  guint rounds;
  guint idle_seconds;
  guint script_seconds;
  guint unattended_seconds;
  MqBudget budget;
} MqRunLimits;

extern const MqRunLimits mq_run_default_limits;

/** MQ_RUN_MAX_QUEUE: queued refinements of a run. */
#define MQ_RUN_MAX_QUEUE 64
/** MQ_RUN_MAX_FACTOR: the largest factor of one request for a budget. */
#define MQ_RUN_MAX_FACTOR 10

#define MQ_TYPE_SERVICE_RUN (mq_service_run_get_type ())
G_DECLARE_FINAL_TYPE (MqServiceRun, mq_service_run, MQ, SERVICE_RUN, GObject)

/**
 * MqServiceRun:
 * @log: its log
 * @team: the team of the run
 * @request: the client's request
 * @asset: plan, script, report and usage so far
 * @stream: the text that models are writing
 * @knowledge: (nullable): indexes of Blenders, for a team that looks things up. Set before the
 *   pipeline runs
 * @accounts: (nullable): gets the run's part of a quota back if the service fails. Set before the
 *   pipeline runs
 * @owner: id of the account that it belongs to, "" at a service without accounts
 * @lead: (nullable): the id of the client that carries out the instructions
 * @stop_asked: @lead is asked to stop the run
 * @absent_us: microseconds for which nobody followed the run, and no model was asked
 * @halted: this object does no more, although the run is not over
 *
 * The members are read-only outside of #MqServiceRun.
 */
struct _MqServiceRun
{
  GObject parent_instance;

  MqRunLog *log;
  MqTeam *team;
  MqRunRequest *request;
  MqRunLimits limits;
  MqAssetState *asset;
  MqRunStream *stream;
  MqKnowledge *knowledge;
  MqAccounts *accounts;
  char *owner;
  char *lead;

  DexPromise *answer; /* while the team is called; NULL otherwise */
  DexPromise *stop;   /* rejected once: cancelled, or halted */
  gint64 instructions;
  gint64 questions; /* asked so far */
  gint64 versions;  /* emitted so far */
  gint64 absent_us;
  DexPromise *rest; /* resolved while the run waits for a client, or is over */
  guint listeners;
  guint stop_asked : 1;
  guint stopped : 1;
  guint halted : 1;
  guint was_led : 1; /* by a client that is registered, so that its leaving means something */
};

MqServiceRun *mq_service_run_new (MqRunLog *log, MqTeam *team, MqRunRequest *request,
                                  const MqRunLimits *limits, const char *owner);

const char *mq_service_run_get_id (MqServiceRun *self);

/* Signal: "changed": its lead, its state or its number of versions changed, which lists of runs
 * show. */

/* For the routes. */
void mq_service_run_set_attended (MqServiceRun *self, gboolean here);
DexFuture *mq_service_run_post_result (MqServiceRun *self, gint64 instruction,
                                       JsonObject *body) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_service_run_post_picture (MqServiceRun *self,
                                        const MqRunPicture *picture) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_service_run_refine (MqServiceRun *self, const MqMessage *message,
                                  const char *client) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_service_run_reply (MqServiceRun *self, gint64 question,
                                 JsonObject *body) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_service_run_raise_budget (MqServiceRun *self, const char *id,
                                        double factor) G_GNUC_WARN_UNUSED_RESULT;
/* For the leading client: mq-service-run.c. */
gboolean mq_service_run_claim_lead (MqServiceRun *self, const char *client, GError **error);
void mq_service_run_release_lead (MqServiceRun *self, const char *client);
DexFuture *
mq_service_run_ask_to_stop (MqServiceRun *self, const char *client) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_service_run_check_lead (MqServiceRun *self, const char *client, GError **error);
DexFuture *mq_service_run_add_events (MqServiceRun *self, const char *client, gint64 first,
                                      JsonArray *events) G_GNUC_WARN_UNUSED_RESULT;
/* The first rows of a new run: the events of the client that requests it. */
GPtrArray *
mq_service_run_make_first_rows (JsonObject *request, GError **error) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_service_run_finish (MqServiceRun *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_service_run_cancel (MqServiceRun *self) G_GNUC_WARN_UNUSED_RESULT;
void mq_service_run_suspend (MqServiceRun *self);
DexFuture *mq_service_run_wait_answer (MqServiceRun *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_service_run_wait_rest (MqServiceRun *self) G_GNUC_WARN_UNUSED_RESULT;
void mq_service_run_note_clients (MqServiceRun *self);

/* For the pipeline. All await, so only its fiber may call them. */
gboolean mq_service_run_emit (MqServiceRun *self, MqRunEvent *event, GError **error);
gboolean mq_service_run_emit_last (MqServiceRun *self, MqRunEvent *event, GError **error);
JsonObject *
mq_service_run_call_team (MqServiceRun *self, gint64 step, const char *role, MqTeamTask task,
                          JsonObject **usage, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_service_run_decide (MqServiceRun *self, const char *what, gint64 value,
                                gint64 *decision, GError **error);
gboolean mq_service_run_await_client (MqServiceRun *self, GError **error);
gboolean mq_service_run_await_kept (MqServiceRun *self, GError **error);
gboolean
mq_service_run_take_references (MqServiceRun *self, const MqMessage *message, GError **error);
GPtrArray *mq_service_run_read_pictures (MqServiceRun *self, gint64 instruction,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_service_run_drop_pictures (MqServiceRun *self);
gboolean mq_service_run_await_user (MqServiceRun *self, gint64 since, GError **error);
MqRow *mq_service_run_take_turn (MqServiceRun *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gint64 mq_service_run_get_time (MqServiceRun *self);
double mq_service_run_get_seconds (MqServiceRun *self, gint64 since);

G_END_DECLS
