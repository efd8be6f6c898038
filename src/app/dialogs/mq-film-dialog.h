/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqFilmDialog: asks how long and how large a film of a version is to be, and begins it. Opened by
 * MqReview and MqFileCard. */
#pragma once

#include "app/conversation/mq-conversation.h"
#include "client/session/mq-version.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_FILM_DIALOG (mq_film_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MqFilmDialog, mq_film_dialog, MQ, FILM_DIALOG, AdwDialog)

AdwDialog *
mq_film_dialog_new (MqWorkspace *workspace, MqConversation *conversation, MqVersion *version);

G_END_DECLS
