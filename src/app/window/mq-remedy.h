/* MqRemedy: what the window offers for each lasting problem: an icon, one action, and whether it
 * fills a page where nothing could be begun anyway. */
#pragma once

#include "app/workspace/mq-workspace.h"

G_BEGIN_DECLS

typedef struct
{
  const char *icon;
  const char *label;  /* of the one button, translated; NULL: nothing can be done here */
  const char *action; /* "win.…" or "app.…", without a parameter */
  gboolean is_page;   /* nothing new can be begun: a page in place of the first one */
  gboolean retries;   /* Try Again stands beside it */
} MqRemedy;

const MqRemedy *mq_remedy_get (MqProblemKind kind);
const char *mq_remedy_get_label (const MqRemedy *remedy);

G_END_DECLS
