/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRemedy: the remedy for each kind of MqProblem: an icon, a button, and whether the problem fills
 * a page because it blocks all new work. Used by MqWindow and MqWelcome. */
#pragma once

#include "app/workspace/mq-workspace.h"

G_BEGIN_DECLS

typedef struct
{
  const char *icon;
  const char *label;  /* of the button, to be translated */
  const char *action; /* "win.…" or "app.…", without a parameter */
  gboolean is_page;   /* blocks new work: shown as a page, in place of the examples */
  gboolean retries;   /* has a Try Again button, too */
  gboolean is_quiet;  /* what the page suggests is done elsewhere */
} MqRemedy;

const MqRemedy *mq_remedy_get (MqProblemKind kind);

G_END_DECLS
