/* Everything at once, by chance but with a seed: one workspace is worked at as fast as it goes
 * while the command line uses the same library. Whatever comes of each wish, it comes to an end,
 * and what is kept is whole. `--seed=R02S…` does it again. */
#include "app/workspace-bench.h"

#define SECONDS 8
#define MOST_WORKING 3

typedef struct
{
  MqConversationList *conversations;
  GPtrArray *wishes;  /* futures */
  GPtrArray *removed; /* conversations */
  GPtrArray *fresh;   /* that were begun here, listed or not */
} Stress;

static MqConversation *
choose (GPtrArray *from)
{
  return from->len > 0 ? from->pdata[g_test_rand_int_range (0, (gint32)from->len)] : NULL;
}

static MqConversation *
choose_listed (Stress *self)
{
  GListModel *list = mq_conversation_list_get_model (self->conversations);
  guint n = g_list_model_get_n_items (list);
  g_autoptr (MqConversation) item
      = n > 0 ? g_list_model_get_item (list, g_test_rand_int_range (0, (gint32)n)) : NULL;

  return item; /* the list holds it */
}

static void
wish (Stress *self, DexFuture *future)
{
  g_ptr_array_add (self->wishes, future);
}

static void
begin (Stress *self, MqConversation *conversation)
{
  MqConversation *made;

  if (mq_workspace_get_n_working (mq_conversation_list_get_workspace (self->conversations))
      >= MOST_WORKING)
    return;

  made = mq_conversation_list_start (self->conversations);
  g_ptr_array_add (self->fresh, made);
  wish (self, mq_conversation_send (made, mq_message_new ("Create a 3D object of a chair", NULL)));
}

static void
say (Stress *self, MqConversation *conversation)
{
  static const char *const words[] = { "add 2 armrests", "make it taller", "nonsense", "wider" };

  wish (self, mq_conversation_send (conversation,
                                    mq_message_new (words[g_test_rand_int_range (0, 4)], NULL)));
}

static void
stop (Stress *self, MqConversation *conversation)
{
  wish (self, mq_conversation_stop (conversation));
}

static void
finish (Stress *self, MqConversation *conversation)
{
  wish (self, mq_conversation_finish (conversation));
}

static void
load (Stress *self, MqConversation *conversation)
{
  wish (self, mq_conversation_load (conversation));
}

static void
run_script (Stress *self, MqConversation *conversation)
{
  wish (self,
        mq_conversation_run_script (conversation, "import bpy\n",
                                    mq_conversation_get_current_version (conversation), NULL));
}

static void
go_back (Stress *self, MqConversation *conversation)
{
  GListModel *versions = mq_conversation_get_versions (conversation);
  g_autoptr (MqVersion) first = g_list_model_get_item (versions, 0);

  if (first != NULL)
    mq_conversation_set_current_version (conversation, first);
}

static void
rename_it (Stress *self, MqConversation *conversation)
{
  wish (self, mq_conversation_rename (conversation, "A chair of mine"));
}

static void
take_out (Stress *self, MqConversation *conversation)
{
  g_ptr_array_add (self->removed, g_object_ref (conversation));
  wish (self, mq_conversation_list_remove (self->conversations, conversation));
}

static void
bring_back (Stress *self, MqConversation *conversation)
{
  MqConversation *removed = choose (self->removed);

  if (removed != NULL)
    wish (self, mq_conversation_list_restore (self->conversations, removed));
}

static void
purge (Stress *self, MqConversation *conversation)
{
  MqConversation *removed = choose (self->removed);

  if (removed != NULL)
    wish (self, mq_conversation_list_purge (self->conversations, removed));
}

static void
search (Stress *self, MqConversation *conversation)
{
  wish (self, mq_workspace_search (mq_conversation_list_get_workspace (self->conversations),
                                   "chair arm"));
}

static void
refresh (Stress *self, MqConversation *conversation)
{
  wish (self, mq_conversation_list_refresh (self->conversations));
}

static const struct
{
  void (*act) (Stress *self, MqConversation *conversation);
  guint weight;
  gboolean begins; /* needs no conversation */
} actions[] = {
  { begin, 4, TRUE },     { say, 8, FALSE },        { stop, 3, FALSE },    { finish, 2, FALSE },
  { load, 4, FALSE },     { run_script, 3, FALSE }, { go_back, 2, FALSE }, { rename_it, 1, FALSE },
  { take_out, 2, FALSE }, { bring_back, 2, TRUE },  { purge, 1, TRUE },    { search, 2, TRUE },
  { refresh, 4, TRUE },
};

static void
act (Stress *self)
{
  MqConversation *conversation = choose_listed (self);
  guint total = 0;
  gint32 at;

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    total += actions[i].weight;

  at = g_test_rand_int_range (0, (gint32)total);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      at -= (gint32)actions[i].weight;
      if (at >= 0)
        continue;

      if (conversation != NULL || actions[i].begins)
        actions[i].act (self, conversation);
      return;
    }
}

/* The newest first, and none twice. */
static void
check_list (MqConversationList *conversations)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  GListModel *list = mq_conversation_list_get_model (conversations);
  gint64 last = G_MAXINT64;

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (MqConversation) item = g_list_model_get_item (list, i);
      MqSession *session = mq_conversation_get_session (item);

      g_assert_cmpint (mq_conversation_get_updated (item), <=, last);
      last = mq_conversation_get_updated (item);
      g_assert_true (g_hash_table_add (seen, item));
      if (session != NULL)
        g_assert_true (g_hash_table_add (seen, session));
    }
}

/* No version twice, each below one that is there, its files in place. */
static void
check_session (MqSession *session)
{
  GListModel *versions = mq_session_get_versions (session);
  g_autoptr (GHashTable) numbers = g_hash_table_new (NULL, NULL);
  guint last = 0;

  for (guint i = 0; i < g_list_model_get_n_items (versions); i++)
    {
      g_autoptr (MqVersion) version = g_list_model_get_item (versions, i);
      guint number = mq_version_get_number (version);
      guint parent = mq_version_get_parent (version);
      g_autofree char *script = g_build_filename (mq_version_get_dir (version), "script.py", NULL);

      g_assert_cmpuint (number, >, last);
      g_assert_true (parent == 0 || g_hash_table_contains (numbers, GUINT_TO_POINTER (parent)));
      g_assert_true (g_file_test (script, G_FILE_TEST_IS_REGULAR));
      g_hash_table_add (numbers, GUINT_TO_POINTER (number));
      last = number;
    }
}

static void
check_library (void)
{
  g_autoptr (MqLibrary) library = dex_await_object (mq_library_open (NULL, FALSE), NULL);
  GListModel *sessions = mq_library_get_sessions (library);

  g_test_message ("%u sessions", g_list_model_get_n_items (sessions));
  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (MqSession) session = g_list_model_get_item (sessions, i);

      check_session (session);
    }
}

static GSubprocess *
start_cli (void)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *cli = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, MQ_TEST_CLI,
      "--text", "a stool", "--refine", "make it taller", NULL);

  g_assert_no_error (error);
  return cli;
}

static void
test_stress (void)
{
  Stress stress = { 0 };
  Stress *self = &stress;
  gint64 end;
  g_autoptr (GSubprocess) cli = NULL;
  guint n_cli = 1;

  bench_forget_all ();
  bench_write_config (BENCH_QUICK);
  g_setenv ("MQ_QUICK_DELAY", "0.02", TRUE);
  self->conversations = mq_conversation_list_new (mq_workspace_new (NULL));
  self->wishes = g_ptr_array_new_with_free_func (dex_unref);
  self->removed = g_ptr_array_new_with_free_func (g_object_unref);
  self->fresh = g_ptr_array_new_with_free_func (g_object_unref);

  /* From the first moment, while it opens. */
  wish (self, mq_workspace_open (mq_conversation_list_get_workspace (self->conversations)));
  end = g_get_monotonic_time () + SECONDS * G_USEC_PER_SEC;
  cli = start_cli ();
  while (g_get_monotonic_time () < end)
    {
      for (gint32 n = g_test_rand_int_range (1, 4); n > 0; n--)
        act (self);
      check_list (self->conversations);
      dex_await (dex_timeout_new_msec (g_test_rand_int_range (0, 120)), NULL);
      check_list (self->conversations);

      if (g_subprocess_get_identifier (cli) == NULL && n_cli < 3)
        {
          g_object_unref (cli);
          cli = start_cli ();
          n_cli++;
        }
    }

  g_test_message ("%u wishes, %u of the command line", self->wishes->len, n_cli);
  for (guint i = 0; i < self->fresh->len; i++)
    wish (self, mq_conversation_stop (self->fresh->pdata[i]));
  for (guint i = 0; i < self->wishes->len; i++)
    dex_await (
        dex_future_first (dex_ref (self->wishes->pdata[i]), dex_timeout_new_seconds (1800), NULL),
        NULL);
  for (guint i = 0; i < self->wishes->len; i++)
    g_assert_false (dex_future_is_pending (self->wishes->pdata[i]));

  g_assert_true (dex_await (mq_conversation_list_refresh (self->conversations), NULL));
  check_list (self->conversations);
  g_ptr_array_unref (self->wishes);
  g_ptr_array_unref (self->removed);
  g_ptr_array_unref (self->fresh);
  bench_close (self->conversations);

  g_assert_true (g_subprocess_wait (cli, NULL, NULL));
  bench_wait_children (0);
  check_library ();
}

MQ_TEST_PROGRAM (workspace_stress)
{
  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/workspace/stress", test_stress);
  return mq_test_run ();
}
