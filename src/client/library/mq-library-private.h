/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared definitions of MqLibrary's files: the object, and jobs for the database's writer thread.
 * Only that thread accesses the disk; the lists change on the caller's thread afterwards. Private
 * to client/library. */
#pragma once

#include "client/library/mq-library.h"
#include "common/database/mq-sqlite.h"

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

/* The data of one job on the writer thread; each job uses the members it needs. */
typedef struct
{
  char *path;
  char *session;
  char *key;
  char *text;
  gint64 number;
  gboolean flag;
  MqSession *new_session;
  MqVersionDraft *draft;
  GString *lines;  /* of a run's record */
  GPtrArray *said; /* texts in it that a search is to find */
} MqLibraryWork;

MqLibraryWork *mq_library_work_new (MqLibrary *self, MqSession *session);
DexFuture *mq_library_read (MqLibrary *self, MqDatabaseFunc func, MqLibraryWork *work);
DexFuture *mq_library_write (MqLibrary *self, MqDatabaseFunc func, MqLibraryWork *work);

/* Futures from the results of the tables' functions. */
DexFuture *mq_library_done (gboolean good, GError **error);
DexFuture *mq_library_answer (GType boxed, gpointer value, GError *error);

/* Two objects as the data of a future's callback. */
gpointer *mq_library_pair_new (gpointer a, gpointer b);
void mq_library_pair_free (gpointer data);

void mq_library_insert (MqLibrary *self, MqSession *session);

G_END_DECLS
