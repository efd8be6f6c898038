/* A script cut into the statements of its top level, each with the comments that belong to it. What MqScript
 * edits; joined again, pieces give the script byte for byte. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MQ_PIECE_TEXT, /* the docstring at the top, and whatever is nothing below */
  MQ_PIECE_IMPORT,
  MQ_PIECE_PARAMETER, /* NAME = … */
  MQ_PIECE_FUNCTION,  /* def or class, with its decorators */
  MQ_PIECE_MAIN,      /* if __name__ == … */
} MqPieceKind;

/**
 * MqPiece:
 * @kind: what it is
 * @name: (nullable): of a parameter or function
 * @lead: blank lines, headings and comments before it
 * @text: the statement, the comments right above it included; ends with a newline, if the script does
 * @line: of @text, from 1
 */
typedef struct
{
  MqPieceKind kind;
  char *name;
  char *lead;
  char *text;
  guint line;
} MqPiece;

MqPiece *mq_piece_new (MqPieceKind kind, const char *name, const char *lead, const char *text);

/* (element-type MqPiece); what stands after the last statement is a piece without text. */
GPtrArray *mq_pieces_cut (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *mq_pieces_join (GPtrArray *pieces) G_GNUC_WARN_UNUSED_RESULT;
MqPiece *mq_pieces_find (GPtrArray *pieces, const char *name, guint *index);

/* The same name by another one, wherever Python would take it from the top level: not attributes, not keywords of calls. */
void mq_piece_rename (MqPiece *self, const char *from, const char *to);

/* Names that are called somewhere and bound nowhere at the top level or as a function: in order, each once. */
GStrv mq_pieces_list_unbound_calls (GPtrArray *pieces) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
