/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog that renames a session, see mq-rename.h. */
#include "app/sessions/mq-rename.h"

#include "app/picture/mq-accessible-names.h"
#include "app/picture/mq-alert.h"

#include <glib/gi18n.h>

#define MAX_TITLE 200 /* characters */

static void
changed_cb (GtkEditable *entry, AdwAlertDialog *alert)
{
  g_autofree char *title = g_strdup (gtk_editable_get_text (entry));

  adw_alert_dialog_set_response_enabled (alert, "rename", *g_strstrip (title) != '\0');
}

static DexFuture *
answered_cb (DexFuture *answer, gpointer entry)
{
  const char *response = g_value_get_string (dex_future_get_value (answer, NULL));
  g_autofree char *title = g_strdup (gtk_editable_get_text (entry));

  return dex_future_new_take_string (g_str_equal (response, "rename") && *g_strstrip (title) != '\0'
                                         ? g_steal_pointer (&title)
                                         : NULL);
}

/* @parent: in the window. Returns: (transfer full): resolves to the new title, without blanks
 * around it; NULL: none */
DexFuture *
mq_rename_ask_title (const char *title, GtkWidget *parent)
{
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (adw_alert_dialog_new (_ ("Rename Session"), NULL));
  GtkWidget *entry = g_object_new (GTK_TYPE_ENTRY, "text", title, "max-length", MAX_TITLE,
                                   "activates-default", TRUE, "enable-undo", TRUE, NULL);
  DexFuture *answer;

  mq_accessible_names_set (entry, _ ("Title"));
  adw_alert_dialog_add_responses (alert, "cancel", _ ("_Cancel"), "rename", _ ("_Rename"), NULL);
  adw_alert_dialog_set_response_appearance (alert, "rename", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (alert, "rename");
  adw_alert_dialog_set_extra_child (alert, entry);
  g_signal_connect_object (entry, "changed", G_CALLBACK (changed_cb), alert, G_CONNECT_DEFAULT);
  answer = dex_future_then (mq_alert_ask (alert, parent), answered_cb, g_object_ref (entry),
                            g_object_unref);
  gtk_widget_grab_focus (entry);
  return answer;
}

static DexFuture *
rename_cb (DexFuture *asked, gpointer conversation)
{
  const char *title = g_value_get_string (dex_future_get_value (asked, NULL));

  return title != NULL ? mq_conversation_rename (conversation, title) : dex_future_new_true ();
}

/* Asks for a new title of @conversation; a toast reports a failure. */
void
mq_rename_ask (MqConversation *conversation, GtkWidget *parent)
{
  mq_alert_report (
      parent,
      dex_future_then (mq_rename_ask_title (mq_conversation_get_title (conversation), parent),
                       rename_cb, g_object_ref (conversation), g_object_unref));
}
