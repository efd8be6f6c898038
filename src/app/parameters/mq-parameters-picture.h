/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqParametersPicture: the version's render, and once a value is changed a model that follows the
 * values. Used by MqParametersView. */
#pragma once

#include "app/code/mq-version-contents.h"
#include "app/model/mq-selection.h"
#include "app/workspace/mq-workspace.h"
#include "client/motion/mq-motion.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Signals: "warned": why there is no model of the latest values, or what is worse with them than in
 * the version, a sentence, or NULL; "measured": it is about the values as they are now. */
#define MQ_TYPE_PARAMETERS_PICTURE (mq_parameters_picture_get_type ())
G_DECLARE_FINAL_TYPE (MqParametersPicture, mq_parameters_picture, MQ, PARAMETERS_PICTURE, AdwBin)

void mq_parameters_picture_set_up (MqParametersPicture *self, MqWorkspace *workspace,
                                   MqSelection *selection);
void mq_parameters_picture_set_version (MqParametersPicture *self, MqVersionContents *contents,
                                        MqMotion *motion);
void mq_parameters_picture_follow (MqParametersPicture *self, const char *script);

G_END_DECLS
