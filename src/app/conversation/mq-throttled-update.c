/* Batched updates of a widget from its model, see mq-throttled-update.h. */
#include "app/conversation/mq-throttled-update.h"

#define INTERVAL (50 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  MqThrottledUpdateFunc func;
  guint tick; /* 0: no update is pending */
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
 * @model: the #MqTimelineItem that it shows
 * @func: updates @widget from @model
 *
 * Calls @func now, and again, batched, whenever @model changes.
 */
void
mq_throttled_update_connect (GtkWidget *widget, gpointer model, MqThrottledUpdateFunc func)
{
  get_refresh (widget)->func = func;
  g_signal_connect_object (model, "changed", G_CALLBACK (on_changed), widget, G_CONNECT_SWAPPED);
  func (widget);
}
