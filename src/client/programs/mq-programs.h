/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The programs that have connected, and their rights: programs.json, which the server of each
 * program, the command line and Preferences read and change. */
#pragma once

#include "client/programs/mq-program-entry.h"

#include <libdex.h>

G_BEGIN_DECLS

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
