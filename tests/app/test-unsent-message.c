/* A message that was sent while the workspace opens: it stays in the saved draft until the library
 * has it, so that a program that is killed meanwhile loses nothing. */
#include "app/composer/mq-unsent-message.h"
#include "app/workspace-bench.h"
#include "common/events/mq-target.h"
#include "common/json/mq-json.h"

#define PROMPT "Create a 3D object of a chair"
#define CHANGE "add 2 armrests"

/* Returns: the text that a program started now would show as unsent */
static char *
load_text (MqDrafts *drafts, const char *name)
{
  g_autoptr (JsonObject) draft = NULL;

  g_assert_true (dex_await (mq_drafts_flush (drafts), NULL));
  draft = dex_await_boxed (mq_drafts_load (drafts, name), NULL);
  return draft != NULL ? g_strdup (mq_json_get_string (draft, "text", NULL)) : NULL;
}

/* Waits until @text is saved, or until the workspace was quicker: a further version is there, or
 * the message has left the draft for the run. */
static void
wait_unsent (MqConversation *conversation, const char *name, const char *text)
{
  guint n_versions = bench_count_versions (conversation);
  gboolean was_there = FALSE;

  for (;;)
    {
      g_autofree char *found = load_text (mq_conversation_get_drafts (conversation), name);

      if (g_strcmp0 (found, text) == 0 || (was_there && found == NULL)
          || bench_count_versions (conversation) > n_versions)
        return;
      was_there = was_there || found != NULL;
      dex_await (dex_timeout_new_msec (5), NULL);
    }
}

/* @text: (nullable): %NULL until nothing is saved */
static void
wait_text (MqConversation *conversation, const char *name, const char *text)
{
  for (;;)
    {
      g_autofree char *found = load_text (mq_conversation_get_drafts (conversation), name);

      if (g_strcmp0 (found, text) == 0)
        return;
      dex_await (dex_timeout_new_msec (5), NULL);
    }
}

static void
send (MqConversation *conversation, const char *text)
{
  MqUnsentMessage *message = mq_unsent_message_get (conversation);

  gtk_text_buffer_set_text (mq_unsent_message_get_buffer (message), text, -1);
  mq_unsent_message_send (message, 1, TRUE);
}

/* Waits until the second version is made and no message is saved as unsent. */
static void
wait_sent (MqConversation *conversation, DexFuture *opening, const char *name)
{
  g_assert_true (dex_await (dex_ref (opening), NULL));
  while (bench_count_versions (conversation) < 2)
    dex_await (dex_timeout_new_msec (5), NULL);
  wait_text (conversation, name, NULL);
}

/* The first message, and one after it. */
static void
test_first (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;
  g_autoptr (DexFuture) opening = NULL;
  g_autofree char *name = NULL;

  bench_forget_all ();
  bench_write_config (BENCH_QUICK);
  conversations = mq_conversation_list_new (mq_workspace_new (NULL));
  opening = mq_workspace_open (mq_conversation_list_get_workspace (conversations));
  chair = mq_conversation_list_start (conversations);
  send (chair, PROMPT);
  wait_unsent (chair, "message-new", PROMPT);
  bench_wait_state (chair, MQ_CONVERSATION_WORKING);
  send (chair, CHANGE);
  wait_unsent (chair, "message-new", PROMPT "\n" CHANGE);

  wait_sent (chair, opening, "message-new");
  name = mq_drafts_name_message (mq_session_get_id (mq_conversation_get_session (chair)));
  wait_text (chair, name, NULL);

  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
}

/* Targets are saved with the words, and are there again for the next program; a message that comes
 * back brings its own. "undo" that points at something is no step between versions. */
static void
test_targets (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;
  g_autoptr (JsonArray) chosen = json_array_new ();
  g_autoptr (MqMessage) undo = mq_message_new ("undo", NULL);
  g_autoptr (MqDrafts) written = NULL;
  g_autoptr (JsonObject) draft = NULL;
  g_autofree char *file = NULL;
  g_autofree char *names = NULL;
  MqUnsentMessage *message;

  json_array_add_object_element (chosen, mq_target_new ("Part", NULL, NULL));
  bench_forget_all ();
  bench_write_config (BENCH_QUICK);
  conversations = bench_open ();
  chair = g_object_ref (bench_make_chair (conversations));
  mq_unsent_message_set_targets (mq_unsent_message_get (chair), chosen);
  g_assert_true (dex_await (mq_drafts_flush (mq_conversation_get_drafts (chair)), NULL));
  /* They were chosen while an earlier message was still looked for. */
  written = mq_drafts_new (NULL);
  file = mq_drafts_name_message (mq_session_get_id (mq_conversation_get_session (chair)));
  draft = dex_await_boxed (mq_drafts_load (written, file), NULL);
  g_assert_cmpuint (mq_json_length (mq_json_get_array (draft, "targets")), ==, 1);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));

  conversations = bench_open ();
  chair = bench_get_first (conversations);
  message = mq_unsent_message_get (chair);
  while (mq_unsent_message_get_targets (message) == NULL)
    dex_await (dex_timeout_new_msec (1), NULL);
  names = mq_target_list_dup_names (mq_unsent_message_get_targets (message));
  g_assert_cmpstr (names, ==, "Part");

  send (chair, CHANGE);
  g_assert_null (mq_unsent_message_get_targets (message));
  while (bench_count_versions (chair) < 2)
    dex_await (dex_timeout_new_msec (5), NULL);
  mq_message_set_targets (undo, chosen);
  g_assert_true (dex_await (mq_conversation_send (chair, g_steal_pointer (&undo)), NULL));
  g_assert_cmpint (mq_version_get_number (mq_conversation_get_current_version (chair)), ==, 2);

  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
}

/* Requirements are saved with the words, and are there again for the next program, those that were
 * drawn only once; they go with the message, and into the plan. */
static void
test_requirements (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;
  g_autoptr (JsonArray) rows = json_array_new ();
  g_autoptr (JsonArray) chosen = json_array_new ();
  g_autoptr (JsonObject) contents = NULL;
  JsonArray *planned;
  MqUnsentMessage *message;

  json_array_add_object_element (
      chosen,
      mq_test_parse_json ("{\"part\": \"Seat\", \"at_m\": [0, 0, 0], \"mark\": {\"kind\": "
                          "\"size\", \"to_m\": [1, 0, 0], \"text\": \"1 m\", \"size_m\": 1}}"));
  json_array_add_object_element (
      rows, mq_json_new ("words:s what:s of:s axis:s value:d unit:s source:s", "overall height",
                         "size", "whole", "z", 90.0, "cm", "your list"));
  bench_forget_all ();
  bench_write_config (BENCH_QUICK);
  conversations = bench_open ();
  chair = g_object_ref (bench_make_chair (conversations));
  mq_unsent_message_set_targets (mq_unsent_message_get (chair), chosen);
  mq_unsent_message_set_requirements (mq_unsent_message_get (chair), rows);
  g_assert_true (dex_await (mq_drafts_flush (mq_conversation_get_drafts (chair)), NULL));
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));

  conversations = bench_open ();
  chair = bench_get_first (conversations);
  message = mq_unsent_message_get (chair);
  while (mq_unsent_message_get_requirements (message) == NULL)
    dex_await (dex_timeout_new_msec (1), NULL);
  g_assert_true (mq_json_are_equal (mq_unsent_message_get_requirements (message), rows));

  mq_unsent_message_set_targets (message, NULL);
  send (chair, CHANGE);
  g_assert_null (mq_unsent_message_get_requirements (message));
  while (bench_count_versions (chair) < 2)
    dex_await (dex_timeout_new_msec (5), NULL);
  contents = dex_await_boxed (mq_version_load (mq_conversation_get_current_version (chair)), NULL);
  planned = mq_json_get_array (mq_json_get_object (contents, "plan"), "requirements");
  g_assert_nonnull (mq_json_find (planned, "source", "your list"));

  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
}

/* A message to a session that is there. */
static void
test_later (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;
  g_autoptr (DexFuture) opening = NULL;
  g_autofree char *name = NULL;

  bench_forget_all ();
  bench_write_config (BENCH_QUICK);
  conversations = bench_open ();
  chair = g_object_ref (bench_make_chair (conversations));
  name = mq_drafts_name_message (mq_session_get_id (mq_conversation_get_session (chair)));
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));

  conversations = mq_conversation_list_new (mq_workspace_new (NULL));
  opening = mq_workspace_open (mq_conversation_list_get_workspace (conversations));
  while (g_list_model_get_n_items (mq_conversation_list_get_model (conversations)) == 0)
    dex_await (dex_timeout_new_msec (1), NULL);
  chair = bench_get_first (conversations);
  send (chair, CHANGE);
  wait_unsent (chair, name, CHANGE);

  wait_sent (chair, opening, name);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
}

/* Returns: (transfer full) (nullable): the roles that a program started now would show */
static char *
load_roles (MqDrafts *drafts, const char *name)
{
  g_autoptr (JsonObject) draft = NULL;
  g_auto (GStrv) roles = NULL;

  g_assert_true (dex_await (mq_drafts_flush (drafts), NULL));
  draft = dex_await_boxed (mq_drafts_load (drafts, name), NULL);
  roles = mq_json_to_strings (mq_json_get_array (draft, "roles"));
  return g_strjoinv (" ", roles);
}

/* The role that the user chose is there after a restart, not the one that the name tells. */
static void
test_roles (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) chair = NULL;
  g_autoptr (MqAttachment) attachment = NULL;
  g_autoptr (MqAttachment) restored = NULL;
  g_autofree char *path = g_build_filename (mq_test_get_dir (), "chair-front.png", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  gsize length;
  g_autofree guchar *png = g_base64_decode (
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
      "awAAAABJRU5ErkJggg==",
      &length);
  GListModel *items;

  g_assert_true (g_file_set_contents (path, (const char *)png, (gssize)length, NULL));
  bench_forget_all ();
  bench_write_config (BENCH_QUICK);
  conversations = bench_open ();
  chair = mq_conversation_list_start (conversations);
  attachment = dex_await_object (
      mq_attachments_add_file (mq_unsent_message_get_attachments (mq_unsent_message_get (chair)),
                               file),
      NULL);
  g_assert_nonnull (attachment);
  g_assert_cmpuint (attachment->role, ==, MQ_PICTURE_ROLE_FRONT);
  mq_attachments_set_role (mq_unsent_message_get_attachments (mq_unsent_message_get (chair)),
                           attachment, MQ_PICTURE_ROLE_DRAWING);
  for (g_autofree char *roles = NULL; g_strcmp0 (roles, "drawing") != 0;)
    {
      g_free (roles);
      roles = load_roles (mq_conversation_get_drafts (chair), "message-new");
    }
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));

  conversations = bench_open ();
  chair = mq_conversation_list_start (conversations);
  items = G_LIST_MODEL (mq_unsent_message_get_attachments (mq_unsent_message_get (chair))->items);
  while (g_list_model_get_n_items (items) == 0)
    dex_await (dex_timeout_new_msec (5), NULL);
  restored = g_list_model_get_item (items, 0);
  while (restored->role == MQ_PICTURE_ROLE_FRONT)
    dex_await (dex_timeout_new_msec (5), NULL);
  g_assert_cmpuint (restored->role, ==, MQ_PICTURE_ROLE_DRAWING);
  g_clear_object (&chair);
  bench_close (g_steal_pointer (&conversations));
}

MQ_TEST_PROGRAM (unsent_message)
{
  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/unsent-message/first", test_first);
  mq_test_add_fiber ("/unsent-message/later", test_later);
  mq_test_add_fiber ("/unsent-message/targets", test_targets);
  mq_test_add_fiber ("/unsent-message/requirements", test_requirements);
  mq_test_add_fiber ("/unsent-message/roles", test_roles);
  return mq_test_run ();
}
