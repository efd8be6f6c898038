/* Single statements at the journal's database, from anywhere in the service: their values are
 * copied, and the thread of the database runs them. What takes several statements is a job
 * (mq_journal_write()). */
#pragma once

#include "service/store/mq-journal.h"

G_BEGIN_DECLS

/**
 * MqRowFunc:
 * @statement: at a row
 *
 * Returns: (transfer full): what the row says
 */
typedef gpointer (*MqRowFunc) (MqStatement *statement);

/* @types: as for mq_database_query(), at most eight. */
/* Resolves to an int64: how many rows it has changed, once they are on disk. */
DexFuture *mq_journal_execute (MqJournal *self, const char *sql, const char *types,
                               ...) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to an int64: the first column of the first row; 0 without one. */
DexFuture *mq_journal_read_number (MqJournal *self, const char *sql, const char *types,
                                   ...) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to a GPtrArray (G_TYPE_PTR_ARRAY): what @func makes of each row. */
DexFuture *mq_journal_list (MqJournal *self, MqRowFunc func, GDestroyNotify free_func,
                            const char *sql, const char *types, ...) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to a GStrv: the first column of each row. */
DexFuture *mq_journal_list_texts (MqJournal *self, const char *sql, const char *types,
                                  ...) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
