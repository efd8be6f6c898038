/* MqVersionCard: a version with its renders, from its first preview on; a click shows it in the
 * review. */
#pragma once

#include "app/model/mq-timeline-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Property: "reviewed-version" (MqVersion): the card whose version that is has a ring. Signal:
 * "activated" (MqVersion *). */
#define MQ_TYPE_VERSION_CARD (mq_version_card_get_type ())
G_DECLARE_FINAL_TYPE (MqVersionCard, mq_version_card, MQ, VERSION_CARD, AdwBin)

GtkWidget *mq_version_card_new (MqVersionItem *item);

G_END_DECLS
