/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Importing the folder of a batch, see mq-share.h: each item in place becomes a session with one
 * version (mq-share-set.c). The folder may be a stranger's, so its Blender files are saved anew,
 * all of them by one Blender. */
#include "client/executor/mq-blender-job.h"
#include "client/share/mq-share-private.h"
#include "client/share/mq-share.h"
#include "common/asset/mq-requirement.h"
#include "common/base/mq-each.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-limits.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The Blender files of an archive. A stranger's file may have texts and drivers that run where it
 * is opened. One Blender in the sandbox opens each, strips it as it strips the file of a script,
 * and saves it anew; only such files are kept. */

#define SAVE_SECONDS 180
#define SCENE "scene.blend"
#define CLEAN "clean.blend"
#define MAX_JSON (1 << 20) /* bytes of batch.json and of an item's attempt.json */
#define MAX_MEMBER 16384   /* bytes of what a session remembers: all are in memory */
#define VERSION "versions/1"
/* Unix seconds: the last one of the year 9999. */
#define MAX_TIME G_GINT64_CONSTANT (253402300799)
#define MAX_LINES ((guint64)256 << 20) /* bytes of input.jsonl */
#define MAX_NAME 100                   /* characters of a set's or an item's name */
#define MAX_REASON 500                 /* bytes */
#define MAX_REASONS 10000
/* So many come into the list together: each time, all of it is read. */
#define ITEMS_AT_ONCE 50

/* The folder of a batch. */
typedef struct
{
  int items;         /* its folder `items` */
  GPtrArray *names;  /* of the items in place, sorted */
  GHashTable *words; /* what was asked for, by the item's name */
} Folder;

/* On a thread of the pool. */
static DexFuture *
replace_fiber (const char *folder, const char *version_dir, const char *name)
{
  GError *error = NULL;
  g_autofd int from = mq_files_open_dir (folder, &error);
  g_autofd int to = from >= 0 ? mq_files_open_dir (version_dir, &error) : -1;

  if (to < 0
      || !mq_files_put_copy (from, CLEAN, to, name, mq_share_kind_get_limit (MQ_SHARE_BLEND), TRUE,
                             &error))
    return dex_future_new_for_error (error);

  mq_files_remove_tree (from, CLEAN);
  return dex_future_new_true ();
}

/* Opens and saves anew a Blender file of the version in @dir. Awaits. */
static gboolean
clean_file (MqBlenderJob *job, const char *dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (JsonObject) saved = NULL;

  /* Only the version of a model that was taken in has meshes; every one has a scene. */
  if (g_str_equal (name, MQ_VERSION_MESHES) && !g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;

  return dex_await (mq_worker_open (job->worker, path), error)
         && (saved = mq_blender_job_call (job, "save", mq_json_new ("file:s", CLEAN), SAVE_SECONDS,
                                          error))
         && dex_await (mq_fiber_spawn_on_thread (replace_fiber, (G_TYPE_STRING, job->folder),
                                                 (G_TYPE_STRING, dir), (G_TYPE_STRING, name)),
                       error);
}

/* Opens and saves anew the Blender files of each version that the library does not have. Awaits.
 * Returns: whether all of them are clean, as MqSessionCopy.clean says */
gboolean
mq_share_clean (MqLibrary *library, MqSessionCopy *session, const MqWorkerSettings *settings,
                MqBlenderJob **job, const MqShareProgress *progress, GCancellable *cancellable,
                GError **error)
{
  static const char *const files[] = { SCENE, MQ_VERSION_MESHES };
  g_autoptr (GPtrArray) added = mq_library_list_new_versions (library, session, error);
  g_autoptr (DexFuture) dropped = cancellable != NULL
                                      ? dex_cancellable_new_from_cancellable (cancellable)
                                      : dex_future_new_infinite ();

  if (added == NULL || added->len == 0)
    return added != NULL;
  if (settings == NULL)
    return mq_fail (
        error, MQ_ERROR_NO_BLENDER,
        _ ("Its Blender files must be opened and saved again before they are kept, and no Blender "
           "was found. Install Blender, or choose one in Preferences, and import it again"));
  if (*job == NULL && !(*job = mq_blender_job_new (library, settings, dropped, error)))
    return FALSE;

  MQ_EACH (added, i, MqVersion, version)
    {
      guint number = mq_version_get_number (version);
      g_autofree char *dir = g_strdup_printf ("%s/versions/%u", session->dir, number);
      g_autoptr (GError) reason = NULL;

      if (progress != NULL)
        progress->func (i + 1, added->len, progress->user_data);
      for (gsize j = 0; j < G_N_ELEMENTS (files) && reason == NULL; j++)
        clean_file (*job, dir, files[j], &reason);
      if (reason == NULL)
        {
          g_hash_table_add (session->clean, GUINT_TO_POINTER (number));
          continue;
        }

      if (g_cancellable_is_cancelled (cancellable))
        return mq_fail (error, MQ_ERROR_CANCELLED, _ ("Stopped"));
      if (!g_error_matches (reason, MQ_ERROR, MQ_ERROR_NO_SPACE)
          && !g_error_matches (reason, MQ_ERROR, MQ_ERROR_NO_BLENDER))
        return mq_fail (error, MQ_ERROR_BAD_INPUT,
                        _ ("The Blender file of version %u is refused: %s"), number,
                        reason->message);

      /* It was not the file's fault. */
      return mq_fail_with (error, &reason);
    }

  return TRUE;
}

/* Takes an item of a batch as a session with one version. Its files are a stranger's: they are
 * copied without following links, and each copy is checked. */

static JsonObject *
share_read_object (int dir, const char *name, GError **error)
{
  g_autoptr (GBytes) bytes = mq_files_read (dir, name, MAX_JSON, error);

  return bytes != NULL ? mq_json_parse_object (g_bytes_get_data (bytes, NULL),
                                               (gssize)g_bytes_get_size (bytes), error)
                       : NULL;
}

/* Copies @from into the version, and checks the copy. */
static gboolean
take_file (int item, int dir, const char *from, const char *name, char **text, GError **error)
{
  guint number, render;
  MqShareKind kind = mq_share_name_parse (name, &number, &render);
  guint64 limit = mq_share_kind_get_limit (kind);
  g_autofree char *parent = g_path_get_dirname (name);
  g_autofree char *base = g_path_get_basename (name);
  g_autofd int to = openat (dir, parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_autofd int fd = -1;
  g_autofree char *content = NULL;
  guint64 size = 0;
  gssize length;

  if (to < 0 || !mq_files_put_copy (item, from, to, base, limit, FALSE, error)
      || (fd = mq_files_open (to, base, limit, &size, error)) < 0)
    return FALSE;

  size = mq_share_kind_is_text (kind) ? size : MIN (size, MQ_SHARE_HEAD);
  content = g_malloc (size + 1);
  length = pread (fd, content, size, 0);
  if (length < 0 || (guint64)length != size)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” cannot be read"), from);

  content[size] = '\0';
  if (!mq_share_check_content (kind, name, content, size, error))
    return FALSE;

  if (text != NULL)
    *text = g_steal_pointer (&content);
  return TRUE;
}

/* A link is there, too, and is refused. */
static gboolean
is_there (int item, const char *name)
{
  struct stat facts;

  return fstatat (item, name, &facts, AT_SYMLINK_NOFOLLOW) == 0;
}

static void
add_event (MqRunCopy *run, MqRunEvent *event, gint64 time)
{
  event->id = run->events->len + 1;
  event->time = time;
  g_ptr_array_add (run->events, event);
}

/* The record of a run that has made the item: without one, the session would look cut off. */
static MqRunCopy *
make_record (const char *words, const char *title, JsonObject *attempt, JsonObject *plan,
             JsonObject *report)
{
  MqRunCopy *run = mq_run_copy_new ("batch");
  gint64 time = CLAMP (mq_json_get_int (attempt, "ended", 0), 0, MAX_TIME) * G_USEC_PER_SEC;
  JsonObject *measured = mq_json_get_object (attempt, "measured");
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_BEGAN);

  event->began.mode = g_strdup ("create");
  add_event (run, event, time);

  add_event (run, mq_run_event_new_message (mq_message_new (words, NULL), MQ_SPEAKER_USER), time);

  event = mq_run_event_new (MQ_EVENT_VERSION);
  event->version.summary = g_strdup (title);
  event->version.instruction = g_strdup (words);
  event->version.requirements = mq_requirement_list_rows (plan, report);
  if (mq_json_get_array (attempt, "faults") != NULL)
    event->version.faults = json_array_ref (mq_json_get_array (attempt, "faults"));
  else if (mq_json_get_int (measured, "faults", -1) == 0)
    event->version.faults = json_array_new ();
  event->version.detached = mq_json_to_strings (mq_json_get_array (attempt, "detached"));
  add_event (run, event, time);

  event = mq_run_event_new (MQ_EVENT_KEPT);
  event->kept.version = 1;
  add_event (run, event, time);

  event = mq_run_event_new (MQ_EVENT_ENDED);
  event->ended.how = MQ_RUN_OUTCOME_DONE;
  add_event (run, event, time);
  return run;
}

/* Blocks. @items: the folder `items` of a batch; @words: what was asked for; @set: the set that
 * the session is to belong to; @copy: with an empty folder; receives the session and its files;
 * @error: why the item is refused; those of mq_files_fail(). Returns: whether all of the item is
 * copied and checked */
static gboolean
share_take_item (int items, const char *name, const char *words, const MqSetResult *set,
                 MqSessionCopy *copy, GError **error)
{
  g_autofd int item = openat (items, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  int failure = errno;
  g_autofd int dir = mq_files_open_dir (copy->dir, error);
  g_autofree char *shown = g_strdelimit (mq_text_clean (name, strlen (name)), "\n\t", ' ');
  g_autoptr (JsonObject) attempt = NULL;
  g_autoptr (JsonObject) plan = NULL;
  g_autoptr (JsonObject) report = NULL;
  g_autofree char *script = NULL;
  g_autofree char *plan_text = NULL;
  g_autofree char *report_text = NULL;
  g_autofree char *title = NULL;
  g_autofree char *version_dir = g_build_filename (copy->dir, VERSION, NULL);
  guint n_pictures;
  static const char *const members[] = { "tags", "measured" };

  if (dir < 0)
    return FALSE;
  if (item < 0)
    return failure == EACCES
               ? mq_files_fail (error, failure, N_ ("Could not open the folder “%s”"), name)
               : mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” is not a folder"), name);
  if (!(attempt = share_read_object (item, "attempt.json", error)))
    return FALSE;
  if (mkdirat (dir, "versions", 0700) != 0 || mkdirat (dir, VERSION, 0700) != 0
      || mkdirat (dir, VERSION "/renders", 0700) != 0)
    return mq_files_fail (error, errno, N_ ("Could not make “%s”"), VERSION);
  if (!take_file (item, dir, "script.py", VERSION "/script.py", &script, error)
      || !take_file (item, dir, "scene.blend", VERSION "/scene.blend", NULL, error)
      || !take_file (item, dir, "report.json", VERSION "/report.json", &report_text, error)
      || (is_there (item, "plan.json")
          && !take_file (item, dir, "plan.json", VERSION "/plan.json", &plan_text, error)))
    return FALSE;
  for (n_pictures = 0; n_pictures < MQ_SHARE_MAX_RENDERS; n_pictures++)
    {
      g_autofree char *from = g_strdup_printf ("render_%u.png", n_pictures + 1);
      g_autofree char *to = g_strdup_printf (VERSION "/renders/%s", from);

      if (!is_there (item, from))
        break;
      if (!take_file (item, dir, from, to, NULL, error))
        return FALSE;
    }

  plan = plan_text != NULL ? mq_json_parse_object (plan_text, -1, NULL) : NULL;
  report = mq_json_parse_object (report_text, -1, NULL);
  copy->first_message = mq_text_clean (words, 4 * MQ_MESSAGE_MAX_CHARS);
  title = mq_session_make_title (mq_json_get_string (plan, "title", copy->first_message));
  /* Many objects of a set have the same name. */
  copy->title = g_strdup_printf ("%s · %s", title, shown);
  copy->created = CLAMP (mq_json_get_int (attempt, "ended", 0), 0, MAX_TIME);

  /* The session remembers the item. */
  copy->batch = mq_json_new ("set:s name:s item:s", set->set, set->name, shown);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      JsonObject *object = mq_json_get_object (attempt, members[i]);
      g_autofree char *text = object != NULL ? mq_json_object_to_string (object, FALSE) : NULL;

      if (text != NULL && strlen (text) <= MAX_MEMBER)
        json_object_set_object_member (copy->batch, members[i], json_object_ref (object));
    }
  g_ptr_array_add (copy->versions, mq_version_new (version_dir, 1, 0, title, copy->first_message,
                                                   n_pictures, copy->created));
  g_ptr_array_add (copy->runs, make_record (copy->first_message, title, attempt, plan, report));
  g_hash_table_insert (copy->scripts, GUINT_TO_POINTER (1), g_steal_pointer (&script));
  return TRUE;
}

static MqSetResult *
set_result_copy (MqSetResult *self)
{
  MqSetResult *copy = g_memdup2 (self, sizeof *self);

  copy->set = g_strdup (self->set);
  copy->name = g_strdup (self->name);
  copy->reasons = g_ptr_array_ref (self->reasons);
  return copy;
}

void
mq_set_result_free (MqSetResult *self)
{
  g_free (self->set);
  g_free (self->name);
  g_ptr_array_unref (self->reasons);
  g_free (self);
}

G_DEFINE_BOXED_TYPE (MqSetResult, mq_set_result, set_result_copy, mq_set_result_free)

static void
folder_clear (Folder *self)
{
  g_clear_fd (&self->items, NULL);
  g_ptr_array_unref (self->names);
  g_hash_table_unref (self->words);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Folder, folder_clear)

/* An unreadable file is the fault of the set or of its item. %MQ_ERROR_READ_ONLY means the
 * library, whose user would be asked to make it writable. Returns: whether it was that */
static gboolean
blame_set (GError *error)
{
  if (!g_error_matches (error, MQ_ERROR, MQ_ERROR_READ_ONLY))
    return FALSE;

  error->code = MQ_ERROR_BAD_INPUT;
  return TRUE;
}

/* On a thread of the pool. Fills @self and what @result says of the set. */
static DexFuture *
open_fiber (const char *path, Folder *self, MqSetResult *result)
{
  GError *error = NULL;
  g_autofd int dir = mq_files_open_dir (path, &error);
  g_autoptr (JsonObject) batch = dir >= 0 ? share_read_object (dir, MQ_BATCH_FILE, &error) : NULL;
  g_autofree char *items = g_build_filename (path, "items", NULL);
  g_autofree char *base = g_path_get_basename (path);
  g_autoptr (GDir) list = NULL;
  const char *name;
  g_autoptr (GBytes) bytes = NULL;
  gsize left;
  const char *line;

  if (batch != NULL)
    self->items = openat (dir, "items", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (batch != NULL && self->items < 0 && errno == EACCES)
    mq_files_fail (&error, errno, N_ ("Could not open the folder “%s”"), items);
  if (blame_set (error))
    return dex_future_new_for_error (error);
  if (self->items < 0 || (list = g_dir_open (items, 0, NULL)) == NULL)
    {
      g_clear_error (&error);
      return dex_future_new_reject (
          MQ_ERROR, MQ_ERROR_BAD_INPUT,
          _ ("“%s” is not a folder made by maquette-cli batch: it needs batch.json and items"),
          base);
    }

  if (mq_json_get_int (batch, "format", 1) > MQ_BATCH_FORMAT)
    return dex_future_new_reject (
        MQ_ERROR, MQ_ERROR_BAD_INPUT,
        _ ("It was made by a newer Maquette. Update Maquette, then import it again"));

  result->name = mq_text_clean (base, MAX_NAME);
  result->set = g_strdup_printf ("%s-%" G_GINT64_FORMAT, result->name,
                                 mq_json_get_int (batch, "created", 0));
  while ((name = g_dir_read_name (list)) != NULL)
    if (*name != '.' && strlen (name) <= MAX_NAME && g_utf8_validate (name, -1, NULL))
      g_ptr_array_add (self->names, g_strdup (name));
  g_ptr_array_sort_values (self->names, (GCompareFunc)strcmp);

  /* A line that cannot be read has no words. */
  bytes = mq_files_read (dir, "input.jsonl", MAX_LINES, NULL);
  line = bytes != NULL ? g_bytes_get_data (bytes, &left) : NULL;
  while (line != NULL && left > 0)
    {
      const char *end = memchr (line, '\n', left);
      gsize length = end != NULL ? (gsize)(end - line) : left;
      g_autoptr (JsonObject) item = mq_json_parse_object (line, (gssize)length, NULL);
      const char *id = NULL, *text = NULL, *kind;
      JsonObject *parameters = NULL;
      g_autoptr (GList) names = NULL;
      g_autoptr (GString) words = NULL;

      mq_json_read (item, "id:s text:s parameters:O", &id, &text, &parameters);
      kind = mq_json_get_string (item, "kind", id);
      /* A message, or a kind with its values, a line each. */
      words = g_string_new (text != NULL ? text : kind);
      if (text == NULL)
        g_string_replace (words, "_", " ", 0);
      if (text == NULL && parameters != NULL)
        names = json_object_get_members (parameters);
      for (GList *each = names; each != NULL; each = each->next)
        {
          g_autofree char *value = json_to_string (json_object_get_member (parameters, each->data),
                                                   FALSE);

          g_string_append_printf (words, "\n%s: %s", (const char *)each->data, value);
        }
      if (id != NULL)
        g_hash_table_insert (self->words, g_strdup (id),
                             g_string_free_and_steal (g_steal_pointer (&words)));
      left -= MIN (left, length + 1);
      line += length + 1;
    }

  return dex_future_new_true ();
}

/* On a thread of the pool. */
static DexFuture *
take_fiber (Folder *self, const MqSetResult *result, const char *name, MqSessionCopy *copy)
{
  const char *words = g_hash_table_lookup (self->words, name);
  GError *error = NULL;

  if (share_take_item (self->items, name, words != NULL ? words : name, result, copy, &error))
    return dex_future_new_true ();

  blame_set (error);
  return dex_future_new_for_error (error);
}

static DexFuture *
import_set_fiber (MqLibrary *library, const char *path, const MqWorkerSettings *settings,
                  const MqShareProgress *progress, GCancellable *cancellable)
{
  g_auto (Folder) folder = { -1, g_ptr_array_new_with_free_func (g_free),
                             g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free) };
  /* The other items would meet these, too; any other error is the fault of one item. */
  static const MqError of_all[] = { MQ_ERROR_CANCELLED, MQ_ERROR_NO_BLENDER, MQ_ERROR_NO_SPACE,
                                    MQ_ERROR_READ_ONLY };
  g_autoptr (MqSetResult) result = g_new0 (MqSetResult, 1);
  g_autoptr (MqBlenderJob) job = NULL;
  GError *error = NULL;

  result->reasons = g_ptr_array_new_with_free_func (g_free);

  if (!dex_await (mq_fiber_spawn_on_thread (open_fiber, (G_TYPE_STRING, path),
                                            (G_TYPE_POINTER, &folder), (G_TYPE_POINTER, result)),
                  &error))
    return dex_future_new_for_error (error);

  MQ_EACH (folder.names, i, const char, name)
    {
      g_autofree char *key = g_strdup_printf ("%s/%s", result->set, name);
      g_autofree char *id = mq_session_make_id_for (key);
      g_autofree char *dir = NULL;
      g_autoptr (MqSessionCopy) copy = NULL;
      g_autoptr (MqMergeResult) merged = NULL;
      g_autoptr (GError) failure = NULL;

      if (g_cancellable_is_cancelled (cancellable))
        {
          mq_fail (&error, MQ_ERROR_CANCELLED, _ ("Stopped"));
          break;
        }
      if (i % ITEMS_AT_ONCE == 0)
        dex_await (mq_library_refresh (library), NULL);
      if (progress != NULL)
        progress->func (i + 1, folder.names->len, progress->user_data);

      result->n_items++;
      if (mq_library_find_session (library, id) != NULL)
        continue;
      if ((dir = dex_await_string (mq_library_make_work_dir (library), &failure)) != NULL)
        {
          copy = mq_session_copy_new (dir);
          copy->id = g_steal_pointer (&id);
          if (dex_await (mq_fiber_spawn_on_thread (take_fiber, (G_TYPE_POINTER, &folder),
                                                   (G_TYPE_POINTER, result), (G_TYPE_STRING, name),
                                                   (G_TYPE_POINTER, copy)),
                         &failure)
              && mq_share_clean (library, copy, settings, &job, NULL, cancellable, &failure)
              && (merged = mq_library_merge_session (library, copy, &failure)) != NULL)
            result->n_new++; /* or one that was removed is there again */
          dex_await (mq_library_remove_work_dir (library, dir), NULL);
        }
      if (merged != NULL)
        continue;

      for (gsize j = 0; j < G_N_ELEMENTS (of_all); j++)
        if (g_error_matches (failure, MQ_ERROR, of_all[j]))
          error = g_error_copy (failure);
      if (error != NULL)
        break;

      /* Its Blender may have seen a file that harms it. */
      g_clear_pointer (&job, mq_blender_job_free);
      if (result->n_refused++ < MAX_REASONS)
        {
          g_autofree char *reason = g_strdup_printf ("%s: %s", name, failure->message);

          g_ptr_array_add (result->reasons, mq_text_join_lines (reason, MAX_REASON));
        }
    }
  g_clear_pointer (&job, mq_blender_job_free);
  dex_await (mq_library_refresh (library), NULL);
  if (error != NULL)
    return dex_future_new_for_error (error);

  return dex_future_new_take_boxed (MQ_TYPE_SET_RESULT, g_steal_pointer (&result));
}

/**
 * mq_share_import_set:
 * @library: a library
 * @path: the folder of a batch (docs/using/batch.md), which a stranger may have made
 * @settings: (nullable): the Blender that opens its Blender files and saves them anew; %NULL: there
 *   is none, and new items are refused
 * @progress: (nullable): is told of each item; must last until it is over
 * @cancellable: (nullable): stops it after the item that is imported
 *
 * Adds each item in place that the library does not have as a session, whole or not at all. What
 * was added before an error stays.
 *
 * Returns: (transfer full): resolves to an #MqSetResult; rejects with %MQ_ERROR_BAD_INPUT (it is no
 *   such folder), %MQ_ERROR_NO_BLENDER, %MQ_ERROR_NO_SPACE, %MQ_ERROR_READ_ONLY or
 *   %MQ_ERROR_CANCELLED
 */
DexFuture *
mq_share_import_set (MqLibrary *library, const char *path, const MqWorkerSettings *settings,
                     const MqShareProgress *progress, GCancellable *cancellable)
{
  g_autofree char *whole = NULL;

  dex_return_error_if_fail (MQ_IS_LIBRARY (library));
  dex_return_error_if_fail (path != NULL);

  whole = g_canonicalize_filename (path, NULL);
  return mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, import_set_fiber, (MQ_TYPE_LIBRARY, library),
                              (G_TYPE_STRING, whole), (MQ_TYPE_WORKER_SETTINGS, settings),
                              (G_TYPE_POINTER, progress), (G_TYPE_CANCELLABLE, cancellable));
}

/**
 * mq_share_is_set:
 * @path: a path
 *
 * Blocks.
 *
 * Returns: whether it is a folder that a batch has made
 */
gboolean
mq_share_is_set (const char *path)
{
  g_autofree char *file = g_build_filename (path, MQ_BATCH_FILE, NULL);

  return g_file_test (path, G_FILE_TEST_IS_DIR) && g_file_test (file, G_FILE_TEST_IS_REGULAR);
}

/**
 * mq_share_describe_set:
 * @result: of mq_share_import_set()
 *
 * Returns: (transfer full): what it was, a sentence for the user
 */
char *
mq_share_describe_set (const MqSetResult *result)
{
  g_autofree char *done = NULL;

  if (result->n_new == 0 && result->n_refused == 0)
    return g_strdup_printf (_ ("Nothing new in it: you have all of “%s”"), result->name);

  /* Translators: a number of objects, then the name of a set of them */
  done = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Imported %u item of “%s”",
                                       "Imported %u items of “%s”", result->n_new),
                          result->n_new, result->name);
  if (result->n_refused == 0)
    return g_steal_pointer (&done);

  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE,
                   /* Translators: "Imported 3 items of “chairs”", then the reason */
                   "%s. %u was refused: %s", "%s. %u were refused, the first: %s",
                   result->n_refused),
      done, result->n_refused, (const char *)result->reasons->pdata[0]);
}
