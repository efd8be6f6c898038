/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqConfinement: what a process puts on before it runs what is not trusted: limits, Landlock and
 * system call filters. Read from words, so that the client alone decides. Used by the launcher,
 * which then becomes Blender (main.c), and by a forked Blender (mq-fork-child.c). */
#pragma once

#include <stdbool.h>

#define MQ_CONFINEMENT_VARIABLES 32

typedef struct
{
  const char *chdir;
  char *variables[MQ_CONFINEMENT_VARIABLES + 1];
  int n_variables;
  bool keeps_environment;
  bool is_confined;
  bool dies_with_parent;
  int life;   /* the life line, or -1 */
  int filter; /* a system call filter, or -1 */
  int kept;   /* the descriptor that the program inherits, or -1 */
} MqConfinement;

char **mq_confinement_read (char **words, MqConfinement *self);
void mq_confinement_enforce (const MqConfinement *self);
