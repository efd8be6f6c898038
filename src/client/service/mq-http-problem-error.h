/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Problems of the service (RFC 9457) as GErrors: the first line of the message says what happened,
 * the second line what to do next. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

GError *mq_http_problem_to_error (JsonObject *problem, guint status) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
