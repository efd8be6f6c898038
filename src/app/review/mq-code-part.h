/* MqCodePart: a named range of script lines: the parameter block, or the function of a part, with
 * the measurements of that part. Used by MqCodeView. */
#pragma once

#include "app/review/mq-version-contents.h"

G_BEGIN_DECLS

/* Properties: "title", "facts" (one line or NULL), "faults" (sentences, one on each line,
 * or NULL). */
#define MQ_TYPE_CODE_PART (mq_code_part_get_type ())
G_DECLARE_FINAL_TYPE (MqCodePart, mq_code_part, MQ, CODE_PART, GObject)

const char *mq_code_part_get_title (MqCodePart *self);
const char *mq_code_part_get_facts (MqCodePart *self);
guint mq_code_part_get_first_line (MqCodePart *self); /* from 1; 0: not in the script */
guint mq_code_part_get_last_line (MqCodePart *self);

GListModel *mq_code_part_list (MqVersionContents *contents, MqOutline *outline);

G_END_DECLS
