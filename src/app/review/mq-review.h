/* MqReview: renders and code of a version side by side, and the comparison of two. */
#pragma once

#include "app/workspace/mq-workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Properties: "workspace", "conversation", "version" (MqVersion that is looked at, both ways; NULL: none
 * yet), "show-close" (a button that emits "close"). Signal: "close": it is not to be seen any more.
 * Actions: review.find, review.save-renders, review.save-script, review.save-blend,
 * review.open-blender, review.show-live, review.open-folder, review.copy-script, review.close. */
#define MQ_TYPE_REVIEW (mq_review_get_type ())
G_DECLARE_FINAL_TYPE (MqReview, mq_review, MQ, REVIEW, AdwBin)

G_END_DECLS
