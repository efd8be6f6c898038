extends SceneTree
# Prints what Godot's importer made of asset.glb, a JSON line for each node and each animation; of meshes and colliders
# also the box, where they stand in the scene.
func box(points, place):
	var first = place.xform(points[0])
	var found = AABB(first, Vector3())
	for point in points:
		found = found.expand(place.xform(point))
	return {"low": [found.position.x, found.position.y, found.position.z],
		"high": [found.end.x, found.end.y, found.end.z], "points": points.size()}
func walk(node, above):
	var line = {"name": node.name, "class": node.get_class(), "parent": node.get_parent().name if node.get_parent() else ""}
	var place = above * node.transform if node is Spatial else above
	if node is MeshInstance:
		line["box"] = box(node.mesh.get_faces(), place)
	if node is CollisionShape:
		line["shape"] = node.shape.get_class()
		line["box"] = box(node.shape.points, place)
	print("NODE ", to_json(line))
	if node is AnimationPlayer:
		for name in node.get_animation_list():
			var animation = node.get_animation(name)
			print("NODE ", to_json({"name": name, "class": "Animation", "seconds": animation.length,
				"tracks": animation.get_track_count()}))
	for child in node.get_children():
		walk(child, place)
func _init():
	walk(load("res://asset.glb").instance(), Transform())
	quit()
