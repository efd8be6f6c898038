/* The one lexer of Python: a text as names, strings, operators and ends of statements, with line, column and bracket
 * depth. The names inside the braces of an f-string come as names, too. What edits scripts and what shows them goes by
 * it: a text that is no Python is lexed as far as it goes, and the first problem is named. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MQ_PYTHON_NAME,
  MQ_PYTHON_NUMBER,
  MQ_PYTHON_STRING,
  MQ_PYTHON_OPERATOR,
  MQ_PYTHON_NEWLINE,
} MqPythonTokenKind;

/**
 * MqPythonToken:
 * @start: in the text, not ended by NUL
 * @column: of its line's first character, so 0 for all of a statement at the top level
 * @depth: brackets that are open around it
 */
typedef struct
{
  const char *start;
  gsize length;
  guint line;
  guint column;
  guint depth;
  MqPythonTokenKind kind;
} MqPythonToken;

GArray *
mq_python_tokenize (const char *text, guint *line, const char **problem) G_GNUC_WARN_UNUSED_RESULT;
const MqPythonToken *mq_python_tokens_get (GArray *tokens, guint index);
gboolean mq_python_tokens_match (GArray *tokens, guint index, const char *text);
guint mq_python_tokens_find_next (GArray *tokens, guint statement);
const char *mq_python_tokens_find_end (GArray *tokens, guint from, guint to);

gboolean mq_python_token_is (const MqPythonToken *self, const char *text);
gboolean mq_python_token_is_name (const MqPythonToken *self);
char *mq_python_token_dup (const MqPythonToken *self) G_GNUC_WARN_UNUSED_RESULT;

gboolean mq_python_is_constant (const char *name);

G_END_DECLS
