/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqWorkspace: what all conversations of a process share: settings, library, Blenders, the
 * connection to the service, account, team and problems. It knows no conversation. The application
 * creates it for its windows. No GTK. */
#pragma once

#include "app/account/mq-service-account.h"
#include "app/drafts/mq-drafts.h"
#include "app/workspace/mq-problem.h"
#include "app/workspace/mq-service-link.h"
#include "client/executor/mq-ready-worker.h"
#include "client/executor/mq-worker-settings.h"
#include "client/library/mq-library-merge.h"
#include "common/settings/mq-config.h"

G_BEGIN_DECLS

/* Properties, all notify: "ready", "opening", "n-working", "config", "blender", "team" (its name
 * for people), "account". */
#define MQ_TYPE_WORKSPACE (mq_workspace_get_type ())
G_DECLARE_FINAL_TYPE (MqWorkspace, mq_workspace, MQ, WORKSPACE, GObject)

/* @config_file: (nullable): another config.yaml. */
MqWorkspace *mq_workspace_new (const char *config_file);
/* Opens the library, finds Blenders, connects to the service. Always resolves to TRUE: failures
 * become problems. A second call (“Try Again”) retries them. */
DexFuture *mq_workspace_open (MqWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_workspace_wait_open (MqWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;
/* Emits "closing", waits for all endings and closes the connection to the service. */
DexFuture *mq_workspace_close (MqWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_workspace_is_closing (MqWorkspace *self);
/* Makes that wait for @ending, too. */
void mq_workspace_add_ending (MqWorkspace *self, DexFuture *ending);

GListModel *mq_workspace_get_problems (MqWorkspace *self); /* of MqProblem, the worst first */
MqProblem *mq_workspace_find_problem (MqWorkspace *self, MqProblemKind kind);
MqBlender *mq_workspace_get_blender (MqWorkspace *self); /* the one in use, or NULL */
gboolean
mq_workspace_read_worker_settings (MqWorkspace *self, MqWorkerSettings *settings, GError **error);
MqConfig *mq_workspace_get_config (MqWorkspace *self);
MqLibrary *mq_workspace_get_library (MqWorkspace *self); /* NULL until open */
gboolean mq_workspace_is_read_only (MqWorkspace *self);  /* the library cannot be written */
MqDrafts *mq_workspace_get_drafts (MqWorkspace *self);   /* unsent messages and edited scripts */
MqServiceAccount *mq_workspace_get_account (MqWorkspace *self); /* at the service */
gboolean mq_workspace_is_ready (MqWorkspace *self);   /* property "ready": a run can start */
gboolean mq_workspace_is_opening (MqWorkspace *self); /* property "opening": not known yet */
/* Property "n-working": how many conversations have a run that works, or make a file. */
guint mq_workspace_get_n_working (MqWorkspace *self);
void mq_workspace_set_n_working (MqWorkspace *self, guint n_working);
gboolean mq_workspace_can_see (MqWorkspace *self); /* the team supports pictures */
const char *
mq_workspace_get_team (MqWorkspace *self); /* its name; the sketcher's until it is known */
const char *
mq_workspace_get_team_name (MqWorkspace *self); /* property "team": "Built-in sketcher" */
/* The kinds that the team can make; empty: anything, or not loaded yet. */
const char *const *mq_workspace_get_kinds (MqWorkspace *self);
JsonArray *mq_workspace_get_families (MqWorkspace *self);
gboolean mq_workspace_has_model (MqWorkspace *self);  /* the team uses a language model */
gboolean mq_workspace_knows_team (MqWorkspace *self); /* the service has said who its team is */
gboolean mq_workspace_awaits_team (MqWorkspace *self);

/* Reads the settings again, after they were written. */
DexFuture *mq_workspace_reload_settings (MqWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;

/* The Blender for the next run; NULL until the library is open. */
MqReadyWorker *mq_workspace_get_ready_worker (MqWorkspace *self);
void mq_workspace_prepare_worker (MqWorkspace *self);
void mq_workspace_stop_worker (MqWorkspace *self);

/* Resolves to a GStrv of session ids whose messages, titles or scripts match, best first. */
DexFuture *mq_workspace_search (MqWorkspace *self, const char *words) G_GNUC_WARN_UNUSED_RESULT;
/* Asks how the team understands @text, without starting a run: resolves to a JsonObject of POST
 * /v1/teams/{team}/understanding: {"known": bool, "text": sentence, "nearest": [kinds]}. */
DexFuture *
mq_workspace_preview_message (MqWorkspace *self, const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* Loads the service's default team, now and whenever the settings change. Resolves to TRUE. */
DexFuture *mq_workspace_load_team (MqWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;

/* For Preferences, by the service on this computer: GET /v1/models, POST /v1/models/list and
 * /v1/models/try. */
DexFuture *mq_workspace_list_models (MqWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_workspace_list_models_of (MqWorkspace *self, const char *provider,
                                        const char *base_url) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_workspace_test_model (MqWorkspace *self, const char *provider, const char *base_url,
                                    const char *model) G_GNUC_WARN_UNUSED_RESULT;
/* The model of the settings, as mq_recent_models_describe(); "": the built-in sketcher. */
char *mq_workspace_dup_model (MqWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_workspace_use_model (MqWorkspace *self, const char *described) G_GNUC_WARN_UNUSED_RESULT;
/* Sends a changed key of this process to the service. Resolves to TRUE when it has the key. */
DexFuture *mq_workspace_send_keys (MqWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;

/* The address of a service to use instead of our own, or NULL. */
const char *mq_workspace_get_server (MqWorkspace *self);
/* For requests, and the open runs of the service. */
MqServiceLink *mq_workspace_get_link (MqWorkspace *self);
/* The list of runs: the service has sent it and it was handled, or cannot be reached. */
DexFuture *mq_workspace_wait_runs (MqWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_workspace_knows_runs (MqWorkspace *self);
void mq_workspace_note_runs_known (MqWorkspace *self);
/* Keeps at the service what has changed. */
void mq_workspace_upload (MqWorkspace *self, MqSession *session);
/* A run shows how Blender, the service and the account are: a problem begins or ends. */
void mq_workspace_handle_event (MqWorkspace *self, MqRunEventKind kind);
void mq_workspace_handle_error (MqWorkspace *self, const GError *error);

/* Signals: "library-opened" (JsonArray *, nullable): with the requests that an earlier process
 * could not send; "merged" (MqMergeResult *): the library has got this from the service; "message"
 * (const char *): a message for the user that belongs to no open view; "closing": what is to end
 * first is added as an ending. */

G_END_DECLS
