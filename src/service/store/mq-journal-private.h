/* Struct of MqJournal, shared by its files: mq-journal.c holds the log, mq-journal-pictures.c
 * the pictures that are stored only while a run lasts. */
#pragma once

#include "service/store/mq-journal.h"

G_BEGIN_DECLS

struct _MqJournal
{
  GObject parent_instance;

  GThread *owner;
  MqDatabase *writer;
  MqDatabase *reader;
  struct _Group *group;
  char *uri; /* of PostgreSQL; NULL: a file */
};

G_END_DECLS
