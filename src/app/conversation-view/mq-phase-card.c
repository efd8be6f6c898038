/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPhaseCard: one of the three phases of a run with its steps, expanded while it runs and
 * collapsed when it is done. Used by MqConversationView. */
#include "app/conversation-view/mq-item-widgets.h"

#include "app/conversation-view/mq-card-list.h"
#include "common/base/mq-text.h"

#include <glib/gi18n.h>

#define MQ_TYPE_PHASE_CARD (mq_phase_card_get_type ())
G_DECLARE_FINAL_TYPE (MqPhaseCard, mq_phase_card, MQ, PHASE_CARD, AdwBin)

struct _MqPhaseCard
{
  AdwBin parent_instance;

  /* Template widgets */
  GtkWidget *header;
  GtkWidget *spinner;
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

G_DEFINE_FINAL_TYPE (MqPhaseCard, mq_phase_card, ADW_TYPE_BIN)

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

static void
show_summary (MqPhaseCard *self)
{
  const char *summary = MQ_PHASE_ITEM (mq_item_widget_get_item (self))->summary;
  gboolean open = gtk_revealer_get_reveal_child (self->revealer);

  gtk_label_set_text (self->summary, summary != NULL ? summary : "");
  gtk_widget_set_visible (GTK_WIDGET (self->summary), !open && summary != NULL && *summary != '\0');
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
  show_clock (data);
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

  gtk_widget_set_visible (self->spinner, state == MQ_STEP_RUNNING);
  gtk_widget_set_visible (GTK_WIDGET (self->mark), state != MQ_STEP_RUNNING);
  gtk_image_set_from_icon_name (self->mark, marks[state].icon);
  gtk_widget_remove_css_class (GTK_WIDGET (self->mark), "warning");
  gtk_widget_add_css_class (GTK_WIDGET (self->mark), marks[state].style);

  /* A failure is reported by the card below, so its step stays closed. */
  if (!self->touched)
    set_open (self, state == MQ_STEP_RUNNING);
  show_summary (self);

  /* Translators: for screen readers: a phase and its state: “First Version, done”. */
  label = g_strdup_printf (_ ("%s, %s"), title, g_dpgettext2 (NULL, "phase", marks[state].word));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->header), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
on_header (MqPhaseCard *self)
{
  self->touched = TRUE;
  /* The user looks at this card: the list must not scroll to its end. */
  gtk_widget_activate_action (GTK_WIDGET (self), "conversation.hold", NULL);
  set_open (self, !gtk_revealer_get_reveal_child (self->revealer));
  show_summary (self);
}

static void
on_step (GtkListBox *list, GtkListBoxRow *row)
{
  adw_dialog_present (mq_step_dialog_new (mq_item_widget_get_item (row)), GTK_WIDGET (list));
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
  gtk_widget_class_bind_template_child (widget_class, MqPhaseCard, spinner);
  gtk_widget_class_bind_template_child (widget_class, MqPhaseCard, mark);
  gtk_widget_class_bind_template_child (widget_class, MqPhaseCard, title);
  gtk_widget_class_bind_template_child (widget_class, MqPhaseCard, summary);
  gtk_widget_class_bind_template_child (widget_class, MqPhaseCard, clock);
  gtk_widget_class_bind_template_child (widget_class, MqPhaseCard, chevron);
  gtk_widget_class_bind_template_child (widget_class, MqPhaseCard, revealer);
  gtk_widget_class_bind_template_child (widget_class, MqPhaseCard, steps);
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

  gtk_list_box_bind_model (self->steps, G_LIST_MODEL (MQ_PHASE_ITEM (item)->steps), mq_step_row_new,
                           NULL, NULL);
  mq_item_widget_connect (GTK_WIDGET (self), item, show_item);
  return GTK_WIDGET (self);
}
