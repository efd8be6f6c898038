# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a script before it runs: what this Blender does not know, and what is not allowed."""
