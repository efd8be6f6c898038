/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqDiffView: the line diff of two scripts. Added and removed lines have a sign as well as a
 * colour, for users who cannot see colours. Used by MqCompare. */
#pragma once

#include "app/model/mq-diff.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Action: diff.copy. */
#define MQ_TYPE_DIFF_VIEW (mq_diff_view_get_type ())
G_DECLARE_FINAL_TYPE (MqDiffView, mq_diff_view, MQ, DIFF_VIEW, AdwBin)

void mq_diff_view_set_diff (MqDiffView *self, MqDiff *diff);

G_END_DECLS
