/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The row of a conversation's versions, see mq-version-strip.h. */
#include "app/review/mq-version-strip.h"

#include "app/picture/mq-announce.h"
#include "app/picture/mq-picture.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* MqVersionCell: a version in MqVersionStrip: its branch lines, first render and number. */

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

struct _MqVersionStrip
{
  AdwBin parent_instance;

  /* Template widgets */
  GtkListView *list;
  GtkSingleSelection *versions; /* of MqVersion */
  GtkStack *state;

  /* Owned */
  MqConversation *conversation;
  MqVersion *version;
  MqVersionTracks *tracks;
  GSignalGroup *conversation_signals;
  guint tick; /* until the selected row is shown */
  guint n_ticks;
  gboolean syncing;
};

static GParamSpec *version_property;

G_DEFINE_FINAL_TYPE (MqVersionCell, mq_version_cell, GTK_TYPE_WIDGET)
G_DEFINE_FINAL_TYPE (MqVersionStrip, mq_version_strip, ADW_TYPE_BIN)

/* A cell. */

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

/* Returns: (transfer none) (nullable): the version that it shows */
MqVersion *
mq_version_cell_get_version (MqVersionCell *self)
{
  return self->version;
}

static void
update (MqVersionCell *self)
{
  MqVersion *version = self->version;
  const char *instruction = version != NULL ? mq_version_get_instruction (version) : NULL;
  const char *warning = version != NULL ? mq_version_get_warning (version) : NULL;
  guint n_lanes = self->tracks != NULL ? self->tracks->n_lanes : 0;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_null_terminated (5, g_free, TRUE);
  g_autofree char *text = NULL;
  g_autofree char *picture = version != NULL ? mq_version_dup_cover (version) : NULL;

  if (instruction != NULL && *instruction != '\0')
    g_ptr_array_add (lines, g_strdup (instruction));
  if (warning != NULL)
    g_ptr_array_add (lines, g_strdup (warning));
  if (version != NULL && mq_version_get_parent (version) > 0)
    g_ptr_array_add (lines,
                     g_strdup_printf (_ ("Based on version %u"), mq_version_get_parent (version)));
  if (version != NULL)
    {
      g_autoptr (GDateTime) time
          = g_date_time_new_from_unix_local (mq_version_get_created (version));
      char *formatted = time != NULL ? g_date_time_format (time, "%x %H:%M") : NULL;

      if (formatted != NULL)
        g_ptr_array_add (lines, formatted);
    }
  if (is_current (self))
    g_ptr_array_add (lines, g_strdup (_ ("Current version")));
  if (version != NULL)
    text = g_strjoinv ("\n", (GStrv)lines->pdata);

  mq_picture_set_path (self->picture, picture);
  gtk_widget_set_visible (self->dot, is_current (self));
  gtk_widget_set_visible (self->warning, warning != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), text);
  /* A single branch needs no lines. */
  gtk_drawing_area_set_content_height (self->track,
                                       n_lanes > 1 ? LANE_HEIGHT * (int)n_lanes + 3 : 0);
  gtk_widget_queue_draw (GTK_WIDGET (self->track));
}

/* @version: (nullable): the version to show; %NULL: empties the cell; @tracks: (nullable): the
 * branch lines; @position: the position of @version in @tracks */
static void
show_version (MqVersionCell *self, MqVersion *version, MqVersionTracks *tracks, guint position)
{
  g_autofree char *number = version != NULL
                                ? g_strdup_printf ("%u", mq_version_get_number (version))
                                : NULL;

  g_set_object (&self->version, version);
  g_set_object (&self->tracks, tracks);
  self->position = position;

  gtk_label_set_label (self->number, number);
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
  g_signal_group_connect_object (self->version_signals, "notify::n-pictures", G_CALLBACK (update),
                                 self, G_CONNECT_SWAPPED);
}

/* The strip. */

static MqVersion *
get_head (MqVersionStrip *self)
{
  return self->conversation != NULL ? mq_conversation_get_current_version (self->conversation)
                                    : NULL;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, MqVersionStrip *self)
{
  GtkWidget *cell = g_object_new (MQ_TYPE_VERSION_CELL, NULL);

  gtk_list_item_set_child (item, cell);
  g_object_bind_property (cell, "tooltip-text", item, "accessible-description",
                          G_BINDING_SYNC_CREATE);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, MqVersionStrip *self)
{
  MqVersion *version = gtk_list_item_get_item (item);
  g_autofree char *label = g_strdup_printf (_ ("Version %u"), mq_version_get_number (version));

  show_version (MQ_VERSION_CELL (gtk_list_item_get_child (item)), version, self->tracks,
                gtk_list_item_get_position (item));
  gtk_list_item_set_accessible_label (item, label);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  show_version (MQ_VERSION_CELL (gtk_list_item_get_child (item)), NULL, NULL, 0);
}

static guint
find_position (MqVersionStrip *self, MqVersion *version)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->versions));

  for (guint i = 0; version != NULL && i < n; i++)
    {
      g_autoptr (MqVersion) other = g_list_model_get_item (G_LIST_MODEL (self->versions), i);

      if (other == version)
        return i;
    }

  return GTK_INVALID_LIST_POSITION;
}

static void
update_state (MqVersionStrip *self)
{
  gboolean is_current = self->version == get_head (self);
  gboolean is_only = g_list_model_get_n_items (G_LIST_MODEL (self->versions)) < 2;

  /* A single version is always the current one, so the label is hidden. */
  gtk_widget_set_visible (GTK_WIDGET (self->state),
                          self->version != NULL && !(is_current && is_only));
  gtk_stack_set_visible_child_name (self->state, is_current ? "current-version" : "other");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "versions.continue",
                                 self->version != NULL && !is_current);
}

/* A frame is laid out between two ticks. */
static gboolean
tick_cb (GtkWidget *list, GdkFrameClock *clock, gpointer data)
{
  MqVersionStrip *self = data;
  guint position = find_position (self, self->version);

  if (self->n_ticks++ == 0)
    return G_SOURCE_CONTINUE;

  self->tick = 0;
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_list_view_scroll_to (self->list, position, GTK_LIST_SCROLL_NONE, NULL);
  return G_SOURCE_REMOVE;
}

/* Scrolls after the next layout: GtkListView cannot scroll to a row that has no place yet, as at a
 * start or when the version is new. */
static void
show_selected (MqVersionStrip *self)
{
  self->n_ticks = 0;
  if (self->tick == 0 && gtk_widget_get_mapped (GTK_WIDGET (self->list)))
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self->list), tick_cb, self, NULL);
}

static void
unmap_cb (MqVersionStrip *self)
{
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->list), self->tick);
  self->tick = 0;
}

/* Selects the row of the version; "syncing" keeps the row from setting the version in turn. */
static void
select_version (MqVersionStrip *self)
{
  guint position = find_position (self, self->version);

  self->syncing = TRUE;
  gtk_single_selection_set_selected (self->versions, position);
  self->syncing = FALSE;
  show_selected (self);
}

static void
set_version (MqVersionStrip *self, MqVersion *version)
{
  if (!g_set_object (&self->version, version))
    return;

  select_version (self);
  update_state (self);
  g_object_notify_by_pspec (G_OBJECT (self), version_property);
}

static void
version_selected_cb (GtkSingleSelection *versions, GParamSpec *pspec, MqVersionStrip *self)
{
  MqVersion *version = gtk_single_selection_get_selected_item (versions);

  if (!self->syncing && version != NULL)
    set_version (self, version);
}

static void
versions_changed_cb (MqVersionStrip *self)
{
  select_version (self);
  update_state (self);
}

static void
current_changed_cb (MqVersionStrip *self)
{
  if (self->tracks != NULL)
    mq_version_tracks_set_current (self->tracks, get_head (self));
  update_state (self);
}

/* The wheel of a mouse moves the row, too, which is too low to scroll by itself. */
static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, MqVersionStrip *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (self->list));
  double step = gtk_adjustment_get_page_size (adjustment) / 3;

  if (gtk_event_controller_scroll_get_unit (controller) != GDK_SCROLL_UNIT_WHEEL)
    return GDK_EVENT_PROPAGATE;

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + dy * step);
  return GDK_EVENT_STOP;
}

static void
continue_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqVersionStrip *self = MQ_VERSION_STRIP (widget);
  g_autofree char *text = g_strdup_printf (_ ("Version %u is now the current version"),
                                           mq_version_get_number (self->version));

  /* The button has the focus and is about to be hidden. */
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
  mq_conversation_set_current_version (self->conversation, self->version);
  mq_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
mq_version_strip_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, MQ_VERSION_STRIP (object)->version);
}

static void
mq_version_strip_set_property (GObject *object, guint prop_id, const GValue *value,
                               GParamSpec *pspec)
{
  set_version (MQ_VERSION_STRIP (object), g_value_get_object (value));
}

static void
mq_version_strip_dispose (GObject *object)
{
  MqVersionStrip *self = MQ_VERSION_STRIP (object);

  g_clear_object (&self->conversation_signals);
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_VERSION_STRIP);
  g_clear_object (&self->tracks);
  g_clear_object (&self->version);
  g_clear_object (&self->conversation);

  G_OBJECT_CLASS (mq_version_strip_parent_class)->dispose (object);
}

static void
mq_version_strip_class_init (MqVersionStripClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = mq_version_strip_get_property;
  object_class->set_property = mq_version_strip_set_property;
  object_class->dispose = mq_version_strip_dispose;

  version_property = g_param_spec_object ("version", NULL, NULL, MQ_TYPE_VERSION,
                                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
                                              | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_property (object_class, 1, version_property);

  gtk_widget_class_install_action (widget_class, "versions.continue", NULL, continue_action);

  g_type_ensure (MQ_TYPE_VERSION_CELL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-version-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, MqVersionStrip, list);
  gtk_widget_class_bind_template_child (widget_class, MqVersionStrip, versions);
  gtk_widget_class_bind_template_child (widget_class, MqVersionStrip, state);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, version_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_selected);
  gtk_widget_class_bind_template_callback (widget_class, unmap_cb);
  gtk_widget_class_bind_template_callback (widget_class, scroll_cb);
}

static void
mq_version_strip_init (MqVersionStrip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->versions, "items-changed", G_CALLBACK (versions_changed_cb), self,
                           G_CONNECT_SWAPPED);

  self->conversation_signals = g_signal_group_new (MQ_TYPE_CONVERSATION);
  g_signal_group_connect_object (self->conversation_signals, "notify::current-version",
                                 G_CALLBACK (current_changed_cb), self, G_CONNECT_SWAPPED);
  update_state (self);
}

/* @conversation: (nullable): the conversation whose versions are shown */
void
mq_version_strip_set_conversation (MqVersionStrip *self, MqConversation *conversation)
{
  if (!g_set_object (&self->conversation, conversation))
    return;

  self->syncing = TRUE;
  gtk_single_selection_set_model (self->versions, NULL);
  g_clear_object (&self->tracks);
  if (conversation != NULL)
    {
      GListModel *all = mq_conversation_get_versions (conversation);

      self->tracks = mq_version_tracks_new (all);
      gtk_single_selection_set_model (self->versions, all);
    }
  self->syncing = FALSE;

  g_signal_group_set_target (self->conversation_signals, conversation);
  select_version (self);
  current_changed_cb (self);
}
