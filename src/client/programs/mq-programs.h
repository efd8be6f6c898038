/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The programs that have connected, and their rights: programs.json, which the server of each
 * program, the command line and Preferences read and change. */
#pragma once

#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

/** MQ_PROGRAM_MAX_SESSIONS: the newest ones that are remembered. */
#define MQ_PROGRAM_MAX_SESSIONS 100

/**
 * MqProgramFlags:
 * @MQ_PROGRAM_MODELS: it may use the user's models, which cost money
 * @MQ_PROGRAM_LIVE: it may send versions to the running Blender
 * @MQ_PROGRAM_BLOCKED: it may do nothing at all
 */
typedef enum
{
  MQ_PROGRAM_MODELS = 1 << 0,
  MQ_PROGRAM_LIVE = 1 << 1,
  MQ_PROGRAM_BLOCKED = 1 << 2,
} MqProgramFlags;

#define MQ_TYPE_PROGRAM_ENTRY (mq_program_entry_get_type ())
G_DECLARE_FINAL_TYPE (MqProgramEntry, mq_program_entry, MQ, PROGRAM_ENTRY, GObject)

const char *mq_program_entry_get_member (MqProgramFlags flag);

const char *mq_program_entry_get_name (MqProgramEntry *self);
gint64 mq_program_entry_get_first (MqProgramEntry *self);
gint64 mq_program_entry_get_last (MqProgramEntry *self);
gboolean mq_program_entry_is_connected (MqProgramEntry *self);
const char *const *mq_program_entry_get_sessions (MqProgramEntry *self);
gboolean mq_program_entry_has (MqProgramEntry *self, MqProgramFlags flag);
const char *mq_program_entry_get_folder (MqProgramEntry *self);
gboolean mq_program_entry_has_own_folder (MqProgramEntry *self);

char *mq_program_entry_clean_name (const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* These resolve to a GListModel of MqProgramEntry, the newest first, and to an MqProgramEntry. */
DexFuture *mq_programs_load (void) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_programs_load_one (const char *name) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *mq_programs_note (const char *name) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_programs_note_session (const char *name, const char *session) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *
mq_programs_set (const char *name, MqProgramFlags flag, gboolean value) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_programs_set_folder (const char *name, const char *folder) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *mq_programs_forget (const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
