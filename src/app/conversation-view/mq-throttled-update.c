/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Batched updates of a widget from its model, see mq-throttled-update.h. */
#include "app/conversation-view/mq-throttled-update.h"

#define INTERVAL (50 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  MqThrottledUpdateFunc func;
  gpointer item; /* owned */
  guint tick;    /* 0: no update is pending */
  gint64 last;
} MqThrottledUpdate;

static void
refresh_free (gpointer data)
{
  MqThrottledUpdate *refresh = data;

  g_clear_object (&refresh->item);
  g_free (refresh);
}

static MqThrottledUpdate *
get_refresh (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), "mq-refresh");
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  MqThrottledUpdate *refresh = get_refresh (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);

  if (now - refresh->last < INTERVAL && now >= refresh->last)
    return G_SOURCE_CONTINUE;

  refresh->last = now;
  refresh->tick = 0;
  refresh->func (widget, refresh->item);
  return G_SOURCE_REMOVE;
}

/* Schedules an update in one of the next frames; a widget that is not on screen waits until it
 * is. */
static void
on_changed (gpointer widget)
{
  MqThrottledUpdate *refresh = get_refresh (widget);

  if (refresh->tick == 0)
    refresh->tick = gtk_widget_add_tick_callback (widget, on_tick, NULL, NULL);
}

/**
 * mq_throttled_update_connect:
 * @widget: the widget to update
 * @item: the #MqTimelineItem that it shows; it is kept as long as @widget
 * @func: updates @widget from @item
 *
 * Calls @func now, and again, batched, whenever @item changes.
 */
void
mq_throttled_update_connect (GtkWidget *widget, gpointer item, MqThrottledUpdateFunc func)
{
  MqThrottledUpdate *refresh = g_new0 (MqThrottledUpdate, 1);

  refresh->func = func;
  refresh->item = g_object_ref (item);
  g_object_set_data_full (G_OBJECT (widget), "mq-refresh", refresh, refresh_free);
  g_signal_connect_object (item, "changed", G_CALLBACK (on_changed), widget, G_CONNECT_SWAPPED);
  func (widget, item);
}
