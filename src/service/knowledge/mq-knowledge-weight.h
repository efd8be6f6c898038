/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Weights of entries: the likelihood that a modelling script needs an entry. Half of Blender's
 * API is for its windows, films or camera tracking. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

double mq_knowledge_weight (const char *id, int kind, gboolean has_tasks);

G_END_DECLS
