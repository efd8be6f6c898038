/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqWorkspace: settings, library, Blenders, the service and the conversations of a process. The
 * application creates it for its windows. No GTK. */
#pragma once

#include "app/conversation/mq-conversation.h"
#include "app/drafts/mq-drafts.h"
#include "app/account/mq-service-account.h"
#include "client/executor/mq-worker-settings.h"
#include "client/library/mq-library-merge.h"
#include "client/share/mq-share.h"
#include "common/settings/mq-config.h"

G_BEGIN_DECLS

/* Lasting problems, each with one remedy; the one that prevents most comes first. */
typedef enum
{
  MQ_PROBLEM_LIBRARY,    /* cannot be opened at all */
  MQ_PROBLEM_NO_BLENDER, /* no usable Blender was found */
  MQ_PROBLEM_SERVICE,    /* not reachable, or not a Maquette service */
  MQ_PROBLEM_SIGN_IN,
  MQ_PROBLEM_SIGNING_IN, /* waits for the browser */
  MQ_PROBLEM_TERMS,      /* of the service, not accepted yet */
  MQ_PROBLEM_QUOTA,
  MQ_PROBLEM_LIBRARY_READ_ONLY, /* of a newer Maquette, or on a read-only disk */
  MQ_PROBLEM_SANDBOX,           /* off, or does not work on this machine */
  MQ_PROBLEM_CONFIG,            /* a file of settings is malformed and ignored */
} MqProblemKind;

#define MQ_TYPE_PROBLEM (mq_problem_get_type ())
G_DECLARE_FINAL_TYPE (MqProblem, mq_problem, MQ, PROBLEM, GObject)
MqProblemKind mq_problem_get_kind (MqProblem *self);
const char *mq_problem_get_title (MqProblem *self); /* translated: "No Blender found" */
const char *mq_problem_get_text (MqProblem *self);  /* what happened and what to do */

/* Properties, all notify: "ready", "opening", "n-working", "config", "blender", "team" (its name
 * for people), "account". */
#define MQ_TYPE_WORKSPACE (mq_workspace_get_type ())
G_DECLARE_FINAL_TYPE (MqWorkspace, mq_workspace, MQ, WORKSPACE, GObject)

/* @config_file: (nullable): another config.yaml. */
MqWorkspace *mq_workspace_new (const char *config_file);
/* Opens the library, finds Blenders, resumes runs. Always resolves to TRUE: failures become
 * problems. A second call (“Try Again”) retries them. */
DexFuture *mq_workspace_open (MqWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;
/* Shows changes of other processes in the library; called when a window gets the focus. */
DexFuture *mq_workspace_refresh (MqWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;
/* Detaches from every run (mq_conversation_leave()) and closes the connection to the service. The
 * next start resumes the runs. */
DexFuture *mq_workspace_finish_waiting (MqWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_workspace_close (MqWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;
/* Makes that wait for @ending, too. */
void mq_workspace_add_ending (MqWorkspace *self, DexFuture *ending);

GListModel *mq_workspace_get_problems (MqWorkspace *self); /* of MqProblem, the worst first */
MqProblem *mq_workspace_find_problem (MqWorkspace *self, MqProblemKind kind);
GListModel *
mq_workspace_get_conversations (MqWorkspace *self);      /* of MqConversation, newest first */
MqBlender *mq_workspace_get_blender (MqWorkspace *self); /* the one in use, or NULL */
gboolean
mq_workspace_read_worker_settings (MqWorkspace *self, MqWorkerSettings *settings, GError **error);
MqConfig *mq_workspace_get_config (MqWorkspace *self);
MqLibrary *mq_workspace_get_library (MqWorkspace *self); /* NULL until open */
MqDrafts *mq_workspace_get_drafts (MqWorkspace *self);   /* unsent messages and edited scripts */
MqServiceAccount *mq_workspace_get_account (MqWorkspace *self); /* at the service */
gboolean mq_workspace_is_ready (MqWorkspace *self);   /* property "ready": a run can start */
gboolean mq_workspace_is_opening (MqWorkspace *self); /* property "opening": not known yet */
guint mq_workspace_get_n_working (MqWorkspace *self); /* property "n-working" */
gboolean mq_workspace_can_see (MqWorkspace *self);    /* the team supports pictures */
const char *
mq_workspace_get_team_name (MqWorkspace *self); /* property "team": "Built-in sketcher" */
/* The kinds that the team can make; empty: anything, or not loaded yet. */
const char *const *mq_workspace_get_kinds (MqWorkspace *self);
gboolean mq_workspace_has_model (MqWorkspace *self);  /* the team uses a language model */
gboolean mq_workspace_knows_team (MqWorkspace *self); /* the service has said who its team is */
gboolean mq_workspace_awaits_team (MqWorkspace *self);

/* Reads the settings again, after they were written. */
DexFuture *mq_workspace_reload_settings (MqWorkspace *self) G_GNUC_WARN_UNUSED_RESULT;

/* Creates a conversation; its first message adds it to the list. */
MqConversation *mq_workspace_start_conversation (MqWorkspace *self);
MqConversation *mq_workspace_find_conversation (MqWorkspace *self, const char *session);
/* remove() takes a conversation out of the list, restore() brings it back. purge() deletes its
 * files, when the toast closes or at the next start. */
DexFuture *
mq_workspace_remove_conversation (MqWorkspace *self,
                                  MqConversation *conversation) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_workspace_restore_conversation (MqWorkspace *self,
                                   MqConversation *conversation) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_workspace_purge_conversation (MqWorkspace *self,
                                            MqConversation *conversation) G_GNUC_WARN_UNUSED_RESULT;
/* Shows what was merged into the library: resolves to the conversation. */
DexFuture *
mq_workspace_show_merged (MqWorkspace *self, const MqMergeResult *result) G_GNUC_WARN_UNUSED_RESULT;
/* Imports a session from a file (client/share): resolves to an MqMergeResult when it is listed. */
DexFuture *mq_workspace_duplicate (MqConversation *conversation) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_workspace_import (MqWorkspace *self, const char *path, const MqShareProgress *progress,
                     GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* Imports the folder of a batch as a set of sessions: resolves to an MqSetResult. */
DexFuture *
mq_workspace_import_set (MqWorkspace *self, const char *path, const MqShareProgress *progress,
                         GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to a GStrv of session ids whose prompts, titles or scripts match, best first. */
DexFuture *mq_workspace_search (MqWorkspace *self, const char *words) G_GNUC_WARN_UNUSED_RESULT;
/* Asks how the team understands @text, without starting a run: resolves to a JsonObject of POST
 * /v1/teams/{team}/understanding: {"known": bool, "text": sentence, "nearest": [kinds]}. */
DexFuture *
mq_workspace_preview_prompt (MqWorkspace *self, const char *text) G_GNUC_WARN_UNUSED_RESULT;
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

/* Signals: "ended" (MqConversation *): its run waits for the user, ended or failed; "file-ended"
 * (MqConversation *, const char *sentence): an export or a film is there, or failed; "message"
 * (const char *): a message for the user that belongs to no open view. */

G_END_DECLS
