/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRunRequest: the checked request for a run. */
#pragma once

#include "common/events/mq-message.h"

G_BEGIN_DECLS

typedef enum
{
  MQ_RUN_CREATE,
  MQ_RUN_CONTINUE,
  MQ_RUN_SCRIPT,
} MqRunMode;

/**
 * MqRunRequest:
 * @mode: create, continue or script
 * @session: the client's session for the versions; "" if the client saves none
 * @message: the user's message; its words may be empty for %MQ_RUN_SCRIPT
 * @team: (nullable): the requested team
 * @script: (nullable): with %MQ_RUN_SCRIPT the user's own script, with %MQ_RUN_CONTINUE that of the
 *   base
 * @base_script: (nullable): with %MQ_RUN_SCRIPT that of the base, if there is one
 * @by_hand: (nullable): with %MQ_RUN_SCRIPT, `summary` and `changes`: what the user changed by
 * hand; the script does not do @changes
 * @plan: (nullable): of the base
 * @report: (nullable): of the base
 * @title: (nullable): of the base
 * @begun_plan: (nullable): with %MQ_RUN_CREATE, the plan of an earlier run that ended without a
 *   version
 * @begun_script: (nullable): and its script
 * @client: the registered client that asked for the run; "": none
 * @go_on: whether models are asked even while no client follows the run
 * @interactive: whether the run waits for the user after automatic refinement
 * @no_renders: whether the client wants no preview and no final pictures
 * @json: the original request, for the journal
 */
typedef struct
{
  MqRunMode mode;
  char *session;
  MqMessage *message;
  char *team;
  char *script;
  char *base_script;
  JsonObject *by_hand;
  JsonObject *plan;
  JsonObject *report;
  char *title;
  JsonObject *begun_plan;
  char *begun_script;
  char *client;
  gboolean go_on;
  gboolean interactive;
  gboolean no_renders;
  JsonObject *json;
} MqRunRequest;

MqRunRequest *mq_run_request_parse (JsonObject *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_run_request_free (MqRunRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqRunRequest, mq_run_request_free)

const char *mq_run_mode_to_string (MqRunMode mode);
gboolean mq_run_check_id (const char *id, GError **error);
gboolean mq_run_check_text (const char *text, gboolean may_be_empty, GError **error);
gboolean mq_run_check_message (const MqMessage *message, GError **error);

G_END_DECLS
