/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqVersionStrip: the versions of a conversation as a row of thumbnails with branch lines. Used by
 * MqReview. */
#pragma once

#include "app/review/mq-version-tracks.h"
#include <gtk/gtk.h>
#include "app/conversation/mq-conversation.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_VERSION_CELL (mq_version_cell_get_type ())
G_DECLARE_FINAL_TYPE (MqVersionCell, mq_version_cell, MQ, VERSION_CELL, GtkWidget)

MqVersion *mq_version_cell_get_version (MqVersionCell *self);

/* Property: "version" (the selected MqVersion). Action: versions.continue: the next message
 * continues from the selected version. */
#define MQ_TYPE_VERSION_STRIP (mq_version_strip_get_type ())
G_DECLARE_FINAL_TYPE (MqVersionStrip, mq_version_strip, MQ, VERSION_STRIP, AdwBin)

void mq_version_strip_set_conversation (MqVersionStrip *self, MqConversation *conversation);

G_END_DECLS
