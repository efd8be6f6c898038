/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqReview: the review pane of MqWindow: renders and code of a version, its parameters, and the
 * comparison of two versions. */
#pragma once

#include "app/conversation/mq-conversation.h"
#include "app/model/mq-selection.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Properties: "version" (the selected MqVersion, read-write; NULL: none yet), "show-close" (a
 * button that hides the review). Actions: review.select-version (its folder), review.step-version
 * (by how many), review.show-object (a version's folder, and an object of it), review.show-page,
 * review.show-variants (of a number), review.draw, review.full-screen, review.choose-object and
 * review.show-code (of the menu of a part), review.find, review.save-renders, review.save-script,
 * review.save-blend, review.open-blender, review.show-live, review.take-live, review.rebuild,
 * review.open-folder, review.copy-script. */
#define MQ_TYPE_REVIEW (mq_review_get_type ())
G_DECLARE_FINAL_TYPE (MqReview, mq_review, MQ, REVIEW, AdwBin)

MqReview *mq_review_new (MqWorkspace *workspace);
void mq_review_set_conversation (MqReview *self, MqConversation *conversation);
void mq_review_edit_script (MqReview *self, const char *script, const char *message, guint line);
MqSelection *mq_review_get_selection (MqReview *self);
GdkTexture *mq_review_take_drawing (MqReview *self, JsonArray **targets) G_GNUC_WARN_UNUSED_RESULT;
void mq_review_leave_full_screen (MqReview *self);
/* The menu of the version that is shown, and its actions: “review”. */
GMenuModel *mq_review_get_menu (MqReview *self);
GActionGroup *mq_review_get_actions (MqReview *self);

G_END_DECLS
