/* Markdown (md4c) to blocks for labels. Untrusted text reaches Pango only escaped; raw HTML is
 * shown as text, pictures as their description; links are http(s) only and never loaded. Used by
 * the timeline's views. */
#pragma once

#include <gio/gio.h>

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

#define MQ_TYPE_MARKDOWN_BLOCK (mq_markdown_block_get_type ())
G_DECLARE_FINAL_TYPE (MqMarkdownBlock, mq_markdown_block, MQ, MARKDOWN_BLOCK, GObject)

MqMarkdownKind mq_markdown_block_get_kind (MqMarkdownBlock *self);
const char *mq_markdown_block_get_markup (MqMarkdownBlock *self); /* valid Pango markup */
const char *mq_markdown_block_get_marker (MqMarkdownBlock *self); /* "•", "3.", language; or NULL */
guint mq_markdown_block_get_level (MqMarkdownBlock *self);        /* of heading, list, quote */
const char *const *mq_markdown_block_get_cells (MqMarkdownBlock *self);

/* Parses at most 256 KiB. */
GListModel *mq_markdown_parse (const char *text);

G_END_DECLS
