/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqProblem: a lasting problem of the workspace, such as a missing Blender, with one remedy. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The one that prevents most comes first. */
typedef enum
{
  MQ_PROBLEM_LIBRARY,    /* cannot be opened at all */
  MQ_PROBLEM_NO_BLENDER, /* no usable Blender was found */
  MQ_PROBLEM_SERVICE,    /* not reachable, or not a Maquette service */
  MQ_PROBLEM_SIGN_IN,
  MQ_PROBLEM_SIGNING_IN, /* waits for the browser */
  MQ_PROBLEM_TERMS,      /* of the service, not accepted yet */
  MQ_PROBLEM_QUOTA,
  MQ_PROBLEM_LIBRARY_READ_ONLY, /* of a newer Maquette, or on a read-only disk */
  MQ_PROBLEM_SANDBOX,           /* off, or does not work on this machine */
  MQ_PROBLEM_CONFIG,            /* a file of settings is malformed and ignored */
} MqProblemKind;

#define MQ_TYPE_PROBLEM (mq_problem_get_type ())
G_DECLARE_FINAL_TYPE (MqProblem, mq_problem, MQ, PROBLEM, GObject)

/* Never changed once it is in the list. */
struct _MqProblem
{
  GObject parent_instance;

  MqProblemKind kind;
  char *title; /* translated: "No Blender found" */
  char *text;  /* what happened and what to do */
};

/* @problems: a list of MqProblem, the worst first. */
MqProblem *mq_problems_find (GListStore *problems, MqProblemKind kind);
void
mq_problems_set (GListStore *problems, MqProblemKind kind, const char *title, const char *text);
void mq_problems_clear (GListStore *problems, MqProblemKind kind);

G_END_DECLS
