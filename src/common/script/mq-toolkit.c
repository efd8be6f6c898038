/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqToolkit, see mq-toolkit.h. */
#include "common/script/mq-toolkit.h"

#include "common/base/mq-each.h"
#include "common/base/mq-error.h"

#include <string.h>

#define FINISHES_HEADING "# Finishes"
#define WORDS_MARK "? "
#define EXCEPT_MARK "-"
#define DOUBTFUL_MARK "~"
/* Letters by which a word may be longer than that of a section: "drill", "drilled" */
#define MAX_ENDING 3
/* Bytes of a toolkit function's docstring, used when toolkit.txt does not describe the function. */
#define MAX_DOCSTRING 320

/* Functions of the toolkit for some assets only: those about which one of the words is said. */
typedef struct
{
  GStrv words;
  GString *text;
} Section;

static void
section_free (gpointer data)
{
  Section *self = data;

  g_strfreev (self->words);
  g_string_free (self->text, TRUE);
  g_free (self);
}

void
mq_toolkit_free (MqToolkit *self)
{
  g_free (self->general);
  g_free (self->finishes);
  g_ptr_array_unref (self->sections);
  g_free (self);
}

/**
 * mq_toolkit_append_signature:
 * @text: receives a line, "box(name, size, location, material, part, bevel=0.004): A box with
 *   bevelled edges"
 * @function: a function of the toolkit
 * @said: (nullable): replaces its docstring
 */
void
mq_toolkit_append_signature (GString *text, const MqPythonFunction *function, const char *said)
{
  const char *head = strstr (function->text, "def ");
  const char *end = strstr (head, "):");
  const char *doc = strstr (head, "\"\"\"");
  g_autofree char *signature = g_strndup (head + 4, end != NULL ? end + 1 - head - 4 : 0);
  g_auto (GStrv) words = g_strsplit_set (signature, " \n", -1);
  g_autoptr (GString) about = g_string_new (said);

  if (said == NULL && doc != NULL)
    {
      const char *doc_end = strstr (doc + 3, "\"\"\"");
      g_autofree char *whole = g_strndup (doc + 3, doc_end != NULL ? doc_end - doc - 3 : 0);
      g_auto (GStrv) doc_words = g_strsplit_set (whole, " \n", -1);
      gsize sentence = 0;

      /* As much as fits into MAX_DOCSTRING, at least its first sentence, on one line. */
      for (gsize i = 0; doc_words[i] != NULL; i++)
        {
          if (*doc_words[i] == '\0')
            continue;
          if (sentence > 0 && about->len + strlen (doc_words[i]) > MAX_DOCSTRING)
            break;
          g_string_append_printf (about, "%s%s", about->len > 0 ? " " : "", doc_words[i]);
          if (g_str_has_suffix (doc_words[i], "."))
            sentence = about->len;
        }

      /* A sentence that does not fit is dropped entirely. */
      if (sentence > 0)
        g_string_truncate (about, sentence);
    }

  for (gsize i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", words[i]);
  g_string_append_printf (text, "%s%s\n", about->len > 0 ? ": " : "", about->str);
}

/**
 * mq_toolkit_load:
 * @dir: data/agents
 * @library: the functions that toolkit.txt lists
 * @error: names the line that is invalid
 *
 * Returns: (transfer full) (nullable): the toolkit
 */
MqToolkit *
mq_toolkit_load (const char *dir, MqPythonLibrary *library, GError **error)
{
  g_autoptr (MqToolkit) self = g_new0 (MqToolkit, 1);
  g_autofree char *path = g_build_filename (dir, "toolkit.txt", NULL);
  g_autofree char *list = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GString) general = g_string_new (NULL);
  g_autoptr (GString) finishes = g_string_new (NULL);
  GString *text = general;
  gboolean finish = FALSE;

  self->sections = g_ptr_array_new_with_free_func (section_free);
  if (!g_file_get_contents (path, &list, NULL, error))
    return NULL;

  /* The first line describes the file itself. */
  lines = g_strsplit (list, "\n", -1);
  for (gsize i = 1; lines[i] != NULL; i++)
    {
      const MqPythonFunction *function = NULL;
      char *said = strchr (lines[i], ':');

      if (g_str_has_prefix (lines[i], "# "))
        {
          if (finish)
            g_string_append_printf (text, "%s\n", finishes->str);
          finish = g_str_has_prefix (lines[i], FINISHES_HEADING);

          /* The next line may have the words of a section of its own. */
          text = general;
          if (lines[i + 1] != NULL && g_str_has_prefix (lines[i + 1], WORDS_MARK))
            {
              Section *section = g_new0 (Section, 1);

              section->words = g_strsplit (lines[i + 1] + strlen (WORDS_MARK), " ", -1);
              section->text = text = g_string_new (NULL);
              g_ptr_array_add (self->sections, section);
            }
          g_string_append_printf (text, "%s:\n", lines[i] + 2);
          continue;
        }

      if (*lines[i] == '\0' || g_str_has_prefix (lines[i], WORDS_MARK))
        continue;

      if (said != NULL)
        {
          *said++ = '\0';
          g_strstrip (said);
        }
      if ((function = mq_python_library_lookup (library, lines[i])) == NULL)
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                             "toolkit.txt, line %" G_GSIZE_FORMAT ": the library has no “%s”",
                             i + 1, lines[i]);

      if (finish)
        g_string_append_printf (finishes, "%s%s", finishes->len > 0 ? ", " : "", lines[i]);
      else
        mq_toolkit_append_signature (text, function, said);
    }
  if (finish)
    g_string_append_printf (text, "%s\n", finishes->str);

  self->general = g_string_free_and_steal (g_steal_pointer (&general));
  self->finishes = g_string_free_and_steal (g_steal_pointer (&finishes));
  return g_steal_pointer (&self);
}

static gboolean
is_word (const char *word, const char *text, gsize length)
{
  gsize least = strlen (word);

  return length >= least && length <= least + MAX_ENDING
         && g_ascii_strncasecmp (text, word, least) == 0;
}

/**
 * mq_toolkit_dup_special:
 * @about: what the asset is: the parts of its plan, or the user's words
 *
 * A word that means other things as well needs a second one: a stem and a leaf.
 *
 * Returns: (transfer full) (nullable): the functions for such things as it speaks of; %NULL for
 * none
 */
char *
mq_toolkit_dup_special (MqToolkit *self, const char *about)
{
  g_autoptr (GString) text = g_string_new ("More of the toolkit:\n");
  gsize length = text->len;

  MQ_EACH (self->sections, i, const Section, section)
    {
      const char *doubtful = NULL;
      const char *at = about;

      while (*at != '\0')
        {
          const char *start = at;
          const char *word = NULL;

          while (g_ascii_isalpha (*at))
            at++;

          /* The section's word that this one is, unless it is an exception. */
          for (gsize j = 0; section->words[j] != NULL; j++)
            {
              const char *other = section->words[j];

              if (*other == *EXCEPT_MARK && is_word (other + 1, start, at - start))
                {
                  word = NULL;
                  break;
                }
              if (is_word (*other == *DOUBTFUL_MARK ? other + 1 : other, start, at - start))
                word = other;
            }

          if (word != NULL && (*word != *DOUBTFUL_MARK || (doubtful != NULL && doubtful != word)))
            {
              g_string_append (text, section->text->str);
              break;
            }
          doubtful = word != NULL ? word : doubtful;
          if (at == start)
            at++;
        }
    }

  return text->len > length ? g_string_free_and_steal (g_steal_pointer (&text)) : NULL;
}
