/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqStepDialog: the details of a step of a run: the model's reply, findings, code, errors and
 * usage. Used by MqStepRow. */
#include "app/conversation-view/mq-item-widgets.h"

#include "app/markdown/mq-code-block.h"
#include "app/markdown/mq-markdown-view.h"
#include "app/timeline/mq-spending.h"

#include <string.h>

#define MQ_TYPE_STEP_DIALOG (mq_step_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MqStepDialog, mq_step_dialog, MQ, STEP_DIALOG, AdwDialog)

struct _MqStepDialog
{
  AdwDialog parent_instance;

  /* Template widgets */
  AdwWindowTitle *title;
  GtkLabel *usage;
  GtkLabel *text;
  MqMarkdownView *detail;
  MqCodeBlock *form;
  GtkWidget *findings_section;
  GtkLabel *findings;
  GtkWidget *traceback_section;
  MqCodeBlock *traceback;
  GtkWidget *code_section;
  MqCodeBlock *code;
};

G_DEFINE_FINAL_TYPE (MqStepDialog, mq_step_dialog, ADW_TYPE_DIALOG)

static void
show_code (GtkWidget *section, MqCodeBlock *block, const char *code, const char *language)
{
  gtk_widget_set_visible (section, code != NULL);
  if (code != NULL)
    mq_code_block_set_code (block, code, language);
}

static void
show_findings (MqStepDialog *self, GStrv findings)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; findings != NULL && findings[i] != NULL; i++)
    g_string_append_printf (lines, "%s• %s", i > 0 ? "\n" : "", findings[i]);
  gtk_widget_set_visible (self->findings_section, lines->len > 0);
  gtk_label_set_text (self->findings, lines->str);
}

/* Whether @detail is structured output (JSON) of a model rather than Markdown. */
static gboolean
is_form (const char *detail)
{
  const char *first = detail + strspn (detail, " \t\r\n");

  return *first == '{' || *first == '[';
}

static void
show_detail (MqStepDialog *self, const char *detail)
{
  gboolean form = detail != NULL && is_form (detail);

  gtk_widget_set_visible (GTK_WIDGET (self->detail), detail != NULL && !form);
  mq_markdown_view_set_text (self->detail, detail != NULL && !form ? detail : "");
  show_code (GTK_WIDGET (self->form), self->form, form ? detail : NULL, "json");
}

static void
show_usage (MqStepDialog *self, MqStepItem *item)
{
  g_autofree char *usage = mq_spending_usage (item->model, &item->usage);

  gtk_label_set_text (self->usage, usage);
  gtk_widget_set_visible (GTK_WIDGET (self->usage), *usage != '\0');
}

/* Called again while the step runs, so that the dialog shows new output. */
static void
show_item (gpointer widget, gpointer data)
{
  MqStepDialog *self = widget;
  MqStepItem *item = data;
  const char *detail = item->detail;
  const char *text = item->text;
  gboolean running = item->state == MQ_STEP_RUNNING;
  g_autofree char *measure = mq_spending_step (running ? -1 : item->seconds,
                                               mq_step_item_get_tokens (item), item->usage.cost);

  adw_window_title_set_title (self->title, item->title);
  adw_window_title_set_subtitle (self->title, measure);
  adw_dialog_set_title (ADW_DIALOG (self), item->title);

  gtk_widget_set_visible (GTK_WIDGET (self->text), detail == NULL && text != NULL && *text != '\0');
  gtk_label_set_text (self->text, text != NULL ? text : "");
  show_usage (self, item);
  show_detail (self, detail);

  show_findings (self, item->findings);
  show_code (self->traceback_section, self->traceback, item->traceback, NULL);
  show_code (self->code_section, self->code, item->code, "python");
}

static void
mq_step_dialog_class_init (MqStepDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MQ_TYPE_CODE_BLOCK);
  g_type_ensure (MQ_TYPE_MARKDOWN_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-step-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MqStepDialog, title);
  gtk_widget_class_bind_template_child (widget_class, MqStepDialog, usage);
  gtk_widget_class_bind_template_child (widget_class, MqStepDialog, text);
  gtk_widget_class_bind_template_child (widget_class, MqStepDialog, detail);
  gtk_widget_class_bind_template_child (widget_class, MqStepDialog, form);
  gtk_widget_class_bind_template_child (widget_class, MqStepDialog, findings_section);
  gtk_widget_class_bind_template_child (widget_class, MqStepDialog, findings);
  gtk_widget_class_bind_template_child (widget_class, MqStepDialog, traceback_section);
  gtk_widget_class_bind_template_child (widget_class, MqStepDialog, traceback);
  gtk_widget_class_bind_template_child (widget_class, MqStepDialog, code_section);
  gtk_widget_class_bind_template_child (widget_class, MqStepDialog, code);
}

static void
mq_step_dialog_init (MqStepDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
mq_step_dialog_new (MqStepItem *item)
{
  MqStepDialog *self = g_object_new (MQ_TYPE_STEP_DIALOG, NULL);

  mq_item_widget_connect (GTK_WIDGET (self), item, show_item);
  return ADW_DIALOG (self);
}
