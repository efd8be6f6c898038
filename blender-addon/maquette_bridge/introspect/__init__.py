# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists everything that this Blender knows, for the search index BlenderRAG."""
