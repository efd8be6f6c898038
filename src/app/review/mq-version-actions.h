/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqVersionActions: what the user can do with the version that a review shows, as a group of
 * actions: save its files, open it elsewhere, copy its script, send it to the running Blender, and
 * take back what was changed there by hand. The card of a version has the same. Used by MqReview.
 */
#pragma once

#include "app/code/mq-version-contents.h"
#include "app/conversation/mq-conversation.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Signal: "measured" (of an #MqVersion): its report is new. */
#define MQ_TYPE_VERSION_ACTIONS (mq_version_actions_get_type ())
G_DECLARE_FINAL_TYPE (MqVersionActions, mq_version_actions, MQ, VERSION_ACTIONS, GSimpleActionGroup)

MqVersionActions *mq_version_actions_new (MqWorkspace *workspace, AdwToastOverlay *toasts);
void mq_version_actions_set_version (MqVersionActions *self, MqConversation *conversation,
                                     MqVersion *version, MqVersionContents *contents);
void mq_version_actions_show_toast (MqVersionActions *self, const char *text);

G_END_DECLS
