/* Text and pictures of an unsent message, saved to disk whenever they change and loaded on first
 * use, see mq-unsent-message.h. Two windows that show one conversation show one message. */
#include "app/conversation/mq-unsent-message.h"

#include "app/picture/mq-picture.h"
#include "common/mq-fiber.h"
#include "common/mq-json.h"

#include <string.h>

/* Bytes of text that are read from disk; a prompt is shorter. */
#define MAX_TEXT (128 * 1024)

struct _MqUnsentMessage
{
  GObject parent_instance;

  /* Borrowed */
  MqConversation *conversation; /* weak; it owns this object */

  /* Owned */
  MqDrafts *drafts; /* NULL: kept in memory only */
  GtkTextBuffer *buffer;
  MqAttachments *attachments;
  gulong attachments_handler;
  char *name; /* on disk; NULL: not saved at present */
};

enum
{
  ATTACHMENTS_REPLACED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MqUnsentMessage, mq_unsent_message, G_TYPE_OBJECT)

static JsonArray *
describe_pictures (MqAttachments *attachments)
{
  JsonArray *pictures = json_array_new ();
  guint n = g_list_model_get_n_items (G_LIST_MODEL (attachments->items));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MqAttachment) item = g_list_model_get_item (G_LIST_MODEL (attachments->items), i);
      g_autofree char *file = g_path_get_basename (item->path);

      json_array_add_object_element (pictures, mq_json_new ("file:s name:s", file, item->name));
    }

  return pictures;
}

static gboolean
is_empty (MqUnsentMessage *self)
{
  g_autofree char *text = mq_unsent_message_dup_text (self);

  return strspn (text, " \t\r\n") == strlen (text)
         && g_list_model_get_n_items (G_LIST_MODEL (self->attachments->items)) == 0;
}

static JsonObject *
describe (gpointer owner)
{
  MqUnsentMessage *self = owner;
  g_autofree char *text = NULL;

  if (is_empty (self))
    return NULL;

  text = mq_unsent_message_dup_text (self);
  return mq_json_new ("text:s pictures:a", text, describe_pictures (self->attachments));
}

static void
release_name (MqUnsentMessage *self)
{
  if (self->name != NULL)
    mq_drafts_release_new (self->drafts, self->name);
  g_clear_pointer (&self->name, g_free);
}

/* Names the saved message after its session; a message to a new one, as soon as there is something
 * to save. Between the first message and its session nothing is saved. */
static char *
make_name (MqUnsentMessage *self)
{
  MqSession *session = mq_conversation_get_session (self->conversation);

  if (session != NULL)
    return mq_drafts_name_message (mq_session_get_id (session));
  if (mq_conversation_get_state (self->conversation) != MQ_CONVERSATION_NEW)
    return NULL;
  if (self->name != NULL)
    return g_strdup (self->name);

  return is_empty (self) ? NULL : mq_drafts_claim_new (self->drafts);
}

static void
touch (MqUnsentMessage *self)
{
  if (self->name != NULL)
    mq_drafts_touch (self->drafts, self->name, G_OBJECT (self), describe);
}

static void
update_name (MqUnsentMessage *self)
{
  g_autofree char *name = NULL;

  if (self->drafts == NULL || self->conversation == NULL)
    return;

  name = make_name (self);
  if (g_strcmp0 (name, self->name) == 0)
    return;

  if (self->name != NULL)
    mq_drafts_drop (self->drafts, self->name);
  release_name (self);
  self->name = g_steal_pointer (&name);
  if (!is_empty (self))
    touch (self);
}

static void
keep (MqUnsentMessage *self)
{
  update_name (self);
  touch (self);
}

/* The conversation is gone: what is saved is for the next new session. */
static void
release (gpointer data)
{
  g_autoptr (MqUnsentMessage) self = data;

  release_name (self);
}

/* Puts text that was returned or saved before the text being written. */
static void
insert_text (MqUnsentMessage *self, const char *text)
{
  gboolean is_empty = gtk_text_buffer_get_char_count (self->buffer) == 0;
  GtkTextIter start;

  gtk_text_buffer_begin_irreversible_action (self->buffer);
  gtk_text_buffer_get_start_iter (self->buffer, &start);
  gtk_text_buffer_insert (self->buffer, &start, text, -1);
  if (!is_empty)
    gtk_text_buffer_insert (self->buffer, &start, "\n", 1);
  gtk_text_buffer_end_irreversible_action (self->buffer);
}

static void
on_returned (MqUnsentMessage *self, const char *text, const char *const *pictures)
{
  insert_text (self, text);
  for (gsize i = 0; pictures != NULL && pictures[i] != NULL; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_path (pictures[i]);

      dex_future_disown (mq_attachments_add_file (self->attachments, file));
    }
}

/* Importing pictures: users' files are re-encoded, which strips metadata. */

typedef struct
{
  MqDrafts *drafts;
  char *path;
} Import;

static void
import_free (gpointer data)
{
  Import *import = data;

  g_object_unref (import->drafts);
  g_free (import->path);
  g_free (import);
}

static DexFuture *
import_fiber (gpointer data)
{
  Import *import = data;
  GError *error = NULL;
  g_autofree char *folder = dex_await_string (mq_drafts_open_pictures (import->drafts), &error);

  return folder != NULL ? mq_picture_import (import->path, folder)
                        : dex_future_new_for_error (error);
}

static DexFuture *
import_picture (const char *path, gpointer drafts)
{
  Import *import = g_new0 (Import, 1);

  import->drafts = g_object_ref (drafts);
  import->path = g_strdup (path);
  return mq_fiber_spawn (NULL, 0, import_fiber, import, import_free);
}

static void
make_attachments (MqUnsentMessage *self)
{
  self->attachments = mq_attachments_new ();
  if (self->drafts != NULL)
    mq_attachments_set_import (self->attachments, import_picture, g_object_ref (self->drafts),
                               g_object_unref);
  self->attachments_handler = g_signal_connect_object (self->attachments->items, "items-changed",
                                                       G_CALLBACK (keep), self, G_CONNECT_SWAPPED);
}

static void
restore_pictures (MqUnsentMessage *self, JsonArray *pictures, const char *folder)
{
  for (guint i = 0;
       pictures != NULL && i < MIN (json_array_get_length (pictures), MQ_ATTACHMENTS_MAX); i++)
    {
      JsonObject *picture = mq_json_element_object (pictures, i);
      const char *file = mq_json_get_string (picture, "file", "");
      g_autofree char *path = g_build_filename (folder, file, NULL);
      g_autoptr (GError) error = NULL;

      if (*file == '\0' || *file == '.' || strchr (file, '/') != NULL)
        continue;
      if (!dex_await (mq_attachments_add_own (self->attachments, path,
                                              mq_json_get_string (picture, "name", "")),
                      &error))
        g_debug ("A picture of a draft is passed over: %s", error->message);
    }
}

static DexFuture *
restore_fiber (gpointer data)
{
  MqUnsentMessage *self = data;
  g_autoptr (JsonObject) draft = NULL;
  const char *text;
  JsonArray *pictures;
  g_autofree char *folder = NULL;

  if (self->name != NULL)
    draft = dex_await_boxed (mq_drafts_load (self->drafts, self->name), NULL);
  if (draft == NULL)
    {
      if (is_empty (self))
        release_name (self);
      return dex_future_new_true ();
    }

  text = mq_json_get_string (draft, "text", "");
  pictures = mq_json_get_array (draft, "pictures");
  if (*text != '\0' && strlen (text) <= MAX_TEXT)
    insert_text (self, text);
  if (pictures != NULL && json_array_get_length (pictures) > 0
      && (folder = dex_await_string (mq_drafts_open_pictures (self->drafts), NULL)))
    restore_pictures (self, pictures, folder);

  return dex_future_new_true ();
}

static void
mq_unsent_message_finalize (GObject *object)
{
  MqUnsentMessage *self = MQ_UNSENT_MESSAGE (object);

  g_clear_weak_pointer (&self->conversation);
  g_clear_object (&self->drafts);
  g_object_unref (self->buffer);
  g_free (self->name);
  g_object_unref (self->attachments);

  G_OBJECT_CLASS (mq_unsent_message_parent_class)->finalize (object);
}

static void
mq_unsent_message_class_init (MqUnsentMessageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_unsent_message_finalize;

  signals[ATTACHMENTS_REPLACED] = g_signal_new ("attachments-replaced", MQ_TYPE_UNSENT_MESSAGE,
                                                G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                                0);
}

static void
mq_unsent_message_init (MqUnsentMessage *self)
{
  self->buffer = gtk_text_buffer_new (NULL);
  g_signal_connect_object (self->buffer, "changed", G_CALLBACK (keep), self, G_CONNECT_SWAPPED);
}

/**
 * mq_unsent_message_get:
 *
 * Returns: (transfer none): the unsent message of @conversation, which owns it; a saved message is
 *   loaded asynchronously
 */
MqUnsentMessage *
mq_unsent_message_get (MqConversation *conversation)
{
  MqUnsentMessage *self = g_object_get_data (G_OBJECT (conversation), "mq-draft");

  if (self != NULL)
    return self;

  self = g_object_new (MQ_TYPE_UNSENT_MESSAGE, NULL);
  g_object_set_data_full (G_OBJECT (conversation), "mq-draft", self, release);
  g_set_weak_pointer (&self->conversation, conversation);
  g_set_object (&self->drafts, mq_conversation_get_drafts (conversation));
  make_attachments (self);
  g_signal_connect_object (conversation, "returned", G_CALLBACK (on_returned), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (conversation, "notify::session", G_CALLBACK (update_name), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (conversation, "notify::state", G_CALLBACK (update_name), self,
                           G_CONNECT_SWAPPED);
  if (self->drafts != NULL && mq_conversation_get_state (conversation) == MQ_CONVERSATION_NEW)
    self->name = mq_drafts_claim_new (self->drafts); /* released if nothing is saved */
  else
    update_name (self);
  if (self->name != NULL)
    dex_future_disown (
        mq_fiber_spawn (NULL, 0, restore_fiber, g_object_ref (self), g_object_unref));
  return self;
}

/* Returns: (transfer none): the text, which all composers of the conversation show */
GtkTextBuffer *
mq_unsent_message_get_buffer (MqUnsentMessage *self)
{
  return self->buffer;
}

char *
mq_unsent_message_dup_text (MqUnsentMessage *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  return gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
}

MqAttachments *
mq_unsent_message_get_attachments (MqUnsentMessage *self)
{
  return self->attachments;
}

/* Returns: (transfer full): the pictures, to keep until they are sent; the message has none
 * then. */
MqAttachments *
mq_unsent_message_steal_attachments (MqUnsentMessage *self)
{
  MqAttachments *taken = self->attachments;

  g_clear_signal_handler (&self->attachments_handler, taken->items);
  make_attachments (self);
  keep (self);
  g_signal_emit (self, signals[ATTACHMENTS_REPLACED], 0);
  return taken;
}

/* Puts stolen pictures back that could not be sent; deletes them if others were attached
 * meanwhile. */
void
mq_unsent_message_restore_attachments (MqUnsentMessage *self, MqAttachments *attachments)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (attachments->items)) == 0)
    return;
  if (g_list_model_get_n_items (G_LIST_MODEL (self->attachments->items)) > 0)
    {
      mq_attachments_delete_files (attachments);
      return;
    }

  g_clear_signal_handler (&self->attachments_handler, self->attachments->items);
  g_set_object (&self->attachments, attachments);
  self->attachments_handler = g_signal_connect_object (attachments->items, "items-changed",
                                                       G_CALLBACK (keep), self, G_CONNECT_SWAPPED);
  keep (self);
  g_signal_emit (self, signals[ATTACHMENTS_REPLACED], 0);
}
