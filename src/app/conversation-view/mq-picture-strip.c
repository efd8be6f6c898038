/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of renders, see mq-picture-strip.h. */
#include "app/conversation-view/mq-picture-strip.h"

#include "app/picture/mq-picture.h"

#define MIN_SHOWN 3
#define MAX_SHOWN 5
#define MIN_WIDTH 72      /* px for each picture */
#define NATURAL_WIDTH 160 /* px for each picture */
#define MAX_HEIGHT 240    /* px, so that few pictures in a wide row do not fill the window */
#define GAP 2

/* Renders are 16:9 by default; other pictures are shown whole on the grey background. */
#define HEIGHT_OF(width) ((width) * 9 / 16)

struct _MqPictureStrip
{
  GtkWidget parent_instance;

  guint n_cells; /* children, 1 to MAX_SHOWN */
};

G_DEFINE_FINAL_TYPE (MqPictureStrip, mq_picture_strip, GTK_TYPE_WIDGET)

/* The number of pictures that fit into @width. */
static guint
count_shown (MqPictureStrip *self, int width)
{
  guint room = CLAMP ((guint)MAX (width, 0) / MIN_WIDTH, MIN_SHOWN, MAX_SHOWN);

  return MIN (room, self->n_cells);
}

static int
get_height (MqPictureStrip *self, int width)
{
  int n_columns = (int)MAX (count_shown (self, width), 2); /* a single picture is not too high */

  return MIN (HEIGHT_OF ((width - (n_columns - 1) * GAP) / n_columns), MAX_HEIGHT);
}

static GtkSizeRequestMode
mq_picture_strip_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
mq_picture_strip_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                          int *natural, int *minimum_baseline, int *natural_baseline)
{
  MqPictureStrip *self = MQ_PICTURE_STRIP (widget);

  /* GTK requires that children are measured before they are allocated, even if the result is
   * unused. */
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_measure (child, orientation, -1, NULL, NULL, NULL, NULL);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MIN_SHOWN * MIN_WIDTH;
      *natural = MAX_SHOWN * NATURAL_WIDTH;
    }
  else
    {
      *minimum = *natural = get_height (self, for_size >= 0 ? for_size : MIN_SHOWN * MIN_WIDTH);
    }
}

static void
mq_picture_strip_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  MqPictureStrip *self = MQ_PICTURE_STRIP (widget);
  int n_shown = (int)MAX (count_shown (self, width), 1);
  gboolean backwards = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int i = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child), i++)
    {
      int from = (width + GAP) * i / n_shown;
      int to = (width + GAP) * (i + 1) / n_shown - GAP;
      GtkAllocation area = { backwards ? width - to : from, 0, to - from, height };

      gtk_widget_set_child_visible (child, i < n_shown);
      if (i < n_shown)
        gtk_widget_size_allocate (child, &area, -1);
    }
}

static void
mq_picture_strip_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (mq_picture_strip_parent_class)->dispose (object);
}

static void
mq_picture_strip_class_init (MqPictureStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_picture_strip_dispose;
  widget_class->get_request_mode = mq_picture_strip_get_request_mode;
  widget_class->measure = mq_picture_strip_measure;
  widget_class->size_allocate = mq_picture_strip_size_allocate;
}

static void
mq_picture_strip_init (MqPictureStrip *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/* @paths: (nullable): the pictures rendered so far; @n_cells: the number of pictures expected;
 * cells without a picture are empty */
void
mq_picture_strip_set_pictures (MqPictureStrip *self, GStrv paths, guint n_cells)
{
  guint n_paths = paths != NULL ? g_strv_length (paths) : 0;
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  self->n_cells = CLAMP (MAX (n_paths, n_cells), 1, MAX_SHOWN);
  for (guint i = 0; i < self->n_cells; i++)
    {
      if (child == NULL)
        {
          child = mq_picture_new (NULL, NATURAL_WIDTH, HEIGHT_OF (NATURAL_WIDTH));
          gtk_widget_set_parent (child, GTK_WIDGET (self));
        }
      /* A draft stays until its render is loaded. */
      mq_picture_replace_path (MQ_PICTURE (child), i < n_paths ? paths[i] : NULL);
      child = gtk_widget_get_next_sibling (child);
    }
  while (child != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (child);

      gtk_widget_unparent (child);
      child = next;
    }
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
