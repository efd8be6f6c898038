/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Landlock, see mq-landlock.h. The kernel's interface:
 * https://docs.kernel.org/userspace-api/landlock.html */
#include "launcher/mq-landlock.h"

#include "launcher/mq-stop.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define READ                                                                                       \
  (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define DEVICE                                                                                     \
  (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_DIR      \
   | LANDLOCK_ACCESS_FS_IOCTL_DEV)
#define SPECIAL (LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK)
/* Rights that a file can have; the others are of folders. */
#define OF_FILES                                                                                   \
  (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE       \
   | LANDLOCK_ACCESS_FS_TRUNCATE | LANDLOCK_ACCESS_FS_IOCTL_DEV)

static const uint64_t rights[] = {
  [MQ_LANDLOCK_READ] = READ,
  [MQ_LANDLOCK_WRITE] = ~(uint64_t)(SPECIAL | LANDLOCK_ACCESS_FS_EXECUTE),
  [MQ_LANDLOCK_DEVICE] = DEVICE,
};

static bool is_required;
static int ruleset = -1;
static uint64_t handled;

/* Lists everything that a kernel of this version can deny. */
static struct landlock_ruleset_attr
deny_everything (long version)
{
  struct landlock_ruleset_attr all
      = { .handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1 };

  if (version >= 2)
    all.handled_access_fs |= LANDLOCK_ACCESS_FS_REFER;
  if (version >= 3)
    all.handled_access_fs |= LANDLOCK_ACCESS_FS_TRUNCATE;
  if (version >= 4)
    all.handled_access_net = LANDLOCK_ACCESS_NET_BIND_TCP | LANDLOCK_ACCESS_NET_CONNECT_TCP;
  if (version >= 5)
    all.handled_access_fs |= LANDLOCK_ACCESS_FS_IOCTL_DEV;
  if (version >= 6)
    all.scoped = LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET | LANDLOCK_SCOPE_SIGNAL;
  return all;
}

/* Returns whether there is a ruleset to add to: not where the kernel has no Landlock, or it is
 * switched off. */
static bool
open_ruleset (void)
{
  struct landlock_ruleset_attr all;
  long version;

  if (ruleset >= 0)
    return true;

  version = syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1)
    return false;

  all = deny_everything (version);
  handled = all.handled_access_fs;
  /* A kernel that knows less of the struct takes it when the rest is zero. */
  if ((ruleset = (int)syscall (SYS_landlock_create_ruleset, &all, sizeof all, 0)) < 0)
    mq_stop ("Landlock");
  return true;
}

/* @path: a file, or a folder with all that is below it; what is not there is left out; @use: for
 * what */
void
mq_landlock_allow (const char *path, MqLandlockUse use)
{
  struct landlock_path_beneath_attr rule = { 0 };
  struct stat facts;

  if (!open_ruleset ())
    return;
  if ((rule.parent_fd = open (path, O_PATH | O_CLOEXEC)) < 0)
    {
      if (errno == ENOENT || errno == ENOTDIR || errno == EACCES)
        return;
      mq_stop (path);
    }

  rule.allowed_access = rights[use] & handled;
  if (fstat (rule.parent_fd, &facts) != 0)
    mq_stop (path);
  if (!S_ISDIR (facts.st_mode))
    rule.allowed_access &= OF_FILES;
  if (syscall (SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0)
    mq_stop (path);
  close (rule.parent_fd);
}

/* Makes mq_landlock_enforce() stop where the kernel has no Landlock. */
void
mq_landlock_require (void)
{
  is_required = true;
}

/* Denies everything that was not allowed, if anything was, for good. Needs “no new privileges”. */
void
mq_landlock_enforce (void)
{
  if (is_required && !open_ruleset ())
    mq_stop_for (ENOSYS, "this kernel has no Landlock, or it is switched off");
  if (ruleset < 0)
    return;
  if (syscall (SYS_landlock_restrict_self, ruleset, 0) != 0)
    mq_stop ("Landlock");
  close (ruleset);
}
