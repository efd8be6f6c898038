/* MqRolesRow: a model for each role of the team, where that is another one than the model of all. */
#pragma once

#include "app/preferences/mq-settings.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_ROLES_ROW (mq_roles_row_get_type ())
G_DECLARE_FINAL_TYPE (MqRolesRow, mq_roles_row, MQ, ROLES_ROW, AdwExpanderRow)

/* Once. */
void mq_roles_row_set_settings (MqRolesRow *self, MqSettings *settings);

G_END_DECLS
