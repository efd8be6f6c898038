/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTeams: the teams of a service, in the order shown to the user. One is the default, used when
 * a run names none. Created when the service starts. */
#pragma once

#include "service/team/mq-team.h"

G_BEGIN_DECLS

#define MQ_TYPE_TEAMS (mq_teams_get_type ())
G_DECLARE_FINAL_TYPE (MqTeams, mq_teams, MQ, TEAMS, GObject)

/**
 * MqTeams:
 * @teams: (element-type MqTeam): at least one
 * @fallback: index of the default team
 */
struct _MqTeams
{
  GObject parent_instance;

  GPtrArray *teams;
  guint fallback;
};

MqTeams *mq_teams_new (MqTeam *first);
void mq_teams_add (MqTeams *self, MqTeam *team, gboolean is_default);

MqTeam *mq_teams_get_default (MqTeams *self);
MqTeam *mq_teams_find (MqTeams *self, const char *id, GError **error);

G_END_DECLS
