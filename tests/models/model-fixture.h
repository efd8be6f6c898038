/* What tests of models share: a fake server, a model at it in either dialect, time that passes when
 * the test says so. */
#pragma once

#include "service/model-http/mq-http-model.h"
#include "support/fake-model.h"
#include "support/mq-test.h"

G_BEGIN_DECLS

#define MODEL_FIXTURE_KEY "sk-planted-0123456789"

/**
 * ModelFixture:
 * @fake: the server
 * @model: at it
 * @heard: what deltas said
 * @thoughts: what it thought meanwhile
 * @retries: what was told of further tries: "busy 2 later; "
 * @waits: (element-type guint): milliseconds that were waited before asking again
 * @silence: what the model takes for silence; resolve it and it is silent
 * @kept_alive: the same, for signs of life only
 * @quiet: the same, for words that it is still waited
 * @n_silence, @n_quiet: how often either began to count
 * @connect: the same, of connecting
 * @key: the same, of looking up the key
 */
typedef struct
{
  MqFakeModel *fake;
  MqModel *model;
  GString *heard;
  GString *thoughts;
  GString *retries;
  GArray *waits;
  DexPromise *silence;
  DexPromise *kept_alive;
  DexPromise *quiet;
  guint n_silence;
  guint n_quiet;
  DexPromise *connect;
  DexPromise *key;
  DexPromise *retry; /* the same, of waiting before asking again; NULL: no wait */
  DexPromise *spoke; /* when a delta comes */
} ModelFixture;

/* @script: as of mq_fake_model_new_for_text(), the key put in. @provider: "anthropic", "custom", …
 */
ModelFixture *model_fixture_new (const char *provider, const char *script);
ModelFixture *model_fixture_new_for (const MqModelEndpoint *endpoint, const char *script);
void model_fixture_free (ModelFixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ModelFixture, model_fixture_free)

/* Another model waits as this one does. */
void model_fixture_set_wait (ModelFixture *self, MqHttpModel *model);

/* On a fiber. */
DexFuture *
model_fixture_ask (ModelFixture *self, MqModelRequest *request) G_GNUC_WARN_UNUSED_RESULT;
MqModelAnswer *model_fixture_expect (ModelFixture *self, MqModelRequest *request);
GError *model_fixture_expect_error (ModelFixture *self, MqModelRequest *request, int code);
/* Until the n-th request (from 1) is there, or is done with. */
MqFakeRequest *model_fixture_wait_request (ModelFixture *self, guint n);
MqFakeRequest *model_fixture_wait_done (ModelFixture *self, guint n);

/* Until the model wrote something. */
void model_fixture_wait_heard (ModelFixture *self);

/* "What is a cube?" of a user after a stable system text. */
MqModelRequest *model_fixture_question (void);
/* JSON with ' for ". */
JsonObject *model_fixture_json (const char *text);
JsonObject *model_fixture_schema (void);

typedef struct
{
  const char *path;
  MqTestFiber body;
} ModelFixtureTest;

/* Runs them, and sees that no line of any log had the key. */
int model_fixture_main (int argc, char *argv[], const ModelFixtureTest *tests, gsize n_tests);

G_END_DECLS
