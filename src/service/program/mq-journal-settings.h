/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the settings say that the journal is: a file of the service's folder, or a PostgreSQL that
 * its nodes share. The service and the administrator's commands open it here. */
#pragma once

#include "common/settings/mq-config.h"
#include "service/store/mq-journal.h"

G_BEGIN_DECLS

const char *mq_journal_settings_get_database (MqConfig *config);
gboolean mq_journal_settings_check (MqConfig *config, GError **error);
char *mq_journal_settings_dup_path (const char *data) G_GNUC_WARN_UNUSED_RESULT;
MqJournal *mq_journal_settings_open (MqConfig *config, const char *data,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
