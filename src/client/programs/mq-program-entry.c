/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqProgramEntry, see mq-program-entry.h. */
#include "client/programs/mq-program-entry.h"

#include "common/base/mq-paths.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"

#include <gio/gio.h>

#define FOLDER "Maquette"

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

/* In a Flatpak, the user's documents are not there, but the folder of its data is. */
static char *
make_default_folder (void)
{
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);
  g_autofree char *data = mq_paths_get_data_home ();

  if (mq_paths_is_flatpak ())
    return g_build_filename (data, "exports", NULL);

  return g_build_filename (documents != NULL ? documents : g_get_home_dir (), FOLDER, NULL);
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

/* @stored: as programs.json has it; what is missing or wrong is as for a new program;
 * @is_connected: whether a server of it runs. Returns: (transfer full): a program */
MqProgramEntry *
mq_program_entry_new (JsonObject *stored, gboolean is_connected)
{
  MqProgramEntry *self = g_object_new (MQ_TYPE_PROGRAM_ENTRY, NULL);
  const char *folder = mq_json_get_string (stored, "folder", NULL);

  self->name = mq_program_entry_clean_name (mq_json_get_string (stored, "name", NULL));
  self->first = mq_json_get_int (stored, "first", 0);
  self->last = mq_json_get_int (stored, "last", 0);
  self->sessions = mq_json_to_strings (mq_json_get_array (stored, "sessions"));
  if (self->sessions == NULL)
    self->sessions = g_new0 (char *, 1);
  self->has_own_folder = folder != NULL && g_path_is_absolute (folder);
  self->folder = self->has_own_folder ? g_strdup (folder) : make_default_folder ();
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (mq_json_get_boolean (stored, members[i].member, FALSE))
      self->flags |= members[i].flag;
  self->is_connected = is_connected;
  return self;
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
