/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The log of a service that somebody runs for others: one JSON object a line on standard error, or
 * the entries of systemd's journal. Never prompts, tokens or names of accounts. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GLogWriterOutput
mq_log_writer (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data);

G_END_DECLS
