/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqVariantFacts: what is known of a variant, from the events of its run, live or recorded; and the
 * one ranking of variants. Used by MqVariants, the command line and the timeline. */
#pragma once

#include "common/asset/mq-verdict.h"
#include "common/events/mq-run-event.h"

G_BEGIN_DECLS

/**
 * MqVariantFacts:
 * @variant: its number, from 1
 * @version: the number of its version; 0: it has none (yet)
 * @summary: (nullable): what is different, one line
 * @suggestions: (nullable): changes of it that the user may want next
 * @faults: faults that measuring found and that are left; -1: not measured
 * @missing: wishes that could not be fulfilled
 * @verdict: the badge of its version
 * @findings: of the check of its script
 * @size: metres; 0: not measured
 * @began: Unix time in µs; 0: not yet
 * @seconds: from the start to its version, or to its end without one
 * @activity: (nullable): what is done at the moment, one line
 * @picture: (nullable): path of its last picture
 * @folder: (nullable): of its version
 * @why: (nullable): why there is no version
 * @refused: the team can make no such variant
 * @ended: its run is over
 */
typedef struct
{
  guint variant;
  guint version;
  char *summary;
  GStrv suggestions;
  int faults;
  guint missing;
  MqVerdict verdict;
  guint findings;
  double size[3];
  gint64 began;
  double seconds;
  char *activity;
  char *picture;
  char *folder;
  char *why;
  gboolean refused;
  gboolean ended;
} MqVariantFacts;

MqVariantFacts *mq_variant_facts_new (guint variant);
void mq_variant_facts_free (MqVariantFacts *self);
void mq_variant_facts_add_event (MqVariantFacts *self, MqRunEvent *event);
GPtrArray *mq_variant_facts_rank (GPtrArray *facts) G_GNUC_WARN_UNUSED_RESULT;
char *mq_variant_facts_describe_ways (GPtrArray *facts) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
