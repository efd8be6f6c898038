/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* programs.json, see mq-programs.h: `{"programs": [{"name": "zed", "first": 1763990000, …}]}`. It
 * is read leniently, as users may edit it, and always written as a whole. */
#include "client/programs/mq-programs.h"

#include "client/programs/mq-program-lock.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-text.h"
#include "common/base/mq-thread.h"
#include "common/json/mq-json.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

/* bytes of a name */
#define MQ_PROGRAM_MAX_NAME 64

/* MqProgramEntry: another program that has connected to let its model build, and its rights, as
 * they were when they were read. It names itself, so a name is a claim. Made by mq_programs_load().
 */

#define FOLDER "Maquette"
#define MAX_FILE (4 * 1024 * 1024)
/* Programs choose their names: one that changes its own all the time does not fill the disk. */
#define MAX_PROGRAMS 100
#define MAX_SESSION 64 /* bytes of an id */

struct _MqProgramEntry
{
  GObject parent_instance;

  char *name;
  gint64 first;
  gint64 last;
  GStrv sessions;
  char *folder;
  gboolean has_own_folder;
  MqProgramFlags flags;
  gboolean is_connected;
};

G_DEFINE_FINAL_TYPE (MqProgramEntry, mq_program_entry, G_TYPE_OBJECT)

static const struct
{
  MqProgramFlags flag;
  const char *member;
} members[] = {
  { MQ_PROGRAM_MODELS, "models" },
  { MQ_PROGRAM_LIVE, "live" },
  { MQ_PROGRAM_BLOCKED, "blocked" },
};

typedef enum
{
  CHANGE_SEEN,
  CHANGE_SESSION,
  CHANGE_FLAG,
  CHANGE_FOLDER,
  CHANGE_FORGET,
} Change;

static void
mq_program_entry_finalize (GObject *object)
{
  MqProgramEntry *self = MQ_PROGRAM_ENTRY (object);

  g_free (self->name);
  g_free (self->folder);
  g_strfreev (self->sessions);

  G_OBJECT_CLASS (mq_program_entry_parent_class)->finalize (object);
}

static void
mq_program_entry_class_init (MqProgramEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_program_entry_finalize;
}

static void
mq_program_entry_init (MqProgramEntry *self)
{
}

/**
 * mq_program_entry_get_member:
 * @flag: one flag
 *
 * Returns: the member of programs.json that has it
 */
const char *
mq_program_entry_get_member (MqProgramFlags flag)
{
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (members[i].flag == flag)
      return members[i].member;

  g_return_val_if_reached (NULL);
}

const char *
mq_program_entry_get_name (MqProgramEntry *self)
{
  return self->name;
}

/**
 * mq_program_entry_get_first:
 * @self: a program
 *
 * Returns: when it connected first, Unix seconds; 0: never
 */
gint64
mq_program_entry_get_first (MqProgramEntry *self)
{
  return self->first;
}

/**
 * mq_program_entry_get_last:
 * @self: a program
 *
 * Returns: when it was last connected, Unix seconds; 0: never
 */
gint64
mq_program_entry_get_last (MqProgramEntry *self)
{
  return self->last;
}

gboolean
mq_program_entry_is_connected (MqProgramEntry *self)
{
  return self->is_connected;
}

/**
 * mq_program_entry_get_sessions:
 * @self: a program
 *
 * Returns: (transfer none): the ids of the sessions that it has worked in, the newest first; the
 *   user may have deleted some
 */
const char *const *
mq_program_entry_get_sessions (MqProgramEntry *self)
{
  return (const char *const *)self->sessions;
}

gboolean
mq_program_entry_has (MqProgramEntry *self, MqProgramFlags flag)
{
  return (self->flags & flag) != 0;
}

/**
 * mq_program_entry_get_folder:
 * @self: a program
 *
 * Returns: the folder that it may write exports to; it may not be there yet
 */
const char *
mq_program_entry_get_folder (MqProgramEntry *self)
{
  return self->folder;
}

/* Returns: whether the user has chosen its folder */
gboolean
mq_program_entry_has_own_folder (MqProgramEntry *self)
{
  return self->has_own_folder;
}

/**
 * mq_program_entry_clean_name:
 * @name: (nullable): what a program calls itself
 *
 * Returns: (transfer full): the name under which it is known: one line that can be shown
 */
char *
mq_program_entry_clean_name (const char *name)
{
  g_autofree char *clean = mq_text_clean (name, MQ_PROGRAM_MAX_NAME);

  g_strstrip (g_strdelimit (clean, "\n\t", ' '));
  return g_strdup (mq_text_is_blank (clean) ? "unnamed" : clean);
}

/* Returns: (transfer full): the file's content; nothing, if it cannot be read */
static JsonObject *
load_file (const char *path)
{
  gsize length = 0;
  g_autofree char *text = mq_files_load (path, MAX_FILE, &length, NULL);
  JsonObject *file = text != NULL ? mq_json_parse_object (text, (gssize)length, NULL) : NULL;

  if (file == NULL)
    file = json_object_new ();
  if (mq_json_get_array (file, "programs") == NULL)
    json_object_set_array_member (file, "programs", json_array_new ());
  return file;
}

static MqProgramEntry *
make_program (JsonObject *stored)
{
  MqProgramEntry *self = g_object_new (MQ_TYPE_PROGRAM_ENTRY, NULL);
  const char *folder = mq_json_get_string (stored, "folder", NULL);
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);

  self->name = mq_program_entry_clean_name (mq_json_get_string (stored, "name", NULL));
  self->first = mq_json_get_int (stored, "first", 0);
  self->last = mq_json_get_int (stored, "last", 0);
  self->sessions = mq_json_to_strings (mq_json_get_array (stored, "sessions"));
  if (self->sessions == NULL)
    self->sessions = g_new0 (char *, 1);
  self->has_own_folder = folder != NULL && g_path_is_absolute (folder);
  if (self->has_own_folder)
    self->folder = g_strdup (folder);
  else if (mq_paths_is_flatpak ())
    {
      g_autofree char *data = mq_paths_get_data_home ();

      /* The user's documents are not there, but the folder of its data is. */
      self->folder = g_build_filename (data, "exports", NULL);
    }
  else
    self->folder = g_build_filename (documents != NULL ? documents : g_get_home_dir (), FOLDER,
                                     NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (mq_json_get_boolean (stored, members[i].member, FALSE))
      self->flags |= members[i].flag;
  self->is_connected = mq_program_lock_is_taken (self->name);
  return self;
}

static int
compare_last (gconstpointer a, gconstpointer b, gpointer user_data)
{
  gint64 one = mq_program_entry_get_last ((MqProgramEntry *)a);
  gint64 other = mq_program_entry_get_last ((MqProgramEntry *)b);

  return one != other ? (one < other ? 1 : -1)
                      : g_strcmp0 (mq_program_entry_get_name ((MqProgramEntry *)a),
                                   mq_program_entry_get_name ((MqProgramEntry *)b));
}

static DexFuture *
load_fiber (const char *path)
{
  g_autoptr (JsonObject) file = load_file (path);
  JsonArray *stored = mq_json_get_array (file, "programs");
  GListStore *programs = g_list_store_new (MQ_TYPE_PROGRAM_ENTRY);

  for (guint i = 0; i < mq_json_length (stored); i++)
    if (mq_json_get_string (mq_json_element_object (stored, i), "name", NULL) != NULL)
      {
        g_autoptr (MqProgramEntry) program = make_program (mq_json_element_object (stored, i));

        g_list_store_insert_sorted (programs, program, compare_last, NULL);
      }

  return dex_future_new_take_object (programs);
}

/**
 * mq_programs_load:
 *
 * Returns: (transfer full): resolves to a #GListModel of #MqProgramEntry, the newest first
 */
DexFuture *
mq_programs_load (void)
{
  g_autofree char *path = mq_paths_get_programs_file ();

  return mq_fiber_spawn_on_thread (load_fiber, (G_TYPE_STRING, path));
}

static DexFuture *
load_one_fiber (const char *path, const char *name)
{
  g_autoptr (JsonObject) file = load_file (path);
  g_autoptr (JsonObject) unknown = mq_json_new ("name:s", name);
  JsonObject *stored = mq_json_find (mq_json_get_array (file, "programs"), "name", name);

  return dex_future_new_take_object (make_program (stored != NULL ? stored : unknown));
}

/**
 * mq_programs_load_one:
 * @name: a clean name
 *
 * Returns: (transfer full): resolves to an #MqProgramEntry; one that is not known has no rights
 */
DexFuture *
mq_programs_load_one (const char *name)
{
  g_autofree char *path = mq_paths_get_programs_file ();

  return mq_fiber_spawn_on_thread (load_one_fiber, (G_TYPE_STRING, path), (G_TYPE_STRING, name));
}

static JsonObject *
ensure (JsonArray *programs, const char *name)
{
  JsonObject *program = mq_json_find (programs, "name", name);
  guint oldest = G_MAXUINT;
  gint64 last = G_MAXINT64;

  if (program != NULL)
    return program;

  /* The one that was away longest makes room, of those that the user has decided nothing about. */
  MQ_JSON_EACH (programs, i, other)
    {
      if (mq_json_get_boolean (other, "models", FALSE) || mq_json_get_boolean (other, "live", FALSE)
          || mq_json_get_boolean (other, "blocked", FALSE)
          || mq_json_get_string (other, "folder", NULL) != NULL)
        continue;
      if (mq_json_get_int (other, "last", 0) < last)
        {
          oldest = i;
          last = mq_json_get_int (other, "last", 0);
        }
    }
  if (json_array_get_length (programs) >= MAX_PROGRAMS && oldest != G_MAXUINT)
    json_array_remove_element (programs, oldest);

  program = mq_json_new ("name:s", name);
  json_array_add_object_element (programs, program);
  return program;
}

/* @text: (nullable): a session or a folder. */
static void
apply (JsonArray *programs, const char *name, Change change, const char *text, MqProgramFlags flag,
       gboolean value)
{
  JsonObject *program = change != CHANGE_FORGET ? ensure (programs, name) : NULL;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_auto (GStrv) old = NULL;
  JsonArray *sessions;

  switch (change)
    {
    case CHANGE_SEEN:
      if (mq_json_get_int (program, "first", 0) == 0)
        json_object_set_int_member (program, "first", now);
      json_object_set_int_member (program, "last", now);
      break;
    case CHANGE_SESSION:
      old = mq_json_to_strings (mq_json_get_array (program, "sessions"));
      sessions = json_array_new ();
      json_array_add_string_element (sessions, text);
      for (gsize i = 0; old != NULL && old[i] != NULL; i++)
        if (json_array_get_length (sessions) < MQ_PROGRAM_MAX_SESSIONS
            && !g_str_equal (old[i], text) && strlen (old[i]) <= MAX_SESSION)
          json_array_add_string_element (sessions, old[i]);
      json_object_set_array_member (program, "sessions", sessions);
      break;
    case CHANGE_FLAG:
      json_object_set_boolean_member (program, mq_program_entry_get_member (flag), value);
      break;
    case CHANGE_FOLDER:
      if (text != NULL)
        json_object_set_string_member (program, "folder", text);
      else
        json_object_remove_member (program, "folder");
      break;
    case CHANGE_FORGET:
      for (guint i = 0; i < json_array_get_length (programs); i++)
        if (g_strcmp0 (mq_json_get_string (mq_json_element_object (programs, i), "name", NULL),
                       name)
            == 0)
          {
            json_array_remove_element (programs, i);
            break;
          }
      break;
    }
}

/* One writer at a time across processes: it reads what the one before has written. */
static DexFuture *
change_fiber (const char *path, const char *name, int change, const char *text, int flag,
              gboolean value)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *basename = g_path_get_basename (path);
  g_autofree char *written = NULL;
  g_autoptr (JsonObject) file = NULL;
  GError *error = NULL;
  g_autofd int lock = dex_await_int (mq_thread_lock_runtime ("programs.lock"), &error);
  g_autofd int dir = error == NULL && mq_paths_make_private (folder, &error)
                         ? mq_files_open_dir (folder, &error)
                         : -1;

  if (dir < 0)
    return dex_future_new_for_error (error);

  file = load_file (path);
  apply (mq_json_get_array (file, "programs"), name, (Change)change, text, (MqProgramFlags)flag,
         value);
  written = mq_json_object_to_string (file, TRUE);
  return mq_files_put (dir, basename, written, strlen (written), TRUE, &error)
             ? dex_future_new_true ()
             : dex_future_new_for_error (error);
}

static DexFuture *
change_program (const char *name, Change what, const char *text, MqProgramFlags flag,
                gboolean value)
{
  g_autofree char *path = mq_paths_get_programs_file ();

  return mq_fiber_spawn_on_thread (change_fiber, (G_TYPE_STRING, path), (G_TYPE_STRING, name),
                                   (G_TYPE_INT, (int)what), (G_TYPE_STRING, text),
                                   (G_TYPE_INT, (int)flag), (G_TYPE_BOOLEAN, value));
}

/**
 * mq_programs_note:
 * @name: a clean name
 *
 * It is connected now, or was until now.
 *
 * Returns: (transfer full): resolves to %TRUE when it is on disk; rejects as mq_files_fail()
 */
DexFuture *
mq_programs_note (const char *name)
{
  return change_program (name, CHANGE_SEEN, NULL, 0, FALSE);
}

/**
 * mq_programs_note_session:
 * @name: a clean name
 * @session: the id of a session that it has worked in
 *
 * Returns: (transfer full): as mq_programs_note()
 */
DexFuture *
mq_programs_note_session (const char *name, const char *session)
{
  return change_program (name, CHANGE_SESSION, session, 0, FALSE);
}

/**
 * mq_programs_set:
 * @name: a clean name
 * @flag: one flag
 * @value: whether it is set
 *
 * Returns: (transfer full): as mq_programs_note()
 */
DexFuture *
mq_programs_set (const char *name, MqProgramFlags flag, gboolean value)
{
  return change_program (name, CHANGE_FLAG, NULL, flag, value);
}

/**
 * mq_programs_set_folder:
 * @name: a clean name
 * @folder: (nullable): an absolute path; %NULL: the usual one
 *
 * Returns: (transfer full): as mq_programs_note()
 */
DexFuture *
mq_programs_set_folder (const char *name, const char *folder)
{
  dex_return_error_if_fail (folder == NULL || g_path_is_absolute (folder));

  return change_program (name, CHANGE_FOLDER, folder, 0, FALSE);
}

/**
 * mq_programs_forget:
 * @name: a clean name
 *
 * Its sessions stay. It has no rights when it connects again.
 *
 * Returns: (transfer full): as mq_programs_note()
 */
DexFuture *
mq_programs_forget (const char *name)
{
  return change_program (name, CHANGE_FORGET, NULL, 0, FALSE);
}
