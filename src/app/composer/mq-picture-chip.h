/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPictureChip: a picture of an unsent message, with a menu of what it is for, and a Remove
 * button. Used by MqComposer. */
#pragma once

#include "app/model/mq-attachments.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_PICTURE_CHIP (mq_picture_chip_get_type ())
G_DECLARE_FINAL_TYPE (MqPictureChip, mq_picture_chip, MQ, PICTURE_CHIP, AdwBin)

const char *mq_picture_chip_describe_role (MqPictureRole role);
GtkWidget *mq_picture_chip_new (MqAttachments *list, MqAttachment *attachment);

G_END_DECLS
