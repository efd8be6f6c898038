# expect: tried
# Names hidden behind __import__, eval and getattr: the sandbox does not go by names.
system = getattr(__import__("o" + "s"), "sys" + "tem")
if system("echo x > @OUTSIDE@") == 0:
    print("ESCAPED: a shell ran")
try:
    with eval("open")("@SECRET@") as file:
        print("ESCAPED:", file.read())
except OSError as error:
    print("held:", error)
try:
    with open("@OUTSIDE@", "w") as file:
        file.write("x")
        print("ESCAPED: wrote outside")
except OSError as error:
    print("held:", error)
print("TRIED")
