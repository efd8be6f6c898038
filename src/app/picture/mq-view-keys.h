/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of a widget that shows a picture or a model: arrows move or turn it, plus and minus
 * zoom, 0 goes back. Used by MqPictureView and MqOrbitView. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * MqViewKeys:
 * @arrow: is called with "(ii)": the way of the arrow, right and down, 1, 0 or -1 each
 * @zoom_in: (nullable): an action
 * @zoom_out: (nullable): an action
 * @reset: an action
 */
typedef struct
{
  GtkShortcutFunc arrow;
  const char *zoom_in;
  const char *zoom_out;
  const char *reset;
} MqViewKeys;

void mq_view_keys_bind_arrows (GtkWidgetClass *widget_class, GdkModifierType modifiers,
                               GtkShortcutFunc arrow);
void mq_view_keys_bind (GtkWidgetClass *widget_class, const MqViewKeys *keys);

G_END_DECLS
