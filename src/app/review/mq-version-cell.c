/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A version in the strip, see mq-version-cell.h. */
#include "app/review/mq-version-cell.h"

#include "app/picture/mq-picture.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define LANE_HEIGHT 10
#define DOT_RADIUS 3.0f

struct _MqVersionCell
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkDrawingArea *track;
  MqPicture *picture;
  GtkWidget *caption; /* bound so that it is disposed of */
  GtkWidget *dot;
  GtkLabel *number;
  GtkWidget *warning;

  /* Owned */
  MqVersion *version;
  MqVersionTracks *tracks;
  GSignalGroup *tracks_signals;
  GSignalGroup *version_signals;
  guint position;
};

G_DEFINE_FINAL_TYPE (MqVersionCell, mq_version_cell, GTK_TYPE_WIDGET)

static gboolean
is_current (MqVersionCell *self)
{
  return self->version != NULL && self->tracks != NULL && self->version == self->tracks->current;
}

static double
get_lane_y (guint lane)
{
  return LANE_HEIGHT * (lane + 0.5);
}

static void
stroke_line (cairo_t *cr, double x0, double y0, double x1, double y1)
{
  double middle = (x0 + x1) / 2;

  cairo_move_to (cr, x0, y0);
  cairo_curve_to (cr, middle, y0, middle, y1, x1, y1);
  cairo_stroke (cr);
}

/* Draws the lines before and after the version, and the version as a dot. */
static void
draw_track (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  MqVersionCell *self = data;
  const MqTrack *track = self->tracks != NULL ? mq_version_tracks_get (self->tracks, self->position)
                                              : NULL;
  g_autoptr (GdkRGBA) accent
      = adw_style_manager_get_accent_color_rgba (adw_style_manager_get_default ());
  double middle = width / 2.0;
  GdkRGBA color;

  if (track == NULL)
    return;

  if (gtk_widget_get_direction (GTK_WIDGET (area)) == GTK_TEXT_DIR_RTL)
    {
      cairo_translate (cr, width, 0);
      cairo_scale (cr, -1, 1);
    }

  gtk_widget_get_color (GTK_WIDGET (area), &color);
  color.alpha *= 0.35f;
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, 1.5);

  for (guint lane = 0; lane < MQ_TRACKS_MAX_LANES; lane++)
    {
      if (track->passing & (1u << lane))
        stroke_line (cr, 0, get_lane_y (lane), width, get_lane_y (lane));
      if (track->leaving & (1u << lane))
        stroke_line (cr, middle, get_lane_y (track->lane), width, get_lane_y (lane));
    }
  if (track->has_parent)
    stroke_line (cr, 0, get_lane_y (track->lane), middle, get_lane_y (track->lane));

  color.alpha = 0.7f;
  gdk_cairo_set_source_rgba (cr, is_current (self) ? accent : &color);
  cairo_arc (cr, middle, get_lane_y (track->lane), DOT_RADIUS, 0, 2 * G_PI);
  cairo_fill (cr);
}

static char *
format_time (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds);

  return time != NULL ? g_date_time_format (time, "%x %H:%M") : NULL;
}

/* Returns: (transfer none) (nullable): the version that it shows */
MqVersion *
mq_version_cell_get_version (MqVersionCell *self)
{
  return self->version;
}

/* Returns: (transfer full): its instruction, what is wrong with it, parent and time, a line each */
static char *
describe (MqVersion *version, gboolean current)
{
  const char *warning = mq_version_get_warning (version);
  const char *instruction = mq_version_get_instruction (version);
  g_autofree char *time = format_time (mq_version_get_created (version));
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  g_autofree char *parent = NULL;

  if (instruction != NULL && instruction[0] != '\0')
    g_ptr_array_add (lines, (char *)instruction);
  if (warning != NULL)
    g_ptr_array_add (lines, (char *)warning);
  if (mq_version_get_parent (version) > 0)
    {
      parent = g_strdup_printf (_ ("Based on version %u"), mq_version_get_parent (version));
      g_ptr_array_add (lines, parent);
    }
  if (time != NULL)
    g_ptr_array_add (lines, time);
  if (current)
    g_ptr_array_add (lines, (char *)_ ("Current version"));
  g_ptr_array_add (lines, NULL);

  return g_strjoinv ("\n", (char **)lines->pdata);
}

static void
update (MqVersionCell *self)
{
  guint n_lanes = self->tracks != NULL ? self->tracks->n_lanes : 0;
  g_autofree char *text = self->version != NULL ? describe (self->version, is_current (self))
                                                : NULL;

  gtk_widget_set_visible (self->dot, is_current (self));
  gtk_widget_set_visible (self->warning,
                          self->version != NULL && mq_version_get_warning (self->version) != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), text);
  /* A single branch needs no lines. */
  gtk_widget_set_visible (GTK_WIDGET (self->track), n_lanes > 1);
  gtk_drawing_area_set_content_height (self->track, LANE_HEIGHT * (int)n_lanes + 3);
  gtk_widget_queue_draw (GTK_WIDGET (self->track));
}

/* @version: (nullable): the version to show; %NULL: empties the cell; @tracks: (nullable): the
 * branch lines; @position: the position of @version in @tracks */
void
mq_version_cell_show (MqVersionCell *self, MqVersion *version, MqVersionTracks *tracks,
                      guint position)
{
  g_autofree char *picture = NULL;
  g_autofree char *number = NULL;

  g_set_object (&self->version, version);
  g_set_object (&self->tracks, tracks);
  self->position = position;

  if (version != NULL)
    {
      number = g_strdup_printf ("%u", mq_version_get_number (version));
      if (mq_version_get_n_pictures (version) > 0)
        picture = mq_version_get_picture (version, 0);
    }
  gtk_label_set_label (self->number, number != NULL ? number : "");
  mq_picture_set_path (self->picture, picture);
  g_signal_group_set_target (self->tracks_signals, tracks);
  g_signal_group_set_target (self->version_signals, version);
  update (self);
}

static void
mq_version_cell_dispose (GObject *object)
{
  MqVersionCell *self = MQ_VERSION_CELL (object);

  g_clear_object (&self->tracks_signals);
  g_clear_object (&self->version_signals);
  g_clear_object (&self->version);
  g_clear_object (&self->tracks);
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_VERSION_CELL);

  G_OBJECT_CLASS (mq_version_cell_parent_class)->dispose (object);
}

static void
mq_version_cell_class_init (MqVersionCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_version_cell_dispose;

  g_type_ensure (MQ_TYPE_PICTURE);
  gtk_widget_class_set_css_name (widget_class, "version-cell");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-version-cell.ui");
  gtk_widget_class_bind_template_child (widget_class, MqVersionCell, track);
  gtk_widget_class_bind_template_child (widget_class, MqVersionCell, picture);
  gtk_widget_class_bind_template_child (widget_class, MqVersionCell, caption);
  gtk_widget_class_bind_template_child (widget_class, MqVersionCell, dot);
  gtk_widget_class_bind_template_child (widget_class, MqVersionCell, number);
  gtk_widget_class_bind_template_child (widget_class, MqVersionCell, warning);
}

static void
mq_version_cell_init (MqVersionCell *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drawing_area_set_draw_func (self->track, draw_track, self, NULL);

  self->tracks_signals = g_signal_group_new (MQ_TYPE_VERSION_TRACKS);
  g_signal_group_connect_object (self->tracks_signals, "changed", G_CALLBACK (update), self,
                                 G_CONNECT_SWAPPED);
  self->version_signals = g_signal_group_new (MQ_TYPE_VERSION);
  g_signal_group_connect_object (self->version_signals, "notify::warning", G_CALLBACK (update),
                                 self, G_CONNECT_SWAPPED);
}
