/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Signals to the process itself only, see mq-signal-filter.h. Landlock's scope does the same from
 * version 6 on. Other processor ABIs are killed by the client's filter (mq-seccomp.c), which is
 * loaded, too. */
#include "launcher/mq-signal-filter.h"

#include "launcher/mq-stop.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define LOW_HALF 4
#else
#define LOW_HALF 0
#endif

#define CALL BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr))
/* The kernel uses the low half of a process number and of prctl's option. */
#define FIRST_ARGUMENT                                                                             \
  BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, args[0]) + LOW_HALF)
#define EQUAL(value, then, otherwise)                                                              \
  BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, (unsigned)(value), then, otherwise)
#define ALLOW BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define DENY BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

/**
 * mq_signal_filter_load:
 * @self: the process
 *
 * Denies signals to everybody but @self, and changes of the signal that it gets when its parent
 * dies. Needs “no new privileges”.
 */
void
mq_signal_filter_load (pid_t self)
{
  /* Jumps count the instructions that they skip. */
  struct sock_filter code[] = {
    CALL,
    EQUAL (SYS_kill, 7, 0),
    EQUAL (SYS_tgkill, 6, 0),
    EQUAL (SYS_rt_sigqueueinfo, 5, 0),
    EQUAL (SYS_rt_tgsigqueueinfo, 4, 0),
    EQUAL (SYS_tkill, 5, 0),             /* names a thread, whosever it is */
    EQUAL (SYS_pidfd_send_signal, 4, 0), /* names a descriptor */
    EQUAL (SYS_prctl, 4, 0),
    ALLOW,
    FIRST_ARGUMENT, /* of the first four */
    EQUAL (self, 3, 0),
    DENY,
    FIRST_ARGUMENT, /* of prctl */
    EQUAL (PR_SET_PDEATHSIG, 1, 0),
    ALLOW,
    DENY,
  };
  struct sock_fprog program = { sizeof code / sizeof *code, code };

  if (prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
    mq_stop ("signal filter");
}
