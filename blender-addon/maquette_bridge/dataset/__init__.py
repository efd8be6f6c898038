# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes data to learn from: pictures with masks, depth, normals and the cameras' numbers."""
