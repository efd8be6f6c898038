/* MqAttachmentChip: the thumbnail of a picture attached to the unsent message, with a Remove
 * button. Used by MqComposer. */
#pragma once

#include "app/model/mq-attachments.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Signal: "remove". */
#define MQ_TYPE_ATTACHMENT_CHIP (mq_attachment_chip_get_type ())
G_DECLARE_FINAL_TYPE (MqAttachmentChip, mq_attachment_chip, MQ, ATTACHMENT_CHIP, AdwBin)

GtkWidget *mq_attachment_chip_new (MqAttachment *attachment);
MqAttachment *mq_attachment_chip_get_attachment (MqAttachmentChip *self);

G_END_DECLS
