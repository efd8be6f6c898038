/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers a first message that names no object which the built-in sketcher knows: with kinds that
 * it knows, and without a run or a session. */
#include "app/conversation/mq-conversation-private.h"

#include "app/workspace/mq-workspace-private.h"
#include "common/json/mq-json.h"

/**
 * mq_conversation_find_unknown:
 * @self: a conversation
 * @text: the user's first message
 *
 * Asks whether the team knows the object. A team that attempts anything is not asked. Awaits.
 *
 * Returns: (transfer full) (nullable): what the team says if it does not know it; %NULL also if
 *   nobody answers: then a run may start
 */
JsonObject *
mq_conversation_find_unknown (MqConversation *self, const char *text)
{
  g_autoptr (JsonObject) preview = NULL;

  /* No kinds: the team attempts anything, or is not loaded yet. */
  if (mq_workspace_get_kinds (self->workspace)[0] == NULL)
    return NULL;

  preview = dex_await_boxed (mq_workspace_preview_prompt (self->workspace, text), NULL);
  return mq_json_get_boolean (preview, "known", TRUE) ? NULL : g_steal_pointer (&preview);
}

/* Suggests the kinds that are most like the words, or well-known ones. */
static GStrv
suggest_kinds (MqWorkspace *workspace, JsonObject *preview)
{
  static const char *const usual[] = { "Chair", "Table lamp", "House", "Rocket" };
  const char *const *kinds = mq_workspace_get_kinds (workspace);
  g_auto (GStrv) nearest = mq_json_to_strings (mq_json_get_array (preview, "nearest"));
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (nearest[0] != NULL)
    return g_steal_pointer (&nearest);

  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    if (g_strv_contains (kinds, usual[i]))
      g_strv_builder_add (builder, usual[i]);

  return g_strv_builder_end (builder);
}

/**
 * mq_conversation_show_unknown:
 * @self: a conversation
 * @text: the user's first message
 * @preview: what the team says of it
 *
 * Shows the message, and what can be made instead.
 */
void
mq_conversation_show_unknown (MqConversation *self, const char *text, JsonObject *preview)
{
  g_autoptr (MqRunEvent) answer = mq_run_event_new (MQ_EVENT_NOTICE);

  answer->time = g_get_real_time ();
  answer->notice.level = MQ_NOTICE_LEVEL_INFO;
  answer->notice.code = g_strdup ("unknown-kind");
  answer->notice.text = g_strdup (mq_json_get_string (preview, "text", ""));
  answer->notice.items = suggest_kinds (self->workspace, preview);

  mq_timeline_add_message (mq_conversation_get_timeline (self), NULL, "user", text, NULL, FALSE,
                           answer->time);
  mq_conversation_apply (self, NULL, answer);
  mq_conversation_announce (self, answer->notice.text, FALSE);
}
