/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer to a message that names no kind: what the sketcher does not know, and what is spelled
 * like it. */
#pragma once

#include "service/sketcher/kinds/mq-kind-catalogue.h"

G_BEGIN_DECLS

char *mq_unknown_kind_describe (MqKindCatalogue *catalogue, const char *text, const char *noun,
                                GStrv *nearest) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
