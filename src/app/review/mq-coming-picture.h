/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqComingPicture: the picture of the version that is being made, with the progress of its renders;
 * or its progress alone, over a version that is shown meanwhile. Used by MqReview and MqGallery. */
#pragma once

#include "app/conversation/mq-conversation.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_COMING_PICTURE (mq_coming_picture_get_type ())
G_DECLARE_FINAL_TYPE (MqComingPicture, mq_coming_picture, MQ, COMING_PICTURE, AdwBin)

/* @conversation: (nullable) */
void mq_coming_picture_set_conversation (MqComingPicture *self, MqConversation *conversation);
/* @version: (nullable): the version that is shown. Over an older one than the current nothing is
 * shown. */
void mq_coming_picture_set_version (MqComingPicture *self, MqVersion *version);
/* @task: (nullable): what the user waits for just now; it is said in place of the progress */
void mq_coming_picture_set_task (MqComingPicture *self, const char *task);
/* The picture of another version would be taken for one of the version that is shown. */
void mq_coming_picture_hide_picture (MqComingPicture *self);

G_END_DECLS
