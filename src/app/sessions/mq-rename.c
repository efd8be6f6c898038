/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog that renames a session, see mq-rename.h. */
#include "app/sessions/mq-rename.h"

#include <glib/gi18n.h>

#define MAX_TITLE 200 /* characters */

/* A question that is being asked. */
typedef struct
{
  MqRenameFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Question;

static void
question_free (Question *question)
{
  if (question->destroy != NULL)
    question->destroy (question->data);
  g_free (question);
}

static void
on_response (AdwAlertDialog *dialog, const char *response, GtkEditable *entry)
{
  Question *question = g_object_steal_data (G_OBJECT (dialog), "question");
  g_autofree char *title = g_strdup (gtk_editable_get_text (entry));

  if (g_str_equal (response, "rename") && *g_strstrip (title) != '\0')
    question->func (title, question->data);
  question_free (question);
}

static void
on_changed (GtkEditable *entry, AdwAlertDialog *dialog)
{
  g_autofree char *title = g_strdup (gtk_editable_get_text (entry));

  adw_alert_dialog_set_response_enabled (dialog, "rename", *g_strstrip (title) != '\0');
}

void
mq_rename_ask_title (const char *title, GtkWidget *parent, MqRenameFunc func, gpointer data,
                     GDestroyNotify destroy)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Rename Session"), NULL);
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (dialog);
  GtkWidget *entry = g_object_new (GTK_TYPE_ENTRY, "text", title, "max-length", MAX_TITLE,
                                   "activates-default", TRUE, "enable-undo", TRUE, NULL);
  Question *question = g_new0 (Question, 1);

  question->func = func;
  question->data = data;
  question->destroy = destroy;
  g_object_set_data_full (G_OBJECT (dialog), "question", question, (GDestroyNotify)question_free);

  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Title"), -1);
  adw_alert_dialog_add_responses (alert, "cancel", _ ("_Cancel"), "rename", _ ("_Rename"), NULL);
  adw_alert_dialog_set_response_appearance (alert, "rename", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (alert, "rename");
  adw_alert_dialog_set_close_response (alert, "cancel");
  adw_alert_dialog_set_extra_child (alert, entry);
  g_signal_connect_object (entry, "changed", G_CALLBACK (on_changed), dialog, G_CONNECT_DEFAULT);
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), entry);

  adw_dialog_present (dialog, parent);
  gtk_widget_grab_focus (entry);
}

typedef struct
{
  MqConversation *conversation;
  GtkWidget *parent;
} Rename;

static void
rename_free (gpointer data)
{
  Rename *rename = data;

  g_object_unref (rename->conversation);
  g_object_unref (rename->parent);
  g_free (rename);
}

static DexFuture *
on_renamed (DexFuture *future, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (dex_future_get_value (future, &error) == NULL)
    gtk_widget_activate_action (data, "win.show-toast", "s", error->message);

  return NULL;
}

static void
on_title (const char *title, gpointer data)
{
  Rename *rename = data;

  dex_future_disown (dex_future_finally (mq_conversation_rename (rename->conversation, title),
                                         on_renamed, g_object_ref (rename->parent),
                                         g_object_unref));
}

void
mq_rename_ask (MqConversation *conversation, GtkWidget *parent)
{
  Rename *rename = g_new (Rename, 1);

  rename->conversation = g_object_ref (conversation);
  rename->parent = g_object_ref (parent);
  mq_rename_ask_title (mq_conversation_get_title (conversation), parent, on_title, rename,
                       rename_free);
}
