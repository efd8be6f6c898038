/* MqTeamRow: a message of the team, as Markdown. Used by MqConversationView. */
#pragma once

#include "app/model/mq-timeline-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_TEAM_ROW (mq_team_row_get_type ())
G_DECLARE_FINAL_TYPE (MqTeamRow, mq_team_row, MQ, TEAM_ROW, AdwBin)

GtkWidget *mq_team_row_new (MqMessageItem *item);

G_END_DECLS
