/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Versions described for models: size, its parts, the faults that measuring found with what
 * mends them, and its requirements. Used by the tools that make, show and measure versions. */
#pragma once

#include "client/session/mq-session.h"

G_BEGIN_DECLS

void mq_mcp_report_add_line (JsonObject *to, const char *member, const char *text, gsize limit);
JsonArray *mq_mcp_report_to_mm (const double metres[3]) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_mcp_report_with_requirements (JsonObject *plan,
                                             JsonArray *requirements) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *mq_mcp_report_describe (JsonObject *plan, JsonObject *report) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *
mq_mcp_report_describe_version (MqSession *session, MqVersion *version, JsonObject *content,
                                JsonObject *plan, JsonObject *report) G_GNUC_WARN_UNUSED_RESULT;

JsonArray *mq_mcp_report_describe_requirements (JsonObject *plan, JsonObject *report,
                                                JsonArray *defects) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
