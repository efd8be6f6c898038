/* MqLibrary: every session and version of this user, see mq-library.h. The disk is touched on the
 * database's writer thread only; the lists are changed on the caller's thread when that is done. */
#include "client/library/mq-library.h"

#include "client/library/mq-files.h"
#include "client/library/mq-library-keep.h"
#include "client/library/mq-library-rows.h"
#include "common/mq-error.h"
#include "common/mq-fiber.h"
#include "common/mq-paths.h"
#include "common/mq-sqlite.h"

#include <fcntl.h>
#include <glib/gstdio.h>

struct _MqLibrary
{
  GObject parent_instance;

  char *path;
  MqSqlite *db; /* NULL: there is no library yet and it was opened for reading */
  GListStore *sessions;
  GHashTable *work_dirs; /* path → descriptor + 1, which holds its lock */
};

G_DEFINE_FINAL_TYPE (MqLibrary, mq_library, G_TYPE_OBJECT)

/* What one piece of work on the writer thread needs; each uses what it needs. */
typedef struct
{
  char *path;
  char *session;
  char *key;
  char *text;
  gint64 number;
  gboolean flag;
  MqSession *new_session;
  MqVersionDraft *draft;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_free (work->path);
  g_free (work->session);
  g_free (work->key);
  g_free (work->text);
  g_clear_object (&work->new_session);
  g_clear_pointer (&work->draft, mq_version_draft_free);
  g_free (work);
}

static Work *
work_new (MqLibrary *self, MqSession *session)
{
  Work *work = g_new0 (Work, 1);

  work->path = g_strdup (self->path);
  work->session = session != NULL ? g_strdup (mq_session_get_id (session)) : NULL;
  return work;
}

static DexFuture *
submit (MqLibrary *self, MqSqliteFunc func, Work *work)
{
  if (self->db != NULL)
    return mq_sqlite_submit (self->db, func, work, work_free);

  work_free (work);
  return dex_future_new_reject (MQ_ERROR, MQ_ERROR_READ_ONLY,
                                "The library “%s” was opened for reading", self->path);
}

static DexFuture *
done (gboolean good, GError **error)
{
  return good ? dex_future_new_true () : dex_future_new_for_error (g_steal_pointer (error));
}

static DexFuture *
answer (GType boxed, gpointer value, GError *error)
{
  return value != NULL ? dex_future_new_take_boxed (boxed, value)
                       : dex_future_new_for_error (error);
}

static void
close_work_dir (gpointer data)
{
  g_close (GPOINTER_TO_INT (data) - 1, NULL);
}

static void
mq_library_finalize (GObject *object)
{
  MqLibrary *self = MQ_LIBRARY (object);

  g_clear_object (&self->db);
  g_object_unref (self->sessions);
  g_hash_table_unref (self->work_dirs);
  g_free (self->path);

  G_OBJECT_CLASS (mq_library_parent_class)->finalize (object);
}

static void
mq_library_class_init (MqLibraryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_library_finalize;
}

static void
mq_library_init (MqLibrary *self)
{
  self->sessions = g_list_store_new (MQ_TYPE_SESSION);
  self->work_dirs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, close_work_dir);
}

/**
 * mq_version_draft_new:
 *
 * Returns: (transfer full): an empty draft; its members are to be set
 */
MqVersionDraft *
mq_version_draft_new (void)
{
  return g_new0 (MqVersionDraft, 1);
}

/**
 * mq_version_draft_free:
 * @draft: (transfer full): a draft
 */
void
mq_version_draft_free (MqVersionDraft *draft)
{
  g_free (draft->summary);
  g_free (draft->instruction);
  g_free (draft->script);
  g_clear_pointer (&draft->plan, json_object_unref);
  g_clear_pointer (&draft->report, json_object_unref);
  g_free (draft->from_dir);
  g_free (draft->blend);
  g_strfreev (draft->pictures);
  g_free (draft);
}

static gboolean
open_for_writing (MqLibrary *self, const char *database, GError **error)
{
  g_autofree char *temp = g_build_filename (self->path, "tmp", NULL);

  return mq_paths_make_private (self->path, error) && mq_paths_make_private (temp, error)
         && (self->db = mq_sqlite_open (database, mq_library_migrations, MQ_SQLITE_DURABLE, error))
                != NULL
         && mq_library_recover (self->db, self->path, error);
}

static DexFuture *
open_fiber (gpointer user_data)
{
  Work *work = user_data;
  g_autoptr (MqLibrary) self = g_object_new (MQ_TYPE_LIBRARY, NULL);
  g_autofree char *database = g_build_filename (work->path, "library.db", NULL);
  g_autoptr (GPtrArray) sessions = NULL;
  GError *error = NULL;

  self->path = g_strdup (work->path);

  if (work->flag)
    {
      if (!g_file_test (database, G_FILE_TEST_EXISTS))
        return dex_future_new_take_object (g_steal_pointer (&self));

      self->db = mq_sqlite_open (database, mq_library_migrations, MQ_SQLITE_READ_ONLY, &error);
      if (self->db == NULL)
        return dex_future_new_for_error (error);
    }
  else if (!open_for_writing (self, database, &error))
    return dex_future_new_for_error (error);

  if (!(sessions = mq_library_rows_load (self->db, self->path, &error)))
    return dex_future_new_for_error (error);

  g_list_store_splice (self->sessions, 0, 0, sessions->pdata, sessions->len);
  return dex_future_new_take_object (g_steal_pointer (&self));
}

/**
 * mq_library_open:
 * @path: (nullable): its folder, NULL for `$XDG_DATA_HOME/maquette`
 * @for_reading: %TRUE never writes, so that a read-only library can be looked at; one that is not
 *   there is empty then
 *
 * Opens the library, made when it is not there, and puts in order what a crash left.
 *
 * Returns: (transfer full): resolves to an #MqLibrary; rejects with %MQ_ERROR_READ_ONLY,
 *   %MQ_ERROR_NO_SPACE, %MQ_ERROR_FAILED (damaged, or of a newer Maquette)
 */
DexFuture *
mq_library_open (const char *path, gboolean for_reading)
{
  Work *work = g_new0 (Work, 1);

  work->path = path != NULL ? g_strdup (path) : mq_paths_get_data_home ();
  work->flag = for_reading;
  return mq_fiber_spawn (dex_thread_pool_scheduler_get_default (), 256 * 1024, open_fiber, work,
                         work_free);
}

/**
 * mq_library_get_path:
 * @self: a library
 *
 * Returns: its folder
 */
const char *
mq_library_get_path (MqLibrary *self)
{
  g_return_val_if_fail (MQ_IS_LIBRARY (self), NULL);

  return self->path;
}

/**
 * mq_library_get_sessions:
 * @self: a library
 *
 * Returns: (transfer none): a list of #MqSession, newest first, with those that have no version yet
 */
GListModel *
mq_library_get_sessions (MqLibrary *self)
{
  g_return_val_if_fail (MQ_IS_LIBRARY (self), NULL);

  return G_LIST_MODEL (self->sessions);
}

/**
 * mq_library_find_session:
 * @self: a library
 * @id: as a person typed it, see mq_session_normalise_id()
 *
 * Returns: (transfer none) (nullable): the session
 */
MqSession *
mq_library_find_session (MqLibrary *self, const char *id)
{
  g_autofree char *normal = mq_session_normalise_id (id);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->sessions));

  for (guint i = 0; normal != NULL && i < n; i++)
    {
      g_autoptr (MqSession) session = g_list_model_get_item (G_LIST_MODEL (self->sessions), i);

      if (g_str_equal (mq_session_get_id (session), normal))
        return session; /* the list holds it */
    }

  return NULL;
}

static DexFuture *
do_load (MqSqlite *db, gpointer user_data)
{
  Work *work = user_data;
  GError *error = NULL;
  GPtrArray *sessions = mq_library_rows_load (db, work->path, &error);

  return answer (G_TYPE_PTR_ARRAY, sessions, error);
}

/* Sessions that are known keep their object, so that what shows them need not start anew. */
static void
merge_session (MqSession *known, MqSession *read)
{
  guint n_known = g_list_model_get_n_items (mq_session_get_versions (known));
  guint n_read = g_list_model_get_n_items (mq_session_get_versions (read));

  mq_session_set_title (known, mq_session_get_title (read));
  for (guint i = n_known; i < n_read; i++)
    mq_session_take_version (known, g_list_model_get_item (mq_session_get_versions (read), i));
}

static DexFuture *
merge (DexFuture *future, gpointer user_data)
{
  MqLibrary *self = user_data;
  GPtrArray *sessions = g_value_get_boxed (dex_future_get_value (future, NULL));

  for (guint i = 0; i < sessions->len; i++)
    {
      MqSession *known = mq_library_find_session (self, mq_session_get_id (sessions->pdata[i]));

      if (known == NULL)
        continue;

      merge_session (known, sessions->pdata[i]);
      g_object_unref (sessions->pdata[i]);
      sessions->pdata[i] = g_object_ref (known);
    }

  g_list_store_splice (self->sessions, 0, g_list_model_get_n_items (G_LIST_MODEL (self->sessions)),
                       sessions->pdata, sessions->len);
  return dex_future_new_true ();
}

/**
 * mq_library_refresh:
 * @self: a library
 *
 * Reads again, to show what other processes did.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_library_refresh (MqLibrary *self)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));

  return dex_future_then (submit (self, do_load, work_new (self, NULL)), merge, g_object_ref (self),
                          g_object_unref);
}

static DexFuture *
do_make_work_dir (MqSqlite *db, gpointer user_data)
{
  Work *work = user_data;
  g_autofree char *temp = g_build_filename (work->path, "tmp", NULL);
  GError *error = NULL;

  work->number = mq_files_make_temp (temp, "run", &work->key, &error);
  if (work->number < 0)
    return dex_future_new_for_error (error);

  return dex_future_new_take_string (g_strdup_printf ("%d %s", (int)work->number, work->key));
}

static DexFuture *
note_work_dir (DexFuture *future, gpointer user_data)
{
  MqLibrary *self = user_data;
  const char *made = g_value_get_string (dex_future_get_value (future, NULL));
  char *path;
  int fd = g_ascii_strtoll (made, &path, 10);

  path++;
  g_hash_table_insert (self->work_dirs, g_strdup (path), GINT_TO_POINTER (fd + 1));
  return dex_future_new_for_string (path);
}

/**
 * mq_library_make_work_dir:
 * @self: a library
 *
 * Makes a folder (0700) on the library's own file system, for a worker. When this process dies,
 * the next one removes it.
 *
 * Returns: (transfer full): resolves to its path (a string)
 */
DexFuture *
mq_library_make_work_dir (MqLibrary *self)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));

  return dex_future_then (submit (self, do_make_work_dir, work_new (self, NULL)), note_work_dir,
                          g_object_ref (self), g_object_unref);
}

static DexFuture *
do_remove_work_dir (MqSqlite *db, gpointer user_data)
{
  Work *work = user_data;

  mq_files_remove_tree (AT_FDCWD, work->key);
  return dex_future_new_true ();
}

/**
 * mq_library_remove_work_dir:
 * @self: a library
 * @path: what mq_library_make_work_dir() gave
 *
 * Returns: (transfer full): resolves to %TRUE when it is gone
 */
DexFuture *
mq_library_remove_work_dir (MqLibrary *self, const char *path)
{
  Work *work;

  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (g_hash_table_contains (self->work_dirs, path));

  work = work_new (self, NULL);
  work->key = g_strdup (path);
  g_hash_table_remove (self->work_dirs, work->key);
  return submit (self, do_remove_work_dir, work);
}

static DexFuture *
do_create_session (MqSqlite *db, gpointer user_data)
{
  Work *work = user_data;
  GError *error = NULL;

  return done (mq_library_rows_add_session (db, work->new_session, &error), &error);
}

static DexFuture *
note_session (DexFuture *future, gpointer user_data)
{
  gpointer *pair = user_data;
  MqLibrary *self = pair[0];

  g_list_store_insert (self->sessions, 0, pair[1]);
  return dex_future_new_for_object (pair[1]);
}

static void
free_pair (gpointer data)
{
  gpointer *pair = data;

  g_object_unref (pair[0]);
  g_object_unref (pair[1]);
  g_free (pair);
}

static gpointer *
make_pair (gpointer a, gpointer b)
{
  gpointer *pair = g_new (gpointer, 2);

  pair[0] = g_object_ref (a);
  pair[1] = g_object_ref (b);
  return pair;
}

/**
 * mq_library_create_session:
 * @self: a library
 * @title: for people
 * @prompt: the user's words
 * @base: (nullable): "ID/N", the version that it goes on from
 *
 * Returns: (transfer full): resolves to a new #MqSession, first in the list
 */
DexFuture *
mq_library_create_session (MqLibrary *self, const char *title, const char *prompt, const char *base)
{
  g_autofree char *id = mq_session_make_id ();
  g_autoptr (MqSession) session = NULL;
  Work *work;

  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (title != NULL && prompt != NULL);

  session = mq_session_new (id, title, prompt, base, g_get_real_time () / G_USEC_PER_SEC);
  work = work_new (self, NULL);
  work->new_session = g_object_ref (session);
  return dex_future_then (submit (self, do_create_session, work), note_session,
                          make_pair (self, session), free_pair);
}

static DexFuture *
do_rename_session (MqSqlite *db, gpointer user_data)
{
  Work *work = user_data;
  GError *error = NULL;

  return done (mq_library_rows_set_title (db, work->session, work->text, &error), &error);
}

/**
 * mq_library_rename_session:
 * @self: a library
 * @session: one of its sessions
 * @title: the new title
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_library_rename_session (MqLibrary *self, MqSession *session, const char *title)
{
  Work *work;

  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (title != NULL);

  work = work_new (self, session);
  work->text = g_strdup (title);
  mq_session_set_title (session, title);
  return submit (self, do_rename_session, work);
}

static DexFuture *
do_discard_session (MqSqlite *db, gpointer user_data)
{
  Work *work = user_data;
  g_autofree char *dir = g_build_filename (work->path, "sessions", work->session, NULL);
  g_autofree char *versions = g_build_filename (dir, "versions", NULL);
  GError *error = NULL;

  /* Only when they are empty. */
  if (g_rmdir (versions) == 0)
    g_rmdir (dir);

  return done (mq_library_rows_remove_if_empty (db, work->session, &error), &error);
}

static DexFuture *
forget_session (DexFuture *future, gpointer user_data)
{
  gpointer *pair = user_data;
  MqLibrary *self = pair[0];
  guint position;

  if (mq_session_get_last_version (pair[1]) == NULL
      && g_list_store_find (self->sessions, pair[1], &position))
    g_list_store_remove (self->sessions, position);

  return dex_future_new_true ();
}

/**
 * mq_library_discard_session:
 * @self: a library
 * @session: one of its sessions
 *
 * Forgets a session that has no version. One that has is kept.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_library_discard_session (MqLibrary *self, MqSession *session)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));

  return dex_future_then (submit (self, do_discard_session, work_new (self, session)),
                          forget_session, make_pair (self, session), free_pair);
}

static DexFuture *
do_keep_version (MqSqlite *db, gpointer user_data)
{
  Work *work = user_data;
  GError *error = NULL;
  MqVersion *version = mq_library_keep (db, work->path, work->session, work->draft, &error);

  return version != NULL ? dex_future_new_take_object (version) : dex_future_new_for_error (error);
}

static DexFuture *
note_version (DexFuture *future, gpointer user_data)
{
  MqSession *session = user_data;
  MqVersion *version = g_value_get_object (dex_future_get_value (future, NULL));

  mq_session_take_version (session, g_object_ref (version));
  return dex_ref (future);
}

/**
 * mq_library_keep_version:
 * @self: a library
 * @session: one of its sessions
 * @draft: (transfer full): what to keep
 *
 * Keeps a version: written to a temporary folder, synced, renamed, recorded.
 *
 * Returns: (transfer full): resolves to the #MqVersion when it is safe on the disk; rejects with
 *   %MQ_ERROR_NO_SPACE, %MQ_ERROR_READ_ONLY or %MQ_ERROR_FAILED, and then nothing half-made is left
 */
DexFuture *
mq_library_keep_version (MqLibrary *self, MqSession *session, MqVersionDraft *draft)
{
  Work *work;

  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (draft != NULL && draft->script != NULL && draft->from_dir != NULL);

  work = work_new (self, session);
  work->draft = draft;
  return dex_future_then (submit (self, do_keep_version, work), note_version,
                          g_object_ref (session), g_object_unref);
}

static DexFuture *
do_add_message (MqSqlite *db, gpointer user_data)
{
  Work *work = user_data;
  GError *error = NULL;

  return done (mq_library_rows_add_message (db, work->session, work->key, work->text, &error),
               &error);
}

/**
 * mq_library_add_message:
 * @self: a library
 * @session: one of its sessions
 * @role: "user", "team" or "notice"
 * @text: what was said
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_library_add_message (MqLibrary *self, MqSession *session, const char *role, const char *text)
{
  Work *work;

  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (role != NULL && text != NULL);

  work = work_new (self, session);
  work->key = g_strdup (role);
  work->text = g_strdup (text);
  return submit (self, do_add_message, work);
}

static DexFuture *
do_load_messages (MqSqlite *db, gpointer user_data)
{
  Work *work = user_data;
  GError *error = NULL;
  JsonArray *messages = mq_library_rows_load_messages (db, work->session, &error);

  return answer (JSON_TYPE_ARRAY, messages, error);
}

/**
 * mq_library_load_messages:
 * @self: a library
 * @session: one of its sessions
 *
 * Returns: (transfer full): resolves to a JSON_TYPE_ARRAY of `{"role", "text", "created"}`, oldest
 *   first
 */
DexFuture *
mq_library_load_messages (MqLibrary *self, MqSession *session)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));

  return submit (self, do_load_messages, work_new (self, session));
}

static DexFuture *
do_note_run (MqSqlite *db, gpointer user_data)
{
  Work *work = user_data;
  GError *error = NULL;

  return done (
      mq_library_rows_note_run (db, work->session, work->key, work->number, work->flag, &error),
      &error);
}

/**
 * mq_library_note_run:
 * @self: a library
 * @session: one of its sessions
 * @run: the run's id at the service
 * @last_event: the last event that was dealt with
 * @ended: whether there is nothing to go on with
 *
 * Notes how far a run is, so that it can be gone on with after a crash.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_library_note_run (MqLibrary *self, MqSession *session, const char *run, gint64 last_event,
                     gboolean ended)
{
  Work *work;

  dex_return_error_if_fail (MQ_IS_LIBRARY (self));
  dex_return_error_if_fail (run != NULL);

  work = work_new (self, session);
  work->key = g_strdup (run);
  work->number = last_event;
  work->flag = ended;
  return submit (self, do_note_run, work);
}

static DexFuture *
do_load_runs (MqSqlite *db, gpointer user_data)
{
  Work *work = user_data;
  GError *error = NULL;
  JsonArray *runs = mq_library_rows_load_runs (db, work->session, &error);

  return answer (JSON_TYPE_ARRAY, runs, error);
}

/**
 * mq_library_load_runs:
 * @self: a library
 * @session: one of its sessions
 *
 * Returns: (transfer full): resolves to a JSON_TYPE_ARRAY of `{"run", "last_event", "ended"}`,
 *   oldest first
 */
DexFuture *
mq_library_load_runs (MqLibrary *self, MqSession *session)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (self));

  return submit (self, do_load_runs, work_new (self, session));
}
