/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages, version strip and menu of the review, see mq-review.h. */
#include "app/review/mq-review.h"

#include "app/compare/mq-compare.h"
#include "app/parameters/mq-parameters-view.h"
#include "app/picture/mq-announce.h"
#include "app/picture/mq-closures.h"
#include "app/picture/mq-context-menu.h"
#include "app/picture/mq-accessible-names.h"
#include "app/review/mq-coming-picture.h"
#include "app/review/mq-review-page.h"
#include "app/review/mq-variants-grid.h"
#include "app/review/mq-version-actions.h"
#include "app/review/mq-version-strip.h"
#include "common/base/mq-application-id.h"
#include "common/base/mq-fiber.h"

#include <glib/gi18n.h>

struct _MqReview
{
  AdwBin parent_instance;

  /* Template widgets */
  AdwToastOverlay *toasts;
  GtkWidget *menu_button;
  MqVersionStrip *strip;
  AdwBanner *missing;
  GtkStack *stack;
  AdwStatusPage *empty;
  MqComingPicture *coming;
  AdwViewStack *pages;
  AdwBin *review_slot;
  AdwBin *compare_slot;
  AdwBin *parameters_slot;
  GMenu *part_menu;

  /* Owned */
  MqWorkspace *workspace;
  MqConversation *conversation;
  MqVersion *version;
  MqVersion *current; /* of the conversation, at the last change */
  MqVersionContents *contents;
  MqSelection *selection;       /* what is chosen of them */
  MqReviewPage *page;           /* NULL until there is a version to show */
  MqParametersView *parameters; /* NULL until it is first shown */
  MqCompare *compare;           /* NULL until it is first shown */
  MqVariantsGrid *variants;     /* NULL until the comparison is shown and there are variants */
  MqVariantsItem *making;       /* variants that are being made, of the conversation */
  GSignalGroup *timeline_signals;
  GSignalGroup *conversation_signals;
  GSettings *settings;
  MqVersionActions *actions; /* on the version that is shown */
  const char *pending;       /* (nullable): an action, as soon as the version is loaded */
  GVariant *pending_target;  /* (nullable): of that action */
  GtkPopover *menu;          /* at the pointer; NULL until it is first shown */
  char *object;              /* (nullable): of the version, under the pointer when the menu came */
  char *wanted_page;         /* the one that the user chose */
  double press_x;            /* of the secondary button, px */
  double press_y;
  gboolean show_close;
  gboolean placing_page; /* the page is being set, not chosen by the user */
};

enum
{
  PROP_0,
  PROP_VERSION,
  PROP_SHOW_CLOSE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MqReview, mq_review, ADW_TYPE_BIN)

/* A draft is in no menu, and in no list. */
static gboolean
has_version (MqReview *self, MqVersion *version)
{
  return version != NULL && !mq_version_is_draft (version);
}

/* The strip is hidden on the comparison, which has its own version choosers. */
static gboolean
shows_strip (MqReview *self, MqVersion *version, const char *page)
{
  return has_version (self, version) && g_strcmp0 (page, "compare") != 0;
}

static void
set_page_conversations (MqReview *self)
{
  if (self->page != NULL)
    {
      mq_gallery_set_conversation (self->page->gallery, self->conversation);
      mq_code_view_set_conversation (self->page->code, self->conversation);
    }
  if (self->parameters != NULL)
    mq_parameters_view_set_conversation (self->parameters, self->conversation);
  if (self->compare != NULL)
    mq_compare_set_conversation (self->compare, self->conversation);
}

static gpointer
make_page (GType type, AdwBin *slot)
{
  GtkWidget *page = g_object_ref_sink (g_object_new (type, NULL));

  adw_bin_set_child (slot, page);
  return page;
}

static void
update_actions (MqReview *self)
{
  g_autoptr (JsonObject) next
      = self->object != NULL ? mq_selection_find_clicked (self->selection, self->object, FALSE)
                             : NULL;

  /* Where a part of several objects is chosen. */
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "review.choose-object",
                                 next != NULL && json_object_has_member (next, "part")
                                     && json_object_has_member (next, "object"));
  mq_version_actions_set_version (self->actions, self->conversation, self->version, self->contents);
  gtk_widget_action_set_enabled (
      GTK_WIDGET (self), "review.find",
      g_action_group_get_action_enabled (G_ACTION_GROUP (self->actions), "copy-script"));
}

static gboolean
is_choice (MqVariantsItem *item)
{
  guint n_made = 0;

  for (guint i = 0; item != NULL && i < item->facts->len; i++)
    n_made += ((const MqVariantFacts *)item->facts->pdata[i])->version > 0;
  return n_made > 1;
}

/* Returns: (nullable): the variants of which the shown version is one, if there are several */
static MqVariantsItem *
find_variants (MqReview *self)
{
  MqVariantsItem *item
      = has_version (self, self->version) && self->conversation != NULL
            ? mq_timeline_find_variants (mq_conversation_get_timeline (self->conversation),
                                         mq_version_get_number (self->version))
            : NULL;

  return is_choice (item) ? item : NULL;
}

static MqVariantsItem *
get_last_variants (MqReview *self)
{
  return self->conversation != NULL
             ? mq_timeline_get_last_variants (mq_conversation_get_timeline (self->conversation))
             : NULL;
}

/* The comparison shows the variants that the version is one of, or else the last ones. */
static void
update_variants (MqReview *self)
{
  MqVariantsItem *item = find_variants (self);
  MqVariantsItem *last = get_last_variants (self);

  /* Remembers which variants are being made, to show them when they are there. */
  if (last != NULL && !mq_variants_item_is_over (last)
      && mq_conversation_state_is_busy (mq_conversation_get_state (self->conversation)))
    g_set_object (&self->making, last);

  if (self->compare == NULL)
    return;

  if (item == NULL && is_choice (get_last_variants (self)))
    item = get_last_variants (self);
  if (item != NULL && self->variants == NULL)
    self->variants = g_object_ref_sink (g_object_new (MQ_TYPE_VARIANTS_GRID, NULL));
  if (item != NULL)
    mq_variants_grid_show (self->variants, self->workspace, self->conversation, item);
  mq_compare_set_variants (self->compare, item != NULL ? GTK_WIDGET (self->variants) : NULL);
}

static void
ensure_page (MqReview *self)
{
  if (self->page != NULL)
    return;

  self->page = make_page (MQ_TYPE_REVIEW_PAGE, self->review_slot);
  mq_gallery_set_up (self->page->gallery, self->workspace, self->selection);
  mq_code_view_set_up (self->page->code, self->workspace, self->selection);
}

static void
ensure_compare (MqReview *self)
{
  if (self->compare == NULL)
    self->compare = make_page (MQ_TYPE_COMPARE, self->compare_slot);
}

/* Pages are created when first shown, as they are expensive and a start often shows none. */
static void
update_pages (MqReview *self)
{
  const char *name = adw_view_stack_get_visible_child_name (self->pages);

  if (self->contents == NULL)
    return;

  ensure_page (self);
  if (self->parameters == NULL && g_strcmp0 (name, "parameters") == 0)
    {
      self->parameters = make_page (MQ_TYPE_PARAMETERS_VIEW, self->parameters_slot);
      mq_parameters_view_set_up (self->parameters, self->workspace, self->selection);
    }
  if (g_strcmp0 (name, "compare") == 0)
    ensure_compare (self);
  update_variants (self);

  set_page_conversations (self);
  mq_gallery_set_version (
      self->page->gallery, self->contents->version,
      mq_motion_of_version (G_OBJECT (self->contents->version), self->contents->report));
  mq_code_view_set_contents (self->page->code, self->contents);
  if (self->parameters != NULL)
    mq_parameters_view_set_contents (self->parameters, self->contents);
  if (self->compare != NULL && has_version (self, self->contents->version))
    mq_compare_set_after (self->compare, self->contents->version);
}

/* Shows a page that the user did not choose. */
static void
place_page (MqReview *self, const char *name)
{
  self->placing_page = TRUE;
  adw_view_stack_set_visible_child_name (self->pages, name);
  self->placing_page = FALSE;
}

static void
page_shown_cb (AdwViewStack *pages, GParamSpec *pspec, MqReview *self)
{
  const char *name = adw_view_stack_get_visible_child_name (pages);

  if (!self->placing_page && self->settings != NULL && g_set_str (&self->wanted_page, name))
    g_settings_set_string (self->settings, "review-page", name);
  update_pages (self);
}

static void
show_contents (MqReview *self, MqVersionContents *contents)
{
  const char *pending = g_steal_pointer (&self->pending);
  g_autoptr (GVariant) target = g_steal_pointer (&self->pending_target);
  gboolean is_draft = contents != NULL && mq_version_is_draft (contents->version);
  const char *text = contents == NULL ? NULL
                     : is_draft       ? _ ("Draft: it is still being checked and rendered")
                                      : contents->missing;

  g_set_object (&self->contents, contents);
  update_pages (self);
  if (contents != NULL)
    mq_selection_set_version (self->selection, contents->report, contents->plan, contents->outline);
  adw_banner_set_button_label (self->missing, is_draft ? NULL : _ ("Open Folder"));
  /* Screen readers read a banner even when it is not revealed. */
  adw_banner_set_title (self->missing, text != NULL ? text : "");
  gtk_stack_set_visible_child_name (self->stack, contents != NULL ? "pages" : "empty");
  update_actions (self);
  if (contents != NULL && pending != NULL)
    gtk_widget_activate_action_variant (GTK_WIDGET (self), pending, target);
}

static DexFuture *
load_fiber (MqReview *review, MqVersion *version)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MqVersionContents) contents = dex_await_object (mq_version_contents_load (version),
                                                             &error);

  /* The user may have selected another version, or none, meanwhile. */
  if (review->version != version)
    return dex_future_new_true ();
  if (contents == NULL)
    mq_version_actions_show_toast (review->actions, error->message);

  show_contents (review, contents);
  return dex_future_new_true ();
}

/* Loads what there is of the version that is shown. */
static void
load (MqReview *self)
{
  dex_future_disown (mq_fiber_spawn_with (NULL, 0, load_fiber, (MQ_TYPE_REVIEW, self),
                                          (MQ_TYPE_VERSION, self->version)));
}

static void
measured_cb (MqReview *self, MqVersion *version)
{
  if (self->version == version)
    load (self);
}

static void
update_empty (MqReview *self)
{
  MqConversationState state = self->conversation != NULL
                                  ? mq_conversation_get_state (self->conversation)
                                  : MQ_CONVERSATION_NEW;
  gboolean working = mq_conversation_state_is_busy (state);
  /* There is one: its files are being read. */
  gboolean loading = self->version != NULL;
  g_autoptr (AdwSpinnerPaintable) spinner
      = loading ? adw_spinner_paintable_new (GTK_WIDGET (self->empty)) : NULL;

  adw_status_page_set_icon_name (self->empty, "image-x-generic-symbolic");
  if (loading)
    adw_status_page_set_paintable (self->empty, GDK_PAINTABLE (spinner));
  adw_status_page_set_title (self->empty, loading   ? _ ("Opening the Version")
                                          : working ? _ ("Making the First Version")
                                                    : _ ("No Version Yet"));
  adw_status_page_set_description (self->empty,
                                   loading   ? NULL
                                   : working ? _ ("Its renders and code will appear here.")
                                             : _ ("Renders and code of each version will appear "
                                                  "here."));
}

static void
set_version (MqReview *self, MqVersion *version)
{
  g_autofree char *text = NULL;

  if (!g_set_object (&self->version, version))
    return;

  update_empty (self);
  if (version != NULL)
    {
      update_actions (self);
      self->placing_page = TRUE;
      adw_view_stack_page_set_visible (
          adw_view_stack_get_page (self->pages, GTK_WIDGET (self->compare_slot)),
          has_version (self, version));
      self->placing_page = FALSE;
      load (self);
      text = mq_version_is_draft (version)
                 ? g_strdup (_ ("Draft shown"))
                 : g_strdup_printf (_ ("Version %u shown"), mq_version_get_number (version));
      mq_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
    }
  else
    show_contents (self, NULL);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VERSION]);
}

/* Shows a new version if the previous one was shown; an older one that the user selected stays.
 * Before the first version, shows its draft. */
static void
current_changed_cb (MqReview *self)
{
  MqVersion *current = self->conversation != NULL
                           ? mq_conversation_get_current_version (self->conversation)
                           : NULL;
  gboolean follows = self->version == NULL || self->version == self->current;

  if (current == NULL && self->conversation != NULL)
    current = mq_conversation_get_draft_version (self->conversation);
  if (current == NULL && self->version != NULL && mq_version_is_draft (self->version))
    mq_announce (GTK_ACCESSIBLE (self), _ ("The draft is gone: its work has ended"),
                 GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  g_set_object (&self->current, current);
  if (follows)
    set_version (self, current);
  /* From variants that were shown when the last of them was there. */
  if (follows && find_variants (self) == NULL)
    place_page (self, current != NULL && mq_version_is_draft (current)
                              && g_str_equal (self->wanted_page, "compare")
                          ? "review"
                          : self->wanted_page);
}

/* A conversation that was shown before has no selected version here. */
static void
select_version_action (GtkWidget *widget, const char *name, GVariant *dir)
{
  MqReview *self = MQ_REVIEW (widget);
  GListModel *versions = mq_conversation_get_versions (self->conversation);

  for (guint i = g_list_model_get_n_items (versions); i > 0; i--)
    {
      g_autoptr (MqVersion) version = g_list_model_get_item (versions, i - 1);

      if (g_str_equal (mq_version_get_dir (version), g_variant_get_string (dir, NULL)))
        set_version (self, version);
    }
}

/* In a narrow window, the version is loaded when the pane first opens. @action: an action on what
 * is loaded; @target: (nullable): its target. Returns: whether the version is not loaded yet; when
 * it is, the action is activated again */
static gboolean
postpone (MqReview *self, const char *action, GVariant *target)
{
  gboolean is_loaded = self->contents != NULL && self->contents->version == self->version;

  self->pending = is_loaded || self->version == NULL ? NULL : action;
  g_clear_pointer (&self->pending_target, g_variant_unref);
  if (self->pending != NULL && target != NULL)
    self->pending_target = g_variant_ref (target);
  return !is_loaded;
}

/* @place: the folder of a version, and the name of an object of it */
static void
show_object_action (GtkWidget *widget, const char *name, GVariant *place)
{
  MqReview *self = MQ_REVIEW (widget);
  g_autoptr (GVariant) dir = g_variant_get_child_value (place, 0);
  g_autoptr (GVariant) object = g_variant_get_child_value (place, 1);
  g_autoptr (JsonObject) target = NULL;

  select_version_action (widget, name, dir);
  if (postpone (self, name, place))
    return;

  target = mq_selection_find_object (self->selection, g_variant_get_string (object, NULL));
  mq_selection_choose (self->selection, target, FALSE);
  adw_view_stack_set_visible_child_name (self->pages, "review");
  gtk_widget_activate_action (GTK_WIDGET (self->page->gallery), "gallery.show-chosen", NULL);
}

static void
step_version_action (GtkWidget *widget, const char *name, GVariant *step)
{
  MqReview *self = MQ_REVIEW (widget);
  GListModel *versions = mq_conversation_get_versions (self->conversation);
  guint n = g_list_model_get_n_items (versions);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MqVersion) version = g_list_model_get_item (versions, i);
      gint64 next = (gint64)i + g_variant_get_int32 (step);
      g_autoptr (MqVersion) other = NULL;

      if (version != self->version || next < 0 || next >= n)
        continue;

      other = g_list_model_get_item (versions, (guint)next);
      set_version (self, other);
      return;
    }
}

static void
show_variants (MqReview *self, guint number)
{
  g_autoptr (MqVersion) version
      = self->conversation != NULL
            ? mq_version_find (mq_conversation_get_versions (self->conversation), number)
            : NULL;

  if (version == NULL)
    return;

  set_version (self, version);
  ensure_compare (self);
  mq_compare_show_variants (self->compare);
  place_page (self, "compare");
  update_variants (self);
}

static void
show_variants_action (GtkWidget *widget, const char *name, GVariant *number)
{
  show_variants (MQ_REVIEW (widget), g_variant_get_uint32 (number));
}

/* Shows variants when the last of them is there, unless another version is shown. */
static void
state_changed_cb (MqReview *self)
{
  MqConversationState state = mq_conversation_get_state (self->conversation);
  MqVariantsItem *item = find_variants (self);
  g_autoptr (MqVariantsItem) made = NULL;

  update_empty (self);
  update_variants (self);
  if (mq_conversation_state_is_busy (state) || self->making == NULL)
    return;

  made = g_steal_pointer (&self->making);
  if (item == made && mq_variants_item_is_over (made))
    show_variants (self, mq_version_get_number (self->version));
}

static void
show_page_action (GtkWidget *widget, const char *name, GVariant *page)
{
  MqReview *self = MQ_REVIEW (widget);
  GtkWidget *child = adw_view_stack_get_child_by_name (self->pages,
                                                       g_variant_get_string (page, NULL));

  if (child != NULL)
    adw_view_stack_set_visible_child (self->pages, child);
}

/* Blender may have been installed or removed since the menu was last opened. */
static void
menu_opened_cb (GtkMenuButton *button, GParamSpec *pspec, MqReview *self)
{
  update_actions (self);
}

/* The version's menu at the pointer: on the strip of versions, and on the version that is shown. */

/* Pops the menu up, on a secondary click or a long press: that of the part there, or else of the
 * version. A text, or an entry, has its own. */
static void
long_pressed_cb (MqReview *self, double x, double y, GtkGesture *gesture)
{
  GtkWidget *on = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  graphene_point_t point = GRAPHENE_POINT_INIT ((float)x, (float)y);
  GtkWidget *cell = gtk_widget_pick (on, x, y, GTK_PICK_DEFAULT);
  MqVersion *version = NULL;

  if (!has_version (self, self->version))
    return;

  /* Selects the version under the pointer first: the menu is about the selected one. */
  if (cell != NULL)
    cell = gtk_widget_get_ancestor (cell, MQ_TYPE_VERSION_CELL);
  if (cell != NULL)
    version = mq_version_cell_get_version (MQ_VERSION_CELL (cell));
  if (version != NULL)
    set_version (self, version);

  g_set_str (&self->object,
             self->page != NULL && gtk_widget_is_ancestor (GTK_WIDGET (self->page), on)
                 ? mq_gallery_choose_at (self->page->gallery, on, &point)
                 : NULL);
  if (gtk_widget_compute_point (on, GTK_WIDGET (self), &point, &point))
    {
      update_actions (self);
      mq_context_menu_pop_up (&self->menu, GTK_WIDGET (self),
                              self->object != NULL ? G_MENU_MODEL (self->part_menu)
                                                   : mq_review_get_menu (self),
                              &(GdkRectangle){ (int)point.x, (int)point.y, 1, 1 });
    }
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
pressed_cb (MqReview *self, int n_press, double x, double y)
{
  self->press_x = x;
  self->press_y = y;
}

/* Not before: the end of a drag would choose the item that came to lie under the pointer. */
static void
released_cb (MqReview *self, int n_press, double x, double y, GtkGesture *gesture)
{
  if (!gtk_drag_check_threshold (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)),
                                 (int)self->press_x, (int)self->press_y, (int)x, (int)y))
    long_pressed_cb (self, x, y, gesture);
}

/* The menu key, and Shift+F10. */
static gboolean
menu_key_cb (GtkWidget *widget, GVariant *args, gpointer unused)
{
  MqReview *self = MQ_REVIEW (widget);

  if (!has_version (self, self->version))
    return GDK_EVENT_PROPAGATE;

  gtk_menu_button_popup (GTK_MENU_BUTTON (self->menu_button));
  return GDK_EVENT_STOP;
}

static void
full_screen_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqReview *self = MQ_REVIEW (widget);

  if (self->page != NULL && self->contents != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->page->gallery), "gallery.full-screen", NULL);
}

static void
draw_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqReview *self = MQ_REVIEW (widget);

  if (postpone (self, name, parameter))
    return;

  adw_view_stack_set_visible_child_name (self->pages, "review");
  gtk_widget_activate_action (GTK_WIDGET (self->page->gallery), "gallery.draw", NULL);
}

static void
choose_object_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqReview *self = MQ_REVIEW (widget);
  g_autoptr (JsonObject) target = mq_selection_find_object (self->selection, self->object);

  mq_selection_choose (self->selection, target, FALSE);
}

static void
show_code_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqReview *self = MQ_REVIEW (widget);

  adw_toggle_group_set_active_name (self->page->which, "code");
  mq_code_view_go_to_chosen (self->page->code);
}

static void
find_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqReview *self = MQ_REVIEW (widget);

  if (self->page == NULL)
    return;

  adw_view_stack_set_visible_child_name (self->pages, "review");
  adw_toggle_group_set_active_name (self->page->which, "code");
  gtk_widget_activate_action (GTK_WIDGET (self->page->code), "code.find", NULL);
}

static void
mq_review_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MqReview *self = MQ_REVIEW (object);

  switch (prop_id)
    {
    case PROP_VERSION:
      g_value_set_object (value, self->version);
      break;
    case PROP_SHOW_CLOSE:
      g_value_set_boolean (value, self->show_close);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mq_review_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  MqReview *self = MQ_REVIEW (object);

  switch (prop_id)
    {
    case PROP_VERSION:
      set_version (self, g_value_get_object (value));
      break;
    case PROP_SHOW_CLOSE:
      if (self->show_close != g_value_get_boolean (value))
        {
          self->show_close = g_value_get_boolean (value);
          g_object_notify_by_pspec (object, pspec);
        }
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mq_review_dispose (GObject *object)
{
  MqReview *self = MQ_REVIEW (object);

  g_clear_object (&self->conversation_signals);
  if (self->menu != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->menu)));
  g_clear_object (&self->page);
  g_clear_object (&self->parameters);
  g_clear_object (&self->compare);
  g_clear_object (&self->variants);
  g_clear_object (&self->making);
  g_clear_object (&self->timeline_signals);
  g_clear_object (&self->contents);
  g_clear_object (&self->selection);
  g_clear_object (&self->version);
  g_clear_object (&self->current);
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_REVIEW);
  g_clear_object (&self->conversation);
  g_clear_object (&self->settings);
  g_clear_object (&self->actions);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->wanted_page, g_free);
  g_clear_pointer (&self->object, g_free);
  g_clear_pointer (&self->pending_target, g_variant_unref);

  G_OBJECT_CLASS (mq_review_parent_class)->dispose (object);
}

static void
mq_review_class_init (MqReviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = mq_review_get_property;
  object_class->set_property = mq_review_set_property;
  object_class->dispose = mq_review_dispose;

  properties[PROP_VERSION] = g_param_spec_object ("version", NULL, NULL, MQ_TYPE_VERSION, flags);
  properties[PROP_SHOW_CLOSE] = g_param_spec_boolean ("show-close", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "review.find", NULL, find_action);
  gtk_widget_class_install_action (widget_class, "review.full-screen", NULL, full_screen_action);
  gtk_widget_class_install_action (widget_class, "review.draw", NULL, draw_action);
  gtk_widget_class_install_action (widget_class, "review.choose-object", NULL,
                                   choose_object_action);
  gtk_widget_class_install_action (widget_class, "review.show-code", NULL, show_code_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
  gtk_widget_class_install_action (widget_class, "review.select-version", "s",
                                   select_version_action);
  gtk_widget_class_install_action (widget_class, "review.show-object", "(ss)", show_object_action);
  gtk_widget_class_install_action (widget_class, "review.step-version", "i", step_version_action);
  gtk_widget_class_install_action (widget_class, "review.show-page", "s", show_page_action);
  gtk_widget_class_install_action (widget_class, "review.show-variants", "u", show_variants_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "review.find",
                                       NULL);

  g_type_ensure (MQ_TYPE_COMING_PICTURE);
  g_type_ensure (MQ_TYPE_VERSION_STRIP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-review.ui");
  gtk_widget_class_bind_template_child (widget_class, MqReview, toasts);
  gtk_widget_class_bind_template_child (widget_class, MqReview, menu_button);
  gtk_widget_class_bind_template_child (widget_class, MqReview, strip);
  gtk_widget_class_bind_template_child (widget_class, MqReview, missing);
  gtk_widget_class_bind_template_child (widget_class, MqReview, stack);
  gtk_widget_class_bind_template_child (widget_class, MqReview, empty);
  gtk_widget_class_bind_template_child (widget_class, MqReview, coming);
  gtk_widget_class_bind_template_child (widget_class, MqReview, pages);
  gtk_widget_class_bind_template_child (widget_class, MqReview, review_slot);
  gtk_widget_class_bind_template_child (widget_class, MqReview, compare_slot);
  gtk_widget_class_bind_template_child (widget_class, MqReview, parameters_slot);
  gtk_widget_class_bind_template_child (widget_class, MqReview, part_menu);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_has_object);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_has_text);
  gtk_widget_class_bind_template_callback (widget_class, has_version);
  gtk_widget_class_bind_template_callback (widget_class, shows_strip);
  gtk_widget_class_bind_template_callback (widget_class, page_shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, menu_opened_cb);
  gtk_widget_class_bind_template_callback (widget_class, pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, released_cb);
  gtk_widget_class_bind_template_callback (widget_class, long_pressed_cb);
}

static void
mq_review_init (MqReview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  mq_accessible_names_follow (gtk_menu_button_get_popover (GTK_MENU_BUTTON (self->menu_button)));
  g_menu_append_submenu (self->part_menu, _ ("_Version"), mq_review_get_menu (self));
  self->settings = g_settings_new (MQ_APP_ID);
  self->wanted_page = g_settings_get_string (self->settings, "review-page");

  self->selection = g_object_new (MQ_TYPE_SELECTION, NULL);
  self->conversation_signals = g_signal_group_new (MQ_TYPE_CONVERSATION);
  g_signal_group_connect_object (self->conversation_signals, "notify::current-version",
                                 G_CALLBACK (current_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->conversation_signals, "notify::draft-version",
                                 G_CALLBACK (current_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->conversation_signals, "notify::state",
                                 G_CALLBACK (state_changed_cb), self, G_CONNECT_SWAPPED);

  self->timeline_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_object (self->timeline_signals, "items-changed",
                                 G_CALLBACK (update_variants), self, G_CONNECT_SWAPPED);
}

/**
 * mq_review_new:
 * @workspace: the workspace, which knows the Blender to open versions with
 *
 * Returns: (transfer floating): a review without a conversation
 */
MqReview *
mq_review_new (MqWorkspace *workspace)
{
  MqReview *self = g_object_new (MQ_TYPE_REVIEW, NULL);

  self->workspace = g_object_ref (workspace);
  self->actions = mq_version_actions_new (workspace, self->toasts);
  g_signal_connect_object (self->actions, "measured", G_CALLBACK (measured_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "review", G_ACTION_GROUP (self->actions));
  update_actions (self);
  return self;
}

/**
 * mq_review_set_conversation:
 * @self: a review
 * @conversation: (nullable): the conversation whose versions are shown
 */
void
mq_review_set_conversation (MqReview *self, MqConversation *conversation)
{
  if (!g_set_object (&self->conversation, conversation))
    return;

  g_signal_group_set_target (self->conversation_signals, conversation);
  g_clear_object (&self->making);
  mq_selection_choose (self->selection, NULL, FALSE);
  g_signal_group_set_target (self->timeline_signals,
                             conversation != NULL ? mq_conversation_get_timeline (conversation)
                                                  : NULL);
  set_page_conversations (self);
  mq_coming_picture_set_conversation (self->coming, conversation);
  mq_version_strip_set_conversation (self->strip, conversation);
  set_version (self, NULL);
  current_changed_cb (self);
  update_empty (self);
}

/**
 * mq_review_edit_script:
 * @self: a review whose conversation has a version
 * @script: the script of a failed run
 * @message: why it failed
 * @line: the line that made it fail, from 1; 0: unknown
 *
 * Shows the script in the editor of the version that it is based on.
 */
void
mq_review_edit_script (MqReview *self, const char *script, const char *message, guint line)
{
  const char *dir = self->page != NULL ? mq_code_view_find_draft (self->page->code, script) : NULL;
  MqVersion *current = mq_conversation_get_current_version (self->conversation);

  ensure_page (self);
  gtk_widget_activate_action (GTK_WIDGET (self), "review.select-version", "s",
                              dir != NULL ? dir : mq_version_get_dir (current));
  adw_view_stack_set_visible_child_name (self->pages, "review");
  adw_toggle_group_set_active_name (self->page->which, "code");
  mq_code_view_edit_script (self->page->code, self->version, script, message, line);
}

/* Returns: (transfer none): what is chosen of the version that is shown */
MqSelection *
mq_review_get_selection (MqReview *self)
{
  return self->selection;
}

/* Ends drawing on the model. @targets: (out) (transfer full) (nullable): what its strokes meet.
 * Returns: (transfer full) (nullable): the picture with them; %NULL: nobody draws */
GdkTexture *
mq_review_take_drawing (MqReview *self, JsonArray **targets)
{
  *targets = NULL;
  return self->page != NULL ? mq_gallery_take_drawing (self->page->gallery, targets) : NULL;
}

/* The window with the conversation is seen again. */
void
mq_review_leave_full_screen (MqReview *self)
{
  if (self->page != NULL)
    g_object_set (self->page->gallery, "full-screen", FALSE, NULL);
}

GMenuModel *
mq_review_get_menu (MqReview *self)
{
  return gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (self->menu_button));
}

GActionGroup *
mq_review_get_actions (MqReview *self)
{
  return G_ACTION_GROUP (self->actions);
}
