/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqProblem: see mq-problem.h. */
#include "app/workspace/mq-problem.h"

G_DEFINE_FINAL_TYPE (MqProblem, mq_problem, G_TYPE_OBJECT)

static void
mq_problem_finalize (GObject *object)
{
  MqProblem *self = MQ_PROBLEM (object);

  g_free (self->title);
  g_free (self->text);

  G_OBJECT_CLASS (mq_problem_parent_class)->finalize (object);
}

static void
mq_problem_class_init (MqProblemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_problem_finalize;
}

static void
mq_problem_init (MqProblem *self)
{
}

static guint
find (GListStore *problems, MqProblemKind kind)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (problems));
  guint i = 0;

  for (; i < n; i++)
    {
      g_autoptr (MqProblem) problem = g_list_model_get_item (G_LIST_MODEL (problems), i);

      if (problem->kind >= kind)
        break;
    }

  return i;
}

/* Returns: (transfer none) (nullable): the problem, if it is in the list */
MqProblem *
mq_problems_find (GListStore *problems, MqProblemKind kind)
{
  g_autoptr (MqProblem) problem = g_list_model_get_item (G_LIST_MODEL (problems),
                                                         find (problems, kind));

  return problem != NULL && problem->kind == kind ? problem : NULL;
}

/* Inserts the problem by its severity, in place of an earlier one of its kind. */
void
mq_problems_set (GListStore *problems, MqProblemKind kind, const char *title, const char *text)
{
  g_autoptr (MqProblem) problem = NULL;
  MqProblem *known = mq_problems_find (problems, kind);

  if (known != NULL && g_str_equal (known->text, text) && g_str_equal (known->title, title))
    return;

  problem = g_object_new (MQ_TYPE_PROBLEM, NULL);
  problem->kind = kind;
  problem->title = g_strdup (title);
  problem->text = g_strdup (text);
  g_list_store_splice (problems, find (problems, kind), known != NULL ? 1 : 0, (gpointer *)&problem,
                       1);
}

void
mq_problems_clear (GListStore *problems, MqProblemKind kind)
{
  if (mq_problems_find (problems, kind) != NULL)
    g_list_store_remove (problems, find (problems, kind));
}
