/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqWipe: two pictures on top of each other with a divider that the user drags. Used by
 * MqComparePictures. */
#pragma once

#include "app/picture/mq-picture-pair.h"

G_BEGIN_DECLS

#define MQ_TYPE_WIPE (mq_wipe_get_type ())
G_DECLARE_FINAL_TYPE (MqWipe, mq_wipe, MQ, WIPE, GtkWidget)

void mq_wipe_show (MqWipe *self, const char *const paths[MQ_PICTURE_N_SIDES],
                   const char *const names[MQ_PICTURE_N_SIDES]);

G_END_DECLS
