/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The life line: a descriptor whose other end only the program that asked for Blender holds. When
 * that program ends, however it ends, the line hangs up and Blender is killed. For a Flatpak, whose
 * portal keeps a sandbox alive. Used by main(). */
#pragma once

void mq_lifeline_hold (int line, int kept);
