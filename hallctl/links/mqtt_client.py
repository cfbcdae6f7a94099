"""aiomqtt's client, without what it does to the loop when a socket is closed at the wrong moment."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

import aiomqtt


class MqttClient(aiomqtt.Client):
    """As aiomqtt's, for both ends of the wire.

    aiomqtt has the loop wait for a socket by its number, and only in the loop's next turn. A socket that was
    closed in between is an error of the loop then, or the number is somebody else's by now.

    It also leaves the socket open when connecting fails or is cancelled; its thread goes on connecting then.
    """

    _given_up = False

    async def __aenter__(self) -> Self:
        try:
            return await super().__aenter__()
        except BaseException:
            self._let_go()
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await super().__aexit__(kind, error, trace)
        finally:
            self._let_go()

    def _let_go(self) -> None:
        self._given_up = True
        self._client.disconnect()

    def _client_connect(self) -> None:
        super()._client_connect()
        if self._given_up:
            self._loop.call_soon_threadsafe(self._client.disconnect)

    def _on_socket_register_write(self, client: Any, userdata: Any, sock: Any) -> None:  # noqa: ARG002 - paho's
        self._loop.call_soon_threadsafe(self._let_write, sock)

    def _on_disconnect(self, *what: Any, **more: Any) -> None:
        # Who gave up connecting hears no more of it; aiomqtt would ask the cancelled future for its error.
        if not self._connected.cancelled():
            super()._on_disconnect(*what, **more)

    def _let_write(self, sock: Any) -> None:
        if sock.fileno() >= 0:
            self._loop.add_writer(sock.fileno(), self._write_ready)

    def _write_ready(self) -> None:
        try:
            self._client.loop_write()
        except Exception as error:  # noqa: BLE001 - whatever it is, the connection is lost
            if not self._disconnected.done():
                self._disconnected.set_exception(error)
