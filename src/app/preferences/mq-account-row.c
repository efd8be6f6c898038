/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The account at a shared service, see mq-account-row.h. */
#include "app/preferences/mq-account-row.h"

#include "app/preferences/mq-account-actions.h"

#include <glib/gi18n.h>

struct _MqAccountRow
{
  AdwActionRow parent_instance;

  /* Template */
  GtkWidget *spinner;
  GtkWidget *cancel;
  GtkWidget *terms;
  GtkWidget *sign_in;
  GtkWidget *sign_out;

  /* Owned */
  MqServiceAccount *account;
};

G_DEFINE_FINAL_TYPE (MqAccountRow, mq_account_row, ADW_TYPE_ACTION_ROW)

/* "alice · 4 of 5 runs left today" */
static char *
describe_signed_in (MqServiceAccount *account)
{
  g_autoptr (GString) text = g_string_new (mq_service_account_get_name (account));
  g_autofree char *quota = mq_service_account_dup_quota (account);

  if (quota != NULL)
    g_string_append_printf (text, " · %s", quota);
  if (mq_service_account_wants_terms (account))
    g_string_append_printf (text, "\n%s", _ ("Accept the terms before the first run."));
  if (mq_service_account_is_in_memory (account))
    g_string_append_printf (text, "\n%s",
                            _ ("The system’s keyring cannot be used: signed in until Maquette "
                               "ends."));

  return g_string_free_and_steal (g_steal_pointer (&text));
}

static char *
describe (MqServiceAccount *account)
{
  const char *problem = mq_service_account_get_problem (account);

  switch (mq_service_account_get_state (account))
    {
    case MQ_ACCOUNT_SIGNED_OUT:
      return g_strdup (problem != NULL ? problem : _ ("Nobody is signed in."));
    case MQ_ACCOUNT_SIGNING_IN:
      return g_strdup (_ ("Go on in your browser."));
    case MQ_ACCOUNT_SIGNED_IN:
      return describe_signed_in (account);
    case MQ_ACCOUNT_NONE:
    default:
      return g_strdup ("");
    }
}

static void
show (MqAccountRow *self)
{
  MqAccountState state = mq_service_account_get_state (self->account);
  g_autofree char *text = describe (self->account);

  gtk_widget_set_visible (GTK_WIDGET (self), state != MQ_ACCOUNT_NONE);
  gtk_widget_set_visible (self->spinner, state == MQ_ACCOUNT_SIGNING_IN);
  gtk_widget_set_visible (self->cancel, state == MQ_ACCOUNT_SIGNING_IN);
  gtk_widget_set_visible (self->sign_in, state == MQ_ACCOUNT_SIGNED_OUT);
  gtk_widget_set_visible (self->sign_out, state == MQ_ACCOUNT_SIGNED_IN);
  gtk_widget_set_visible (self->terms, mq_service_account_has_terms (self->account));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text);
}

static void
sign_in_cb (MqAccountRow *self)
{
  mq_account_open (self->account, GTK_WIDGET (self));
}

static void
sign_out_cb (MqAccountRow *self)
{
  mq_service_account_sign_out (self->account);
}

static void
cancel_cb (MqAccountRow *self)
{
  mq_service_account_cancel (self->account, NULL);
}

static void
terms_cb (MqAccountRow *self)
{
  mq_account_show_terms (self->account, GTK_WIDGET (self));
}

static void
mq_account_row_dispose (GObject *object)
{
  MqAccountRow *self = MQ_ACCOUNT_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_ACCOUNT_ROW);
  g_clear_object (&self->account);

  G_OBJECT_CLASS (mq_account_row_parent_class)->dispose (object);
}

static void
mq_account_row_class_init (MqAccountRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_account_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-account-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MqAccountRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, MqAccountRow, cancel);
  gtk_widget_class_bind_template_child (widget_class, MqAccountRow, terms);
  gtk_widget_class_bind_template_child (widget_class, MqAccountRow, sign_in);
  gtk_widget_class_bind_template_child (widget_class, MqAccountRow, sign_out);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, terms_cb);
  gtk_widget_class_bind_template_callback (widget_class, sign_in_cb);
  gtk_widget_class_bind_template_callback (widget_class, sign_out_cb);
}

static void
mq_account_row_init (MqAccountRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mq_account_row_set_account:
 * @self: the row
 * @account: what it shows; call this once
 */
void
mq_account_row_set_account (MqAccountRow *self, MqServiceAccount *account)
{
  g_return_if_fail (MQ_IS_ACCOUNT_ROW (self) && self->account == NULL);

  self->account = g_object_ref (account);
  g_signal_connect_object (account, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
  /* The quota may have changed elsewhere. */
  dex_future_disown (mq_service_account_load (account));
}
