/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqCodePart: a named range of script lines: the parameter block, or the function of a part, with
 * the measurements of that part. Used by MqCodeView. */
#pragma once

#include "app/code/mq-version-contents.h"

G_BEGIN_DECLS

/* The texts and `chosen` are properties, too, for the list of parts. */
#define MQ_TYPE_CODE_PART (mq_code_part_get_type ())
G_DECLARE_FINAL_TYPE (MqCodePart, mq_code_part, MQ, CODE_PART, GObject)

struct _MqCodePart
{
  GObject parent_instance;

  char *id; /* in the report; NULL: no measured part */
  char *title;
  char *facts;      /* one line, or NULL */
  char *faults;     /* sentences, one on each line, or NULL */
  guint first_line; /* from 1; 0: not in the script */
  guint last_line;
  char *function; /* its name in the script, or NULL */
  gboolean chosen;
};

GListModel *mq_code_part_list (MqVersionContents *contents, MqOutline *outline);
void mq_code_part_set_chosen (MqCodePart *self, gboolean chosen);
char *mq_code_part_write_script (MqCodePart *self, const char *script) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
