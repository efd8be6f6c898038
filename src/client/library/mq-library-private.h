/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The library's object, for the files that are MqLibrary. Only the database's writer thread
 * accesses the disk; the lists change on the caller's thread afterwards. */
#pragma once

#include "client/library/mq-library-record.h"
#include "client/library/mq-library.h"
#include "common/database/mq-database-query.h"

#include <gio/gio.h>

G_BEGIN_DECLS

struct _MqLibrary
{
  GObject parent_instance;

  char *path;
  MqDatabase *db;    /* NULL: there is no library, and none can be created */
  GError *read_only; /* NULL: it is writable */
  GListStore *sessions;
  GHashTable *removed;   /* ids that are out of the list, but not yet removed on disk */
  GHashTable *work_dirs; /* path → descriptor + 1, which holds the folder's lock */
};

/* As mq_database_call(): for jobs that read, and for jobs that write. They reject if the library
 * has no database, or if it is read-only. */
#define mq_library_read(self, func, ...)                                                           \
  ((self)->db != NULL ? mq_database_call ((self)->db, func, __VA_ARGS__) : mq_library_reject (self))
#define mq_library_write(self, func, ...)                                                          \
  ((self)->read_only == NULL ? mq_database_call ((self)->db, func, __VA_ARGS__)                    \
                             : mq_library_reject (self))
/* As mq_database_execute(). */
#define mq_library_execute(self, ...)                                                              \
  ((self)->read_only == NULL ? mq_database_execute ((self)->db, __VA_ARGS__)                       \
                             : mq_library_reject (self))
DexFuture *mq_library_reject (MqLibrary *self) G_GNUC_WARN_UNUSED_RESULT;

/* Futures from the results of the tables' functions. */
DexFuture *mq_library_answer (GType boxed, gpointer value, GError *error);

G_END_DECLS
