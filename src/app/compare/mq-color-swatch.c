/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A colour as a square, see mq-color-swatch.h: a picture of one pixel. */
#include "app/compare/mq-color-swatch.h"

#define SIDE 14 /* px */

/* Returns: (transfer floating): a swatch, hidden until it has a colour */
GtkWidget *
mq_color_swatch_new (void)
{
  GtkWidget *swatch = gtk_picture_new ();

  gtk_picture_set_content_fit (GTK_PICTURE (swatch), GTK_CONTENT_FIT_FILL);
  gtk_widget_set_size_request (swatch, SIDE, SIDE);
  gtk_widget_set_valign (swatch, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (swatch, GTK_ALIGN_CENTER);
  gtk_widget_set_overflow (swatch, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (swatch, "mq-swatch");
  mq_color_swatch_set_color (swatch, NULL);
  return swatch;
}

/* @color: (nullable): "#9a6238"; without one it is hidden */
void
mq_color_swatch_set_color (GtkWidget *swatch, const char *color)
{
  g_autoptr (GBytes) pixel = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  guint8 bytes[4];
  GdkRGBA rgba;

  gtk_widget_set_visible (swatch, color != NULL && gdk_rgba_parse (&rgba, color));
  if (!gtk_widget_get_visible (swatch))
    return;

  bytes[0] = (guint8)(rgba.red * 255 + 0.5f);
  bytes[1] = (guint8)(rgba.green * 255 + 0.5f);
  bytes[2] = (guint8)(rgba.blue * 255 + 0.5f);
  bytes[3] = 255;
  pixel = g_bytes_new (bytes, sizeof bytes);
  texture = gdk_memory_texture_new (1, 1, GDK_MEMORY_R8G8B8A8, pixel, sizeof bytes);
  gtk_picture_set_paintable (GTK_PICTURE (swatch), GDK_PAINTABLE (texture));
}
