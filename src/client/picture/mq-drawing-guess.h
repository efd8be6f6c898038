/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The guess whether a picture is a drawing with dimensions, by the words of its file or by its
 * pixels. Used by mq_reference_guess(). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MqDrawingGuess:
 * @MQ_DRAWING_GUESS_NO: another picture
 * @MQ_DRAWING_GUESS_MAYBE: lines without dimensions that were found
 * @MQ_DRAWING_GUESS_YES: a drawing with dimensions
 *
 * How certain it is.
 */
typedef enum
{
  MQ_DRAWING_GUESS_NO,
  MQ_DRAWING_GUESS_MAYBE,
  MQ_DRAWING_GUESS_YES,
} MqDrawingGuess;

MqDrawingGuess mq_drawing_guess_words (const char *words);
MqDrawingGuess mq_drawing_guess_pixels (const guint8 *pixels, guint width, guint height);

G_END_DECLS
