/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqCodeBlock: read-only code or a traceback, highlighted, with a Copy button. Used by
 * MqMarkdownView and MqStepDialog. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MQ_TYPE_CODE_BLOCK (mq_code_block_get_type ())
G_DECLARE_FINAL_TYPE (MqCodeBlock, mq_code_block, MQ, CODE_BLOCK, AdwBin)

void mq_code_block_set_code (MqCodeBlock *self, const char *code, const char *language);

G_END_DECLS
