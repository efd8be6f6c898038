# expect: tried
# Links in the run folder where the client is about to write and to read.
import os

os.makedirs("renders", exist_ok=True)
for name in ("scene.blend", "token", "link.png", "renders/view_1.png"):
    if os.path.lexists(name):
        os.remove(name)
    os.symlink("@SECRET@", name)
os.symlink("@HOME@", "home")
print("TRIED")
