/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Landlock: the kernel denies this process every file but those that were allowed, and TCP,
 * abstract sockets and signals to processes outside. A second wall in bubblewrap, the first one in
 * a Flatpak. Used by the launcher's main(). */
#pragma once

typedef enum
{
  MQ_LANDLOCK_READ,   /* read and execute */
  MQ_LANDLOCK_WRITE,  /* everything but execute and make devices */
  MQ_LANDLOCK_DEVICE, /* read, write and control */
} MqLandlockUse;

void mq_landlock_allow (const char *path, MqLandlockUse use);
void mq_landlock_require (void);
void mq_landlock_enforce (void);
