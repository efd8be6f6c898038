/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of sessions, see mq-sidebar.h.
 *
 * The list view shows one of two models: the conversations with a heading for each day,
 * or the search results, best first. Rows are recycled, so that 2,000 sessions cost as little as
 * 20. */
#include "app/sessions/mq-sidebar.h"

#include "app/conversation/mq-conversation.h"
#include "app/picture/mq-context-menu.h"
#include "app/picture/mq-accessible-names.h"
#include "app/picture/mq-picture.h"
#include "app/sessions/mq-days.h"
#include "app/sessions/mq-set-filter.h"
#include "common/base/mq-signal.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define FAVORITES G_MAXINT64 /* a section above all days */

/* Properties: "conversation" (MqConversation). */
#define MQ_TYPE_SESSION_ROW (mq_session_row_get_type ())
G_DECLARE_FINAL_TYPE (MqSessionRow, mq_session_row, MQ, SESSION_ROW, AdwBin)

/* MqSessionRow: a session in the list: thumbnail, title, state. */

struct _MqSessionRow
{
  AdwBin parent_instance;

  /* Template widgets */
  GtkLabel *title;
  GtkLabel *subtitle;

  /* Owned */
  MqConversation *conversation;
  char *words;
};

enum
{
  PROP_0,
  PROP_CONVERSATION,
  PROP_WORDS,
};

struct _MqSidebar
{
  AdwBin parent_instance;

  /* Template */
  GtkMenuButton *main_menu_button;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkStack *stack;
  GtkListView *list;
  GtkListItemFactory *header_factory;

  /* Owned */
  MqConversationList *conversations;
  MqConversation *selected;
  GtkSorter *day_sorter;
  MqSetFilter *one_of_set;
  GtkSortListModel *by_day;
  GListStore *found;
  GtkSingleSelection *selection;
  GtkPopover *menu;
  DexFuture *search;
  GDateTime *now; /* the time that the headings are based on */
  char *words;    /* what was searched for, which the rows explain */
};

static guint selection_changed_signal;
static GParamSpec *words_property;

G_DEFINE_FINAL_TYPE (MqSessionRow, mq_session_row, ADW_TYPE_BIN)
G_DEFINE_FINAL_TYPE (MqSidebar, mq_sidebar, ADW_TYPE_BIN)

/* A row. */

/* The page of the row's status stack. A dot means results that were not looked at yet; what needs
 * the user before there is a version has precedence. */
static const char *
find_mark (MqSessionRow *self, MqConversationState state, gboolean unread)
{
  gboolean empty = self->conversation == NULL
                   || g_list_model_get_n_items (mq_conversation_get_versions (self->conversation))
                          == 0;

  if (self->conversation != NULL && mq_conversation_is_asking (self->conversation))
    return "asking";
  if (mq_conversation_state_is_busy (state))
    return "working";
  if (empty && mq_conversation_state_is_turn (state))
    return "waiting";
  if (empty && state == MQ_CONVERSATION_FAILED)
    return "failed";

  return unread ? "unread" : "none";
}

static char *
name_mark (MqSessionRow *self, MqConversationState state, gboolean unread, const char *status)
{
  return g_strdup (find_mark (self, state, unread));
}

static gboolean
is_marked (MqSessionRow *self, MqConversationState state, gboolean unread)
{
  return !g_str_equal (find_mark (self, state, unread), "none");
}

/* In the list, one session stands for all of its set; a search finds them one by one. */
static gboolean
is_set (MqSessionRow *self, guint set_size, const char *words)
{
  return self->conversation != NULL && set_size > 0 && words == NULL;
}

static char *
make_title (MqSessionRow *self, const char *title, guint set_size, const char *words)
{
  return g_strdup (is_set (self, set_size, words) ? mq_set_filter_get_name (self->conversation)
                                                  : title);
}

/* Its status; in a search, why it was found. */
static char *
make_subtitle (MqSessionRow *self, const char *status, guint set_size, const char *words)
{
  MqSession *session = self->conversation != NULL ? mq_conversation_get_session (self->conversation)
                                                  : NULL;
  g_autofree char *sentence = NULL;

  if (is_set (self, set_size, words))
    /* Translators: below the name of a set of objects */
    return g_strdup_printf (ngettext ("Set of %u object", "Set of %u objects", set_size), set_size);
  if (words == NULL || session == NULL)
    return g_strdup (status);

  sentence = mq_session_find_words (session, words);
  if (sentence == NULL)
    return g_strdup (_ ("In the script or another message"));

  return *sentence != '\0' ? g_strdup_printf (_ ("“%s”"), sentence) : g_strdup (status);
}

static char *
name_thumbnail (MqSessionRow *self, const char *thumbnail)
{
  return g_strdup (thumbnail != NULL ? "picture" : "none");
}

/* Shows the title as a tooltip only if it is ellipsized. */
static gboolean
on_query_tooltip (MqSessionRow *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip,
                  GtkLabel *label)
{
  if (!pango_layout_is_ellipsized (gtk_label_get_layout (label)))
    return FALSE;

  gtk_tooltip_set_text (tooltip, gtk_label_get_text (label));

  return TRUE;
}

static void
mq_session_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MqSessionRow *self = MQ_SESSION_ROW (object);

  if (id == PROP_CONVERSATION)
    g_value_set_object (value, self->conversation);
  else
    g_value_set_string (value, self->words);
}

static void
mq_session_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  MqSessionRow *self = MQ_SESSION_ROW (object);

  if (id == PROP_CONVERSATION ? g_set_object (&self->conversation, g_value_get_object (value))
                              : g_set_str (&self->words, g_value_get_string (value)))
    g_object_notify_by_pspec (object, pspec);
}

static void
mq_session_row_dispose (GObject *object)
{
  MqSessionRow *self = MQ_SESSION_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_SESSION_ROW);
  g_clear_object (&self->conversation);
  g_clear_pointer (&self->words, g_free);

  G_OBJECT_CLASS (mq_session_row_parent_class)->dispose (object);
}

static void
mq_session_row_class_init (MqSessionRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mq_session_row_dispose;
  object_class->get_property = mq_session_row_get_property;
  object_class->set_property = mq_session_row_set_property;

  g_object_class_install_property (
      object_class, PROP_CONVERSATION,
      g_param_spec_object ("conversation", NULL, NULL, MQ_TYPE_CONVERSATION,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (
      object_class, PROP_WORDS,
      g_param_spec_string ("words", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_type_ensure (MQ_TYPE_CONVERSATION);
  g_type_ensure (MQ_TYPE_PICTURE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-session-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MqSessionRow, title);
  gtk_widget_class_bind_template_child (widget_class, MqSessionRow, subtitle);
  gtk_widget_class_bind_template_callback (widget_class, make_subtitle);
  gtk_widget_class_bind_template_callback (widget_class, make_title);
  gtk_widget_class_bind_template_callback (widget_class, name_mark);
  gtk_widget_class_bind_template_callback (widget_class, name_thumbnail);
  gtk_widget_class_bind_template_callback (widget_class, is_marked);
  gtk_widget_class_bind_template_callback (widget_class, on_query_tooltip);
}

static void
mq_session_row_init (MqSessionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* The list. */

static gboolean
is_searching (MqSidebar *self)
{
  return gtk_single_selection_get_model (self->selection) == G_LIST_MODEL (self->found);
}

static void
update_page (MqSidebar *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  const char *empty = is_searching (self) ? "nothing-found" : "empty";

  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : empty);
}

/* Selection. The list follows the selected conversation, but not the other way round when the model
 * loses an item: a conversation that moves up is removed and inserted again. */

static guint
find_position (MqSidebar *self, MqConversation *conversation)
{
  GListModel *model = G_LIST_MODEL (self->selection);
  guint n = g_list_model_get_n_items (model);

  for (guint i = 0; conversation != NULL && i < n; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);

      if (item == G_OBJECT (conversation))
        return i;
    }

  return GTK_INVALID_LIST_POSITION;
}

/* Scrolls to the selected row, and focuses it if the focus is in the list. */
static void
show_selected (MqSidebar *self)
{
  guint position = gtk_single_selection_get_selected (self->selection);
  gboolean focused = gtk_widget_get_focus_child (GTK_WIDGET (self->list)) != NULL;

  if (position != GTK_INVALID_LIST_POSITION)
    gtk_list_view_scroll_to (self->list, position,
                             focused ? GTK_LIST_SCROLL_FOCUS : GTK_LIST_SCROLL_NONE, NULL);
}

static void
select_selected (MqSidebar *self)
{
  if (gtk_single_selection_get_selected_item (self->selection) == (gpointer)self->selected)
    return;

  gtk_single_selection_set_selected (self->selection, find_position (self, self->selected));
  show_selected (self);
}

static void
on_selected_item_changed (MqSidebar *self)
{
  gpointer item = gtk_single_selection_get_selected_item (self->selection);

  if (item == NULL || !g_set_object (&self->selected, item))
    return;

  mq_set_filter_set_open (self->one_of_set, self->selected);
  g_signal_emit (self, selection_changed_signal, 0);
}

/* Scrolls to the top of a list that was empty or whose model was replaced. */
static void
begin_at_top (MqSidebar *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0)
    gtk_list_view_scroll_to (self->list, 0, GTK_LIST_SCROLL_NONE, NULL);
}

static void
on_items_changed (MqSidebar *self, guint position, guint removed, guint added)
{
  if (removed == 0 && added == g_list_model_get_n_items (G_LIST_MODEL (self->selection)))
    begin_at_top (self);
  select_selected (self);
  update_page (self);
}

/* That of a set shows all of it, too. The focus may have come to a row without selecting it. */
static void
on_activate (MqSidebar *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-conversation", NULL);
  if (self->selected != NULL && !is_searching (self)
      && mq_conversation_get_set_size (self->selected) > 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-set", "s",
                                mq_set_filter_get_set (self->selected));
}

/* Rows. */

static void
on_setup (MqSidebar *self, GtkListItem *item)
{
  MqSessionRow *row = g_object_new (MQ_TYPE_SESSION_ROW, NULL);

  gtk_list_item_set_child (item, GTK_WIDGET (row));
  g_object_bind_property (self, "words", row, "words", G_BINDING_SYNC_CREATE);
  /* A screen reader says of the item what the row shows. */
  g_object_bind_property (row->title, "label", item, "accessible-label", G_BINDING_SYNC_CREATE);
  g_object_bind_property (row->subtitle, "label", item, "accessible-description",
                          G_BINDING_SYNC_CREATE);
}

static void
on_bind (MqSidebar *self, GtkListItem *item)
{
  MqConversation *conversation = gtk_list_item_get_item (item);

  g_object_set (gtk_list_item_get_child (item), "conversation", conversation, NULL);
}

/* Headings. */

static gint64
get_section (MqConversation *conversation, MqSidebar *self)
{
  if (mq_conversation_is_favorite (conversation))
    return FAVORITES;

  return mq_days_get_section (mq_conversation_get_updated (conversation), self->now);
}

static char *
name_section (GtkListHeader *header, MqConversation *conversation)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  if (conversation != NULL && mq_conversation_is_favorite (conversation))
    return g_strdup (_ ("Favorites"));

  return conversation ? mq_days_make_label (mq_conversation_get_updated (conversation), now)
                      : g_strdup ("");
}

/* Search. */

static void
show_model (MqSidebar *self, GListModel *model)
{
  gboolean found = model == G_LIST_MODEL (self->found);

  if (g_set_str (&self->words,
                 found ? gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) : NULL))
    g_object_notify_by_pspec (G_OBJECT (self), words_property);
  if (gtk_single_selection_get_model (self->selection) != model)
    {
      gtk_list_view_set_header_factory (self->list, found ? NULL : self->header_factory);
      gtk_single_selection_set_model (self->selection, model);
    }
  begin_at_top (self);
  select_selected (self);
  if (model != G_LIST_MODEL (self->found))
    show_selected (self);
  update_page (self);
}

static DexFuture *
on_found (DexFuture *future, gpointer data)
{
  MqSidebar *self = data;
  const GValue *value = dex_future_get_value (future, NULL);
  const char *const *ids = value && G_VALUE_HOLDS (value, G_TYPE_STRV) ? g_value_get_boxed (value)
                                                                       : NULL;
  g_autoptr (GPtrArray) conversations = g_ptr_array_new ();

  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      MqConversation *conversation = mq_conversation_list_find (self->conversations, ids[i]);

      if (conversation != NULL)
        g_ptr_array_add (conversations, conversation);
    }

  g_list_store_splice (self->found, 0, g_list_model_get_n_items (G_LIST_MODEL (self->found)),
                       conversations->pdata, conversations->len);
  show_model (self, G_LIST_MODEL (self->found));

  return NULL;
}

static void
on_search_changed (MqSidebar *self)
{
  g_autofree char *words = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));

  dex_clear (&self->search);

  if (self->conversations != NULL && *g_strstrip (words) != '\0')
    self->search = dex_future_finally (
        mq_workspace_search (mq_conversation_list_get_workspace (self->conversations), words),
        on_found, g_object_ref (self), g_object_unref);
  else
    show_model (self, G_LIST_MODEL (self->by_day));
}

/* Enter opens the first session that was found; while the search goes on, there is none yet. */
static void
on_search_activate (MqSidebar *self)
{
  if (is_searching (self) && g_list_model_get_n_items (G_LIST_MODEL (self->found)) > 0
      && g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)), self->words) == 0)
    on_activate (self, 0);
}

/* Finds nothing until the library is open. */
static void
on_opening_changed (MqSidebar *self)
{
  if (is_searching (self))
    on_search_changed (self);
}

static void
on_clear_search (MqSidebar *self)
{
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

/* The menu of a row. */

static void
add_item (GMenu *menu, const char *label, const char *action, const char *session)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", session);
  g_menu_append_item (menu, item);
}

/**
 * mq_session_menu_new:
 * @conversation: a conversation with a session
 *
 * Returns: (transfer full): a menu of window actions on that session
 */
GMenuModel *
mq_session_menu_new (MqConversation *conversation)
{
  const char *session = mq_session_get_id (mq_conversation_get_session (conversation));
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) things = g_menu_new ();
  g_autoptr (GMenu) removal = g_menu_new ();

  add_item (things, _ ("_Rename…"), "win.rename-session", session);
  add_item (things,
            mq_conversation_is_favorite (conversation) ? _ ("Remove from _Favorites")
                                                       : _ ("Add to _Favorites"),
            "win.favorite-session", session);
  if (mq_session_get_last_version (mq_conversation_get_session (conversation)) != NULL)
    add_item (things, _ ("Dup_licate"), "win.duplicate-session", session);
  add_item (things, _ ("_Open Folder"), "win.open-folder", session);
  add_item (things, _ ("_Copy ID"), "win.copy-id", session);
  /* Translators: opens the ways to give the session away */
  add_item (things, _ ("S_hare…"), "win.share-session", session);
  if (mq_conversation_has_transcript (conversation))
    /* Translators: the conversation between the last run and its language models */
    add_item (things, _ ("Save _Transcript…"), "win.save-transcript", session);
  /* Translators: a text about a problem, for those who can help */
  add_item (things, _ ("Save _Problem Report…"), "win.save-report", session);
  add_item (removal, _ ("_Delete"), "win.delete-session", session);
  if (mq_conversation_get_set_size (conversation) > 0)
    {
      const char *set = mq_set_filter_get_set (conversation);

      /* Translators: shows all objects of a set */
      add_item (things, _ ("_Show Set"), "win.show-set", set);
      add_item (removal, _ ("D_elete Set"), "win.delete-set", set);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (things));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (removal));

  return G_MENU_MODEL (g_steal_pointer (&menu));
}

static void
pop_up_menu (MqSidebar *self, MqConversation *conversation, const GdkRectangle *at)
{
  g_autoptr (GMenuModel) model = NULL;

  if (mq_conversation_get_session (conversation) == NULL)
    return;

  model = mq_session_menu_new (conversation);
  mq_context_menu_pop_up (&self->menu, GTK_WIDGET (self), model, at);
}

static MqConversation *
pick_conversation (MqSidebar *self, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  /* The picked widget is the list's own item when the pointer is on its padding, outside the
   * row. */
  if (widget != NULL && g_str_equal (gtk_widget_get_css_name (widget), "row"))
    widget = gtk_widget_get_first_child (widget);
  if (widget != NULL)
    widget = gtk_widget_get_ancestor (widget, MQ_TYPE_SESSION_ROW);

  return widget != NULL ? MQ_SESSION_ROW (widget)->conversation : NULL;
}

/* The list selects on a click. With a single pane, a click must also show the conversation, even
 * that of the row selected already. */
static void
on_list_released (MqSidebar *self, int n_press, double x, double y)
{
  MqConversation *conversation = NULL;
  graphene_point_t point;

  if (gtk_widget_compute_point (GTK_WIDGET (self->list), GTK_WIDGET (self),
                                &GRAPHENE_POINT_INIT ((float)x, (float)y), &point))
    conversation = pick_conversation (self, point.x, point.y);
  if (conversation == NULL)
    return;

  /* Select first: on_activate() hides the list, which would not select any more. */
  mq_sidebar_set_selected (self, conversation);
  on_activate (self, gtk_single_selection_get_selected (self->selection));
}

static void
on_long_pressed (MqSidebar *self, double x, double y, GtkGesture *gesture)
{
  MqConversation *conversation = pick_conversation (self, x, y);

  if (conversation == NULL)
    return;

  pop_up_menu (self, conversation, &(GdkRectangle){ (int)x, (int)y, 1, 1 });
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
on_secondary_pressed (MqSidebar *self, int n_press, double x, double y, GtkGesture *gesture)
{
  on_long_pressed (self, x, y, gesture);
}

/* Keys act on the focused row, which need not be the selected one. */

static MqConversation *
get_focused (MqSidebar *self, GtkWidget **focus)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *row;

  *focus = root ? gtk_root_get_focus (root) : NULL;
  if (*focus == NULL || !gtk_widget_is_ancestor (*focus, GTK_WIDGET (self->list)))
    return NULL;

  row = gtk_widget_get_first_child (*focus);
  return MQ_IS_SESSION_ROW (row) ? MQ_SESSION_ROW (row)->conversation : NULL;
}

static gboolean
on_menu_key (GtkWidget *widget, GVariant *args, gpointer data)
{
  MqSidebar *self = MQ_SIDEBAR (widget);
  GtkWidget *focus;
  MqConversation *conversation = get_focused (self, &focus);
  graphene_rect_t bounds;

  if (conversation == NULL || !gtk_widget_compute_bounds (focus, widget, &bounds))
    return GDK_EVENT_PROPAGATE;

  pop_up_menu (self, conversation,
               &(GdkRectangle){ (int)bounds.origin.x + 24,
                                (int)(bounds.origin.y + bounds.size.height / 2), 1, 1 });

  return GDK_EVENT_STOP;
}

static gboolean
on_session_key (GtkWidget *widget, GVariant *args, gpointer data)
{
  GtkWidget *focus;
  MqConversation *conversation = get_focused (MQ_SIDEBAR (widget), &focus);
  MqSession *session = conversation ? mq_conversation_get_session (conversation) : NULL;

  if (session == NULL)
    return GDK_EVENT_PROPAGATE;

  return gtk_widget_activate_action_variant (widget, g_variant_get_string (args, NULL),
                                             g_variant_new_string (mq_session_get_id (session)));
}

/* Public. */

/**
 * mq_sidebar_get_selected:
 * @self: the sidebar
 *
 * Returns: (transfer none) (nullable): the conversation that is shown
 */
MqConversation *
mq_sidebar_get_selected (MqSidebar *self)
{
  g_return_val_if_fail (MQ_IS_SIDEBAR (self), NULL);

  return self->selected;
}

/**
 * mq_sidebar_set_selected:
 * @self: the sidebar
 * @conversation: (nullable): the conversation to select; a new one has no row yet
 */
void
mq_sidebar_set_selected (MqSidebar *self, MqConversation *conversation)
{
  g_return_if_fail (MQ_IS_SIDEBAR (self));

  if (!g_set_object (&self->selected, conversation))
    return;

  mq_set_filter_set_open (self->one_of_set, conversation);
  select_selected (self);
  g_signal_emit (self, selection_changed_signal, 0);
}

/**
 * mq_sidebar_get_neighbour:
 * @self: the sidebar
 * @conversation: (nullable): where to start; one without a row counts as above the first row
 * @step: the number of rows down; negative: up
 *
 * Returns: (transfer none) (nullable): the conversation there, or %NULL beyond either end
 */
MqConversation *
mq_sidebar_get_neighbour (MqSidebar *self, MqConversation *conversation, int step)
{
  guint position;
  gint64 wanted;
  g_autoptr (MqConversation) neighbour = NULL;

  g_return_val_if_fail (MQ_IS_SIDEBAR (self), NULL);

  position = find_position (self, conversation);
  wanted = position == GTK_INVALID_LIST_POSITION ? step - 1 : (gint64)position + step;
  if (wanted < 0 || wanted > G_MAXINT)
    return NULL;

  /* The model keeps its own reference after this one is dropped. */
  neighbour = g_list_model_get_item (G_LIST_MODEL (self->selection), (guint)wanted);
  return neighbour;
}

/**
 * mq_sidebar_open_search:
 * @self: the sidebar
 * @words: (nullable): the text to search for; %NULL: what is there
 *
 * Opens the search bar and focuses it.
 */
void
mq_sidebar_open_search (MqSidebar *self, const char *words)
{
  g_return_if_fail (MQ_IS_SIDEBAR (self));

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  if (words != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->search_entry), words);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

/**
 * mq_sidebar_check_day:
 * @self: the sidebar
 *
 * Updates the date headings if midnight has passed since the last call.
 */
void
mq_sidebar_check_day (MqSidebar *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  gint64 seconds = g_date_time_to_unix (now);

  g_return_if_fail (MQ_IS_SIDEBAR (self));

  if (mq_days_get_section (seconds, now) == mq_days_get_section (seconds, self->now)
      && g_date_time_get_day_of_month (now) == g_date_time_get_day_of_month (self->now))
    return;

  g_clear_pointer (&self->now, g_date_time_unref);
  self->now = g_steal_pointer (&now);
  gtk_sorter_changed (self->day_sorter, GTK_SORTER_CHANGE_DIFFERENT);

  /* GtkListView keeps the header of a section whose rows stay, so recreate all headers. */
  if (!is_searching (self))
    {
      gtk_list_view_set_header_factory (self->list, NULL);
      gtk_list_view_set_header_factory (self->list, self->header_factory);
    }
}

/**
 * mq_sidebar_set_conversations:
 * @self: the sidebar
 * @conversations: the conversations to list
 */
void
mq_sidebar_set_conversations (MqSidebar *self, MqConversationList *conversations)
{
  GListModel *model = mq_conversation_list_get_model (conversations);
  g_autoptr (GtkFilterListModel) rows = gtk_filter_list_model_new (
      g_object_ref (model), GTK_FILTER (g_object_ref (self->one_of_set)));

  g_set_object (&self->conversations, conversations);
  mq_set_filter_set_model (self->one_of_set, model);
  gtk_sort_list_model_set_model (self->by_day, G_LIST_MODEL (rows));
  g_signal_connect_object (mq_conversation_list_get_workspace (conversations), "notify::opening",
                           G_CALLBACK (on_opening_changed), self, G_CONNECT_SWAPPED);
}

static void
mq_sidebar_dispose (GObject *object)
{
  MqSidebar *self = MQ_SIDEBAR (object);

  dex_clear (&self->search);
  if (self->menu != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->menu)));
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_SIDEBAR);
  g_clear_object (&self->selection);
  g_clear_object (&self->found);
  g_clear_object (&self->by_day);
  g_clear_object (&self->one_of_set);
  g_clear_object (&self->day_sorter);
  g_clear_object (&self->selected);
  g_clear_object (&self->conversations);

  G_OBJECT_CLASS (mq_sidebar_parent_class)->dispose (object);
}

static void
mq_sidebar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_string (value, MQ_SIDEBAR (object)->words);
}

static void
mq_sidebar_finalize (GObject *object)
{
  MqSidebar *self = MQ_SIDEBAR (object);

  g_clear_pointer (&self->now, g_date_time_unref);
  g_free (self->words);

  G_OBJECT_CLASS (mq_sidebar_parent_class)->finalize (object);
}

static void
mq_sidebar_class_init (MqSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mq_sidebar_dispose;
  object_class->finalize = mq_sidebar_finalize;
  object_class->get_property = mq_sidebar_get_property;

  words_property = g_param_spec_string ("words", NULL, NULL, NULL,
                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS
                                            | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_property (object_class, 1, words_property);

  selection_changed_signal = mq_signal_new (MQ_TYPE_SIDEBAR, "selection-changed", 0);

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, on_menu_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, on_menu_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F2, 0, on_session_key, "s",
                                "win.rename-session");
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Delete, 0, on_session_key, "s",
                                "win.delete-session");

  g_type_ensure (MQ_TYPE_CONVERSATION);
  g_type_ensure (MQ_TYPE_SESSION_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, MqSidebar, search_bar);
  gtk_widget_class_bind_template_child (widget_class, MqSidebar, main_menu_button);
  gtk_widget_class_bind_template_child (widget_class, MqSidebar, search_entry);
  gtk_widget_class_bind_template_child (widget_class, MqSidebar, stack);
  gtk_widget_class_bind_template_child (widget_class, MqSidebar, list);
  gtk_widget_class_bind_template_child (widget_class, MqSidebar, header_factory);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, name_section);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_clear_search);
  gtk_widget_class_bind_template_callback (widget_class, on_list_released);
  gtk_widget_class_bind_template_callback (widget_class, on_secondary_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_long_pressed);
}

static void
mq_sidebar_init (MqSidebar *self)
{
  GtkExpression *section;

  gtk_widget_init_template (GTK_WIDGET (self));
  mq_accessible_names_follow (gtk_menu_button_get_popover (self->main_menu_button));

  self->now = g_date_time_new_now_local ();
  self->found = g_list_store_new (MQ_TYPE_CONVERSATION);

  /* The list sorts by time already; the section sorter only adds headings, as it is stable. */
  section = gtk_cclosure_expression_new (G_TYPE_INT64, NULL, 0, NULL, G_CALLBACK (get_section),
                                         self, NULL);
  self->day_sorter = GTK_SORTER (gtk_numeric_sorter_new (section));
  gtk_numeric_sorter_set_sort_order (GTK_NUMERIC_SORTER (self->day_sorter), GTK_SORT_DESCENDING);
  self->one_of_set = g_object_new (MQ_TYPE_SET_FILTER, NULL);
  self->by_day = gtk_sort_list_model_new (NULL, NULL);
  gtk_sort_list_model_set_section_sorter (self->by_day, self->day_sorter);

  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->by_day));
  g_signal_connect_swapped (self->selection, "notify::selected-item",
                            G_CALLBACK (on_selected_item_changed), self);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  /* After the list view's own handler: it does not handle a selection change during the signal. */
  g_signal_connect_data (self->selection, "items-changed", G_CALLBACK (on_items_changed), self,
                         NULL, G_CONNECT_SWAPPED | G_CONNECT_AFTER);

  update_page (self);
}
