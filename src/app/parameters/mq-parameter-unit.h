/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A parameter's value as the user reads and types it: "45 cm" for 0.45 m, "11°" for 11 degrees.
 * Used by MqParameterRow, and for the message of a changed version. */
#pragma once

#include "app/parameters/mq-parameter.h"

G_BEGIN_DECLS

char *mq_parameter_format (MqParameter *self, double value) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_parameter_parse (MqParameter *self, const char *text, double *number);
char *mq_parameter_format_size (const float low[3], const float high[3]) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
