/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The actions of an account, see mq-account-actions.h. */
#include "app/preferences/mq-account-actions.h"

#include "app/picture/mq-announce.h"
#include "client/service/mq-service-client.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"

#include <glib/gi18n.h>
#include <string.h>

#define FIBER_STACK (256 * 1024)
#define MAX_TERMS (256 * 1024) /* bytes */

typedef struct
{
  MqServiceAccount *account;
  GtkWindow *window; /* (nullable): above which a desktop asks which browser to use */
} Opening;

/* The terms of a shared service, to read and to accept. */
#define MQ_TYPE_TERMS_DIALOG (mq_terms_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MqTermsDialog, mq_terms_dialog, MQ, TERMS_DIALOG, AdwDialog)

struct _MqTermsDialog
{
  AdwDialog parent_instance;

  /* Template */
  AdwBanner *failure;
  GtkLabel *text;
  GtkWidget *accept;

  /* Owned */
  MqServiceAccount *account;
  MqServiceClient *client;
  char *version;
  DexFuture *work;
};

G_DEFINE_FINAL_TYPE (MqTermsDialog, mq_terms_dialog, ADW_TYPE_DIALOG)

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

/* The terms. */

static void
start (MqTermsDialog *self, MqFiberFunc func)
{
  dex_clear (&self->work);
  self->work = mq_fiber_spawn_droppable (FIBER_STACK, func, g_object_ref (self), g_object_unref);
}

static DexFuture *
load_fiber (gpointer data, DexFuture *dropped)
{
  MqTermsDialog *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) terms = dex_await_boxed (
      mq_fiber_unless (dropped, mq_service_client_get (self->client, "/v1/terms")), &error);
  g_autofree char *text = NULL;

  if (!dex_future_is_pending (dropped))
    return dex_future_new_true ();

  if (terms == NULL)
    {
      mq_announce_banner (self->failure, error->message);
      return dex_future_new_true ();
    }

  text = mq_text_clean (mq_json_get_string (terms, "text", ""), MAX_TERMS);
  gtk_label_set_text (self->text, text);
  g_set_str (&self->version, mq_json_get_string (terms, "version", ""));
  if (mq_json_get_boolean (terms, "accepted", FALSE))
    gtk_button_set_label (GTK_BUTTON (self->accept), _ ("Accepted"));
  else
    gtk_widget_set_sensitive (self->accept, TRUE);
  return dex_future_new_true ();
}

static DexFuture *
accept_fiber (gpointer data, DexFuture *dropped)
{
  MqTermsDialog *self = data;
  g_autoptr (JsonObject) body = mq_json_new ("version:s", self->version);
  g_autofree char *json = mq_json_object_to_string (body, FALSE);
  g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) answer = dex_await_boxed (
      mq_fiber_unless (dropped, mq_service_client_send (self->client, "POST", "/v1/terms", bytes,
                                                        "application/json")),
      &error);

  if (!dex_future_is_pending (dropped))
    return dex_future_new_true ();

  if (answer == NULL)
    {
      mq_announce_banner (self->failure, error->message);
      gtk_widget_set_sensitive (self->accept, TRUE);
      gtk_widget_grab_focus (self->accept);
      return dex_future_new_true ();
    }

  dex_future_disown (mq_service_account_load (self->account));
  adw_dialog_close (ADW_DIALOG (self));
  return dex_future_new_true ();
}

static void
accept_cb (MqTermsDialog *self)
{
  adw_banner_set_revealed (self->failure, FALSE);
  gtk_widget_set_sensitive (self->accept, FALSE);
  start (self, accept_fiber);
}

/* A pending request keeps the dialog alive. */
static void
mq_terms_dialog_closed (AdwDialog *dialog)
{
  dex_clear (&MQ_TERMS_DIALOG (dialog)->work);
}

static void
mq_terms_dialog_dispose (GObject *object)
{
  MqTermsDialog *self = MQ_TERMS_DIALOG (object);

  dex_clear (&self->work);
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_TERMS_DIALOG);
  g_clear_object (&self->account);
  g_clear_object (&self->client);
  g_clear_pointer (&self->version, g_free);

  G_OBJECT_CLASS (mq_terms_dialog_parent_class)->dispose (object);
}

static void
mq_terms_dialog_class_init (MqTermsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_terms_dialog_dispose;
  ADW_DIALOG_CLASS (klass)->closed = mq_terms_dialog_closed;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-terms-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MqTermsDialog, failure);
  gtk_widget_class_bind_template_child (widget_class, MqTermsDialog, text);
  gtk_widget_class_bind_template_child (widget_class, MqTermsDialog, accept);
  gtk_widget_class_bind_template_callback (widget_class, accept_cb);
}

static void
mq_terms_dialog_init (MqTermsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mq_account_show_terms:
 * @account: the account of somebody who is signed in
 * @parent: over which the dialog is shown
 */
void
mq_account_show_terms (MqServiceAccount *account, GtkWidget *parent)
{
  MqTermsDialog *dialog = g_object_new (MQ_TYPE_TERMS_DIALOG, NULL);

  dialog->account = g_object_ref (account);
  dialog->client = mq_service_client_new_for_url (mq_service_account_get_service (account));
  start (dialog, load_fiber);
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
    {
      Opening *opening = g_new0 (Opening, 1);

      opening->account = g_object_ref (account);
      g_set_object (&opening->window, GTK_WINDOW (gtk_widget_get_root (parent)));
      mq_service_account_sign_in (account, open_browser, opening, opening_free);
    }
  else if (mq_service_account_wants_terms (account))
    mq_account_show_terms (account, parent);
  else
    gtk_widget_activate_action (parent, "app.preferences", NULL);
}
