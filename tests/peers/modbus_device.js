// A Modbus device by somebody else: the same registers over TCP and over RTU in a TCP stream.
// Prints {"tcp": port, "rtu": port} and serves until it is ended. Registers and coils start at zero, but for
// input register 7, which is 0x1234, and discrete input 3, which is on.
'use strict'

const net = require('net')
const modbus = require('jsmodbus')

const memory = {
  coils: Buffer.alloc(64),
  discrete: Buffer.alloc(64),
  holding: Buffer.alloc(512),
  input: Buffer.alloc(512)
}
memory.input.writeUInt16BE(0x1234, 14)
memory.discrete.writeUInt8(0b1000, 0)

const tcp = net.createServer()
new modbus.server.TCP(tcp, memory)

const rtu = net.createServer((socket) => {
  socket.on('error', () => socket.destroy())
  new modbus.server.RTU(socket, memory)
})

tcp.listen(0, '127.0.0.1', () => {
  rtu.listen(0, '127.0.0.1', () => {
    console.log(JSON.stringify({ tcp: tcp.address().port, rtu: rtu.address().port }))
  })
})
