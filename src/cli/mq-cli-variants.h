/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints variants while they are made, and their ranking at the end. Used by the run command. */
#pragma once

#include "client/variants/mq-variants.h"

G_BEGIN_DECLS

void mq_cli_variants_follow (MqVariants *variants, gboolean json);
void mq_cli_variants_print_ranking (MqVariants *variants, gboolean json);

G_END_DECLS
