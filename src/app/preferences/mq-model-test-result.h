/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_model_test_result_describe(): the result of a model test as text. Used by MqModelGroup. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* @answer: the response of POST /v1/models/try. */
char *mq_model_test_result_describe (JsonObject *answer) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
