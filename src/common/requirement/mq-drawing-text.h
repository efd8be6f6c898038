/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares what a model read from a drawing with the words of the drawing's file, which have each
 * printed number exactly. Used by the reader role. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

void mq_drawing_text_append (GString *text, const char *words, JsonArray *rows);
void mq_drawing_text_doubt (const char *words, JsonArray *rows);

G_END_DECLS
