/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A session in the list, see mq-session-row.h. */
#include "app/sessions/mq-session-row.h"

#include "app/picture/mq-picture.h"
#include "app/sessions/mq-set-filter.h"

#include <glib/gi18n.h>

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

G_DEFINE_FINAL_TYPE (MqSessionRow, mq_session_row, ADW_TYPE_BIN)

/* The page of the row's status stack. A dot means results that were not looked at yet; what needs
 * the user before there is a version has precedence. */
static const char *
find_mark (MqSessionRow *self, MqConversationState state, gboolean unread)
{
  gboolean empty = self->conversation == NULL
                   || g_list_model_get_n_items (mq_conversation_get_versions (self->conversation))
                          == 0;

  if (mq_conversation_state_is_busy (state))
    return "working";
  if (empty && mq_conversation_state_is_turn (state))
    return "waiting";
  if (empty && state == MQ_CONVERSATION_FAILED)
    return "failed";

  return unread ? "unread" : "none";
}

static char *
name_mark (MqSessionRow *self, MqConversationState state, gboolean unread)
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

/* Keeps what a screen reader says of the item like what the row shows. */
void
mq_session_row_describe (MqSessionRow *self, GtkListItem *item)
{
  g_object_bind_property (self->title, "label", item, "accessible-label", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->subtitle, "label", item, "accessible-description",
                          G_BINDING_SYNC_CREATE);
}

/* Returns: (transfer none) (nullable): the conversation of the row */
MqConversation *
mq_session_row_get_conversation (MqSessionRow *self)
{
  g_return_val_if_fail (MQ_IS_SESSION_ROW (self), NULL);

  return self->conversation;
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
