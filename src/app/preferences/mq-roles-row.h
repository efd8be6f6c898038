/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqRolesRow: an expander row with a model for each role of the team, where it differs from the
 * default model. Used by MqModelGroup. */
#pragma once

#include "app/preferences/mq-settings.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_ROLES_ROW (mq_roles_row_get_type ())
G_DECLARE_FINAL_TYPE (MqRolesRow, mq_roles_row, MQ, ROLES_ROW, AdwExpanderRow)

/* Call it once. */
void mq_roles_row_set_settings (MqRolesRow *self, MqSettings *settings);

G_END_DECLS
