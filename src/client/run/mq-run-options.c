/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRunOptions, see mq-run-options.h. */
#include "client/run/mq-run-options.h"

#include "common/json/mq-json.h"

/**
 * mq_run_options_new:
 * @mode: "create", "continue" or "script"
 * @text: the user's words
 * @team: (nullable): the team; %NULL: the service's default
 *
 * Returns: (transfer full): options of an interactive run; set the other members as needed
 */
MqRunOptions *
mq_run_options_new (const char *mode, const char *text, const char *team)
{
  MqRunOptions *options = g_new0 (MqRunOptions, 1);

  options->mode = g_strdup (mode);
  options->message = mq_message_new (text, NULL);
  options->team = g_strdup (team);
  options->interactive = TRUE;
  return options;
}

/**
 * mq_run_options_copy:
 * @options: options
 *
 * Returns: (transfer full): a copy
 */
MqRunOptions *
mq_run_options_copy (MqRunOptions *options)
{
  MqRunOptions *copy = g_memdup2 (options, sizeof *options);
  gpointer objects[] = { copy->session, copy->base_session, copy->base, copy->hand_edit,
                         copy->ready };

  copy->mode = g_strdup (options->mode);
  copy->message = mq_message_copy (options->message);
  copy->title = g_strdup (options->title);
  copy->team = g_strdup (options->team);
  copy->script = g_strdup (options->script);
  copy->meshes = g_strdup (options->meshes);
  copy->server = g_strdup (options->server);
  copy->output = g_strdup (options->output);
  copy->replay = g_strdup (options->replay);
  copy->transcript = g_strdup (options->transcript);
  if (copy->plan != NULL)
    json_object_ref (copy->plan);
  if (copy->begun != NULL)
    json_object_ref (copy->begun);
  for (gsize i = 0; i < G_N_ELEMENTS (objects); i++)
    if (objects[i] != NULL)
      g_object_ref (objects[i]);
  return copy;
}

/**
 * mq_run_options_free:
 * @options: (transfer full): options
 */
void
mq_run_options_free (MqRunOptions *options)
{
  g_free (options->mode);
  mq_message_free (options->message);
  g_free (options->title);
  g_free (options->team);
  g_free (options->script);
  g_free (options->meshes);
  g_clear_object (&options->session);
  g_clear_object (&options->base_session);
  g_clear_object (&options->base);
  g_clear_object (&options->hand_edit);
  g_clear_object (&options->ready);
  g_clear_pointer (&options->plan, json_object_unref);
  g_clear_pointer (&options->begun, json_object_unref);
  g_free (options->server);
  g_free (options->output);
  g_free (options->replay);
  g_free (options->transcript);
  g_free (options);
}

/* @options: options of the window, with a session. Returns: (transfer full): the members that
 * repeat the request */
JsonObject *
mq_run_options_to_json (MqRunOptions *options)
{
  JsonObject *json = mq_json_new ("mode:s? title:s? script:s? server:s? begun:O?", options->mode,
                                  options->title, options->script, options->server, options->begun);

  mq_message_write (options->message, json, MQ_MESSAGE_FIRST);
  if (options->message->variants > 1)
    mq_json_add (json, "interactive:b", options->interactive);
  if (options->base != NULL)
    json_object_set_int_member (json, "base", mq_version_get_number (options->base));
  return json;
}

/**
 * mq_run_options_from_json:
 * @json: from mq_run_options_to_json(), with the run's `id`
 * @session: the session of the run
 *
 * Returns: (transfer full): the options
 */
MqRunOptions *
mq_run_options_from_json (JsonObject *json, MqSession *session)
{
  MqRunOptions *options = mq_run_options_new (mq_json_get_string (json, "mode", "create"), "",
                                              NULL);

  mq_message_free (options->message);
  options->message = mq_message_read (json, MQ_MESSAGE_FIRST, NULL);
  mq_json_read (json, "title:S script:S server:S begun:o interactive:b", &options->title,
                &options->script, &options->server, &options->begun, &options->interactive);
  options->again = TRUE;
  options->keep_session = TRUE;
  options->session = g_object_ref (session);
  options->base = mq_version_find (mq_session_get_versions (session),
                                   mq_json_get_int (json, "base", 0));
  if (options->base != NULL)
    options->base_session = g_object_ref (session);
  return options;
}
