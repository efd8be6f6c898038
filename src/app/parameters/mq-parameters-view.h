/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqParametersView: the constants of a version's script as sliders, colours and switches; Build
 * makes a new version with the changed values. A page of MqReview. */
#pragma once

#include "app/model/mq-selection.h"
#include "app/conversation/mq-conversation.h"
#include "app/code/mq-version-contents.h"
#include "app/workspace/mq-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Actions: parameters.build, parameters.stop, parameters.reset. */
#define MQ_TYPE_PARAMETERS_VIEW (mq_parameters_view_get_type ())
G_DECLARE_FINAL_TYPE (MqParametersView, mq_parameters_view, MQ, PARAMETERS_VIEW, AdwBreakpointBin)

void
mq_parameters_view_set_up (MqParametersView *self, MqWorkspace *workspace, MqSelection *selection);
void mq_parameters_view_set_conversation (MqParametersView *self, MqConversation *conversation);
void mq_parameters_view_set_contents (MqParametersView *self, MqVersionContents *contents);

G_END_DECLS
