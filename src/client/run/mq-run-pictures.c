/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The user's pictures in a run, numbered from 1. A team that supports pictures gets them before
 * their message; the session keeps them in any case. The numbers follow from the events `message`,
 * so that every leading client sends the same ones. */
#include "client/picture/mq-reference.h"
#include "client/run/mq-run-private.h"
#include "client/service/mq-run-settings.h"
#include "common/base/mq-error.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "common/asset/mq-picture-sniff.h"

#include <glib/gi18n-lib.h>

/* A picture of the user. Its number is its index in `references` plus one. */
struct _MqRunReference
{
  char *path;
  GBytes *picture; /* to send, PNG or JPEG; NULL: not made yet */
  gboolean sent;
};

void
mq_run_reference_free (MqRunReference *reference)
{
  g_free (reference->path);
  g_clear_pointer (&reference->picture, g_bytes_unref);
  g_free (reference);
}

static guint
add_reference (MqRun *self, const char *path)
{
  MqRunReference *reference = g_new0 (MqRunReference, 1);

  reference->path = g_strdup (path);
  g_ptr_array_add (self->references, reference);
  return self->references->len;
}

/* @message: the next one, with paths in the library */
void
mq_run_number_pictures (MqRun *self, MqMessage *message)
{
  g_clear_pointer (&message->numbers, g_array_unref);
  for (GStrv picture = message->pictures; *picture != NULL; picture++)
    {
      guint number = add_reference (self, *picture);

      if (message->numbers == NULL)
        message->numbers = g_array_new (FALSE, FALSE, sizeof (guint));
      g_array_append_val (message->numbers, number);
    }
}

/* @message: with paths in the library; @refinement: %FALSE for the prompt; %TRUE for a change,
 * which may be queued */
void
mq_run_emit_message (MqRun *self, const MqMessage *message, gboolean refinement)
{
  g_autoptr (MqRunEvent) event = mq_run_event_new_message (mq_message_copy (message),
                                                           MQ_SPEAKER_USER);

  if (refinement)
    event->message.queued = !self->waiting;

  /* The service itself sends later messages to all clients. */
  if (!refinement)
    mq_run_publish (self, event);
  mq_run_emit (self, event);
}

/* Numbers its pictures, which the other client has sent. @message: a message of another client;
 * call in order. */
void
mq_run_take_pictures (MqRun *self, const MqMessage *message)
{
  for (GStrv picture = message->pictures; *picture != NULL; picture++)
    add_reference (self, *picture);
}

/**
 * mq_run_team_sees:
 * @teams: the answer of GET /v1/teams
 * @team: (nullable): the name of a team; %NULL: the default
 *
 * Returns: whether it supports pictures
 */
gboolean
mq_run_team_sees (JsonObject *teams, const char *team)
{
  const char *name = team != NULL ? team : mq_json_get_string (teams, "default", "sketcher");
  JsonArray *list = mq_json_get_array (teams, "teams");

  for (guint i = 0; i < mq_json_length (list); i++)
    {
      JsonObject *each = mq_json_element_object (list, i);

      if (g_str_equal (mq_json_get_string (each, "name", ""), name))
        return mq_json_get_boolean (each, "sees", FALSE);
    }

  return FALSE;
}

/* Tells what to do where the team does not support pictures. */
static const char *
get_advice (MqRun *self)
{
  return g_strcmp0 (self->team, "sketcher") == 0
             ? _ ("The built-in sketcher does not support pictures. Describe the object in words, "
                  "or set up a model.")
             : _ ("This model does not support pictures. Describe the object in words, or "
                  "choose another model.");
}

/* Asks the service whether the run's team supports pictures. Awaits. @message: (nullable): with
 * pictures. @error: %MQ_ERROR_BAD_INPUT if it does not, and the message has no words. Returns:
 * whether it answered */
gboolean
mq_run_query_vision (MqRun *self, const MqMessage *message, GError **error)
{
  if (!self->sight_known)
    {
      g_autoptr (JsonObject) settings = mq_run_settings_new (self->config, self->options->replay);
      g_autoptr (JsonObject) answer = dex_await_boxed (
          mq_run_unless_cancelled (
              self, mq_service_connection_ask (self->connection, "/v1/teams", NULL, settings)),
          error);

      if (answer == NULL)
        return FALSE;

      if (self->team == NULL)
        self->team = g_strdup (self->options->team != NULL
                                   ? self->options->team
                                   : mq_json_get_string (answer, "default", "sketcher"));
      self->sees = mq_run_team_sees (answer, self->team);
      self->sight_known = TRUE;
    }

  return self->sees || message == NULL || !mq_text_is_blank (message->text)
         || mq_fail (error, MQ_ERROR_BAD_INPUT, "%s", get_advice (self));
}

static gboolean
make_picture (MqRun *self, MqRunReference *reference, GError **error)
{
  g_autoptr (GBytes) picture = NULL;

  if (reference->picture != NULL)
    return TRUE;

  picture = dex_await_boxed (mq_run_unless_cancelled (self, mq_reference_make (reference->path)),
                             error);
  if (picture == NULL)
    return FALSE;

  /* Two requests may make the picture at the same time. */
  if (reference->picture == NULL)
    reference->picture = g_steal_pointer (&picture);
  return TRUE;
}

/**
 * mq_run_fail_blind:
 * @team: (nullable): the team that was asked for
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Says that the team does not support pictures, and what to do.
 *
 * Returns: %FALSE
 */
gboolean
mq_run_fail_blind (const char *team, GError **error)
{
  const char *text
      = team != NULL && g_str_equal (team, "sketcher")
            ? _ ("The built-in sketcher does not support pictures\n"
                 "Choose a model that does (docs/models.md), or describe the object in "
                 "words: --text")
            : _ ("Pictures need an AI model that supports them, and there is none\n"
                 "Set one up (docs/models.md), or describe the object in words: --text");
  g_autofree char *message = mq_paths_name_pages (text);

  return mq_fail (error, MQ_ERROR_BAD_INPUT, "%s", message);
}

/* Checks, before anything starts, that the team supports pictures and that they can be decoded.
 * Awaits. @error: %MQ_ERROR_BAD_INPUT. Returns: whether the run can start */
gboolean
mq_run_check_pictures (MqRun *self, GError **error)
{
  GStrv pictures = self->options->message->pictures;

  /* A file that is refused anyway is no reason to set up a model. */
  for (guint i = 0; pictures[i] != NULL; i++)
    {
      g_autoptr (GBytes) picture = dex_await_boxed (
          mq_run_unless_cancelled (self, mq_reference_make (pictures[i])), error);

      if (picture == NULL)
        return FALSE;
    }

  return dex_await (mq_run_unless_cancelled (self, mq_run_open_connection (self)), error)
         && mq_run_query_vision (self, NULL, error)
         && (self->sees || mq_run_fail_blind (self->options->team, error));
}

/* Adds the message to @body, with its pictures if the team supports pictures; else a notice says
 * that they are not sent. @body: of a request to the service; @message: numbered. */
void
mq_run_write_message (MqRun *self, const MqMessage *message, JsonObject *body, MqMessageForm form)
{
  g_autoptr (MqMessage) sent = mq_message_copy (message);
  g_autofree char *text = NULL;
  guint n = message->numbers != NULL ? message->numbers->len : 0;

  mq_message_map_pictures (sent, mq_run_make_relative, self);
  if (!self->sees)
    g_clear_pointer (&sent->numbers, g_array_unref);
  mq_message_write (sent, body, form | MQ_MESSAGE_WIRE);
  if (n == 0 || self->sees)
    return;

  text = g_strdup_printf (ngettext ("The picture was not sent, only the words were",
                                    "The %u pictures were not sent, only the words were", n),
                          n);
  mq_run_emit_notice (self, MQ_NOTICE_LEVEL_WARNING, "pictures-not-sent", text, get_advice (self));
}

/* Sends the pictures that we have not sent yet, if the team supports pictures. Awaits. @error:
 * %MQ_ERROR_BAD_INPUT if one is damaged. Returns: whether the service has all pictures */
gboolean
mq_run_send_pictures (MqRun *self, GError **error)
{
  for (guint i = 0; self->sees && i < self->references->len; i++)
    {
      MqRunReference *reference = self->references->pdata[i];
      g_autofree char *query = g_strdup_printf ("pictures?reference=%u", i + 1);
      g_autofree char *path = mq_run_make_path (self, query);
      g_autoptr (JsonObject) answer = NULL;
      const char *type = NULL;
      guint width, height;

      if (reference->sent)
        continue;
      if (!make_picture (self, reference, error))
        return FALSE;

      mq_picture_sniff (g_bytes_get_data (reference->picture, NULL),
                        g_bytes_get_size (reference->picture), &type, &width, &height);
      answer = dex_await_boxed (mq_run_unless_cancelled (self, mq_service_connection_upload (
                                                                   self->connection, "POST", path,
                                                                   reference->picture, type)),
                                error);
      if (answer == NULL)
        return FALSE;

      reference->sent = TRUE;
      g_clear_pointer (&reference->picture, g_bytes_unref);
    }

  return TRUE;
}
