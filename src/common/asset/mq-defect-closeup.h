/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Close-ups of defects: which objects show one, and what it is called. Pure functions, used by the
 * service's looks and for programs that write scripts of their own. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *
mq_defect_closeup_make (JsonObject *defect, JsonArray *objects) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
