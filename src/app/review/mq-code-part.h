/* MqCodePart: a stretch of the script that has a name: the parameters, or the function of a part,
 * with what was measured of that part. */
#pragma once

#include "app/review/mq-version-contents.h"

G_BEGIN_DECLS

/* Properties: "title", "facts" (one line or NULL), "faults" (sentences, one a line, or NULL). */
#define MQ_TYPE_CODE_PART (mq_code_part_get_type ())
G_DECLARE_FINAL_TYPE (MqCodePart, mq_code_part, MQ, CODE_PART, GObject)

const char *mq_code_part_get_title (MqCodePart *self);
const char *mq_code_part_get_facts (MqCodePart *self);
guint mq_code_part_get_first_line (MqCodePart *self); /* from 1; 0: nowhere in the script */
guint mq_code_part_get_last_line (MqCodePart *self);

GListModel *mq_code_part_list (MqVersionContents *contents, MqOutline *outline);

G_END_DECLS
