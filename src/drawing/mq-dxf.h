/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader of DXF drawings: draws a text DXF as an SVG, or lists its words. Used by the program
 * maquette-dxf, which runs in the sandbox of client/picture/mq-picture-page.c. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MQ_DXF_MAX_OUTPUT: bytes that mq_dxf_convert() returns at most. */
#define MQ_DXF_MAX_OUTPUT (24 * 1024 * 1024)

char *
mq_dxf_convert (const char *data, gsize length, gboolean only_words) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
