# SPDX-License-Identifier: GPL-3.0-or-later
"""Materials of other people's scripts: pictures that are not there, and shaders that files of other programs lack."""


def test_pictures_and_shaders(desk, script, tmp_path):
    """A picture that is not there is a fault that names material and file; what the file shows otherwise than the
    version is said, and nothing of it where it is the same."""
    told = {"s05b-image-silent": ("A picture file is not there: Crate Wood (crate_diffuse.png)",
                                  "“Crate Wood” has a plain color in the file: its picture “crate_diffuse.png”"),
            "s05d-image-try": ("A picture file is not there: Bricks", "“Bricks” has a plain color in the file: it"),
            "s08-glass": (None, None)}
    for name, (fault, note) in told.items():
        run = desk("--script", script(name))
        assert run.status == 0, run
        assert ("1 fault" in run.out and fault in run.out) if fault else "fault" not in run.out, run
        session = desk.sessions()[0]["session"]
        done = desk("export", session, "--output", tmp_path / f"{name}.glb", "--textures", 64)
        assert done.status == 0 and "another Blender" in done.out, done
        if note is None:
            assert ": the same, its box" in done.out, done
        else:
            assert "the same shape, not the same look" in done.out and note in done.out, done
    # This one ends where Blender loads the picture, and the reason is not that there is no such file.
    run = desk("--script", script("s05-image-absent"))
    assert run.status == 1 and "oak_diffuse.jpg" in run.err and "Scripts see no files of yours" in run.err, run
    assert "line 8" in run.err, run
