extends SceneTree
# Prints what Godot's importer made of asset.glb, a JSON line for each node and each animation.
func walk(node):
	print("NODE ", to_json({"name": node.name, "class": node.get_class()}))
	if node is AnimationPlayer:
		for name in node.get_animation_list():
			var animation = node.get_animation(name)
			print("NODE ", to_json({"name": name, "class": "Animation", "seconds": animation.length,
				"tracks": animation.get_track_count()}))
	for child in node.get_children():
		walk(child)
func _init():
	walk(load("res://asset.glb").instance())
	quit()
