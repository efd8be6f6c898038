/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The timeline of a conversation with its composer, see mq-conversation-view.h. */
#include "app/conversation-view/mq-conversation-view.h"

#include "app/composer/mq-composer.h"
#include "app/composer/mq-unsent-message.h"
#include "app/conversation-view/mq-card-list.h"
#include "app/conversation-view/mq-card-row.h"
#include "app/conversation-view/mq-item-widgets.h"
#include "app/conversation-view/mq-slice-list-model.h"
#include "app/dialogs/mq-file-card.h"
#include "app/dialogs/mq-render-dialog.h"
#include "app/picture/mq-alert.h"
#include "common/asset/mq-asset-names.h"
#include "common/base/mq-signal.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>

#define SLACK 24.0    /* px from the end that still count as the end */
#define ROOMY_PAGES 6 /* height of the list from which distant rows may be dropped */
#define FIRST_ROWS 30 /* created when a conversation is shown: over two pages */
#define MORE_ROWS 10  /* created at a time while scrolling */
#define MOST_ROWS 60  /* kept at a time */
#define MAX_SUGGESTIONS 4

/* Signal: "moved": the list scrolled, its content changed size, or it begins or ends to follow. */
#define MQ_TYPE_AUTOSCROLLER (mq_autoscroller_get_type ())
G_DECLARE_FINAL_TYPE (MqAutoscroller, mq_autoscroller, MQ, AUTOSCROLLER, GObject)

/* MqAutoscroller: the scroll position of a list that grows. It follows the end while the user is
 * there, and otherwise keeps the row at the top edge in place when rows around it change size. A
 * conversation is an MqCardList, not a GtkListView: its rows differ much in height and change all
 * the time (text streams in, phases collapse, renders arrive). GtkListView estimates the height of
 * rows off screen and jumps when the estimate was wrong; a box measures them. MqSliceListModel
 * keeps the number of rows small enough for that. */

struct _MqAutoscroller
{
  GObject parent_instance;

  /* Borrowed */
  GtkWidget *content; /* the viewport's child */
  MqCardList *list;
  GtkWidget *anchor; /* weak: the row at the top edge */

  /* Owned */
  GtkAdjustment *adjustment;
  GdkFrameClock *clock; /* while realized */
  gulong layout_handler;

  double anchor_offset; /* from the top edge to the top of the row, px */
  double last_value;
  int direction; /* of the last scroll: -1 up, 1 down */
  gboolean open_ended;
  gboolean following;
  gboolean moving;  /* this object sets the value, not the user */
  gboolean changed; /* sizes changed since the last layout */
};

struct _MqConversationView
{
  AdwBin parent_instance;

  /* Template widgets */
  GtkStack *stack;
  AdwBin *placeholder;
  GtkScrolledWindow *scroller;
  MqCardList *list;
  GtkWidget *to_end;
  MqComposer *composer;

  /* Owned */
  MqWorkspace *workspace;
  MqConversation *conversation;
  MqVersion *reviewed;
  GMenuModel *version_menu; /* NULL until a version was selected */
  MqSliceListModel *slice;
  GListStore *footer; /* the row below those of the slice: “Starting…”, suggestions, or none */
  MqAutoscroller *autoscroller;
  DexFuture *loading; /* of the conversation to show next */
  GSignalGroup *timeline_signals;
  GSignalGroup *conversation_signals;
  GSignalGroup *buffer_signals;

  guint move_source;
};

enum
{
  PROP_0,
  PROP_PLACEHOLDER,
  PROP_REVIEWED_VERSION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* For a team that suggests nothing: what can be asked of any object. */
static const char *const general[] = { "Make it taller", "Make it wider", "Make it dark blue",
                                       NULL };
/* The sketcher changes no single size of a model of another program. */
static const char *const of_model[] = { "Make it bigger", "Make it dark blue", NULL };

static guint moved_signal;

G_DEFINE_FINAL_TYPE (MqAutoscroller, mq_autoscroller, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (MqConversationView, mq_conversation_view, ADW_TYPE_BIN)

/* The scroll position. */

static double
get_end (MqAutoscroller *self)
{
  return gtk_adjustment_get_upper (self->adjustment)
         - gtk_adjustment_get_page_size (self->adjustment);
}

static void
move_to (MqAutoscroller *self, double value)
{
  self->moving = TRUE;
  gtk_adjustment_set_value (self->adjustment, value);
  self->moving = FALSE;
  self->last_value = gtk_adjustment_get_value (self->adjustment);
}

static void
set_following (MqAutoscroller *self, gboolean following)
{
  if (self->following == following)
    return;
  self->following = following;
  g_signal_emit (self, moved_signal, 0);
}

/* Remembers the row at the top edge of the viewport. */
static void
take_anchor (MqAutoscroller *self)
{
  double value = gtk_adjustment_get_value (self->adjustment);
  graphene_point_t top = GRAPHENE_POINT_INIT (0, value);
  graphene_rect_t bounds;
  GtkWidget *row;

  g_clear_weak_pointer (&self->anchor);
  if (!gtk_widget_compute_point (self->content, GTK_WIDGET (self->list), &top, &top))
    return;
  row = mq_card_list_get_row_at_y (self->list, MAX (top.y, 0));
  if (row == NULL || !gtk_widget_compute_bounds (row, self->content, &bounds))
    return;

  g_set_weak_pointer (&self->anchor, row);
  self->anchor_offset = bounds.origin.y - value;
}

static void
on_value_changed (MqAutoscroller *self)
{
  double value = gtk_adjustment_get_value (self->adjustment);

  if (self->moving || self->changed)
    return;
  if (value != self->last_value)
    self->direction = value > self->last_value ? 1 : -1;
  self->last_value = value;
  set_following (self, !self->open_ended && value >= get_end (self) - SLACK);
  take_anchor (self);
  g_signal_emit (self, moved_signal, 0);
}

/* The size of the content or the window changed. The signal comes during the layout, when a new
 * value would be lost: on_layout() handles it after the layout and before anything is drawn. */
static void
adjustment_changed (MqAutoscroller *self)
{
  self->changed = TRUE;
}

static void
on_layout (MqAutoscroller *self)
{
  graphene_rect_t bounds;

  if (!self->changed)
    return;
  self->changed = FALSE;

  if (self->following)
    move_to (self, get_end (self));
  else if (self->anchor != NULL && gtk_widget_compute_bounds (self->anchor, self->content, &bounds))
    move_to (self, bounds.origin.y - self->anchor_offset);
  /* The end can be reached without scrolling, e.g. when an expanded row collapses. */
  if (!self->open_ended && gtk_adjustment_get_value (self->adjustment) >= get_end (self))
    set_following (self, TRUE);
  g_signal_emit (self, moved_signal, 0);
}

static void
on_realize (MqAutoscroller *self)
{
  self->clock = g_object_ref (gtk_widget_get_frame_clock (self->content));
  self->layout_handler = g_signal_connect_object (self->clock, "layout", G_CALLBACK (on_layout),
                                                  self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

static void
on_unrealize (MqAutoscroller *self)
{
  if (self->clock == NULL)
    return;
  g_clear_signal_handler (&self->layout_handler, self->clock);
  g_clear_object (&self->clock);
}

static void
mq_autoscroller_dispose (GObject *object)
{
  MqAutoscroller *self = MQ_AUTOSCROLLER (object);

  g_clear_weak_pointer (&self->anchor);
  on_unrealize (self);
  g_clear_object (&self->adjustment);

  G_OBJECT_CLASS (mq_autoscroller_parent_class)->dispose (object);
}

static void
mq_autoscroller_class_init (MqAutoscrollerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mq_autoscroller_dispose;

  moved_signal = mq_signal_new (MQ_TYPE_AUTOSCROLLER, "moved", 0);
}

static void
mq_autoscroller_init (MqAutoscroller *self)
{
  self->following = TRUE;
}

/* @window: scrolls a viewport that holds @list; outlives this object */
static MqAutoscroller *
autoscroller_new (GtkScrolledWindow *window, MqCardList *list)
{
  MqAutoscroller *self = g_object_new (MQ_TYPE_AUTOSCROLLER, NULL);
  GtkViewport *viewport = GTK_VIEWPORT (gtk_scrolled_window_get_child (window));

  self->content = gtk_viewport_get_child (viewport);
  self->list = list;
  self->adjustment = g_object_ref (gtk_scrolled_window_get_vadjustment (window));
  g_signal_connect_object (self->adjustment, "value-changed", G_CALLBACK (on_value_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->adjustment, "changed", G_CALLBACK (adjustment_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->content, "realize", G_CALLBACK (on_realize), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->content, "unrealize", G_CALLBACK (on_unrealize), self,
                           G_CONNECT_SWAPPED);
  return self;
}

static void
autoscroller_set_open_ended (MqAutoscroller *self, gboolean open_ended)
{
  self->open_ended = open_ended;
  if (open_ended)
    set_following (self, FALSE);
}

static gboolean
autoscroller_wants_before (MqAutoscroller *self)
{
  double page = gtk_adjustment_get_page_size (self->adjustment);

  /* The rows may not fill the window yet, so that scrolling is impossible. */
  if (get_end (self) < page)
    return TRUE;
  return self->direction < 0 && gtk_adjustment_get_value (self->adjustment) < page;
}

static gboolean
autoscroller_wants_after (MqAutoscroller *self)
{
  double page = gtk_adjustment_get_page_size (self->adjustment);

  return self->direction > 0 && gtk_adjustment_get_value (self->adjustment) > get_end (self) - page;
}

/* The rows and their menus. */

/* Takes @target, a floating reference. */
static void
append (GMenu *menu, const char *label, const char *action, GVariant *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, action, target);
  g_menu_append_item (menu, item);
}

/* The review acts on this version from now on. */
static void
select_version (MqConversationView *self, MqVersion *version)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.select-version", "s",
                              mq_version_get_dir (version));
}

/* Returns: (transfer full) (nullable): the menu of what was pressed in the row: what can be done
 * with a picture, or else with the text of the item */
static GMenuModel *
make_menu (MqCardRow *row, GtkWidget *pressed, gpointer data)
{
  MqConversationView *self = data;
  gpointer item = mq_card_row_get_item (row);
  const char *picture = mq_message_row_get_picture_at (pressed);
  GMenu *menu;

  if (MQ_IS_VERSION_ITEM (item))
    {
      MqVersion *version = MQ_VERSION_ITEM (item)->version;

      if (version != NULL)
        select_version (self, version);
      return version != NULL && self->version_menu != NULL ? g_object_ref (self->version_menu)
                                                           : NULL;
    }
  if (!gtk_widget_get_focusable (GTK_WIDGET (row)))
    return NULL;

  menu = g_menu_new ();
  if (picture != NULL)
    {
      append (menu, _ ("_Copy Picture"), "card.copy-picture", g_variant_new_string (picture));
      append (menu, _ ("_Save Picture…"), "card.save-picture", g_variant_new_string (picture));
      return G_MENU_MODEL (menu);
    }

  if (MQ_IS_MESSAGE_ITEM (item))
    {
      GListModel *items = G_LIST_MODEL (mq_conversation_get_timeline (self->conversation));
      guint at = 0;

      for (; at < g_list_model_get_n_items (items); at++)
        {
          g_autoptr (GObject) other = g_list_model_get_item (items, at);

          if ((gpointer)other == item)
            break;
        }

      /* Appends what can be done with a message now. The actions get its place in the timeline. */
      if (mq_conversation_can_edit (self->conversation, item))
        append (menu, _ ("_Edit and Send Again"), "conversation.edit-message",
                g_variant_new_uint32 (at));
      if (mq_conversation_can_regenerate (self->conversation, item))
        /* Translators: makes another version of the words of a message */
        append (menu, _ ("_Regenerate"), "conversation.regenerate", g_variant_new_uint32 (at));
    }
  append (menu, _ ("_Copy"), "card.copy", NULL);
  return G_MENU_MODEL (menu);
}

static GtkWidget *
make_row (gpointer item, gpointer data)
{
  MqConversationView *self = data;
  GtkWidget *card, *row;

  if (MQ_IS_FILE_ITEM (item))
    return mq_card_row_new (mq_file_card_new (self->workspace, self->conversation, item), item,
                            NULL, NULL);

  card = mq_item_widget_new (item);
  if (MQ_IS_VERSION_ITEM (item))
    g_object_bind_property (self, "reviewed-version", card, "reviewed-version",
                            G_BINDING_SYNC_CREATE);
  mq_unknown_kind_row_set_workspace (card, self->workspace);
  row = mq_card_row_new (card, item, make_menu, self);
  if (MQ_IS_MESSAGE_ITEM (item) || MQ_IS_NOTICE_ITEM (item))
    mq_card_row_set_text (MQ_CARD_ROW (row),
                          MQ_IS_MESSAGE_ITEM (item) ? MQ_MESSAGE_ITEM (item)->message->text : NULL);
  return row;
}

static void
show_page (MqConversationView *self)
{
  const char *page = "nothing"; /* empty until the library has loaded it */

  if (self->slice != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->slice)) > 0)
    page = "timeline";
  else if (self->conversation == NULL
           || mq_conversation_get_state (self->conversation) == MQ_CONVERSATION_NEW)
    page = "placeholder";
  gtk_stack_set_visible_child_name (self->stack, page);
}

/* @own: (nullable): the suggestions of the newest version; @version: (nullable): it. Returns:
 * (transfer full): its suggestions, or what can be asked of any object, in the user's language: the
 * sketcher reads their translations, too */
static GtkStringList *
make_suggestions (GStrv own, gboolean moves, MqVersion *version)
{
  GtkStringList *list = gtk_string_list_new (NULL);
  g_autofree char *meshes = version != NULL ? mq_version_dup_meshes (version) : NULL;
  const char *const *usual = meshes != NULL ? of_model : general;

  if (moves)
    /* Translators: words that Maquette reads, in English, German, Spanish or French. */
    gtk_string_list_append (list, _ ("Move everything"));
  for (guint i = 0; own != NULL && own[i] != NULL && i < MAX_SUGGESTIONS; i++)
    if (*own[i] != '\0')
      gtk_string_list_append (list, mq_asset_name_translate (MQ_ASSET_NAME_SUGGESTION, own[i]));

  if (g_list_model_get_n_items (G_LIST_MODEL (list)) == (moves ? 1 : 0))
    for (guint i = 0; usual[i] != NULL; i++)
      gtk_string_list_append (list, mq_asset_name_translate (MQ_ASSET_NAME_SUGGESTION, usual[i]));

  return list;
}

/* Returns: (transfer full) (nullable): suggestions, while the user may ask for a change */
static GtkStringList *
find_suggestions (MqConversationView *self)
{
  GListModel *items = G_LIST_MODEL (self->slice);
  guint n = items != NULL ? g_list_model_get_n_items (items) : 0;
  const MqVariantFacts *chosen = NULL;
  MqVersion *current;
  MqUnsentMessage *unsent;
  GListStore *pictures;

  if (n == 0 || mq_slice_list_model_has_after (self->slice)
      || mq_conversation_state_is_busy (mq_conversation_get_state (self->conversation)))
    return NULL;

  unsent = mq_unsent_message_get (self->conversation);
  pictures = mq_unsent_message_get_attachments (unsent)->items;
  if (gtk_text_buffer_get_char_count (mq_unsent_message_get_buffer (unsent)) > 0
      || g_list_model_get_n_items (G_LIST_MODEL (pictures)) > 0)
    return NULL;

  /* Notices may follow the version, but not a message. */
  current = mq_conversation_get_current_version (self->conversation);
  for (guint i = n; i > 0; i--)
    {
      g_autoptr (GObject) item = g_list_model_get_item (items, i - 1);

      if (MQ_IS_VERSION_ITEM (item))
        return MQ_VERSION_ITEM (item)->version != NULL
                   ? make_suggestions (MQ_VERSION_ITEM (item)->suggestions,
                                       MQ_VERSION_ITEM (item)->moves,
                                       MQ_VERSION_ITEM (item)->version)
                   : NULL;
      /* The user may have chosen one of the variants, which the composer changes. */
      if (MQ_IS_VARIANTS_ITEM (item) && current != NULL)
        chosen = mq_variants_item_find_version (MQ_VARIANTS_ITEM (item),
                                                mq_version_get_number (current));
      if (chosen != NULL)
        return make_suggestions (chosen->suggestions, FALSE, NULL);
      if (MQ_IS_VARIANTS_ITEM (item) || MQ_IS_MESSAGE_ITEM (item))
        return NULL;
    }

  return NULL;
}

/* Whether two rows of the footer, or none, look the same. */
static gboolean
is_same_footer (gpointer a, gpointer b)
{
  GListModel *one = GTK_IS_STRING_LIST (a) ? a : NULL;
  GListModel *other = GTK_IS_STRING_LIST (b) ? b : NULL;
  guint n = one != NULL ? g_list_model_get_n_items (one) : 0;

  if (one == NULL || other == NULL)
    return (a == NULL) == (b == NULL) && one == other;
  if (n != g_list_model_get_n_items (other))
    return FALSE;

  for (guint i = 0; i < n; i++)
    if (!g_str_equal (gtk_string_list_get_string (a, i), gtk_string_list_get_string (b, i)))
      return FALSE;

  return TRUE;
}

static void
on_changed (MqConversationView *self)
{
  GListModel *items = G_LIST_MODEL (self->slice);
  guint n = items != NULL ? g_list_model_get_n_items (items) : 0;
  g_autoptr (GObject) last = n > 0 ? g_list_model_get_item (items, n - 1) : NULL;
  gboolean is_sent = MQ_IS_MESSAGE_ITEM (last) && !MQ_MESSAGE_ITEM (last)->queued
                     && g_strcmp0 (MQ_MESSAGE_ITEM (last)->role, "user") == 0;
  g_autoptr (GObject) shown = g_list_model_get_item (G_LIST_MODEL (self->footer), 0);
  g_autoptr (GObject) row = NULL;

  show_page (self);

  if (is_sent && !mq_slice_list_model_has_after (self->slice)
      && mq_conversation_state_is_busy (mq_conversation_get_state (self->conversation)))
    row = G_OBJECT (gtk_string_object_new (_ ("Starting…")));
  else
    row = (GObject *)find_suggestions (self);
  if (!is_same_footer (shown, row))
    g_list_store_splice (self->footer, 0, shown != NULL ? 1 : 0, (gpointer *)&row,
                         row != NULL ? 1 : 0);
}

/* Adds and drops rows while scrolling; called when idle, as rows cannot change during the
 * layout. */
static void
move_slice (gpointer data)
{
  MqConversationView *self = data;
  GtkAdjustment *adjustment = self->autoscroller->adjustment;
  double page = gtk_adjustment_get_page_size (adjustment);
  /* Rows far from the viewport are dropped where the list is high enough. */
  guint n_most = gtk_adjustment_get_upper (adjustment) > ROOMY_PAGES * page ? MOST_ROWS : G_MAXUINT;

  self->move_source = 0;
  if (self->slice == NULL)
    return;
  if (mq_slice_list_model_has_before (self->slice)
      && autoscroller_wants_before (self->autoscroller))
    mq_slice_list_model_move_up (self->slice, MORE_ROWS, n_most);
  else if (mq_slice_list_model_has_after (self->slice)
           && autoscroller_wants_after (self->autoscroller))
    mq_slice_list_model_move_down (self->slice, MORE_ROWS, n_most);
  autoscroller_set_open_ended (self->autoscroller, mq_slice_list_model_has_after (self->slice));
}

static void
on_moved (MqConversationView *self)
{
  MqAutoscroller *scroller = self->autoscroller;
  double value = gtk_adjustment_get_value (scroller->adjustment);
  gboolean is_at_end = !scroller->open_ended && value >= get_end (scroller) - SLACK;

  gtk_widget_set_visible (self->to_end, !scroller->following && !is_at_end);
  if (self->slice == NULL)
    return;
  mq_slice_list_model_set_following (self->slice, scroller->following);
  if (self->move_source != 0)
    return;
  autoscroller_set_open_ended (self->autoscroller, mq_slice_list_model_has_after (self->slice));
  if ((mq_slice_list_model_has_before (self->slice)
       && autoscroller_wants_before (self->autoscroller))
      || (mq_slice_list_model_has_after (self->slice)
          && autoscroller_wants_after (self->autoscroller)))
    self->move_source = g_idle_add_once (move_slice, self);
}

static void
go_to_end (MqConversationView *self)
{
  if (self->slice != NULL)
    mq_slice_list_model_go_to_end (self->slice, FIRST_ROWS);
  autoscroller_set_open_ended (self->autoscroller, FALSE);

  /* Scrolls to the end and follows it. */
  g_clear_weak_pointer (&self->autoscroller->anchor);
  set_following (self->autoscroller, TRUE);
  move_to (self->autoscroller, get_end (self->autoscroller));
}

static void
go_to_end_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  go_to_end (MQ_CONVERSATION_VIEW (widget));
}

static void
hold_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqAutoscroller *scroller = MQ_CONVERSATION_VIEW (widget)->autoscroller;

  /* A row which the user expands stays in view. */
  take_anchor (scroller);
  set_following (scroller, FALSE);
}

static void
attach_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mq_composer_choose_files (MQ_CONVERSATION_VIEW (widget)->composer);
}

static void
send_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqConversationView *self = MQ_CONVERSATION_VIEW (widget);

  if (self->conversation == NULL)
    return;

  go_to_end (self);
  dex_future_disown (mq_conversation_send (
      self->conversation, mq_message_new (g_variant_get_string (parameter, NULL), NULL)));
}

static void
try_again_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqConversationView *self = MQ_CONVERSATION_VIEW (widget);

  if (self->conversation == NULL)
    return;

  go_to_end (self);
  if (mq_workspace_find_problem (self->workspace, MQ_PROBLEM_SIGN_IN) != NULL
      || mq_workspace_find_problem (self->workspace, MQ_PROBLEM_TERMS) != NULL)
    {
      mq_conversation_try_later (self->conversation);
      gtk_widget_activate_action (widget, "win.open-account", NULL);
    }
  else
    dex_future_disown (mq_conversation_try_again (self->conversation));
}

static void
go_to_version_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqConversationView *self = MQ_CONVERSATION_VIEW (widget);

  if (self->conversation == NULL)
    return;

  go_to_end (self);
  dex_future_disown (mq_conversation_step (self->conversation, MQ_VERSION_STEP_TO,
                                           g_variant_get_uint32 (parameter)));
}

static void
confirm_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqConversationView *self = MQ_CONVERSATION_VIEW (widget);

  if (self->conversation != NULL)
    dex_future_disown (mq_conversation_confirm (self->conversation));
}

/* Renders or measures the last version: the notice with the button is about the last version,
 * whichever is shown. */
static void
do_again_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqConversationView *self = MQ_CONVERSATION_VIEW (widget);
  MqSession *session = self->conversation ? mq_conversation_get_session (self->conversation) : NULL;
  MqVersion *last = session != NULL ? mq_session_get_last_version (session) : NULL;

  if (last == NULL)
    return;

  select_version (self, last);
  if (g_str_equal (name, "conversation.measure-again"))
    gtk_widget_activate_action (widget, "review.measure-again", NULL);
  else
    adw_dialog_present (mq_render_dialog_new (self->workspace, self->conversation, last), widget);
}

/* Returns: (transfer full) (nullable): the message at this place of the timeline */
static MqMessageItem *
dup_message (MqConversationView *self, GVariant *at)
{
  g_autoptr (GObject) item
      = self->conversation != NULL
            ? g_list_model_get_item (
                  G_LIST_MODEL (mq_conversation_get_timeline (self->conversation)),
                  g_variant_get_uint32 (at))
            : NULL;

  return MQ_IS_MESSAGE_ITEM (item) ? MQ_MESSAGE_ITEM (g_steal_pointer (&item)) : NULL;
}

/* Puts the message into the composer, which then changes the version that the message changed. One
 * that began the session begins another one. */
static void
edit_message_action (GtkWidget *widget, const char *name, GVariant *at)
{
  MqConversationView *self = MQ_CONVERSATION_VIEW (widget);
  g_autoptr (MqMessageItem) item = dup_message (self, at);
  g_autoptr (MqVersion) base = NULL;
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  if (item == NULL)
    return;

  base = mq_conversation_find_base (self->conversation, item);
  if (base != NULL)
    mq_conversation_set_current_version (self->conversation, base);
  else if (mq_conversation_get_current_version (self->conversation) != NULL)
    gtk_widget_activate_action (widget, "win.new-session", NULL);

  mq_composer_write (self->composer, item->message->text);
  for (GStrv path = item->message->pictures; *path != NULL; path++)
    {
      g_autoptr (GFile) file = g_file_new_for_path (*path);

      g_list_store_append (files, file);
    }
  mq_composer_attach_files (self->composer, G_LIST_MODEL (files));
}

static void
regenerate_action (GtkWidget *widget, const char *name, GVariant *at)
{
  MqConversationView *self = MQ_CONVERSATION_VIEW (widget);
  g_autoptr (MqMessageItem) message = dup_message (self, at);

  if (message == NULL)
    return;

  go_to_end (self);
  dex_future_disown (mq_conversation_regenerate (self->conversation, message));
}

static void
raise_budget_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqConversationView *self = MQ_CONVERSATION_VIEW (widget);

  if (self->conversation != NULL)
    mq_alert_report (widget, mq_conversation_raise_budget (self->conversation));
}

static void
answer_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqConversationView *self = MQ_CONVERSATION_VIEW (widget);
  gint64 question;
  const char *text;
  g_autoptr (JsonNode) rows = NULL;

  g_variant_get (parameter, "(x&s)", &question, &text);
  if (self->conversation != NULL && (rows = mq_json_parse (text, -1, NULL)) != NULL)
    mq_alert_report (
        widget, mq_conversation_answer (self->conversation, question, json_node_get_array (rows)));
}

static void
show_timeline (MqConversationView *self, MqTimeline *timeline)
{
  g_autoptr (GListStore) parts = NULL;
  g_autoptr (GtkFlattenListModel) rows = NULL;

  g_clear_handle_id (&self->move_source, g_source_remove);
  g_list_store_remove_all (self->footer);
  g_clear_object (&self->slice);
  if (timeline != NULL)
    self->slice = mq_slice_list_model_new (G_LIST_MODEL (timeline), FIRST_ROWS, MOST_ROWS);

  /* Binds the rows of the slice, followed by the footer. */
  parts = g_list_store_new (G_TYPE_LIST_MODEL);
  g_list_store_remove_all (self->footer);
  if (self->slice != NULL)
    g_list_store_append (parts, self->slice);
  g_list_store_append (parts, self->footer);
  rows = gtk_flatten_list_model_new (G_LIST_MODEL (g_steal_pointer (&parts)));
  mq_card_list_bind (self->list, G_LIST_MODEL (rows), make_row, self);

  g_signal_group_set_target (self->timeline_signals, self->slice);
  go_to_end (self);
  on_changed (self);
}

static DexFuture *
loaded_cb (DexFuture *future, gpointer data)
{
  MqConversationView *self = data;

  /* The timeline has a notice for whatever could not be loaded. */
  if (self->conversation != NULL && self->slice == NULL)
    show_timeline (self, mq_conversation_get_timeline (self->conversation));
  return NULL;
}

static void
mq_conversation_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MqConversationView *self = MQ_CONVERSATION_VIEW (object);

  switch (id)
    {
    case PROP_REVIEWED_VERSION:
      g_value_set_object (value, self->reviewed);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mq_conversation_view_set_property (GObject *object, guint id, const GValue *value,
                                   GParamSpec *pspec)
{
  MqConversationView *self = MQ_CONVERSATION_VIEW (object);

  switch (id)
    {
    case PROP_PLACEHOLDER:
      adw_bin_set_child (self->placeholder, g_value_get_object (value));
      break;
    case PROP_REVIEWED_VERSION:
      if (g_set_object (&self->reviewed, g_value_get_object (value)))
        g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mq_conversation_view_dispose (GObject *object)
{
  MqConversationView *self = MQ_CONVERSATION_VIEW (object);

  g_clear_handle_id (&self->move_source, g_source_remove);
  dex_clear (&self->loading);
  g_clear_object (&self->timeline_signals);
  g_clear_object (&self->conversation_signals);
  g_clear_object (&self->buffer_signals);
  g_clear_object (&self->autoscroller);
  if (self->list != NULL)
    mq_card_list_bind (self->list, NULL, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MQ_TYPE_CONVERSATION_VIEW);
  g_clear_object (&self->slice);
  g_clear_object (&self->footer);
  g_clear_object (&self->reviewed);
  g_clear_object (&self->version_menu);
  g_clear_object (&self->conversation);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (mq_conversation_view_parent_class)->dispose (object);
}

static void
mq_conversation_view_class_init (MqConversationViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = mq_conversation_view_get_property;
  object_class->set_property = mq_conversation_view_set_property;
  object_class->dispose = mq_conversation_view_dispose;

  properties[PROP_PLACEHOLDER] = g_param_spec_object ("placeholder", NULL, NULL, GTK_TYPE_WIDGET,
                                                      G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_REVIEWED_VERSION]
      = g_param_spec_object ("reviewed-version", NULL, NULL, MQ_TYPE_VERSION,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (MQ_TYPE_CARD_LIST);
  g_type_ensure (MQ_TYPE_COMPOSER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-conversation-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MqConversationView, stack);
  gtk_widget_class_bind_template_child (widget_class, MqConversationView, placeholder);
  gtk_widget_class_bind_template_child (widget_class, MqConversationView, scroller);
  gtk_widget_class_bind_template_child (widget_class, MqConversationView, list);
  gtk_widget_class_bind_template_child (widget_class, MqConversationView, to_end);
  gtk_widget_class_bind_template_child (widget_class, MqConversationView, composer);

  /* Activated by a row when the user expands it, so that it stays in place. */
  gtk_widget_class_install_action (widget_class, "conversation.hold", NULL, hold_action);
  gtk_widget_class_install_action (widget_class, "conversation.go-to-end", NULL, go_to_end_action);
  gtk_widget_class_install_action (widget_class, "conversation.attach", NULL, attach_action);
  /* Activated by the menu of a message. */
  gtk_widget_class_install_action (widget_class, "conversation.edit-message", "u",
                                   edit_message_action);
  gtk_widget_class_install_action (widget_class, "conversation.regenerate", "u", regenerate_action);
  /* Activated by the buttons of MqUnknownKindRow. */
  gtk_widget_class_install_action (widget_class, "conversation.send", "s", send_action);
  /* Activated by the buttons of MqNoticeRow. */
  gtk_widget_class_install_action (widget_class, "conversation.try-again", NULL, try_again_action);
  gtk_widget_class_install_action (widget_class, "conversation.confirm", NULL, confirm_action);
  gtk_widget_class_install_action (widget_class, "conversation.render-again", NULL,
                                   do_again_action);
  gtk_widget_class_install_action (widget_class, "conversation.measure-again", NULL,
                                   do_again_action);
  gtk_widget_class_install_action (widget_class, "conversation.go-to-version", "u",
                                   go_to_version_action);
  gtk_widget_class_install_action (widget_class, "conversation.raise-budget", NULL,
                                   raise_budget_action);
  /* Activated by MqQuestionCard: the number of the question, and the list as JSON. */
  gtk_widget_class_install_action (widget_class, "conversation.answer", "(xs)", answer_action);
}

static void
mq_conversation_view_init (MqConversationView *self)
{
  self->footer = g_list_store_new (G_TYPE_OBJECT);
  gtk_widget_init_template (GTK_WIDGET (self));

  self->autoscroller = autoscroller_new (self->scroller, self->list);
  g_signal_connect_object (self->autoscroller, "moved", G_CALLBACK (on_moved), self,
                           G_CONNECT_SWAPPED);

  self->timeline_signals = g_signal_group_new (MQ_TYPE_SLICE_LIST_MODEL);
  g_signal_group_connect_swapped (self->timeline_signals, "items-changed", G_CALLBACK (on_changed),
                                  self);
  self->conversation_signals = g_signal_group_new (MQ_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::state",
                                  G_CALLBACK (on_changed), self);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::current-version",
                                  G_CALLBACK (on_changed), self);
  self->buffer_signals = g_signal_group_new (GTK_TYPE_TEXT_BUFFER);
  g_signal_group_connect_swapped (self->buffer_signals, "changed", G_CALLBACK (on_changed), self);
  show_page (self);
}

/**
 * mq_conversation_view_set_workspace:
 * @self: a view
 * @workspace: the workspace of the conversations
 */
void
mq_conversation_view_set_workspace (MqConversationView *self, MqWorkspace *workspace)
{
  g_set_object (&self->workspace, workspace);
  mq_composer_set_workspace (self->composer, workspace);
}

/**
 * mq_conversation_view_set_conversation:
 * @self: a view
 * @conversation: (nullable): the conversation to show; it is loaded if necessary
 */
void
mq_conversation_view_set_conversation (MqConversationView *self, MqConversation *conversation)
{
  MqTimeline *timeline;

  if (!g_set_object (&self->conversation, conversation))
    return;

  mq_composer_set_conversation (self->composer, conversation);
  dex_clear (&self->loading);
  timeline = conversation != NULL ? mq_conversation_get_timeline (conversation) : NULL;
  g_signal_group_set_target (self->conversation_signals, conversation);
  g_signal_group_set_target (
      self->buffer_signals,
      conversation != NULL ? mq_unsent_message_get_buffer (mq_unsent_message_get (conversation))
                           : NULL);

  /* A conversation that is not loaded yet gets all rows at once when it is, not one by one. */
  if (conversation != NULL && g_list_model_get_n_items (G_LIST_MODEL (timeline)) == 0
      && mq_conversation_get_state (conversation) != MQ_CONVERSATION_NEW)
    {
      show_timeline (self, NULL);
      self->loading = dex_future_finally (mq_conversation_load (conversation), loaded_cb,
                                          g_object_ref (self), g_object_unref);
    }
  else
    {
      show_timeline (self, timeline);
      if (conversation != NULL)
        dex_future_disown (mq_conversation_load (conversation));
    }
}

void
mq_conversation_view_set_version_menu (MqConversationView *self, GMenuModel *menu)
{
  g_set_object (&self->version_menu, menu);
}

/* Returns: (transfer none): where the user writes */
MqComposer *
mq_conversation_view_get_composer (MqConversationView *self)
{
  return self->composer;
}
