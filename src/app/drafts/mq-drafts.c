/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqDrafts: decides what is written and when, see mq-drafts.h. Files are handled on worker
 * threads, one batch after the other. */
#include "app/drafts/mq-drafts.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-paths.h"
#include "common/json/mq-json.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define SUFFIX ".json"
#define PICTURES "pictures"
/* Files read from the folder; Maquette writes at most MQ_DRAFTS_MAX. */
#define MAX_LISTED 4096
/* s; younger pictures stay, because another window may be adding one */
#define YOUNG 3600
/* ms after the first unsaved change, even while the user keeps typing: the most that a crash
 * loses. */
#define KEEP_DELAY 700
#define STACK (256 * 1024)

struct _MqDrafts
{
  GObject parent_instance;

  char *folder;
  GHashTable *touched;  /* name → Touched, to be written */
  DexFuture *working;   /* the last job; NULL: none yet */
  GPtrArray *restoring; /* futures of those that read their draft */
  DexFuture *pictures;  /* resolves to their folder; NULL: not requested yet */
  guint source;
  GHashTable *claimed; /* names of drafts for new sessions, one for each window */
};

typedef struct
{
  GObject *owner; /* NULL: remove the draft */
  MqDraftsDescribe describe;
} Touched;

/* A job, on a worker thread. */
typedef DexFuture *(*JobFunc) (const char *folder, const char *what);

/* The files of MqDrafts, on worker threads. Each is written to a temporary file and renamed,
 * readable by this user only. Other files in the folder are ignored. */

/* Names contain ids of sessions, which are read from disk, so they are checked. */
static gboolean
is_name (const char *name)
{
  gsize length = name != NULL ? strlen (name) : 0;

  return length > 0 && length <= MQ_DRAFTS_MAX_NAME && name[0] != '-'
         && strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
                == length;
}

static char *
make_path (const char *folder, const char *name)
{
  g_autofree char *file = g_strconcat (name, SUFFIX, NULL);

  return g_build_filename (folder, file, NULL);
}

/* The names of the drafts in the folder. */
static GPtrArray *
list_drafts (const char *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *file;

  while (dir != NULL && names->len < MAX_LISTED && (file = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *name = NULL;

      if (!g_str_has_suffix (file, SUFFIX))
        continue;

      name = g_strndup (file, strlen (file) - strlen (SUFFIX));
      if (is_name (name))
        g_ptr_array_add (names, g_steal_pointer (&name));
    }

  return names;
}

/* Makes room for a new draft: removes the oldest. */
static void
make_room (const char *folder, const char *name)
{
  g_autoptr (GPtrArray) names = NULL;
  g_autofree char *path = make_path (folder, name);
  g_autofree char *oldest = NULL;
  gint64 oldest_time = G_MAXINT64;
  GStatBuf info;

  if (g_lstat (path, &info) == 0)
    return;

  names = list_drafts (folder);
  for (guint i = 0; names->len >= MQ_DRAFTS_MAX && i < names->len; i++)
    {
      g_autofree char *other = make_path (folder, names->pdata[i]);

      if (g_lstat (other, &info) == 0 && info.st_mtime < oldest_time)
        {
          oldest_time = info.st_mtime;
          g_free (oldest);
          oldest = g_steal_pointer (&other);
        }
    }

  if (oldest != NULL)
    g_unlink (oldest);
}

static JsonObject *
read_one (const char *folder, const char *name, GError **error)
{
  g_autofree char *file = g_strconcat (name, SUFFIX, NULL);
  g_autofd int dir = mq_files_open_dir (folder, error);
  g_autoptr (GBytes) bytes = dir >= 0 ? mq_files_read (dir, file, MQ_DRAFTS_MAX_BYTES, error)
                                      : NULL;

  if (bytes == NULL)
    return NULL;

  return mq_json_parse_object (g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes),
                               error);
}

static DexFuture *
read_job (const char *folder, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_path (folder, name);
  JsonObject *draft = NULL;
  GStatBuf info;

  if (g_lstat (path, &info) == 0 && (draft = read_one (folder, name, &error)) == NULL)
    g_debug ("The draft “%s” is passed over: %s", name, error->message);
  if (draft == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, "There is no draft “%s”", name);

  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, draft);
}

static DexFuture *
forget_job (const char *folder, const char *session)
{
  g_autoptr (GPtrArray) names = list_drafts (folder);
  g_autofree char *message = mq_drafts_name_message (session);
  g_autofree char *scripts = g_strdup_printf ("script-%s-", session);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = make_path (folder, names->pdata[i]);

      if (g_str_equal (names->pdata[i], message) || g_str_has_prefix (names->pdata[i], scripts))
        g_unlink (path);
    }

  return dex_future_new_true ();
}

static DexFuture *
open_pictures_job (const char *folder, const char *unused)
{
  g_autofree char *pictures = g_build_filename (folder, PICTURES, NULL);
  GError *error = NULL;
  g_autoptr (GHashTable) wanted = NULL;
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (GDir) dir = NULL;
  gint64 now;
  const char *file;

  if (!mq_paths_make_private (folder, &error) || !mq_paths_make_private (pictures, &error))
    return dex_future_new_for_error (error);

  wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  names = list_drafts (folder);
  dir = g_dir_open (pictures, 0, NULL);
  now = g_get_real_time () / G_USEC_PER_SEC;
  for (guint i = 0; i < names->len; i++)
    if (g_str_has_prefix (names->pdata[i], "message-"))
      {
        g_autoptr (JsonObject) draft = read_one (folder, names->pdata[i], NULL);
        JsonArray *used = mq_json_get_array (draft, "pictures");

        for (guint j = 0; j < mq_json_length (used); j++)
          {
            const char *name = mq_json_get_string (mq_json_element_object (used, j), "file", NULL);

            if (name != NULL)
              g_hash_table_add (wanted, g_strdup (name));
          }
      }

  while (dir != NULL && (file = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (pictures, file, NULL);
      GStatBuf info;

      if (!g_hash_table_contains (wanted, file) && g_lstat (path, &info) == 0
          && S_ISREG (info.st_mode) && ABS (now - info.st_mtime) > YOUNG)
        g_unlink (path);
    }

  return dex_future_new_take_string (g_steal_pointer (&pictures));
}

static void
touched_free (gpointer data)
{
  Touched *touched = data;

  g_clear_object (&touched->owner);
  g_free (touched);
}

G_DEFINE_FINAL_TYPE (MqDrafts, mq_drafts, G_TYPE_OBJECT)

static void
mq_drafts_finalize (GObject *object)
{
  MqDrafts *self = MQ_DRAFTS (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->touched, g_hash_table_unref);
  g_clear_pointer (&self->claimed, g_hash_table_unref);
  g_clear_pointer (&self->restoring, g_ptr_array_unref);
  if (self->working != NULL)
    dex_future_disown (g_steal_pointer (&self->working));
  dex_clear (&self->pictures);
  g_clear_pointer (&self->folder, g_free);

  G_OBJECT_CLASS (mq_drafts_parent_class)->finalize (object);
}

static void
mq_drafts_class_init (MqDraftsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_drafts_finalize;
}

static void
mq_drafts_init (MqDrafts *self)
{
  self->touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, touched_free);
  self->claimed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->restoring = g_ptr_array_new_with_free_func (dex_unref);
}

/**
 * mq_drafts_new:
 * @folder: (nullable): where they are saved; %NULL: `$XDG_STATE_HOME/maquette/drafts`
 *
 * Reads and creates nothing yet.
 *
 * Returns: (transfer full): the drafts
 */
MqDrafts *
mq_drafts_new (const char *folder)
{
  MqDrafts *self = g_object_new (MQ_TYPE_DRAFTS, NULL);
  g_autofree char *state = mq_paths_get_state_home ();

  self->folder = folder != NULL ? g_strdup (folder) : g_build_filename (state, "drafts", NULL);
  return self;
}

/**
 * mq_drafts_name_message:
 * @session: id of the session that it is written to
 *
 * Returns: (transfer full): the name of the draft of a message
 */
char *
mq_drafts_name_message (const char *session)
{
  return g_strconcat ("message-", session, NULL);
}

/**
 * mq_drafts_claim_new:
 * @self: the drafts
 *
 * Each window can have a draft for a new session, under a name of its own. The names are the same
 * at each start, so that the drafts come back.
 *
 * Returns: (transfer full): the first name that no window has claimed; give it to
 *   mq_drafts_release_new()
 */
char *
mq_drafts_claim_new (MqDrafts *self)
{
  g_autofree char *name = g_strdup ("message-new");

  g_return_val_if_fail (MQ_IS_DRAFTS (self), NULL);

  for (guint i = 2; g_hash_table_contains (self->claimed, name); i++)
    {
      g_free (name);
      name = g_strdup_printf ("message-new-%u", i);
    }
  g_hash_table_add (self->claimed, g_strdup (name));
  return g_steal_pointer (&name);
}

/**
 * mq_drafts_release_new:
 * @self: the drafts
 * @name: the name of a draft; may be unclaimed
 *
 * Frees the name for the next new session. The draft on disk stays.
 */
void
mq_drafts_release_new (MqDrafts *self, const char *name)
{
  g_return_if_fail (MQ_IS_DRAFTS (self));

  g_hash_table_remove (self->claimed, name);
}

/**
 * mq_drafts_name_script:
 * @session: id of the session
 * @version: number of the version whose script is edited
 *
 * Returns: (transfer full): the name of the draft of a script
 */
char *
mq_drafts_name_script (const char *session, guint version)
{
  return g_strdup_printf ("script-%s-%u", session, version);
}

/* Jobs run one after the other, so that the last draft wins. */

static DexFuture *
write_fiber (DexFuture *after, const char *folder, GHashTable *drafts)
{
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer name;
  gpointer draft;

  if (after != NULL)
    dex_await (dex_ref (after), NULL);

  /* On an error, the draft is still in memory and its earlier file is unchanged. */
  if (!mq_paths_make_private (folder, &error))
    {
      g_info ("Drafts cannot be kept: %s", error->message);
      return dex_future_new_for_error (g_steal_pointer (&error));
    }

  g_hash_table_iter_init (&iter, drafts);
  while (g_hash_table_iter_next (&iter, &name, &draft))
    {
      g_autofree char *path = make_path (folder, name);
      g_autofree char *text = draft != NULL ? mq_json_object_to_string (draft, FALSE) : NULL;
      gsize length = text != NULL ? strlen (text) : 0;
      g_autoptr (GError) fault = NULL;

      if (text == NULL)
        g_unlink (path);
      else if (length > MQ_DRAFTS_MAX_BYTES)
        g_info ("The draft “%s” could not be kept: it is too large to be kept", (char *)name);
      else
        {
          make_room (folder, name);
          if (!g_file_set_contents_full (path, text, (gssize)length, G_FILE_SET_CONTENTS_CONSISTENT,
                                         0600, &fault))
            g_info ("The draft “%s” could not be kept: %s", (char *)name, fault->message);
        }
    }

  return dex_future_new_true ();
}

static DexFuture *
job_fiber (DexFuture *after, const char *folder, const char *what, gpointer func)
{
  if (after != NULL)
    dex_await (dex_ref (after), NULL);

  return ((JobFunc)func) (folder, what);
}

static void
unref_draft (gpointer data)
{
  if (data != NULL)
    json_object_unref (data);
}

static void
write_touched (MqDrafts *self)
{
  g_autoptr (GHashTable) drafts = NULL;
  g_autoptr (DexFuture) before = NULL;
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  g_clear_handle_id (&self->source, g_source_remove);
  if (g_hash_table_size (self->touched) == 0)
    return;

  drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_draft);
  g_hash_table_iter_init (&iter, self->touched);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      Touched *touched = value;

      g_hash_table_insert (drafts, g_strdup (name),
                           touched->owner != NULL ? touched->describe (touched->owner) : NULL);
    }

  g_hash_table_remove_all (self->touched);
  before = g_steal_pointer (&self->working);
  self->working = mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), STACK, write_fiber,
                                       (DEX_TYPE_FUTURE, before), (G_TYPE_STRING, self->folder),
                                       (G_TYPE_HASH_TABLE, drafts));
}

/* Writes what has changed, then calls @func. */
static DexFuture *
queue (MqDrafts *self, JobFunc func, const char *what)
{
  g_autoptr (DexFuture) before = NULL;

  write_touched (self);
  before = g_steal_pointer (&self->working);
  self->working = mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), STACK, job_fiber,
                                       (DEX_TYPE_FUTURE, before), (G_TYPE_STRING, self->folder),
                                       (G_TYPE_STRING, what), (G_TYPE_POINTER, (gpointer)func));
  return dex_ref (self->working);
}

static void
keep_now (gpointer data)
{
  MqDrafts *self = data;

  self->source = 0;
  write_touched (self);
}

/* Takes @touched. */
static void
touch (MqDrafts *self, const char *name, Touched *touched)
{
  g_hash_table_replace (self->touched, g_strdup (name), touched);
  if (self->source == 0)
    self->source = g_timeout_add_once (KEEP_DELAY, keep_now, self);
}

/**
 * mq_drafts_touch:
 * @self: the drafts
 * @name: of the draft, see mq_drafts_name_message()
 * @owner: its owner; referenced until the draft is written
 * @describe: returns the draft; called when it is written
 *
 * Marks a draft as changed, so that it is written soon. Errors are logged only: the draft is still
 * in memory.
 */
void
mq_drafts_touch (MqDrafts *self, const char *name, GObject *owner, MqDraftsDescribe describe)
{
  Touched *touched;

  g_return_if_fail (MQ_IS_DRAFTS (self));
  g_return_if_fail (is_name (name));
  g_return_if_fail (G_IS_OBJECT (owner) && describe != NULL);

  touched = g_new0 (Touched, 1);
  touched->owner = g_object_ref (owner);
  touched->describe = describe;
  touch (self, name, touched);
}

/**
 * mq_drafts_drop:
 * @self: the drafts
 * @name: of the draft
 *
 * Removes a draft that was sent, run or discarded, without waiting.
 */
void
mq_drafts_drop (MqDrafts *self, const char *name)
{
  g_return_if_fail (MQ_IS_DRAFTS (self));
  g_return_if_fail (is_name (name));

  touch (self, name, g_new0 (Touched, 1));
  write_touched (self);
}

/**
 * mq_drafts_load:
 * @self: the drafts
 * @name: of the draft
 *
 * Returns: (transfer full): resolves to a #JsonObject; rejects with %MQ_ERROR_NOT_FOUND when there
 * is none that can be read
 */
DexFuture *
mq_drafts_load (MqDrafts *self, const char *name)
{
  dex_return_error_if_fail (MQ_IS_DRAFTS (self));
  dex_return_error_if_fail (is_name (name));

  return queue (self, read_job, name);
}

/**
 * mq_drafts_add_restoring:
 * @self: the drafts
 * @restoring: (transfer full): ends when an owner has read its draft, and has touched it if it
 *   changed meanwhile
 *
 * mq_drafts_flush() waits for it.
 */
void
mq_drafts_add_restoring (MqDrafts *self, DexFuture *restoring)
{
  g_return_if_fail (MQ_IS_DRAFTS (self));
  g_return_if_fail (DEX_IS_FUTURE (restoring));

  for (guint i = self->restoring->len; i > 0; i--)
    if (!dex_future_is_pending (self->restoring->pdata[i - 1]))
      g_ptr_array_remove_index_fast (self->restoring, i - 1);
  g_ptr_array_add (self->restoring, restoring);
}

static DexFuture *
flush_fiber (MqDrafts *self)
{
  for (guint i = 0; i < self->restoring->len; i++)
    dex_await (dex_ref (self->restoring->pdata[i]), NULL);

  write_touched (self);
  if (self->working != NULL)
    dex_await (dex_ref (self->working), NULL);
  return dex_future_new_true ();
}

/**
 * mq_drafts_flush:
 * @self: the drafts
 *
 * Writes all changed drafts now, before the program quits.
 *
 * Returns: (transfer full): resolves to %TRUE when all drafts are written, or have failed
 */
DexFuture *
mq_drafts_flush (MqDrafts *self)
{
  dex_return_error_if_fail (MQ_IS_DRAFTS (self));

  return mq_fiber_spawn_with (NULL, STACK, flush_fiber, (MQ_TYPE_DRAFTS, self));
}

/**
 * mq_drafts_forget:
 * @self: the drafts
 * @session: id of a session that was deleted
 *
 * Returns: (transfer full): resolves to %TRUE when its drafts are deleted
 */
DexFuture *
mq_drafts_forget (MqDrafts *self, const char *session)
{
  dex_return_error_if_fail (MQ_IS_DRAFTS (self));
  dex_return_error_if_fail (session != NULL);

  return queue (self, forget_job, session);
}

/**
 * mq_drafts_open_pictures:
 * @self: the drafts
 *
 * Creates the folder for pictures of unsent messages. The first call removes the pictures that no
 * draft refers to.
 *
 * Returns: (transfer full): resolves to its path; rejects when it cannot be made
 */
DexFuture *
mq_drafts_open_pictures (MqDrafts *self)
{
  dex_return_error_if_fail (MQ_IS_DRAFTS (self));

  if (self->pictures == NULL || dex_future_is_rejected (self->pictures))
    {
      dex_clear (&self->pictures);
      self->pictures = queue (self, open_pictures_job, NULL);
    }

  return dex_ref (self->pictures);
}
