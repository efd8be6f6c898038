// SPDX-FileCopyrightText: 2026 The Maquette authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Makes colliders of the objects that Maquette's packages name UBX_, USP_, UCP_ and UCX_, and draws
// them no more. For Assets/Editor of a Unity project, once.
using UnityEditor;
using UnityEngine;

public class MaquetteColliders : AssetPostprocessor
{
    void OnPostprocessModel(GameObject root)
    {
        foreach (MeshFilter filter in root.GetComponentsInChildren<MeshFilter>(true))
        {
            GameObject part = filter.gameObject;
            Mesh mesh = filter.sharedMesh;
            if (part.name.StartsWith("UBX_"))
            {
                BoxCollider box = part.AddComponent<BoxCollider>();
                box.center = mesh.bounds.center;
                box.size = mesh.bounds.size;
            }
            else if (part.name.StartsWith("USP_"))
            {
                SphereCollider sphere = part.AddComponent<SphereCollider>();
                sphere.center = mesh.bounds.center;
                sphere.radius = Mathf.Max(mesh.bounds.extents.x, mesh.bounds.extents.y, mesh.bounds.extents.z);
            }
            else if (part.name.StartsWith("UCP_"))
            {
                Vector3 half = mesh.bounds.extents;
                int axis = half.x > half.y && half.x > half.z ? 0 : half.y > half.z ? 1 : 2;
                CapsuleCollider capsule = part.AddComponent<CapsuleCollider>();
                capsule.center = mesh.bounds.center;
                capsule.direction = axis;
                capsule.height = 2 * half[axis];
                capsule.radius = Mathf.Max(half[(axis + 1) % 3], half[(axis + 2) % 3]);
            }
            else if (part.name.StartsWith("UCX_"))
            {
                MeshCollider convex = part.AddComponent<MeshCollider>();
                convex.sharedMesh = mesh;
                convex.convex = true;
            }
            else
                continue;

            Object.DestroyImmediate(part.GetComponent<MeshRenderer>());
            Object.DestroyImmediate(filter);
        }
    }
}
