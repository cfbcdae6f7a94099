// Reads an ESC/POS stream from standard input with somebody else's parser, and prints what it found as JSON:
// {"text": base64 of all text, "pictures": [{"width", "height", "black": number of black dots}], "commands": [...]}.
'use strict'

const npos = require('npos')

const chunks = []
process.stdin.on('data', (chunk) => chunks.push(chunk))
process.stdin.on('end', async () => {
  const found = await npos.parser().parse(Buffer.concat(chunks))
  const texts = found.entries.filter((entry) => entry.type === 'text').map((entry) => entry.data)
  const pictures = found.entries.filter((entry) => entry.type === 'raster').map((entry) => entry.data)
  console.log(JSON.stringify({
    text: Buffer.concat(texts).toString('base64'),
    pictures: pictures.map(({ width, height }) => ({ width, height })),
    commands: found.tree.filter((node) => node.fn).map((node) => node.ascii + ' ' + node.fn)
  }))
})
