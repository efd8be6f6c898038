/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Markdown (md4c) to blocks for labels. Untrusted text reaches Pango only escaped; raw HTML is
 * shown as text, pictures as their description; links are http(s) only and never loaded. Used by
 * the timeline's views. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MQ_MARKDOWN_PARAGRAPH,
  MQ_MARKDOWN_HEADING,
  MQ_MARKDOWN_LIST_ITEM,
  MQ_MARKDOWN_QUOTE,
  MQ_MARKDOWN_CODE,      /* the text is plain, not markup */
  MQ_MARKDOWN_TABLE_ROW, /* its cells, each with markup, are in "cells" */
  MQ_MARKDOWN_RULE,
} MqMarkdownKind;

typedef struct
{
  MqMarkdownKind kind;
  char *markup; /* for a label, with GtkLabel's links; plain text for MQ_MARKDOWN_CODE */
  char *marker; /* of a list item ("•", "3.", "☑"), or the language of code; plain text, or NULL */
  guint level;  /* of a heading 1 to 6; of items, quotes and their content the nesting, from 1; of a
                   table's header row 1; else 0 */
  GStrv cells;  /* of a table row, each with markup; or NULL */
} MqMarkdownBlock;

/* Parses at most 256 KiB. */
GPtrArray *mq_markdown_parse (const char *text);

/* Only http and https are safe, without hidden characters. */
gboolean mq_markdown_is_safe_link (const char *address);

G_END_DECLS
