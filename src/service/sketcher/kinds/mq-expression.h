/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Evaluator of arithmetic expressions over parameters, as kind.json uses them for counts, boxes
 * and positions: `-SEAT_WIDTH/2`, `max(0.02, LEG_HEIGHT - 0.1)`. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MQ_EXPRESSION_MAX_LENGTH: maximum length of an expression, in bytes. */
#define MQ_EXPRESSION_MAX_LENGTH 1024
/** MQ_EXPRESSION_MAX_DEPTH: maximum nesting of brackets. */
#define MQ_EXPRESSION_MAX_DEPTH 32

/**
 * MqExpressionLookup:
 * @name: a parameter's name
 * @value: (out): its value
 *
 * Returns: %FALSE when there is no such parameter
 */
typedef gboolean (*MqExpressionLookup) (const char *name, double *value, gpointer data);

gboolean mq_expression_evaluate (const char *text, MqExpressionLookup lookup, gpointer data,
                                 double *value, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
