/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The actions of an account, see mq-account-actions.h. */
#include "app/preferences/mq-account-actions.h"

#include "app/preferences/mq-terms-dialog.h"

#include <glib/gi18n.h>

typedef struct
{
  MqServiceAccount *account;
  GtkWindow *window; /* (nullable): above which a desktop asks which browser to use */
} Opening;

static void
opening_free (gpointer data)
{
  Opening *self = data;

  g_object_unref (self->account);
  g_clear_object (&self->window);
  g_free (self);
}

static void
launched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MqServiceAccount) account = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (gtk_uri_launcher_launch_finish (GTK_URI_LAUNCHER (source), result, &error))
    return;

  text = g_strdup_printf (_ ("The browser could not be opened: %s"), error->message);
  mq_service_account_cancel (account, text);
}

static void
open_browser (const char *url, gpointer data)
{
  Opening *self = data;
  g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (url);

  gtk_uri_launcher_launch (launcher, self->window, NULL, launched_cb, g_object_ref (self->account));
}

static void
sign_in (MqServiceAccount *account, GtkWidget *parent)
{
  GtkRoot *root = gtk_widget_get_root (parent);
  Opening *opening = g_new0 (Opening, 1);

  opening->account = g_object_ref (account);
  if (GTK_IS_WINDOW (root))
    opening->window = g_object_ref (GTK_WINDOW (root));
  mq_service_account_sign_in (account, open_browser, opening, opening_free);
}

static void
accepted_cb (MqServiceAccount *account)
{
  dex_future_disown (mq_service_account_load (account));
}

/**
 * mq_account_show_terms:
 * @account: the account of somebody who is signed in
 * @parent: over which the dialog is shown
 */
void
mq_account_show_terms (MqServiceAccount *account, GtkWidget *parent)
{
  MqTermsDialog *dialog = mq_terms_dialog_new (mq_service_account_get_service (account));

  g_signal_connect_object (dialog, "accepted", G_CALLBACK (accepted_cb), account,
                           G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), parent);
}

/**
 * mq_account_open:
 * @account: an account
 * @parent: over which dialogs are shown
 */
void
mq_account_open (MqServiceAccount *account, GtkWidget *parent)
{
  if (mq_service_account_get_state (account) == MQ_ACCOUNT_SIGNED_OUT)
    sign_in (account, parent);
  else if (mq_service_account_wants_terms (account))
    mq_account_show_terms (account, parent);
  else
    gtk_widget_activate_action (parent, "app.preferences", NULL);
}
