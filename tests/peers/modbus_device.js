// A Modbus device by somebody else: the same registers over TCP and over RTU in a TCP stream.
// Prints {"tcp": port, "rtu": port} and serves until it is ended. Registers and coils start at zero, but for
// input register 7, which is 0x1234, and discrete input 3, which is on. Over TCP it says who it is (43/14).
'use strict'

const net = require('net')
const modbus = require('jsmodbus')
const { ReadDeviceIdentificationResponseBody } = require('jsmodbus/dist/response')
const TcpResponse = require('jsmodbus/dist/tcp-response').default

const memory = {
  coils: Buffer.alloc(64),
  discrete: Buffer.alloc(64),
  holding: Buffer.alloc(512),
  input: Buffer.alloc(512)
}
memory.input.writeUInt16BE(0x1234, 14)
memory.discrete.writeUInt8(0b1000, 0)

const tcp = net.createServer()
const device = new modbus.server.TCP(tcp, memory)
device.on('readDeviceIdentification', (request, answer) => {
  const objects = ['Acme', 'L3', 'V2.7'].map((text, id) => ({ id, value: Buffer.from(text) }))
  const body = new ReadDeviceIdentificationResponseBody(request.body.readDeviceIdCode, 1, 0, 0, objects)
  answer(TcpResponse.fromRequest(request, body).createPayload())
})

const rtu = net.createServer((socket) => {
  socket.on('error', () => socket.destroy())
  new modbus.server.RTU(socket, memory)
})

tcp.listen(0, '127.0.0.1', () => {
  rtu.listen(0, '127.0.0.1', () => {
    console.log(JSON.stringify({ tcp: tcp.address().port, rtu: rtu.address().port }))
  })
})
