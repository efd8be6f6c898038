/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A question to the user, see mq-alert.h. */
#include "app/picture/mq-alert.h"

static void
on_response (AdwAlertDialog *alert, const char *response, DexPromise *answer)
{
  dex_promise_resolve_string (answer, g_strdup (response));
}

/* A window that is closed asks no more. */
static void
drop_answer (gpointer answer, GClosure *closure)
{
  if (dex_future_is_pending (answer))
    dex_promise_resolve_string (answer, g_strdup ("cancel"));
  dex_unref (answer);
}

/**
 * mq_alert_ask:
 * @alert: (transfer floating): a dialog with responses, of which “cancel” is the one that closes it
 * @widget: over which it is shown
 *
 * Returns: (transfer full): resolves to the response, a string; “cancel” when the window is closed
 */
DexFuture *
mq_alert_ask (AdwAlertDialog *alert, GtkWidget *widget)
{
  DexPromise *answer = dex_promise_new ();

  adw_alert_dialog_set_close_response (alert, "cancel");
  g_signal_connect_data (alert, "response", G_CALLBACK (on_response), dex_ref (answer), drop_answer,
                         G_CONNECT_DEFAULT);
  adw_dialog_present (ADW_DIALOG (alert), widget);
  return DEX_FUTURE (answer);
}
