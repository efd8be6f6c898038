/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_item_widget_connect(): updates a widget from its item at most every 50 ms, in step with the
 * frame clock: two hundred events a second cost twenty layouts, not two hundred. */
#include "app/conversation-view/mq-item-widgets.h"

#define INTERVAL (50 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  MqItemWidgetShow show;
  gpointer item; /* owned */
  guint tick;    /* 0: no update is pending */
  gint64 last;
} Update;

static void
update_free (gpointer data)
{
  Update *update = data;

  g_clear_object (&update->item);
  g_free (update);
}

static Update *
get_update (gpointer widget)
{
  return g_object_get_data (G_OBJECT (widget), "mq-update");
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  Update *update = get_update (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);

  if (now - update->last < INTERVAL && now >= update->last)
    return G_SOURCE_CONTINUE;

  update->last = now;
  update->tick = 0;
  update->show (widget, update->item);
  return G_SOURCE_REMOVE;
}

/* Schedules an update in one of the next frames; a widget that is not on screen waits until it
 * is. */
static void
on_changed (gpointer widget)
{
  Update *update = get_update (widget);

  if (update->tick == 0)
    update->tick = gtk_widget_add_tick_callback (widget, on_tick, NULL, NULL);
}

/* Calls @show now, and again, batched, whenever @item changes. @item: the #MqTimelineItem that
 * it shows; it is kept as long as @widget; @show: updates @widget from @item. */
void
mq_item_widget_connect (GtkWidget *widget, gpointer item, MqItemWidgetShow show)
{
  Update *update = g_new0 (Update, 1);

  update->show = show;
  update->item = g_object_ref (item);
  g_object_set_data_full (G_OBJECT (widget), "mq-update", update, update_free);
  g_signal_connect_object (item, "changed", G_CALLBACK (on_changed), widget, G_CONNECT_SWAPPED);
  show (widget, item);
}

/* Returns: (transfer none): the item that @widget shows */
gpointer
mq_item_widget_get_item (gpointer widget)
{
  return get_update (widget)->item;
}
