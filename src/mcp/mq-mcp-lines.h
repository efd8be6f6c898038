/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqMcpLines: splits what a program sends into lines, each a message of MCP on standard input. A
 * line that is too long is skipped and reported. Used by MqMcpStdio. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MqMcpLineFunc:
 * @line: (nullable): a line without its end, NUL-terminated; %NULL: it was too long
 * @length: bytes
 * @user_data: as given
 */
typedef void (*MqMcpLineFunc) (const char *line, gsize length, gpointer user_data);

typedef struct _MqMcpLines MqMcpLines;

MqMcpLines *mq_mcp_lines_new (MqMcpLineFunc func, gpointer user_data);
void mq_mcp_lines_add (MqMcpLines *self, const char *data, gsize length);
void mq_mcp_lines_end (MqMcpLines *self);
void mq_mcp_lines_free (MqMcpLines *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqMcpLines, mq_mcp_lines_free)

G_END_DECLS
