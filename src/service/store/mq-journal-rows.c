/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRow and MqRunRecord, the boxed records of the journal, see mq-journal.h. */
#include "service/store/mq-journal.h"

G_DEFINE_BOXED_TYPE (MqRow, mq_row, mq_row_copy, mq_row_free)
G_DEFINE_BOXED_TYPE (MqRunRecord, mq_run_record, mq_run_record_copy, mq_run_record_free)

/**
 * mq_row_copy:
 *
 * Returns: (transfer full): a copy
 */
MqRow *
mq_row_copy (const MqRow *self)
{
  MqRow *copy = g_new (MqRow, 1);

  *copy = *self;
  copy->type = g_strdup (self->type);
  copy->body = g_strdup (self->body);
  return copy;
}

/**
 * mq_row_free:
 * @self: (transfer full) (nullable): a row
 */
void
mq_row_free (MqRow *self)
{
  if (self == NULL)
    return;

  g_free (self->type);
  g_free (self->body);
  g_free (self);
}

/**
 * mq_run_record_copy:
 *
 * Returns: (transfer full): a copy
 */
MqRunRecord *
mq_run_record_copy (const MqRunRecord *self)
{
  MqRunRecord *copy = g_new (MqRunRecord, 1);

  *copy = *self;
  copy->id = g_strdup (self->id);
  copy->team = g_strdup (self->team);
  copy->mode = g_strdup (self->mode);
  copy->prompt = g_strdup (self->prompt);
  copy->request = g_strdup (self->request);
  copy->owner = g_strdup (self->owner);
  copy->node = g_strdup (self->node);
  copy->lead = g_strdup (self->lead);
  copy->session = g_strdup (self->session);
  copy->rows = self->rows != NULL ? g_ptr_array_ref (self->rows) : NULL;
  copy->last_type = g_strdup (self->last_type);
  return copy;
}

void
mq_run_record_free (MqRunRecord *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->team);
  g_free (self->mode);
  g_free (self->prompt);
  g_free (self->request);
  g_free (self->owner);
  g_free (self->node);
  g_free (self->lead);
  g_free (self->session);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self->last_type);
  g_free (self);
}
