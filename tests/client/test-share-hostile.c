/* Archives that a stranger made: each kind of lie is refused by name, and the library is as it was,
 * byte by byte; so it is after a thousand mangled ones. */
#include "client/share-fixture.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>
#include <sys/stat.h>

#define N_MANGLED 1000

typedef struct
{
  char *name;
  GBytes *content;
  mode_t type;
  gboolean is_listed;
  gint64 listed_more; /* added to its size in the manifest */
  gboolean bad_sum;
} Entry;

typedef struct
{
  JsonObject *manifest;
  GPtrArray *entries;
  const char *text; /* instead of the manifest */
  gboolean manifest_last;
  gboolean compress;
  gboolean encrypt;
  gboolean tar;
} Forgery;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->name);
  g_bytes_unref (entry->content);
  g_free (entry);
}

static Entry *
add_entry (Forgery *self, const char *name, const char *content, gssize length)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->name = g_strdup (name);
  entry->content = g_bytes_new (content, length >= 0 ? (gsize)length : strlen (content));
  entry->type = AE_IFREG;
  entry->is_listed = TRUE;
  g_ptr_array_add (self->entries, entry);
  return entry;
}

static Entry *
find_entry (Forgery *self, const char *name)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = self->entries->pdata[i];

      if (g_str_equal (entry->name, name))
        return entry;
    }

  g_assert_not_reached ();
}

static void
set_content (Forgery *self, const char *name, const char *content, gssize length)
{
  Entry *entry = find_entry (self, name);

  g_bytes_unref (entry->content);
  entry->content = g_bytes_new (content, length >= 0 ? (gsize)length : strlen (content));
}

/* Reads a good archive into @self. */
static void
forgery_init (Forgery *self, const char *path)
{
  struct archive *archive = archive_read_new ();
  struct archive_entry *header;

  *self = (Forgery){ .entries = g_ptr_array_new_with_free_func (entry_free) };
  archive_read_support_format_zip_seekable (archive);
  g_assert_cmpint (archive_read_open_filename (archive, path, 4096), ==, ARCHIVE_OK);
  while (archive_read_next_header (archive, &header) == ARCHIVE_OK)
    {
      gsize size = archive_entry_size (header);
      g_autofree char *content = g_malloc (size + 1);

      g_assert_cmpint (archive_read_data (archive, content, size), ==, size);
      if (g_str_equal (archive_entry_pathname (header), "manifest.json"))
        self->manifest = mq_json_parse_object (content, size, NULL);
      else
        add_entry (self, archive_entry_pathname (header), content, size);
    }
  archive_read_free (archive);
}

static void
forgery_clear (Forgery *self)
{
  json_object_unref (self->manifest);
  g_ptr_array_unref (self->entries);
}

static void
write_entry (struct archive *archive, const char *name, mode_t type, const char *data, gsize size)
{
  struct archive_entry *header = archive_entry_new ();

  archive_entry_set_pathname (header, name);
  archive_entry_set_filetype (header, type);
  archive_entry_set_perm (header, 0644);
  if (type == AE_IFLNK)
    archive_entry_set_symlink (header, "/etc/passwd");
  else if (type == AE_IFREG)
    archive_entry_set_size (header, size);
  g_assert_cmpint (archive_write_header (archive, header), ==, ARCHIVE_OK);
  if (type == AE_IFREG)
    g_assert_cmpint (archive_write_data (archive, data, size), ==, size);
  archive_entry_free (header);
}

static void
write_manifest (Forgery *self, struct archive *archive)
{
  g_autofree char *text = NULL;
  JsonArray *files = json_array_new ();

  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = self->entries->pdata[i];
      g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, entry->content);

      if (entry->bad_sum)
        sum[0] = sum[0] == '0' ? '1' : '0';
      if (entry->is_listed)
        json_array_add_object_element (
            files,
            mq_json_new ("name:s size:l sha256:s", entry->name,
                         (gint64)g_bytes_get_size (entry->content) + entry->listed_more, sum));
    }
  json_object_set_array_member (self->manifest, "files", files);
  text = mq_json_object_to_string (self->manifest, FALSE);
  if (self->text != NULL)
    write_entry (archive, "manifest.json", AE_IFREG, self->text, strlen (self->text));
  else
    write_entry (archive, "manifest.json", AE_IFREG, text, strlen (text));
}

static void
write_forgery (Forgery *self, const char *path)
{
  struct archive *archive = archive_write_new ();

  if (self->tar)
    archive_write_set_format_ustar (archive);
  else
    {
      archive_write_set_format_zip (archive);
      if (!self->compress)
        archive_write_zip_set_compression_store (archive);
    }
  if (self->encrypt)
    {
      g_assert_cmpint (archive_write_set_options (archive, "zip:encryption=zipcrypt"), ==,
                       ARCHIVE_OK);
      archive_write_set_passphrase (archive, "secret");
    }
  g_assert_cmpint (archive_write_open_filename (archive, path), ==, ARCHIVE_OK);
  if (!self->manifest_last)
    write_manifest (self, archive);
  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = self->entries->pdata[i];
      gsize size;
      const char *data = g_bytes_get_data (entry->content, &size);

      write_entry (archive, entry->name, entry->type, data, size);
    }
  if (self->manifest_last)
    write_manifest (self, archive);
  g_assert_cmpint (archive_write_close (archive), ==, ARCHIVE_OK);
  archive_write_free (archive);
}

static JsonObject *
get_version (Forgery *self, guint index)
{
  return json_array_get_object_element (json_object_get_array_member (self->manifest, "versions"),
                                        index);
}

static void
name_absolute (Forgery *self)
{
  add_entry (self, "/tmp/evil", "x", -1);
}

static void
name_upwards (Forgery *self)
{
  add_entry (self, "../evil", "x", -1);
}

static void
name_upwards_inside (Forgery *self)
{
  add_entry (self, "versions/1/../../../evil", "x", -1);
}

static void
name_backslash (Forgery *self)
{
  add_entry (self, "versions\\1\\plan.json", "{}", -1);
}

static void
name_case (Forgery *self)
{
  add_entry (self, "versions/1/Script.py", "x", -1);
}

static void
name_newline (Forgery *self)
{
  add_entry (self, "versions/1/plan.json\n", "{}", -1);
}

static void
name_escape (Forgery *self)
{
  add_entry (self, "\x1b]0;x\a\xe2\x80\xae.json", "{}", -1);
}

static void
name_zeros (Forgery *self)
{
  add_entry (self, "versions/01/plan.json", "{}", -1);
}

static void
name_other (Forgery *self)
{
  add_entry (self, "versions/1/version.json", "{}", -1);
}

static void
name_database (Forgery *self)
{
  add_entry (self, "library.db", "x", -1);
}

static void
name_run (Forgery *self)
{
  add_entry (self, "runs/2-..x.jsonl", "", -1);
}

static void
a_link (Forgery *self)
{
  find_entry (self, "versions/1/scene.blend")->type = AE_IFLNK;
}

static void
a_folder (Forgery *self)
{
  add_entry (self, "versions/1/renders/", "", -1)->type = AE_IFDIR;
  find_entry (self, "versions/1/renders/")->is_listed = FALSE;
}

static void
unlisted (Forgery *self)
{
  add_entry (self, "versions/1/plan.json", "{}", -1)->is_listed = FALSE;
}

static void
twice (Forgery *self)
{
  add_entry (self, "versions/1/script.py", "import os\n", -1)->is_listed = FALSE;
}

static void
listed_twice (Forgery *self)
{
  add_entry (self, "versions/1/script.py", "import os\n", -1);
}

static void
missing (Forgery *self)
{
  find_entry (self, "versions/2/scene.blend")->type = AE_IFREG;
  g_ptr_array_remove (self->entries, find_entry (self, "versions/2/script.py"));
}

static void
not_there (Forgery *self)
{
  JsonArray *files;

  /* Listed in the text, but not in the archive. */
  files = json_object_get_array_member (self->manifest, "files");
  json_array_add_object_element (
      files, mq_json_new ("name:s size:i sha256:s", "versions/1/plan.json", 0,
                          "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"));
  self->text = mq_json_object_to_string (self->manifest, FALSE);
}

static void
changed (Forgery *self)
{
  find_entry (self, "versions/1/script.py")->bad_sum = TRUE;
}

static void
longer (Forgery *self)
{
  find_entry (self, "versions/1/scene.blend")->listed_more = -1;
}

static void
shorter (Forgery *self)
{
  find_entry (self, "versions/1/scene.blend")->listed_more = 1;
}

static void
huge (Forgery *self)
{
  find_entry (self, "versions/1/scene.blend")->listed_more = (gint64)3 << 30;
}

static void
huge_script (Forgery *self)
{
  g_autofree char *zeros = g_strnfill (600 * 1024, '#');

  set_content (self, "versions/1/script.py", zeros, -1);
}

static void
negative (Forgery *self)
{
  find_entry (self, "versions/1/scene.blend")->listed_more = -100;
}

static void
bomb (Forgery *self)
{
  g_autofree char *zeros = g_malloc0 (8 << 20);

  memcpy (zeros, "BLENDER", 7);
  set_content (self, "versions/1/scene.blend", zeros, 8 << 20);
  self->compress = TRUE;
}

static void
nested (Forgery *self)
{
  g_autofree char *open = g_strnfill (5000, '[');
  g_autofree char *text = g_strconcat ("{\"a\": ", open, NULL);

  set_content (self, "versions/1/report.json", text, -1);
}

static void
no_json (Forgery *self)
{
  set_content (self, "versions/1/report.json", "[1]", -1);
}

static void
script_bytes (Forgery *self)
{
  set_content (self, "versions/1/script.py", "x = '\xff'", -1);
}

static void
script_nul (Forgery *self)
{
  set_content (self, "versions/1/script.py", "x\0y", 3);
}

static void
no_picture (Forgery *self)
{
  set_content (self, "versions/1/renders/render_1.png", "<svg/>", -1);
}

static void
other_picture (Forgery *self)
{
  set_content (self, "pictures/1.png", "\xff\xd8\xff\xe0pixels pixels", -1);
}

static void
giant_picture (Forgery *self)
{
  set_content (self, "pictures/1.png",
               "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\1\0\0\0\1\0\0\x08\x02\0\0\0", 30);
}

static void
no_blend (Forgery *self)
{
  set_content (self, "versions/1/scene.blend", "#!/bin/sh\n", -1);
}

static void
bad_record (Forgery *self)
{
  set_content (self, "runs/1-run-one.jsonl", "{\"type\": \"message\"}\n", -1);
}

static void
newer (Forgery *self)
{
  json_object_set_int_member (self->manifest, "format", 2);
}

static void
no_format (Forgery *self)
{
  json_object_remove_member (self->manifest, "format");
}

static void
no_manifest (Forgery *self)
{
  self->manifest_last = TRUE;
}

static void
manifest_text (Forgery *self)
{
  self->text = "not JSON";
}

static void
manifest_list (Forgery *self)
{
  self->text = "{\"format\": 1, \"session\": [], \"versions\": 7}";
}

static void
bad_id (Forgery *self)
{
  json_object_set_string_member (json_object_get_object_member (self->manifest, "session"), "id",
                                 "../../evil");
}

static void
capital_id (Forgery *self)
{
  JsonObject *session = json_object_get_object_member (self->manifest, "session");
  g_autofree char *id = g_ascii_strup (json_object_get_string_member (session, "id"), -1);

  json_object_set_string_member (session, "id", id);
}

static void
long_title (Forgery *self)
{
  g_autofree char *title = g_strnfill (5000, 'x');

  json_object_set_string_member (json_object_get_object_member (self->manifest, "session"), "title",
                                 title);
}

static void
own_parent (Forgery *self)
{
  json_object_set_int_member (get_version (self, 1), "parent", 2);
}

static void
no_parent (Forgery *self)
{
  json_object_set_int_member (get_version (self, 1), "number", 7);
  json_object_set_int_member (get_version (self, 1), "parent", 5);
}

static void
same_number (Forgery *self)
{
  json_object_set_int_member (get_version (self, 1), "number", 1);
}

static void
great_number (Forgery *self)
{
  json_object_set_int_member (get_version (self, 1), "number", 4294967298);
}

static void
no_versions (Forgery *self)
{
  json_object_set_array_member (self->manifest, "versions", json_array_new ());
}

static void
many_versions (Forgery *self)
{
  JsonArray *versions = json_object_get_array_member (self->manifest, "versions");

  for (guint i = 3; i < 3000; i++)
    json_array_add_object_element (
        versions, mq_json_new ("number:i parent:i summary:s instruction:s created:i pictures:i", i,
                               0, "", "", 0, 0));
}

static void
stray_render (Forgery *self)
{
  add_entry (self, "versions/1/renders/render_9.png", PNG, sizeof PNG);
}

static void
stray_version (Forgery *self)
{
  add_entry (self, "versions/9/plan.json", "{}", -1);
}

static void
encrypted (Forgery *self)
{
  self->encrypt = TRUE;
}

static void
tar (Forgery *self)
{
  self->tar = TRUE;
}

static const struct
{
  const char *name;
  void (*forge) (Forgery *self);
  const char *reason; /* a part of the message */
} cases[] = {
  { "name-absolute", name_absolute, "no file with the name “/tmp/evil”" },
  { "name-upwards", name_upwards, "no file with the name “../evil”" },
  { "name-upwards-inside", name_upwards_inside, "no file with the name" },
  { "name-backslash", name_backslash, "no file with the name" },
  { "name-case", name_case, "no file with the name “versions/1/Script.py”" },
  { "name-newline", name_newline, "no file with the name" },
  { "name-escape", name_escape, "no file with the name “]0;x.json”" },
  { "name-zeros", name_zeros, "no file with the name" },
  { "name-other", name_other, "no file with the name" },
  { "name-database", name_database, "no file with the name" },
  { "name-run", name_run, "no file with the name" },
  { "link", a_link, "is a link" },
  { "folder", a_folder, "is not a file" },
  { "unlisted", unlisted, "does not name “versions/1/plan.json”" },
  { "twice", twice, "is in it twice" },
  { "listed-twice", listed_twice, "list of files is damaged" },
  { "no-script", missing, "Version 2 has no script" },
  { "not-there", not_there, "" },
  { "changed", changed, "“versions/1/script.py” was changed" },
  { "longer", longer, "larger than its list says" },
  { "shorter", shorter, "checksum differs" },
  { "huge", huge, "“versions/1/scene.blend” is too large" },
  { "huge-script", huge_script, "“versions/1/script.py” is too large" },
  { "negative", negative, "is too large" },
  { "bomb", bomb, "gives its files more bytes than it has" },
  { "nested", nested, "“versions/1/report.json”" },
  { "no-json", no_json, "“versions/1/report.json”" },
  { "script-bytes", script_bytes, "is not UTF-8" },
  { "script-nul", script_nul, "is not UTF-8" },
  { "no-picture", no_picture, "is not a picture of that type" },
  { "other-picture", other_picture, "is not a picture of that type" },
  { "giant-picture", giant_picture, "too many pixels" },
  { "no-blend", no_blend, "is not a Blender file" },
  { "bad-record", bad_record, "record of the run “run-one” is damaged" },
  { "newer", newer, "newer Maquette. Update Maquette" },
  { "no-format", no_format, "has no format" },
  { "manifest-last", no_manifest, "not a Maquette session" },
  { "manifest-text", manifest_text, "cannot be read" },
  { "manifest-list", manifest_list, "session" },
  { "bad-id", bad_id, "is not the id of a session" },
  { "capital-id", capital_id, "is not the id of a session" },
  { "long-title", long_title, "too long" },
  { "own-parent", own_parent, "“parent”" },
  { "no-parent", no_parent, "based on one that is missing" },
  { "same-number", same_number, "“number”" },
  { "great-number", great_number, "“number”" },
  { "no-versions", no_versions, "number of versions" },
  { "many-versions", many_versions, "number of versions" },
  { "stray-render", stray_render, "belongs to no version" },
  { "stray-version", stray_version, "belongs to no version" },
  { "encrypted", encrypted, "encrypted" },
  { "tar", tar, "damaged, or not a Maquette session" },
};

/* Expects @path to be refused with @reason, and the library to be as it was. */
static void
expect_refused (MqLibrary *library, const char *path, const char *name, const char *reason)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = share_digest (mq_library_get_path (library));
  g_autofree char *after = NULL;
  g_autofree char *file = g_path_get_basename (path);

  g_test_message ("%s", name);
  g_assert_false (dex_await (share_start_import (library, path, NULL), &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
  g_test_message ("  %s", error->message);
  g_assert_nonnull (strstr (error->message, reason));
  g_assert_nonnull (strstr (error->message, file));
  g_assert_null (strchr (error->message, '\n'));
  after = share_digest (mq_library_get_path (library));
  g_assert_cmpstr (before, ==, after);
}

static void
test_hostile (void)
{
  g_autoptr (MqLibrary) ours = share_make_library ("hostile-ours");
  g_autoptr (MqLibrary) theirs = share_make_library ("hostile-theirs");
  g_autoptr (MqSession) session = share_make_session (ours);
  g_autofree char *good = share_make_path ("good.maquette");
  g_autofree char *path = share_make_path ("bad.maquette");
  g_autofree char *dir = mq_test_make_dir ("bad-folder");
  g_autofree char *nowhere = share_make_path ("nowhere.maquette");
  Forgery copy;
  g_autoptr (MqMergeResult) result = NULL;
  g_autoptr (GString) around = NULL;
  g_autofree char *bytes = NULL;
  gsize length;

  share_save (ours, session, good);
  share_settle (theirs);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Forgery forgery;

      forgery_init (&forgery, good);
      cases[i].forge (&forgery);
      write_forgery (&forgery, path);
      forgery_clear (&forgery);
      expect_refused (theirs, path, cases[i].name, cases[i].reason);
    }

  expect_refused (theirs, dir, "a folder", "not a file");
  expect_refused (theirs, nowhere, "nowhere", "No such file");
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  expect_refused (theirs, path, "an empty file", "damaged, or not a Maquette session");
  g_assert_true (g_file_set_contents (path, "a letter", -1, NULL));
  expect_refused (theirs, path, "a text", "is a text file");

  bytes = share_load (good, &length);
  around = g_string_new (NULL);
  g_string_append_printf (around, "%-512s", "good.maquette");
  g_string_append_len (around, bytes, (gssize)length);
  g_assert_true (g_file_set_contents (path, around->str, (gssize)around->len, NULL));
  expect_refused (theirs, path, "a tar around it", "damaged, or not a Maquette session");

  /* The manifest has no checksum but that of the ZIP. */
  *(char *)memmem (bytes, length, "A chair", strlen ("A chair")) = 'B';
  g_assert_true (g_file_set_contents (path, bytes, length, NULL));
  expect_refused (theirs, path, "another title", "damaged");

  /* The forger makes good archives, too. */
  forgery_init (&copy, good);
  write_forgery (&copy, path);
  forgery_clear (&copy);
  result = share_import (theirs, path);
  g_assert_cmpuint (result->n_versions, ==, 2);
}

/* Seeded, so that a failure is the same in every run. */
static GByteArray *
mangle (GRand *random, const char *bytes, gsize length)
{
  GByteArray *array = g_byte_array_new ();
  guint n_changes = g_rand_int_range (random, 1, 9);

  g_byte_array_append (array, (const guint8 *)bytes, length);
  for (guint i = 0; i < n_changes && array->len > 1; i++)
    {
      guint at = g_rand_int_range (random, 0, array->len);
      guint some = g_rand_int_range (random, 1, 64);
      guint n = MIN (some, array->len - at);
      guint8 extra[64] = { 0 };

      switch (g_rand_int_range (random, 0, 12))
        {
        case 0:
          g_byte_array_set_size (array, at);
          break;
        case 1:
          g_byte_array_remove_range (array, at, n);
          break;
        case 2:
          g_byte_array_append (array, extra, n);
          memmove (array->data + at + n, array->data + at, array->len - at - n);
          break;
        case 3:
          memmove (array->data + at, array->data + g_rand_int_range (random, 0, array->len - n + 1),
                   n);
          break;
        case 4:
          memset (array->data + at, 0xff, n);
          break;
        default:
          array->data[at] ^= 1 << g_rand_int_range (random, 0, 8);
        }
    }

  return array;
}

static void
test_mangled (void)
{
  g_autoptr (MqLibrary) ours = share_make_library ("mangled-ours");
  g_autoptr (MqLibrary) theirs = share_make_library ("mangled-theirs");
  g_autoptr (MqSession) session = share_make_session (ours);
  g_autofree char *good = share_make_path ("mangled-good.maquette");
  g_autofree char *path = share_make_path ("mangled.maquette");
  g_autoptr (MqMergeResult) first = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autofree char *before = NULL;
  g_autofree char *bytes = NULL;
  guint n_refused = 0;
  gsize length;

  share_save (ours, session, good);
  bytes = share_load (good, &length);
  share_settle (theirs);
  first = share_import (theirs, good);
  before = share_digest (mq_library_get_path (theirs));

  for (guint i = 0; i < N_MANGLED; i++)
    {
      g_autoptr (GByteArray) mangled = mangle (random, bytes, length);
      g_autoptr (GError) error = NULL;
      g_autoptr (MqMergeResult) result = NULL;
      g_autofree char *after = NULL;

      g_assert_true (g_file_set_contents (path, (char *)mangled->data, mangled->len, NULL));
      result = dex_await_boxed (share_start_import (theirs, path, NULL), &error);
      if (result == NULL)
        {
          g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
          g_assert_true (
              g_str_has_prefix (error->message, "“mangled.maquette” cannot be imported"));
          n_refused++;
        }
      else /* what was changed does not matter: a date, an attribute */
        g_assert_cmpuint (result->n_versions + g_strv_length (result->runs), ==, 0);

      after = share_digest (mq_library_get_path (theirs));
      g_assert_cmpstr (before, ==, after);
    }

  g_test_message ("%u of %u refused, the others equal in content", n_refused, N_MANGLED);
  g_assert_cmpuint (n_refused, >, N_MANGLED / 2);
}

MQ_TEST_PROGRAM (share_hostile)
{
  mq_test_init (&argc, &argv);
  mq_test_add_fiber ("/share-hostile/lies", test_hostile);
  mq_test_add_fiber ("/share-hostile/mangled", test_mangled);

  return mq_test_run ();
}
