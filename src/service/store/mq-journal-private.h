/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Struct of MqJournal, shared by its files: mq-journal.c holds the log, mq-journal-pictures.c
 * the pictures that are stored only while a run lasts. */
#pragma once

#include "service/store/mq-journal.h"

G_BEGIN_DECLS

/* For mq_sqlite_open() and mq_postgres_open(). */
extern const char *const mq_journal_layout[];

/* Entries that wait for the next commit; shared with the writer thread. */
typedef struct
{
  GMutex lock;
  GPtrArray *waiting; /* of JournalEntry */
  char *node;         /* that writes; NULL: the journal is a file. Set before the first entry */
} MqJournalGroup;

struct _MqJournal
{
  GObject parent_instance;

  GThread *owner;
  MqDatabase *writer;
  MqDatabase *reader;
  MqJournalGroup *group;
  char *uri; /* of PostgreSQL; NULL: a file */
};

G_END_DECLS
