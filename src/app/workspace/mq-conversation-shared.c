/* A conversation whose run another process has, such as the command line: what it is at, and what
 * happens in it, as far as the library says. */
#include "app/workspace/mq-conversation-private.h"

#include "app/workspace/mq-workspace-private.h"
#include "common/mq-error.h"
#include "common/mq-fiber.h"
#include "common/mq-json.h"

#include <glib/gi18n.h>

/* What is said in the library of a run that is not ours. One that was cut off is taken up when the
 * workspace has looked; until then there is nothing at work. */
static MqConversationState
get_state (MqSession *session)
{
  switch (mq_session_get_stage (session))
    {
    case MQ_RUN_STAGE_WORKING:
      return mq_session_is_followed (session) ? MQ_CONVERSATION_WORKING : MQ_CONVERSATION_DONE;
    case MQ_RUN_STAGE_WAITING:
      return MQ_CONVERSATION_WAITING;
    case MQ_RUN_STAGE_FAILED:
      return MQ_CONVERSATION_FAILED;
    case MQ_RUN_STAGE_ENDED:
    default:
      return MQ_CONVERSATION_DONE;
    }
}

/* A run of ours, or one that is about to begin, knows better than the library. */
static gboolean
is_ours (MqConversation *self)
{
  return !self->unchanged || self->session == NULL || self->run != NULL || self->parked != NULL
         || (self->state == MQ_CONVERSATION_WORKING && !self->elsewhere);
}

/**
 * mq_conversation_apply_stage:
 * @self: a conversation
 *
 * Shows what the library says of its last run, now that it was read.
 *
 * Returns: whether its run was cut off: nobody has it any more, and it can be taken up
 */
gboolean
mq_conversation_apply_stage (MqConversation *self)
{
  gboolean before = self->elsewhere;

  if (is_ours (self))
    return FALSE;

  self->elsewhere = mq_session_is_followed (self->session)
                    && mq_session_get_stage (self->session) < MQ_RUN_STAGE_ENDED;
  self->stale |= before || self->elsewhere;
  if (before != self->elsewhere)
    self->refused = FALSE;
  mq_conversation_set_state (self, get_state (self->session));

  return before && !self->elsewhere && mq_session_get_stage (self->session) < MQ_RUN_STAGE_ENDED;
}

/**
 * mq_conversation_is_behind:
 * @self: a conversation
 *
 * Returns: whether another process may have done more in it than it shows
 */
gboolean
mq_conversation_is_behind (MqConversation *self)
{
  return self->elsewhere || (self->stale && self->loading != NULL && self->run == NULL);
}

/**
 * mq_conversation_check_not_locked:
 * @self: a conversation
 * @error: return location, %MQ_ERROR_CONFLICT
 *
 * Says that nothing can be done here with a run that another process has, if that is so.
 *
 * Returns: whether it is
 */
gboolean
mq_conversation_check_not_locked (MqConversation *self, GError **error)
{
  if (!self->elsewhere)
    return FALSE;

  g_set_error_literal (error, MQ_ERROR, MQ_ERROR_CONFLICT,
                       _ ("This session is open in another Maquette, perhaps on the command "
                          "line.\nStop it there, or wait until it is finished."));
  return TRUE;
}

/**
 * mq_conversation_report_refused:
 * @self: a conversation
 * @error: why something that was asked of it cannot be done
 *
 * Shows the reason, and has it read out.
 */
void
mq_conversation_report_refused (MqConversation *self, const GError *error)
{
  g_auto (GStrv) lines = g_strsplit (error->message, "\n", 2);

  /* What holds for as long as the other run is said once. */
  if (!self->elsewhere || !self->refused)
    mq_timeline_add_notice (mq_conversation_get_timeline (self), "warning", "not-taken", lines[0],
                            lines[0] != NULL ? lines[1] : NULL, g_get_real_time ());
  self->refused = self->elsewhere;
  mq_conversation_announce (self, error->message, TRUE);
}

/* A version that is kept after the library was read is shown when it was read again. */
gboolean
mq_conversation_has_event (MqConversation *self, MqRunEvent *event)
{
  g_autoptr (MqVersion) version = NULL;

  if (event->kind != MQ_EVENT_KEPT)
    return TRUE;

  version = mq_conversation_find_version (self, MAX (event->kept.version, 0));
  return version != NULL;
}

static DexFuture *
read_on_fiber (gpointer user_data)
{
  MqConversation *self = user_data;
  MqLibrary *library = self->workspace != NULL ? mq_workspace_get_library (self->workspace) : NULL;
  g_autoptr (GPtrArray) events = NULL;
  GError *error = NULL;

  if (library == NULL)
    return dex_future_new_true ();

  events = dex_await_boxed (mq_library_load_events_after (library, self->session, self->last_read),
                            &error);
  if (events == NULL)
    return dex_future_new_for_error (error);

  if (self->run == NULL && self->last_read > 0)
    mq_conversation_apply_events (self, events);

  return dex_future_new_true ();
}

/**
 * mq_conversation_load_new_events:
 * @self: a conversation that is shown up to its event `last_read`
 *
 * Returns: (transfer full): resolves to %TRUE when it shows what came since
 */
DexFuture *
mq_conversation_load_new_events (MqConversation *self)
{
  return mq_fiber_spawn (NULL, MQ_CONVERSATION_STACK, read_on_fiber, g_object_ref (self),
                         g_object_unref);
}
