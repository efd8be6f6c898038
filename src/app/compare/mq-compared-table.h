/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqComparedTable: the values of two versions side by side, those that changed in bold. Used by
 * MqCompare. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_COMPARED_TABLE (mq_compared_table_get_type ())
G_DECLARE_FINAL_TYPE (MqComparedTable, mq_compared_table, MQ, COMPARED_TABLE, AdwBin)

void mq_compared_table_set_values (MqComparedTable *self, GListModel *values,
                                   const char *before_title, const char *after_title);

G_END_DECLS
