/* The workspace: what stands in the way, the list of conversations, what is removed and brought
 * back. */
#include "app/workspace-bench.h"

#include "app/account/mq-service-account.h"
#include "app/model/mq-recent-models.h"
#include "common/base/mq-error.h"

#include <libsoup/soup.h>
#include <string.h>

static const char *
get_text (MqConversationList *conversations, MqProblemKind kind)
{
  MqProblem *problem
      = mq_workspace_find_problem (mq_conversation_list_get_workspace (conversations), kind);

  g_assert_nonnull (problem);
  g_assert_cmpstr (problem->title, !=, "");
  return problem->text;
}

static void
reload (MqConversationList *conversations, const char *config)
{
  bench_write_config (config);
  g_assert_true (dex_await (
      mq_workspace_reload_settings (mq_conversation_list_get_workspace (conversations)), NULL));
}

/* A file that cannot be understood is named with its line, and the defaults hold until it is
 * mended. */
static void
test_config (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (GError) error = NULL;

  bench_forget_all ();
  bench_write_config ("render:\n  num_images: eleven\n");
  conversations = bench_open ();
  g_assert_nonnull (strstr (get_text (conversations, MQ_PROBLEM_CONFIG), "line 2"));
  g_assert_nonnull (strstr (get_text (conversations, MQ_PROBLEM_CONFIG), "render.num_images"));
  g_assert_cmpint (mq_config_get_int (
                       mq_workspace_get_config (mq_conversation_list_get_workspace (conversations)),
                       MQ_CONFIG_RENDER_NUM_IMAGES),
                   ==, 5);

  /* A service of ours lives with it, too. */
  g_assert_null (mq_workspace_get_kinds (mq_conversation_list_get_workspace (conversations))[0]);
  dex_await (mq_workspace_load_team (mq_conversation_list_get_workspace (conversations)), &error);
  g_assert_no_error (error);
  g_assert_true (g_strv_contains (
      mq_workspace_get_kinds (mq_conversation_list_get_workspace (conversations)), "Chair"));
  g_assert_false (mq_workspace_can_see (mq_conversation_list_get_workspace (conversations)));

  reload (conversations, BENCH_QUICK);
  g_assert_null (mq_workspace_find_problem (mq_conversation_list_get_workspace (conversations),
                                            MQ_PROBLEM_CONFIG));
  g_assert_nonnull (mq_workspace_find_problem (mq_conversation_list_get_workspace (conversations),
                                               MQ_PROBLEM_SANDBOX));
  g_assert_cmpint (mq_config_get_int (
                       mq_workspace_get_config (mq_conversation_list_get_workspace (conversations)),
                       MQ_CONFIG_RENDER_NUM_IMAGES),
                   ==, 1);
  bench_close (g_steal_pointer (&conversations));
}

/* Without a Blender nothing can begin; what was typed is still the user's. */
static void
test_no_blender (void)
{
  MqWorkerSettings settings;
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) conversation = NULL;
  g_autoptr (GError) error = NULL;

  bench_forget_all ();
  bench_write_config ("blender: {executable: /nowhere/blender}\n");
  conversations = bench_open ();
  get_text (conversations, MQ_PROBLEM_NO_BLENDER);
  g_assert_false (mq_workspace_is_ready (mq_conversation_list_get_workspace (conversations)));
  g_assert_null (mq_workspace_get_blender (mq_conversation_list_get_workspace (conversations)));

  conversation = mq_conversation_list_start (conversations);
  g_assert_false (
      dex_await (mq_conversation_send (conversation, mq_message_new ("a chair", NULL)), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_NO_BLENDER);
  g_assert_cmpint (mq_conversation_get_state (conversation), ==, MQ_CONVERSATION_NEW);
  g_assert_cmpuint (g_list_model_get_n_items (mq_conversation_list_get_model (conversations)), ==,
                    0);

  /* An export or a film that was asked for while there was one. */
  g_clear_error (&error);
  g_assert_false (mq_workspace_read_worker_settings (
      mq_conversation_list_get_workspace (conversations), &settings, &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_NO_BLENDER);

  reload (conversations, BENCH_QUICK);
  g_assert_true (mq_workspace_is_ready (mq_conversation_list_get_workspace (conversations)));
  bench_send (conversation, "Create a 3D object of a chair");
  bench_wait_state (conversation, MQ_CONVERSATION_WAITING);

  g_clear_object (&conversation);
  bench_close (g_steal_pointer (&conversations));
}

/* What the team makes of words, before anything is started. */
static void
test_understanding (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (JsonObject) known = NULL;
  g_autoptr (JsonObject) unknown = NULL;
  g_autoptr (GError) error = NULL;

  bench_forget_all ();
  bench_write_config (BENCH_QUICK);
  conversations = bench_open ();
  known = dex_await_boxed (
      mq_workspace_preview_message (mq_conversation_list_get_workspace (conversations),
                                    "a chair & 2 armrests?"),
      &error);
  g_assert_no_error (error);
  g_assert_true (json_object_get_boolean_member (known, "known"));
  unknown = dex_await_boxed (
      mq_workspace_preview_message (mq_conversation_list_get_workspace (conversations), "a rokket"),
      &error);
  g_assert_no_error (error);
  g_assert_false (json_object_get_boolean_member (unknown, "known"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (unknown, "nearest")), >,
                    0);

  /* One service answers all of it. */
  g_assert_cmpuint (bench_count_children (), ==, 1);
  bench_close (g_steal_pointer (&conversations));
  bench_wait_children (0);
}

static MqVersionItem *
find_version (MqConversation *conversation)
{
  GListModel *items = G_LIST_MODEL (mq_conversation_get_timeline (conversation));

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (MqTimelineItem) item = g_list_model_get_item (items, i);

      if (MQ_IS_VERSION_ITEM (item))
        return MQ_VERSION_ITEM (item); /* the list holds it */
    }

  return NULL;
}

/* A first message that names nothing the sketcher knows gets an answer, and makes no session. */
static void
test_unknown_kind (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) conversation = NULL;
  g_autoptr (GError) error = NULL;
  GListModel *items;
  MqVersionItem *version;

  bench_forget_all ();
  bench_write_config (BENCH_QUICK);
  conversations = bench_open ();
  dex_await (mq_workspace_load_team (mq_conversation_list_get_workspace (conversations)), &error);
  g_assert_no_error (error);
  items = mq_conversation_list_get_model (conversations);
  conversation = mq_conversation_list_start (conversations);

  bench_send (conversation, "hello");
  bench_send (conversation, "a trombone");
  g_assert_cmpint (mq_conversation_get_state (conversation), ==, MQ_CONVERSATION_NEW);
  g_assert_null (mq_conversation_get_session (conversation));
  g_assert_cmpuint (g_list_model_get_n_items (items), ==, 0);
  g_assert_cmpuint (bench_count (conversation, MQ_TYPE_MESSAGE_ITEM), ==, 2);
  g_assert_cmpuint (bench_count_notices (conversation, "unknown-kind"), ==, 2);
  g_assert_cmpuint (bench_count (conversation, MQ_TYPE_NOTICE_ITEM), ==, 2);

  /* One that would become a plain chair is asked about. Its message is there once then. */
  bench_send (conversation, "a wooden rocking chair");
  g_assert_cmpint (mq_conversation_get_state (conversation), ==, MQ_CONVERSATION_NEW);
  g_assert_cmpuint (bench_count_notices (conversation, "not-included"), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (items), ==, 0);
  dex_await (mq_conversation_confirm (conversation), &error);
  g_assert_no_error (error);
  bench_wait_state (conversation, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (g_list_model_get_n_items (items), ==, 1);
  g_assert_cmpuint (bench_count_versions (conversation), ==, 1);
  g_assert_cmpuint (bench_count (conversation, MQ_TYPE_MESSAGE_ITEM), ==, 3);
  g_assert_cmpuint (bench_count_notices (conversation, "not-included"), ==, 0);
  g_assert_cmpuint (bench_count_notices (conversation, "not-understood"), ==, 1);
  version = find_version (conversation);
  g_assert_cmpuint (version->verdict.missed, ==, 1);
  g_assert_cmpint (mq_verdict_get_state (&version->verdict), ==, MQ_VERDICT_BAD);
  g_assert_nonnull (strstr (version->missed, "rocking"));
  g_assert_nonnull (mq_version_get_warning (version->version));

  g_clear_object (&conversation);
  bench_close (g_steal_pointer (&conversations));
}

/* Returns: (transfer full): the message of the user with these words */
static MqMessageItem *
find_message (MqConversation *conversation, const char *text)
{
  GListModel *items = G_LIST_MODEL (mq_conversation_get_timeline (conversation));

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (items, i);

      if (MQ_IS_MESSAGE_ITEM (item) && g_strcmp0 (MQ_MESSAGE_ITEM (item)->message->text, text) == 0)
        return MQ_MESSAGE_ITEM (g_steal_pointer (&item));
    }

  g_error ("no message “%s”", text);
}

static void
check_base (MqConversation *conversation, const char *text, guint number)
{
  g_autoptr (MqMessageItem) message = find_message (conversation, text);
  g_autoptr (MqVersion) base = mq_conversation_find_base (conversation, message);

  g_assert_true (mq_conversation_can_edit (conversation, message));
  g_assert_cmpuint (base != NULL ? mq_version_get_number (base) : 0, ==, number);
}

static void
regenerate (MqConversation *conversation, const char *text, guint version, guint parent)
{
  g_autoptr (MqMessageItem) message = find_message (conversation, text);
  g_autoptr (MqVersion) made = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (mq_conversation_can_regenerate (conversation, message));
  dex_await (mq_conversation_regenerate (conversation, message), &error);
  g_assert_no_error (error);
  bench_wait_state (conversation, MQ_CONVERSATION_WAITING);
  made = mq_version_find (mq_conversation_get_versions (conversation), version);
  g_assert_nonnull (made);
  g_assert_cmpuint (mq_version_get_parent (made), ==, parent);
  g_assert_cmpstr (mq_version_get_instruction (made), ==, text);
}

/* A message is sent again from the version that it changed, the first one from nothing, and all
 * versions stay. The sketcher makes something else of the same words. */
static void
test_again (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) conversation = NULL;
  g_autoptr (MqVersion) first = NULL;
  g_autoptr (MqVersion) other = NULL;

  bench_forget_all ();
  bench_write_config (BENCH_QUICK);
  conversations = bench_open ();
  conversation = mq_conversation_list_start (conversations);
  bench_send (conversation, "a chair");
  bench_wait_state (conversation, MQ_CONVERSATION_WAITING);
  bench_send (conversation, "add 2 armrests");
  bench_wait_state (conversation, MQ_CONVERSATION_WAITING);
  bench_send (conversation, "make it taller");
  bench_wait_state (conversation, MQ_CONVERSATION_WAITING);

  check_base (conversation, "a chair", 0);
  check_base (conversation, "add 2 armrests", 1);
  check_base (conversation, "make it taller", 2);

  regenerate (conversation, "make it taller", 4, 2);
  regenerate (conversation, "a chair", 5, 0);
  first = mq_version_find (mq_conversation_get_versions (conversation), 1);
  other = mq_version_find (mq_conversation_get_versions (conversation), 5);
  g_assert_cmpstr (mq_version_get_summary (first), !=, mq_version_get_summary (other));
  g_assert_cmpuint (bench_count_versions (conversation), ==, 5);
  check_base (conversation, "a chair", 0);

  g_clear_object (&conversation);
  bench_close (g_steal_pointer (&conversations));
}

typedef struct
{
  guint status;
  const char *type;
  const char *body;
} Answer;

static void
answer (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
        gpointer user_data)
{
  const Answer *it = user_data;

  soup_server_message_set_status (message, it->status, NULL);
  soup_server_message_set_response (message, it->type, SOUP_MEMORY_STATIC, it->body,
                                    strlen (it->body));
}

/* What answers at server.url. */
static void
test_server (void)
{
  static const struct
  {
    Answer answer;
    int kind; /* -1: all is well */
  } cases[] = {
    { { 200, "application/json", "{\"status\": \"ok\", \"protocol\": 1}" }, -1 },
    { { 200, "text/html", "<h1>Welcome</h1>" }, MQ_PROBLEM_SERVICE },
    { { 404, "text/html", "<h1>Not found</h1>" }, MQ_PROBLEM_SERVICE },
    { { 200, "application/json", "[]" }, MQ_PROBLEM_SERVICE },
    { { 401, "application/problem+json",
        "{\"type\": \"https://maquette.invalid/problems/sign-in\", \"detail\": \"Sign in "
        "first\"}" },
      MQ_PROBLEM_SIGN_IN },
    { { 429, "application/problem+json",
        "{\"type\": \"https://maquette.invalid/problems/quota\", \"detail\": \"Used up\"}" },
      MQ_PROBLEM_QUOTA },
  };
  g_autoptr (MqConversationList) conversations = NULL;

  bench_forget_all ();
  bench_write_config (BENCH_QUICK);
  conversations = bench_open ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
      g_autofree char *config = NULL;
      g_autofree char *url = NULL;
      GSList *uris;

      soup_server_add_handler (server, NULL, answer, (gpointer)&cases[i].answer, NULL);
      g_assert_true (soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
      uris = soup_server_get_uris (server);
      url = g_uri_to_string (uris->data);
      g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);

      config = g_strdup_printf (BENCH_QUICK "server: {url: \"%s\"}\n", url);
      reload (conversations, config);
      g_assert_true ((mq_workspace_find_problem (mq_conversation_list_get_workspace (conversations),
                                                 MQ_PROBLEM_SERVICE)
                      != NULL)
                     == (cases[i].kind == MQ_PROBLEM_SERVICE));
      if (cases[i].kind >= 0)
        g_test_message ("%s", get_text (conversations, (MqProblemKind)cases[i].kind));
      reload (conversations, BENCH_QUICK);
      g_assert_null (mq_workspace_find_problem (mq_conversation_list_get_workspace (conversations),
                                                MQ_PROBLEM_SERVICE));
      g_assert_null (mq_workspace_find_problem (mq_conversation_list_get_workspace (conversations),
                                                MQ_PROBLEM_SIGN_IN));
      g_assert_null (mq_workspace_find_problem (mq_conversation_list_get_workspace (conversations),
                                                MQ_PROBLEM_QUOTA));
    }

  /* Nobody there, and no address at all. */
  reload (conversations, BENCH_QUICK "server: {url: \"http://127.0.0.1:9\"}\n");
  g_assert_false (mq_workspace_is_ready (mq_conversation_list_get_workspace (conversations)));
  g_test_message ("%s", get_text (conversations, MQ_PROBLEM_SERVICE));
  reload (conversations, BENCH_QUICK);
  g_assert_true (mq_workspace_is_ready (mq_conversation_list_get_workspace (conversations)));
  bench_close (g_steal_pointer (&conversations));
}

/* The settings name no service any more before the request to the last one has begun. */
static void
test_account_left (void)
{
  static const char text[] = "server: {url: \"http://127.0.0.1:9\"}\n";
  g_autoptr (MqServiceAccount) account = g_object_new (MQ_TYPE_SERVICE_ACCOUNT, NULL);
  g_autoptr (MqConfig) none = mq_config_new ();
  g_autoptr (MqConfig) config = NULL;
  g_autoptr (GError) error = NULL;
  DexFuture *loading;

  config = mq_config_parse ("config.yaml", text, strlen (text), &error);
  g_assert_no_error (error);
  mq_service_account_set_config (account, config);
  loading = mq_service_account_load (account);
  mq_service_account_set_config (account, none);
  g_assert_true (dex_await (loading, &error));
  g_assert_no_error (error);
  g_assert_cmpint (mq_service_account_get_state (account), ==, MQ_ACCOUNT_NONE);
}

static void
count_change (GListModel *list, guint position, guint removed, guint added, gpointer count)
{
  ++*(guint *)count;
}

static void
count_notify (GObject *object, GParamSpec *pspec, gpointer count)
{
  ++*(guint *)count;
}

/* Blenders are asked for their versions again when another is named, and when it is tried again. */
static void
test_search (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  guint n_searches = 0;

  bench_forget_all ();
  bench_write_config (BENCH_QUICK);
  conversations = bench_open ();
  g_signal_connect (mq_conversation_list_get_workspace (conversations), "notify::blender",
                    G_CALLBACK (count_notify), &n_searches);

  reload (conversations, BENCH_QUICK "limits: {rounds: 2}\n");
  g_assert_cmpint (mq_config_get_int (
                       mq_workspace_get_config (mq_conversation_list_get_workspace (conversations)),
                       MQ_CONFIG_LIMITS_ROUNDS),
                   ==, 2);
  g_assert_cmpuint (n_searches, ==, 0);
  g_assert_true (mq_workspace_is_ready (mq_conversation_list_get_workspace (conversations)));

  reload (conversations, "blender: {executable: /nowhere/blender}\n");
  g_assert_cmpuint (n_searches, ==, 1);
  get_text (conversations, MQ_PROBLEM_NO_BLENDER);

  g_assert_true (
      dex_await (mq_workspace_open (mq_conversation_list_get_workspace (conversations)), NULL));
  get_text (conversations, MQ_PROBLEM_NO_BLENDER);
  reload (conversations, BENCH_QUICK);
  g_assert_cmpuint (n_searches, ==, 3);
  g_assert_true (mq_workspace_is_ready (mq_conversation_list_get_workspace (conversations)));

  /* Closed while two readings are under way: it waits for them. */
  bench_write_config ("blender: {executable: /nowhere/blender}\n");
  dex_future_disown (
      mq_workspace_reload_settings (mq_conversation_list_get_workspace (conversations)));
  dex_future_disown (
      mq_workspace_reload_settings (mq_conversation_list_get_workspace (conversations)));
  bench_close (g_steal_pointer (&conversations));
}

/* Newest first; what is said in an older one brings it to the top; removal, undo, purge, search. */
static void
test_list (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) first = NULL;
  g_autoptr (MqConversation) second = NULL;
  g_autoptr (MqConversation) top = NULL;
  g_auto (GStrv) found = NULL;
  g_autofree char *id = NULL;
  g_autofree char *dir = NULL;
  GListModel *list;
  guint changes = 0;

  bench_forget_all ();
  bench_write_config (BENCH_QUICK);
  conversations = bench_open ();
  list = mq_conversation_list_get_model (conversations);
  first = bench_make_chair (conversations);
  dex_await (dex_timeout_new_msec (1100), NULL); /* a second is the library's finest time */
  second = mq_conversation_list_start (conversations);
  bench_send (second, "Create a 3D object of a table lamp");
  g_assert_cmpuint (mq_workspace_get_n_working (mq_conversation_list_get_workspace (conversations)),
                    ==, 1);
  bench_wait_state (second, MQ_CONVERSATION_WAITING);
  g_assert_cmpuint (mq_workspace_get_n_working (mq_conversation_list_get_workspace (conversations)),
                    ==, 0);
  top = g_list_model_get_item (list, 0);
  g_assert_true (top == second);
  g_clear_object (&top);

  dex_await (dex_timeout_new_msec (1100), NULL);
  g_signal_connect (list, "items-changed", G_CALLBACK (count_change), &changes);
  bench_send (first, "add 2 armrests");
  g_assert_cmpuint (changes, ==, 1);
  top = g_list_model_get_item (list, 0);
  g_assert_true (top == first);
  bench_wait_state (first, MQ_CONVERSATION_WAITING);

  found = dex_await_boxed (
      mq_workspace_search (mq_conversation_list_get_workspace (conversations), "armrests"), NULL);
  g_assert_cmpuint (g_strv_length (found), ==, 1);
  id = g_strdup (mq_session_get_id (mq_conversation_get_session (first)));
  g_assert_cmpstr (found[0], ==, id);
  g_assert_true (mq_conversation_list_find (conversations, id) == first);

  /* Out at once, and back as it was. */
  dex_future_disown (mq_conversation_list_remove (conversations, first));
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 1);
  bench_wait_state (first, MQ_CONVERSATION_DONE);
  g_assert_true (dex_await (mq_conversation_list_refresh (conversations), NULL));
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 1);
  g_assert_true (dex_await (mq_conversation_list_restore (conversations, first), NULL));
  g_clear_object (&top);
  top = g_list_model_get_item (list, 0);
  g_assert_true (top == first);
  g_assert_true (dex_await (mq_conversation_list_refresh (conversations), NULL));
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 2);

  /* For good. One that was brought back is not. */
  dir = g_path_get_dirname (mq_version_get_dir (bench_get_version (first, 1)));
  g_assert_true (dex_await (mq_conversation_list_purge (conversations, first), NULL));
  g_assert_true (g_file_test (dir, G_FILE_TEST_IS_DIR));
  g_assert_true (dex_await (mq_conversation_list_remove (conversations, first), NULL));
  g_assert_true (dex_await (mq_conversation_list_purge (conversations, first), NULL));
  g_assert_false (g_file_test (dir, G_FILE_TEST_IS_DIR));
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 1);

  g_clear_object (&first);
  g_clear_object (&second);
  g_clear_object (&top);
  bench_close (g_steal_pointer (&conversations));
}

/* A library of a newer Maquette is shown and left as it is. */
static void
test_newer_library (void)
{
  g_autoptr (MqConversationList) conversations = NULL;
  g_autoptr (MqConversation) conversation = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (g_getenv ("XDG_DATA_HOME"), "maquette", "library.db",
                                            NULL);

  bench_forget_all ();
  bench_write_config (BENCH_QUICK);
  conversations = bench_open ();
  g_object_unref (bench_make_chair (conversations));
  bench_close (g_steal_pointer (&conversations));

  bench_run_sql (path, "PRAGMA user_version = 99");
  conversations = bench_open ();
  g_test_message ("%s", get_text (conversations, MQ_PROBLEM_LIBRARY_READ_ONLY));
  g_assert_false (mq_workspace_is_ready (mq_conversation_list_get_workspace (conversations)));
  g_assert_cmpuint (g_list_model_get_n_items (mq_conversation_list_get_model (conversations)), ==,
                    1);
  conversation = bench_get_first (conversations);
  g_assert_true (dex_await (mq_conversation_load (conversation), NULL));
  g_assert_cmpuint (bench_count_versions (conversation), ==, 1);
  g_assert_false (
      dex_await (mq_conversation_send (conversation, mq_message_new ("taller", NULL)), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_READ_ONLY);

  g_clear_object (&conversation);
  bench_close (g_steal_pointer (&conversations));
}

/* A model that was set up once is chosen by its description; the sketcher leaves its address for
 * the form. */
static void
test_use_model (void)
{
  g_autofree char *described = mq_recent_models_describe ("custom:tiny", "http://127.0.0.1:9/v1");
  g_autoptr (MqConversationList) conversations = NULL;
  MqWorkspace *workspace;
  const struct
  {
    const char *described;
    const char *reference;
  } cases[] = { { described, "custom:tiny" }, { "", NULL } };

  bench_forget_all ();
  bench_write_config (BENCH_QUICK);
  conversations = bench_open ();
  workspace = mq_conversation_list_get_workspace (conversations);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *now = NULL;
      MqConfig *config;

      g_assert_true (dex_await (mq_workspace_use_model (workspace, cases[i].described), NULL));
      config = mq_workspace_get_config (workspace);
      now = mq_workspace_dup_model (workspace);
      g_assert_cmpstr (now, ==, cases[i].described);
      g_assert_cmpstr (mq_config_get_string (config, MQ_CONFIG_MODEL_DEFAULT), ==,
                       cases[i].reference);
      g_assert_cmpstr (mq_config_get_string (config, MQ_CONFIG_MODEL_PROVIDER), ==, "custom");
      g_assert_cmpstr (mq_config_get_string (config, MQ_CONFIG_MODEL_BASE_URL), ==,
                       "http://127.0.0.1:9/v1");
    }
  bench_close (g_steal_pointer (&conversations));
}

MQ_TEST_PROGRAM (workspace)
{
  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/workspace/config", test_config);
  mq_test_add_fiber ("/workspace/no-blender", test_no_blender);
  mq_test_add_fiber ("/workspace/understanding", test_understanding);
  mq_test_add_fiber ("/workspace/unknown-kind", test_unknown_kind);
  mq_test_add_fiber ("/workspace/again", test_again);
  mq_test_add_fiber ("/workspace/server", test_server);
  mq_test_add_fiber ("/workspace/account-left", test_account_left);
  mq_test_add_fiber ("/workspace/search", test_search);
  mq_test_add_fiber ("/workspace/list", test_list);
  mq_test_add_fiber ("/workspace/newer-library", test_newer_library);
  mq_test_add_fiber ("/workspace/use-model", test_use_model);
  return mq_test_run ();
}
