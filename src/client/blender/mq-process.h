/* MqProcess: one Blender process, sandboxed or not: keeps the end of its log, reports its exit, and
 * kills it with all its children. Used by MqInstance and the sandbox probe. */
#pragma once

#include <gio/gio.h>
#include <libdex.h>

G_BEGIN_DECLS

/** MQ_PROCESS_BRIDGE_FD: the child's descriptor for its end of the bridge. */
#define MQ_PROCESS_BRIDGE_FD 3
/** MQ_PROCESS_SECCOMP_FD: bubblewrap's descriptor for the system call filter. */
#define MQ_PROCESS_SECCOMP_FD 4

#define MQ_TYPE_PROCESS (mq_process_get_type ())
G_DECLARE_FINAL_TYPE (MqProcess, mq_process, MQ, PROCESS, GObject)

MqProcess *mq_process_spawn (const char *const *argv, const char *const *environment, int bridge_fd,
                             int seccomp_fd, GError **error);
void mq_process_kill (MqProcess *self);
DexFuture *mq_process_wait_exit (MqProcess *self) G_GNUC_WARN_UNUSED_RESULT;
GPid mq_process_get_pid (MqProcess *self);
int mq_process_get_signal (MqProcess *self);
char *mq_process_dup_end (MqProcess *self);
char *mq_process_dup_log (MqProcess *self, guint lines);

G_END_DECLS
