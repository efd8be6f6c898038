/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqVersionHistory, see mq-version-step.h: which versions were current before, as the events of a
 * session's runs tell it. Undo and redo work as in an editor; a version that was made or chosen
 * after an undo ends what can be redone. */
#include "client/session/mq-version-step.h"

#include "client/session/mq-version.h"
#include "common/base/mq-error.h"

#include <glib/gi18n-lib.h>

struct _MqVersionHistory
{
  GArray *undo; /* of guint: numbers of versions, the latest last */
  GArray *redo;
  guint current; /* 0: none */
};

MqVersionHistory *
mq_version_history_new (void)
{
  MqVersionHistory *self = g_new0 (MqVersionHistory, 1);

  self->undo = g_array_new (FALSE, FALSE, sizeof (guint));
  self->redo = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

void
mq_version_history_free (MqVersionHistory *self)
{
  g_array_unref (self->undo);
  g_array_unref (self->redo);
  g_free (self);
}

static guint
get_parent (GListModel *versions, guint number)
{
  g_autoptr (MqVersion) version = mq_version_find (versions, number);

  return version != NULL ? mq_version_get_parent (version) : 0;
}

static guint
get_top (GArray *stack)
{
  return stack->len > 0 ? g_array_index (stack, guint, stack->len - 1) : 0;
}

static void
pop (GArray *stack)
{
  if (stack->len > 0)
    g_array_set_size (stack, stack->len - 1);
}

/* Copies of another session's versions have no events: there the parent comes before. */
static guint
get_previous (MqVersionHistory *self, GListModel *versions)
{
  while (self->undo->len > 0 && get_top (self->undo) == self->current)
    pop (self->undo);

  return self->undo->len > 0 ? get_top (self->undo) : get_parent (versions, self->current);
}

static void
push (MqVersionHistory *self, guint number)
{
  if (self->current != 0 && self->current != number)
    g_array_append_val (self->undo, self->current);
  g_array_set_size (self->redo, 0);
  self->current = number;
}

/* @number is current, without an event: the user chose it for the next change. Variants, and what
 * the user tried in place of each other, have the same one before them. */
static void
settle (MqVersionHistory *self, guint number, GListModel *versions)
{
  guint parent = get_parent (versions, number);

  if (self->current == number || number == 0)
    return;

  if (self->current == 0 || parent == get_parent (versions, self->current))
    self->current = number;
  else
    push (self, number);
}

static guint
read_number (gint64 number)
{
  return (guint)CLAMP (number, 0, G_MAXINT);
}

/**
 * mq_version_history_apply:
 * @self: a history
 * @event: the next event of the session, live or from its record
 * @versions: the session's versions
 */
void
mq_version_history_apply (MqVersionHistory *self, MqRunEvent *event, GListModel *versions)
{
  if (event->kind == MQ_EVENT_KEPT)
    {
      guint number = read_number (event->kept.version);
      guint parent = get_parent (versions, number);

      if (parent == get_parent (versions, self->current))
        {
          self->current = number;
          g_array_set_size (self->redo, 0);
          return;
        }

      settle (self, parent, versions);
      push (self, number);
    }
  else if (event->kind == MQ_EVENT_CURRENT)
    {
      guint number = read_number (event->current.version);

      settle (self, read_number (event->current.from), versions);
      if (number == get_top (self->redo))
        {
          pop (self->redo);
          g_array_append_val (self->undo, self->current);
          self->current = number;
        }
      else if (number == get_previous (self, versions))
        {
          pop (self->undo);
          g_array_append_val (self->redo, self->current);
          self->current = number;
        }
      else
        push (self, number);
    }
}

/**
 * mq_version_history_find:
 * @self: a history
 * @step: what the user asks for
 * @current: the number of the current version; 0: none
 * @versions: the session's versions
 * @error: %MQ_ERROR_NOT_FOUND: there is no such version, with a sentence for the user
 *
 * Returns: the number of the version that the step leads to, not @current; 0 on error
 */
guint
mq_version_history_find (MqVersionHistory *self, const MqVersionStep *step, guint current,
                         GListModel *versions, GError **error)
{
  g_autoptr (MqVersion) version = NULL;
  guint number;

  settle (self, current, versions);
  number = step->kind == MQ_VERSION_STEP_TO     ? step->number
           : step->kind == MQ_VERSION_STEP_REDO ? get_top (self->redo)
                                                : get_previous (self, versions);
  version = mq_version_find (versions, number);
  if (version != NULL && number != current)
    return number;

  if (step->kind == MQ_VERSION_STEP_TO && version != NULL)
    mq_fail (error, MQ_ERROR_NOT_FOUND, _ ("Version %u is already the current one"), number);
  else if (step->kind == MQ_VERSION_STEP_TO)
    mq_fail (error, MQ_ERROR_NOT_FOUND, _ ("There is no version %u"), number);
  else if (step->kind == MQ_VERSION_STEP_REDO)
    mq_fail (error, MQ_ERROR_NOT_FOUND, _ ("There is nothing to redo"));
  else
    mq_fail (error, MQ_ERROR_NOT_FOUND, _ ("There is nothing to undo: no version came before"));
  return 0;
}
