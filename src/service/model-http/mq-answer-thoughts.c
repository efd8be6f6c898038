/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Thoughts in the text of an answer, see mq-answer-thoughts.h. */
#include "service/model-http/mq-answer-thoughts.h"

#include <string.h>

/* As the models' templates have them in 2025 and 2026: Qwen, DeepSeek, GLM; others; Mistral; Seed;
 * Kimi; Cohere; Open Thoughts. */
static const struct
{
  const char *open;
  const char *close;
} marks[] = {
  { "<think>", "</think>" },
  { "<thinking>", "</thinking>" },
  { "<thought>", "</thought>" },
  { "<reasoning>", "</reasoning>" },
  { "[THINK]", "[/THINK]" },
  { "<seed:think>", "</seed:think>" },
  { "◁think▷", "◁/think▷" },
  { "<|START_THINKING|>", "<|END_THINKING|>" },
  { "<|begin_of_thought|>", "<|end_of_thought|>" },
};

#define SPACE " \t\r\n"
#define MAX_BLOCKS 64 /* each is searched and removed in the whole text */
#define CHANNEL "<|channel|>"
#define MESSAGE "<|message|>"

/* The first place of a mark. One in quotes is what an answer speaks of. */
static const char *
find (const char *text, const char *mark)
{
  gsize length = strlen (mark);

  for (const char *at = text; (at = strchr (at, *mark)) != NULL; at++)
    if (g_ascii_strncasecmp (at, mark, length) == 0
        && (at[length] == '\0' || strchr ("\"'\\,.)}", at[length]) == NULL))
      return at;

  return NULL;
}

/* Removes the blocks of one pair of marks. A block begins the text or a line, or follows another
 * one; without its end, only the first thing of a text is thought to the end. */
static void
remove_blocks (GString *text, const char *open, const char *close)
{
  gsize at = 0;

  for (guint n = 0; n < MAX_BLOCKS && at < text->len; n++)
    {
      const char *begin = find (text->str + at, open);
      const char *end = begin != NULL ? find (begin, close) : NULL;

      if (begin == NULL)
        return;

      at = begin - text->str;
      if ((at > 0 && strchr ("\n>]", begin[-1]) == NULL) || (end == NULL && at > 0))
        at += strlen (open);
      else
        g_string_erase (text, (gssize)at, end != NULL ? end + strlen (close) - begin : -1);
    }
}

/* Templates that put the opening mark into the prompt leave only the closing one. */
static void
remove_before_close (GString *text, const char *mark)
{
  const char *close;

  for (guint n = 0; n < MAX_BLOCKS && (close = find (text->str, mark)) != NULL; n++)
    g_string_erase (text, 0, close + (gssize)strlen (mark) - text->str);
}

/* OpenAI's harmony: the answer is the last message of the channel `final`. Where the server has
 * dropped the special tokens, only their words are left. */
static gboolean
remove_channels (GString *text)
{
  static const char *const ends[] = { "<|end|>", "<|return|>", "<|call|>", "<|start|>", CHANNEL };
  const char *final = g_strrstr (text->str, CHANNEL "final");

  if (final != NULL && (final = strstr (final, MESSAGE)) != NULL)
    final += strlen (MESSAGE);
  else if (strstr (text->str, CHANNEL) == NULL)
    {
      if (!g_str_has_prefix (text->str, "analysis")
          || (final = strstr (text->str, "assistantfinal")) == NULL)
        return FALSE;
      final += strlen ("assistantfinal");
    }

  g_string_erase (text, 0, final != NULL ? final - text->str : -1);
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      const char *end = strstr (text->str, ends[i]);

      if (end != NULL)
        g_string_truncate (text, end - text->str);
    }
  return TRUE;
}

/* @only_thoughts: (out): whether it holds thoughts, and nothing else. Returns: (transfer full):
 * @text without what the model thought */
char *
mq_answer_thoughts_remove (const char *text, gboolean *only_thoughts)
{
  g_autoptr (GString) rest = g_string_new (text + strspn (text, SPACE));
  gboolean is_empty = rest->len == 0;

  if (!remove_channels (rest))
    for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
      {
        remove_blocks (rest, marks[i].open, marks[i].close);
        remove_before_close (rest, marks[i].close);
      }

  g_string_erase (rest, 0, (gssize)strspn (rest->str, SPACE));
  *only_thoughts = rest->len == 0 && !is_empty;
  return g_string_free (g_steal_pointer (&rest), FALSE);
}
