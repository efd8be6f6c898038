/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The gallery of everything: the latest picture of each session, in a dialog. A click shows the
 * session. */
#pragma once

#include "app/conversation/mq-conversation.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_SESSION_GALLERY (mq_session_gallery_get_type ())
G_DECLARE_FINAL_TYPE (MqSessionGallery, mq_session_gallery, MQ, SESSION_GALLERY, AdwDialog)

AdwDialog *mq_session_gallery_new (GListModel *conversations, const char *set);

G_END_DECLS
