/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqModelUsage: the tokens that a request used up, and their price. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MqModelUsage:
 * @input: tokens read, cached ones included
 * @output: tokens written
 * @cached: of @input, read from the provider's cache
 * @cost: US dollars, -1 when the price is unknown
 * @calls: answers that were received, those that could not be used included
 *
 * Usage of one request. Estimated at 4 bytes a token when the provider reports nothing.
 */
typedef struct
{
  gint64 input;
  gint64 output;
  gint64 cached;
  double cost;
  guint calls;
} MqModelUsage;

G_END_DECLS
