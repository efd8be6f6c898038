/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Links in labels with text from a model, see mq-hyperlink.h. */
#include "app/markdown/mq-hyperlink.h"

#include "app/model/mq-markdown.h"

#include <adwaita.h>
#include <glib/gi18n.h>

static void
on_response (GtkWidget *label, const char *response, AdwAlertDialog *dialog)
{
  g_autoptr (GtkUriLauncher) launcher = NULL;

  if (!g_str_equal (response, "open"))
    return;
  launcher = gtk_uri_launcher_new (g_object_get_data (G_OBJECT (dialog), "mq-address"));
  /* The desktop reports it when no program opens web pages. */
  gtk_uri_launcher_launch (launcher, GTK_WINDOW (gtk_widget_get_root (label)), NULL, NULL, NULL);
}

static gboolean
on_activate_link (GtkLabel *label, const char *address)
{
  AdwDialog *dialog;

  if (!mq_markdown_is_safe_link (address))
    return GDK_EVENT_STOP;

  dialog = adw_alert_dialog_new (_ ("Open This Link?"), address);
  g_object_set_data_full (G_OBJECT (dialog), "mq-address", g_strdup (address), g_free);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "open",
                                  _ ("_Open Link"), NULL);
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), label, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (label));
  return GDK_EVENT_STOP;
}

static gboolean
on_query_tooltip (GtkLabel *label, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  const char *address = gtk_label_get_current_uri (label);

  if (address == NULL)
    return FALSE;
  gtk_tooltip_set_text (tooltip, address);
  return TRUE;
}

/* Asks with the full address before a link of @label opens. */
void
mq_hyperlink_connect (GtkLabel *label)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (label), TRUE);
  g_signal_connect (label, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);
  g_signal_connect (label, "activate-link", G_CALLBACK (on_activate_link), NULL);
}
