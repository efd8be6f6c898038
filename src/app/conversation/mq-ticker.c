/* The shared one-second timer, see mq-ticker.h. */
#include "app/conversation/mq-ticker.h"

struct _MqTicker
{
  GObject parent_instance;

  guint source;
};

enum
{
  TICK,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MqTicker, mq_ticker, G_TYPE_OBJECT)

static void
mq_ticker_finalize (GObject *object)
{
  g_source_remove (MQ_TICKER (object)->source);

  G_OBJECT_CLASS (mq_ticker_parent_class)->finalize (object);
}

static void
mq_ticker_class_init (MqTickerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_ticker_finalize;

  signals[TICK] = g_signal_new ("tick", MQ_TYPE_TICKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

static gboolean
on_second (gpointer data)
{
  g_autoptr (MqTicker) self = g_object_ref (data); /* a handler may drop the last reference */

  g_signal_emit (self, signals[TICK], 0);
  return G_SOURCE_CONTINUE;
}

static void
mq_ticker_init (MqTicker *self)
{
  self->source = g_timeout_add_seconds (1, on_second, self);
}

/**
 * mq_ticker_hold:
 *
 * Returns: (transfer full): the shared ticker; it stops when the last reference is dropped
 */
MqTicker *
mq_ticker_hold (void)
{
  static MqTicker *shared; /* main thread only; not a reference */

  if (shared != NULL)
    return g_object_ref (shared);

  shared = g_object_new (MQ_TYPE_TICKER, NULL);
  g_object_add_weak_pointer (G_OBJECT (shared), (gpointer *)&shared);
  return shared;
}
