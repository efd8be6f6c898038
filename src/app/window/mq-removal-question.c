/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The question before a session is deleted that is kept at the service, too; see
 * mq-removal-question.h. A session that is only here is deleted at once, and can be restored. */
#include "app/window/mq-removal-question.h"

#include "app/window/mq-window-private.h"
#include "client/remote/mq-remote-sessions.h"

#include <glib/gi18n.h>

/* The keyring may be locked: then nothing is known of the service, and nothing is deleted there. */
#define ANSWER_SECONDS 3

typedef struct
{
  MqWindow *window;
  MqConversation *conversation;
  MqLibrary *library;
  char *service;
  char *session;
} RemovalQuestion;

static void
removal_question_free (gpointer data)
{
  RemovalQuestion *self = data;

  g_object_unref (self->window);
  g_object_unref (self->conversation);
  g_clear_object (&self->library);
  g_free (self->service);
  g_free (self->session);
  g_free (self);
}

static DexFuture *
deleted (DexFuture *future, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (dex_future_get_value (future, &error) == NULL)
    mq_window_show_toast (data, error->message);
  return dex_future_new_true ();
}

static void
on_response (AdwAlertDialog *dialog, const char *response, RemovalQuestion *self)
{
  if (g_str_equal (response, "cancel"))
    return;

  mq_window_delete_conversation (self->window, self->conversation);
  if (g_str_equal (response, "both"))
    dex_future_disown (
        dex_future_finally (mq_remote_sessions_delete (self->library, self->service, self->session),
                            deleted, g_object_ref (self->window), g_object_unref));
}

/* @self: (transfer full) */
static void
present (RemovalQuestion *self)
{
  /* Translators: %s is the title of a session. */
  g_autofree char *body
      = g_strdup_printf (_ ("“%s” is also kept at the service, where deleting it is for good."),
                         mq_conversation_get_title (self->conversation));
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (adw_alert_dialog_new (_ ("Delete Session?"), body));

  adw_alert_dialog_add_responses (alert, "cancel", _ ("_Cancel"), "here", _ ("Delete _Here"),
                                  "both", _ ("Delete Here and at the _Service"), NULL);
  adw_alert_dialog_set_response_appearance (alert, "both", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_prefer_wide_layout (alert, FALSE);
  adw_alert_dialog_set_default_response (alert, "here");
  adw_alert_dialog_set_close_response (alert, "cancel");
  g_signal_connect_data (alert, "response", G_CALLBACK (on_response), self,
                         (GClosureNotify)(GCallback)removal_question_free, G_CONNECT_DEFAULT);
  adw_dialog_present (ADW_DIALOG (alert), GTK_WIDGET (self->window));
}

static DexFuture *
asked (DexFuture *future, gpointer data)
{
  RemovalQuestion *self = data;
  const GValue *value = dex_future_get_value (future, NULL);

  if (value == NULL || !G_VALUE_HOLDS_BOOLEAN (value) || !g_value_get_boolean (value))
    {
      mq_window_delete_conversation (self->window, self->conversation);
      removal_question_free (self);
    }
  else
    present (self);
  return dex_future_new_true ();
}

/**
 * mq_removal_question_ask:
 * @window: the window of the toast
 * @conversation: the session to delete
 *
 * Deletes the session here; also at the service, if it is kept there and the user wants that.
 */
void
mq_removal_question_ask (MqWindow *window, MqConversation *conversation)
{
  MqWorkspace *workspace = mq_application_get_workspace (
      MQ_APPLICATION (gtk_window_get_application (GTK_WINDOW (window))));
  const char *service = mq_config_get_string (mq_workspace_get_config (workspace),
                                              MQ_CONFIG_SERVER_URL);
  MqLibrary *library = mq_workspace_get_library (workspace);
  MqSession *session = mq_conversation_get_session (conversation);
  RemovalQuestion *self;

  if (service == NULL || library == NULL || session == NULL)
    {
      mq_window_delete_conversation (window, conversation);
      return;
    }

  self = g_new0 (RemovalQuestion, 1);
  self->window = g_object_ref (window);
  self->conversation = g_object_ref (conversation);
  self->library = g_object_ref (library);
  self->service = g_strdup (service);
  self->session = g_strdup (mq_session_get_id (session));
  dex_future_disown (dex_future_finally (
      dex_future_first (mq_remote_sessions_has (library, service, self->session),
                        dex_timeout_new_seconds (ANSWER_SECONDS), NULL),
      asked, self, NULL));
}
