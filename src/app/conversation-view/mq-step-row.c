/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqStepRow: a step of a run in one line: role, result, duration. A click opens MqStepDialog. Used
 * by MqPhaseCard. */
#include "app/conversation-view/mq-item-widgets.h"
#include "app/conversation-view/mq-log-tail.h"
#include "app/markdown/mq-code-block.h"
#include "app/markdown/mq-markdown-view.h"
#include "app/timeline/mq-spending.h"

#include <glib/gi18n.h>
#include <string.h>

/* MqStepDialog: the details of a step of a run: the model's reply, findings, code, errors and
 * usage. */

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
dialog_show_item (gpointer widget, gpointer data)
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

  mq_item_widget_connect (GTK_WIDGET (self), item, dialog_show_item);
  return ADW_DIALOG (self);
}

#define MQ_TYPE_STEP_ROW (mq_step_row_get_type ())
G_DECLARE_FINAL_TYPE (MqStepRow, mq_step_row, MQ, STEP_ROW, GtkListBoxRow)

struct _MqStepRow
{
  GtkListBoxRow parent_instance;

  /* Template widgets */
  GtkLabel *text;
  GtkLabel *measure;
  GtkWidget *more;
  MqLogTail *stream;
};

G_DEFINE_FINAL_TYPE (MqStepRow, mq_step_row, GTK_TYPE_LIST_BOX_ROW)

static char *
dup_line (MqStepItem *item)
{
  const char *title = item->title;
  const char *text = item->text;
  g_autofree char *who = NULL;

  if (item->retry)
    /* Translators: %s is a role of the team, e.g. “Writer”, which makes another attempt after a
     * failure. */
    who = g_strdup_printf (_ ("%s, new attempt"), title);
  else
    who = g_strdup (title);

  if (text == NULL || *text == '\0')
    return g_steal_pointer (&who);
  /* Translators: a role of the team and what it did: “Planner · 9 parts”. */
  return g_strdup_printf (_ ("%s · %s"), who, text);
}

/* Replaces spaces in dimensions, "1.50 × 0.85 × 0.75 m", by no-break spaces. */
static char *
dup_unbroken (const char *line)
{
  g_autoptr (GString) text = g_string_new (line);
  gboolean measured = g_string_replace (text, " × ", "\302\240×\302\240", 0) > 0;

  if (measured && g_str_has_suffix (text->str, " m"))
    g_string_append (g_string_truncate (text, text->len - 2), "\302\240m");
  return g_string_free_and_steal (g_steal_pointer (&text));
}

static char *
dup_measure (MqStepItem *item)
{
  MqStepState state = item->state;

  if (state == MQ_STEP_STOPPED)
    return g_strdup (C_ ("step", "stopped"));
  return mq_spending_step (state == MQ_STEP_RUNNING ? -1 : item->seconds,
                           mq_step_item_get_tokens (item), item->usage.cost);
}

/* Shows the last lines that a model is writing; hidden when the step has ended. */
static void
show_stream (MqStepRow *self, MqStepItem *item)
{
  g_autofree char *stream = mq_stream_text_dup (&item->stream);

  if (stream != NULL)
    mq_log_tail_set_text (self->stream, stream, item->stream.is_code);
  gtk_widget_set_visible (GTK_WIDGET (self->stream), stream != NULL);
}

static void
show_item (gpointer widget, gpointer data)
{
  MqStepRow *self = widget;
  MqStepItem *item = data;
  MqStepState state = item->state;
  gboolean warn = state == MQ_STEP_FAILED || item->retry;
  gboolean more = mq_step_item_has_more (item);
  g_autofree char *line = dup_line (item);
  g_autofree char *unbroken = dup_unbroken (line);
  g_autofree char *measure = dup_measure (item);

  gtk_label_set_text (self->text, unbroken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, line, -1);
  gtk_label_set_text (self->measure, measure);
  show_stream (self, item);
  gtk_widget_set_opacity (self->more, more ? 1 : 0);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), more);

  gtk_widget_remove_css_class (GTK_WIDGET (self->text), warn ? "dimmed" : "warning");
  gtk_widget_add_css_class (GTK_WIDGET (self->text), warn ? "warning" : "dimmed");
}

static void
mq_step_row_class_init (MqStepRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MQ_TYPE_LOG_TAIL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-step-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MqStepRow, text);
  gtk_widget_class_bind_template_child (widget_class, MqStepRow, measure);
  gtk_widget_class_bind_template_child (widget_class, MqStepRow, more);
  gtk_widget_class_bind_template_child (widget_class, MqStepRow, stream);
}

static void
mq_step_row_init (MqStepRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* A #GtkListBoxCreateWidgetFunc. */
GtkWidget *
mq_step_row_new (gpointer item, gpointer unused)
{
  GtkWidget *self = g_object_new (MQ_TYPE_STEP_ROW, NULL);

  mq_item_widget_connect (self, item, show_item);
  return self;
}
