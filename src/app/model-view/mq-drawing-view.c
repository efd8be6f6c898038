/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawing on a model, see mq-drawing-view.h. The picture that is sent is made by the functions that
 * draw on the screen. */
#include "app/model-view/mq-drawing-view.h"

#include "app/picture/mq-accessible-names.h"
#include "app/picture/mq-announce.h"
#include "app/picture/mq-closures.h"
#include "app/picture/mq-view-keys.h"
#include "common/base/mq-each.h"
#include "common/events/mq-target.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>
#include <math.h>

/* Shares of the picture's height. */
#define PEN 0.006
#define FONT 0.035
#define HEAD 0.03
#define ERASER_STEPS 40
/* So much room is round the parts in a box, of the picture. */
#define ROOM 0.01f
#define CORNERS 32 /* of a circle by numbers */

/* In the order of the list of strokes by numbers. */
static const MqStrokeKind by_numbers[] = {
  MQ_STROKE_BOX, MQ_STROKE_CIRCLE, MQ_STROKE_LINE, MQ_STROKE_ARROW, MQ_STROKE_SIZE, MQ_STROKE_TEXT,
};

/* Two of them are seen on any ground. */
static const GdkRGBA ink = { 0.88f, 0.11f, 0.14f, 1 };
static const GdkRGBA halo = { 1, 1, 1, 0.85f };

struct _MqDrawingView
{
  AdwBin parent_instance;

  /* Template widgets */
  GtkWidget *canvas;
  GtkLabel *status;
  GtkButton *other;
  GtkWidget *use;
  GtkPopover *entry_popover;
  GtkEntry *entry;
  GtkPopover *box_popover;
  GtkDropDown *stroke;
  GtkSpinButton *left;
  GtkSpinButton *top;
  GtkSpinButton *width;
  GtkSpinButton *height;
  GtkEntry *words;

  /* Owned; NULL while nobody draws */
  MqDrawing *drawing;
  GdkTexture *frame;
  MqSelection *selection;

  char *tool;
  GArray *points; /* of graphene_point_t: the stroke that is being drawn */
  gboolean is_dragged;
};

enum
{
  PROP_0,
  PROP_TOOL,
};

G_DEFINE_FINAL_TYPE (MqDrawingView, mq_drawing_view, ADW_TYPE_BIN)

/* Drawing. */

static graphene_point_t
place (const graphene_rect_t *area, const graphene_point_t *share)
{
  return GRAPHENE_POINT_INIT (area->origin.x + share->x * area->size.width,
                              area->origin.y + share->y * area->size.height);
}

/* A line from the end @to, at an angle to the one that comes from @from. */
static void
add_barb (GskPathBuilder *builder, const graphene_point_t *from, const graphene_point_t *to,
          double angle, float length)
{
  double way = atan2 ((double)from->y - to->y, (double)from->x - to->x) + angle;

  gsk_path_builder_move_to (builder, to->x, to->y);
  gsk_path_builder_line_to (builder, to->x + length * (float)cos (way),
                            to->y + length * (float)sin (way));
}

/* @is_centred: @at is the middle of the text, else of its left edge */
static void
draw_text (MqDrawingView *self, GtkSnapshot *snapshot, const graphene_rect_t *area,
           const graphene_point_t *at, const char *text, gboolean is_centred)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr (PangoFontDescription) font = pango_font_description_copy (
      pango_context_get_font_description (pango_layout_get_context (layout)));
  float size = (float)FONT * area->size.height, x = at->x, y;
  int width, height;

  pango_font_description_set_absolute_size (font, MAX (size, 12) * PANGO_SCALE);
  pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description (layout, font);
  pango_layout_get_pixel_size (layout, &width, &height);
  x = MIN (is_centred ? x - (float)width / 2 : x,
           area->origin.x + area->size.width - (float)width - size / 2);
  x = MAX (x, area->origin.x);
  y = at->y - (float)height / 2;
  gtk_snapshot_append_color (
      snapshot, &halo,
      &GRAPHENE_RECT_INIT (x - size / 5, y, (float)width + size * 2 / 5, (float)height));
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_layout (snapshot, layout, &ink);
  gtk_snapshot_restore (snapshot);
}

static void
draw_stroke (MqDrawingView *self, GtkSnapshot *snapshot, const graphene_rect_t *area,
             MqStrokeKind kind, const GArray *points, const char *text)
{
  g_autoptr (GskPathBuilder) builder = gsk_path_builder_new ();
  graphene_point_t first = place (area, &g_array_index (points, graphene_point_t, 0));
  graphene_point_t last = place (area, &g_array_index (points, graphene_point_t, points->len - 1));
  float head = (float)HEAD * area->size.height;
  graphene_point_t middle;

  if (kind == MQ_STROKE_BOX)
    gsk_path_builder_add_rect (
        builder, &GRAPHENE_RECT_INIT (MIN (first.x, last.x), MIN (first.y, last.y),
                                      fabsf (last.x - first.x), fabsf (last.y - first.y)));
  else
    gsk_path_builder_move_to (builder, first.x, first.y);
  for (guint i = 1; i < points->len && kind != MQ_STROKE_BOX; i++)
    {
      graphene_point_t next = place (area, &g_array_index (points, graphene_point_t, i));

      gsk_path_builder_line_to (builder, next.x, next.y);
    }
  if (kind == MQ_STROKE_CIRCLE)
    gsk_path_builder_close (builder);
  for (int side = -1; side <= 1; side += 2)
    {
      if (kind == MQ_STROKE_ARROW)
        add_barb (builder, &first, &last, side * G_PI / 6, head);
      if (kind == MQ_STROKE_SIZE)
        add_barb (builder, &first, &last, side * G_PI / 2, head / 2);
      if (kind == MQ_STROKE_SIZE)
        add_barb (builder, &last, &first, side * G_PI / 2, head / 2);
    }
  if (kind != MQ_STROKE_TEXT)
    {
      float width = MAX ((float)PEN * area->size.height, 2);
      g_autoptr (GskPath) path = gsk_path_builder_to_path (builder);

      /* Draws a path twice: its halo first. */
      for (guint i = 0; i < 2; i++)
        {
          g_autoptr (GskStroke) stroke = gsk_stroke_new (i == 0 ? 2 * width : width);

          gsk_stroke_set_line_cap (stroke, GSK_LINE_CAP_ROUND);
          gsk_stroke_set_line_join (stroke, GSK_LINE_JOIN_ROUND);
          gtk_snapshot_append_stroke (snapshot, path, stroke, i == 0 ? &halo : &ink);
        }
    }

  if (text == NULL)
    return;
  graphene_point_interpolate (&first, &last, 0.5, &middle);
  if (kind == MQ_STROKE_BOX)
    middle = GRAPHENE_POINT_INIT (MIN (first.x, last.x), MIN (first.y, last.y) - head);
  draw_text (self, snapshot, area, &middle, text, kind == MQ_STROKE_SIZE);
}

/* Draws the picture and what is on it. */
static void
draw (MqDrawingView *self, GtkSnapshot *snapshot, const graphene_rect_t *area)
{
  GPtrArray *strokes = mq_drawing_get_strokes (self->drawing);

  gtk_snapshot_append_texture (snapshot, self->frame, area);
  MQ_EACH (strokes, i, const MqStroke, stroke)
    draw_stroke (self, snapshot, area, stroke->kind, stroke->points, stroke->text);
}

/* The picture in the canvas, as large as there is room below the tools: nothing of it is hidden. */
static graphene_rect_t
get_area (MqDrawingView *self)
{
  float width = (float)gtk_widget_get_width (self->canvas);
  float height = (float)gtk_widget_get_height (self->canvas);
  float scale = MIN (width / (float)gdk_texture_get_width (self->frame),
                     height / (float)gdk_texture_get_height (self->frame));
  float w = scale * (float)gdk_texture_get_width (self->frame);
  float h = scale * (float)gdk_texture_get_height (self->frame);

  return GRAPHENE_RECT_INIT ((width - w) / 2, (height - h) / 2, w, h);
}

static MqStrokeKind
get_kind_by_numbers (MqDrawingView *self)
{
  guint selected = gtk_drop_down_get_selected (self->stroke);

  return by_numbers[MIN (selected, G_N_ELEMENTS (by_numbers) - 1)];
}

static void
mq_drawing_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MqDrawingView *self = MQ_DRAWING_VIEW (widget);
  graphene_rect_t canvas;

  if (self->drawing != NULL && gtk_widget_compute_bounds (self->canvas, widget, &canvas)
      && canvas.size.width > 0 && canvas.size.height > 0)
    {
      graphene_rect_t area = get_area (self);

      gtk_snapshot_append_color (snapshot, &(GdkRGBA){ 0.8f, 0.8f, 0.8f, 1 },
                                 &GRAPHENE_RECT_INIT (0, 0, (float)gtk_widget_get_width (widget),
                                                      (float)gtk_widget_get_height (widget)));
      graphene_rect_offset (&area, canvas.origin.x, canvas.origin.y);
      draw (self, snapshot, &area);
      if (gtk_widget_get_visible (GTK_WIDGET (self->box_popover)))
        {
          const char *text = gtk_editable_get_text (GTK_EDITABLE (self->words));

          draw_stroke (self, snapshot, &area, get_kind_by_numbers (self), self->points,
                       *text != '\0' ? text : NULL);
        }
      else if (self->points->len > 1 && mq_stroke_kind_find (self->tool) < MQ_N_STROKE_KINDS)
        draw_stroke (self, snapshot, &area, mq_stroke_kind_find (self->tool), self->points, NULL);
    }
  GTK_WIDGET_CLASS (mq_drawing_view_parent_class)->snapshot (widget, snapshot);
}

/* Strokes. */

/* @text: (nullable): why nothing was drawn; %NULL: what the strokes are about */
static void
show_status (MqDrawingView *self, const char *text)
{
  guint n = mq_drawing_get_strokes (self->drawing)->len, n_left_out;
  g_autoptr (JsonArray) targets = mq_drawing_list_targets (self->drawing, &n_left_out);
  g_autofree char *titles = mq_selection_dup_titles (self->selection, targets);
  g_autofree char *more = NULL;
  JsonObject *other;
  g_autofree char *title = NULL;
  g_autofree char *only = NULL;

  if (text == NULL && n == 0)
    text = _ ("Draw around what to change, and write how to change it");
  else if (text == NULL && *titles == '\0')
    text = _ ("No stroke touches the model. A model that sees pictures gets only the picture.");
  else if (text == NULL && n_left_out > 0)
    text = more = g_strdup_printf (
        /* Translators: the names of parts, then a number. */
        ngettext ("%s; %u more part is in the picture only",
                  "%s; %u more parts are in the picture only", n_left_out),
        titles, n_left_out);
  else if (text == NULL)
    text = titles;

  gtk_label_set_label (self->status, text);

  /* A size over the whole of a thing is as long as a part there, too: one click takes the other
   * one. */
  other = mq_drawing_get_other (self->drawing);
  title = other != NULL ? mq_selection_dup_title (self->selection->rows, other) : NULL;
  /* Translators: a button; a part and the length that was drawn: “Only Top: “60 cm””. */
  only = other != NULL ? g_strdup_printf (_ ("Only %s"), title) : NULL;
  if (other == NULL)
    gtk_button_set_label (self->other, "");
  else
    gtk_button_set_label (self->other, mq_target_is_size_of_all (other) ? title : only);

  gtk_widget_set_sensitive (self->use, n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "drawing.undo", n > 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    mq_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
drop_points (MqDrawingView *self)
{
  self->is_dragged = FALSE;
  g_array_set_size (self->points, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Makes a stroke of the points. Returns: whether it could */
static gboolean
add_stroke (MqDrawingView *self, MqStrokeKind kind, const char *text)
{
  g_autoptr (GError) error = NULL;
  gboolean added = mq_drawing_add (self->drawing, kind, (graphene_point_t *)self->points->data,
                                   self->points->len, text, &error);

  show_status (self, added ? NULL : error->message);
  if (added || kind == MQ_STROKE_CIRCLE || kind == MQ_STROKE_LINE || kind == MQ_STROKE_ARROW)
    drop_points (self);
  return added;
}

/* Takes a place of the canvas. */
static void
add_point (MqDrawingView *self, double x, double y)
{
  graphene_rect_t area = get_area (self);
  graphene_point_t share = { ((float)x - area.origin.x) / area.size.width,
                             ((float)y - area.origin.y) / area.size.height };
  gboolean is_free = g_str_equal (self->tool, "circle") || g_str_equal (self->tool, "line");

  if (!is_free)
    g_array_set_size (self->points, MIN (self->points->len, 1));
  /* A hand that never lifts the pen draws coarser and coarser. */
  if (self->points->len >= 4 * MQ_DRAWING_MAX_POINTS)
    for (guint i = 1; i < self->points->len; i++)
      g_array_remove_index (self->points, i);
  g_array_append_val (self->points, share);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Takes away what is between the last two places of the pointer. */
static void
erase (MqDrawingView *self)
{
  graphene_point_t at = g_array_index (self->points, graphene_point_t, self->points->len - 1);
  guint n = mq_drawing_get_strokes (self->drawing)->len;

  for (guint i = 0; i <= ERASER_STEPS; i++)
    {
      graphene_point_t between;

      graphene_point_interpolate (&g_array_index (self->points, graphene_point_t, 0), &at,
                                  (double)i / ERASER_STEPS, &between);
      mq_drawing_erase (self->drawing, &between);
    }
  g_array_index (self->points, graphene_point_t, 0) = at;
  g_array_set_size (self->points, 1);
  if (mq_drawing_get_strokes (self->drawing)->len < n)
    show_status (self, NULL);
}

static void
drag_begin_cb (MqDrawingView *self, double x, double y, GtkGesture *drag)
{
  gtk_gesture_set_state (drag, GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (self->canvas);
  drop_points (self);
  self->is_dragged = TRUE;
  add_point (self, x, y);
  if (g_str_equal (self->tool, "eraser"))
    erase (self);
}

static void
drag_update_cb (MqDrawingView *self, double x, double y, GtkGestureDrag *drag)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (drag));
  g_autofree GdkTimeCoord *passed = NULL;
  double start_x, start_y, at_x, at_y;
  guint n = 0;

  if (!self->is_dragged || !gtk_gesture_drag_get_start_point (drag, &start_x, &start_y))
    return;

  /* Where the pointer was since the last frame: a fast circle would be a polygon. */
  if (event != NULL && gdk_event_get_position (event, &at_x, &at_y))
    passed = gdk_event_get_history (event, &n);
  for (guint i = 0; i < n; i++)
    add_point (self, start_x + x + passed[i].axes[GDK_AXIS_X] - at_x,
               start_y + y + passed[i].axes[GDK_AXIS_Y] - at_y);
  add_point (self, start_x + x, start_y + y);
  if (g_str_equal (self->tool, "eraser"))
    erase (self);
}

static void
drag_end_cb (MqDrawingView *self, double x, double y)
{
  MqStrokeKind kind = mq_stroke_kind_find (self->tool);
  gboolean is_click = hypot (x, y) < 4 && self->points->len < 8;

  if (!self->is_dragged)
    return;

  self->is_dragged = FALSE;
  if (kind == MQ_STROKE_TEXT || (kind == MQ_STROKE_SIZE && !is_click))
    {
      graphene_rect_t area = get_area (self);
      graphene_point_t at
          = place (&area, &g_array_index (self->points, graphene_point_t, self->points->len - 1));
      gboolean is_size = g_str_equal (self->tool, "size");
      const char *name = is_size ? _ ("New length") : _ ("Text to write there");

      gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
      gtk_entry_set_placeholder_text (self->entry, is_size ? _ ("12 cm") : _ ("higher"));
      mq_accessible_names_set (self->entry, name);
      gtk_popover_set_pointing_to (self->entry_popover,
                                   &(GdkRectangle){ (int)at.x, (int)at.y, 1, 1 });
      gtk_popover_popup (self->entry_popover);
      gtk_widget_grab_focus (GTK_WIDGET (self->entry));
    }
  else if (kind == MQ_N_STROKE_KINDS || is_click)
    drop_points (self);
  else
    add_stroke (self, kind, NULL);
}

static void
drag_cancel_cb (MqDrawingView *self)
{
  /* A popover that opens when the drag has ended cancels it, too. */
  if (self->is_dragged)
    drop_points (self);
}

/* The text of a stroke. */

static void
entry_activate_cb (MqDrawingView *self)
{
  MqStrokeKind kind = mq_stroke_kind_find (self->tool);

  if (kind == MQ_STROKE_TEXT)
    g_array_set_size (self->points, MIN (self->points->len, 1));
  if (add_stroke (self, kind, gtk_editable_get_text (GTK_EDITABLE (self->entry))))
    gtk_popover_popdown (self->entry_popover);
  else
    gtk_widget_error_bell (GTK_WIDGET (self->entry));
}

static void
entry_closed_cb (MqDrawingView *self)
{
  drop_points (self);
  gtk_widget_grab_focus (self->canvas);
}

/* Strokes from the keyboard: a box or a circle in it, or a line from its upper left corner. */

static void
box_changed_cb (MqDrawingView *self)
{
  float left = (float)gtk_spin_button_get_value (self->left) / 100;
  float top = (float)gtk_spin_button_get_value (self->top) / 100;
  float width = (float)gtk_spin_button_get_value (self->width) / 100;
  float height = (float)gtk_spin_button_get_value (self->height) / 100;
  MqStrokeKind kind = get_kind_by_numbers (self);
  guint n = kind == MQ_STROKE_CIRCLE ? CORNERS : kind == MQ_STROKE_TEXT ? 1 : 2;

  g_array_set_size (self->points, 0);
  for (guint i = 0; i < n; i++)
    {
      double angle = 2 * G_PI * i / CORNERS;
      float x = kind == MQ_STROKE_CIRCLE ? (float)(1 + cos (angle)) / 2 : (float)i;
      float y = kind == MQ_STROKE_CIRCLE ? (float)(1 + sin (angle)) / 2 : (float)i;
      graphene_point_t point = { CLAMP (left + x * width, 0, 1), CLAMP (top + y * height, 0, 1) };

      g_array_append_val (self->points, point);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* A size goes along an edge. */
static void
stroke_chosen_cb (MqDrawingView *self)
{
  GtkStringObject *chosen = gtk_drop_down_get_selected_item (self->stroke);
  g_autofree char *name = g_strdup_printf ("%s: %s", _ ("Stroke"),
                                           gtk_string_object_get_string (chosen));

  /* Screen readers also say what it is a choice of. */
  mq_accessible_names_set (self->stroke, name);
  if (get_kind_by_numbers (self) == MQ_STROKE_SIZE)
    gtk_spin_button_set_value (self->height, 0);
  box_changed_cb (self);
}

/* It begins round the chosen parts. */
static void
box_visible_cb (MqDrawingView *self)
{
  graphene_rect_t box = GRAPHENE_RECT_INIT (0.4f, 0.4f, 0.2f, 0.2f);

  if (self->drawing == NULL)
    return;
  if (!gtk_widget_get_visible (GTK_WIDGET (self->box_popover)))
    {
      drop_points (self);
      return;
    }

  if (mq_drawing_find_chosen (self->drawing, &box))
    graphene_rect_inset (&box, -ROOM, -ROOM);
  gtk_editable_set_text (GTK_EDITABLE (self->words), "");
  gtk_drop_down_set_selected (self->stroke, 0);
  gtk_spin_button_set_value (self->left, 100 * box.origin.x);
  gtk_spin_button_set_value (self->top, 100 * box.origin.y);
  gtk_spin_button_set_value (self->width, 100 * box.size.width);
  gtk_spin_button_set_value (self->height, 100 * box.size.height);
  stroke_chosen_cb (self);
}

static void
box_add_cb (MqDrawingView *self)
{
  gtk_spin_button_update (self->height);
  box_changed_cb (self);
  if (!add_stroke (self, get_kind_by_numbers (self),
                   gtk_editable_get_text (GTK_EDITABLE (self->words))))
    {
      box_changed_cb (self);
      gtk_widget_error_bell (GTK_WIDGET (self->words));
      return;
    }
  gtk_popover_popdown (self->box_popover);
  gtk_widget_grab_focus (self->canvas);
}

/* The pictures behind are not shown by keys now. */
static gboolean
stop_cb (GtkWidget *widget, GVariant *args, gpointer unused)
{
  return GDK_EVENT_STOP;
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqDrawingView *self = MQ_DRAWING_VIEW (widget);

  if (mq_drawing_undo (self->drawing))
    show_status (self, NULL);
}

static void
other_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqDrawingView *self = MQ_DRAWING_VIEW (widget);

  mq_drawing_take_other (self->drawing);
  show_status (self, NULL);
}

static void
leave_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mq_drawing_view_end (MQ_DRAWING_VIEW (widget));
}

/* The object. */

static void
mq_drawing_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_value_set_string (value, MQ_DRAWING_VIEW (object)->tool);
}

static void
mq_drawing_view_set_property (GObject *object, guint prop_id, const GValue *value,
                              GParamSpec *pspec)
{
  if (g_set_str (&MQ_DRAWING_VIEW (object)->tool, g_value_get_string (value)))
    g_object_notify_by_pspec (object, pspec);
}

static void
mq_drawing_view_dispose (GObject *object)
{
  MqDrawingView *self = MQ_DRAWING_VIEW (object);

  mq_drawing_view_end (self);
  g_clear_pointer ((GtkWidget **)&self->entry_popover, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_DRAWING_VIEW);

  G_OBJECT_CLASS (mq_drawing_view_parent_class)->dispose (object);
}

static void
mq_drawing_view_finalize (GObject *object)
{
  MqDrawingView *self = MQ_DRAWING_VIEW (object);

  g_array_unref (self->points);
  g_free (self->tool);

  G_OBJECT_CLASS (mq_drawing_view_parent_class)->finalize (object);
}

static void
mq_drawing_view_class_init (MqDrawingViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = mq_drawing_view_get_property;
  object_class->set_property = mq_drawing_view_set_property;
  object_class->dispose = mq_drawing_view_dispose;
  object_class->finalize = mq_drawing_view_finalize;
  widget_class->snapshot = mq_drawing_view_snapshot;

  g_object_class_install_property (
      object_class, PROP_TOOL,
      g_param_spec_string ("tool", NULL, NULL, "circle",
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY));
  gtk_widget_class_install_property_action (widget_class, "drawing.tool", "tool");
  gtk_widget_class_install_action (widget_class, "drawing.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "drawing.other", NULL, other_action);
  gtk_widget_class_install_action (widget_class, "drawing.leave", NULL, leave_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "drawing.undo",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "drawing.leave", NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Page_Up, 0, stop_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Page_Down, 0, stop_cb, NULL);
  mq_view_keys_bind_arrows (widget_class, 0, stop_cb);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-drawing-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MqDrawingView, canvas);
  gtk_widget_class_bind_template_child (widget_class, MqDrawingView, status);
  gtk_widget_class_bind_template_child (widget_class, MqDrawingView, other);
  gtk_widget_class_bind_template_child (widget_class, MqDrawingView, use);
  gtk_widget_class_bind_template_child (widget_class, MqDrawingView, entry_popover);
  gtk_widget_class_bind_template_child (widget_class, MqDrawingView, entry);
  gtk_widget_class_bind_template_child (widget_class, MqDrawingView, box_popover);
  gtk_widget_class_bind_template_child (widget_class, MqDrawingView, stroke);
  gtk_widget_class_bind_template_child (widget_class, MqDrawingView, left);
  gtk_widget_class_bind_template_child (widget_class, MqDrawingView, top);
  gtk_widget_class_bind_template_child (widget_class, MqDrawingView, width);
  gtk_widget_class_bind_template_child (widget_class, MqDrawingView, height);
  gtk_widget_class_bind_template_child (widget_class, MqDrawingView, words);
  gtk_widget_class_bind_template_callback (widget_class, drag_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_update_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_end_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_closed_cb);
  gtk_widget_class_bind_template_callback (widget_class, box_visible_cb);
  gtk_widget_class_bind_template_callback (widget_class, box_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stroke_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, box_add_cb);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_has_text);
}

static void
mq_drawing_view_init (MqDrawingView *self)
{
  self->tool = g_strdup ("circle");
  self->points = g_array_new (FALSE, FALSE, sizeof (graphene_point_t));
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->entry_popover), self->canvas);
}

/* @pick: what is seen in @frame */
void
mq_drawing_view_begin (MqDrawingView *self, const MqOrbitPick *pick, GdkTexture *frame)
{
  mq_drawing_view_end (self);
  self->drawing = mq_drawing_new (pick);
  g_set_object (&self->frame, frame);
  g_set_object (&self->selection, pick->selection);
  show_status (self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_widget_grab_focus (self->canvas);
}

gboolean
mq_drawing_view_has_strokes (MqDrawingView *self)
{
  return self->drawing != NULL && mq_drawing_get_strokes (self->drawing)->len > 0;
}

/* Forgets the strokes, and hides the view. Returns: whether there were any */
gboolean
mq_drawing_view_end (MqDrawingView *self)
{
  gboolean had_strokes = mq_drawing_view_has_strokes (self);

  if (self->drawing == NULL)
    return FALSE;

  gtk_popover_popdown (self->entry_popover);
  gtk_popover_popdown (self->box_popover);
  drop_points (self);
  g_clear_pointer (&self->drawing, mq_drawing_free);
  g_clear_object (&self->frame);
  g_clear_object (&self->selection);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  return had_strokes;
}

/* Ends the drawing. @targets: (out) (transfer full) (nullable): what its strokes meet. Returns:
 * (transfer full) (nullable): the picture with its strokes; %NULL: there are none */
GdkTexture *
mq_drawing_view_take (MqDrawingView *self, JsonArray **targets)
{
  g_autoptr (GtkSnapshot) snapshot = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  graphene_rect_t area;
  GdkTexture *picture;
  guint n_left_out;

  *targets = NULL;
  if (!mq_drawing_view_has_strokes (self) || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return NULL;

  area = GRAPHENE_RECT_INIT (0, 0, (float)gdk_texture_get_width (self->frame),
                             (float)gdk_texture_get_height (self->frame));
  snapshot = gtk_snapshot_new ();
  draw (self, snapshot, &area);
  node = gtk_snapshot_to_node (snapshot);
  picture = gsk_renderer_render_texture (
      gtk_native_get_renderer (gtk_widget_get_native (GTK_WIDGET (self))), node, &area);
  *targets = mq_drawing_list_targets (self->drawing, &n_left_out);
  mq_drawing_view_end (self);
  return picture;
}
