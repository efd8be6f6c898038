/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The editor for the script of a failed run, see mq-draft-dialog.h. MqScriptDraft runs it. */
#include "app/code/mq-draft-dialog.h"

#include "app/picture/mq-announce.h"
#include "app/code/mq-script-draft.h"
#include "app/code/mq-script-view.h"

#include <glib/gi18n.h>
#include <string.h>

struct _MqDraftDialog
{
  AdwDialog parent_instance;

  /* Template widgets */
  GtkStack *tools;
  AdwBanner *fault;
  MqScriptView *text;

  /* Owned */
  MqConversation *conversation;
  MqScriptDraft *draft;
};

G_DEFINE_FINAL_TYPE (MqDraftDialog, mq_draft_dialog, ADW_TYPE_DIALOG)

static void
update (MqDraftDialog *self)
{
  gboolean running = mq_script_draft_is_running (self->draft);
  gboolean free = !mq_conversation_state_is_busy (mq_conversation_get_state (self->conversation));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "draft.run", !running && free);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "draft.stop", running);
  gtk_stack_set_visible_child_name (self->tools, running ? "running" : "editing");
  gtk_text_view_set_editable (GTK_TEXT_VIEW (self->text), !running);
  adw_dialog_set_can_close (ADW_DIALOG (self), !mq_script_draft_is_changed (self->draft));
}

static void
draft_changed_cb (MqDraftDialog *self)
{
  const char *message;
  guint line;
  g_autofree char *first = NULL;
  g_autofree char *text = NULL;

  update (self);

  message = self->draft->message;
  line = self->draft->fault_line;
  /* The lines below are the traceback, which the mark at the line shows. */
  first = g_strndup (message, message != NULL ? strcspn (message, "\n") : 0);
  text = line > 0 ? g_strdup_printf (_ ("Line %u: %s"), line, first) : NULL;
  adw_banner_set_title (self->fault, text != NULL ? text : message != NULL ? first : "");
  adw_banner_set_button_label (self->fault, line > 0 ? _ ("Go to Line") : NULL);
  adw_banner_set_revealed (self->fault, message != NULL);
  mq_script_view_set_fault (self->text, line, message);
}

static void
draft_failed_cb (MqDraftDialog *self)
{
  draft_changed_cb (self);
  mq_announce (GTK_ACCESSIBLE (self), adw_banner_get_title (self->fault),
               GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
  if (self->draft->fault_line > 0)
    mq_script_view_go_to_line (self->text, self->draft->fault_line);
}

static void
draft_made_cb (MqDraftDialog *self)
{
  adw_dialog_force_close (ADW_DIALOG (self));
}

static void
go_to_fault_cb (AdwBanner *banner, MqDraftDialog *self)
{
  mq_script_view_go_to_line (self->text, self->draft->fault_line);
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

static void
discard_chosen_cb (AdwAlertDialog *question, const char *response, MqDraftDialog *self)
{
  if (g_str_equal (response, "discard"))
    adw_dialog_force_close (ADW_DIALOG (self));
}

static void
close_attempt_cb (MqDraftDialog *self, gpointer user_data)
{
  AdwDialog *question
      = mq_script_draft_question_new (_ ("The script of the failed run is kept as it was."));

  g_signal_connect_object (question, "response", G_CALLBACK (discard_chosen_cb), self, 0);
  adw_dialog_present (question, GTK_WIDGET (self));
}

static void
run_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqDraftDialog *self = MQ_DRAFT_DIALOG (widget);

  mq_script_draft_run (self->draft, self->conversation, NULL);
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mq_script_draft_stop (MQ_DRAFT_DIALOG (widget)->draft);
}

static void
mq_draft_dialog_dispose (GObject *object)
{
  MqDraftDialog *self = MQ_DRAFT_DIALOG (object);

  g_clear_object (&self->draft);
  g_clear_object (&self->conversation);
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_DRAFT_DIALOG);

  G_OBJECT_CLASS (mq_draft_dialog_parent_class)->dispose (object);
}

static void
mq_draft_dialog_class_init (MqDraftDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_draft_dialog_dispose;

  gtk_widget_class_install_action (widget_class, "draft.run", NULL, run_action);
  gtk_widget_class_install_action (widget_class, "draft.stop", NULL, stop_action);

  g_type_ensure (MQ_TYPE_SCRIPT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-draft-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MqDraftDialog, tools);
  gtk_widget_class_bind_template_child (widget_class, MqDraftDialog, fault);
  gtk_widget_class_bind_template_child (widget_class, MqDraftDialog, text);
  gtk_widget_class_bind_template_callback (widget_class, close_attempt_cb);
  gtk_widget_class_bind_template_callback (widget_class, go_to_fault_cb);
}

static void
mq_draft_dialog_init (MqDraftDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mq_draft_dialog_new:
 * @conversation: the conversation whose last run failed; the script runs in it
 * @script: the last script of that run
 * @message: (nullable): why it failed
 * @line: the line that made it fail, from 1; 0: unknown
 *
 * The version that is made of the script is based on the current one, if there is one.
 *
 * Returns: (transfer floating): the dialog
 */
AdwDialog *
mq_draft_dialog_new (MqConversation *conversation, const char *script, const char *message,
                     guint line)
{
  MqDraftDialog *self;

  g_return_val_if_fail (MQ_IS_CONVERSATION (conversation) && script != NULL, NULL);

  self = g_object_new (MQ_TYPE_DRAFT_DIALOG, NULL);
  self->conversation = g_object_ref (conversation);
  self->draft = mq_script_draft_new (mq_conversation_get_current_version (conversation), script);
  gtk_text_view_set_buffer (GTK_TEXT_VIEW (self->text), GTK_TEXT_BUFFER (self->draft->buffer));

  g_signal_connect_object (self->draft, "changed", G_CALLBACK (draft_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->draft, "failed", G_CALLBACK (draft_failed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->draft, "made", G_CALLBACK (draft_made_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->draft->buffer, "modified-changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (conversation, "notify::state", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  mq_script_draft_set_fault (self->draft, message, line);
  if (line > 0)
    mq_script_view_go_to_line (self->text, line);

  return ADW_DIALOG (self);
}
