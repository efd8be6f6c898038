/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Saving a session as an archive, see mq-share.h. The files are hashed first, because the manifest
 * leads; a version never changes, so that both passes read the same. Nothing in the archive depends
 * on the time or on this computer: the same session gives the same bytes. */
#include "client/export/mq-export-files.h"
#include "client/library/mq-library-record.h"
#include "client/share/mq-share-private.h"
#include "client/share/mq-share.h"
#include "common/base/mq-each.h"
#include "common/base/mq-picture-sniff.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-limits.h"
#include "common/events/mq-run-event-table.h"
#include "common/json/mq-json.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Records in an archive. Events with paths are made anew from the members that are meant for
 * others; the library writes its own paths into them. */

/* As many as the library loads of a session. */
#define MAX_EVENTS 50000
#define MAX_FILES 20000
#define MAX_VERSIONS 2000
#define MAX_TITLE 4096                            /* bytes */
#define MAX_TEXT (4 * MQ_MESSAGE_MAX_CHARS)       /* bytes of a message or an instruction */
#define MAX_TIME G_GINT64_CONSTANT (253402300799) /* the last second of the year 9999 */
#define SHA256_DIGITS 64
#define MIB ((guint64)1 << 20)
/* Pixels of a side: more than any Blender of ours renders. */
#define MAX_SIDE 16384
#define NUMBER "([1-9][0-9]{0,4})"
#define BLOCK (64 * 1024)

typedef struct archive Archive;

/* The first five are the caller's. */
typedef struct
{
  MqLibrary *library;
  MqSession *session;
  const char *path;
  gboolean replace;
  GCancellable *cancellable;

  MqSessionCopy *copy; /* with the session's own folder */
  GPtrArray *events;   /* of MqLibraryEvent */
  GPtrArray *files;    /* of MqShareFile */
  int dir;             /* the session's folder, while it is read */
  GHashTable *shown;   /* names of the pictures that messages show */
  Archive *archive;    /* while it is written */
  gint64 size;         /* of the archive, bytes, once it is complete */
} Saving;

/* Calls @func with each block of a file. */
typedef gboolean (*BlockFunc) (gpointer data, const char *block, gsize length, GError **error);

/* Returns the event as it is in an archive; NULL: it is not in there. */
static MqRunEvent *
make_portable (MqRunEvent *event, MqMessageMapFunc func, gpointer user_data)
{
  MqRunEvent *copy;

  if (event->kind == MQ_EVENT_UNKNOWN
      || (mq_event_table_get (event->kind)->flags & MQ_EVENT_RECORDED) == 0)
    return NULL;

  switch (event->kind)
    {
    /* About things that another computer does not have: processes, an open Blender, files that the
     * user saved. */
    case MQ_EVENT_SERVICE_RESTARTED:
    case MQ_EVENT_WORKER_REPLACED:
    case MQ_EVENT_PLACED:
    case MQ_EVENT_TAKEN_BACK:
    case MQ_EVENT_TRANSCRIPT:
    case MQ_EVENT_TRANSCRIPT_FAILED:
      return NULL;

    case MQ_EVENT_MESSAGE:
      return mq_run_event_copy_message (event, func, user_data);

    case MQ_EVENT_KEPT:
      copy = mq_run_event_new (event->kind);
      copy->id = event->id;
      copy->time = event->time;
      copy->kept.version = event->kept.version;
      return copy;

    default:
      return mq_run_event_ref (event);
    }
}

/* Texts of an event may name a folder, such as the message of an error. @instead: what to write
 * for it. */
static void
share_record_hide (GString *lines, const char *path, const char *instead)
{
  if (path != NULL && *path == '/' && strlen (path) > 1)
    g_string_replace (lines, path, instead, 0);
}

/* @run: receives the events; @func: checks a picture of a message; @user_data: for @func;
 * @error: %MQ_ERROR_BAD_INPUT. Returns: whether each line is an event */
gboolean
mq_share_record_read (MqRunCopy *run, const char *text, MqMessageMapFunc func, gpointer user_data,
                      GError **error)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", MAX_EVENTS + 2);
  MqRunEvent *last;
  MqRunEvent *end;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (MqRunEvent) event = *lines[i] != '\0' ? mq_library_record_read_line (lines[i])
                                                       : NULL;
      MqRunEvent *portable;

      if (*lines[i] == '\0' && lines[i + 1] == NULL)
        break;
      if (event == NULL || i == MAX_EVENTS)
        return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("The record of the run “%s” is damaged"),
                        run->run);
      if ((portable = make_portable (event, func, user_data)) != NULL)
        g_ptr_array_add (run->events, portable);
    }

  /* A run that is never over would be shown as one that goes on. */
  last = run->events->len > 0 ? run->events->pdata[run->events->len - 1] : NULL;
  if (last == NULL || last->kind != MQ_EVENT_ENDED)
    {
      end = mq_run_event_new (MQ_EVENT_ENDED);
      end->time = last != NULL ? last->time : 0;
      end->ended.how = MQ_RUN_OUTCOME_LOST;
      g_ptr_array_add (run->events, end);
    }
  return TRUE;
}

/* The manifest of an archive. */

static void
share_file_free (MqShareFile *self)
{
  g_free (self->name);
  g_free (self->sha256);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqShareFile, share_file_free)

/* Copies a text of at most @limit bytes. */
static gboolean
take_text (char **to, JsonObject *object, const char *key, gsize limit, GError **error)
{
  const char *text = mq_json_require_string (object, key, error);

  if (text == NULL)
    return FALSE;
  if (strlen (text) > limit)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” in its list is too long"), key);

  *to = g_strdup (text);
  return TRUE;
}

static gboolean
take_number (guint *to, JsonObject *object, const char *key, guint least, guint most,
             GError **error)
{
  gint64 number = mq_json_get_int (object, key, -1);

  if (number < least || number > most)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” in its list has an impossible number"),
                    key);

  *to = number;
  return TRUE;
}

/* With its versions. */
static gboolean
read_session (MqSessionCopy *session, JsonObject *manifest, GError **error)
{
  JsonObject *object = mq_json_require_object (manifest, "session", error);
  JsonArray *list = mq_json_get_array (manifest, "versions");
  guint n = mq_json_length (list);
  guint number = 0;
  g_autofree char *normal = NULL;

  if (object == NULL || !take_text (&session->id, object, "id", MAX_TITLE, error)
      || !take_text (&session->title, object, "title", MAX_TITLE, error)
      || !take_text (&session->first_message, object, "prompt", MAX_TEXT, error))
    return FALSE;

  /* A folder will have this name. */
  normal = mq_session_normalise_id (session->id);
  if (g_strcmp0 (normal, session->id) != 0)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” is not the id of a session"), session->id);

  session->created = CLAMP (mq_json_get_int (object, "created", 0), 0, MAX_TIME);
  session->current = (guint)CLAMP (mq_json_get_int (object, "current", 0), 0, MQ_SHARE_MAX_NUMBER);

  if (n == 0 || n > MAX_VERSIONS)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("Its number of versions is impossible: %u"), n);

  for (guint i = 0; i < n; i++)
    {
      JsonObject *each = mq_json_element_object (list, i);
      g_autofree char *summary = NULL;
      g_autofree char *instruction = NULL;
      guint parent = 0, n_pictures = 0;

      if (each == NULL)
        return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("Its list of versions is damaged"));
      if (!take_number (&number, each, "number", number + 1, MQ_SHARE_MAX_NUMBER, error)
          || !take_number (&parent, each, "parent", 0, number - 1, error)
          || !take_number (&n_pictures, each, "pictures", 0, MQ_SHARE_MAX_RENDERS, error)
          || !take_text (&summary, each, "summary", MAX_TEXT, error)
          || !take_text (&instruction, each, "instruction", MAX_TEXT, error))
        return FALSE;
      if (parent > 0 && mq_session_copy_find_version (session, parent) == NULL)
        return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("Version %u is based on one that is missing"),
                        number);

      g_ptr_array_add (session->versions,
                       mq_version_new (NULL, number, parent, summary, instruction, n_pictures,
                                       CLAMP (mq_json_get_int (each, "created", 0), 0, MAX_TIME)));
    }

  return TRUE;
}

/* @session: receives the session and its versions, still without scripts; @error:
 * %MQ_ERROR_BAD_INPUT. Returns: (transfer full) (nullable) (element-type utf8 MqShareFile): the
 * other files by name */
GHashTable *
mq_share_manifest_read (const char *text, gsize length, MqSessionCopy *session, GError **error)
{
  g_autoptr (GHashTable) files = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                                        (GDestroyNotify)share_file_free);
  g_autoptr (GError) reason = NULL;
  g_autoptr (JsonObject) manifest = mq_json_parse_object (text, length, &reason);
  gint64 format = mq_json_get_int (manifest, "format", 0);
  JsonArray *list = mq_json_get_array (manifest, "files");
  guint n = mq_json_length (list);

  /* Every error is bad input, whatever the reader of JSON says. */
  if (manifest == NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("Its list of files cannot be read: %s"),
                         reason->message);
  if (format > MQ_SHARE_FORMAT)
    return mq_fail_null (
        error, MQ_ERROR_BAD_INPUT,
        _ ("It was made by a newer Maquette. Update Maquette, then import it again"));
  if (format != MQ_SHARE_FORMAT)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("Its list of files has no format"));

  if (!read_session (session, manifest, &reason))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "%s", reason->message);

  if (n > MAX_FILES)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("It has too many files: %u"), n);
  for (guint i = 0; i < n; i++)
    {
      JsonObject *object = mq_json_element_object (list, i);
      g_autoptr (MqShareFile) file = g_new0 (MqShareFile, 1);
      const char *sha256 = mq_json_get_string (object, "sha256", "");
      gint64 size = mq_json_get_int (object, "size", -1);
      MqVersion *version;
      const char *name;
      guint render;

      if (object == NULL || !take_text (&file->name, object, "name", MAX_TITLE, NULL))
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("Its list of files is damaged"));

      name = file->name;
      file->kind = mq_share_name_parse (name, &file->number, &render);
      if (file->kind == MQ_SHARE_NONE)
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                             _ ("A session has no file with the name “%s”"), name);
      if (size < 0 || (guint64)size > mq_share_kind_get_limit (file->kind))
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("The file “%s” is too large"), name);
      if (strlen (sha256) != SHA256_DIGITS || strspn (sha256, "0123456789abcdef") != SHA256_DIGITS)
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("The file “%s” has no checksum"), name);

      version = mq_session_copy_find_version (session, file->number);
      if (file->kind <= MQ_SHARE_RENDER
          && (version == NULL || render > mq_version_get_n_pictures (version)))
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("The file “%s” belongs to no version"),
                             name);

      file->size = size;
      file->sha256 = g_strdup (sha256);
      if (!g_hash_table_replace (files, (gpointer)name, g_steal_pointer (&file)))
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("Its list of files is damaged"));
    }

  MQ_EACH (session->versions, i, MqVersion, version)
    {
      guint number = mq_version_get_number (version);
      g_autofree char *name = g_strdup_printf ("versions/%u/script.py", number);

      if (!g_hash_table_contains (files, name))
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("Version %u has no script"), number);
    }

  return g_steal_pointer (&files);
}

/* Names, limits and checks of the files of an archive. */

static gboolean
check_script (const char *name, const char *data, gsize length, GError **error)
{
  return (g_utf8_validate_len (data, length, NULL) && memchr (data, '\0', length) == NULL)
         || mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” is not UTF-8 text"), name);
}

static gboolean
check_json (const char *name, const char *data, gsize length, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (JsonObject) object = mq_json_parse_object (data, length, &reason);

  return object != NULL || mq_fail (error, MQ_ERROR_BAD_INPUT, "“%s”: %s", name, reason->message);
}

/* Raw, or compressed by Blender: zstd, or gzip before Blender 3.0. */
static gboolean
check_blend (const char *name, const char *data, gsize length, GError **error)
{
  static const char *const starts[] = { "BLENDER", "\x28\xb5\x2f\xfd", "\x1f\x8b" };

  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    if (length >= strlen (starts[i]) && memcmp (data, starts[i], strlen (starts[i])) == 0)
      return TRUE;

  return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” is not a Blender file"), name);
}

/* The decoders check all that follows: libpng row by row, others in a sandboxed process. */
static gboolean
check_picture (const char *name, const char *data, gsize length, GError **error)
{
  const char *dot = strrchr (name, '.');
  const char *mime = NULL;
  guint width = 0;
  guint height = 0;

  mq_picture_sniff ((const guint8 *)data, length, &mime, &width, &height);
  if (mime == NULL
      || !g_str_equal (strchr (mime, '/') + 1, g_str_equal (dot, ".jpg") ? "jpeg" : dot + 1))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” is not a picture of that type"), name);

  return (width <= MAX_SIDE && height <= MAX_SIDE)
         || mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("The picture “%s” has too many pixels"), name);
}

/* Lower case, no dots but these, no folder but these: what differs only in case, leaves the folder
 * or hides cannot be written. */
static const struct
{
  const char *pattern;
  guint64 limit;    /* bytes */
  gboolean is_text; /* checked as a whole; of others the head */
  gboolean (*check) (const char *name, const char *data, gsize length, GError **error);
} kinds[] = {
  [MQ_SHARE_SCRIPT] = { "^versions/" NUMBER "/script\\.py$", MQ_SCRIPT_MAX_BYTES, TRUE,
                        check_script },
  [MQ_SHARE_BLEND] = { "^versions/" NUMBER "/scene\\.blend$", 2048 * MIB, FALSE, check_blend },
  [MQ_SHARE_MESHES] = { "^versions/" NUMBER "/meshes\\.blend$", 2048 * MIB, FALSE, check_blend },
  [MQ_SHARE_REPORT] = { "^versions/" NUMBER "/report\\.json$", 8 * MIB, TRUE, check_json },
  [MQ_SHARE_PLAN] = { "^versions/" NUMBER "/plan\\.json$", 8 * MIB, TRUE, check_json },
  [MQ_SHARE_RENDER] = { "^versions/" NUMBER "/renders/render_([1-9][0-9]?)\\.png$", 64 * MIB, FALSE,
                        check_picture },
  [MQ_SHARE_RUN] = { "^runs/" NUMBER "-[A-Za-z0-9_-]{1,100}\\.jsonl$", MQ_RUN_EVENTS_MAX_BYTES,
                     TRUE, NULL },
  [MQ_SHARE_PICTURE] = { "^pictures/" NUMBER "\\.(?:png|jpg|webp)$", 20 * MIB, FALSE,
                         check_picture },
};

/* @name: of a file in an archive; @number: (out): of the version, the run or the picture;
 * @render: (out): number of the render, else 0. Returns: its kind; %MQ_SHARE_NONE: no file of an
 * archive may have this name */
MqShareKind
mq_share_name_parse (const char *name, guint *number, guint *render)
{
  static GRegex *compiled[G_N_ELEMENTS (kinds)];

  for (MqShareKind kind = MQ_SHARE_SCRIPT; kind < G_N_ELEMENTS (kinds); kind++)
    {
      g_autoptr (GMatchInfo) info = NULL;
      g_autofree char *first = NULL;
      g_autofree char *second = NULL;

      if (g_once_init_enter_pointer (&compiled[kind]))
        g_once_init_leave_pointer (
            &compiled[kind],
            g_regex_new (kinds[kind].pattern, G_REGEX_DOLLAR_ENDONLY | G_REGEX_RAW, 0, NULL));
      if (!g_regex_match (compiled[kind], name, 0, &info))
        continue;

      first = g_match_info_fetch (info, 1);
      second = g_match_info_fetch (info, 2);
      *number = atoi (first);
      *render = second != NULL ? atoi (second) : 0;
      return kind;
    }

  *number = *render = 0;
  return MQ_SHARE_NONE;
}

guint64
mq_share_kind_get_limit (MqShareKind kind)
{
  return kinds[kind].limit;
}

gboolean
mq_share_kind_is_text (MqShareKind kind)
{
  return kinds[kind].is_text;
}

/* @data: its content; of pictures and Blender files the first %MQ_SHARE_HEAD bytes; @length:
 * bytes of @data; @error: %MQ_ERROR_BAD_INPUT. Returns: whether it is what its name says */
gboolean
mq_share_check_content (MqShareKind kind, const char *name, const char *data, gsize length,
                        GError **error)
{
  return kinds[kind].check == NULL || kinds[kind].check (name, data, length, error);
}

static void
archive_clear (Archive *archive)
{
  archive_write_free (archive);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Archive, archive_clear)

static void
saving_clear (Saving *self)
{
  g_clear_pointer (&self->copy, mq_session_copy_free);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_pointer (&self->shown, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Saving, saving_clear)

/* @content: (nullable) (transfer full): instead of the session's file with this name */
static void
add_file (Saving *self, const char *name, GBytes *content)
{
  MqShareFile *file = g_new0 (MqShareFile, 1);
  guint render;

  file->name = g_strdup (name);
  file->kind = mq_share_name_parse (name, &file->number, &render);
  file->content = content;
  g_ptr_array_add (self->files, file);
}

/* The record has the path of a copy in the session's folder; in the archive its name is enough. */
static char *
name_picture (const char *path, gpointer user_data)
{
  Saving *self = user_data;
  gsize length = strlen (self->copy->dir);
  guint number, render;

  if (!g_str_has_prefix (path, self->copy->dir) || path[length] != '/'
      || mq_share_name_parse (path + length + 1, &number, &render) != MQ_SHARE_PICTURE
      || !mq_files_is_regular (self->dir, path + length + 1))
    return NULL;

  g_hash_table_add (self->shown, g_strdup (path + length + 1));
  return g_strdup (path + length + 1);
}

static void
add_run (Saving *self, guint number, const char *run, GString *lines)
{
  g_autofree char *name = g_strdup_printf ("runs/%u-%s.jsonl", number, run);

  share_record_hide (lines, mq_library_get_path (self->library), "maquette");
  share_record_hide (lines, g_get_home_dir (), "~");
  if (lines->len > 0)
    add_file (self, name, g_string_free_to_bytes (lines));
  else
    g_string_free (lines, TRUE);
}

static int
compare_files (gconstpointer a, gconstpointer b)
{
  return strcmp (((const MqShareFile *)a)->name, ((const MqShareFile *)b)->name);
}

static gboolean
read_blocks (Saving *self, const MqShareFile *file, guint64 *size, BlockFunc func, gpointer data,
             GError **error)
{
  g_autofd int fd = -1;
  g_autofree char *block = NULL;

  *size = 0;
  if (file->content != NULL)
    {
      *size = g_bytes_get_size (file->content);
      return func (data, g_bytes_get_data (file->content, NULL), *size, error);
    }

  if ((fd = mq_files_open (self->dir, file->name, mq_share_kind_get_limit (file->kind), NULL,
                           error))
      < 0)
    return FALSE;

  block = g_malloc (BLOCK);
  for (;;)
    {
      gssize got = read (fd, block, BLOCK);

      if (g_cancellable_is_cancelled (self->cancellable))
        return mq_fail (error, MQ_ERROR_CANCELLED, _ ("Stopped"));
      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return mq_files_fail (error, errno, N_ ("Could not read “%s”"), file->name);
      if (got == 0)
        return TRUE;
      if (!func (data, block, got, error))
        return FALSE;
      *size += got;
    }
}

static gboolean
hash_block (gpointer data, const char *block, gsize length, GError **error)
{
  g_checksum_update (data, (const guchar *)block, length);
  return TRUE;
}

static gboolean
list_and_hash_files (Saving *self, GError **error)
{
  static const char *const optional[] = { "scene.blend", MQ_VERSION_MESHES, "report.json",
                                          "plan.json" };
  const char *run = NULL;
  GString *lines = NULL;
  GHashTableIter iter;
  gpointer name;
  guint n_runs = 0;

  MQ_EACH (self->copy->versions, i, MqVersion, version)
    {
      guint number = mq_version_get_number (version);
      g_autofree char *script = g_strdup_printf ("versions/%u/script.py", number);

      add_file (self, script, NULL);
      for (gsize j = 0; j < G_N_ELEMENTS (optional); j++)
        {
          g_autofree char *file = g_strdup_printf ("versions/%u/%s", number, optional[j]);

          if (mq_files_is_regular (self->dir, file))
            add_file (self, file, NULL);
        }
      for (guint j = 1; j <= mq_version_get_n_pictures (version); j++)
        {
          g_autofree char *file = g_strdup_printf ("versions/%u/renders/render_%u.png", number, j);

          if (mq_files_is_regular (self->dir, file))
            add_file (self, file, NULL);
        }
    }

  MQ_EACH (self->events, i, const MqLibraryEvent, event)
    {
      g_autoptr (MqRunEvent) portable = NULL;

      if (g_strcmp0 (run, event->run) != 0)
        {
          if (lines != NULL)
            add_run (self, n_runs, run, lines);
          lines = g_string_new (NULL);
          run = event->run;
          n_runs++;
        }
      /* Appends the event, unless it belongs to this computer. */
      portable = make_portable (event->event, name_picture, self);
      if (portable != NULL)
        mq_library_record_add_line (lines, portable);
    }
  if (lines != NULL)
    add_run (self, n_runs, run, lines);

  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    add_file (self, name, NULL);

  g_ptr_array_sort_values (self->files, compare_files);

  MQ_EACH (self->files, i, MqShareFile, file)
    {
      g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

      if (!read_blocks (self, file, &file->size, hash_block, sum, error))
        return FALSE;
      file->sha256 = g_strdup (g_checksum_get_string (sum));
    }

  return TRUE;
}

static gboolean
fail_write (Saving *self, GError **error)
{
  return mq_files_fail (error, archive_errno (self->archive), N_ ("Could not write “%s”"),
                        self->path);
}

static gboolean
write_block (gpointer data, const char *block, gsize length, GError **error)
{
  Saving *self = data;

  return archive_write_data (self->archive, block, length) == (la_ssize_t)length
         || fail_write (self, error);
}

/* Without a time, an owner and a mode of this computer. */
static gboolean
write_header (Saving *self, const char *name, guint64 size, GError **error)
{
  struct archive_entry *entry = archive_entry_new ();
  int result;

  archive_entry_set_pathname (entry, name);
  archive_entry_set_size (entry, size);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  result = archive_write_header (self->archive, entry);
  archive_entry_free (entry);

  return result == ARCHIVE_OK || fail_write (self, error);
}

/* The manifest, which is the same for the same session, and all other files. */
static gboolean
write_files (Saving *self, GError **error)
{
  MqSessionCopy *session = self->copy;
  JsonArray *versions = json_array_new ();
  JsonArray *list = json_array_new ();
  g_autoptr (JsonObject) manifest = NULL;
  g_autofree char *text = NULL;

  MQ_EACH (session->versions, i, MqVersion, version)
    json_array_add_object_element (
        versions,
        mq_json_new ("number:i parent:i summary:s instruction:s created:l pictures:i",
                     mq_version_get_number (version), mq_version_get_parent (version),
                     mq_version_get_summary (version), mq_version_get_instruction (version),
                     mq_version_get_created (version), mq_version_get_n_pictures (version)));
  MQ_EACH (self->files, i, const MqShareFile, file)
    json_array_add_object_element (
        list, mq_json_new ("name:s size:l sha256:s", file->name, (gint64)file->size, file->sha256));

  manifest = mq_json_new ("format:i application:s session:o versions:a files:a", MQ_SHARE_FORMAT,
                          "Maquette " MQ_VERSION,
                          mq_json_new ("id:s title:s prompt:s created:l current:i", session->id,
                                       session->title, session->first_message, session->created,
                                       session->current),
                          versions, list);
  text = mq_json_object_to_string (manifest, TRUE);
  if (!write_header (self, MQ_SHARE_MANIFEST, strlen (text), error)
      || !write_block (self, text, strlen (text), error))
    return FALSE;

  MQ_EACH (self->files, i, const MqShareFile, file)
    {
      guint64 size;

      if (!write_header (self, file->name, file->size, error)
          || !read_blocks (self, file, &size, write_block, self, error))
        return FALSE;
      if (size != file->size)
        return mq_fail (error, MQ_ERROR_FAILED, _ ("The file “%s” has changed in the meantime"),
                        file->name);
    }

  return TRUE;
}

static gboolean
write_part (int folder, const char *part, gpointer data, GError **error)
{
  Saving *self = data;
  g_autofd int dir = mq_files_open_dir (self->copy->dir, error);
  g_autofd int fd = -1;
  g_autoptr (Archive) archive = NULL;

  self->dir = dir;
  if (dir < 0 || !list_and_hash_files (self, error))
    return FALSE;

  fd = openat (folder, part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (fd < 0)
    return mq_files_fail (error, errno, N_ ("Could not make “%s”"), self->path);

  /* Nothing is compressed: renders and Blender files are already, and a reader need not fear that a
   * small archive has large files. */
  self->archive = archive = archive_write_new ();
  if (archive_write_set_format_zip (archive) != ARCHIVE_OK
      || archive_write_zip_set_compression_store (archive) != ARCHIVE_OK
      || archive_write_set_bytes_in_last_block (archive, 1) != ARCHIVE_OK
      || archive_write_open_fd (archive, fd) != ARCHIVE_OK)
    return fail_write (self, error);
  if (!write_files (self, error))
    {
      archive_write_fail (archive);
      return FALSE;
    }
  if (archive_write_close (archive) != ARCHIVE_OK)
    return fail_write (self, error);
  if (fsync (fd) != 0)
    return mq_files_fail (error, errno, N_ ("Could not write “%s”"), self->path);

  self->size = lseek (fd, 0, SEEK_END);
  return TRUE;
}

static DexFuture *
write_fiber (Saving *self)
{
  GError *error = NULL;
  g_autofree char *parent = g_path_get_dirname (self->path);
  g_autofree char *name = g_path_get_basename (self->path);
  g_autofd int folder = mq_files_open_dir (parent, &error);

  return folder >= 0 && mq_files_put_with (folder, name, self->replace, write_part, self, &error)
                 && mq_files_sync_dir (folder, parent, &error)
             ? dex_future_new_for_int64 (self->size)
             : dex_future_new_for_error (error);
}

static DexFuture *
save_fiber (MqLibrary *library, MqSession *session, const char *path, gboolean replace,
            GCancellable *cancellable)
{
  g_auto (Saving) self = { library, session, path, replace, cancellable };
  g_autofree char *dir = g_build_filename (mq_library_get_path (library), "sessions",
                                           mq_session_get_id (session), NULL);
  g_autoptr (DexFuture) written = NULL;
  GError *error = NULL;
  GListModel *versions;

  if (!mq_export_check_path (path, replace, &error))
    return dex_future_new_for_error (error);
  if (mq_session_get_last_version (session) == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT,
                                  _ ("The session has no version yet"));
  if (!(self.events = dex_await_boxed (mq_library_load_events (library, session), &error)))
    return dex_future_new_for_error (error);

  self.files = g_ptr_array_new_with_free_func ((GDestroyNotify)share_file_free);
  self.shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.copy = mq_session_copy_new (dir);
  self.copy->id = g_strdup (mq_session_get_id (session));
  self.copy->title = g_strdup (mq_session_get_title (session));
  self.copy->first_message = g_strdup (mq_session_get_first_message (session));
  self.copy->created = mq_session_get_created (session);
  self.copy->current = mq_version_get_number (mq_session_get_current_version (session));

  /* As many pictures as an archive may have. */
  versions = mq_session_get_versions (self.session);
  for (guint i = 0; i < g_list_model_get_n_items (versions); i++)
    {
      g_autoptr (MqVersion) version = g_list_model_get_item (versions, i);

      g_ptr_array_add (
          self.copy->versions,
          mq_version_new (NULL, mq_version_get_number (version), mq_version_get_parent (version),
                          mq_version_get_summary (version), mq_version_get_instruction (version),
                          MIN (mq_version_get_n_pictures (version), MQ_SHARE_MAX_RENDERS),
                          mq_version_get_created (version)));
    }

  written = mq_fiber_spawn_on_thread (write_fiber, (G_TYPE_POINTER, &self));
  dex_await (dex_ref (written), NULL);
  return g_steal_pointer (&written);
}

/**
 * mq_share_save:
 * @library: a library
 * @session: one of its sessions
 * @path: the file to write
 * @replace: whether a file that exists may be replaced
 * @cancellable: (nullable): stops it
 *
 * Writes the whole session: its versions, what was said, and the pictures that were added. A run
 * that is not over is not in it.
 *
 * Returns: (transfer full): resolves to the file's size (int64) when it is complete on disk;
 *   rejects with %MQ_ERROR_BAD_INPUT (the path, or a session without a version),
 *   %MQ_ERROR_NO_SPACE, %MQ_ERROR_READ_ONLY, %MQ_ERROR_CANCELLED or %MQ_ERROR_FAILED, and then
 *   nothing is written
 */
DexFuture *
mq_share_save (MqLibrary *library, MqSession *session, const char *path, gboolean replace,
               GCancellable *cancellable)
{
  dex_return_error_if_fail (MQ_IS_LIBRARY (library));
  dex_return_error_if_fail (MQ_IS_SESSION (session));
  dex_return_error_if_fail (path != NULL);

  return mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, save_fiber, (MQ_TYPE_LIBRARY, library),
                              (MQ_TYPE_SESSION, session), (G_TYPE_STRING, path),
                              (G_TYPE_BOOLEAN, replace), (G_TYPE_CANCELLABLE, cancellable));
}
