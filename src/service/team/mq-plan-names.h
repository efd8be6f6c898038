/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Ids of the parts of a model's plan, which are names of functions: those of the toolkit and of the
 * script's own form are taken, and ids that differ in case only are one part. */
#pragma once

#include "service/script/mq-python-library.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *
mq_plan_names_settle (JsonObject *said, MqPythonLibrary *library) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
