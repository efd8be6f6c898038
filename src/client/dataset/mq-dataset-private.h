/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files of MqDataset. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *mq_dataset_caption_make (JsonObject *plan, const char *instruction, const char *summary,
                                     JsonObject *parts) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
