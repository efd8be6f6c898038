/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The fits of printed pieces, as words and as gaps. Used by the sketcher's kinds and the planner's
 * prompt. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MQ_FIT_USUAL_GAP: the gap of a printer of which nothing is known, m. */
#define MQ_FIT_USUAL_GAP 0.0002

double mq_fit_find (const char *name);
char *mq_fit_describe_all (double gap) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
