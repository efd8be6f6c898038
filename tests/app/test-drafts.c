/* What one has written and not sent yet: kept, read again, dropped; mangled files, links, too much
 * of it, a full disk. */
#include "app/drafts/mq-drafts.h"
#include "app/mutation.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "support/mq-test.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <time.h>
#include <utime.h>

static GQuark
text_quark (void)
{
  return g_quark_from_static_string ("text");
}

static JsonObject *
describe (gpointer owner)
{
  const char *text = g_object_get_qdata (owner, text_quark ());
  JsonObject *draft;

  if (text == NULL)
    return NULL;

  draft = json_object_new ();
  json_object_set_string_member (draft, "text", text);
  return draft;
}

static GObject *
make_owner (const char *text)
{
  GObject *owner = g_object_new (G_TYPE_OBJECT, NULL);

  g_object_set_qdata_full (owner, text_quark (), g_strdup (text), g_free);
  return owner;
}

static void
write_draft (MqDrafts *drafts, const char *name, const char *text)
{
  g_autoptr (GObject) owner = make_owner (text);

  mq_drafts_touch (drafts, name, owner, describe);
  g_assert_true (dex_await (mq_drafts_flush (drafts), NULL));
}

static void
assert_draft (MqDrafts *drafts, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) draft = dex_await_boxed (mq_drafts_load (drafts, name), &error);

  if (text == NULL)
    {
      g_assert_error (error, MQ_ERROR, MQ_ERROR_NOT_FOUND);
      return;
    }

  g_assert_no_error (error);
  g_assert_cmpstr (mq_json_get_string (draft, "text", NULL), ==, text);
}

static void
assert_mode (const char *path, guint mode)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 07777, ==, mode);
}

static void
test_keep (void)
{
  g_autofree char *folder = g_build_filename (mq_test_get_dir (), "keep", "drafts", NULL);
  g_autofree char *file = g_build_filename (folder, "message-abc.json", NULL);
  g_autoptr (MqDrafts) drafts = mq_drafts_new (folder);
  g_autoptr (MqDrafts) later = mq_drafts_new (folder);
  g_autoptr (GObject) owner = make_owner ("first");

  /* Nothing is made for nothing. */
  assert_draft (drafts, "message-abc", NULL);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));

  write_draft (drafts, "message-abc", "a \"chair\"\n☃");
  assert_mode (folder, 0700);
  assert_mode (file, 0600);
  assert_draft (later, "message-abc", "a \"chair\"\n☃");

  /* What is described is what it is when it is written, and what is not written yet is read. */
  mq_drafts_touch (drafts, "message-abc", owner, describe);
  g_object_set_qdata_full (owner, text_quark (), g_strdup ("second"), g_free);
  assert_draft (drafts, "message-abc", "second");

  mq_drafts_drop (drafts, "message-abc");
  assert_draft (drafts, "message-abc", NULL);
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));

  write_draft (drafts, "script-abc-1", "x");
  write_draft (drafts, "script-abc-1", NULL);
  assert_draft (later, "script-abc-1", NULL);
}

/* Without a flush: soon after the first change, also of one who never stops. */
static void
test_by_itself (void)
{
  g_autofree char *folder = mq_test_make_dir ("by-itself");
  g_autofree char *file = g_build_filename (folder, "message-new.json", NULL);
  g_autoptr (MqDrafts) drafts = mq_drafts_new (folder);
  g_autoptr (GObject) owner = make_owner ("typed");
  gint64 deadline = g_get_monotonic_time () + (gint64)1800 * G_USEC_PER_SEC;

  while (!g_file_test (file, G_FILE_TEST_EXISTS))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      mq_drafts_touch (drafts, "message-new", owner, describe);
      dex_await (dex_timeout_new_msec (50), NULL);
    }
  g_assert_true (dex_await (mq_drafts_flush (drafts), NULL));
}

static void
test_forget (void)
{
  g_autofree char *folder = mq_test_make_dir ("forget");
  g_autoptr (MqDrafts) drafts = mq_drafts_new (folder);

  write_draft (drafts, "message-abc", "x");
  write_draft (drafts, "script-abc-1", "x");
  write_draft (drafts, "script-abc-12", "x");
  write_draft (drafts, "script-abcd-1", "x");
  g_assert_true (dex_await (mq_drafts_forget (drafts, "abc"), NULL));
  assert_draft (drafts, "message-abc", NULL);
  assert_draft (drafts, "script-abc-1", NULL);
  assert_draft (drafts, "script-abc-12", NULL);
  assert_draft (drafts, "script-abcd-1", "x");
}

/* Two new sessions have two drafts; the next has the name that is free again. */
static void
test_claim (void)
{
  g_autofree char *folder = mq_test_make_dir ("claim");
  g_autoptr (MqDrafts) drafts = mq_drafts_new (folder);
  g_autofree char *first = mq_drafts_claim_new (drafts);
  g_autofree char *second = mq_drafts_claim_new (drafts);
  g_autofree char *third = NULL;

  g_assert_cmpstr (first, ==, "message-new");
  g_assert_cmpstr (second, ==, "message-new-2");
  mq_drafts_release_new (drafts, "message-abc");
  mq_drafts_release_new (drafts, first);
  third = mq_drafts_claim_new (drafts);
  g_assert_cmpstr (third, ==, first);
}

static void
set_age (const char *path, gint64 seconds)
{
  struct utimbuf times = { .actime = time (NULL) - seconds, .modtime = time (NULL) - seconds };

  g_assert_cmpint (utime (path, &times), ==, 0);
}

static void
test_limits (void)
{
  g_autofree char *folder = mq_test_make_dir ("limits");
  g_autofree char *large = g_strnfill (MQ_DRAFTS_MAX_BYTES, 'x');
  g_autofree char *other = g_build_filename (folder, "notes.text", NULL);
  g_autoptr (MqDrafts) drafts = mq_drafts_new (folder);
  guint n = 0;
  g_autoptr (GDir) dir = NULL;

  /* What is no draft takes no room. */
  g_assert_true (g_file_set_contents (other, "x", 1, NULL));
  write_draft (drafts, "message-large", "small");
  write_draft (drafts, "message-large", large);
  assert_draft (drafts, "message-large", "small");
  mq_drafts_drop (drafts, "message-large");

  for (guint i = 0; i < MQ_DRAFTS_MAX + 5; i++)
    {
      g_autofree char *name = mq_drafts_name_script ("abc", i);
      g_autofree char *path = g_strdup_printf ("%s/%s.json", folder, name);

      write_draft (drafts, name, "x");
      set_age (path, 10000 - i);
    }

  dir = g_dir_open (folder, 0, NULL);
  while (g_dir_read_name (dir) != NULL)
    n++;
  g_assert_cmpuint (n, ==, MQ_DRAFTS_MAX + 1);
  assert_draft (drafts, "script-abc-4", NULL);
  assert_draft (drafts, "script-abc-5", "x");
}

static void
test_hostile (void)
{
  g_autofree char *folder = mq_test_make_dir ("hostile");
  g_autofree char *secret = g_build_filename (mq_test_get_dir (), "secret", NULL);
  g_autofree char *link = g_build_filename (folder, "message-link.json", NULL);
  g_autofree char *fifo = g_build_filename (folder, "message-fifo.json", NULL);
  g_autofree char *below = g_build_filename (folder, "message-dir.json", NULL);
  g_autofree char *huge = g_build_filename (folder, "message-huge.json", NULL);
  g_autofree char *deep = g_build_filename (folder, "message-deep.json", NULL);
  g_autofree char *brackets = g_strnfill (100000, '[');
  g_autoptr (MqDrafts) drafts = mq_drafts_new (folder);
  g_autofree char *long_name = g_strnfill (MQ_DRAFTS_MAX_NAME + 1, 'a');
  static const char *const names[] = { "../x", "a/b", "", ".", "-a", "a b", "a.b", NULL };

  g_assert_true (g_file_set_contents (secret, "{\"text\": \"secret\"}", -1, NULL));
  g_assert_cmpint (symlink (secret, link), ==, 0);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_cmpint (g_mkdir (below, 0700), ==, 0);
  g_assert_true (g_file_set_contents (huge, "", 0, NULL));
  g_assert_cmpint (truncate (huge, MQ_DRAFTS_MAX_BYTES + 1), ==, 0);
  g_assert_true (g_file_set_contents (deep, brackets, -1, NULL));

  assert_draft (drafts, "message-link", NULL);
  assert_draft (drafts, "message-fifo", NULL);
  assert_draft (drafts, "message-dir", NULL);
  assert_draft (drafts, "message-huge", NULL);
  assert_draft (drafts, "message-deep", NULL);

  /* What is written goes beside the link, not through it. */
  write_draft (drafts, "message-link", "mine");
  assert_draft (drafts, "message-link", "mine");
  g_assert_false (g_file_test (link, G_FILE_TEST_IS_SYMLINK));

  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_test_expect_message ("maquette-app-drafts", G_LOG_LEVEL_CRITICAL, "*is_name*");
      mq_drafts_drop (drafts, names[i]);
      g_test_assert_expected_messages ();
    }
  g_test_expect_message ("maquette-app-drafts", G_LOG_LEVEL_CRITICAL, "*is_name*");
  mq_drafts_drop (drafts, long_name);
  g_test_assert_expected_messages ();
}

static void
read_mangled (const char *data, gsize length, gpointer user_data)
{
  MqDrafts *drafts = user_data;
  g_autofree char *path = g_build_filename (mq_test_get_dir (), "mangled", "message-a.json", NULL);
  g_autoptr (JsonObject) draft = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, data, (gssize)length, NULL));
  draft = dex_await_boxed (mq_drafts_load (drafts, "message-a"), &error);
  if (draft == NULL)
    g_assert_error (error, MQ_ERROR, MQ_ERROR_NOT_FOUND);
  else
    g_assert_true (g_utf8_validate (mq_json_get_string (draft, "text", ""), -1, NULL));

  /* It is no hindrance for the pictures either. */
  g_assert_true (dex_await (mq_drafts_forget (drafts, "b"), NULL));
}

static void
test_mangled (void)
{
  static const char *const samples[]
      = { "{\"text\": \"a chair\", \"pictures\": [{\"file\": \"a.png\", \"name\": \"A\"}]}",
          "{\"text\": 3, \"pictures\": {\"file\": \"../../x\"}}", "[]", "", NULL };
  g_autofree char *folder = mq_test_make_dir ("mangled");
  g_autoptr (MqDrafts) drafts = mq_drafts_new (folder);

  mutation_run (samples, 100, 20261120, "{}[]\",:\\u0", read_mangled, drafts);
}

static void
test_pictures (void)
{
  g_autofree char *folder = mq_test_make_dir ("pictures");
  g_autofree char *pictures = g_build_filename (folder, "pictures", NULL);
  g_autofree char *message = g_build_filename (folder, "message-a.json", NULL);
  static const char *const files[] = { "wanted.png", "stray.png", "young.png", NULL };
  g_autoptr (MqDrafts) drafts = mq_drafts_new (folder);
  g_autofree char *opened = NULL;

  g_assert_cmpint (g_mkdir (pictures, 0700), ==, 0);
  g_assert_true (
      g_file_set_contents (message, "{\"pictures\": [{\"file\": \"wanted.png\"}, 7]}", -1, NULL));
  for (gsize i = 0; files[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (pictures, files[i], NULL);

      g_assert_true (g_file_set_contents (path, "x", 1, NULL));
      set_age (path, g_str_equal (files[i], "young.png") ? 0 : 100000);
    }

  opened = dex_await_string (mq_drafts_open_pictures (drafts), NULL);
  g_assert_cmpstr (opened, ==, pictures);
  for (gsize i = 0; files[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (pictures, files[i], NULL);

      g_assert_cmpint (g_file_test (path, G_FILE_TEST_EXISTS), ==,
                       !g_str_equal (files[i], "stray.png"));
    }
}

/* No file may grow past a few bytes: what was there stands, and nothing half-written is left. */
static void
test_full_disk (void)
{
  g_autofree char *folder = mq_test_make_dir ("full");
  g_autofree char *blocked = g_build_filename (mq_test_get_dir (), "secret", "drafts", NULL);
  g_autofree char *large = g_strnfill (100000, 'x');
  g_autoptr (MqDrafts) drafts = mq_drafts_new (folder);
  g_autoptr (MqDrafts) nowhere = mq_drafts_new (blocked);
  struct rlimit before;
  struct rlimit full;
  g_autoptr (GDir) dir = NULL;
  guint n = 0;

  write_draft (drafts, "message-a", "before");
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  full = before;
  full.rlim_cur = 4096;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &full), ==, 0);
  write_draft (drafts, "message-a", large);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  assert_draft (drafts, "message-a", "before");

  dir = g_dir_open (folder, 0, NULL);
  while (g_dir_read_name (dir) != NULL)
    n++;
  g_assert_cmpuint (n, ==, 1);

  /* A folder that cannot be made. */
  write_draft (nowhere, "message-a", "x");
  assert_draft (nowhere, "message-a", NULL);
  g_assert_null (dex_await_string (mq_drafts_open_pictures (nowhere), NULL));
}

MQ_TEST_PROGRAM (drafts)
{
  mq_test_init (&argc, &argv);

  mq_test_add_fiber ("/drafts/keep", test_keep);
  mq_test_add_fiber ("/drafts/by-itself", test_by_itself);
  mq_test_add_fiber ("/drafts/forget", test_forget);
  mq_test_add_fiber ("/drafts/claim", test_claim);
  mq_test_add_fiber ("/drafts/limits", test_limits);
  mq_test_add_fiber ("/drafts/hostile", test_hostile);
  mq_test_add_fiber ("/drafts/mangled", test_mangled);
  mq_test_add_fiber ("/drafts/pictures", test_pictures);
  mq_test_add_fiber ("/drafts/full-disk", test_full_disk);

  return mq_test_run ();
}
