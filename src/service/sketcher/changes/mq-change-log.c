/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqChangeLog, see mq-change-log.h. */
#include "service/sketcher/changes/mq-change-log.h"

/* Maximum phrases that are listed, to keep the answer readable. */
#define MAX_PHRASES 60

MqChangeLog *
mq_change_log_new (void)
{
  MqChangeLog *self = g_new0 (MqChangeLog, 1);

  self->done = mq_phrases_new ();
  self->not_done = g_ptr_array_new_null_terminated (1, g_free, TRUE);
  self->named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
mq_change_log_free (MqChangeLog *self)
{
  g_ptr_array_unref (self->done);
  g_ptr_array_unref (self->not_done);
  g_hash_table_unref (self->named);
  g_free (self);
}

/* Records a change to the subject named @name, an English noun. */
MqPhrase *
mq_change_log_add (MqChangeLog *self, MqPhraseType type, const char *key, const char *name)
{
  MqPhrase *phrase = mq_phrases_add (self->done, type, key, name);

  mq_phrase_inflect (phrase);
  return phrase;
}

/* Records why what is applied now is not done, or not as it was said. */
void
mq_change_log_refuse (MqChangeLog *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  if (self->current != NULL)
    g_set_str (&self->current->refused, text);
  else if (self->request != NULL)
    g_set_str (&self->request->refused, text);
  if (self->not_done->len < MAX_PHRASES
      && !g_ptr_array_find_with_equal_func (self->not_done, text, g_str_equal, NULL))
    g_ptr_array_add (self->not_done, g_steal_pointer (&text));
}
