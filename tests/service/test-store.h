/* The journal of a test, in the store that the test runs with: SQLite, or the PostgreSQL of
 * tests/support/with-postgres. */
#pragma once

#include "service/store/mq-journal.h"

G_BEGIN_DECLS

gboolean test_store_is_shared (void);
MqJournal *test_store_try_open (const char *name, GError **error);
MqJournal *test_store_open (const char *name);

G_END_DECLS
