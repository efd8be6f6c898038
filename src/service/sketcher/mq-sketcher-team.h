/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqSketcherTeam: the built-in team that needs no AI model. Implements MqTeam from data: kinds,
 * a library of Python functions, and a lexicon. */
#pragma once

#include "service/sketcher/kinds/mq-kind-catalogue.h"
#include "service/team/mq-team.h"

G_BEGIN_DECLS

#define MQ_TYPE_SKETCHER_TEAM (mq_sketcher_team_get_type ())
G_DECLARE_FINAL_TYPE (MqSketcherTeam, mq_sketcher_team, MQ, SKETCHER_TEAM, GObject)

MqTeam *mq_sketcher_team_new (const char *const *kind_dirs, double clearance,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
