"""aiomqtt's client, without what it does to the loop when a socket is closed at the wrong moment."""

from __future__ import annotations

from typing import Any

import aiomqtt


class MqttClient(aiomqtt.Client):
    """As aiomqtt's, for both ends of the wire.

    aiomqtt has the loop wait for a socket by its number, and only in the loop's next turn. A socket that was
    closed in between is an error of the loop then, or the number is somebody else's by now.
    """

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
