/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRunOptions: the options of a new run. */
#pragma once

#include "client/session/mq-session.h"
#include "client/executor/mq-ready-worker.h"
#include "client/executor/mq-render-turn.h"
#include "client/live/mq-hand-edit.h"
#include "common/events/mq-message.h"

G_BEGIN_DECLS

/**
 * MqRunOptions:
 * @mode: "create", "continue" or "script"
 * @message: the user's words with their pictures, which are sent to a team that supports pictures.
 *   Without an id, the run generates one
 * @title: (nullable): of the session; %NULL: made from the message
 * @team: (nullable): "sketcher" or "model"; %NULL: the service's default
 * @script: (nullable): the user's own script, with "script"
 * @meshes: (nullable): with "script", the path of the %MQ_VERSION_MESHES that @script loads, where
 *   @base has none; it must stay until the run is over
 * @session: (nullable): the session to continue; %NULL: a new one
 * @base_session: (nullable): the session of @base
 * @base: (nullable): the version to continue from, with "continue"; with "script", the version that
 *   was edited: with @session, it becomes the parent of the new one
 * @hand_edit: (nullable): with "script", what @script does only a part of
 * @plan: (nullable): with "script", what the script is held to, instead of the plan of @base
 * @begun: (nullable): with "create", the plan and the script of an earlier run to continue from
 * @must_see: fail if the team does not support pictures
 * @guesses: a bit for each of the first pictures whose role nobody named: with @must_see, one that
 *   is a drawing gets this role
 * @interactive: wait for the user after the first version
 * @go_on: ask models even while no program follows the run
 * @wait: wait for a service that has no room, instead of failing
 * @rank: who waits for the final pictures
 * @again: the request is repeated, and the service may have the run
 * @keep_session: keep the session for its messages even if it gets no version
 * @ready: (nullable): may have a worker for the run
 * @server: (nullable): the address of a service to use instead of our own
 * @output: (nullable): a folder to write the result to as well
 * @replay: (nullable): a transcript that answers instead of any model; not with @server
 * @transcript: (nullable): a file to write the exchanges with models to when the run ends
 *
 * The options of a new run.
 */
typedef struct
{
  char *mode;
  MqMessage *message;
  char *title;
  char *team;
  char *script;
  char *meshes;
  MqSession *session;
  MqSession *base_session;
  MqVersion *base;
  MqHandEdit *hand_edit;
  JsonObject *plan;
  JsonObject *begun;
  gboolean must_see;
  guint guesses;
  gboolean interactive;
  gboolean go_on;
  gboolean wait;
  MqRenderRank rank;
  gboolean again;
  gboolean keep_session;
  MqReadyWorker *ready;
  char *server;
  char *output;
  char *replay;
  char *transcript;
} MqRunOptions;

MqRunOptions *mq_run_options_new (const char *mode, const char *text, const char *team);
MqRunOptions *mq_run_options_copy (MqRunOptions *options) G_GNUC_WARN_UNUSED_RESULT;
void mq_run_options_free (MqRunOptions *options);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqRunOptions, mq_run_options_free)

/* The row for mq_library_add_unsent(). */
JsonObject *mq_run_options_to_json (MqRunOptions *options) G_GNUC_WARN_UNUSED_RESULT;
MqRunOptions *
mq_run_options_from_json (JsonObject *json, MqSession *session) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
