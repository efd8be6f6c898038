/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqExportArchive: a ZIP archive that is sent as the reply to a request while it is made. */
#pragma once

#include "service/http/mq-exchange.h"

G_BEGIN_DECLS

typedef struct _MqExportArchive MqExportArchive;

/* All await. */
MqExportArchive *mq_export_archive_new (MqExchange *exchange, GError **error);
gboolean mq_export_archive_begin (MqExportArchive *self, const char *name, GError **error);
gboolean mq_export_archive_write (MqExportArchive *self, GString *text, GError **error);
gboolean
mq_export_archive_add (MqExportArchive *self, const char *name, GBytes *bytes, GError **error);
gboolean mq_export_archive_end (MqExportArchive *self, GError **error);
void mq_export_archive_free (MqExportArchive *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqExportArchive, mq_export_archive_free)

G_END_DECLS
