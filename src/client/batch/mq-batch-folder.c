/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder of a batch, see mq-batch-folder.h. Each program appends to a file of its own in
 * `attempts`, because appending to one file from several computers loses lines; manifest.jsonl is
 * made of them. An item is made in a hidden folder, which is renamed into place. */
#include "client/batch/mq-batch-folder.h"

#include "client/batch/mq-batch-claim.h"
#include "client/batch/mq-batch-item.h"
#include "client/share/mq-share.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FILE ((guint64)4 << 30)
#define RECORD "attempt.json"
/* Seconds, tokens or dollars of one attempt. */
#define MAX_AMOUNT 1e10

/* An item, as far as it is known. */
typedef struct
{
  MqBatchStatus status;
  guint attempts;
  guint64 last;        /* number of the attempt that @status is of */
  gboolean is_written; /* a line says that it is done */
  gboolean is_listed;  /* its folder was there when the states were loaded */
} State;

struct _MqBatchFolder
{
  GObject parent_instance;

  char *path;
  int dir;
  int items;
  int claims;
  int attempts;
  int journal;        /* our file in @attempts; -1: nothing was written yet */
  JsonObject *about;  /* (nullable) */
  GHashTable *states; /* of State, by the item's id */
};

G_DEFINE_FINAL_TYPE (MqBatchFolder, mq_batch_folder, G_TYPE_OBJECT)

static const char *const statuses[] = {
  [MQ_BATCH_WAITING] = "waiting", [MQ_BATCH_DONE] = "done", [MQ_BATCH_FAILED] = "failed",
  [MQ_BATCH_REFUSED] = "refused", [MQ_BATCH_CUT] = "cut",   [MQ_BATCH_MISSING] = "missing",
};

/* @line: without its newline */
typedef void (*LineFunc) (gpointer data, const char *line, gsize length);

const char *
mq_batch_status_to_string (MqBatchStatus status)
{
  return statuses[status];
}

/**
 * mq_batch_attempt_get_amount:
 * @attempt: (nullable): a line of the manifest, which anyone may have written
 * @member: "seconds", "tokens" or "cost"
 *
 * Returns: the amount; 0 if it is none that an attempt can have, so that sums stay numbers
 */
double
mq_batch_attempt_get_amount (JsonObject *attempt, const char *member)
{
  double amount = mq_json_get_double (attempt, member, 0);

  return amount > 0 && amount <= MAX_AMOUNT ? amount : 0;
}

static void
mq_batch_folder_finalize (GObject *object)
{
  MqBatchFolder *self = MQ_BATCH_FOLDER (object);
  int *fds[] = { &self->dir, &self->items, &self->claims, &self->attempts, &self->journal };

  for (gsize i = 0; i < G_N_ELEMENTS (fds); i++)
    g_clear_fd (fds[i], NULL);
  g_clear_pointer (&self->about, json_object_unref);
  g_hash_table_unref (self->states);
  g_free (self->path);

  G_OBJECT_CLASS (mq_batch_folder_parent_class)->finalize (object);
}

static void
mq_batch_folder_class_init (MqBatchFolderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_batch_folder_finalize;
}

static void
mq_batch_folder_init (MqBatchFolder *self)
{
  self->dir = self->items = self->claims = self->attempts = self->journal = -1;
  self->states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static gboolean
open_below (MqBatchFolder *self, const char *name, gboolean create, int *fd, GError **error)
{
  if (create && mkdirat (self->dir, name, 0755) != 0 && errno != EEXIST)
    return mq_files_fail (error, errno, N_ ("Could not write “%s”"), name);

  *fd = openat (self->dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  return *fd >= 0 || mq_files_fail (error, errno, N_ ("Could not open the folder “%s”"), name);
}

/* A name that no other program uses. */
static char *
dup_own_name (const char *before, const char *after)
{
  return g_strdup_printf ("%s%s-%d%s", before, mq_batch_claim_get_host (), getpid (), after);
}

/* Several programs may write the same file, each a whole one. */
static gboolean
put (MqBatchFolder *self, int dir, const char *name, const char *text, gsize length, GError **error)
{
  g_autofree char *hidden = g_strconcat (".", name, ".", NULL);
  g_autofree char *part = dup_own_name (hidden, "");

  unlinkat (dir, part, 0);
  if (mq_files_write (dir, part, text, length, error))
    {
      if (renameat (dir, part, dir, name) == 0)
        return mq_files_sync_dir (dir, self->path, error);
      mq_files_fail (error, errno, N_ ("Could not write “%s”"), name);
    }

  unlinkat (dir, part, 0);
  return FALSE;
}

/**
 * mq_batch_folder_open:
 * @path: the folder of the batch
 * @create: whether it is made if it is not there
 * @error: %MQ_ERROR_NOT_FOUND: no batch is there; %MQ_ERROR_READ_ONLY, %MQ_ERROR_NO_SPACE
 *
 * Returns: (transfer full) (nullable): the folder
 */
MqBatchFolder *
mq_batch_folder_open (const char *path, gboolean create, GError **error)
{
  g_autoptr (MqBatchFolder) self = g_object_new (MQ_TYPE_BATCH_FOLDER, NULL);
  g_autofree char *about = NULL;
  gsize length = 0;

  self->path = g_canonicalize_filename (path, NULL);
  if (create && g_mkdir_with_parents (self->path, 0755) != 0)
    {
      mq_files_fail (error, errno, N_ ("Could not write “%s”"), path);
      return NULL;
    }

  self->dir = open (self->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->dir < 0 || (!create && faccessat (self->dir, MQ_BATCH_FILE, F_OK, 0) != 0))
    return mq_fail_null (error, MQ_ERROR_NOT_FOUND,
                         "There is no batch in “%s”\nGive the folder that --output named", path);

  if (faccessat (self->dir, MQ_BATCH_FILE, F_OK, 0) == 0)
    {
      g_autofree char *file = g_build_filename (self->path, MQ_BATCH_FILE, NULL);

      if (!(about = mq_files_load (file, MQ_BATCH_MAX_LINE, &length, error))
          || !(self->about = mq_json_parse_object (about, (gssize)length, error)))
        return NULL;
      if (mq_json_get_int (self->about, "format", 1) > MQ_BATCH_FORMAT)
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                             "The batch in “%s” was made by a newer Maquette\nUpdate Maquette",
                             path);
    }

  return open_below (self, "items", create, &self->items, error)
                 && open_below (self, "claims", create, &self->claims, error)
                 && open_below (self, "attempts", create, &self->attempts, error)
             ? g_steal_pointer (&self)
             : NULL;
}

/**
 * mq_batch_folder_get_path:
 *
 * Returns: (transfer none): its absolute path
 */
const char *
mq_batch_folder_get_path (MqBatchFolder *self)
{
  return self->path;
}

/**
 * mq_batch_folder_get_about:
 *
 * Returns: (transfer none) (nullable): batch.json; %NULL if nothing was begun here
 */
JsonObject *
mq_batch_folder_get_about (MqBatchFolder *self)
{
  return self->about;
}

/**
 * mq_batch_folder_load_items:
 * @self: a folder
 * @error: %MQ_ERROR_BAD_INPUT: the file was changed
 *
 * Returns: (transfer full) (nullable) (element-type MqBatchItem): the items of the batch
 */
GPtrArray *
mq_batch_folder_load_items (MqBatchFolder *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->path, "input.jsonl", NULL);
  gsize length = 0;
  g_autofree char *text = mq_files_load (path, MAX_FILE, &length, error);
  g_autoptr (GPtrArray) items = NULL;
  static const char begin[] = "{\"id\":\"";
  const char *end;

  if (text == NULL)
    return NULL;

  items = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_batch_item_free);
  for (const char *line = text; *line != '\0'; line = *end != '\0' ? end + 1 : end)
    {
      const char *id = line + strlen (begin);
      const char *quote = NULL;
      MqBatchItem *item;

      /* Parsing each line would take most of the time in which a large batch finds all of it done.
       */
      end = strchrnul (line, '\n');
      if (g_str_has_prefix (line, begin))
        quote = memchr (id, '"', (gsize)(end - id));
      if (quote == NULL)
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "Line %u of input.jsonl was changed",
                             items->len + 1);

      item = g_new (MqBatchItem, 1);
      item->line = items->len + 1;
      item->id = g_strndup (id, (gsize)(quote - id));
      item->text = g_strndup (line, (gsize)(end - line));
      g_ptr_array_add (items, item);
    }

  return g_steal_pointer (&items);
}

/**
 * mq_batch_folder_set_items:
 * @self: a folder
 * @about: what batch.json says
 * @items: (element-type MqBatchItem): the items of the batch
 * @error: %MQ_ERROR_NO_SPACE, %MQ_ERROR_READ_ONLY
 *
 * Returns: whether both are on disk
 */
gboolean
mq_batch_folder_set_items (MqBatchFolder *self, JsonObject *about, GPtrArray *items, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *about_text = mq_json_object_to_string (about, TRUE);

  for (guint i = 0; i < items->len; i++)
    g_string_append_printf (text, "%s\n", ((const MqBatchItem *)items->pdata[i])->text);
  if (!put (self, self->dir, "input.jsonl", text->str, text->len, error)
      || !put (self, self->dir, MQ_BATCH_FILE, about_text, strlen (about_text), error))
    return FALSE;

  mq_json_replace_object (&self->about, about);
  return TRUE;
}

static State *
get_state (MqBatchFolder *self, const char *id)
{
  State *state = g_hash_table_lookup (self->states, id);

  if (state == NULL)
    {
      state = g_new0 (State, 1);
      g_hash_table_insert (self->states, g_strdup (id), state);
    }
  return state;
}

/* An entry that is a folder itself, not a link to one. */
static gboolean
is_folder (int dir, const char *name)
{
  struct stat info;

  return fstatat (dir, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR (info.st_mode);
}

static GPtrArray *
list_names (int dir, gboolean folders_only)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  int copy = openat (dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *stream = copy >= 0 ? fdopendir (copy) : NULL;
  struct dirent *entry;

  while (stream != NULL && (entry = readdir (stream)) != NULL)
    if (!g_str_equal (entry->d_name, ".") && !g_str_equal (entry->d_name, "..")
        && (!folders_only || entry->d_type == DT_DIR
            || (entry->d_type == DT_UNKNOWN && is_folder (dir, entry->d_name))))
      g_ptr_array_add (names, g_strdup (entry->d_name));
  if (stream != NULL)
    closedir (stream);
  g_ptr_array_sort_values (names, (GCompareFunc)g_strcmp0);
  return names;
}

/* A line as add_attempt() writes it: id, status and number are found without parsing it all, which
 * a large batch would notice. The files of the programs are in no order: the number says which
 * attempt was the last one. */
static void
note_line (gpointer data, const char *line, gsize length)
{
  MqBatchFolder *self = data;
  static const char begin[] = "{\"id\":\"";
  static const char middle[] = "\",\"status\":\"";
  static const char after[] = "\",\"attempt\":";
  const char *id = line + strlen (begin);
  const char *end;
  const char *status;
  g_autofree char *name = NULL;
  guint64 number = 0;
  State *state;

  if (length < strlen (begin) || !g_str_has_prefix (line, begin)
      || (end = memchr (id, '"', length - strlen (begin))) == NULL
      || !g_str_has_prefix (end, middle))
    return; /* half a line, of a program that was killed */

  status = end + strlen (middle);
  name = g_strndup (id, (gsize)(end - id));
  state = get_state (self, name);
  state->attempts++;
  state->is_written = state->is_written || g_str_has_prefix (status, statuses[MQ_BATCH_DONE]);

  end = memchr (status, '"', (gsize)(line + length - status));
  if (end != NULL && g_str_has_prefix (end, after))
    number = g_ascii_strtoull (end + strlen (after), NULL, 10);
  if (number < state->last)
    return;

  state->last = number;
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (g_str_has_prefix (status, statuses[i]))
      state->status = (MqBatchStatus)i;
}

/* The attempts of all programs: whole lines only. */
static void
each_line (MqBatchFolder *self, LineFunc func, gpointer data)
{
  g_autoptr (GPtrArray) journals = list_names (self->attempts, FALSE);

  for (guint i = 0; i < journals->len; i++)
    {
      gsize length = 0;
      const char *name = journals->pdata[i];
      g_autofree char *path = g_build_filename (self->path, "attempts", name, NULL);
      g_autofree char *text = *name != '.' ? mq_files_load (path, MAX_FILE, &length, NULL) : NULL;
      const char *end;

      while (text != NULL && length > 0 && text[length - 1] != '\n')
        length--;
      for (const char *line = text; text != NULL && line < text + length; line = end + 1)
        {
          end = memchr (line, '\n', (gsize)(text + length - line));
          func (data, line, (gsize)(end - line));
        }
    }
}

/* An item that is in place, although no line says so: its program was killed between the two.
 * Another program may find that at the same time. A folder without a record is no item. */
static gboolean
recover (MqBatchFolder *self, const char *id, GError **error)
{
  g_autofree char *relative = g_build_filename (id, RECORD, NULL);
  g_autofree char *name = g_strdup_printf ("recovered-%s.jsonl", id);
  g_autoptr (GBytes) bytes = mq_files_read (self->items, relative, MQ_BATCH_MAX_LINE, NULL);
  gsize length = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;
  g_autoptr (JsonObject) attempt = data != NULL ? mq_json_parse_object (data, (gssize)length, NULL)
                                                : NULL;
  g_autofree char *text = attempt != NULL ? mq_json_object_to_string (attempt, FALSE) : NULL;
  g_autofree char *line = text != NULL ? g_strconcat (text, "\n", NULL) : NULL;
  g_autofree char *hidden = g_strconcat (".", name, ".", NULL);
  g_autofree char *part = dup_own_name (hidden, "");
  int dir = self->attempts;
  gboolean good;

  if (line == NULL)
    return TRUE;

  note_line (self, text, strlen (text));

  /* A file that only one of several programs can make, and that is whole when it is there. */
  unlinkat (dir, part, 0);
  good = mq_files_write (dir, part, line, strlen (line), error)
         && (linkat (dir, part, dir, name, 0) == 0 || errno == EEXIST
             || mq_files_fail (error, errno, N_ ("Could not write “%s”"), name));
  unlinkat (dir, part, 0);
  return good && mq_files_sync_dir (dir, self->path, error);
}

/**
 * mq_batch_folder_load_states:
 * @self: a folder
 * @error: %MQ_ERROR_NO_SPACE, %MQ_ERROR_READ_ONLY
 *
 * Reads what was tried, and what is in place. Blocks.
 *
 * Returns: whether it is known
 */
gboolean
mq_batch_folder_load_states (MqBatchFolder *self, GError **error)
{
  /* In this order: a program puts an item in place, writes its line, and gives up its claim. So the
   * line of an item that is listed and not claimed is there when the lines are read. */
  g_autoptr (GPtrArray) items = list_names (self->items, TRUE);
  g_autoptr (GPtrArray) names = list_names (self->claims, FALSE);
  g_autoptr (GHashTable) claimed = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) left = NULL;
  const char *host = mq_batch_claim_get_host ();
  GHashTableIter iter;
  gpointer id;
  gpointer value;

  for (guint i = 0; i < names->len; i++)
    if (mq_batch_claim_is_alive (self->claims, names->pdata[i]))
      g_hash_table_add (claimed, names->pdata[i]);
  g_hash_table_remove_all (self->states);
  each_line (self, note_line, self);

  MQ_EACH (items, i, const char, name)
    {
      State *state;

      if (*name == '.')
        {
          const char *dash = strrchr (name, '-');
          const char *dot = dash != NULL ? g_strrstr_len (name, dash - name, ".") : NULL;
          g_autofree char *proc = NULL;
          guint64 pid = 0;

          /* Removes a folder of a program that was killed: ".ID.HOST-PID". Another computer's may
           * still be written. */
          if (dot != NULL && strlen (host) == (gsize)(dash - dot - 1)
              && strncmp (dot + 1, host, strlen (host)) == 0
              && g_ascii_string_to_unsigned (dash + 1, 10, 1, G_MAXINT, &pid, NULL)
              && pid != (guint64)getpid ())
            {
              proc = g_strdup_printf ("/proc/%" G_GUINT64_FORMAT, pid);
              if (!g_file_test (proc, G_FILE_TEST_EXISTS))
                mq_files_remove_tree (self->items, name);
            }
          continue;
        }

      state = get_state (self, name);
      if (!state->is_written && !g_hash_table_contains (claimed, name)
          && !recover (self, name, error))
        return FALSE;
      if (state->is_written || mq_batch_folder_has_item (self, name))
        state->is_listed = TRUE;
    }

  /* Only what is in place is done, whatever the lines say: they may be of an item that was deleted,
   * or of somebody else. One that came after the list was made is looked for once more. */
  g_hash_table_iter_init (&iter, self->states);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      State *state = value;

      if (state->is_listed)
        state->status = MQ_BATCH_DONE;
      else if (state->status == MQ_BATCH_DONE && !mq_batch_folder_has_item (self, id))
        state->status = MQ_BATCH_MISSING;
    }

  /* Programs that were killed after their item was in place, or over a claim, left these. */
  left = list_names (self->claims, FALSE);
  for (guint i = 0; i < left->len; i++)
    if (*(const char *)left->pdata[i] == '.'
        || mq_batch_folder_get_status (self, left->pdata[i]) == MQ_BATCH_DONE)
      mq_batch_claim_remove_dead (self->claims, left->pdata[i]);
  return TRUE;
}

/**
 * mq_batch_folder_get_status:
 * @self: a folder whose states are loaded
 * @id: an item
 *
 * Returns: how its last attempt ended
 */
MqBatchStatus
mq_batch_folder_get_status (MqBatchFolder *self, const char *id)
{
  State *state = g_hash_table_lookup (self->states, id);

  return state != NULL ? state->status : MQ_BATCH_WAITING;
}

/* Returns: how often it was tried */
guint
mq_batch_folder_get_attempts (MqBatchFolder *self, const char *id)
{
  State *state = g_hash_table_lookup (self->states, id);

  return state != NULL ? state->attempts : 0;
}

static void
add_parsed (gpointer data, const char *line, gsize length)
{
  JsonObject *attempt = mq_json_parse_object (line, (gssize)length, NULL);

  if (attempt != NULL)
    g_ptr_array_add (data, attempt);
}

/**
 * mq_batch_folder_list_attempts:
 * @self: a folder
 *
 * Blocks.
 *
 * Returns: (transfer full) (element-type JsonObject): all lines of the manifest
 */
GPtrArray *
mq_batch_folder_list_attempts (MqBatchFolder *self)
{
  GPtrArray *attempts = g_ptr_array_new_with_free_func ((GDestroyNotify)json_object_unref);

  each_line (self, add_parsed, attempts);
  return attempts;
}

gboolean
mq_batch_folder_claim (MqBatchFolder *self, const char *id, GError **error)
{
  return mq_batch_claim_take (self->claims, id, error);
}

void
mq_batch_folder_renew (MqBatchFolder *self, const char *id)
{
  mq_batch_claim_renew (self->claims, id);
}

void
mq_batch_folder_release (MqBatchFolder *self, const char *id)
{
  mq_batch_claim_release (self->claims, id);
}

gboolean
mq_batch_folder_is_claimed (MqBatchFolder *self, const char *id)
{
  return mq_batch_claim_is_alive (self->claims, id);
}

/* Returns: whether it is in place now, whoever made it */
gboolean
mq_batch_folder_has_item (MqBatchFolder *self, const char *id)
{
  g_autofree char *record = g_build_filename (id, RECORD, NULL);

  return strchr (id, '/') == NULL && is_folder (self->items, id)
         && faccessat (self->items, record, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static char *
dup_hidden_name (const char *id)
{
  g_autofree char *before = g_strconcat (".", id, ".", NULL);

  return dup_own_name (before, "");
}

/* Anything else in the place of an item is somebody's, and stays. */
static gboolean
fail_for_place (MqBatchFolder *self, const char *id, GError **error)
{
  return mq_batch_folder_has_item (self, id)
             ? mq_fail (error, MQ_ERROR_CONFLICT, "Another program has made “%s”", id)
             : mq_fail (error, MQ_ERROR_FAILED,
                        "“%s/items/%s” is in its place, and is no item of a batch\n"
                        "Move it away; --retry-failed then makes the item",
                        self->path, id);
}

/* @error: %MQ_ERROR_CONFLICT: another program has put it there; %MQ_ERROR_FAILED: something else
 * is in its place; %MQ_ERROR_NO_SPACE, %MQ_ERROR_READ_ONLY. Returns: (transfer full) (nullable):
 * the path of the empty folder in which the item is made */
char *
mq_batch_folder_begin_item (MqBatchFolder *self, const char *id, GError **error)
{
  g_autofree char *name = dup_hidden_name (id);

  /* Only an empty folder is removed by this. */
  if (unlinkat (self->items, id, AT_REMOVEDIR) != 0 && errno != ENOENT)
    {
      fail_for_place (self, id, error);
      return NULL;
    }
  if (faccessat (self->items, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
    mq_files_remove_tree (self->items, name);
  if (mkdirat (self->items, name, 0755) != 0)
    {
      mq_files_fail (error, errno, N_ ("Could not write “%s”"), name);
      return NULL;
    }

  return g_build_filename (self->path, "items", name, NULL);
}

/* Puts it in place, whole, and notes the attempt. @id: an item whose files are complete in the
 * folder that mq_batch_folder_begin_item() made; @attempt: its line of the manifest, of status
 * done; @error: %MQ_ERROR_CONFLICT: another program has put it there before; %MQ_ERROR_NO_SPACE.
 * Returns: whether it is there */
gboolean
mq_batch_folder_put_item (MqBatchFolder *self, const char *id, JsonObject *attempt, GError **error)
{
  g_autofree char *name = dup_hidden_name (id);
  g_autofree char *text = mq_json_object_to_string (attempt, FALSE);
  g_autofd int dir = openat (self->items, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (dir < 0)
    return mq_files_fail (error, errno, N_ ("Could not open the folder “%s”"), name);
  if (!put (self, dir, RECORD, text, strlen (text), error))
    return FALSE;

  /* A folder that is not empty is never replaced, see rename(2). */
  if (renameat (self->items, name, self->items, id) != 0)
    {
      int failure = errno;

      return failure == ENOTEMPTY || failure == EEXIST || failure == ENOTDIR
                 ? fail_for_place (self, id, error)
                 : mq_files_fail (error, failure, N_ ("Could not write “%s”"), id);
    }

  return mq_files_sync_dir (self->items, self->path, error)
         && mq_batch_folder_add_attempt (self, attempt, error);
}

/* Removes what mq_batch_folder_begin_item() made, if it was not put in place. */
void
mq_batch_folder_discard_item (MqBatchFolder *self, const char *id)
{
  g_autofree char *name = dup_hidden_name (id);

  if (faccessat (self->items, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
    mq_files_remove_tree (self->items, name);
}

/* @attempt: a line of the manifest; its first members are `id` and `status`; @error:
 * %MQ_ERROR_NO_SPACE, %MQ_ERROR_READ_ONLY. Returns: whether it is on disk */
gboolean
mq_batch_folder_add_attempt (MqBatchFolder *self, JsonObject *attempt, GError **error)
{
  g_autofree char *text = mq_json_object_to_string (attempt, FALSE);
  g_autofree char *line = g_strconcat (text, "\n", NULL);
  off_t before;
  g_autofree char *suffix = g_strdup_printf ("-%" G_GINT64_FORMAT ".jsonl", g_get_real_time ());
  g_autofree char *name = dup_own_name ("", suffix);

  if (self->journal < 0)
    self->journal = openat (self->attempts, name,
                            O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (self->journal < 0)
    return mq_files_fail (error, errno, N_ ("Could not write “%s”"), name);

  before = lseek (self->journal, 0, SEEK_END);
  if (!mq_files_write_all (self->journal, line, strlen (line), "attempts", error))
    {
      /* Half a line would spoil the next one. */
      if (before >= 0 && ftruncate (self->journal, before) != 0)
        g_clear_fd (&self->journal, NULL);
      return FALSE;
    }
  if (fdatasync (self->journal) != 0)
    return mq_files_fail (error, errno, N_ ("Could not write “%s”"), "attempts");

  note_line (self, text, strlen (text));
  return TRUE;
}

static void
append_line (gpointer manifest, const char *line, gsize length)
{
  g_string_append_len (manifest, line, (gssize)length);
  g_string_append_c (manifest, '\n');
}

/**
 * mq_batch_folder_write_tables:
 * @self: a folder
 * @items: (element-type MqBatchItem): the items of the batch
 * @error: %MQ_ERROR_NO_SPACE, %MQ_ERROR_READ_ONLY
 *
 * Writes manifest.jsonl and failed.jsonl, of what all programs have tried. Blocks.
 *
 * Returns: whether both are on disk
 */
gboolean
mq_batch_folder_write_tables (MqBatchFolder *self, GPtrArray *items, GError **error)
{
  g_autoptr (GString) manifest = g_string_new (NULL);
  g_autoptr (GString) failed = g_string_new (NULL);

  /* The others have worked meanwhile. */
  if (!mq_batch_folder_load_states (self, error))
    return FALSE;

  each_line (self, append_line, manifest);
  MQ_EACH (items, i, const MqBatchItem, item)
    {
      MqBatchStatus status = mq_batch_folder_get_status (self, item->id);

      if (status == MQ_BATCH_FAILED || status == MQ_BATCH_REFUSED)
        g_string_append_printf (failed, "%s\n", item->text);
    }

  return put (self, self->dir, "manifest.jsonl", manifest->str, manifest->len, error)
         && put (self, self->dir, "failed.jsonl", failed->str, failed->len, error);
}
