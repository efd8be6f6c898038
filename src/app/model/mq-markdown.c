/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Markdown to blocks, see mq-markdown.h. md4c reports the structure; the markup of a block is built
 * here, with every character escaped. */
#include "app/model/mq-markdown.h"

#include "common/base/mq-text.h"

#include <glib/gi18n.h>
#include <md4c.h>
#include <string.h>

#define MAX_TEXT (256 * 1024)
#define MAX_BLOCKS 5000
#define MAX_CELLS 64
#define MAX_LINKS 500
/* Deeper nesting is shown at this level; labels and lists get slow, and nobody reads it. */
#define MAX_LEVEL 8
#define MAX_SPANS 16

#define FLAGS                                                                                      \
  (MD_FLAG_NOHTML | MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS                     \
   | MD_FLAG_PERMISSIVEURLAUTOLINKS | MD_FLAG_PERMISSIVEWWWAUTOLINKS)

/* An open list: its next number, or 0 for bullets. */
typedef struct
{
  guint number;
  char delimiter;
} List;

typedef struct
{
  GPtrArray *blocks;
  GString *text; /* of the open block */
  GArray *lists; /* of List, the innermost last */
  guint quotes;
  guint heading;
  gboolean code;
  char *marker; /* of the current item, until its first block */
  char *language;
  GStrvBuilder *cells;
  guint n_cells;
  gboolean head;
  GPtrArray *tags; /* open tags, static strings */
  guint links;     /* number of links so far */
  gboolean full;   /* the limit is reached; md4c does not report why it was stopped */
  gsize picture;   /* start of a picture's text */
} MarkdownReader;

static void
block_free (gpointer data)
{
  MqMarkdownBlock *block = data;

  g_free (block->markup);
  g_free (block->marker);
  g_strfreev (block->cells);
  g_free (block);
}

/* md4c reports the end of each span, but not always if a detected address crosses it: close here
 * what was opened here, whatever it reports. */
static void
close_tags (MarkdownReader *reader, guint n_left)
{
  while (reader->tags->len > n_left)
    {
      g_string_append_printf (reader->text, "</%s>",
                              (const char *)reader->tags->pdata[reader->tags->len - 1]);
      g_ptr_array_set_size (reader->tags, reader->tags->len - 1);
    }
}

static gboolean
open_tag (MarkdownReader *reader, const char *tag)
{
  if (reader->tags->len >= MAX_SPANS)
    return FALSE;

  g_ptr_array_add (reader->tags, (gpointer)tag);
  return TRUE;
}

static void
add_block (MarkdownReader *reader, MqMarkdownKind kind, guint level, const char *marker,
           GStrv cells)
{
  MqMarkdownBlock *block = g_new0 (MqMarkdownBlock, 1);

  close_tags (reader, 0);
  block->kind = kind;
  block->level = level;
  block->marker = g_strdup (marker);
  block->cells = cells;
  block->markup = g_strdup (reader->text->str);
  g_string_truncate (reader->text, 0);
  g_ptr_array_add (reader->blocks, block);
}

static guint
get_level (MarkdownReader *reader)
{
  return MIN (MAX (reader->lists->len, reader->quotes), MAX_LEVEL);
}

/* Ends the block of the collected text, if any. */
static void
flush (MarkdownReader *reader)
{
  g_autofree char *marker = NULL;

  if (reader->text->len == 0 && reader->marker == NULL)
    return;

  marker = g_steal_pointer (&reader->marker);
  if (marker != NULL)
    add_block (reader, MQ_MARKDOWN_LIST_ITEM, get_level (reader), marker, NULL);
  else if (reader->lists->len == 0 && reader->quotes > 0)
    add_block (reader, MQ_MARKDOWN_QUOTE, get_level (reader), NULL, NULL);
  else
    add_block (reader, MQ_MARKDOWN_PARAGRAPH, get_level (reader), NULL, NULL);
}

static void
begin_item (MarkdownReader *reader, const MD_BLOCK_LI_DETAIL *detail)
{
  List *list = reader->lists->len > 0 ? &g_array_index (reader->lists, List, reader->lists->len - 1)
                                      : NULL;

  flush (reader);
  if (detail->is_task)
    reader->marker = g_strdup (detail->task_mark == ' ' ? "☐" : "☑");
  else if (list != NULL && list->number > 0)
    reader->marker = g_strdup_printf ("%u%c", list->number, list->delimiter);
  else
    reader->marker = g_strdup ("•");

  if (list != NULL && list->number > 0 && list->number < G_MAXINT)
    list->number++;
}

static void
begin_list (MarkdownReader *reader, guint number, char delimiter)
{
  List list = { number, delimiter };

  flush (reader);
  g_array_append_val (reader->lists, list);
}

/* Entities. */

static const struct
{
  const char *name;
  const char *text;
} entities[] = {
  { "&amp;", "&" },    { "&lt;", "<" },     { "&gt;", ">" },     { "&quot;", "\"" },
  { "&apos;", "'" },   { "&nbsp;", " " },   { "&copy;", "©" },   { "&reg;", "®" },
  { "&deg;", "°" },    { "&times;", "×" },  { "&divide;", "÷" }, { "&plusmn;", "±" },
  { "&middot;", "·" }, { "&bull;", "•" },   { "&hellip;", "…" }, { "&ndash;", "–" },
  { "&mdash;", "—" },  { "&lsquo;", "‘" },  { "&rsquo;", "’" },  { "&ldquo;", "“" },
  { "&rdquo;", "”" },  { "&laquo;", "«" },  { "&raquo;", "»" },  { "&larr;", "←" },
  { "&rarr;", "→" },   { "&uarr;", "↑" },   { "&darr;", "↓" },   { "&le;", "≤" },
  { "&ge;", "≥" },     { "&ne;", "≠" },     { "&asymp;", "≈" },  { "&micro;", "µ" },
  { "&frac12;", "½" }, { "&frac14;", "¼" }, { "&sup2;", "²" },   { "&sup3;", "³" },
};

/* Returns: (transfer full): the entity's text, or the entity itself if unknown */
static char *
decode_entity (const char *text, gsize size)
{
  g_autofree char *entity = g_strndup (text, size);
  char buffer[8] = { 0 };
  guint64 code;

  for (gsize i = 0; i < G_N_ELEMENTS (entities); i++)
    if (g_str_equal (entities[i].name, entity))
      return g_strdup (entities[i].text);

  if (size < 4 || entity[1] != '#')
    return g_steal_pointer (&entity);

  code = entity[2] == 'x' || entity[2] == 'X' ? g_ascii_strtoull (entity + 3, NULL, 16)
                                              : g_ascii_strtoull (entity + 2, NULL, 10);
  if (code == 0 || code > 0x10ffff || !g_unichar_validate ((gunichar)code))
    return g_strdup ("\xef\xbf\xbd");

  g_unichar_to_utf8 ((gunichar)code, buffer);
  return mq_text_clean (buffer, sizeof buffer);
}

static void
add_escaped (MarkdownReader *reader, const char *text, gsize size)
{
  g_autofree char *escaped = g_markup_escape_text (text, size);

  g_string_append (reader->text, escaped);
}

static int
on_text (MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *user_data)
{
  MarkdownReader *reader = user_data;
  g_autofree char *decoded = NULL;

  if (reader->code)
    {
      g_string_append_len (reader->text, text, size);
      return 0;
    }

  switch (type)
    {
    case MD_TEXT_BR:
      g_string_append_c (reader->text, '\n');
      break;
    case MD_TEXT_SOFTBR:
      g_string_append_c (reader->text, ' ');
      break;
    case MD_TEXT_NULLCHAR:
      g_string_append (reader->text, "\xef\xbf\xbd");
      break;
    case MD_TEXT_ENTITY:
      decoded = decode_entity (text, size);
      add_escaped (reader, decoded, strlen (decoded));
      break;
    default:
      add_escaped (reader, text, size);
    }

  return 0;
}

/* Spans. */

static char *
dup_attribute (const MD_ATTRIBUTE *attribute)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; attribute->text != NULL && attribute->substr_offsets[i] < attribute->size; i++)
    {
      const char *start = attribute->text + attribute->substr_offsets[i];
      gsize size = attribute->substr_offsets[i + 1] - attribute->substr_offsets[i];
      g_autofree char *piece = attribute->substr_types[i] == MD_TEXT_ENTITY
                                   ? decode_entity (start, size)
                                   : g_strndup (start, size);

      g_string_append (text, piece);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Whether @address is a web address without deception: no blanks, no invisible characters, no
 * bidirectional controls. A pure function, for tests. */
gboolean
mq_markdown_is_safe_link (const char *address)
{
  g_autoptr (GUri) uri = NULL;

  if (!g_utf8_validate (address, -1, NULL))
    return FALSE;
  for (const char *p = address; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isgraph (g_utf8_get_char (p)))
      return FALSE;

  uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  return uri != NULL
         && (g_str_equal (g_uri_get_scheme (uri), "http")
             || g_str_equal (g_uri_get_scheme (uri), "https"))
         && g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0';
}

static const char *
get_tag (MD_SPANTYPE type)
{
  switch (type)
    {
    case MD_SPAN_EM:
      return "i";
    case MD_SPAN_STRONG:
      return "b";
    case MD_SPAN_CODE:
      return "tt";
    case MD_SPAN_DEL:
      return "s";
    case MD_SPAN_A:
      return "a";
    default:
      return NULL;
    }
}

static int
on_enter_span (MD_SPANTYPE type, void *detail, void *user_data)
{
  MarkdownReader *reader = user_data;
  const char *tag = get_tag (type);

  if (type == MD_SPAN_A)
    {
      g_autofree char *href = dup_attribute (&((MD_SPAN_A_DETAIL *)detail)->href);

      if (mq_markdown_is_safe_link (href) && reader->links < MAX_LINKS
          && !g_ptr_array_find_with_equal_func (reader->tags, "a", g_str_equal, NULL)
          && open_tag (reader, "a"))
        {
          g_autofree char *escaped = g_markup_escape_text (href, -1);

          reader->links++;
          g_string_append_printf (reader->text, "<a href=\"%s\">", escaped);
        }
    }
  else if (type == MD_SPAN_IMG)
    reader->picture = reader->text->len;
  else if (tag != NULL && open_tag (reader, tag))
    g_string_append_printf (reader->text, "<%s>", tag);

  return 0;
}

static int
on_leave_span (MD_SPANTYPE type, void *detail, void *user_data)
{
  MarkdownReader *reader = user_data;
  const char *tag = get_tag (type);

  if (type == MD_SPAN_IMG && reader->text->len == reader->picture)
    /* Translators: stands in a text for a picture that has no words and is not shown. */
    g_string_append (reader->text, _ ("[picture]"));
  else if (tag != NULL)
    {
      guint i = reader->tags->len;

      while (i > 0 && !g_str_equal (reader->tags->pdata[i - 1], tag))
        i--;
      if (i > 0)
        close_tags (reader, i - 1);
    }

  return 0;
}

/* Blocks. */

static int
on_enter_block (MD_BLOCKTYPE type, void *detail, void *user_data)
{
  MarkdownReader *reader = user_data;
  const MD_BLOCK_OL_DETAIL *numbered = detail;

  reader->full = reader->full || reader->blocks->len >= MAX_BLOCKS;
  if (reader->full)
    return 1;

  switch (type)
    {
    case MD_BLOCK_QUOTE:
      flush (reader);
      reader->quotes++;
      break;
    case MD_BLOCK_UL:
      begin_list (reader, 0, '.');
      break;
    case MD_BLOCK_OL:
      begin_list (reader, MAX (numbered->start, 1), numbered->mark_delimiter);
      break;
    case MD_BLOCK_LI:
      begin_item (reader, detail);
      break;
    case MD_BLOCK_HR:
      flush (reader);
      add_block (reader, MQ_MARKDOWN_RULE, get_level (reader), NULL, NULL);
      break;
    case MD_BLOCK_H:
      flush (reader);
      reader->heading = ((MD_BLOCK_H_DETAIL *)detail)->level;
      break;
    case MD_BLOCK_CODE:
      flush (reader);
      reader->code = TRUE;
      reader->language = dup_attribute (&((MD_BLOCK_CODE_DETAIL *)detail)->lang);
      break;
    case MD_BLOCK_TR:
      flush (reader);
      reader->cells = g_strv_builder_new ();
      reader->n_cells = 0;
      reader->head = FALSE;
      break;
    case MD_BLOCK_TH:
      reader->head = TRUE;
      break;
    default:
      break;
    }

  return 0;
}

static int
on_leave_block (MD_BLOCKTYPE type, void *detail, void *user_data)
{
  MarkdownReader *reader = user_data;

  switch (type)
    {
    case MD_BLOCK_QUOTE:
      flush (reader);
      reader->quotes--;
      break;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
      flush (reader);
      g_array_set_size (reader->lists, reader->lists->len - 1);
      break;
    case MD_BLOCK_LI:
    case MD_BLOCK_P:
      flush (reader);
      break;
    case MD_BLOCK_H:
      add_block (reader, MQ_MARKDOWN_HEADING, CLAMP (reader->heading, 1, 6), NULL, NULL);
      break;
    case MD_BLOCK_CODE:
      if (reader->text->len > 0 && reader->text->str[reader->text->len - 1] == '\n')
        g_string_truncate (reader->text, reader->text->len - 1);
      if (reader->language != NULL && *reader->language == '\0')
        g_clear_pointer (&reader->language, g_free);
      add_block (reader, MQ_MARKDOWN_CODE, get_level (reader), reader->language, NULL);
      g_clear_pointer (&reader->language, g_free);
      reader->code = FALSE;
      break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
      close_tags (reader, 0);
      if (reader->cells != NULL && reader->n_cells++ < MAX_CELLS)
        g_strv_builder_add (reader->cells, reader->text->str);
      g_string_truncate (reader->text, 0);
      break;
    case MD_BLOCK_TR:
      add_block (reader, MQ_MARKDOWN_TABLE_ROW, reader->head ? 1 : 0, NULL,
                 g_strv_builder_end (reader->cells));
      g_clear_pointer (&reader->cells, g_strv_builder_unref);
      break;
    default:
      break;
    }

  return 0;
}

static void
add_plain (MarkdownReader *reader, const char *text)
{
  g_string_truncate (reader->text, 0);
  g_ptr_array_set_size (reader->tags, 0);
  add_escaped (reader, text, strlen (text));
  add_block (reader, MQ_MARKDOWN_PARAGRAPH, 0, NULL, NULL);
}

/**
 * mq_markdown_parse:
 * @text: Markdown, or any text
 *
 * Parses at most 256 KiB into at most five thousand blocks; a text that is cut ends with “…”.
 *
 * Returns: (transfer full): an array of MqMarkdownBlock
 */
GPtrArray *
mq_markdown_parse (const char *text)
{
  g_autofree char *clean = mq_text_clean (text, MAX_TEXT);
  g_autoptr (GString) open = g_string_new (NULL);
  g_autoptr (GArray) lists = g_array_new (FALSE, FALSE, sizeof (List));
  g_autoptr (GPtrArray) tags = g_ptr_array_new ();
  MarkdownReader reader = {
    .blocks = g_ptr_array_new_with_free_func (block_free),
    .text = open,
    .lists = lists,
    .tags = tags,
  };
  const MD_PARSER parser = {
    .flags = FLAGS,
    .enter_block = on_enter_block,
    .leave_block = on_leave_block,
    .enter_span = on_enter_span,
    .leave_span = on_leave_span,
    .text = on_text,
  };
  int result = md_parse (clean, strlen (clean), &parser, &reader);

  if (reader.full)
    add_plain (&reader, "…");
  else if (result != 0)
    {
      /* Out of memory, in effect: show the whole text plain rather than a part of it. */
      g_ptr_array_set_size (reader.blocks, 0);
      add_plain (&reader, clean);
    }

  g_free (reader.marker);
  g_free (reader.language);
  g_clear_pointer (&reader.cells, g_strv_builder_unref);
  return reader.blocks;
}
