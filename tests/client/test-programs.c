/* Programs that have connected, and their rights: noted, changed by several at once, read
 * leniently. */
#include "client/programs/mq-program-lock.h"
#include "client/programs/mq-programs.h"

#include "common/base/mq-paths.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <sys/wait.h>
#include <unistd.h>

static MqProgramEntry *
load (const char *name)
{
  return dex_await_object (mq_programs_load_one (name), NULL);
}

static void
write_file (const char *text)
{
  g_autofree char *path = mq_paths_get_programs_file ();
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
test_rights (void)
{
  g_autoptr (MqProgramEntry) unknown = load ("zed");
  g_autoptr (MqProgramEntry) noted = NULL;
  g_autoptr (MqProgramEntry) allowed = NULL;
  g_autoptr (MqProgramEntry) forgotten = NULL;
  g_autofree char *usual = NULL;

  g_assert_cmpstr (mq_program_entry_get_name (unknown), ==, "zed");
  g_assert_cmpint (mq_program_entry_get_last (unknown), ==, 0);
  g_assert_false (
      mq_program_entry_has (unknown, MQ_PROGRAM_MODELS | MQ_PROGRAM_LIVE | MQ_PROGRAM_BLOCKED));
  g_assert_true (g_str_has_suffix (mq_program_entry_get_folder (unknown), "/Maquette"));
  usual = g_strdup (mq_program_entry_get_folder (unknown));

  g_assert_true (dex_await (mq_programs_note ("zed"), NULL));
  noted = load ("zed");
  g_assert_cmpint (mq_program_entry_get_first (noted), >, 0);
  g_assert_cmpint (mq_program_entry_get_last (noted), >=, mq_program_entry_get_first (noted));
  g_assert_false (
      mq_program_entry_has (noted, MQ_PROGRAM_MODELS | MQ_PROGRAM_LIVE | MQ_PROGRAM_BLOCKED));

  g_assert_true (dex_await (mq_programs_set ("zed", MQ_PROGRAM_MODELS, TRUE), NULL));
  g_assert_true (dex_await (mq_programs_set ("zed", MQ_PROGRAM_BLOCKED, TRUE), NULL));
  g_assert_true (dex_await (mq_programs_set_folder ("zed", "/srv/parts"), NULL));
  allowed = load ("zed");
  g_assert_true (mq_program_entry_has (allowed, MQ_PROGRAM_MODELS));
  g_assert_false (mq_program_entry_has (allowed, MQ_PROGRAM_LIVE));
  g_assert_true (mq_program_entry_has (allowed, MQ_PROGRAM_BLOCKED));
  g_assert_cmpstr (mq_program_entry_get_folder (allowed), ==, "/srv/parts");
  g_assert_true (mq_program_entry_has_own_folder (allowed));
  g_assert_cmpint (mq_program_entry_get_first (allowed), ==, mq_program_entry_get_first (noted));

  g_assert_true (dex_await (mq_programs_set_folder ("zed", NULL), NULL));
  g_assert_true (dex_await (mq_programs_set ("zed", MQ_PROGRAM_BLOCKED, FALSE), NULL));
  g_clear_object (&allowed);
  allowed = load ("zed");
  g_assert_cmpstr (mq_program_entry_get_folder (allowed), ==, usual);
  g_assert_false (mq_program_entry_has (allowed, MQ_PROGRAM_BLOCKED));

  g_assert_true (dex_await (mq_programs_forget ("zed"), NULL));
  forgotten = load ("zed");
  g_assert_false (mq_program_entry_has (forgotten, MQ_PROGRAM_MODELS));
  g_assert_cmpint (mq_program_entry_get_last (forgotten), ==, 0);
}

static void
test_sessions (void)
{
  g_autoptr (MqProgramEntry) program = NULL;
  const char *const *sessions;

  for (int i = 0; i < MQ_PROGRAM_MAX_SESSIONS + 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("session-%d", i);

      g_assert_true (dex_await (mq_programs_note_session ("goose", id), NULL));
    }
  g_assert_true (dex_await (mq_programs_note_session ("goose", "session-50"), NULL));

  program = load ("goose");
  sessions = mq_program_entry_get_sessions (program);
  g_assert_cmpuint (g_strv_length ((GStrv)sessions), ==, MQ_PROGRAM_MAX_SESSIONS);
  g_assert_cmpstr (sessions[0], ==, "session-50");
  g_assert_cmpstr (sessions[1], ==, "session-104");
}

static guint
count_programs (void)
{
  g_autoptr (GListModel) programs = dex_await_object (mq_programs_load (), NULL);

  return g_list_model_get_n_items (programs);
}

/* Who changes its name with each connection is forgotten, and nobody whom the user knows. */
static void
test_many_names (void)
{
  g_autoptr (MqProgramEntry) blocked = NULL;
  g_autoptr (MqProgramEntry) oldest = NULL;
  g_autoptr (MqProgramEntry) newest = NULL;

  g_assert_true (dex_await (mq_programs_set ("first", MQ_PROGRAM_BLOCKED, TRUE), NULL));
  for (int i = 0; i < 120; i++)
    {
      g_autofree char *name = g_strdup_printf ("name-%d", i);

      g_assert_true (dex_await (mq_programs_note (name), NULL));
    }

  g_assert_cmpuint (count_programs (), ==, 100);
  blocked = load ("first");
  g_assert_true (mq_program_entry_has (blocked, MQ_PROGRAM_BLOCKED));
  oldest = load ("name-0");
  g_assert_cmpint (mq_program_entry_get_last (oldest), ==, 0);
  newest = load ("name-118");
  g_assert_cmpint (mq_program_entry_get_last (newest), >, 0);
}

/* Each of several processes adds sessions of its own, and none loses another's. */
static void
test_several_writers (void)
{
  enum
  {
    N_WRITERS = 4,
    N_EACH = 10
  };
  g_autoptr (GPtrArray) futures = g_ptr_array_new_with_free_func (dex_unref);
  g_autoptr (MqProgramEntry) program = NULL;
  pid_t writers[N_WRITERS];

  for (int writer = 0; writer < N_WRITERS; writer++)
    {
      g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
      g_autofree char *number = g_strdup_printf ("%d", writer);
      const char *const argv[] = { self, "--writer", number, NULL };
      GPid pid;

      g_assert_true (g_spawn_async (NULL, (char **)argv, NULL,
                                    G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_LEAVE_DESCRIPTORS_OPEN,
                                    NULL, NULL, &pid, NULL));
      writers[writer] = pid;
    }
  for (int i = 0; i < N_WRITERS; i++)
    {
      int status;

      g_assert_cmpint (waitpid (writers[i], &status, 0), ==, writers[i]);
      g_assert_cmpint (status, ==, 0);
    }

  program = load ("shared");
  g_assert_cmpuint (g_strv_length ((GStrv)mq_program_entry_get_sessions (program)), ==,
                    N_WRITERS * N_EACH);
}

/* The other process of test_several_writers(). */
static int
write_sessions (const char *writer)
{
  dex_init ();
  for (int i = 0; i < 10; i++)
    {
      g_autofree char *id = g_strdup_printf ("writer-%s-%d", writer, i);

      mq_test_expect (mq_programs_note_session ("shared", id));
    }
  return 0;
}

static void
test_connected (void)
{
  int one = mq_program_lock_take ("zed");
  int two = mq_program_lock_take ("zed");

  g_assert_cmpint (one, >=, 0);
  g_assert_true (mq_program_lock_is_taken ("zed"));
  g_assert_true (mq_program_lock_is_taken ("zed"));
  g_assert_false (mq_program_lock_is_taken ("goose"));
  close (one);
  g_assert_true (mq_program_lock_is_taken ("zed"));
  close (two);
  g_assert_false (mq_program_lock_is_taken ("zed"));
}

static void
test_lenient (void)
{
  static const char *const broken[] = { "", "{", "[]", "{\"programs\": 7}",
                                        "{\"programs\": [3, null, {}, {\"name\": 5}]}" };
  g_autoptr (MqProgramEntry) program = NULL;
  g_autoptr (GListModel) programs = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      write_file (broken[i]);
      g_assert_cmpuint (count_programs (), ==, 0);
    }

  write_file (
      "{\"more\": 1, \"programs\": [{\"name\": \"zed\", \"models\": \"yes\", \"live\": true,"
      " \"folder\": \"relative\", \"sessions\": [4, \"s\"], \"last\": \"x\", \"own\": 2}]}");
  program = load ("zed");
  g_assert_false (mq_program_entry_has (program, MQ_PROGRAM_MODELS));
  g_assert_true (mq_program_entry_has (program, MQ_PROGRAM_LIVE));
  g_assert_false (mq_program_entry_has_own_folder (program));
  g_assert_true (g_path_is_absolute (mq_program_entry_get_folder (program)));

  /* Members that are not known here stay. */
  g_assert_true (dex_await (mq_programs_note ("zed"), NULL));
  {
    g_autofree char *path = mq_paths_get_programs_file ();
    g_autofree char *text = NULL;

    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    g_assert_nonnull (strstr (text, "\"own\""));
    g_assert_nonnull (strstr (text, "\"more\""));
  }
}

static void
test_names (void)
{
  g_autofree char *plain = mq_program_entry_clean_name ("Claude Code");
  g_autofree char *hostile = mq_program_entry_clean_name (" a\nb\033[31m\xe2\x80\xae ");
  g_autofree char *none = mq_program_entry_clean_name (NULL);
  g_autofree char *blank = mq_program_entry_clean_name (" \n");

  g_assert_cmpstr (plain, ==, "Claude Code");
  g_assert_cmpstr (hostile, ==, "a b[31m");
  g_assert_cmpstr (none, ==, "unnamed");
  g_assert_cmpstr (blank, ==, "unnamed");
}

MQ_TEST_PROGRAM (programs)
{
  if (argc == 3 && g_str_equal (argv[1], "--writer"))
    return write_sessions (argv[2]);

  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/programs/rights", test_rights);
  mq_test_add_fiber ("/programs/sessions", test_sessions);
  mq_test_add_fiber ("/programs/several-writers", test_several_writers);
  mq_test_add_fiber ("/programs/many-names", test_many_names);
  g_test_add_func ("/programs/connected", test_connected);
  g_test_add_func ("/programs/names", test_names);
  mq_test_add_fiber ("/programs/lenient", test_lenient);
  return mq_test_run ();
}
