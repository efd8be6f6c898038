/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawings with dimensions among the user's pictures: the team reads their numbers, the user sees
 * those that are in doubt before anything is built, and all become requirements. */
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/requirement/mq-own-requirements.h"
#include "service/pipeline/mq-pipeline-private.h"
#include "service/plan/mq-requirements.h"
#include "service/run/mq-run-log.h"
#include "service/run/mq-service-run.h"

#include <glib/gi18n.h>

/* Shows the list to the user and waits until one of the clients has answered. Only for a run that
 * is interactive. Returns: (transfer full) (nullable): the requirements that the user wants; those
 * without a doubt if the run is finished meanwhile */
static JsonArray *
ask_user (MqServiceRun *self, JsonArray *requirements, GError **error)
{
  gint64 since = g_get_monotonic_time ();
  MqRunEvent *asked = mq_run_event_new (MQ_EVENT_ASKED);
  MqRunEvent *answered;
  g_autoptr (JsonObject) said = NULL;
  g_autoptr (JsonArray) wanted = NULL;
  const char *reply;

  asked->asked.question = ++self->questions;
  asked->asked.requirements = json_array_ref (requirements);
  if (!mq_service_run_emit (self, asked, error))
    return NULL;

  while (!(reply = self->questions >= 1 && self->questions <= self->log->replies->len
                       ? self->log->replies->pdata[self->questions - 1]
                       : NULL)
         && !self->log->finishing)
    if (!mq_service_run_await_user (self, since, error))
      return NULL;

  if (reply != NULL && (said = mq_json_parse_object (reply, -1, error)) == NULL)
    return NULL;
  wanted = mq_requirement_doubts_take_certain (
      said != NULL ? mq_json_get_array (said, "requirements") : requirements);
  answered = mq_run_event_new (MQ_EVENT_ANSWERED);
  answered->asked.question = self->questions;
  answered->asked.requirements = json_array_ref (wanted);
  return mq_service_run_emit (self, answered, error) ? g_steal_pointer (&wanted) : NULL;
}

/* @doubtful: whether those in doubt are wanted, each with why, or the others. Returns: (transfer
 * full): sentences for people */
static JsonArray *
describe_rows (JsonArray *rows, gboolean doubtful)
{
  JsonArray *items = json_array_new ();

  MQ_JSON_EACH (rows, i, row)
    {
      const char *doubt = mq_json_get_string (row, "doubt", NULL);
      g_autofree char *label = mq_requirement_doubts_describe (row);
      g_autofree char *text = doubt != NULL ? g_strdup_printf ("%s (%s)", label, doubt)
                                            : g_steal_pointer (&label);

      if ((doubt != NULL) == doubtful)
        json_array_add_string_element (items, text);
    }

  return items;
}

/* Has the drawings read that were not. Who does not wait for the user goes on with what is certain.
 * Returns: %FALSE if the run has to end */
gboolean
mq_pipeline_read_drawings (MqPipeline *self, GError **error)
{
  MqAssetState *asset = self->asset;
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (JsonArray) rows = NULL;
  g_autoptr (JsonArray) own = json_array_new ();
  g_autoptr (JsonArray) sure = NULL;
  g_autoptr (JsonArray) read = NULL;
  g_autoptr (JsonArray) certain = NULL;
  g_autoptr (JsonArray) doubtful = NULL;
  g_autoptr (GError) fault = NULL;
  JsonArray *unused;
  JsonArray *settled;
  gboolean any_unread = FALSE;
  gboolean asks;

  MQ_EACH (asset->references, i, const MqAssetStatePicture, picture)
    any_unread |= picture->is_unread;
  if (!any_unread || !mq_team_can (self->run->team, MQ_TEAM_READ))
    return TRUE;

  answer = mq_remote_blender_call_team (&self->blender, MQ_TEAM_ROLE_READER,
                                        _ ("Reading the drawing"), MQ_TEAM_READ, "requirements",
                                        &fault);
  MQ_EACH (asset->references, i, MqAssetStatePicture, picture)
    picture->is_unread = FALSE;
  if (answer == NULL && mq_pipeline_ends_work (fault))
    return mq_fail_with (error, &fault);
  if (answer == NULL)
    return mq_remote_blender_notice (&self->blender, "warning", "drawing-unread", fault->message,
                                     NULL, error);

  rows = json_array_ref (mq_json_get_array (answer, "requirements"));
  settled = mq_json_get_array (answer, "settled");
  if (mq_json_length (settled) > 0
      && !mq_remote_blender_notice (
          &self->blender, "info", "drawing-settled",
          _ ("Read a second time from the enlarged drawing, and no longer in doubt"),
          json_array_ref (settled), error))
    return FALSE;

  sure = mq_requirement_doubts_take_certain (rows);
  asks = json_array_get_length (sure) < json_array_get_length (rows) && self->request->interactive;
  if (asks)
    {
      g_autoptr (JsonArray) wanted = ask_user (self->run, rows, error);

      if (wanted == NULL)
        return FALSE;
      mq_json_replace_array (&rows, wanted);
      mq_json_replace_array (&sure, wanted);
    }

  /* Those that are in no doubt are requirements of the user's own. */
  read = mq_requirements_read_own (sure);
  if (asset->own != NULL)
    mq_json_append (own, asset->own);
  mq_json_append (own, read);
  mq_json_replace_array (&asset->own, own);

  /* Says what is built by, and what is left out if the user was not asked. */
  unused = mq_json_get_array (answer, "unused");
  certain = describe_rows (rows, FALSE);
  doubtful = asks ? json_array_new () : describe_rows (rows, TRUE);
  if (json_array_get_length (certain) > 0
      && !mq_remote_blender_notice (&self->blender, "info", "drawing-read",
                                    _ ("Building with these numbers from the drawing"),
                                    json_array_ref (certain), error))
    return FALSE;
  if (json_array_get_length (certain) == 0
      && !mq_remote_blender_notice (&self->blender, "warning", "drawing-unread",
                                    _ ("No number from the drawing is used"), NULL, error))
    return FALSE;
  if (json_array_get_length (doubtful) > 0
      && !mq_remote_blender_notice (&self->blender, "warning", "drawing-doubts",
                                    _ ("Left out, because the drawing is hard to read there"),
                                    json_array_ref (doubtful), error))
    return FALSE;

  return mq_json_length (unused) == 0
         || mq_remote_blender_notice (&self->blender, "warning", "drawing-unused",
                                      _ ("Also in the drawing, but Maquette cannot measure it"),
                                      json_array_ref (unused), error);
}
