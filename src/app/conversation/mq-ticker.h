/* MqTicker: a timer shared by all running phases, so that their clocks change together. Ticks once
 * a second while anyone holds a reference. Used by MqPhaseCard. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Signal: "tick". */
#define MQ_TYPE_TICKER (mq_ticker_get_type ())
G_DECLARE_FINAL_TYPE (MqTicker, mq_ticker, MQ, TICKER, GObject)

MqTicker *mq_ticker_hold (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
