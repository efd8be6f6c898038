/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqSetFilter, see mq-set-filter.h. Sets are counted anew when the main loop is idle, so that an
 * import of thousands of items does not count them for each. */
#include "app/sessions/mq-set-filter.h"

#include "common/json/mq-json.h"

struct _MqSetFilter
{
  GtkFilter parent_instance;

  GListModel *conversations; /* newest first */
  MqConversation *open;      /* (nullable): it stands for its set */
  GHashTable *leaders;       /* set → the MqConversation that stands for it */
  guint count_source;
};

G_DEFINE_FINAL_TYPE (MqSetFilter, mq_set_filter, GTK_TYPE_FILTER)

static gboolean
mq_set_filter_match (GtkFilter *filter, gpointer item)
{
  MqSetFilter *self = MQ_SET_FILTER (filter);
  const char *set = mq_set_filter_get_set (item);

  return set == NULL || g_hash_table_lookup (self->leaders, set) == item;
}

static void
count_cb (gpointer data)
{
  MqSetFilter *self = data;
  g_autoptr (GHashTable) sizes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (self->conversations);

  self->count_source = 0;

  g_hash_table_remove_all (self->leaders);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MqConversation) conversation = g_list_model_get_item (self->conversations, i);
      const char *set = mq_set_filter_get_set (conversation);
      guint size;

      if (set == NULL)
        continue;

      size = GPOINTER_TO_UINT (g_hash_table_lookup (sizes, set));
      g_hash_table_insert (sizes, (gpointer)set, GUINT_TO_POINTER (size + 1));
      if (size == 0 || conversation == self->open)
        g_hash_table_insert (self->leaders, g_strdup (set), g_object_ref (conversation));
      g_ptr_array_add (members, g_object_ref (conversation));
    }

  for (guint i = 0; i < members->len; i++)
    mq_conversation_set_set_size (
        members->pdata[i],
        GPOINTER_TO_UINT (g_hash_table_lookup (sizes, mq_set_filter_get_set (members->pdata[i]))));
  gtk_filter_changed (GTK_FILTER (self), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
count_soon (MqSetFilter *self)
{
  if (self->count_source == 0)
    self->count_source = g_idle_add_once (count_cb, self);
}

static void
mq_set_filter_dispose (GObject *object)
{
  MqSetFilter *self = MQ_SET_FILTER (object);

  g_clear_handle_id (&self->count_source, g_source_remove);
  g_clear_object (&self->conversations);
  g_clear_object (&self->open);

  G_OBJECT_CLASS (mq_set_filter_parent_class)->dispose (object);
}

static void
mq_set_filter_finalize (GObject *object)
{
  g_hash_table_unref (MQ_SET_FILTER (object)->leaders);

  G_OBJECT_CLASS (mq_set_filter_parent_class)->finalize (object);
}

static void
mq_set_filter_class_init (MqSetFilterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mq_set_filter_dispose;
  G_OBJECT_CLASS (klass)->finalize = mq_set_filter_finalize;
  GTK_FILTER_CLASS (klass)->match = mq_set_filter_match;
}

static void
mq_set_filter_init (MqSetFilter *self)
{
  self->leaders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/* @conversations: what it filters, newest first */
void
mq_set_filter_set_model (MqSetFilter *self, GListModel *conversations)
{
  g_return_if_fail (MQ_IS_SET_FILTER (self) && self->conversations == NULL);

  self->conversations = g_object_ref (conversations);
  g_signal_connect_object (conversations, "items-changed", G_CALLBACK (count_soon), self,
                           G_CONNECT_SWAPPED);
  count_soon (self);
}

/* @conversation: (nullable): the one that is shown, which stands for its set */
void
mq_set_filter_set_open (MqSetFilter *self, MqConversation *conversation)
{
  g_return_if_fail (MQ_IS_SET_FILTER (self));

  if (g_set_object (&self->open, conversation) && conversation != NULL
      && self->conversations != NULL && !mq_set_filter_match (GTK_FILTER (self), conversation))
    {
      g_clear_handle_id (&self->count_source, g_source_remove);
      count_cb (self);
    }
}

/**
 * mq_set_filter_get_set:
 * @conversation: a conversation
 *
 * Returns: (transfer none) (nullable): the set that its session belongs to
 */
const char *
mq_set_filter_get_set (MqConversation *conversation)
{
  MqSession *session = mq_conversation_get_session (conversation);

  return session != NULL ? mq_session_get_set (session) : NULL;
}

/* @conversation: one of a set. Returns: the name of the set */
const char *
mq_set_filter_get_name (MqConversation *conversation)
{
  return mq_json_get_string (mq_session_get_batch (mq_conversation_get_session (conversation)),
                             "name", "");
}
