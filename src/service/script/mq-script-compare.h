/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Differences between two versions of a script, for a model that goes on from the newer one. */
#pragma once

#include "service/script/mq-python-library.h"

G_BEGIN_DECLS

char *mq_script_describe_difference (const char *before, const char *after,
                                     MqPythonLibrary *library) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_script_has_same_parameters (const char *before, const char *after);
char *mq_script_dup_replaced (const char *before, const char *after,
                              MqPythonLibrary *library) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
