/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture with its differences from another one, see mq-difference.h. GSK computes the difference
 * from the two textures when it renders them, so no third picture is kept. */
#include "app/compare/mq-difference.h"

#include "app/picture/mq-accessible-names.h"
#include "app/picture/mq-picture-draw.h"

#include <adwaita.h>

/* The opacity of a mark is the sum of the differences in red, green and blue, times GAIN. A
 * difference below FLOOR is render noise. */
#define GAIN 8.0f
#define FLOOR 0.10f
#define MOST 0.65f /* maximum opacity of a mark, so that the picture shows through */

/* The share of a faded pixel that is its own brightness; the rest is white or black. */
#define FADED 0.45f

struct _MqDifference
{
  GtkWidget parent_instance;

  /* Owned */
  MqPictureSource *sources[MQ_PICTURE_N_SIDES];
};

G_DEFINE_FINAL_TYPE (MqDifference, mq_difference, GTK_TYPE_WIDGET)

static GtkSizeRequestMode
mq_difference_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
mq_difference_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  mq_picture_pair_measure (MQ_DIFFERENCE (widget)->sources, orientation, for_size, minimum,
                           natural);
}

static void
mq_difference_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  mq_picture_pair_request (MQ_DIFFERENCE (widget)->sources);
}

static void
snapshot_side (MqDifference *self, GtkSnapshot *snapshot, guint side)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GdkTexture *texture = self->sources[side]->texture;
  graphene_rect_t place = mq_picture_fit (texture, gtk_widget_get_width (widget),
                                          gtk_widget_get_height (widget));

  mq_picture_draw_texture (widget, snapshot, texture, &place);
}

/* @rows: the colour matrix, one row for each source channel: red, green, blue, alpha */
static void
push_colors (GtkSnapshot *snapshot, const float rows[16], float add_color, float add_alpha)
{
  graphene_matrix_t matrix;
  graphene_vec4_t offset;

  graphene_matrix_init_from_float (&matrix, rows);
  graphene_vec4_init (&offset, add_color, add_color, add_color, add_alpha);
  gtk_snapshot_push_color_matrix (snapshot, &matrix, &offset);
}

static void
mq_difference_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  static const float opaque[16] = { 0, 0, 0, GAIN / 3, 0, 0, 0, GAIN / 3,
                                    0, 0, 0, GAIN / 3, 0, 0, 0, 0 };
  const float r = 0.2126f * FADED, g = 0.7152f * FADED, b = 0.0722f * FADED;
  const float grey[16] = { r, r, r, 0, g, g, g, 0, b, b, b, 0, 0, 0, 0, 1 };
  MqDifference *self = MQ_DIFFERENCE (widget);
  graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, (float)gtk_widget_get_width (widget),
                                            (float)gtk_widget_get_height (widget));
  graphene_rect_t inner = all;
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (widget));
  GdkRGBA *accent;
  gboolean broken = FALSE;

  for (guint i = 0; i < MQ_PICTURE_N_SIDES; i++)
    {
      broken = broken || self->sources[i]->broken;
      if (self->sources[i]->texture == NULL && !broken)
        return; /* still loading, or there is none */
    }

  if (broken)
    {
      mq_picture_draw_missing (widget, snapshot, &all, NULL);
      return;
    }

  /* Desaturated and light (or dark, in the dark style), so that the marks stand out. */
  push_colors (snapshot, grey, adw_style_manager_get_dark (style) ? 0 : 1 - FADED, 0);
  snapshot_side (self, snapshot, MQ_PICTURE_AFTER);
  gtk_snapshot_pop (snapshot);

  /* Draws the accent colour through a mask that is opaque where the pictures differ. The outermost
   * pixel is left out: scaling makes it half transparent. */
  accent = adw_style_manager_get_accent_color_rgba (style);
  gtk_snapshot_push_clip (snapshot, graphene_rect_inset (&inner, 1, 1));
  gtk_snapshot_push_opacity (snapshot, MOST);
  gtk_snapshot_push_mask (snapshot, GSK_MASK_MODE_ALPHA);
  push_colors (snapshot, opaque, 1, -GAIN * FLOOR / 3);
  gtk_snapshot_push_blend (snapshot, GSK_BLEND_MODE_DIFFERENCE);
  snapshot_side (self, snapshot, MQ_PICTURE_BEFORE);
  gtk_snapshot_pop (snapshot);
  snapshot_side (self, snapshot, MQ_PICTURE_AFTER);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_color (snapshot, accent, &all);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_pop (snapshot);
  gdk_rgba_free (accent);
}

static void
mq_difference_dispose (GObject *object)
{
  MqDifference *self = MQ_DIFFERENCE (object);

  for (guint i = 0; i < MQ_PICTURE_N_SIDES; i++)
    g_clear_object (&self->sources[i]);

  G_OBJECT_CLASS (mq_difference_parent_class)->dispose (object);
}

static void
mq_difference_class_init (MqDifferenceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_difference_dispose;
  widget_class->get_request_mode = mq_difference_get_request_mode;
  widget_class->measure = mq_difference_measure;
  widget_class->size_allocate = mq_difference_size_allocate;
  widget_class->snapshot = mq_difference_snapshot;

  gtk_widget_class_set_css_name (widget_class, "mqpicture");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
mq_difference_init (MqDifference *self)
{
  for (guint i = 0; i < MQ_PICTURE_N_SIDES; i++)
    {
      self->sources[i] = mq_picture_source_new (GTK_WIDGET (self));
      g_signal_connect_object (self->sources[i], "changed", G_CALLBACK (gtk_widget_queue_resize),
                               self, G_CONNECT_SWAPPED);
    }
  g_signal_connect_object (
      adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self))), "notify",
      G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (GTK_WIDGET (self), "mq-difference");
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/* @paths: a file for each side, or %NULL; @name: the alternative text, for screen readers */
void
mq_difference_show (MqDifference *self, const char *const paths[MQ_PICTURE_N_SIDES],
                    const char *name)
{
  for (guint i = 0; i < MQ_PICTURE_N_SIDES; i++)
    mq_picture_source_set_path (self->sources[i], paths[i]);
  mq_accessible_names_set (self, name);
}
