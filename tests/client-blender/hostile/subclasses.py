# expect: tried
# The classic walk over subclasses to a class that starts processes.
for cls in ().__class__.__bases__[0].__subclasses__():
    if cls.__name__ in ("Popen", "FileLoader", "catch_warnings"):
        print("reached", cls.__name__)
import subprocess
for attempt in (["/bin/sh", "-c", "echo x > @OUTSIDE@"], ["/usr/bin/env"]):
    try:
        print("ESCAPED:", subprocess.check_output(attempt))
    except OSError as error:
        print("held:", error)
print("TRIED")
