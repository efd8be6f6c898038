/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The renders of a version, see mq-gallery.h. */
#include "app/review/mq-gallery.h"

#include "app/picture/mq-closures.h"
#include "app/picture/mq-picture-out.h"
#include "app/picture/mq-picture-view.h"
#include "app/picture/mq-picture.h"
#include "app/review/mq-coming-picture.h"
#include "app/dialogs/mq-file-name.h"
#include "app/model-view/mq-chosen-typing.h"
#include "app/model-view/mq-orbit.h"

#include <glib/gi18n.h>

#define STRIP_WIDTH 64
#define STRIP_HEIGHT 36
#define CELL_WIDTH 192
#define CELL_HEIGHT 108
/* A version that is shown for so long gets its model beforehand. */
#define SETTLED_MS 500

struct _MqGallery
{
  AdwBin parent_instance;

  /* Template widgets */
  GtkStack *stack;
  GtkStack *big;
  MqPictureView *picture;
  MqComingPicture *coming;
  MqOrbit *orbit;
  AdwBin *part_slot; /* an orbit of one part, while that is shown alone */
  GtkLabel *part_name;
  GtkWidget *part_close;
  GtkButton *chosen;
  GtkLabel *hint;
  GtkWidget *strip;
  GtkListView *strip_list;
  GtkGridView *grid_view;
  GtkSingleSelection *views;
  GtkStringList *paths;

  /* Owned */
  MqWorkspace *workspace;
  MqVersion *version;
  MqSelection *selection;       /* what is chosen of the version */
  MqConversation *conversation; /* whose title is in alternative texts */
  GSignalGroup *conversation_signals;
  GSignalGroup *version_signals;
  GSignalGroup *workspace_signals;
  GSignalGroup *motion_signals; /* of the pose of the version */
  guint settle_source;
  struct
  {
    MqOrbitPlace place;
    gboolean adds;
    gboolean waits;
  } click;       /* on a render, until the model is there */
  char *pointed; /* (nullable): the object of the render under the pointer */
  gboolean grid;
  gboolean is_full_screen;
  gboolean is_turning;   /* asked for: the picture stays until the model is there */
  const char *pending;   /* (nullable): an action of the model, as soon as that is there */
  gboolean is_dragged;   /* the picture, to turn the model */
  gboolean is_following; /* the model follows that drag */
  gboolean pans;         /* with it, rather than turns */
};

enum
{
  PROP_0,
  PROP_GRID,
  PROP_TURNING,
  PROP_FULL_SCREEN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MqGallery, mq_gallery, ADW_TYPE_BIN)

static guint
get_n_views (MqGallery *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->paths));
}

static guint
get_position (MqGallery *self)
{
  guint position = gtk_single_selection_get_selected (self->views);

  return position == GTK_INVALID_LIST_POSITION ? 0 : position;
}

static gboolean
is_draft (MqGallery *self)
{
  return self->version != NULL && mq_version_is_draft (self->version);
}

static const char *
get_title (MqGallery *self)
{
  const char *title = self->conversation != NULL ? mq_conversation_get_title (self->conversation)
                                                 : NULL;

  return title != NULL ? title : "";
}

/* Returns: whether a picture is no render, but that of all moving parts, which is the last one */
static gboolean
shows_far_poses (MqGallery *self, guint position)
{
  const char *path = gtk_string_list_get_string (self->paths, position);

  return path != NULL && g_str_has_suffix (path, MQ_VERSION_FAR_POSES);
}

static char *
describe_view (MqGallery *self, guint position)
{
  guint number = mq_version_get_number (self->version);
  const char *title = get_title (self);

  if (shows_far_poses (self, position))
    return g_strdup (_ ("Each moving part at its far end"));
  if (number == 0)
    /* Translators: the alternative text of a picture; %s is a title: “Chair, draft”. */
    return g_strdup_printf (_ ("%s, draft"), title);
  if (*title == '\0')
    return g_strdup_printf (_ ("Version %u, view %u of %u"), number, position + 1,
                            get_n_views (self));

  /* Translators: the alternative text of a picture: "Chair, version 2, view 3 of 5". */
  return g_strdup_printf (_ ("%s, version %u, view %u of %u"), title, number, position + 1,
                          get_n_views (self));
}

/* Cells of the strip and of the grid. The picture is the child of the list item, or inside it. */

static GdkContentProvider *
prepare_drag_cb (GtkDragSource *source, double x, double y, GtkListItem *item)
{
  GtkStringObject *path = gtk_list_item_get_item (item);

  return path != NULL ? mq_picture_offer (gtk_string_object_get_string (path)) : NULL;
}

static void
set_up_cell (GtkListItem *item, int width, int height, const char *css_class)
{
  GtkWidget *picture = mq_picture_new (NULL, width, height);
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_widget_set_size_request (picture, width, height); /* list cells do not expand */
  gtk_widget_add_css_class (picture, css_class);
  g_signal_connect_object (source, "prepare", G_CALLBACK (prepare_drag_cb), item, 0);
  gtk_widget_add_controller (picture, GTK_EVENT_CONTROLLER (source));
  gtk_list_item_set_child (item, picture);
}

static void
strip_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, MqGallery *self)
{
  set_up_cell (item, STRIP_WIDTH, STRIP_HEIGHT, "gallery-thumb");
}

static void
grid_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, MqGallery *self)
{
  set_up_cell (item, CELL_WIDTH, CELL_HEIGHT, "gallery-cell");
}

static void
view_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, MqGallery *self)
{
  GtkStringObject *path = gtk_list_item_get_item (item);
  g_autofree char *text = describe_view (self, gtk_list_item_get_position (item));

  mq_picture_show (MQ_PICTURE (gtk_list_item_get_child (item)), gtk_string_object_get_string (path),
                   text);
  gtk_list_item_set_accessible_label (item, text);
}

/* The large view. */

static void
update_actions (MqGallery *self)
{
  guint n = get_n_views (self);
  guint position = get_position (self);
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "gallery.previous", n > 0 && position > 0);
  gtk_widget_action_set_enabled (widget, "gallery.next", position + 1 < n);
  gtk_widget_action_set_enabled (widget, "gallery.copy", n > 0 && !is_draft (self));
  gtk_widget_action_set_enabled (widget, "gallery.save", n > 0 && !is_draft (self));
  gtk_widget_action_set_enabled (widget, "gallery.turning", n > 0 && self->workspace != NULL);
}

/* Loads the selected render into the large view. */
static void
show_view (MqGallery *self)
{
  guint position = get_position (self);
  const char *path = gtk_string_list_get_string (self->paths, position);
  g_autofree char *text = path != NULL ? describe_view (self, position) : NULL;
  const char *suffix = shows_far_poses (self, position) ? ".jpg" : ".png";
  g_autofree char *name = path != NULL ? mq_file_name_make (get_title (self),
                                                            mq_version_get_number (self->version),
                                                            position + 1, suffix)
                                       : NULL;

  mq_picture_view_show (self->picture, path, text, name);
}

/* The model instead of the large render. */

static void
show_orbit (MqGallery *self)
{
  guint number = mq_version_get_number (self->version);
  const char *title = get_title (self);
  g_autofree char *name = NULL;

  if (number == 0)
    /* Translators: the alternative text of a model; %s is a title: “Chair, draft, a model to turn”.
     */
    name = g_strdup_printf (_ ("%s, draft, 3D model"), title);
  else if (*title == '\0')
    name = g_strdup_printf (_ ("Version %u, 3D model"), number);
  else
    /* Translators: the alternative text of a model: "Chair, version 2, a model to turn". */
    name = g_strdup_printf (_ ("%s, version %u, 3D model"), title, number);
  mq_orbit_show (self->orbit, self->workspace, self->version, get_position (self), name,
                 !self->is_turning);
}

static MqOrbitPlace
make_place (MqGallery *self, double x, double y)
{
  return (MqOrbitPlace){ get_position (self), mq_picture_view_get_aspect (self->picture), x, y };
}

/* On the render, too, a line is round the chosen parts. */
static void
show_chosen (MqGallery *self)
{
  const char *page = gtk_stack_get_visible_child_name (self->big);
  MqOrbitPlace place = make_place (self, 0, 0);
  g_autoptr (GdkTexture) marks = place.aspect > 0 && self->version != NULL
                                         && g_str_equal (page, "picture") && self->selection != NULL
                                         && mq_orbit_has (self->orbit, self->version)
                                     ? mq_orbit_draw_chosen (self->orbit, &place)
                                     : NULL;

  mq_picture_view_set_marks (self->picture, marks);
}

/* The picture stays until the model is there. */
static void
update_big (MqGallery *self)
{
  gboolean is_there = self->is_turning && mq_orbit_has (self->orbit, self->version);
  gboolean is_part = adw_bin_get_child (self->part_slot) != NULL;
  const char *page = is_part ? "part" : is_there ? "orbit" : "picture";
  /* On it, or on the button for it. */
  gboolean had_focus
      = gtk_widget_get_focus_child (is_there ? GTK_WIDGET (self) : GTK_WIDGET (self->big)) != NULL;

  mq_coming_picture_set_task (self->coming,
                              ((self->is_turning && !is_there) || self->click.waits) && !is_part
                                  ? _ ("Preparing 3D View…")
                                  : NULL);
  if (g_str_equal (page, gtk_stack_get_visible_child_name (self->big)))
    return;

  gtk_stack_set_visible_child_name (self->big, page);
  show_chosen (self);
  if (had_focus)
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
drop_part (MqGallery *self)
{
  gboolean had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self->big)) != NULL;

  if (adw_bin_get_child (self->part_slot) == NULL)
    return;

  gtk_stack_set_visible_child_name (self->big, "picture"); /* its focus goes before it does */
  adw_bin_set_child (self->part_slot, NULL);
  update_big (self);
  if (had_focus)
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* A version that has no renders, as its run was stopped, can still be the one that is turned. */
static void
update_page (MqGallery *self)
{
  gboolean is_empty = get_n_views (self) == 0 && !self->is_turning;

  gtk_stack_set_visible_child_name (self->stack, is_empty     ? "none"
                                                 : self->grid ? "grid"
                                                              : "single");
}

static void
set_turning (MqGallery *self, gboolean is_turning)
{
  drop_part (self);
  is_turning = is_turning && self->workspace != NULL && self->version != NULL;
  if (is_turning && !mq_orbit_has_opengl (GTK_WIDGET (self)))
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.show-toast", "s",
                                  _ ("Turning the model needs OpenGL, which this display lacks"));
      is_turning = FALSE;
    }
  if (self->is_turning == is_turning)
    return;

  self->is_turning = is_turning;
  if (is_turning)
    show_orbit (self);
  update_page (self);
  update_big (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TURNING]);
}

/* A pose is only seen on the model. */
static void
posed_cb (MqGallery *self, MqMotion *motion)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && mq_motion_is_posed (motion))
    set_turning (self, TRUE);
}

/* Progress stands above the name of what is chosen. */
static int
get_progress_margin (MqGallery *self, const char *chosen)
{
  return chosen != NULL && *chosen != '\0' ? 52 : 9;
}

/* The model says which part a render shows at a place. */

static void
choose_clicked (MqGallery *self)
{
  self->click.waits = FALSE;
  if (mq_orbit_has (self->orbit, self->version))
    mq_orbit_choose_in_picture (self->orbit, &self->click.place, self->click.adds);
}

static void
picture_clicked_cb (MqGallery *self, double x, double y, gboolean adds)
{
  if (self->workspace == NULL || self->version == NULL || self->selection == NULL
      || !mq_orbit_has_opengl (GTK_WIDGET (self)))
    return;

  self->click.place = make_place (self, x, y);
  self->click.adds = adds;
  self->click.waits = !mq_orbit_has (self->orbit, self->version);
  if (self->click.waits)
    show_orbit (self);
  else
    choose_clicked (self);
  update_big (self);
}

static void
show_name (MqGallery *self)
{
  g_autofree char *hint = NULL;
  g_autofree char *label = mq_selection_dup_label (self->selection, self->pointed, &hint);

  gtk_button_set_label (self->chosen, label);
  gtk_label_set_label (self->hint, hint);
}

/* Before the model is there, nobody knows what the render shows. */
static void
picture_pointed_cb (MqGallery *self, double x, double y)
{
  MqOrbitPlace place = make_place (self, x, y);
  gboolean is_there = x >= 0 && x <= 1 && y >= 0 && y <= 1 && self->version != NULL
                      && self->selection != NULL && mq_orbit_has (self->orbit, self->version);

  if (g_set_str (&self->pointed, is_there ? mq_orbit_find_in_picture (self->orbit, &place) : NULL))
    show_name (self);
}

static void
selection_changed_cb (MqGallery *self)
{
  show_name (self);
  show_chosen (self);
}

static void
do_pending (MqGallery *self)
{
  const char *pending = g_steal_pointer (&self->pending);

  if (pending != NULL)
    gtk_widget_activate_action_variant (
        GTK_WIDGET (self->orbit), pending,
        g_str_equal (pending, "orbit.fit") ? g_variant_new_boolean (TRUE) : NULL);
}

static void
orbit_shown_cb (MqGallery *self)
{
  const char *problem = mq_orbit_get_problem (self->orbit);
  gboolean is_clicked = self->click.waits;

  if (is_clicked)
    choose_clicked (self);
  show_chosen (self);
  /* One that is made beforehand is made again when it is asked for. */
  if (problem != NULL && (self->is_turning || is_clicked))
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.show-toast", "s", problem);
      set_turning (self, FALSE);
    }
  update_big (self);
  if (problem == NULL && self->is_turning)
    do_pending (self);
  self->pending = NULL;
}

/* Gets the model of the version beforehand, so that a drag on the picture turns it at once. */

static void
get_ready_cb (gpointer data)
{
  MqGallery *self = data;

  self->settle_source = 0;
  if (mq_orbit_has_opengl (GTK_WIDGET (self)))
    show_orbit (self);
}

/* Only while the picture is seen, and no run needs the processor. */
static void
get_ready (MqGallery *self)
{
  gboolean may = self->workspace != NULL && self->version != NULL && get_n_views (self) > 0
                 && gtk_widget_get_mapped (GTK_WIDGET (self))
                 && mq_workspace_get_blender (self->workspace) != NULL
                 && mq_workspace_get_n_working (self->workspace) == 0;

  g_clear_handle_id (&self->settle_source, g_source_remove);
  if (self->is_turning)
    return;

  if (!may)
    {
      mq_orbit_stop (self->orbit);
      self->click.waits = FALSE;
      update_big (self);
    }
  else if (!mq_orbit_has (self->orbit, self->version))
    self->settle_source = g_timeout_add_once (SETTLED_MS, get_ready_cb, self);
}

/* A drag on the picture turns the model, as soon as that is there. It is one gesture of both pages:
 * the model follows the drag that began on the picture. */

static void
drag_begin_cb (MqGallery *self, double x, double y, GtkGesture *drag)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (drag));
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self->big), x, y, GTK_PICK_DEFAULT);
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (drag));

  self->is_dragged = self->is_following = FALSE;
  self->pans = button == GDK_BUTTON_MIDDLE || (state & GDK_SHIFT_MASK);
  if (button > GDK_BUTTON_MIDDLE || picked != GTK_WIDGET (self->picture)
      || mq_picture_view_is_zoomed (self->picture) || self->workspace == NULL)
    gtk_gesture_set_state (drag, GTK_EVENT_SEQUENCE_DENIED);
}

static void
drag_update_cb (MqGallery *self, double x, double y, GtkGesture *drag)
{
  if (!self->is_dragged && gtk_drag_check_threshold (GTK_WIDGET (self->big), 0, 0, (int)x, (int)y))
    {
      self->is_dragged = TRUE;
      gtk_gesture_set_state (drag, GTK_EVENT_SEQUENCE_CLAIMED);
      set_turning (self, TRUE);
    }
  if (!self->is_dragged || !self->is_turning || !mq_orbit_has (self->orbit, self->version))
    return;

  if (!self->is_following)
    mq_orbit_begin_drag (self->orbit, self->pans);
  self->is_following = TRUE;
  mq_orbit_drag (self->orbit, x, y);
}

static void
view_selected_cb (GtkSingleSelection *views, GParamSpec *pspec, MqGallery *self)
{
  if (self->version == NULL)
    return;

  set_turning (self, FALSE); /* a render was chosen */
  /* In the grid, the pointer selects as it moves: do not decode a large picture for that. */
  if (!self->grid)
    show_view (self);
  update_actions (self);
}

static void
set_grid (MqGallery *self, gboolean grid)
{
  if (self->grid == grid)
    return;

  self->grid = grid;
  update_page (self);
  if (grid && get_n_views (self) > 0)
    gtk_grid_view_scroll_to (self->grid_view, get_position (self), GTK_LIST_SCROLL_FOCUS, NULL);
  else
    show_view (self);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GRID]);
}

static void
show_all_cb (GtkButton *button, MqGallery *self)
{
  set_grid (self, TRUE);
}

static void
activate_cb (GtkGridView *view, guint position, MqGallery *self)
{
  gtk_single_selection_set_selected (self->views, position);
  set_grid (self, FALSE);
}

static void
set_position (MqGallery *self, guint position)
{
  if (position >= get_n_views (self))
    return;

  gtk_single_selection_set_selected (self->views, position);
  if (!self->grid)
    gtk_list_view_scroll_to (self->strip_list, position, GTK_LIST_SCROLL_NONE, NULL);
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqGallery *self = MQ_GALLERY (widget);
  guint position = get_position (self);

  set_position (self, g_str_equal (name, "gallery.next") ? position + 1 : position - 1);
}

/* The arrow keys follow the screen, also in right-to-left locales. */
static gboolean
arrow_cb (GtkWidget *widget, GVariant *points_right, gpointer user_data)
{
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  gboolean forward = g_variant_get_boolean (points_right) != is_rtl;

  if (MQ_GALLERY (widget)->grid)
    return FALSE;
  return gtk_widget_activate_action (widget, forward ? "gallery.next" : "gallery.previous", NULL);
}

/* Forwards to the large view, which may not have the selected render while the grid is shown. */
static void
picture_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqGallery *self = MQ_GALLERY (widget);

  show_view (self);
  gtk_widget_activate_action (GTK_WIDGET (self->picture),
                              g_str_equal (name, "gallery.copy") ? "picture.copy" : "picture.save",
                              NULL);
}

/* Draws on the model, or shows what is chosen of it. */
static void
model_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqGallery *self = MQ_GALLERY (widget);

  set_grid (self, FALSE);
  set_turning (self, TRUE);
  self->pending = g_str_equal (name, "gallery.draw") ? "orbit.draw" : "orbit.fit";
  if (!self->is_turning)
    self->pending = NULL;
  else if (mq_orbit_has (self->orbit, self->version))
    do_pending (self);
}

/* Properties. */

static void
list_pictures (MqGallery *self, guint position)
{
  guint n = mq_version_get_n_pictures (self->version);
  g_auto (GStrv) paths = g_new0 (char *, MAX (n, 1) + 2);
  g_autofree char *far_poses = n > 0 ? g_build_filename (mq_version_get_dir (self->version),
                                                         MQ_VERSION_FAR_POSES, NULL)
                                     : NULL;

  paths[0] = mq_version_dup_cover (self->version);
  for (guint i = 1; i < n; i++)
    paths[i] = mq_version_get_picture (self->version, i);
  if (n > 0 && g_file_test (far_poses, G_FILE_TEST_IS_REGULAR))
    paths[n] = g_steal_pointer (&far_poses);
  n = g_strv_length (paths);
  gtk_string_list_splice (self->paths, 0, get_n_views (self), (const char *const *)paths);
  set_position (self, MIN (position, n > 0 ? n - 1 : 0));
  show_view (self);
  update_actions (self);
  update_page (self);
}

/* The first of the new pictures is shown, but not of those that join a new version one by one. */
static void
pictures_added_cb (MqGallery *self)
{
  g_autoptr (MqConversation) conversation = g_signal_group_dup_target (self->conversation_signals);
  gboolean is_made = conversation != NULL
                     && mq_conversation_state_is_busy (mq_conversation_get_state (conversation));
  guint n = get_n_views (self);

  if (n > 0 && shows_far_poses (self, n - 1))
    n--;
  list_pictures (self, is_made ? get_position (self) : n);
}

static void
mq_gallery_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MqGallery *self = MQ_GALLERY (object);

  switch (prop_id)
    {
    case PROP_GRID:
      g_value_set_boolean (value, self->grid);
      break;
    case PROP_TURNING:
      g_value_set_boolean (value, self->is_turning);
      break;
    case PROP_FULL_SCREEN:
      g_value_set_boolean (value, self->is_full_screen);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mq_gallery_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  MqGallery *self = MQ_GALLERY (object);

  switch (prop_id)
    {
    case PROP_GRID:
      set_grid (self, g_value_get_boolean (value));
      break;
    case PROP_TURNING:
      set_turning (self, g_value_get_boolean (value));
      break;
    case PROP_FULL_SCREEN:
      self->is_full_screen = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* Not to the first button on the picture, where GTK would put it. */
static gboolean
mq_gallery_grab_focus (GtkWidget *widget)
{
  MqGallery *self = MQ_GALLERY (widget);

  if (self->grid)
    return gtk_widget_grab_focus (GTK_WIDGET (self->grid_view));
  if (g_str_equal (gtk_stack_get_visible_child_name (self->big), "orbit"))
    return mq_orbit_focus (self->orbit);
  if (g_str_equal (gtk_stack_get_visible_child_name (self->big), "part"))
    return gtk_widget_grab_focus (self->part_close);
  return gtk_widget_grab_focus (GTK_WIDGET (self->picture));
}

static void
mq_gallery_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mq_gallery_parent_class)->map (widget);
  get_ready (MQ_GALLERY (widget));
}

static void
mq_gallery_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mq_gallery_parent_class)->unmap (widget);
  get_ready (MQ_GALLERY (widget));
}

static void
mq_gallery_dispose (GObject *object)
{
  MqGallery *self = MQ_GALLERY (object);

  if (self->orbit != NULL)
    mq_orbit_stop (self->orbit);
  g_clear_handle_id (&self->settle_source, g_source_remove);
  g_clear_object (&self->workspace_signals);
  g_clear_object (&self->conversation_signals);
  g_clear_object (&self->version_signals);
  g_clear_object (&self->motion_signals);
  g_clear_object (&self->workspace);
  g_clear_object (&self->version);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->pointed, g_free);
  adw_bin_set_child (ADW_BIN (self), NULL); /* before dispose_template() */
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_GALLERY);
  g_clear_object (&self->conversation);

  G_OBJECT_CLASS (mq_gallery_parent_class)->dispose (object);
}

/* Escape. */
static gboolean
leave_cb (GtkWidget *widget, GVariant *args, gpointer unused)
{
  if (adw_bin_get_child (MQ_GALLERY (widget)->part_slot) != NULL)
    {
      drop_part (MQ_GALLERY (widget));
      return GDK_EVENT_STOP;
    }
  if (!MQ_GALLERY (widget)->is_full_screen)
    return GDK_EVENT_PROPAGATE;

  g_object_set (widget, "full-screen", FALSE, NULL);
  return GDK_EVENT_STOP;
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "gallery.previous", NULL, step_action);
  gtk_widget_class_install_action (widget_class, "gallery.next", NULL, step_action);
  gtk_widget_class_install_action (widget_class, "gallery.copy", NULL, picture_action);
  gtk_widget_class_install_action (widget_class, "gallery.save", NULL, picture_action);
  gtk_widget_class_install_action (widget_class, "gallery.draw", NULL, model_action);
  gtk_widget_class_install_action (widget_class, "gallery.show-chosen", NULL, model_action);
  gtk_widget_class_install_property_action (widget_class, "gallery.grid", "grid");
  gtk_widget_class_install_property_action (widget_class, "gallery.turning", "turning");
  gtk_widget_class_install_property_action (widget_class, "gallery.full-screen", "full-screen");

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, 0, arrow_cb, "b", FALSE);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, 0, arrow_cb, "b", TRUE);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F11, 0, "gallery.full-screen", NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, leave_cb, NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Up, 0, "gallery.previous", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Down, 0, "gallery.next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "gallery.copy",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "gallery.save",
                                       NULL);
}

static void
mq_gallery_class_init (MqGalleryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = mq_gallery_get_property;
  object_class->set_property = mq_gallery_set_property;
  object_class->dispose = mq_gallery_dispose;
  widget_class->grab_focus = mq_gallery_grab_focus;
  widget_class->map = mq_gallery_map;
  widget_class->unmap = mq_gallery_unmap;

  properties[PROP_GRID] = g_param_spec_boolean ("grid", NULL, NULL, FALSE,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
                                                    | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_TURNING] = g_param_spec_boolean ("turning", NULL, NULL, FALSE,
                                                   G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
                                                       | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_FULL_SCREEN] = g_param_spec_boolean ("full-screen", NULL, NULL, FALSE,
                                                       G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
                                                           | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  install_actions (widget_class);

  g_type_ensure (MQ_TYPE_ORBIT);
  g_type_ensure (MQ_TYPE_PICTURE_VIEW);
  g_type_ensure (MQ_TYPE_COMING_PICTURE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-gallery.ui");
  gtk_widget_class_bind_template_child (widget_class, MqGallery, stack);
  gtk_widget_class_bind_template_child (widget_class, MqGallery, big);
  gtk_widget_class_bind_template_child (widget_class, MqGallery, picture);
  gtk_widget_class_bind_template_child (widget_class, MqGallery, coming);
  gtk_widget_class_bind_template_child (widget_class, MqGallery, orbit);
  gtk_widget_class_bind_template_child (widget_class, MqGallery, part_slot);
  gtk_widget_class_bind_template_child (widget_class, MqGallery, part_name);
  gtk_widget_class_bind_template_child (widget_class, MqGallery, part_close);
  gtk_widget_class_bind_template_child (widget_class, MqGallery, chosen);
  gtk_widget_class_bind_template_child (widget_class, MqGallery, hint);
  gtk_widget_class_bind_template_child (widget_class, MqGallery, strip);
  gtk_widget_class_bind_template_child (widget_class, MqGallery, strip_list);
  gtk_widget_class_bind_template_child (widget_class, MqGallery, grid_view);
  gtk_widget_class_bind_template_child (widget_class, MqGallery, views);
  gtk_widget_class_bind_template_child (widget_class, MqGallery, paths);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_has_text);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_is_several);
  gtk_widget_class_bind_template_callback (widget_class, get_progress_margin);
  gtk_widget_class_bind_template_callback (widget_class, orbit_shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, picture_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, picture_pointed_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_chosen);
  gtk_widget_class_bind_template_callback (widget_class, drop_part);
  gtk_widget_class_bind_template_callback (widget_class, drag_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_update_cb);
  gtk_widget_class_bind_template_callback (widget_class, strip_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, grid_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, view_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, view_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_all_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
title_changed_cb (MqGallery *self)
{
  if (self->version != NULL && !self->grid)
    show_view (self);
}

static void
mq_gallery_init (MqGallery *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  mq_coming_picture_hide_picture (self->coming);
  self->motion_signals = g_signal_group_new (MQ_TYPE_MOTION);
  g_signal_group_connect_object (self->motion_signals, "changed", G_CALLBACK (posed_cb), self,
                                 G_CONNECT_SWAPPED);
  self->version_signals = g_signal_group_new (MQ_TYPE_VERSION);
  g_signal_group_connect_swapped (self->version_signals, "notify::n-pictures",
                                  G_CALLBACK (pictures_added_cb), self);
  self->conversation_signals = g_signal_group_new (MQ_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::title",
                                  G_CALLBACK (title_changed_cb), self);
  self->workspace_signals = g_signal_group_new (MQ_TYPE_WORKSPACE);
  g_signal_group_connect_swapped (self->workspace_signals, "notify::n-working",
                                  G_CALLBACK (get_ready), self);
  g_signal_group_connect_swapped (self->workspace_signals, "notify::blender",
                                  G_CALLBACK (get_ready), self);
  update_actions (self);
}

/* Once. @workspace: whose Blender makes the model; @selection: what is chosen of the version */
void
mq_gallery_set_up (MqGallery *self, MqWorkspace *workspace, MqSelection *selection)
{
  g_set_object (&self->workspace, workspace);
  g_signal_group_set_target (self->workspace_signals, workspace);
  update_actions (self);
  get_ready (self);
  g_set_object (&self->selection, selection);
  g_signal_connect_object (selection, "changed", G_CALLBACK (selection_changed_cb), self,
                           G_CONNECT_SWAPPED);
  mq_orbit_set_selection (self->orbit, selection);
  mq_chosen_typing_add (GTK_WIDGET (self), selection);
}

/* @conversation: (nullable): of the version, with the asset's title; while its next version is
 * made, a line over the large view says how far that is */
void
mq_gallery_set_conversation (MqGallery *self, MqConversation *conversation)
{
  /* A session opens with its picture. */
  if (g_set_object (&self->conversation, conversation))
    {
      set_turning (self, FALSE);
      mq_orbit_clear (self->orbit);
    }
  g_signal_group_set_target (self->conversation_signals, conversation);
  mq_coming_picture_set_conversation (self->coming, conversation);
}

/* @version: the version whose renders are shown; the selected view stays, and so does turning. A
 * draft is turned from the beginning; if nobody has touched it, the renders of its version take its
 * place. @motion: (nullable): of the version */
void
mq_gallery_set_version (MqGallery *self, MqVersion *version, MqMotion *motion)
{
  gboolean was_draft = is_draft (self);
  gboolean was_turning;

  g_signal_group_set_target (self->motion_signals, motion);
  if (!g_set_object (&self->version, version))
    return;

  drop_part (self);
  self->click.waits = FALSE;
  was_turning = self->is_turning;
  if (was_draft && !is_draft (self) && !mq_orbit_is_touched (self->orbit))
    was_turning = FALSE;
  else if (is_draft (self) && !was_draft)
    was_turning = mq_orbit_has_opengl (GTK_WIDGET (self));
  g_signal_group_set_target (self->version_signals, version);
  list_pictures (self, get_position (self));
  mq_coming_picture_set_version (self->coming, version);
  if (was_turning && self->is_turning)
    show_orbit (self);
  else
    set_turning (self, was_turning && (get_n_views (self) > 0 || was_draft));
  update_big (self);
  get_ready (self);
}

/* Chooses what the render or the model shows at a place, if that is not chosen yet. @point: in
 * @widget, px. Returns: (nullable): the name of the object there */
const char *
mq_gallery_choose_at (MqGallery *self, GtkWidget *widget, const graphene_point_t *point)
{
  graphene_point_t at;
  MqOrbitPlace place;
  const char *object;

  if (g_str_equal (gtk_stack_get_visible_child_name (self->big), "orbit"))
    return mq_orbit_choose_at (self->orbit, widget, point);

  if (!gtk_widget_get_mapped (GTK_WIDGET (self->picture)) || self->version == NULL
      || !mq_orbit_has (self->orbit, self->version)
      || !gtk_widget_compute_point (widget, GTK_WIDGET (self->picture), point, &at)
      || !mq_picture_view_find (self->picture, &at, &at))
    return NULL;

  place = make_place (self, (double)at.x, (double)at.y);
  object = mq_orbit_find_in_picture (self->orbit, &place);
  if (object != NULL && !mq_selection_has_object (self->selection, object))
    mq_orbit_choose_in_picture (self->orbit, &place, FALSE);

  return object;
}

/* As mq_orbit_take_drawing(). */
GdkTexture *
mq_gallery_take_drawing (MqGallery *self, JsonArray **targets)
{
  return mq_orbit_take_drawing (self->orbit, targets);
}

/* @width: the width of the gallery, px. Returns: the height, px, at which a render is as wide as
 * the gallery */
int
mq_gallery_measure (MqGallery *self, int width)
{
  int strip = 0;

  if (gtk_widget_get_visible (self->strip))
    gtk_widget_measure (self->strip, GTK_ORIENTATION_VERTICAL, -1, NULL, &strip, NULL, NULL);

  return width * 9 / 16 + strip;
}

/* @width: the width of the gallery, px. Returns: the height, px, of the pen's tools; 0 while nobody
 * draws */
int
mq_gallery_measure_tools (MqGallery *self, int width)
{
  return mq_orbit_measure_tools (self->orbit, width);
}

/* Shows one part alone in place of the large view, until the user closes it or chooses something
 * else. @mesh: (nullable): its model; @problem: (nullable): why there is none; without either, it
 * is being built */
void
mq_gallery_show_part (MqGallery *self, const char *name, MqMesh *mesh, const char *problem)
{
  GtkWidget *orbit = adw_bin_get_child (self->part_slot);

  if (mesh == NULL && problem == NULL)
    {
      set_grid (self, FALSE);
      gtk_label_set_label (self->part_name, name);
      adw_bin_set_child (self->part_slot, g_object_new (MQ_TYPE_ORBIT, NULL));
      update_big (self);
    }
  else if (orbit != NULL && mesh != NULL)
    mq_orbit_show_mesh (MQ_ORBIT (orbit), mesh, NULL, name, FALSE);
  else if (orbit != NULL)
    mq_orbit_show_problem (MQ_ORBIT (orbit), problem);
}
