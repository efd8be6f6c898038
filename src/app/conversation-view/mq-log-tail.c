/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A label that shows the end of its text, see mq-log-tail.h. */
#include "app/conversation-view/mq-log-tail.h"

#define MAX_LINES 4

struct _MqLogTail
{
  GtkWidget parent_instance;

  /* Owned */
  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (MqLogTail, mq_log_tail, GTK_TYPE_WIDGET)

/* The height of MAX_LINES lines in the widget's font, px. */
static int
get_most (MqLogTail *self)
{
  PangoContext *context = gtk_widget_get_pango_context (self->label);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int height = pango_font_metrics_get_height (metrics) * MAX_LINES;

  pango_font_metrics_unref (metrics);
  return PANGO_PIXELS_CEIL (height);
}

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
    *minimum = *natural = MIN (*natural, get_most (self));
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

/* @text: plain text; its last lines are shown; @is_code: whether to use a monospace font */
void
mq_log_tail_set_text (MqLogTail *self, const char *text, gboolean is_code)
{
  g_return_if_fail (MQ_IS_LOG_TAIL (self));

  if (is_code)
    gtk_widget_add_css_class (self->label, "monospace");
  else
    gtk_widget_remove_css_class (self->label, "monospace");
  gtk_label_set_text (GTK_LABEL (self->label), text);
}
