/* Copies of the journal's database: made while a service uses it, checked, and put back. For
 * `maquette-service backup` and `restore`. Blocks, so not for a program with a main loop. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean mq_journal_backup (const char *path, const char *copy, GError **error);
gboolean mq_journal_backup_old (const char *path, char **kept, GError **error);
gboolean mq_journal_restore (const char *path, const char *copy, gboolean replaces_newer,
                             char **kept, GError **error);

G_END_DECLS
