/* A client for tests that talks to a run without HTTP: follows its events in the journal and
 * carries its instructions out by what stands in the script, see scripted-team.h. */
#pragma once

#include "service/runs/mq-runs.h"

G_BEGIN_DECLS

typedef struct _FakeClient FakeClient;

/* Called on the fiber after each event; may post refinements and the like. */
typedef void (*FakeClientFunc) (FakeClient *self, const MqRow *event);

struct _FakeClient
{
  MqRuns *runs;
  MqServiceRun *run;
  gint64 seen;
  GPtrArray *events;  /* of MqRow */
  GString *script;    /* what was executed last */
  guint instructions; /* carried out */
  guint looks;        /* of these */
  FakeClientFunc func;
  gpointer data;
  gboolean deaf;         /* carries nothing out */
  guint fail_at;         /* number of the instruction, from 1, that fails with @fail_code */
  const char *fail_code; /* (nullable) */
  gboolean fail_rest;    /* and so do all after it */
  const char *finals;    /* (nullable): the result of final pictures */
};

FakeClient *fake_client_new (MqRuns *runs);
void fake_client_free (FakeClient *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeClient, fake_client_free)

/* On a fiber: starts a run; follows it until it is over or halted. */
void fake_client_start (FakeClient *self, const char *request);
void fake_client_follow (FakeClient *self);
/* @instruction: 0 for the user's own. Whether it was new. */
gboolean fake_client_send_picture (FakeClient *self, gint64 instruction, gint64 number);

/* Each event in a few words, one a line. */
char *fake_client_tell (FakeClient *self) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *
fake_client_find (FakeClient *self, const char *type, guint nth) G_GNUC_WARN_UNUSED_RESULT;
guint fake_client_count (FakeClient *self, const char *type);
DexFuture *fake_client_refine (MqServiceRun *run, const char *words) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *
fake_client_carry_out (FakeClient *self, JsonObject *instruction) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
