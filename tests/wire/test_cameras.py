"""Cameras: ONVIF, ISAPI with digest, RTSP; drivers and simulators meet on real wires, and so do strangers."""

import asyncio
import io
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import av
import pytest
from cameras_at_work import AtWork, an_entry, camera_at_work, login_file
from polling import PATIENCE_S, until
from structlog.testing import capture_logs

from hallctl.contracts.devices import Outcome
from hallctl.simulation.faults import WELL, Fault, Trouble

PROFILES = ["generic-onvif", "hikvision-isapi", "generic-rtsp"]
BEGIN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def size_of(jpeg: bytes) -> tuple[int, int]:
    with av.open(io.BytesIO(jpeg), "r") as picture:
        frame = next(picture.decode(video=0))
        return frame.width, frame.height


async def online(work: AtWork) -> None:
    await until(lambda: work.state == "ONLINE")


@pytest.mark.parametrize("locked", [True, False])
@pytest.mark.parametrize("profile", PROFILES)
async def test_a_camera_is_known_to_be_well_and_gives_a_still(
    tmp_path: Path, profile: str, locked: bool
) -> None:
    entry = an_entry(profile, login_file(tmp_path) if locked else None)
    async with camera_at_work(entry) as work:
        await online(work)
        picture = await work.driver.snapshot()
        assert picture is not None
        assert picture.content_type == "image/jpeg"
        assert size_of(picture.data) == (320, 180)
        assert await work.driver.identify() is Outcome.REFUSED
        if profile != "generic-rtsp":
            assert work.news[-1].firmware is not None
            assert work.news[-1].firmware.endswith("5.7.3")


@pytest.mark.parametrize("profile", PROFILES)
async def test_a_wrong_password_is_told_and_never_logged(tmp_path: Path, profile: str) -> None:
    entry = an_entry(profile, login_file(tmp_path))
    with capture_logs() as logs:
        async with camera_at_work(entry) as work:
            work.simulator.guard.password = work.simulator.streams.guard.password = "another"
            await until(lambda: work.state == ("ONLINE" if profile == "generic-rtsp" else "DEGRADED"))
            assert profile == "generic-rtsp" or "登录被拒绝" in work.news[-1].faults
            assert await work.driver.snapshot() is None
    assert "s3cret" not in json.dumps(logs, default=repr)


async def test_a_camera_whose_clock_is_wrong_still_lets_the_hall_in(tmp_path: Path) -> None:
    async with camera_at_work(an_entry("generic-onvif", login_file(tmp_path))) as work:
        work.simulator.ahead = timedelta(hours=-9)
        await online(work)
        assert await work.driver.snapshot() is not None


async def test_a_dead_camera_is_missed_and_its_return_is_seen(tmp_path: Path) -> None:
    async with camera_at_work(an_entry("hikvision-isapi", login_file(tmp_path))) as work:
        await online(work)
        work.simulator.suffer(Trouble(Fault.REFUSE))
        await until(lambda: work.state == "DEGRADED")
        assert await work.driver.snapshot() is None
        work.simulator.suffer(WELL)
        await online(work)
        await work.around.around.stop()
        await until(lambda: work.state == "OFFLINE")
        assert await work.driver.snapshot() is None
        await work.around.around.start()
        await online(work)


async def test_a_recorder_with_a_broken_disk_is_degraded(tmp_path: Path) -> None:
    async with camera_at_work(an_entry("hikvision-isapi", login_file(tmp_path))) as work:
        work.simulator.disk = "error"
        await until(lambda: work.state == "DEGRADED")
        assert work.news[-1].faults == ("录像存储故障",)


async def test_footage_is_fetched_from_the_recorder(tmp_path: Path) -> None:
    async with camera_at_work(an_entry("hikvision-isapi", login_file(tmp_path))) as work:
        await online(work)
        to = tmp_path / "clip.mkv"
        outcome = await work.driver.footage(BEGIN, BEGIN + timedelta(seconds=6), to)
        assert outcome is Outcome.DONE
        (played,) = work.simulator.streams.played
        assert "/Streaming/tracks/101?starttime=20260302T010000Z&endtime=20260302T010006Z" in played
        with av.open(str(to), "r") as film:
            frames = sum(1 for _ in film.decode(video=0))
        assert frames >= 25


async def test_what_keeps_nothing_refuses_and_what_is_away_times_out(tmp_path: Path) -> None:
    to = tmp_path / "clip.mkv"
    async with camera_at_work(an_entry("generic-onvif")) as work:
        assert await work.driver.footage(BEGIN, BEGIN + timedelta(seconds=1), to) is Outcome.REFUSED
    async with camera_at_work(an_entry("hikvision-isapi")) as work:
        await work.around.around.stop()
        assert await work.driver.footage(BEGIN, BEGIN + timedelta(seconds=1), to) is Outcome.TIMED_OUT


@pytest.mark.parametrize("fault", [Fault.GARBLE, Fault.HALF_OPEN, Fault.SLOW])
async def test_whatever_befalls_the_wire_a_still_comes_whole_or_not_at_all(
    tmp_path: Path, fault: Fault
) -> None:
    async with camera_at_work(an_entry("hikvision-isapi", login_file(tmp_path)), deadline_s=1.0) as work:
        await online(work)
        work.simulator.suffer(Trouble(fault, chance=0.5, delay_s=0.2))
        async with asyncio.timeout(PATIENCE_S):
            await work.driver.snapshot()
        work.simulator.suffer(WELL)
        await online(work)
        assert await work.driver.snapshot() is not None


async def test_a_challenge_that_cannot_be_answered_is_forgotten_with_the_next_good_one(
    tmp_path: Path,
) -> None:
    async with camera_at_work(an_entry("hikvision-isapi", login_file(tmp_path)), deadline_s=1.0) as work:
        await online(work)
        good = work.simulator.guard.nonce
        work.simulator.guard.nonce = "a\x01b"
        await until(lambda: work.state in {"DEGRADED", "OFFLINE"})
        work.simulator.guard.nonce = good
        await online(work)


# --- strangers ---


async def program(*words: str) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(30):
            out, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise
    assert process.returncode == 0
    return out


async def test_curl_gets_a_still_with_digest_and_nobody_without(tmp_path: Path) -> None:
    entry = an_entry("hikvision-isapi", login_file(tmp_path))
    async with camera_at_work(entry):
        url = entry.address.partition("?")[0] + "/ISAPI/Streaming/channels/101/picture"
        curl = ("curl", "-s", "-o", str(tmp_path / "still.jpg"), "-w", "%{http_code}")
        assert await program(*curl, url) == b"401"
        assert await program(*curl, "--digest", "-u", "auditor:s3cret p@ss/word", url) == b"200"
        assert size_of((tmp_path / "still.jpg").read_bytes()) == (320, 180)


async def test_ffmpeg_reads_the_stream(tmp_path: Path) -> None:
    assert shutil.which("ffprobe"), "Debian's ffmpeg"
    entry = an_entry("generic-rtsp", login_file(tmp_path))
    async with camera_at_work(entry):
        url = entry.address.replace("rtsp://", "rtsp://auditor:s3cret%20p%40ss%2Fword@")
        told = await program(
            "ffprobe", "-v", "error", "-rtsp_transport", "tcp", "-show_streams", "-of", "json", url
        )
        (stream,) = json.loads(told)["streams"]
        assert (stream["codec_name"], stream["width"], stream["height"]) == ("h264", 320, 180)


async def test_an_onvif_client_of_others_agrees_with_the_simulator(tmp_path: Path) -> None:
    entry = an_entry("generic-onvif", login_file(tmp_path))
    async with camera_at_work(entry):
        told = await asyncio.to_thread(_by_zeep, entry.address.partition("?")[0].rpartition(":")[2])
    assert told["firmware"] == "5.7.3"
    assert told["profiles"] == ["main"]
    assert told["still"].endswith("/still.jpg")


def _by_zeep(port: str) -> dict[str, Any]:
    """In a thread and loop of its own: it loads its descriptions for a second."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return asyncio.run(_ask_by_zeep(int(port)))


async def _ask_by_zeep(port: int) -> dict[str, Any]:
    from onvif import ONVIFCamera

    camera = ONVIFCamera("127.0.0.1", port, "auditor", "s3cret p@ss/word", adjust_time=True)
    try:
        await camera.update_xaddrs()
        device = await camera.create_devicemgmt_service()
        information = await device.GetDeviceInformation()
        media = await camera.create_media_service()
        profiles = await media.GetProfiles()
        uri = await media.GetSnapshotUri({"ProfileToken": profiles[0].token})
        return {
            "firmware": information.FirmwareVersion,
            "profiles": [profile.token for profile in profiles],
            "still": uri.Uri,
        }
    finally:
        await camera.close()
