/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A PNG encoder that writes pixels and no metadata. Used for pictures that are sent or saved. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MqPngEffort:
 * @MQ_PNG_FAST: six times as fast as %MQ_PNG_SMALL, and a third larger
 * @MQ_PNG_SMALL: smallest, for pictures that are sent
 *
 * The encoder's priority, speed or size.
 */
typedef enum
{
  MQ_PNG_FAST,
  MQ_PNG_SMALL,
} MqPngEffort;

GBytes *mq_png_encode (const guint8 *pixels, guint width, guint height,
                       MqPngEffort effort) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
