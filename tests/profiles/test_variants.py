"""Exactly one profile matches a device and its firmware; rebadged models are one line."""

from pathlib import Path

import pytest

from hallctl.profiles import ProfileError, ProfileLibrary

PAD = """format = 1
model = "{model}"
makers = ["Acme"]
white_labels = [{labels}]
driver = "mqtt"
{more}
[wire]
type = "mqtt"
[commands.prompt]
"""


def put(folder: Path, name: str, *, model: str = "T3", labels: str = "", more: str = "") -> Path:
    file = folder / "rater" / f"{name}.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(PAD.format(model=model, labels=labels, more=more))
    return file


def test_the_variant_is_chosen_by_the_reported_firmware(tmp_path: Path) -> None:
    quirk = '[[quirk]]\nfirmware = { since = "2.5" }\nset = { "wire.deadline_s" = 4.0 }'
    put(tmp_path, "acme-t3", more='firmware = { below = "2.0" }')
    put(tmp_path, "acme-t3-v2", more=f'firmware = {{ since = "2.0", below = "3.0" }}\n{quirk}')
    put(tmp_path, "other-t3")  # another maker's model of the same name
    library = ProfileLibrary.load([tmp_path])
    named = library.get("acme-t3", "rater")

    assert {variant.name for variant in library.variants(named)} == {"acme-t3", "acme-t3-v2"}
    assert library.resolve(named, None) is named
    first, second = library.resolve(named, "1.4"), library.resolve(named, "2.6")
    assert first is not None
    assert second is not None
    assert (first.name, first.wire.deadline_s) == ("acme-t3", 2.0)
    assert (second.name, second.wire.deadline_s) == ("acme-t3-v2", 4.0)
    assert library.resolve(named, "3.0") is None


def test_firmware_that_two_profiles_claim_is_refused_with_its_line(tmp_path: Path) -> None:
    put(tmp_path, "acme-t3", more='firmware = { below = "2.0" }')
    file = put(tmp_path, "acme-t3-v2", more='firmware = { since = "1.9" }')
    with pytest.raises(ProfileError) as error:
        ProfileLibrary.load([tmp_path])
    (problem,) = error.value.problems
    assert (problem.file, problem.line, problem.key) == (file, 6, "firmware")
    assert "1.9 and later overlaps below 2.0 of the same model" in problem.text


def test_a_white_label_names_the_profile_of_the_maker(tmp_path: Path) -> None:
    put(tmp_path, "acme-t3", labels='"sunrise-88", "lotus-pad"')
    library = ProfileLibrary.load([tmp_path])
    assert library.exists("lotus-pad", "rater")
    assert library.get("sunrise-88", "rater").name == "acme-t3"
    assert library.names("rater") == ["acme-t3"]


def test_a_white_label_of_two_models_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "acme-t3", labels='"sunrise-88"')
    put(tmp_path, "acme-t4", model="T4", labels='"sunrise-88"')
    with pytest.raises(ProfileError, match="white_labels: 'sunrise-88' is already a name of"):
        ProfileLibrary.load([tmp_path])


def test_recorded_exchanges_are_no_profiles(tmp_path: Path) -> None:
    put(tmp_path, "acme-t3").with_name("acme-t3.frames.toml").write_text("firmware = 1")
    assert len(ProfileLibrary.load([tmp_path])) == 1
