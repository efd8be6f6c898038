/* mq_throttled_update_connect(): a widget's look follows its model, batched, see mq-throttled-update.h. */
#include "app/conversation/mq-throttled-update.h"

#define INTERVAL (50 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  MqThrottledUpdateFunc func;
  guint tick; /* 0: nothing waits */
  gint64 last;
} MqThrottledUpdate;

static MqThrottledUpdate *
get_refresh (GtkWidget *widget)
{
  MqThrottledUpdate *refresh = g_object_get_data (G_OBJECT (widget), "mq-refresh");

  if (refresh == NULL)
    {
      refresh = g_new0 (MqThrottledUpdate, 1);
      g_object_set_data_full (G_OBJECT (widget), "mq-refresh", refresh, g_free);
    }
  return refresh;
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
  refresh->func (widget);
  return G_SOURCE_REMOVE;
}

/* One of the next frames brings it up to date. A widget that is not on screen waits until it is. */
static void
on_notify (gpointer widget)
{
  MqThrottledUpdate *refresh = get_refresh (widget);

  if (refresh->tick == 0)
    refresh->tick = gtk_widget_add_tick_callback (widget, on_tick, NULL, NULL);
}

/**
 * mq_throttled_update_connect:
 * @widget: what is shown
 * @model: a GObject that it shows
 * @func: brings @widget up to date
 *
 * Calls @func now, and again, batched, whenever a property of @model changes.
 */
void
mq_throttled_update_connect (GtkWidget *widget, gpointer model, MqThrottledUpdateFunc func)
{
  get_refresh (widget)->func = func;
  g_signal_connect_object (model, "notify", G_CALLBACK (on_notify), widget, G_CONNECT_SWAPPED);
  func (widget);
}
