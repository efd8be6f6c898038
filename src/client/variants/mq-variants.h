/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqVariants: several runs of one session, of which each makes a variant of the same words; and
 * what is known of each variant, from the events of its run. Used by the window and the command
 * line. */
#pragma once

#include "client/run/mq-run.h"
#include "client/variants/mq-variant-facts.h"

G_BEGIN_DECLS

#define MQ_TYPE_VARIANTS (mq_variants_get_type ())
G_DECLARE_FINAL_TYPE (MqVariants, mq_variants, MQ, VARIANTS, GObject)

MqVariants *mq_variants_new (MqLibrary *library, MqConfig *config, MqBlender *blender,
                             MqRunOptions *options, guint n);
DexFuture *mq_variants_perform (MqVariants *self) G_GNUC_WARN_UNUSED_RESULT;
void mq_variants_cancel (MqVariants *self);
void mq_variants_detach (MqVariants *self);
MqSession *mq_variants_get_session (MqVariants *self);
GPtrArray *mq_variants_get_facts (MqVariants *self);

guint mq_variants_count_at_once (guint variants, guint cores, guint64 free_bytes);

/* Signal: "event" (MqRun *run, MqRunEvent *event): every event of one of the runs. */

G_END_DECLS
