/* Python text as names, strings, operators and ends of statements, with line, column and bracket
 * depth. The names inside the braces of an f-string come as names too. */
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

GArray *mq_python_tokenize (const char *text, guint *line, const char **problem);

G_END_DECLS
