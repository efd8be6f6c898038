/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTeams, see mq-teams.h. */
#include "service/team/mq-teams.h"

#include "common/base/mq-error.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (MqTeams, mq_teams, G_TYPE_OBJECT)

static void
mq_teams_finalize (GObject *object)
{
  g_clear_pointer (&MQ_TEAMS (object)->teams, g_ptr_array_unref);

  G_OBJECT_CLASS (mq_teams_parent_class)->finalize (object);
}

static void
mq_teams_class_init (MqTeamsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_teams_finalize;
}

static void
mq_teams_init (MqTeams *self)
{
  self->teams = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * mq_teams_new:
 * @first: the first team
 *
 * Returns: (transfer full): teams with @first as the only one and the default
 */
MqTeams *
mq_teams_new (MqTeam *first)
{
  MqTeams *self = g_object_new (MQ_TYPE_TEAMS, NULL);

  mq_teams_add (self, first, TRUE);
  return self;
}

/**
 * mq_teams_add:
 * @team: a team with a unique id
 * @is_default: whether it is used when a run names none
 */
void
mq_teams_add (MqTeams *self, MqTeam *team, gboolean is_default)
{
  g_return_if_fail (MQ_IS_TEAMS (self) && MQ_IS_TEAM (team));

  if (is_default)
    self->fallback = self->teams->len;
  g_ptr_array_add (self->teams, g_object_ref (team));
}

/**
 * mq_teams_get_default:
 *
 * Returns: (transfer none): the team of runs that name none
 */
MqTeam *
mq_teams_get_default (MqTeams *self)
{
  g_return_val_if_fail (MQ_IS_TEAMS (self), NULL);

  return g_ptr_array_index (self->teams, self->fallback);
}

/**
 * mq_teams_find:
 * @id: (nullable): a team's id; %NULL is the default
 * @error: %MQ_ERROR_NOT_FOUND, with a hint for the user
 *
 * Returns: (transfer none) (nullable): the team
 */
MqTeam *
mq_teams_find (MqTeams *self, const char *id, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  g_return_val_if_fail (MQ_IS_TEAMS (self), NULL);

  if (id == NULL)
    return mq_teams_get_default (self);

  for (guint i = 0; i < self->teams->len; i++)
    if (g_str_equal (mq_team_get_id (g_ptr_array_index (self->teams, i)), id))
      return g_ptr_array_index (self->teams, i);

  if (g_str_equal (id, "model"))
    return mq_fail_null (error, MQ_ERROR_NOT_FOUND,
                         _ ("No AI model is set up. Set one up in Preferences → Models, or use the "
                            "team “sketcher”"));

  for (guint i = 0; i < self->teams->len; i++)
    g_string_append_printf (names, "%s“%s”", i > 0 ? ", " : "",
                            mq_team_get_id (g_ptr_array_index (self->teams, i)));
  /* Translators: the first %s is the requested name, the second a list of names. */
  return mq_fail_null (error, MQ_ERROR_NOT_FOUND,
                       _ ("There is no team “%s” here; this service has %s"), id, names->str);
}
