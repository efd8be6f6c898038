/* A session that a stranger shared: an archive, its manifest, or the record of a run. Whatever is
 * in it: a reason, or a session whose parts fit together and whose files lie below its folder. */
#include "fuzz/fuzz.h"

#include "client/share/mq-share-private.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void
check_session (MqSessionCopy *session)
{
  g_autofree char *id = mq_session_normalise_id (session->id);
  guint last = 0;

  g_assert_cmpstr (id, ==, session->id);
  g_assert_cmpuint (session->versions->len, >, 0);
  for (guint i = 0; i < session->versions->len; i++)
    {
      MqVersion *version = session->versions->pdata[i];

      g_assert_cmpuint (mq_version_get_number (version), >, last);
      last = mq_version_get_number (version);
      g_assert_cmpuint (mq_version_get_parent (version), <, last);
      g_assert_cmpuint (mq_version_get_n_pictures (version), <=, MQ_SHARE_MAX_RENDERS);
    }
}

static void
unpack (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = g_dir_make_tmp ("mq-fuzz-XXXXXX", NULL);
  g_autoptr (MqSessionCopy) session = mq_session_copy_new (dir);
  int fd = memfd_create ("archive", MFD_CLOEXEC);

  g_assert_cmpint (write (fd, data, size), ==, size);
  if (mq_share_unpack (fd, session, NULL, &error))
    {
      check_session (session);
      g_assert_cmpuint (g_hash_table_size (session->scripts), ==, session->versions->len);
    }
  else
    g_assert_cmpint (error->domain, ==, MQ_ERROR);
  close (fd);
  mq_files_remove_tree (AT_FDCWD, dir);
}

static void
read_manifest (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MqSessionCopy) session = mq_session_copy_new ("/nowhere");
  g_autoptr (GHashTable) files = mq_share_manifest_read ((const char *)data, size, session, &error);
  GHashTableIter iter;
  gpointer name;

  if (files == NULL)
    {
      g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
      return;
    }

  check_session (session);
  g_hash_table_iter_init (&iter, files);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_assert_true (*(char *)name != '/' && strstr (name, "..") == NULL);
}

static char *
no_picture (const char *name, gpointer user_data)
{
  return NULL;
}

static void
read_record (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autofree char *id = g_strdup ("run");
  g_autoptr (MqSessionCopy) session = mq_session_copy_new ("/nowhere");
  g_autoptr (GError) error = NULL;
  MqRunCopy *run = mq_run_copy_new (id);

  g_ptr_array_add (session->runs, run);
  if (!mq_share_record_read (run, text, no_picture, NULL, &error))
    g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
  for (guint i = 0; i < run->events->len; i++)
    {
      const MqRunEvent *event = run->events->pdata[i];

      g_assert_cmpint (event->kind, !=, MQ_EVENT_TRANSCRIPT);
      if (event->kind == MQ_EVENT_KEPT)
        g_assert_null (event->kept.folder);
      if (event->kind == MQ_EVENT_MESSAGE)
        g_assert_null (event->message.value->pictures[0]);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  unpack (data, size);
  read_manifest (data, size);
  read_record (data, size);
  return 0;
}
