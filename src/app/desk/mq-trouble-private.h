/* The list of troubles, for the desk alone. */
#pragma once

#include "app/desk/mq-desk.h"

G_BEGIN_DECLS

MqTrouble *mq_troubles_find (GListStore *troubles, MqTroubleKind kind);
void
mq_troubles_set (GListStore *troubles, MqTroubleKind kind, const char *title, const char *text);
void mq_troubles_clear (GListStore *troubles, MqTroubleKind kind);

G_END_DECLS
