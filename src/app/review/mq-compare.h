/* MqCompare: two versions: the same view under a wipe or two-up, the difference of the code, and what
 * the reports say changed. */
#pragma once

#include "app/workspace/mq-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Properties: "conversation", "before" and "after" (MqVersion). Whoever sets "after" gets its parent as
 * "before"; by default it is the one that the next words go on from. */
#define MQ_TYPE_COMPARE (mq_compare_get_type ())
G_DECLARE_FINAL_TYPE (MqCompare, mq_compare, MQ, COMPARE, AdwBin)

G_END_DECLS
