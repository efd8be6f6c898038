/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A version as a page for a browser: one file, which needs no network and loads nothing. It shows
 * the model of a GLB, its parts and joints, and what the version has besides; it is also the view
 * that programs show beside an MCP tool's result. docs/using/export.md describes it. */
#pragma once

#include "client/library/mq-library.h"

#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

DexFuture *mq_model_page_describe (MqVersion *version, const char *title,
                                   GBytes *model) G_GNUC_WARN_UNUSED_RESULT;
char *mq_model_page_make (JsonObject *data) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
