/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The copy of a journal before its layout changes, because an older version cannot read the new
 * one. Used by mq-journal-settings.c for a shared service. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean mq_journal_read_layout (const char *path, const char *uri, gint64 *layout, gint64 *newest,
                                 GError **error);
gboolean mq_journal_copy_old (const char *path, const char *uri, char **copy, GError **error);

G_END_DECLS
