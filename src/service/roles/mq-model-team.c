/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqModelTeam, see mq-model-team.h: implements MqTeam with one fiber per call of a role. The
 * prompts are in data/agents. */
#include "service/roles/mq-model-team.h"

#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "service/roles/mq-role.h"

#include <glib/gi18n.h>

#define FIBER_STACK (256 * 1024)

struct _MqModelTeam
{
  GObject parent_instance;

  MqRoleContext context;
  char *label;
};

static DexFuture *
work_fiber (MqModelTeam *self, MqAssetState *asset, MqRoleFunc func, DexFuture *dropped)
{
  MqRoleCall task = { .context = &self->context, .asset = asset, .dropped = dropped };
  GError *error = NULL;
  JsonObject *answer;

  if (!(answer = func (&task, &error)))
    return dex_future_new_for_error (error);

  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, answer);
}

static DexFuture *
ask (MqTeam *team, MqTeamTask task, MqAssetState *asset)
{
  static const MqRoleFunc roles[] = {
    [MQ_TEAM_PLAN] = mq_role_plan,         [MQ_TEAM_WRITE] = mq_role_write,
    [MQ_TEAM_REPAIR] = mq_role_repair,     [MQ_TEAM_CRITIQUE] = mq_role_critique,
    [MQ_TEAM_VERIFY] = mq_role_verify,     [MQ_TEAM_REFINE] = mq_role_refine,
    [MQ_TEAM_RETRIEVE] = mq_role_retrieve, [MQ_TEAM_REWRITE] = mq_role_rewrite,
    [MQ_TEAM_LOCATE] = mq_role_locate,     [MQ_TEAM_READ] = mq_role_read,
  };

  return mq_fiber_spawn_droppable_with (
      FIBER_STACK, work_fiber, (MQ_TYPE_MODEL_TEAM, MQ_MODEL_TEAM (team)),
      (MQ_TYPE_ASSET_STATE, asset), (G_TYPE_POINTER, roles[task]));
}

static gboolean
can (MqTeam *team, MqTeamTask task)
{
  return TRUE;
}

static const char *
get_id (MqTeam *team)
{
  return "model";
}

static const char *
get_label (MqTeam *team)
{
  return MQ_MODEL_TEAM (team)->label;
}

static JsonObject *
describe (MqTeam *team)
{
  MqRoleContext *context = &MQ_MODEL_TEAM (team)->context;
  /* The planner reports a model that cannot be asked; that it cannot see either is beside the
   * point. */
  gboolean sees = mq_models_get (context->models, "planner", NULL) == NULL
                  || mq_role_get_abilities (context, "planner").pictures;

  return mq_json_new ("title:s sees:b", get_label (team), sees);
}

/* A sheet shows the essentials at the price of one view; with effort `thorough` the critic gets
 * each view separately. */
static MqLook
wants_look (MqTeam *team, MqAssetState *asset)
{
  MqModelTeam *self = MQ_MODEL_TEAM (team);
  MqEffort effort = mq_models_get_effort (self->context.models);

  if (effort == MQ_EFFORT_QUICK || !mq_role_get_abilities (&self->context, "critic").pictures)
    return MQ_LOOK_NONE;

  return effort == MQ_EFFORT_THOROUGH ? MQ_LOOK_VIEWS : MQ_LOOK_SHEET;
}

static guint
adjust_rounds (MqTeam *team, guint rounds)
{
  switch (mq_models_get_effort (MQ_MODEL_TEAM (team)->context.models))
    {
    case MQ_EFFORT_QUICK:
      return MIN (rounds, 1);
    case MQ_EFFORT_THOROUGH:
      return rounds + 1;
    case MQ_EFFORT_NORMAL:
    default:
      return rounds;
    }
}

static void
implement_team (MqTeamInterface *iface)
{
  iface->get_id = get_id;
  iface->get_label = get_label;
  iface->describe = describe;
  iface->ask = ask;
  iface->can = can;
  iface->wants_look = wants_look;
  iface->adjust_rounds = adjust_rounds;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MqModelTeam, mq_model_team, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MQ_TYPE_TEAM, implement_team))

static void
mq_model_team_finalize (GObject *object)
{
  MqModelTeam *self = MQ_MODEL_TEAM (object);

  g_clear_object (&self->context.models);
  g_clear_object (&self->context.knowledge);
  g_clear_pointer (&self->context.agents, mq_agents_free);
  g_clear_pointer (&self->context.library, mq_python_library_free);
  g_free (self->label);

  G_OBJECT_CLASS (mq_model_team_parent_class)->finalize (object);
}

static void
mq_model_team_class_init (MqModelTeamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_model_team_finalize;
}

static void
mq_model_team_init (MqModelTeam *self)
{
}

/**
 * mq_model_team_new:
 * @models: the configured models
 * @knowledge: the index that the retriever searches
 * @agents_dir: data/agents
 * @library_dir: data/sketcher/library
 * @error: a file of @agents_dir or @library_dir is missing or invalid
 *
 * Returns: (transfer full) (nullable): the team
 */
MqTeam *
mq_model_team_new (MqModels *models, MqKnowledge *knowledge, const char *agents_dir,
                   const char *library_dir, GError **error)
{
  double gap = mq_config_get_double (models->config, MQ_CONFIG_PRINT_CLEARANCE_MM) / 1000;
  g_autoptr (MqModelTeam) self = g_object_new (MQ_TYPE_MODEL_TEAM, NULL);
  g_autofree char *who = mq_models_dup_label (models);

  self->context.models = g_object_ref (models);
  self->context.knowledge = g_object_ref (knowledge);
  self->context.library = mq_python_library_new ();
  /* Translators: %s is a model and its provider: “claude by Anthropic”. */
  self->label = g_strdup_printf (_ ("Model team (%s)"), who != NULL ? who : "?");
  if (!mq_python_library_load (self->context.library, library_dir, error)
      || !(self->context.agents = mq_agents_new (agents_dir, self->context.library, gap, error)))
    return NULL;

  return MQ_TEAM (g_steal_pointer (&self));
}
