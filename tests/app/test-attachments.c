/* What is let in as a picture, and what the user is told of the rest. */
#include "app/model/mq-attachments.h"
#include "client/picture/mq-picture-sandboxed.h"
#include "common/base/mq-error.h"
#include "common/base/mq-picture-sniff.h"
#include "mutation.h"
#include "support/mq-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define PNG "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
#define BYTES(literal) g_bytes_new_static (literal, sizeof (literal) - 1)

static char *
write_file (const char *name, GBytes *bytes)
{
  char *path = g_build_filename (mq_test_get_dir (), name, NULL);

  g_assert_true (
      g_file_set_contents (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL));
  g_bytes_unref (bytes);
  return path;
}

static void
check_sniff (GBytes *bytes, gboolean good, const char *mime, guint width, guint height)
{
  const char *is = "x";
  guint w = 1;
  guint h = 1;
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  g_assert_cmpint (mq_picture_sniff (data, length, &is, &w, &h), ==, good);
  g_assert_cmpstr (is, ==, mime);
  g_assert_cmpuint (w, ==, width);
  g_assert_cmpuint (h, ==, height);

  /* Cut anywhere, it is another thing or broken, never more than there is. */
  for (gsize n = 0; n < length; n++)
    {
      g_autofree guint8 *exact = g_memdup2 (data, n);

      mq_picture_sniff (exact, n, &is, &w, &h);
    }
  g_bytes_unref (bytes);
}

static void
test_sniff (void)
{
  check_sniff (BYTES (PNG "\0\0\1\0\0\0\0\x80"), TRUE, "image/png", 256, 128);
  check_sniff (BYTES (PNG "\0\0\1\0\0\0\0\0"), FALSE, "image/png", 0, 0);
  check_sniff (BYTES (PNG), FALSE, "image/png", 0, 0);
  check_sniff (BYTES ("\xff\xd8\xff\xe0\0\4ab\xff\xc4\0\3x\xff\xff\xc2\0\x11\x08\0\x10\0\x20"),
               TRUE, "image/jpeg", 32, 16);
  check_sniff (BYTES ("\xff\xd8\xff\xda\0\4ab\xff\xc0\0\x11\x08\0\x10\0\x20"), FALSE, "image/jpeg",
               0, 0);
  check_sniff (BYTES ("\xff\xd8\xff\xe0\0\1\xff\xc0\0\x11\x08\0\x10\0\x20"), FALSE, "image/jpeg", 0,
               0);
  check_sniff (BYTES ("RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\1\0\xff\0\0"), TRUE, "image/webp",
               512, 256);
  check_sniff (BYTES ("RIFF\0\0\0\0WEBPVP8L\x0a\0\0\0\x2f\x0f\xc0\1\0\0"), TRUE, "image/webp", 16,
               8);
  check_sniff (BYTES ("RIFF\0\0\0\0WEBPVP8 \x0a\0\0\0\0\0\0\x9d\x01\x2a\x10\0\x08\x40"), TRUE,
               "image/webp", 16, 8);
  check_sniff (BYTES ("RIFF\0\0\0\0WEBPJUNK\x0a\0\0\0\0\0\0\x9d\x01\x2a\x10\0\x08\x40"), FALSE,
               "image/webp", 0, 0);
  check_sniff (BYTES ("RIFF\0\0\0\0WAVE"), FALSE, NULL, 0, 0);
  check_sniff (BYTES (""), FALSE, NULL, 0, 0);
}

static MqAttachment *
expect_added (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  MqAttachment *attachment = dex_await_object (future, &error);

  g_assert_no_error (error);
  return attachment;
}

static void
expect_refused (DexFuture *future, const char *sentence)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (dex_await_object (future, &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
  g_assert_cmpstr (error->message, ==, sentence);
}

static void
expect_file_refused (MqAttachments *attachments, const char *path, const char *sentence)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  expect_refused (mq_attachments_add_file (attachments, file), sentence);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (attachments->items)), ==, 0);
}

static void
refuse (MqAttachments *attachments, const char *name, GBytes *bytes, const char *sentence)
{
  g_autofree char *path = write_file (name, bytes);

  expect_file_refused (attachments, path, sentence);
}

static void
test_refused (void)
{
  g_autoptr (MqAttachments) attachments = g_object_new (MQ_TYPE_ATTACHMENTS, NULL);
  g_autofree char *folder = mq_test_make_dir ("folder.png");
  g_autofree char *fifo = g_build_filename (mq_test_get_dir (), "pipe.png", NULL);
  g_autofree char *link = g_build_filename (mq_test_get_dir (), "link.png", NULL);
  g_autofree char *large = g_build_filename (mq_test_get_dir (), "large.png", NULL);

  refuse (attachments, "notes.png", BYTES ("Buy milk – and eggs\n"),
          "“notes.png” is not a picture: it is a text file renamed");
  refuse (attachments, "notes.txt", BYTES ("Buy milk\n"),
          "“notes.txt” is not a picture: it is a text file");
  refuse (attachments, "big.png", BYTES (PNG "\0\0\x23\x28\0\0\x1a\x0b"),
          "“big.png” has 60 megapixels; at most 40 are allowed");
  refuse (attachments, "huge.png", BYTES (PNG "\xff\xff\xff\xff\xff\xff\xff\xff"),
          "“huge.png” has 18446744065120 megapixels; at most 40 are allowed");
  refuse (attachments, "m.png", BYTES ("glTF\2\0\0\0\1\2"),
          "“m.png” is a 3D model (GLB)\nmaquette-cli --from takes it in: a session whose "
          "parts can be changed");
  refuse (
      attachments, "p.docx", BYTES ("PK\3\4\1"),
      "“p.docx” is a document (Word)\nSave what it shows as a picture (PNG), and give that as a "
      "reference");
  refuse (attachments, "n.png", BYTES ("\x89PNG\r\n\x1a\n\0\0"),
          "“n.png” is damaged and cannot be added");
  refuse (attachments, "x.png", BYTES ("\1\2\3\4\5\6"), "“x.png” is a file of an unknown kind");
  refuse (attachments, "e.png", BYTES (""), "“e.png” is empty");
  refuse (attachments,
          "a\xe2\x80\xae"
          "b.png",
          BYTES (""), "“ab.png” is empty");

  expect_file_refused (attachments, folder, "“folder.png” is a folder, not a picture");
  expect_file_refused (attachments, "/nowhere/x.png", "There is no file “x.png”");
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  expect_file_refused (attachments, fifo, "“pipe.png” is not a file");
  g_assert_cmpint (symlink (fifo, link), ==, 0);
  expect_file_refused (attachments, link, "“link.png” is not a file");
  expect_file_refused (attachments, "/dev/zero", "“zero” is not a file");

  g_assert_true (g_file_set_contents (large, "x", 1, NULL));
  g_assert_cmpint (truncate (large, MQ_ATTACHMENT_MAX_BYTES + 1), ==, 0);
  expect_file_refused (attachments, large,
                       "“large.png” is too large; at most 20.0 MiB are allowed");
}

/* What only the decoder reads becomes a PNG, under its own name. */
static void
test_decoded (void)
{
  g_autoptr (MqAttachments) attachments = g_object_new (MQ_TYPE_ATTACHMENTS, NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "photo.heic", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (MqAttachment) one = NULL;
  g_autoptr (MqAttachment) pasted = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (!mq_picture_can_load_sandboxed ())
    {
      g_test_skip ("glycin has no sandbox here");
      return;
    }

  refuse (attachments, "a.gif", BYTES ("GIF89a\1\0\1\0\0"),
          "“a.gif” cannot be decoded: it is damaged, or glycin has no loader for its format here");
  one = expect_added (mq_attachments_add_file (attachments, file));
  g_assert_cmpstr (one->name, ==, "photo.heic");
  g_assert_cmpuint (one->width, ==, 48);
  g_assert_true (g_str_has_suffix (one->path, ".png"));
  bytes = g_file_load_bytes (file, NULL, NULL, NULL);
  pasted = expect_added (
      mq_attachments_add_bytes (attachments, "Pasted picture", bytes, MQ_PICTURE_ROLE_NONE));
  g_assert_cmpuint (pasted->height, ==, 32);
  g_assert_cmpuint (pasted->role, ==, MQ_PICTURE_ROLE_NONE);
}

static void
on_changed (GListModel *model, guint position, guint removed, guint added, int *n)
{
  *n += (int)added - (int)removed;
}

static void
test_added (void)
{
  g_autoptr (MqAttachments) attachments = g_object_new (MQ_TYPE_ATTACHMENTS, NULL);
  g_autofree char *path = write_file ("photo.txt", BYTES (PNG "\0\0\x1e\xd4\0\0\x13\x88"));
  g_autofree char *link = g_build_filename (mq_test_get_dir (), "l.png", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) linked = g_file_new_for_path (link);
  g_autoptr (MqAttachment) one = NULL;
  g_autoptr (MqAttachment) again = NULL;
  g_autoptr (MqAttachment) two = NULL;
  g_auto (GStrv) paths = NULL;
  int n = 0;

  g_signal_connect (attachments->items, "items-changed", G_CALLBACK (on_changed), &n);
  g_assert_cmpint (symlink (path, link), ==, 0);

  /* By what it is, whatever its name; twice is once; through a link of the user's. */
  one = expect_added (mq_attachments_add_file (attachments, file));
  again = expect_added (mq_attachments_add_file (attachments, file));
  two = expect_added (mq_attachments_add_file (attachments, linked));
  g_assert_true (one == again);
  g_assert_cmpint (n, ==, 2);
  g_assert_cmpstr (one->name, ==, "photo.txt");
  g_assert_cmpuint (one->width, ==, 7892);
  g_assert_cmpuint (one->height, ==, 5000);

  paths = mq_attachments_dup_paths (attachments);
  g_assert_cmpuint (g_strv_length (paths), ==, 2);
  g_assert_cmpstr (paths[0], ==, path);

  /* What is set is the user's; a picture that is gone has none. */
  g_assert_cmpuint (one->role, ==, MQ_PICTURE_ROLE_NONE);
  mq_attachments_set_role (attachments, one, MQ_PICTURE_ROLE_TOP);
  g_assert_cmpuint (one->role, ==, MQ_PICTURE_ROLE_TOP);
  g_assert_cmpint (n, ==, 2);
  mq_attachments_remove (attachments, 0);
  mq_attachments_set_role (attachments, one, MQ_PICTURE_ROLE_BACK);
  g_assert_cmpuint (one->role, ==, MQ_PICTURE_ROLE_TOP);
  g_assert_cmpint (n, ==, 1);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_pasted (void)
{
  g_autoptr (MqAttachments) attachments = g_object_new (MQ_TYPE_ATTACHMENTS, NULL);
  g_autoptr (GBytes) bytes = BYTES (PNG "\0\0\0\1\0\0\0\1");
  g_autoptr (GBytes) text = BYTES ("hello");
  g_autoptr (GBytes) large = g_bytes_new_take (g_malloc0 (MQ_ATTACHMENT_MAX_BYTES + 1),
                                               MQ_ATTACHMENT_MAX_BYTES + 1);
  g_autoptr (MqAttachment) one = NULL;
  g_autoptr (MqAttachment) two = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *folder = NULL;
  GStatBuf status;

  expect_refused (
      mq_attachments_add_bytes (attachments, "Pasted picture", text, MQ_PICTURE_ROLE_NONE),
      "“Pasted picture” is not a picture: it is a text file");
  expect_refused (
      mq_attachments_add_bytes (attachments, "Pasted picture", large, MQ_PICTURE_ROLE_NONE),
      "“Pasted picture” is too large; at most 20.0 MiB are allowed");

  one = expect_added (
      mq_attachments_add_bytes (attachments, "front.png", bytes, MQ_PICTURE_ROLE_MARKS));
  g_assert_cmpuint (one->role, ==, MQ_PICTURE_ROLE_MARKS);
  two = expect_added (
      mq_attachments_add_bytes (attachments, "Pasted picture", bytes, MQ_PICTURE_ROLE_NONE));
  first = g_strdup (one->path);
  second = g_strdup (two->path);
  folder = g_path_get_dirname (first);
  g_assert_cmpstr (first, !=, second);
  g_assert_true (g_str_has_suffix (first, ".png"));
  g_assert_cmpint (g_stat (folder, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);

  /* Taken out it goes; else it stays until nobody needs it. */
  mq_attachments_remove (attachments, 0);
  g_assert_false (g_file_test (first, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (second, G_FILE_TEST_EXISTS));
  g_clear_object (&attachments);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

/* Many at once: the eight that fit, however they come. */
static void
test_many (void)
{
  g_autoptr (MqAttachments) attachments = g_object_new (MQ_TYPE_ATTACHMENTS, NULL);
  g_autoptr (GPtrArray) futures = g_ptr_array_new ();
  guint n_refused = 0;

  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *name = g_strdup_printf ("p%u.png", i);
      g_autofree char *path = write_file (name, BYTES (PNG "\0\0\0\1\0\0\0\1"));
      g_autoptr (GFile) file = g_file_new_for_path (path);

      g_ptr_array_add (futures, mq_attachments_add_file (attachments, file));
    }

  for (guint i = 0; i < futures->len; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MqAttachment) attachment = dex_await_object (futures->pdata[i], &error);

      if (attachment != NULL)
        continue;
      n_refused++;
      g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
      g_assert_nonnull (
          strstr (error->message, "was left out: a message can have at most 8 pictures"));
    }

  /* The first ones, in their order. */
  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *name = g_strdup_printf ("p%u.png", i);
      g_autoptr (MqAttachment) item = g_list_model_get_item (G_LIST_MODEL (attachments->items), i);

      g_assert_cmpstr (item->name, ==, name);
    }
  g_assert_cmpuint (n_refused, ==, 4);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (attachments->items)), ==, 8);
}

static void
hold (const char *data, gsize length, gpointer user_data)
{
  g_autofree guint8 *exact = g_memdup2 (data, length);
  const char *mime = "";
  guint width = 0;
  guint height = 0;

  if (mq_picture_sniff (exact, length, &mime, &width, &height))
    g_assert_true (mime != NULL && width > 0 && height > 0);
  else
    g_assert_true (width == 0 && height == 0);
}

/* The samples of text may hold no NUL; 1 stands for it. */
static void
hold_binary (const char *data, gsize length, gpointer user_data)
{
  g_autofree char *binary = g_memdup2 (data, length);

  for (gsize i = 0; i < length; i++)
    if (binary[i] == '\1')
      binary[i] = '\0';
  hold (binary, length, NULL);
}

static void
test_mutations (void)
{
  const char *const samples[] = {
    "\x89PNG\r\n\x1a\n\1\1\1\rIHDR\1\1\4\1\1\1\2\1\x08\6\1\1\1",
    "\xff\xd8\xff\xe0\1\4ab\xff\xfe\1\3x\xff\xc4\1\3x\xff\xff\xc2\1\x11\x08\1\x10\1\x20\3\2\x22",
    "RIFF\1\1\1\1WEBPVP8X\x0a\1\1\1\2\1\1\1\xff\2\1\xff\1\1",
    "RIFF\1\1\1\1WEBPVP8L\x0a\1\1\1\x2f\x0f\xc1\2\1\1",
    "RIFF\1\1\1\1WEBPVP8 \x0a\1\1\1\2\2\2\x9d\2\x2a\x10\1\x08\x40",
    NULL,
  };

  mutation_run (samples, 10000, 7, "\1\xff\xc0\xd8\xda\2\x10", hold_binary, NULL);
}

/* Copies a file; one that is called so is damaged. */
static DexFuture *
import (const char *path, gpointer counter)
{
  g_autofree char *data = NULL;
  g_autofree char *copy = NULL;
  gsize length;

  if (strstr (path, "damaged") != NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT, "bad");
  if (strstr (path, "full") != NULL)
    return dex_future_new_reject (G_FILE_ERROR, G_FILE_ERROR_NOSPC, "No space");

  copy = g_strdup_printf ("%s/imported-%d.png", mq_test_get_dir (), ++*(int *)counter);
  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  g_assert_true (g_file_set_contents (copy, data, (gssize)length, NULL));
  return dex_future_new_take_string (g_steal_pointer (&copy));
}

/* What is listed is ours: its own file goes with it, the one that it was made from stays. */
static void
test_imported (void)
{
  g_autoptr (MqAttachments) attachments = g_object_new (MQ_TYPE_ATTACHMENTS, NULL);
  g_autoptr (MqAttachments) later = g_object_new (MQ_TYPE_ATTACHMENTS, NULL);
  g_autofree char *path = write_file ("given.png", BYTES (PNG "\0\0\1\0\0\0\0\x80"));
  g_autofree char *damaged = write_file ("damaged.png", BYTES (PNG "\0\0\1\0\0\0\0\x80"));
  g_autofree char *full = write_file ("full.png", BYTES (PNG "\0\0\1\0\0\0\0\x80"));
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (MqAttachment) first = NULL;
  g_autoptr (MqAttachment) again = NULL;
  g_autoptr (MqAttachment) kept = NULL;
  g_autofree char *copy = NULL;
  int counter = 0;

  mq_attachments_set_import (attachments, import, &counter, NULL);
  expect_file_refused (attachments, damaged,
                       "“damaged.png” is damaged: it cannot be read as a picture");
  expect_file_refused (attachments, full, "“full.png” could not be kept: No space");

  first = expect_added (mq_attachments_add_file (attachments, file));
  again = expect_added (mq_attachments_add_file (attachments, file));
  g_assert_true (first == again);
  g_assert_cmpint (counter, ==, 1);
  g_assert_cmpstr (first->name, ==, "given.png");
  copy = g_strdup (first->path);
  g_assert_cmpstr (copy, !=, path);

  /* One that was imported before is taken as it is. */
  mq_attachments_set_import (later, import, &counter, NULL);
  kept = expect_added (mq_attachments_add_own (later, copy, "given.png"));
  g_assert_cmpstr (kept->path, ==, copy);
  g_assert_cmpint (counter, ==, 1);

  mq_attachments_delete_files (attachments);
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  mq_attachments_remove (later, 0);
}

MQ_TEST_PROGRAM (attachments)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/attachments/sniff", test_sniff);
  mq_test_add_fiber ("/attachments/refused", test_refused);
  mq_test_add_fiber ("/attachments/decoded", test_decoded);
  mq_test_add_fiber ("/attachments/added", test_added);
  mq_test_add_fiber ("/attachments/pasted", test_pasted);
  mq_test_add_fiber ("/attachments/many", test_many);
  mq_test_add_fiber ("/attachments/imported", test_imported);
  g_test_add_func ("/attachments/mutations", test_mutations);
  return mq_test_run ();
}
