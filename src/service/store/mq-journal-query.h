/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Statements and jobs at the journal's database, from anywhere in the service, as in
 * mq-database-query.h: on the connection that writes, or on that which reads. */
#pragma once

#include "common/database/mq-database-query.h"
#include "service/store/mq-journal.h"

#define mq_journal_execute(self, ...)                                                              \
  mq_database_execute (mq_journal_get_writer (self), __VA_ARGS__)
#define mq_journal_read_number(self, ...)                                                          \
  mq_database_read_number (mq_journal_get_reader (self), __VA_ARGS__)
#define mq_journal_list(self, ...) mq_database_list (mq_journal_get_reader (self), __VA_ARGS__)
#define mq_journal_list_texts(self, ...)                                                           \
  mq_database_list_texts (mq_journal_get_reader (self), __VA_ARGS__)
#define mq_journal_write(self, ...) mq_database_call (mq_journal_get_writer (self), __VA_ARGS__)
#define mq_journal_read(self, ...) mq_database_call (mq_journal_get_reader (self), __VA_ARGS__)
