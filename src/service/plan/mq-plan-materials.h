/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The materials of a model's plan. A colour under another name or in another form is read; one that
 * cannot be read is sent back, and never becomes a grey in silence. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonArray *
mq_plan_materials_read (JsonArray *said, JsonArray *old, GString *faults) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
