/* Struct of MqJournal, shared by its files: mq-journal.c holds the log, mq-journal-pictures.c
 * the pictures that are stored only while a run lasts. */
#pragma once

#include "common/mq-sqlite.h"
#include "service/store/mq-journal.h"

G_BEGIN_DECLS

struct _MqJournal
{
  GObject parent_instance;

  GThread *owner;
  MqSqlite *writer;
  MqSqlite *reader;
  struct _Group *group;
};

G_END_DECLS
