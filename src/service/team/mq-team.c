/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTeam, see mq-team.h: the interface's functions. */
#include "service/team/mq-team.h"

#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "common/script/mq-script.h"

#include <glib/gi18n.h>

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
 * Returns: (transfer none): the name for the user
 */
const char *
mq_team_get_label (MqTeam *self)
{
  g_return_val_if_fail (MQ_IS_TEAM (self), NULL);

  return MQ_TEAM_GET_IFACE (self)->get_label (self);
}

/**
 * mq_team_describe:
 *
 * Returns: (transfer full): `{"name", "title", "sees"}`
 */
JsonObject *
mq_team_describe (MqTeam *self)
{
  MqTeamInterface *iface = MQ_TEAM_GET_IFACE (self);
  JsonObject *description;

  g_return_val_if_fail (MQ_IS_TEAM (self), NULL);

  description = iface->describe != NULL
                    ? iface->describe (self)
                    : mq_json_new ("title:s sees:b", mq_team_get_label (self), FALSE);
  json_object_set_string_member (description, "name", mq_team_get_id (self));
  return description;
}

/**
 * mq_team_list_kinds:
 *
 * Returns: (transfer full): resolves to `{"kinds": [titles]}`, and of a team with kinds of the
 *   user's own `problems`: why some are left out
 */
DexFuture *
mq_team_list_kinds (MqTeam *self)
{
  MqTeamInterface *iface = MQ_TEAM_GET_IFACE (self);

  g_return_val_if_fail (MQ_IS_TEAM (self), NULL);

  return iface->list_kinds != NULL
             ? iface->list_kinds (self)
             : dex_future_new_take_boxed (JSON_TYPE_OBJECT,
                                          mq_json_new ("kinds:a", json_array_new ()));
}

/**
 * mq_team_sees:
 *
 * Returns: whether it accepts pictures
 */
gboolean
mq_team_sees (MqTeam *self)
{
  g_autoptr (JsonObject) about = mq_team_describe (self);

  return mq_json_get_boolean (about, "sees", FALSE);
}

/**
 * mq_team_understand:
 * @text: the user's message
 * @wanted: (nullable): `parameters` and `seed` that a plan is to have
 *
 * Returns: (transfer full): a future of `{"known", "kind", "text", "understood", "ignored",
 *   "nearest"}`, and with @wanted, of some teams, `plan` and `parameters`; rejects with
 *   %MQ_ERROR_BAD_INPUT if there is no such plan
 */
DexFuture *
mq_team_understand (MqTeam *self, const char *text, JsonObject *wanted)
{
  g_return_val_if_fail (MQ_IS_TEAM (self) && text != NULL, NULL);

  if (MQ_TEAM_GET_IFACE (self)->understand != NULL)
    return MQ_TEAM_GET_IFACE (self)->understand (self, text, wanted);

  /* Such a team accepts any message. */
  return dex_future_new_take_boxed (
      JSON_TYPE_OBJECT,
      mq_json_new ("known:b kind:s text:s understood:a ignored:a nearest:a", TRUE, NULL, "",
                   json_array_new (), json_array_new (), json_array_new ()));
}

/**
 * mq_team_ask:
 * @task: one that the team can do
 * @asset: holds what the task reads
 *
 * Returns: (transfer full): a future of the answer, see #MqTeamTask
 */
DexFuture *
mq_team_ask (MqTeam *self, MqTeamTask task, MqAssetState *asset)
{
  g_return_val_if_fail (MQ_IS_TEAM (self) && MQ_IS_ASSET_STATE (asset), NULL);

  return MQ_TEAM_GET_IFACE (self)->ask (self, task, asset);
}

/**
 * mq_team_can:
 * @task: an optional task
 *
 * Returns: whether the team does it
 */
gboolean
mq_team_can (MqTeam *self, MqTeamTask task)
{
  g_return_val_if_fail (MQ_IS_TEAM (self), FALSE);

  return MQ_TEAM_GET_IFACE (self)->can != NULL && MQ_TEAM_GET_IFACE (self)->can (self, task);
}

/**
 * mq_team_suggest:
 * @asset: the state after a version
 *
 * Returns: (transfer full): as @suggest of #MqTeamInterface; rejects with %MQ_ERROR_NOT_FOUND if
 * the team suggests nothing
 */
DexFuture *
mq_team_suggest (MqTeam *self, MqAssetState *asset)
{
  g_return_val_if_fail (MQ_IS_TEAM (self) && MQ_IS_ASSET_STATE (asset), NULL);

  return MQ_TEAM_GET_IFACE (self)->suggest != NULL
             ? MQ_TEAM_GET_IFACE (self)->suggest (self, asset)
             : dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, "The team suggests nothing");
}

/**
 * mq_team_count_lines:
 * @text: a script that was written
 * @library: the toolkit
 *
 * Returns: (transfer full): how many lines the team wrote, and how many were added of the toolkit
 */
char *
mq_team_count_lines (const char *text, MqPythonLibrary *library)
{
  g_autoptr (MqScript) script = mq_script_new (text, NULL);
  g_autofree char *own = script != NULL ? mq_script_dup_own (script, library) : g_strdup (text);
  guint lines = mq_text_count_lines (own);
  guint added = mq_text_count_lines (text) - lines;
  g_autofree char *wrote = g_strdup_printf (ngettext ("Wrote %u line", "Wrote %u lines", lines),
                                            lines);

  if (added == 0)
    return g_steal_pointer (&wrote);

  /* Translators: “Wrote 36 lines”; and so many lines of ready-made functions. */
  return g_strdup_printf (
      ngettext ("%s (and %u of the toolkit)", "%s (and %u of the toolkit)", added), wrote, added);
}
