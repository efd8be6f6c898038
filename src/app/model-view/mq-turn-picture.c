/* Pictures of a version that is turned, see mq-turn-picture.h. All of them together have 19 MiB of
 * memory, so that none has to be loaded while the user drags. */
#include "app/model-view/mq-turn-picture.h"

#include "app/picture/mq-picture.h"
#include "app/picture/mq-view-keys.h"
#include "client/mesh/mq-turn-frames.h"

#include <glib/gi18n.h>
#include <math.h>

/* As MqOrbitView. */
#define DEGREES_PER_PX 0.4
#define DEGREES_PER_FRAME (360.0 / MQ_TURN_N_FRAMES)

struct _MqTurnPicture
{
  AdwBin parent_instance;

  /* Borrowed: children */
  GtkPicture *picture;
  GtkWidget *progress;
  GtkLabel *progress_label;

  /* Owned */
  MqTurnFrames *frames;                   /* that are shown or loaded */
  GdkTexture *textures[MQ_TURN_N_FRAMES]; /* NULL: not there yet */
  guint n_drawn;                          /* frames that can be loaded */
  double angle;                           /* degrees that it is turned to the right */
  double drag_x;                          /* what of the drag is done, px */
};

G_DEFINE_FINAL_TYPE (MqTurnPicture, mq_turn_picture, ADW_TYPE_BIN)

/* The texture that is nearest to the angle, or NULL. */
static GdkTexture *
find_texture (MqTurnPicture *self)
{
  int wanted = (int)lround (self->angle / DEGREES_PER_FRAME);

  for (int distance = 0; distance <= MQ_TURN_N_FRAMES / 2; distance++)
    for (int side = -1; side <= 1; side += 2)
      {
        GdkTexture *texture
            = self->textures[(wanted + side * distance + MQ_TURN_N_FRAMES) % MQ_TURN_N_FRAMES];

        if (texture != NULL)
          return texture;
      }

  return NULL;
}

static void
show_texture (MqTurnPicture *self)
{
  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (find_texture (self)));
}

static void
show_progress (MqTurnPicture *self)
{
  g_autofree char *text = g_strdup_printf (_ ("Rendering picture %u of %u"),
                                           MIN (self->n_drawn + 1, MQ_TURN_N_FRAMES),
                                           MQ_TURN_N_FRAMES);

  gtk_label_set_label (self->progress_label, text);
  gtk_widget_set_visible (self->progress, self->n_drawn < MQ_TURN_N_FRAMES);
}

/* Turning. */

static void
turn_to (MqTurnPicture *self, double angle)
{
  self->angle = fmod (fmod (angle, 360) + 360, 360);
  show_texture (self);
}

static gboolean
turn_cb (GtkWidget *widget, GVariant *way, gpointer unused)
{
  MqTurnPicture *self = MQ_TURN_PICTURE (widget);
  int x, y;

  g_variant_get (way, "(ii)", &x, &y);
  turn_to (self, self->angle + x * DEGREES_PER_FRAME);
  return GDK_EVENT_STOP;
}

static void
reset_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  turn_to (MQ_TURN_PICTURE (widget), 0);
}

static void
pressed_cb (MqTurnPicture *self, int n_press, double x, double y)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (n_press == 2)
    turn_to (self, 0);
}

static void
drag_begin_cb (MqTurnPicture *self, double x, double y)
{
  self->drag_x = 0;
}

static void
drag_update_cb (MqTurnPicture *self, double x, double y)
{
  turn_to (self, self->angle + (x - self->drag_x) * DEGREES_PER_PX);
  self->drag_x = x;
}

/* Loading. */

typedef struct
{
  MqTurnPicture *picture;
  MqTurnFrames *frames;
  guint index;
} FrameLoad;

static void
frame_load_free (gpointer data)
{
  FrameLoad *load = data;

  g_object_unref (load->picture);
  g_object_unref (load->frames);
  g_free (load);
}

/* Without it, its neighbours are shown. */
static DexFuture *
loaded_cb (DexFuture *future, gpointer data)
{
  FrameLoad *load = data;
  MqTurnPicture *self = load->picture;

  if (self->frames == load->frames)
    {
      g_set_object (&self->textures[load->index],
                    g_value_get_object (dex_future_get_value (future, NULL)));
      show_texture (self);
    }
  return NULL;
}

static void
frame_cb (MqTurnPicture *self, guint index, const char *path, MqTurnFrames *frames)
{
  FrameLoad *load = g_new0 (FrameLoad, 1);

  load->picture = g_object_ref (self);
  load->frames = g_object_ref (frames);
  load->index = index;
  dex_future_disown (
      dex_future_then (mq_picture_load (path, MQ_PICTURE_WHOLE), loaded_cb, load, frame_load_free));
  self->n_drawn++;
  show_progress (self);
}

static void
clear (MqTurnPicture *self)
{
  if (self->frames != NULL)
    g_signal_handlers_disconnect_by_data (self->frames, self);
  g_clear_object (&self->frames);
  for (guint i = 0; i < MQ_TURN_N_FRAMES; i++)
    g_clear_object (&self->textures[i]);
}

static void
mq_turn_picture_dispose (GObject *object)
{
  clear (MQ_TURN_PICTURE (object));

  G_OBJECT_CLASS (mq_turn_picture_parent_class)->dispose (object);
}

static void
mq_turn_picture_class_init (MqTurnPictureClass *klass)
{
  static const MqViewKeys keys = { turn_cb, NULL, NULL, "turn-picture.reset" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_turn_picture_dispose;

  gtk_widget_class_install_action (widget_class, "turn-picture.reset", NULL, reset_action);
  mq_view_keys_bind (widget_class, &keys);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
add_children (MqTurnPicture *self)
{
  GtkWidget *overlay = gtk_overlay_new ();

  self->picture = g_object_new (GTK_TYPE_PICTURE, "accessible-role", GTK_ACCESSIBLE_ROLE_NONE,
                                "hexpand", TRUE, "vexpand", TRUE, NULL);
  self->progress_label = GTK_LABEL (gtk_label_new (NULL));
  self->progress = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (self->progress), adw_spinner_new ());
  gtk_box_append (GTK_BOX (self->progress), GTK_WIDGET (self->progress_label));
  g_object_set (self->progress_label, "ellipsize", PANGO_ELLIPSIZE_END, NULL);
  g_object_set (self->progress, "halign", GTK_ALIGN_CENTER, "valign", GTK_ALIGN_END,
                "margin-bottom", 9, "can-target", FALSE, "css-classes",
                (const char *const[]){ "osd", "numeric", "coming-label", NULL }, NULL);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), GTK_WIDGET (self->picture));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->progress);
  adw_bin_set_child (ADW_BIN (self), overlay);
}

static void
mq_turn_picture_init (MqTurnPicture *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  add_children (self);
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_cursor_from_name (widget, "grab");

  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
}

/**
 * mq_turn_picture_load:
 * @self: a picture
 * @library: the library of the version
 * @settings: the Blender that draws
 * @version: the version to show, from the front at first
 * @name: its name, for screen readers
 *
 * Dropping the future ends Blender; what is loaded stays.
 *
 * Returns: (transfer full): see mq_turn_frames_load()
 */
DexFuture *
mq_turn_picture_load (MqTurnPicture *self, MqLibrary *library, const MqWorkerSettings *settings,
                      MqVersion *version, const char *name)
{
  dex_return_error_if_fail (MQ_IS_TURN_PICTURE (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ ("Left and right arrow keys turn it, 0 goes back to the front"),
                                  -1);
  clear (self);
  self->angle = self->n_drawn = 0;
  self->frames = mq_turn_frames_new (library, settings, version);
  g_signal_connect_object (self->frames, "frame", G_CALLBACK (frame_cb), self, G_CONNECT_SWAPPED);
  show_texture (self);
  show_progress (self);
  return mq_turn_frames_load (self->frames);
}
