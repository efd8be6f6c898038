/* A workspace in the test's own folder, with the quick Blender or the real one, and waiting for it.
 */
#pragma once

#include "app/conversation/mq-conversation-list.h"
#include "support/mq-test.h"

G_BEGIN_DECLS

/* Says at once that every script was good; see tests/support/quick-blender. */
#define BENCH_QUICK                                                                                \
  "render: {num_images: 1, resolution_scale: 0.1}\n"                                               \
  "blender: {sandbox: off, executable: " MQ_TEST_QUICK_BLENDER "}\n"
/* Small and few: what a picture shows is tested elsewhere. */
#define BENCH_REAL "render: {num_images: 1, resolution_scale: 0.1, engine: workbench}\n"

/* The first half is of the first version, the second half of the second. */
#define BENCH_N_MOMENTS 10

void bench_write_config (const char *text);

/* In a fiber: */
/* A new and empty library and journal, once no service of ours is at work. */
void bench_forget_all (void);
/* The quick Blender waits before this step ("execute", "final"), until another one is named or it
 * is released. */
void bench_hold (const char *step);
void bench_wait_held (const char *step); /* until the quick Blender waits there */
void bench_release (void);
MqConversationList *bench_open (void);
void bench_close (MqConversationList *conversations); /* (transfer full) */
void bench_wait_state (MqConversation *conversation, MqConversationState state);
/* Loads it, until the run that waits in it is followed. */
void bench_wait_followed (MqConversation *conversation);
/* Until a step that says this is under way. */
void bench_wait_activity (MqConversation *conversation, const char *words);
/* Wants a chair and then armrests, and holds the quick Blender at one of the BENCH_N_MOMENTS that
 * it takes for both. */
void bench_reach_moment (MqConversation *conversation, guint moment);
void bench_send (MqConversation *conversation, const char *text);
MqConversation *bench_make_chair (MqConversationList *conversations); /* up to the user's turn */
MqVersion *bench_get_version (MqConversation *conversation, guint number);
guint bench_count (MqConversation *conversation, GType type);
guint bench_count_notices (MqConversation *conversation, const char *code);
guint bench_count_versions (MqConversation *conversation);
void bench_expect_status (MqConversation *conversation, const char *expected);
guint bench_get_parent (MqConversation *conversation, guint number);
/* The timeline in words, a line an item, without what time changes. */
char *bench_describe (MqConversation *conversation);
/* Of each run that is over the events are kept once, in order, to its end. */
void bench_check_record (MqConversationList *conversations, MqConversation *conversation);
MqConversation *bench_get_first (MqConversationList *conversations);
/* SIGKILL to our children of this name; how many there were. */
guint bench_signal_children (const char *name, int signal);
void bench_wait_service_gone (void);
guint bench_count_children (void);
/* Until there are so many: what was let go of ends by itself. */
void bench_wait_children (guint n);
/* Until so many Blenders are below this process, in sandboxes and as forks, too. */
void bench_wait_blenders (guint n);
void bench_run_sql (const char *path, const char *sql);

G_END_DECLS
