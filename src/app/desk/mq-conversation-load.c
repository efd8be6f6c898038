/* What a conversation was: read back from the library. */
#include "app/desk/mq-conversation-private.h"

#include "common/mq-fiber.h"
#include "common/mq-json.h"

/* Sessions whose events were not kept: what was said, and what came of it, in the order of time. */
static void
fold_messages (MqConversation *self, JsonArray *messages)
{
  guint n_versions = g_list_model_get_n_items (self->versions);
  guint n_messages = json_array_get_length (messages);
  guint next = 0;

  for (guint i = 0; i <= n_messages; i++)
    {
      JsonObject *message = i < n_messages ? mq_json_element_object (messages, i) : NULL;
      gint64 created = message != NULL ? mq_json_get_int (message, "created", 0) : G_MAXINT64;
      const char *role = mq_json_get_string (message, "role", "user");

      for (; next < n_versions; next++)
        {
          g_autoptr (MqVersion) version = g_list_model_get_item (self->versions, next);
          g_autoptr (JsonObject) kept = json_object_new ();

          if (mq_version_get_created (version) > created)
            break;

          json_object_set_int_member (kept, "version", mq_version_get_number (version));
          mq_conversation_fold (self, "kept", kept,
                                mq_version_get_created (version) * G_USEC_PER_SEC);
        }

      /* The team's words are the version's own. */
      if (message == NULL || g_str_equal (role, "team"))
        continue;

      if (g_str_equal (role, "notice"))
        mq_timeline_add_notice (mq_conversation_get_timeline (self), "info", "said",
                                mq_json_get_string (message, "text", ""), NULL,
                                created * G_USEC_PER_SEC);
      else
        mq_timeline_add_message (mq_conversation_get_timeline (self), role,
                                 mq_json_get_string (message, "text", ""), NULL, FALSE,
                                 created * G_USEC_PER_SEC);
    }
}

static DexFuture *
load_fiber (gpointer user_data)
{
  MqConversation *self = user_data;
  MqLibrary *library = self->desk != NULL ? mq_desk_get_library (self->desk) : NULL;
  g_autoptr (JsonArray) messages = NULL;
  GError *error = NULL;

  if (library == NULL || self->session == NULL)
    return dex_future_new_true ();

  messages = dex_await_boxed (mq_library_load_messages (library, self->session), &error);
  if (messages == NULL)
    return dex_future_new_for_error (error);

  fold_messages (self, messages);
  return dex_future_new_true ();
}

/**
 * mq_conversation_load:
 * @self: a conversation
 *
 * Fills the timeline from the library, the first time.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_conversation_load (MqConversation *self)
{
  dex_return_error_if_fail (MQ_IS_CONVERSATION (self));

  /* One that began here has it all. */
  if (self->loading == NULL && self->run != NULL)
    self->loading = dex_future_new_true ();
  if (self->loading == NULL)
    self->loading = mq_fiber_spawn (NULL, MQ_CONVERSATION_STACK, load_fiber, g_object_ref (self),
                                    g_object_unref);

  return dex_ref (self->loading);
}
