/* MqTeam: who thinks, see mq-team.h. Only the dispatch; a team implements every role. */
#include "service/team/mq-team.h"

G_DEFINE_INTERFACE (MqTeam, mq_team, G_TYPE_OBJECT)

static void
mq_team_default_init (MqTeamInterface *iface)
{
}

/**
 * mq_team_get_id:
 *
 * Returns: (transfer none): the name on the wire, such as `sketcher`
 */
const char *
mq_team_get_id (MqTeam *self)
{
  g_return_val_if_fail (MQ_IS_TEAM (self), NULL);

  return MQ_TEAM_GET_IFACE (self)->get_id (self);
}

/**
 * mq_team_get_label:
 *
 * Returns: (transfer none): the name for people
 */
const char *
mq_team_get_label (MqTeam *self)
{
  g_return_val_if_fail (MQ_IS_TEAM (self), NULL);

  return MQ_TEAM_GET_IFACE (self)->get_label (self);
}

/**
 * mq_team_plan:
 * @draft: holds the prompt
 *
 * Returns: (transfer full): a future of `{"plan", "text", "notices"}`; rejects with
 *   %MQ_ERROR_UNKNOWN_KIND when the prompt names nothing that the team can make
 */
DexFuture *
mq_team_plan (MqTeam *self, MqDraft *draft)
{
  g_return_val_if_fail (MQ_IS_TEAM (self) && MQ_IS_DRAFT (draft), NULL);

  return MQ_TEAM_GET_IFACE (self)->plan (self, draft);
}

/**
 * mq_team_write:
 * @draft: holds the plan
 *
 * Returns: (transfer full): a future of `{"script", "text"}`
 */
DexFuture *
mq_team_write (MqTeam *self, MqDraft *draft)
{
  g_return_val_if_fail (MQ_IS_TEAM (self) && MQ_IS_DRAFT (draft), NULL);

  return MQ_TEAM_GET_IFACE (self)->write (self, draft);
}

/**
 * mq_team_repair:
 * @draft: holds findings, a failure or defects
 *
 * Returns: (transfer full): a future of `{"script", "plan" or absent, "text"}`; rejects with
 *   %MQ_ERROR_FAILED when the team has no further answer
 */
DexFuture *
mq_team_repair (MqTeam *self, MqDraft *draft)
{
  g_return_val_if_fail (MQ_IS_TEAM (self) && MQ_IS_DRAFT (draft), NULL);

  return MQ_TEAM_GET_IFACE (self)->repair (self, draft);
}

/**
 * mq_team_critique:
 * @draft: holds the report
 *
 * Returns: (transfer full): a future of `{"defects", "text"}`
 */
DexFuture *
mq_team_critique (MqTeam *self, MqDraft *draft)
{
  g_return_val_if_fail (MQ_IS_TEAM (self) && MQ_IS_DRAFT (draft), NULL);

  return MQ_TEAM_GET_IFACE (self)->critique (self, draft);
}

/**
 * mq_team_verify:
 * @draft: holds the new report, and the defects or the base report it is held against
 *
 * Returns: (transfer full): a future of `{"verdict", "fixed", "left", "changed", "text"}`
 */
DexFuture *
mq_team_verify (MqTeam *self, MqDraft *draft)
{
  g_return_val_if_fail (MQ_IS_TEAM (self) && MQ_IS_DRAFT (draft), NULL);

  return MQ_TEAM_GET_IFACE (self)->verify (self, draft);
}

/**
 * mq_team_refine:
 * @draft: holds the instruction, the plan, the script and the report
 *
 * Returns: (transfer full): a future of `{"script", "plan", "touches", "summary", "text",
 *   "notices"}`, or of `{"refused": true, "text", "notices"}`
 */
DexFuture *
mq_team_refine (MqTeam *self, MqDraft *draft)
{
  g_return_val_if_fail (MQ_IS_TEAM (self) && MQ_IS_DRAFT (draft), NULL);

  return MQ_TEAM_GET_IFACE (self)->refine (self, draft);
}
