/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The question before a session is deleted that is kept at the service, too; see
 * mq-removal-question.h. A session that is only here is deleted at once, and can be restored. */
#include "app/window/mq-removal-question.h"

#include "app/picture/mq-alert.h"
#include "app/window/mq-window-private.h"
#include "client/remote/mq-remote-sessions.h"
#include "common/base/mq-fiber.h"

#include <glib/gi18n.h>

/* The keyring may be locked: then nothing is known of the service, and nothing is deleted there. */
#define ANSWER_SECONDS 3
#define FIBER_STACK (256 * 1024)

/* Resolves to "cancel", "here" or "both". */
static DexFuture *
ask_user (MqWindow *window, MqConversation *conversation)
{
  /* Translators: %s is the title of a session. */
  g_autofree char *body
      = g_strdup_printf (_ ("“%s” is also kept at the service, where deleting it is for good."),
                         mq_conversation_get_title (conversation));
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (adw_alert_dialog_new (_ ("Delete Session?"), body));

  adw_alert_dialog_add_responses (alert, "cancel", _ ("_Cancel"), "here", _ ("Delete _Here"),
                                  "both", _ ("Delete Here and at the _Service"), NULL);
  adw_alert_dialog_set_response_appearance (alert, "both", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_prefer_wide_layout (alert, FALSE);
  adw_alert_dialog_set_default_response (alert, "here");
  return mq_alert_ask (alert, GTK_WIDGET (window));
}

static DexFuture *
ask_fiber (MqWindow *window, MqConversation *conversation, MqLibrary *library, const char *service)
{
  const char *session = mq_session_get_id (mq_conversation_get_session (conversation));
  gboolean is_kept
      = dex_await_boolean (dex_future_first (mq_remote_sessions_has (library, service, session),
                                             dex_timeout_new_seconds (ANSWER_SECONDS), NULL),
                           NULL);
  g_autofree char *response = is_kept ? dex_await_string (ask_user (window, conversation), NULL)
                                      : NULL;

  if (g_strcmp0 (response, "cancel") == 0)
    return dex_future_new_true ();

  mq_window_delete_conversation (window, conversation);
  if (g_strcmp0 (response, "both") == 0)
    mq_window_report (window, mq_remote_sessions_delete (library, service, session));
  return dex_future_new_true ();
}

/* Deletes the session here; also at the service, if it is kept there and the user wants that. */
void
mq_removal_question_ask (MqWindow *window, MqConversation *conversation)
{
  const char *service = mq_config_get_string (mq_workspace_get_config (window->workspace),
                                              MQ_CONFIG_SERVER_URL);
  MqLibrary *library = mq_workspace_get_library (window->workspace);

  if (service == NULL || library == NULL || mq_conversation_get_session (conversation) == NULL)
    mq_window_delete_conversation (window, conversation);
  else
    dex_future_disown (mq_fiber_spawn_with (NULL, FIBER_STACK, ask_fiber, (MQ_TYPE_WINDOW, window),
                                            (MQ_TYPE_CONVERSATION, conversation),
                                            (MQ_TYPE_LIBRARY, library), (G_TYPE_STRING, service)));
}
