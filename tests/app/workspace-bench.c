/* A workspace in the test's own folder, see workspace-bench.h. */
#include "app/workspace-bench.h"

#include "common/json/mq-json.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <signal.h>
#include <sys/file.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_SECONDS 1800

void
bench_write_config (const char *text)
{
  g_autofree char *dir = g_build_filename (g_getenv ("XDG_CONFIG_HOME"), "maquette", NULL);
  g_autofree char *path = g_build_filename (dir, "config.yaml", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static gboolean
is_listened_at (const char *path)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_DEFAULT, NULL);

  return g_socket_connect (socket, address, NULL, NULL);
}

/* The service of a process that was killed ends a moment later. Awaits. */
void
bench_wait_service_gone (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("XDG_RUNTIME_DIR"), "maquette", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofd int fd = -1;

      if (!g_str_has_suffix (name, ".socket.lock") || (fd = open (path, O_RDWR | O_CLOEXEC)) < 0)
        continue;

      path[strlen (path) - strlen (".lock")] = '\0';
      while (is_listened_at (path) || flock (fd, LOCK_EX | LOCK_NB) != 0)
        dex_await (dex_timeout_new_msec (5), NULL);
    }
}

static char *
get_gate (void)
{
  return g_build_filename (g_getenv ("XDG_RUNTIME_DIR"), "gate", NULL);
}

/* The file that is there when the quick Blender waits before @step. */
static char *
get_held (const char *step)
{
  g_autofree char *gate = get_gate ();

  return g_strdup_printf ("%s.at-%s", gate, step);
}

void
bench_wait_held (const char *step)
{
  g_autofree char *held = get_held (step);

  while (!g_file_test (held, G_FILE_TEST_EXISTS))
    dex_await (dex_timeout_new_msec (5), NULL);
}

void
bench_hold (const char *step)
{
  g_autofree char *gate = get_gate ();
  g_autofree char *held = get_held (step);
  g_autoptr (GError) error = NULL;

  g_unlink (held);
  g_file_set_contents (gate, step, -1, &error);
  g_assert_no_error (error);
}

void
bench_release (void)
{
  g_autofree char *gate = get_gate ();

  g_assert_cmpint (g_unlink (gate), ==, 0);
}

void
bench_forget_all (void)
{
  const char *const homes[] = { g_getenv ("XDG_DATA_HOME"), g_getenv ("XDG_STATE_HOME") };
  g_autofree char *gate = get_gate ();

  bench_wait_service_gone ();
  g_setenv ("MQ_QUICK_GATE", gate, TRUE);
  g_unlink (gate);
  for (gsize i = 0; i < G_N_ELEMENTS (homes); i++)
    {
      g_autofree char *path = g_build_filename (homes[i], "maquette", NULL);

      mq_test_remove_tree (path);
    }
}

MqConversationList *
bench_open (void)
{
  MqConversationList *conversations = mq_conversation_list_new (mq_workspace_new (NULL));

  g_assert_true (
      dex_await (mq_workspace_open (mq_conversation_list_get_workspace (conversations)), NULL));
  return conversations;
}

void
bench_close (MqConversationList *conversations)
{
  MqWorkspace *workspace = mq_conversation_list_get_workspace (conversations);
  g_autoptr (GError) error = NULL;

  dex_await (mq_workspace_close (workspace), &error);
  g_assert_no_error (error);
  g_object_add_weak_pointer (G_OBJECT (workspace), (gpointer *)&workspace);
  g_assert_finalize_object (conversations);
  g_assert_null (workspace);
}

static void
resolve (DexPromise *promise)
{
  if (dex_future_is_pending (DEX_FUTURE (promise)))
    dex_promise_resolve_boolean (promise, TRUE);
}

/* A run that waits, waits whether or not it is followed here; one that begins is at work. */
static gboolean
is_at (MqConversation *conversation, MqConversationState state)
{
  MqConversationState at = mq_conversation_get_state (conversation);

  return at == state || (state == MQ_CONVERSATION_WAITING && mq_conversation_state_is_turn (at))
         || (state == MQ_CONVERSATION_WORKING && at == MQ_CONVERSATION_STARTING);
}

void
bench_wait_followed (MqConversation *conversation)
{
  g_assert_true (dex_await (mq_conversation_load (conversation), NULL));
  while (mq_conversation_get_state (conversation) != MQ_CONVERSATION_WAITING)
    dex_await (dex_timeout_new_msec (5), NULL);
}

void
bench_wait_state (MqConversation *conversation, MqConversationState state)
{
  while (!is_at (conversation, state))
    {
      g_autoptr (DexPromise) changed = dex_promise_new ();
      g_autoptr (GError) error = NULL;
      gulong handler = g_signal_connect_swapped (conversation, "notify::state",
                                                 G_CALLBACK (resolve), changed);

      dex_await (dex_future_first (dex_ref (DEX_FUTURE (changed)),
                                   dex_timeout_new_seconds (PATIENCE_SECONDS), NULL),
                 &error);
      g_signal_handler_disconnect (conversation, handler);
      g_assert_no_error (error);
      if (state != MQ_CONVERSATION_FAILED
          && mq_conversation_get_state (conversation) == MQ_CONVERSATION_FAILED)
        {
          g_autofree char *timeline = bench_describe (conversation);

          g_error ("It failed: %s", timeline);
        }
    }
}

void
bench_wait_activity (MqConversation *conversation, const char *words)
{
  MqTimeline *timeline = mq_conversation_get_timeline (conversation);

  for (;;)
    {
      GListModel *items = G_LIST_MODEL (timeline);

      for (guint i = 0; i < g_list_model_get_n_items (items); i++)
        {
          g_autoptr (GObject) item = g_list_model_get_item (items, i);
          GListModel *steps = MQ_IS_PHASE_ITEM (item) ? G_LIST_MODEL (MQ_PHASE_ITEM (item)->steps)
                                                      : NULL;
          guint n = steps != NULL ? g_list_model_get_n_items (steps) : 0;
          g_autoptr (MqStepItem) step = n > 0 ? g_list_model_get_item (steps, n - 1) : NULL;

          if (step != NULL && step->state == MQ_STEP_RUNNING && g_str_equal (step->text, words))
            return;
        }

      g_assert_true (mq_conversation_state_is_busy (mq_conversation_get_state (conversation)));
      dex_await (dex_timeout_new_msec (5), NULL);
    }
}

void
bench_send (MqConversation *conversation, const char *text)
{
  g_autoptr (GError) error = NULL;

  dex_await (mq_conversation_send (conversation, mq_message_new (text, NULL)), &error);
  g_assert_no_error (error);
}

/* What the quick Blender does for a version, and what the timeline says meanwhile. */
static const struct
{
  const char *step;
  const char *activity;
} steps[] = { { "check", "Checking the script against this Blender" },
              { "execute", "Running the script" },
              { "preview", "Rendering a preview" },
              { "measure", "Measuring" },
              { "final", "Rendering pictures" } };

enum
{
  EXECUTE = 1,
  FINAL = 4,
  N_STEPS = G_N_ELEMENTS (steps)
};

G_STATIC_ASSERT (BENCH_N_MOMENTS == 2 * N_STEPS);

static void
hold_at (MqConversation *conversation, guint step)
{
  bench_hold (steps[step].step);
  bench_wait_activity (conversation, steps[step].activity);
  bench_wait_held (steps[step].step);
}

void
bench_reach_moment (MqConversation *conversation, guint moment)
{
  guint step = moment % N_STEPS;
  gboolean is_second = moment >= N_STEPS;

  bench_hold (steps[is_second ? FINAL : step].step);
  bench_send (conversation, "Create a 3D object of a chair");
  bench_send (conversation, "add 2 armrests");
  if (is_second)
    hold_at (conversation, FINAL);
  /* So that the first version's last step is not taken for the second's. */
  if (is_second && step == FINAL)
    hold_at (conversation, EXECUTE);
  hold_at (conversation, step);
}

MqConversation *
bench_make_chair (MqConversationList *conversations)
{
  MqConversation *conversation = mq_conversation_list_start (conversations);

  bench_send (conversation, "Create a 3D object of a chair");
  bench_wait_state (conversation, MQ_CONVERSATION_WAITING);
  return conversation;
}

MqVersion *
bench_get_version (MqConversation *conversation, guint number)
{
  GListModel *versions = mq_conversation_get_versions (conversation);

  for (guint i = 0; i < g_list_model_get_n_items (versions); i++)
    {
      g_autoptr (MqVersion) version = g_list_model_get_item (versions, i);

      if (mq_version_get_number (version) == number)
        return version; /* the list holds it */
    }

  g_assert_not_reached ();
}

guint
bench_count (MqConversation *conversation, GType type)
{
  GListModel *timeline = G_LIST_MODEL (mq_conversation_get_timeline (conversation));
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (timeline); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (timeline, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (item, type))
        n++;
    }

  return n;
}

guint
bench_count_notices (MqConversation *conversation, const char *code)
{
  GListModel *timeline = G_LIST_MODEL (mq_conversation_get_timeline (conversation));
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (timeline); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (timeline, i);

      if (MQ_IS_NOTICE_ITEM (item) && g_str_equal (MQ_NOTICE_ITEM (item)->code, code))
        n++;
    }

  return n;
}

guint
bench_count_versions (MqConversation *conversation)
{
  return g_list_model_get_n_items (mq_conversation_get_versions (conversation));
}

void
bench_expect_status (MqConversation *conversation, const char *expected)
{
  g_autofree char *status = NULL;

  g_object_get (conversation, "status", &status, NULL);
  g_assert_cmpstr (status, ==, expected);
}

guint
bench_get_parent (MqConversation *conversation, guint number)
{
  return mq_version_get_parent (bench_get_version (conversation, number));
}

static void
describe (GString *out, GObject *item)
{
  if (MQ_IS_MESSAGE_ITEM (item))
    g_string_append_printf (out, "%s: %s%s\n", MQ_MESSAGE_ITEM (item)->role,
                            MQ_MESSAGE_ITEM (item)->message->text,
                            MQ_MESSAGE_ITEM (item)->queued ? " (queued)" : "");
  else if (MQ_IS_PHASE_ITEM (item))
    g_string_append_printf (out, "phase %s: %d, %u steps\n", MQ_PHASE_ITEM (item)->phase,
                            MQ_PHASE_ITEM (item)->state,
                            g_list_model_get_n_items (G_LIST_MODEL (MQ_PHASE_ITEM (item)->steps)));
  else if (MQ_IS_VERSION_ITEM (item))
    {
      MqVersion *version = MQ_VERSION_ITEM (item)->version;

      g_string_append_printf (out, "version %u: %s\n",
                              version != NULL ? mq_version_get_number (version) : 0,
                              MQ_VERSION_ITEM (item)->summary);
    }
  else if (MQ_IS_NOTICE_ITEM (item))
    g_string_append_printf (out, "notice %s: %s\n", MQ_NOTICE_ITEM (item)->code,
                            MQ_NOTICE_ITEM (item)->text);
}

char *
bench_describe (MqConversation *conversation)
{
  GListModel *timeline = G_LIST_MODEL (mq_conversation_get_timeline (conversation));
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (timeline); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (timeline, i);

      describe (out, item);
    }

  return g_string_free (out, FALSE);
}

void
bench_check_record (MqConversationList *conversations, MqConversation *conversation)
{
  g_autoptr (GPtrArray) events = dex_await_boxed (
      mq_library_load_events (
          mq_workspace_get_library (mq_conversation_list_get_workspace (conversations)),
          mq_conversation_get_session (conversation)),
      NULL);
  g_autofree char *run = NULL;
  MqRunEventKind kind = MQ_EVENT_ENDED;
  gint64 last = 0;

  g_assert_nonnull (events);
  for (guint i = 0; i < events->len; i++)
    {
      const MqLibraryEvent *entry = events->pdata[i];
      gint64 number = entry->event->id;

      if (g_set_str (&run, entry->run))
        {
          g_assert_cmpint (kind, ==, MQ_EVENT_ENDED);
          g_assert_cmpuint (strlen (run), ==, 32);
          last = 0;
        }
      g_assert_cmpint (entry->event->time, >, 0);
      /* What the service says of a run that was ended says nothing more. */
      if (kind != MQ_EVENT_ENDED || entry->event->kind != MQ_EVENT_FAILED)
        kind = entry->event->kind;
      if (number == 0)
        continue;

      g_assert_cmpint (number, >, last);
      last = number;
    }

  g_assert_cmpint (kind, ==, MQ_EVENT_ENDED);
}

MqConversation *
bench_get_first (MqConversationList *conversations)
{
  g_autoptr (MqConversation) conversation
      = g_list_model_get_item (mq_conversation_list_get_model (conversations), 0);

  g_assert_nonnull (conversation);
  return g_steal_pointer (&conversation);
}

static guint
visit_children (const char *name, int signal)
{
  g_autoptr (GDir) proc = g_dir_open ("/proc", 0, NULL);
  const char *entry;
  guint n = 0;

  while ((entry = g_dir_read_name (proc)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc", entry, "stat", NULL);
      g_autofree char *stat = NULL;
      char command[64] = "", state;
      int pid, parent;

      if (!g_ascii_isdigit (*entry) || !g_file_get_contents (path, &stat, NULL, NULL)
          || sscanf (stat, "%d (%63[^)]) %c %d", &pid, command, &state, &parent) != 4
          || parent != getpid () || state == 'Z'
          || (name != NULL && !g_str_has_prefix (name, command)))
        continue;

      n++;
      if (signal != 0)
        kill (pid, signal);
    }

  return n;
}

guint
bench_signal_children (const char *name, int signal)
{
  return visit_children (name, signal);
}

guint
bench_count_children (void)
{
  return visit_children (NULL, 0);
}

void
bench_wait_children (guint n)
{
  while (bench_count_children () != n)
    dex_await (dex_timeout_new_msec (5), NULL);
}

/* Returns: the parent of @pid, 0 if it has ended; @command: (out): its name, 64 bytes */
static int
read_process (int pid, char *command)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *text = NULL;
  char state;
  int parent;

  return g_file_get_contents (path, &text, NULL, NULL)
                 && sscanf (text, "%*d (%63[^)]) %c %d", command, &state, &parent) == 3
                 && state != 'Z'
             ? parent
             : 0;
}

static guint
count_blenders (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  const char *entry;
  guint n = 0;

  while ((entry = g_dir_read_name (dir)) != NULL)
    {
      char command[64], other[64];
      int above = g_ascii_isdigit (*entry) ? read_process (atoi (entry), command) : 0;

      if (above == 0 || !g_str_equal (command, "blender"))
        continue;
      while (above > 1 && above != getpid ())
        above = read_process (above, other);
      n += above == getpid ();
    }

  return n;
}

void
bench_wait_blenders (guint n)
{
  while (count_blenders () != n)
    dex_await (dex_timeout_new_msec (5), NULL);
}

void
bench_run_sql (const char *path, const char *sql)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_busy_timeout (db, 10000), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}
