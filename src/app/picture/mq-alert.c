/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions and failures, see mq-alert.h. */
#include "app/picture/mq-alert.h"

#include <glib/gi18n.h>

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

/* Shows a text that is more than a toast has room for, in a dialog over @widget. */
void
mq_alert_show (GtkWidget *widget, const char *heading, const char *body)
{
  AdwDialog *dialog = adw_alert_dialog_new (heading, body);

  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"));
  adw_dialog_present (dialog, widget);
}

static DexFuture *
rejected_cb (DexFuture *future, gpointer widget)
{
  g_autoptr (GError) error = NULL;

  dex_future_get_value (future, &error);
  gtk_widget_activate_action (widget, "win.show-toast", "s", error->message);
  return dex_future_new_true ();
}

/**
 * mq_alert_report:
 * @widget: a widget of a window
 * @future: (transfer full): what is done
 *
 * Shows a toast in the window if @future rejects.
 */
void
mq_alert_report (GtkWidget *widget, DexFuture *future)
{
  dex_future_disown (dex_future_catch (future, rejected_cb, g_object_ref (widget), g_object_unref));
}
