/* What MqDrafts does on worker threads. */
#pragma once

#include "app/workspace/mq-drafts.h"

G_BEGIN_DECLS

typedef enum
{
  MQ_DRAFTS_WRITE,   /* what was added; what is NULL is removed */
  MQ_DRAFTS_READ,    /* the one that is named: resolves to its JsonObject */
  MQ_DRAFTS_FORGET,  /* all of the session that is named */
  MQ_DRAFTS_SWEEP,   /* resolves to the pictures' folder */
  MQ_DRAFTS_NOTHING, /* what comes before it is done then */
} MqDraftsJobKind;

typedef struct _MqDraftsJob MqDraftsJob;

MqDraftsJob *mq_drafts_job_new (MqDraftsJobKind kind, const char *folder, const char *what);
void mq_drafts_job_free (MqDraftsJob *self);
void mq_drafts_job_add (MqDraftsJob *self, const char *name, JsonObject *draft);
DexFuture *mq_drafts_job_run (MqDraftsJob *self) G_GNUC_WARN_UNUSED_RESULT;

gboolean mq_drafts_is_name (const char *name);

G_END_DECLS
