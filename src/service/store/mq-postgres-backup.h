/* Copies of a shared journal, made and put back by PostgreSQL's own programs. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean mq_postgres_backup (const char *uri, const char *copy, GError **error);
gboolean mq_postgres_backup_old (const char *uri, const char *folder, char **kept, GError **error);
gboolean mq_postgres_restore (const char *uri, const char *copy, gboolean replaces, char **kept,
                              GError **error);

G_END_DECLS
