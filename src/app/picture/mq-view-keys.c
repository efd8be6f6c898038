/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys of views, see mq-view-keys.h. */
#include "app/picture/mq-view-keys.h"

static void
bind_action (GtkWidgetClass *widget_class, guint key, const char *action)
{
  if (action == NULL)
    return;

  gtk_widget_class_add_binding_action (widget_class, key, 0, action, NULL);
  gtk_widget_class_add_binding_action (widget_class, key, GDK_CONTROL_MASK, action, NULL);
}

/**
 * mq_view_keys_bind_arrows:
 * @widget_class: the class of a view
 * @modifiers: keys that are held down
 * @arrow: see #MqViewKeys
 */
void
mq_view_keys_bind_arrows (GtkWidgetClass *widget_class, GdkModifierType modifiers,
                          GtkShortcutFunc arrow)
{
  static const struct
  {
    guint key;
    int x;
    int y;
  } arrows[] = {
    { GDK_KEY_Left, -1, 0 },    { GDK_KEY_KP_Left, -1, 0 }, { GDK_KEY_Right, 1, 0 },
    { GDK_KEY_KP_Right, 1, 0 }, { GDK_KEY_Up, 0, -1 },      { GDK_KEY_KP_Up, 0, -1 },
    { GDK_KEY_Down, 0, 1 },     { GDK_KEY_KP_Down, 0, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (arrows); i++)
    gtk_widget_class_add_binding (widget_class, arrows[i].key, modifiers, arrow, "(ii)",
                                  arrows[i].x, arrows[i].y);
}

/**
 * mq_view_keys_bind:
 * @widget_class: the class of a view that has the actions
 * @keys: what the keys do
 *
 * Binds arrows, plus, minus and 0, also those of the keypad. Keys without an action stay free.
 */
void
mq_view_keys_bind (GtkWidgetClass *widget_class, const MqViewKeys *keys)
{
  mq_view_keys_bind_arrows (widget_class, 0, keys->arrow);
  bind_action (widget_class, GDK_KEY_plus, keys->zoom_in);
  bind_action (widget_class, GDK_KEY_equal, keys->zoom_in);
  bind_action (widget_class, GDK_KEY_KP_Add, keys->zoom_in);
  bind_action (widget_class, GDK_KEY_minus, keys->zoom_out);
  bind_action (widget_class, GDK_KEY_KP_Subtract, keys->zoom_out);
  bind_action (widget_class, GDK_KEY_0, keys->reset);
  bind_action (widget_class, GDK_KEY_KP_0, keys->reset);
}
