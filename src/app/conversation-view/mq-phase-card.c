/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPhaseCard: one of the three phases of a run with its steps, expanded while it runs and
 * collapsed when it is done. Before it, from the inside out: the text that a model is writing
 * (MqLogTail), a step with all of its text (MqStepDialog), and in one line (MqStepRow). Used by
 * MqConversationView. */
#include "app/conversation-view/mq-card-list.h"
#include "app/conversation-view/mq-item-widgets.h"
#include "app/markdown/mq-code-block.h"
#include "app/markdown/mq-markdown-view.h"
#include "app/picture/mq-accessible-names.h"
#include "app/picture/mq-closures.h"
#include "app/timeline/mq-spending.h"
#include "common/base/mq-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* MqLogTail: the last lines of a text that grows. Its height is limited to these lines, so that
 * fast output does not move the rows around it. */

#define MAX_TAIL_LINES 4

#define MQ_TYPE_LOG_TAIL (mq_log_tail_get_type ())
G_DECLARE_FINAL_TYPE (MqLogTail, mq_log_tail, MQ, LOG_TAIL, GtkWidget)

struct _MqLogTail
{
  GtkWidget parent_instance;

  /* Owned */
  GtkWidget *label;
};

/* MqStepDialog: the details of a step of a run: the model's reply, findings, code, errors and
 * usage. */

#define MQ_TYPE_STEP_DIALOG (mq_step_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MqStepDialog, mq_step_dialog, MQ, STEP_DIALOG, AdwDialog)

struct _MqStepDialog
{
  AdwDialog parent_instance;

  /* Template widgets */
  GtkWidget *scroller;
  AdwWindowTitle *title;
  GtkLabel *usage;
  GtkLabel *text;
  MqMarkdownView *detail;
  MqCodeBlock *form;
  GtkLabel *findings;
  GtkLabel *thoughts;
  MqCodeBlock *traceback;
  MqCodeBlock *code;
};

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

#define MQ_TYPE_PHASE_CARD (mq_phase_card_get_type ())
G_DECLARE_FINAL_TYPE (MqPhaseCard, mq_phase_card, MQ, PHASE_CARD, AdwBin)

struct _MqPhaseCard
{
  AdwBin parent_instance;

  /* Template widgets */
  GtkWidget *header;
  GtkImage *mark;
  GtkLabel *title;
  GtkLabel *summary;
  GtkLabel *clock;
  GtkImage *chevron;
  GtkRevealer *revealer;
  GtkListBox *steps;

  guint clock_source; /* 0: the phase is not running */
  gboolean touched;   /* expanded or collapsed by the user: not changed any more */
};

G_DEFINE_FINAL_TYPE (MqLogTail, mq_log_tail, GTK_TYPE_WIDGET)
G_DEFINE_FINAL_TYPE (MqStepDialog, mq_step_dialog, ADW_TYPE_DIALOG)
G_DEFINE_FINAL_TYPE (MqStepRow, mq_step_row, GTK_TYPE_LIST_BOX_ROW)
G_DEFINE_FINAL_TYPE (MqPhaseCard, mq_phase_card, ADW_TYPE_BIN)

/* The tail. */

static GtkSizeRequestMode
mq_log_tail_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
mq_log_tail_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
  MqLogTail *self = MQ_LOG_TAIL (widget);

  gtk_widget_measure (self->label, orientation, for_size, minimum, natural, NULL, NULL);
  /* A long line must not widen the row. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = *minimum;
  else
    {
      PangoContext *context = gtk_widget_get_pango_context (self->label);
      PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
      int most = pango_font_metrics_get_height (metrics) * MAX_TAIL_LINES;

      *minimum = *natural = MIN (*natural, PANGO_PIXELS_CEIL (most));
      pango_font_metrics_unref (metrics);
    }
}

static void
mq_log_tail_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  MqLogTail *self = MQ_LOG_TAIL (widget);
  int whole;

  gtk_widget_measure (self->label, GTK_ORIENTATION_VERTICAL, width, NULL, &whole, NULL, NULL);
  gtk_widget_allocate (
      self->label, width, whole, -1,
      gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (0, (float)(height - whole))));
}

static void
mq_log_tail_dispose (GObject *object)
{
  g_clear_pointer (&MQ_LOG_TAIL (object)->label, gtk_widget_unparent);

  G_OBJECT_CLASS (mq_log_tail_parent_class)->dispose (object);
}

static void
mq_log_tail_class_init (MqLogTailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_log_tail_dispose;
  widget_class->get_request_mode = mq_log_tail_get_request_mode;
  widget_class->measure = mq_log_tail_measure;
  widget_class->size_allocate = mq_log_tail_size_allocate;

  gtk_widget_class_set_css_name (widget_class, "tail");
  /* Text that changes every second is not read out; the step's dialog has all of it at the end. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
mq_log_tail_init (MqLogTail *self)
{
  self->label = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR,
                              "xalign", 0.0f, "yalign", 0.0f, "accessible-role",
                              GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_add_css_class (self->label, "caption");
  gtk_widget_add_css_class (self->label, "dimmed");
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/* The dialog. */

/* Called again while the step runs, so that the dialog shows new output. */
static void
show_step_in_dialog (gpointer widget, gpointer data)
{
  MqStepDialog *self = widget;
  MqStepItem *item = data;
  const char *detail = item->detail;
  gboolean running = item->state == MQ_STEP_RUNNING;
  g_autofree char *measure = mq_spending_step (running ? -1 : item->seconds,
                                               mq_step_item_get_tokens (item), item->usage.cost);
  g_autofree char *usage = mq_spending_usage (item->model, &item->usage);
  g_autoptr (GString) lines = NULL;
  char first;
  gboolean form;

  adw_dialog_set_title (ADW_DIALOG (self), item->title);
  mq_accessible_names_set (self->scroller, item->title);
  adw_window_title_set_subtitle (self->title, measure);
  gtk_label_set_text (self->text, detail == NULL ? item->text : NULL);
  gtk_label_set_text (self->usage, usage);

  /* A model's structured output is JSON rather than Markdown. */
  first = detail != NULL ? detail[strspn (detail, " \t\r\n")] : '\0';
  form = first == '{' || first == '[';
  gtk_widget_set_visible (GTK_WIDGET (self->detail), detail != NULL && !form);
  mq_markdown_view_set_text (self->detail, detail != NULL && !form ? detail : "");
  mq_code_block_set_code (self->form, form ? detail : NULL, "json");

  lines = g_string_new (NULL);
  for (guint i = 0; item->findings != NULL && item->findings[i] != NULL; i++)
    g_string_append_printf (lines, "%s• %s", i > 0 ? "\n" : "", item->findings[i]);
  gtk_label_set_text (self->findings, lines->str);

  gtk_label_set_text (self->thoughts, item->thoughts != NULL ? item->thoughts->str : NULL);
  mq_code_block_set_code (self->traceback, item->traceback, NULL);
  mq_code_block_set_code (self->code, item->code, "python");
}

static void
mq_step_dialog_class_init (MqStepDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (MQ_TYPE_CODE_BLOCK);
  g_type_ensure (MQ_TYPE_MARKDOWN_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-step-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MqStepDialog, scroller);
  gtk_widget_class_bind_template_child (widget_class, MqStepDialog, title);
  gtk_widget_class_bind_template_child (widget_class, MqStepDialog, usage);
  gtk_widget_class_bind_template_child (widget_class, MqStepDialog, text);
  gtk_widget_class_bind_template_child (widget_class, MqStepDialog, detail);
  gtk_widget_class_bind_template_child (widget_class, MqStepDialog, form);
  gtk_widget_class_bind_template_child (widget_class, MqStepDialog, findings);
  gtk_widget_class_bind_template_child (widget_class, MqStepDialog, thoughts);
  gtk_widget_class_bind_template_child (widget_class, MqStepDialog, traceback);
  gtk_widget_class_bind_template_child (widget_class, MqStepDialog, code);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_has_text);
}

static void
mq_step_dialog_init (MqStepDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* The row. */

static void
show_step (gpointer widget, gpointer data)
{
  MqStepRow *self = widget;
  MqStepItem *item = data;
  MqStepState state = item->state;
  gboolean warn = state == MQ_STEP_FAILED || item->retry;
  gboolean more = mq_step_item_has_more (item);
  /* Translators: %s is a role of the team, e.g. “Writer”, which makes another attempt after a
   * failure. */
  g_autofree char *who = g_strdup_printf (item->retry ? _ ("%s, new attempt") : "%s", item->title);
  g_autofree char *done = mq_step_item_describe (item);
  g_autofree char *line = NULL;
  g_autoptr (GString) text = NULL;
  g_autofree char *measure = NULL;
  g_autofree char *stream = NULL;

  if (*done == '\0')
    line = g_steal_pointer (&who);
  else
    /* Translators: a role of the team and what it did: “Planner · 9 parts”. */
    line = g_strdup_printf (_ ("%s · %s"), who, done);

  /* Dimensions, "1.50 × 0.85 × 0.75 m", have no-break spaces. */
  text = g_string_new (line);
  if (g_string_replace (text, " × ", "\302\240×\302\240", 0) > 0
      && g_str_has_suffix (text->str, " m"))
    g_string_append (g_string_truncate (text, text->len - 2), "\302\240m");

  gtk_label_set_text (self->text, text->str);
  mq_accessible_names_set (self, line);
  if (state == MQ_STEP_STOPPED)
    measure = g_strdup (C_ ("step", "stopped"));
  else
    measure = mq_spending_step (state == MQ_STEP_RUNNING ? -1 : item->seconds,
                                mq_step_item_get_tokens (item), item->usage.cost);
  gtk_label_set_text (self->measure, measure);

  /* Shows the last lines that a model is writing; hidden when the step has ended. */
  stream = mq_stream_text_dup (&item->stream);
  if (stream != NULL)
    {
      if (item->stream.is_code)
        gtk_widget_add_css_class (self->stream->label, "monospace");
      else
        gtk_widget_remove_css_class (self->stream->label, "monospace");
      gtk_label_set_text (GTK_LABEL (self->stream->label), stream);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->stream), stream != NULL);

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
static GtkWidget *
make_step_row (gpointer item, gpointer unused)
{
  GtkWidget *self = g_object_new (MQ_TYPE_STEP_ROW, NULL);

  mq_item_widget_connect (self, item, show_step);
  return self;
}

/* The card. */

static const struct
{
  const char *icon;
  const char *style;
  const char *word;
} marks[] = {
  [MQ_STEP_RUNNING] = { NULL, "dimmed", NC_ ("phase", "working") },
  [MQ_STEP_DONE] = { "object-select-symbolic", "dimmed", NC_ ("phase", "done") },
  [MQ_STEP_FAILED] = { "dialog-warning-symbolic", "warning", NC_ ("phase", "failed") },
  [MQ_STEP_STOPPED] = { "media-playback-stop-symbolic", "dimmed", NC_ ("phase", "stopped") },
};

static void
set_open (MqPhaseCard *self, gboolean open)
{
  gtk_revealer_set_reveal_child (self->revealer, open);
  gtk_image_set_from_icon_name (self->chevron, open ? "pan-down-symbolic" : "pan-end-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->header), GTK_ACCESSIBLE_STATE_EXPANDED, open,
                               -1);
}

static gboolean
shows_summary (MqPhaseCard *self, const char *summary, gboolean open)
{
  return !open && *summary != '\0';
}

/* Working time, as it is of a phase that is done: not that for which no program followed the run.
 */
static void
show_clock (MqPhaseCard *self)
{
  MqPhaseItem *item = mq_item_widget_get_item (self);
  gint64 now = g_get_monotonic_time ();
  double seconds = self->clock_source != 0
                       ? item->worked + (double)(now - item->since) / G_TIME_SPAN_SECOND
                       : item->seconds;
  g_autofree char *clock = mq_text_format_clock (seconds);

  gtk_label_set_text (self->clock, clock);
}

static gboolean
on_second (gpointer data)
{
  MqPhaseCard *self = data;

  show_clock (self);
  /* A model may think for long between two pieces of its thoughts. */
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->steps)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      MqStepItem *step = mq_item_widget_get_item (row);

      if (step->thinks_since != 0)
        show_step (row, step);
    }
  return G_SOURCE_CONTINUE;
}

static void
run_clock (MqPhaseCard *self, gboolean running)
{
  if (!running)
    g_clear_handle_id (&self->clock_source, g_source_remove);
  else if (self->clock_source == 0)
    self->clock_source = g_timeout_add_seconds (1, on_second, self);
}

static void
show_item (gpointer widget, gpointer data)
{
  MqPhaseCard *self = widget;
  MqPhaseItem *item = data;
  MqStepState state = item->state;
  const char *title = item->title;
  g_autofree char *label = NULL;

  run_clock (self, state == MQ_STEP_RUNNING);
  show_clock (self);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->summary, item->summary);

  gtk_image_set_from_icon_name (self->mark, marks[state].icon);
  gtk_widget_remove_css_class (GTK_WIDGET (self->mark), "warning");
  gtk_widget_add_css_class (GTK_WIDGET (self->mark), marks[state].style);

  /* A failure is reported by the card below, so its step stays closed. */
  if (!self->touched)
    set_open (self, state == MQ_STEP_RUNNING);

  /* Translators: for screen readers: a phase and its state: “First Version, done”. */
  label = g_strdup_printf (_ ("%s, %s"), title, g_dpgettext2 (NULL, "phase", marks[state].word));
  mq_accessible_names_set (self->header, label);
}

static void
on_header (MqPhaseCard *self)
{
  self->touched = TRUE;
  /* The user looks at this card: the list must not scroll to its end. */
  gtk_widget_activate_action (GTK_WIDGET (self), "conversation.hold", NULL);
  set_open (self, !gtk_revealer_get_reveal_child (self->revealer));
}

static void
on_step (GtkListBox *list, GtkListBoxRow *row)
{
  GtkWidget *dialog = g_object_new (MQ_TYPE_STEP_DIALOG, NULL);

  mq_item_widget_connect (dialog, mq_item_widget_get_item (row), show_step_in_dialog);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (list));
}

/* Down leads from the last step to the next card. */
static gboolean
on_last_step (GtkListBox *list, GtkDirectionType direction)
{
  GtkWidget *cards = gtk_widget_get_ancestor (GTK_WIDGET (list), MQ_TYPE_CARD_LIST);

  return cards != NULL && direction == GTK_DIR_DOWN
         && mq_card_list_step (MQ_CARD_LIST (cards), TRUE);
}

static void
mq_phase_card_dispose (GObject *object)
{
  MqPhaseCard *self = MQ_PHASE_CARD (object);

  run_clock (self, FALSE);
  gtk_widget_dispose_template (GTK_WIDGET (object), MQ_TYPE_PHASE_CARD);

  G_OBJECT_CLASS (mq_phase_card_parent_class)->dispose (object);
}

static void
mq_phase_card_class_init (MqPhaseCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_phase_card_dispose;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ARTICLE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-phase-card.ui");
  gtk_widget_class_bind_template_child (widget_class, MqPhaseCard, header);
  gtk_widget_class_bind_template_child (widget_class, MqPhaseCard, mark);
  gtk_widget_class_bind_template_child (widget_class, MqPhaseCard, title);
  gtk_widget_class_bind_template_child (widget_class, MqPhaseCard, summary);
  gtk_widget_class_bind_template_child (widget_class, MqPhaseCard, clock);
  gtk_widget_class_bind_template_child (widget_class, MqPhaseCard, chevron);
  gtk_widget_class_bind_template_child (widget_class, MqPhaseCard, revealer);
  gtk_widget_class_bind_template_child (widget_class, MqPhaseCard, steps);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_has_text);
  gtk_widget_class_bind_template_callback (widget_class, shows_summary);
  gtk_widget_class_bind_template_callback (widget_class, on_header);
  gtk_widget_class_bind_template_callback (widget_class, on_step);
  gtk_widget_class_bind_template_callback (widget_class, on_last_step);
}

static void
mq_phase_card_init (MqPhaseCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
mq_phase_card_new (gpointer item)
{
  MqPhaseCard *self = g_object_new (MQ_TYPE_PHASE_CARD, NULL);

  gtk_list_box_bind_model (self->steps, G_LIST_MODEL (MQ_PHASE_ITEM (item)->steps), make_step_row,
                           NULL, NULL);
  mq_item_widget_connect (GTK_WIDGET (self), item, show_item);
  return GTK_WIDGET (self);
}
