/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqParameterRow: a row with the control for an MqParameter (slider, spin button, color, switch,
 * list of choices) and a Reset button. Used by MqParametersView. */
#pragma once

#include "app/parameters/mq-parameter.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_PARAMETER_ROW (mq_parameter_row_get_type ())
G_DECLARE_FINAL_TYPE (MqParameterRow, mq_parameter_row, MQ, PARAMETER_ROW, AdwPreferencesRow)

GtkWidget *mq_parameter_row_new (MqParameter *parameter);

MqParameter *mq_parameter_row_get_parameter (MqParameterRow *self);
void mq_parameter_row_add (MqParameterRow *self, GtkWidget *button);
void mq_parameter_row_set_marked (MqParameterRow *self, gboolean is_marked);

G_END_DECLS
