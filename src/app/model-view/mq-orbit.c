/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A version that can be turned, see mq-orbit.h. */
#include "app/model-view/mq-orbit.h"

#include "app/picture/mq-announce.h"
#include "app/picture/mq-closures.h"
#include "app/model-view/mq-drawing-view.h"
#include "app/model-view/mq-orbit-view.h"
#include "client/mesh/mq-mesh-cache.h"
#include "client/executor/mq-worker-settings.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-signal.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"

#include <glib/gi18n.h>

/* Longest name of an object that is shown, in characters. */
#define MAX_NAME 60
#define NICENESS_AHEAD 10

struct _MqOrbit
{
  AdwBin parent_instance;

  /* Template widgets */
  GtkStack *stack;
  GtkLabel *problem;
  AdwBin *slot;
  GtkDropDown *mode;
  GtkButton *part;
  GtkLabel *hint;
  GtkWidget *draw;
  MqDrawingView *drawing;

  /* Owned */
  MqSelection *selection; /* (nullable): what is chosen, in all views */
  MqMotion *motion;       /* (nullable): has the pose that is shown */
  char *pointed;          /* (nullable): the object under the pointer */
  MqVersion *version;     /* whose mesh is shown or loaded */
  char *name;
  MqMesh *mesh; /* of the version; NULL: not there yet */
  JsonObject *report;
  guint picture; /* from where it is first seen */
  DexFuture *loading;
  gboolean plain; /* without the choice of looks */
  gboolean is_touched;
  gboolean stands_in; /* the mesh is that of the version's draft */

  MqOrbitView *view; /* in the slot; NULL until there is a mesh, as it makes a GL context */
};

G_DEFINE_FINAL_TYPE (MqOrbit, mq_orbit, ADW_TYPE_BIN)

enum
{
  SIGNAL_SHOWN,
  SIGNAL_TURNED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_turned (MqOrbit *self, const MqOrbitSide *side)
{
  self->is_touched = TRUE;
  g_signal_emit (self, signals[SIGNAL_TURNED], 0, side);
}

/* The page is "view" when there is a model. */
static gboolean
shows_tools (MqOrbit *self, const char *page, gboolean draws)
{
  return g_strcmp0 (page, "view") == 0 && !self->plain && !draws;
}

static gboolean
shows_part (MqOrbit *self, const char *name, gboolean draws)
{
  return name != NULL && *name != '\0' && !draws;
}

/* The name of what a click takes where the pointer is, or else what is chosen. */
static void
show_name (MqOrbit *self)
{
  g_autofree char *hint = NULL;
  g_autofree char *label = self->selection != NULL
                               ? mq_selection_dup_label (self->selection, self->pointed, &hint)
                               : g_strdup (self->pointed != NULL ? self->pointed : "");
  g_autofree char *name = mq_text_clean (label, MAX_NAME);

  gtk_button_set_label (self->part, name);
  gtk_label_set_label (self->hint, hint != NULL ? hint : "");
}

static void
pointed_cb (MqOrbitView *view, const char *object, MqOrbit *self)
{
  g_set_str (&self->pointed, object);
  show_name (self);
}

static void
selection_changed_cb (MqOrbit *self)
{
  self->is_touched |= *self->selection->titles != '\0';
  show_name (self);
}

static void
make_view (MqOrbit *self)
{
  self->view = MQ_ORBIT_VIEW (mq_orbit_view_new ());
  if (self->selection != NULL)
    mq_orbit_view_set_selection (self->view, self->selection);
  mq_orbit_view_set_motion (self->view, self->motion);
  g_object_bind_property (self->mode, "selected", self->view, "mode",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  g_signal_connect_object (self->view, "pointed", G_CALLBACK (pointed_cb), self, 0);
  g_signal_connect_object (self->view, "turned", G_CALLBACK (on_turned), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->slot, GTK_WIDGET (self->view));
}

static DexFuture *
load_fiber (MqOrbit *self, MqVersion *version, DexFuture *loading, DexFuture *dropped)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MqMesh) mesh = dex_await_object (mq_fiber_unless (dropped, dex_ref (loading)), &error);
  g_autoptr (JsonObject) contents = NULL;
  const GError *failure = error;

  if (mesh != NULL)
    contents = dex_await_boxed (mq_version_load (version), NULL);
  if (!dex_future_is_pending (dropped))
    return dex_future_new_true ();

  if (mesh != NULL)
    {
      JsonObject *report = mq_json_get_object (contents, "report");

      mq_orbit_set_motion (self, mq_motion_of_version (G_OBJECT (self->version), report));
      if (self->view == NULL)
        make_view (self);
      if (self->stands_in)
        mq_orbit_view_change_mesh (self->view, mesh, FALSE);
      else
        mq_orbit_view_set_mesh (self->view, mesh, report, self->picture);
      self->stands_in = FALSE;
      mq_orbit_view_set_name (self->view, self->name);
      gtk_stack_set_visible_child_name (self->stack, "view");
      mq_orbit_view_warm_up (self->view);
      failure = gtk_gl_area_get_error (GTK_GL_AREA (self->view));
      if (failure == NULL)
        {
          g_set_object (&self->mesh, mesh);
          mq_json_replace_object (&self->report, report);
        }
    }
  if (failure != NULL)
    mq_orbit_show_problem (self, failure->message);

  g_signal_emit (self, signals[SIGNAL_SHOWN], 0);
  return dex_future_new_true ();
}

static void
side_action (GtkWidget *widget, const char *name, GVariant *side)
{
  MqOrbit *self = MQ_ORBIT (widget);

  if (self->view != NULL)
    mq_orbit_view_show_side (self->view, g_variant_get_string (side, NULL));
}

static void
fit_action (GtkWidget *widget, const char *name, GVariant *chosen)
{
  MqOrbit *self = MQ_ORBIT (widget);

  if (self->view != NULL)
    mq_orbit_view_fit (self->view, g_variant_get_boolean (chosen));
}

/* When the view has its size. */
static gboolean
draw_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
  MqOrbit *self = MQ_ORBIT (widget);
  MqOrbitPick pick;
  g_autoptr (GdkTexture) frame = self->view != NULL ? mq_orbit_view_freeze (self->view, &pick)
                                                    : NULL;

  if (frame != NULL)
    mq_drawing_view_begin (self->drawing, &pick, frame);
  return frame == NULL && self->mesh != NULL ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
draw_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  MqOrbit *self = MQ_ORBIT (widget);

  if (self->selection != NULL && !gtk_widget_get_visible (GTK_WIDGET (self->drawing)))
    gtk_widget_add_tick_callback (widget, draw_cb, NULL, NULL);
}

static void
drawing_visible_cb (MqOrbit *self)
{
  if (!gtk_widget_get_visible (GTK_WIDGET (self->drawing)) && self->view != NULL
      && gtk_widget_get_mapped (GTK_WIDGET (self->view)))
    gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* The model that was drawn on is not shown any more. */
static void
end_drawing (MqOrbit *self)
{
  if (mq_drawing_view_end (self->drawing))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-toast", "s",
                                _ ("The drawing ended, because another model is shown"));
}

static void
mq_orbit_dispose (GObject *object)
{
  MqOrbit *self = MQ_ORBIT (object);

  dex_clear (&self->loading);
  g_clear_object (&self->selection);
  g_clear_object (&self->motion);
  g_clear_pointer (&self->pointed, g_free);
  g_clear_object (&self->version);
  g_clear_object (&self->mesh);
  g_clear_pointer (&self->report, json_object_unref);
  g_clear_pointer (&self->name, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_ORBIT);

  G_OBJECT_CLASS (mq_orbit_parent_class)->dispose (object);
}

static void
mq_orbit_class_init (MqOrbitClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_orbit_dispose;

  signals[SIGNAL_SHOWN] = mq_signal_new (MQ_TYPE_ORBIT, "shown", 0);
  signals[SIGNAL_TURNED] = mq_signal_new (MQ_TYPE_ORBIT, "turned", 1, G_TYPE_POINTER);

  gtk_widget_class_install_action (widget_class, "orbit.side", "s", side_action);
  gtk_widget_class_install_action (widget_class, "orbit.fit", "b", fit_action);
  gtk_widget_class_install_action (widget_class, "orbit.draw", NULL, draw_action);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-orbit.ui");
  gtk_widget_class_bind_template_child (widget_class, MqOrbit, stack);
  gtk_widget_class_bind_template_child (widget_class, MqOrbit, problem);
  gtk_widget_class_bind_template_child (widget_class, MqOrbit, slot);
  gtk_widget_class_bind_template_child (widget_class, MqOrbit, mode);
  gtk_widget_class_bind_template_child (widget_class, MqOrbit, part);
  gtk_widget_class_bind_template_child (widget_class, MqOrbit, hint);
  gtk_widget_class_bind_template_child (widget_class, MqOrbit, draw);
  gtk_widget_class_bind_template_child (widget_class, MqOrbit, drawing);
  gtk_widget_class_bind_template_callback (widget_class, drawing_visible_cb);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_has_text);
  gtk_widget_class_bind_template_callback (widget_class, shows_tools);
  gtk_widget_class_bind_template_callback (widget_class, shows_part);
}

static void
mq_orbit_init (MqOrbit *self)
{
  g_type_ensure (MQ_TYPE_DRAWING_VIEW);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mq_orbit_set_selection:
 * @self: an orbit that shows nothing yet
 * @selection: what is chosen of the version; a click on the model chooses
 */
void
mq_orbit_set_selection (MqOrbit *self, MqSelection *selection)
{
  if (g_set_object (&self->selection, selection))
    g_signal_connect_object (selection, "changed", G_CALLBACK (selection_changed_cb), self,
                             G_CONNECT_SWAPPED);
  gtk_widget_set_visible (self->draw, TRUE);
}

/* A pose is not to be seen in the picture of the model that one draws on. */
static void
moved_cb (MqOrbit *self)
{
  if (!mq_drawing_view_has_strokes (self->drawing))
    mq_drawing_view_end (self->drawing);
}

/**
 * mq_orbit_set_motion:
 * @self: an orbit
 * @motion: (nullable): of the version whose meshes it shows from now on
 */
void
mq_orbit_set_motion (MqOrbit *self, MqMotion *motion)
{
  if (self->motion != NULL && self->motion != motion)
    g_signal_handlers_disconnect_by_func (self->motion, moved_cb, self);
  if (!g_set_object (&self->motion, motion))
    return;

  if (motion != NULL)
    g_signal_connect_object (motion, "changed", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  if (self->view != NULL)
    mq_orbit_view_set_motion (self->view, motion);
}

/**
 * mq_orbit_show:
 * @self: an orbit
 * @workspace: the workspace, with the Blender that writes the mesh
 * @version: the version to show
 * @picture: from where which of its renders was made, from 0
 * @name: its name, for screen readers
 * @ahead: whether nobody waits for it yet; a Blender makes way for other programs then
 *
 * Emits `shown`, at once if the version is there already. In place of a draft that is looked at,
 * the draft stays until the version is there, and the camera where it is.
 */
void
mq_orbit_show (MqOrbit *self, MqWorkspace *workspace, MqVersion *version, guint picture,
               const char *name, gboolean ahead)
{
  MqBlender *blender = mq_workspace_get_blender (workspace);
  g_autoptr (DexFuture) mesh = NULL;
  MqWorkerSettings settings;
  gboolean is_draft = self->mesh != NULL && self->version != NULL
                      && mq_version_is_draft (self->version);

  g_set_str (&self->name, name);
  self->picture = picture;
  if (mq_orbit_has (self, version) && !self->stands_in)
    {
      mq_orbit_view_set_mesh (self->view, self->mesh, self->report, picture);
      mq_orbit_view_set_name (self->view, name);
      g_signal_emit (self, signals[SIGNAL_SHOWN], 0);
      return;
    }
  if (!g_set_object (&self->version, version))
    return;

  end_drawing (self);
  self->stands_in = is_draft && !ahead;
  self->is_touched &= self->stands_in;
  if (self->stands_in)
    mq_orbit_view_set_name (self->view, name); /* it is no draft any more */
  else
    g_clear_object (&self->mesh);
  if (blender == NULL)
    {
      mq_orbit_show_problem (self, _ ("Blender is needed to show the model."));
      g_signal_emit (self, signals[SIGNAL_SHOWN], 0);
      return;
    }

  settings = mq_worker_settings_read (blender, mq_workspace_get_config (workspace));
  settings.limits.niceness = ahead ? NICENESS_AHEAD : 0;
  mesh = mq_mesh_cache_load (mq_workspace_get_library (workspace), &settings, version);
  if (!self->stands_in)
    gtk_stack_set_visible_child_name (self->stack, "loading");
  dex_clear (&self->loading);
  self->loading = mq_fiber_spawn_droppable_with (256 * 1024, load_fiber, (MQ_TYPE_ORBIT, self),
                                                 (MQ_TYPE_VERSION, version),
                                                 (DEX_TYPE_FUTURE, mesh));
}

/**
 * mq_orbit_has:
 * @self: an orbit
 * @version: a version
 *
 * Returns: whether its model is there, ready to be turned
 */
gboolean
mq_orbit_has (MqOrbit *self, MqVersion *version)
{
  return self->mesh != NULL && self->version == version;
}

/**
 * mq_orbit_is_touched:
 * @self: an orbit
 *
 * Returns: whether the user has turned what it shows, or clicked a part of it
 */
gboolean
mq_orbit_is_touched (MqOrbit *self)
{
  return self->is_touched;
}

/**
 * mq_orbit_get_problem:
 * @self: an orbit
 *
 * Returns: (nullable): after `shown`: why the version is not there
 */
const char *
mq_orbit_get_problem (MqOrbit *self)
{
  return self->mesh == NULL ? gtk_label_get_label (self->problem) : NULL;
}

/**
 * mq_orbit_focus:
 * @self: an orbit that shows a model
 *
 * Returns: whether the focus is on the model now
 */
gboolean
mq_orbit_focus (MqOrbit *self)
{
  return gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/**
 * mq_orbit_begin_drag:
 * @self: an orbit that shows a model
 * @pans: whether the drag pans, rather than turns
 *
 * For a drag that began on what was there before.
 */
void
mq_orbit_begin_drag (MqOrbit *self, gboolean pans)
{
  mq_orbit_view_begin_drag (self->view, pans);
}

/**
 * mq_orbit_drag:
 * @self: an orbit that is dragged
 * @x: how far, since it began, px
 * @y: how far, since it began, px
 */
void
mq_orbit_drag (MqOrbit *self, double x, double y)
{
  mq_orbit_view_drag (self->view, x, y);
}

/**
 * mq_orbit_show_mesh:
 * @self: an orbit
 * @mesh: what it shows, in place of a version
 * @report: (nullable): the report of the version that it began with
 * @name: its name, for screen readers
 * @stays: whether it is seen from where the last mesh was
 *
 * Leaves the focus where it is.
 */
void
mq_orbit_show_mesh (MqOrbit *self, MqMesh *mesh, JsonObject *report, const char *name,
                    gboolean stays)
{
  g_return_if_fail (MQ_IS_ORBIT (self) && MQ_IS_MESH (mesh));

  if (self->view == NULL)
    make_view (self);
  if (stays)
    mq_orbit_view_change_mesh (self->view, mesh, TRUE);
  else
    mq_orbit_view_set_mesh (self->view, mesh, report, 0);
  mq_orbit_view_set_name (self->view, name);
  gtk_stack_set_visible_child_name (self->stack, "view");
}

/* Sets @pick up for a render. @camera: (out): that of the render, to which @pick points. Returns:
 * whether the version knows it */
static gboolean
pick_in_picture (MqOrbit *self, const MqOrbitPlace *place, MqOrbitCamera *camera, MqOrbitPick *pick)
{
  *camera = (MqOrbitCamera){ 0 };
  if (self->mesh == NULL
      || !mq_orbit_camera_frame (camera, self->mesh, self->report, place->picture))
    return FALSE;

  *pick = (MqOrbitPick){ self->mesh, camera, mq_orbit_camera_look (camera, place->aspect),
                         .selection = self->selection };
  return TRUE;
}

/**
 * mq_orbit_choose_in_picture:
 * @self: an orbit that has a version, and a selection
 * @place: the place of a render that was clicked
 * @adds: see mq_selection_choose()
 *
 * Chooses what is seen there. A render whose camera the version does not know chooses nothing.
 */
void
mq_orbit_choose_in_picture (MqOrbit *self, const MqOrbitPlace *place, gboolean adds)
{
  g_autoptr (JsonObject) target = NULL;
  MqOrbitCamera camera;
  MqOrbitPick pick;

  if (!pick_in_picture (self, place, &camera, &pick))
    return;

  target = mq_orbit_pick_target (&pick, place->x, place->y, adds);
  mq_selection_choose (self->selection, target, adds);
}

/**
 * mq_orbit_choose_at:
 * @self: an orbit that has a selection
 * @widget: a widget
 * @point: a place in it, px
 *
 * Chooses what is there, if that is not chosen yet.
 *
 * Returns: (nullable): the name of the object there
 */
const char *
mq_orbit_choose_at (MqOrbit *self, GtkWidget *widget, const graphene_point_t *point)
{
  graphene_point_t at;

  return self->view != NULL && gtk_widget_get_mapped (GTK_WIDGET (self->view))
                 && !gtk_widget_get_visible (GTK_WIDGET (self->drawing))
                 && gtk_widget_compute_point (widget, GTK_WIDGET (self->view), point, &at)
             ? mq_orbit_view_choose_at (self->view, (double)at.x, (double)at.y)
             : NULL;
}

/**
 * mq_orbit_find_in_picture:
 * @self: an orbit that has a version, and a selection
 * @place: a place of a render
 *
 * Returns: (nullable): the name of the object that is seen there
 */
const char *
mq_orbit_find_in_picture (MqOrbit *self, const MqOrbitPlace *place)
{
  MqOrbitCamera camera;
  MqOrbitPick pick;
  MqMeshHit hit;

  return pick_in_picture (self, place, &camera, &pick)
                 && mq_orbit_pick_hit (&pick, place->x, place->y, &hit)
             ? hit.part->name
             : NULL;
}

/**
 * mq_orbit_draw_chosen:
 * @self: an orbit that has a version, and a selection
 * @place: a place of a render
 *
 * Returns: (transfer full) (nullable): a line round what is chosen and seen in the render, to be
 *   laid over it
 */
GdkTexture *
mq_orbit_draw_chosen (MqOrbit *self, const MqOrbitPlace *place)
{
  g_autoptr (MqDrawing) drawing = NULL;
  MqOrbitCamera camera;
  MqOrbitPick pick;

  if (*self->selection->titles == '\0' || !pick_in_picture (self, place, &camera, &pick))
    return NULL;

  drawing = mq_drawing_new (&pick);
  return mq_drawing_outline_chosen (drawing);
}

/**
 * mq_orbit_show_problem:
 * @self: an orbit
 * @text: why there is no model
 */
void
mq_orbit_show_problem (MqOrbit *self, const char *text)
{
  g_clear_object (&self->version); /* the next time, it is attempted again */
  g_clear_object (&self->mesh);
  self->stands_in = FALSE;
  gtk_label_set_label (self->problem, text);
  gtk_stack_set_visible_child_name (self->stack, "problem");
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    mq_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/**
 * mq_orbit_hide_looks:
 * @self: an orbit that shows nothing yet
 *
 * Hides the choice of looks and sides, where there is no room for it. The keys for it stay.
 */
void
mq_orbit_hide_looks (MqOrbit *self)
{
  self->plain = TRUE;
}

/**
 * mq_orbit_look_from:
 * @self: an orbit
 * @side: from where to see what it shows, if it shows a model
 */
void
mq_orbit_look_from (MqOrbit *self, const MqOrbitSide *side)
{
  if (self->view != NULL)
    mq_orbit_view_look_from (self->view, side);
}

/**
 * mq_orbit_clear:
 * @self: an orbit
 *
 * Stops loading, and forgets what is loaded.
 */
void
mq_orbit_clear (MqOrbit *self)
{
  end_drawing (self);
  dex_clear (&self->loading);
  g_clear_object (&self->version);
  g_clear_object (&self->mesh);
  self->stands_in = FALSE;
}

/* Ends the drawing. @targets: (out) (transfer full) (nullable): what its strokes meet. Returns:
 * (transfer full) (nullable): the picture with them; %NULL: nobody draws */
GdkTexture *
mq_orbit_take_drawing (MqOrbit *self, JsonArray **targets)
{
  return mq_drawing_view_take (self->drawing, targets);
}

/**
 * mq_orbit_measure_tools:
 * @self: an orbit
 * @width: the width of the orbit, px
 *
 * Returns: the height, px, of the pen's tools above the picture; 0 while nobody draws
 */
int
mq_orbit_measure_tools (MqOrbit *self, int width)
{
  int height;

  gtk_widget_measure (GTK_WIDGET (self->drawing), GTK_ORIENTATION_VERTICAL, width, NULL, &height,
                      NULL, NULL);
  return height;
}

/**
 * mq_orbit_stop:
 * @self: an orbit
 *
 * Stops loading, if it does; what is loaded stays.
 */
void
mq_orbit_stop (MqOrbit *self)
{
  if (self->loading != NULL && dex_future_is_pending (self->loading))
    mq_orbit_clear (self);
  dex_clear (&self->loading);
}

/**
 * mq_orbit_has_opengl:
 * @widget: a widget
 *
 * The first time, this takes a moment where GTK does not draw with OpenGL.
 *
 * Returns: whether models can be drawn on the widget's display
 */
gboolean
mq_orbit_has_opengl (GtkWidget *widget)
{
  g_autoptr (GError) error = NULL;

  if (gdk_display_prepare_gl (gtk_widget_get_display (widget), &error))
    return TRUE;

  g_debug ("%s", error->message);
  return FALSE;
}
