/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqProcess: one Blender process, sandboxed or not: keeps the end of its log, reports its exit, and
 * kills it with all its children. Used by MqInstance and the sandbox probe. */
#pragma once

#include <gio/gio.h>
#include <libdex.h>

G_BEGIN_DECLS

/** MQ_PROCESS_BRIDGE_FD: the child's descriptor for its end of the bridge. */
#define MQ_PROCESS_BRIDGE_FD 3
/** MQ_PROCESS_SECCOMP_FD: the child's descriptor for the system call filter. */
#define MQ_PROCESS_SECCOMP_FD 4

/**
 * MqProcessFd:
 * @fd: ours
 * @target: its number in the child
 *
 * A descriptor that a child inherits.
 */
typedef struct
{
  int fd;
  int target;
} MqProcessFd;

/** MqProcessKill: kills a process without waiting; @data is what mq_process_new() was given. */
typedef void (*MqProcessKill) (gpointer data);

#define MQ_TYPE_PROCESS (mq_process_get_type ())
G_DECLARE_FINAL_TYPE (MqProcess, mq_process, MQ, PROCESS, GObject)

MqProcess *mq_process_new (GInputStream *output, DexFuture *exited, MqProcessKill kill,
                           gpointer data, GDestroyNotify destroy);
MqProcess *mq_process_spawn (const char *const *argv, const char *const *environment,
                             const MqProcessFd *fds, guint n_fds, GError **error);
void mq_process_kill (MqProcess *self);
DexFuture *mq_process_wait_exit (MqProcess *self) G_GNUC_WARN_UNUSED_RESULT;
GPid mq_process_get_pid (MqProcess *self);
void mq_process_set_pid (MqProcess *self, GPid pid);
int mq_process_get_signal (MqProcess *self);
char *mq_process_dup_end (MqProcess *self);
char *mq_process_dup_log (MqProcess *self, guint lines);

G_END_DECLS
