/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A small square in a colour, which stands beside the colour's name. Used where values of versions
 * are compared. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *mq_color_swatch_new (void);
void mq_color_swatch_set_color (GtkWidget *swatch, const char *color);

G_END_DECLS
