/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts what the service does, for /metrics (mq-routes-metrics.c). One set for the process, as
 * what is counted happens in many places. A label never has words of a user, an account or an id.
 * Main thread only. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MqMetric: the table in mq-metrics.c has the name, the type and the labels of each.
 */
typedef enum
{
  MQ_METRIC_BUILD,            /* gauge: version */
  MQ_METRIC_RUNS,             /* gauge: state */
  MQ_METRIC_RUNS_STARTED,     /* counter */
  MQ_METRIC_RUNS_ENDED,       /* counter: outcome */
  MQ_METRIC_STEPS,            /* counter: role, state */
  MQ_METRIC_MODEL_REQUESTS,   /* counter: role, outcome */
  MQ_METRIC_MODEL_SECONDS,    /* histogram: role */
  MQ_METRIC_MODEL_WAITING,    /* gauge */
  MQ_METRIC_MODEL_TOKENS,     /* counter: kind */
  MQ_METRIC_MODEL_COST,       /* counter */
  MQ_METRIC_EVENT_STREAMS,    /* gauge */
  MQ_METRIC_CONNECTIONS,      /* gauge */
  MQ_METRIC_CONNECTIONS_LOST, /* counter: reason */
  MQ_METRIC_REQUESTS,         /* counter: method, route, status */
  MQ_METRIC_PROBLEMS,         /* counter: type */
  MQ_METRIC_REFUSED_TOKENS,   /* counter: kind */
  MQ_METRIC_MEMORY,           /* gauge */
  MQ_METRIC_CPU,              /* counter */
  MQ_METRIC_START,            /* gauge */
  MQ_N_METRICS,
} MqMetric;

/** MQ_METRICS_TYPE: media type of mq_metrics_to_text(). */
#define MQ_METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* Each is followed by the values of its labels, texts. */
void mq_metrics_add (MqMetric metric, double amount, ...);
void mq_metrics_set (MqMetric metric, double value, ...);
void mq_metrics_observe (MqMetric metric, double value, ...);

char *mq_metrics_to_text (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
