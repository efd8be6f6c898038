/* PNG of nothing but pixels. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MqPngEffort:
 * @MQ_PNG_FAST: six times as fast as the best, and a third larger
 * @MQ_PNG_SMALL: for what is sent somewhere
 *
 * What is worth more.
 */
typedef enum
{
  MQ_PNG_FAST,
  MQ_PNG_SMALL,
} MqPngEffort;

GBytes *mq_png_encode (const guint8 *pixels, guint width, guint height,
                       MqPngEffort effort) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
