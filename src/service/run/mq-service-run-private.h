/* What the files of MqServiceRun share: mq-service-run.c is the routes' side, mq-service-run-lead.c what the client
 * that leads the run does, mq-service-run-messages.c the pipeline's side. */
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
  gint64 versions; /* that were sent */
  char *lead;      /* the client that carries out the instructions; NULL: none */
  guint listeners;
  guint stopped : 1;
  guint halted : 1;
};

G_END_DECLS
