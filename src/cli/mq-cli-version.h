/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The version that the user names on the command line: SESSION or SESSION:VERSION. Used by the
 * commands about versions. */
#pragma once

#include "client/library/mq-library.h"

G_BEGIN_DECLS

MqVersion *mq_cli_find_version (MqLibrary *library, const char *what, MqSession **session,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
MqSession *mq_cli_find_session (MqLibrary *library, const char *what, GError **error);
char *mq_cli_load_script (MqVersion *version, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
