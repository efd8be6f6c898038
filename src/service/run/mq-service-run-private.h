/* What the two files of MqServiceRun share: mq-service-run.c is the routes' side, mq-service-run-messages.c the
 * pipeline's. */
#pragma once

#include "service/run/mq-service-run.h"

#include <libdex.h>

G_BEGIN_DECLS

struct _MqServiceRun
{
  GObject parent_instance;

  MqRunLog *log;
  MqTeam *team;
  MqRunRequest *request;
  MqRunLimits limits;
  MqAssetState *asset; /* what is known */
  MqRunStream *stream;
  MqKnowledge *knowledge; /* or NULL */

  DexPromise *answer; /* while the team is asked; NULL else */
  DexPromise *stop;   /* rejected once: cancelled, or halted */
  gint64 instructions;
  guint listeners;
  guint stopped : 1;
  guint halted : 1;
};

G_END_DECLS
