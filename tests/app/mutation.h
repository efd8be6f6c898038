/* Seeded mutations of a text, for the parsers of what comes from outside: the same seed, the same
 * texts, so that a failure can be looked at again. */
#pragma once

#include <glib.h>

typedef void (*MutationFunc) (const char *data, gsize length, gpointer user_data);

/* Calls @func with @count mutated copies of each sample; each copy ends in NUL beyond @length, and
 * lies in memory of exactly its size, so that a read past it is seen. */
void mutation_run (const char *const *samples, guint count, guint32 seed, const char *alphabet,
                   MutationFunc func, gpointer user_data);
