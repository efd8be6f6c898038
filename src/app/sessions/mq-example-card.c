/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture that writes a message, see mq-example-card.h. */
#include "app/sessions/mq-example-card.h"

#include "app/picture/mq-accessible-names.h"

#define PICTURE_WIDTH 120 /* px */
#define PICTURE_RATIO (16.0 / 9.0)

/**
 * mq_example_card_new:
 * @picture: (nullable): 16:9, at twice its size on the screen
 * @words: the label
 * @message: what the button writes
 *
 * Returns: (transfer floating): a button
 */
GtkWidget *
mq_example_card_new (GdkTexture *picture, const char *words, const char *message)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = gtk_label_new (words);
  GtkWidget *child;

  if (picture != NULL)
    {
      graphene_size_t size = { (float)gdk_texture_get_width (picture) / 2,
                               (float)gdk_texture_get_height (picture) / 2 };
      GtkSnapshot *snapshot = gtk_snapshot_new ();
      g_autoptr (GdkPaintable) paintable = NULL;

      /* At half its size, so that it is sharp on a screen with scale 2. */
      gtk_snapshot_append_scaled_texture (snapshot, picture, GSK_SCALING_FILTER_TRILINEAR,
                                          &GRAPHENE_RECT_INIT (0, 0, size.width, size.height));
      paintable = gtk_snapshot_free_to_paintable (snapshot, &size);
      child = gtk_picture_new_for_paintable (paintable);
      gtk_widget_set_size_request (child, PICTURE_WIDTH, -1);
    }
  else
    child = g_object_new (GTK_TYPE_IMAGE, "icon-name", "package-x-generic-symbolic",
                          "height-request", (int)(PICTURE_WIDTH / PICTURE_RATIO), NULL);

  mq_accessible_names_set (button, words);
  g_object_set (label, "wrap", TRUE, "xalign", 0.0f, "yalign", 0.0f, "lines", 3, "width-chars", 9,
                "max-width-chars", 18, "vexpand", TRUE, NULL);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (box), child);
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_set_overflow (button, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (button, "card");
  gtk_widget_add_css_class (button, "example-card");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", message);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.write-message");

  return button;
}
