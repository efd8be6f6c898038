/* MqRemovals: sessions that were deleted a moment ago, and can be had back as long as their toast
 * stands. Several in a row share one toast; undoing brings back all of them. */
#pragma once

#include "app/workspace/mq-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Signal: "restored" (MqConversation *): the last of them, to show it again. */
#define MQ_TYPE_REMOVALS (mq_removals_get_type ())
G_DECLARE_FINAL_TYPE (MqRemovals, mq_removals, MQ, REMOVALS, GObject)

MqRemovals *
mq_removals_new (MqWorkspace *workspace, AdwToastOverlay *toasts) G_GNUC_WARN_UNUSED_RESULT;
void mq_removals_remove (MqRemovals *self, MqConversation *conversation);
gboolean mq_removals_undo (MqRemovals *self);

G_END_DECLS
