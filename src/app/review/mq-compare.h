/* MqCompare: the comparison of two versions: the same view with a divider or side by side, the diff
 * of the scripts, and the changes that the reports show. A page of MqReview. */
#pragma once

#include "app/workspace/mq-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Properties: "conversation", "before" and "after" (MqVersion). Setting "after" sets "before" to
 * its parent; the default for "after" is the conversation's current version. */
#define MQ_TYPE_COMPARE (mq_compare_get_type ())
G_DECLARE_FINAL_TYPE (MqCompare, mq_compare, MQ, COMPARE, AdwBin)

G_END_DECLS
