/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqReviewPage: the renders of a version above its code, or one of them with a toggle where the
 * window is low. A page of MqReview. */
#pragma once

#include "app/workspace/mq-workspace.h"
#include "app/code/mq-version-contents.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_REVIEW_PAGE (mq_review_page_get_type ())
G_DECLARE_FINAL_TYPE (MqReviewPage, mq_review_page, MQ, REVIEW_PAGE, AdwBreakpointBin)

void mq_review_page_set_workspace (MqReviewPage *self, MqWorkspace *workspace);
void mq_review_page_set_conversation (MqReviewPage *self, MqConversation *conversation);
void mq_review_page_set_contents (MqReviewPage *self, MqVersionContents *contents);
void mq_review_page_find (MqReviewPage *self);

G_END_DECLS
