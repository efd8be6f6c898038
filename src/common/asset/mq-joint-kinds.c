/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of joints by their words, see mq-joint-kinds.h. */
#include "common/asset/mq-joint-kinds.h"

const char *const mq_joint_kinds[]
    = { "hinge", "slider", "ball", "screw", "fixed", "closes", NULL };
