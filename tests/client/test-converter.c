/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Converters: what one sees, what it may make, and how it ends (test-reference.c has the jail). */
#include "client/sandbox/mq-converter.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define TEXT "what is converted\n"

static const MqConverterLimits limits = { .memory_bytes = 1 << 30,
                                          .file_bytes = 1 << 20,
                                          .folder_bytes = 1 << 20,
                                          .cpu_seconds = 1,
                                          .clock_seconds = 600 };

/* Returns: (transfer full): what a command makes of the text; %NULL: it failed */
static char *
convert (const char *command, int *status)
{
  g_autofd int from = memfd_create ("from", MFD_CLOEXEC);
  g_autofd int to = memfd_create ("to", MFD_CLOEXEC);
  g_autofree char *made = g_malloc0 (1024);

  g_assert_cmpint (write (from, TEXT, strlen (TEXT)), ==, strlen (TEXT));
  if (!mq_converter_run (from, to, NULL, command, &limits, status))
    return NULL;

  g_assert_cmpint (pread (to, made, 1023, 0), >, 0);
  return g_steal_pointer (&made);
}

static gboolean
lacks_bubblewrap (void)
{
  g_autofree char *path = g_find_program_in_path ("bwrap");

  if (path == NULL)
    g_test_skip ("bubblewrap is not installed");
  return path == NULL;
}

static void
test_files (void)
{
  g_autofree char *made = NULL;
  int status = 0;

  if (lacks_bubblewrap ())
    return;

  made = convert ("/usr/bin/cat", &status);
  g_assert_cmpstr (made, ==, TEXT);
  g_assert_cmpint (status, ==, 0);

  g_assert_true (g_file_test ("/etc/passwd", G_FILE_TEST_EXISTS));
  g_assert_null (convert ("/usr/bin/cat /etc/passwd", &status));
  g_assert_cmpint (status, ==, 1);
}

static void
test_limits (void)
{
  int status = 0;

  if (lacks_bubblewrap ())
    return;

  /* It writes nothing; too much; and nothing before its processor time is over. */
  g_assert_null (convert ("/usr/bin/true", &status));
  g_assert_cmpint (status, ==, 0);
  g_assert_null (convert ("/usr/bin/cat /dev/zero", NULL));
  g_assert_null (convert ("/usr/bin/md5sum /dev/zero", &status));
  g_assert_cmpint (status, !=, 0);
}

MQ_TEST_PROGRAM (converter)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/converter/files", test_files);
  g_test_add_func ("/converter/limits", test_limits);
  return mq_test_run ();
}
