/* What tests of models share: a fake server, a model at it in either dialect, time that passes when the test says so. */
#pragma once

#include "service/models/mq-http-model.h"
#include "support/fake-model.h"
#include "support/mq-test.h"

G_BEGIN_DECLS

#define MODEL_DESK_KEY "sk-planted-0123456789"

/**
 * ModelDesk:
 * @fake: the server
 * @model: at it
 * @heard: what deltas said
 * @retries: what was told of further tries: "busy 2 later; "
 * @waits: (element-type guint): milliseconds that were waited before asking again
 * @silence: what the model takes for silence; resolve it and it is silent
 * @connect: the same, of connecting
 */
typedef struct
{
  MqFakeModel *fake;
  MqModel *model;
  GString *heard;
  GString *retries;
  GArray *waits;
  DexPromise *silence;
  DexPromise *connect;
  DexPromise *retry; /* the same, of waiting before asking again; NULL: no wait */
  DexPromise *spoke; /* when a delta comes */
} ModelDesk;

/* @script: as of mq_fake_model_new_for_text(), the key put in. @provider: "anthropic", "custom", … */
ModelDesk *model_desk_new (const char *provider, const char *script);
ModelDesk *model_desk_new_for (const MqModelEndpoint *endpoint, const char *script);
void model_desk_free (ModelDesk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelDesk, model_desk_free)

/* Another model waits as this one does. */
void model_desk_set_wait (ModelDesk *self, MqHttpModel *model);

/* On a fiber. */
DexFuture *model_desk_ask (ModelDesk *self, MqModelRequest *request) G_GNUC_WARN_UNUSED_RESULT;
MqModelAnswer *model_desk_expect (ModelDesk *self, MqModelRequest *request);
GError *model_desk_expect_error (ModelDesk *self, MqModelRequest *request, int code);
/* Until the n-th request (from 1) is there, or is done with. */
MqFakeRequest *model_desk_wait_request (ModelDesk *self, guint n);
MqFakeRequest *model_desk_wait_done (ModelDesk *self, guint n);

/* Until the model wrote something. */
void model_desk_wait_heard (ModelDesk *self);

/* "What is a cube?" of a user after a stable system text. */
MqModelRequest *model_desk_question (void);
/* JSON with ' for ". */
JsonObject *model_desk_json (const char *text);
JsonObject *model_desk_schema (void);

typedef struct
{
  const char *path;
  MqTestFiber body;
} ModelDeskTest;

/* Runs them, and sees that no line of any log had the key. */
int model_desk_main (int argc, char *argv[], const ModelDeskTest *tests, gsize n_tests);

G_END_DECLS
